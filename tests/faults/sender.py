"""A Pingdesk to be killed: decides one action for every linkback of a profile and sends until nothing waits.

Asked for on standard input, by one line of JSON: ``{"profile", "action", "logins": [[home, user, password], …]}``.
Deciding again what is decided already changes nothing, so that one that was killed is simply started anew. Says
``ready`` before it begins.
"""

import json
import sys
import threading
from pathlib import Path

from desktop_app.compose import open_desk
from desktop_app.core.decision import Action
from desktop_app.core.query import Query
from desktop_app.vault import Vault


def main() -> None:
    """Carry out one order."""
    order = json.loads(sys.stdin.readline())
    vault = Vault()
    for home, user, password in order["logins"]:
        vault.keep_for_this_run(home, user, password)
    desk = open_desk(Path(order["profile"]), vault)
    print("ready", flush=True)
    desk.moderator.decide(Action(order["action"]), desk.queue.ids(Query()))
    while desk.sender.waiting():
        desk.sender.send(cancelled=threading.Event(), at_once=True)
    desk.close()


if __name__ == "__main__":
    main()
