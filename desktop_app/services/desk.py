"""Everything the window and the command line may ask for, in one value that compose fills."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop_app.services.accounts import Accounts
from desktop_app.services.authorize import Authorizer
from desktop_app.services.inspect import Inspector
from desktop_app.services.moderate import Moderator
from desktop_app.services.queue import Queue
from desktop_app.services.send import Sender
from desktop_app.services.settings import Settings
from desktop_app.services.sync import Sync


@dataclass(frozen=True, slots=True)
class Desk:
    """The services of one profile. `close` once, when no work is running any more."""

    profile: Path
    queue: Queue
    accounts: Accounts
    authorizer: Authorizer
    sync: Sync
    inspector: Inspector
    moderator: Moderator
    sender: Sender
    settings: Settings
    close: Callable[[], None]
