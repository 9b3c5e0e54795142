"""What a page could do if it took its analyser over: next to nothing."""

import json
import subprocess
import sys
from typing import Final

from desktop_app.verifier.analysers import confinement
from desktop_app.verifier.commands import environment
from tests.verifier.server import Listener

ATTEMPTS: Final = """
import json, os, socket, subprocess, sys
from desktop_app.verifier.confine import confine
folder, port = sys.argv[1], int(sys.argv[2])
secret = open(f"{folder}/secret", "w"); secret.write("x"); secret.close()
in_force = confine()
def denied(attempt):
    try:
        attempt()
    except OSError:
        return True
    return False
def write():
    with open(f"{folder}/new", "w") as file:
        file.write("x")
print(json.dumps({
    "in_force": in_force,
    "read": denied(lambda: open(f"{folder}/secret").read()),
    "list": denied(lambda: os.listdir(folder)),
    "write": denied(write),
    "append": denied(lambda: open(__import__("json").__file__, "a").write("x")),
    "remove": denied(lambda: os.unlink(f"{folder}/secret")),
    "execute": denied(lambda: os.execv(sys.executable, [sys.executable, "-c", ""])),
    "connect": denied(lambda: socket.create_connection(("127.0.0.1", port), 1)),
    "listen": denied(lambda: socket.create_server(("127.0.0.1", 0))),
    "import": denied(lambda: __import__("charset_normalizer")),
}))
"""


def test_an_analyser_reads_pages_and_nothing_else(tmp_path: object, listener: Listener) -> None:
    plain = {name: value for name, value in environment().items() if not name.startswith("COVERAGE")}
    run = subprocess.run(
        [sys.executable, "-P", "-c", ATTEMPTS, str(tmp_path), str(listener.port)],
        capture_output=True, text=True, check=True, env=plain,
    )  # fmt: skip
    denied = json.loads(run.stdout)
    in_force = denied.pop("in_force")
    promised = {"write"}
    if "nothing executed" in in_force:  # a kernel with Landlock
        promised |= {"read", "list", "append", "remove", "execute"}
    if "no TCP connections" in in_force:
        promised |= {"connect", "listen"}
    assert not denied["import"]
    assert {name for name in promised if denied[name]} == promised
    assert "connect" not in promised or not listener.was_reached()


def test_what_is_in_force_can_be_told() -> None:
    assert {"memory capped", "processor time capped"} <= set(confinement())
