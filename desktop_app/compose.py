"""The one place that knows every package: builds the services of a profile and hands them down.

What costs time to import (network, HTML, keyring) is imported when it is first used, so that the window stands
within a fraction of a second.
"""

import gc
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.core.errors import Cancelled, StoreUnavailable, Unsupported
from desktop_app.core.site import Endpoints, SignedIn
from desktop_app.services.accounts import Accounts, WantedTransport
from desktop_app.services.authorize import Authorizer
from desktop_app.services.connections import Connections
from desktop_app.services.desk import Desk
from desktop_app.services.inspect import Inspector
from desktop_app.services.locks import ProcessLock
from desktop_app.services.moderate import Moderator
from desktop_app.services.queue import Queue
from desktop_app.services.send import Sender
from desktop_app.services.settings import Settings
from desktop_app.services.sync import Sync
from desktop_app.store.acts import Acts
from desktop_app.store.database import open_database
from desktop_app.store.evidence import EvidenceTable
from desktop_app.store.linkbacks import LinkbacksTable
from desktop_app.store.outbox import Outbox
from desktop_app.store.progress import ProgressTable
from desktop_app.store.settings import SettingsTable
from desktop_app.store.sites import SitesTable
from desktop_app.vault import Vault
from desktop_app.wordpress.client import open_client

if TYPE_CHECKING:
    from filelock import BaseFileLock

_LOCK_WAIT_S = 60.0
_LOCK_STEP_S = 0.2


def default_profile() -> Path:
    """Return the platform's own place for Pingdesk's data."""
    import platformdirs  # noqa: PLC0415 - start-up time

    return Path(platformdirs.user_data_dir("pingdesk", appauthor=False))


def open_desk(profile: Path, vault: Vault | None = None) -> Desk:
    """Open a profile (created if new) and build its services. Raises `StoreUnavailable`."""
    database = open_database(profile)
    sites = SitesTable(database)
    linkbacks = LinkbacksTable(database)
    evidence = EvidenceTable(database)
    outbox = Outbox(database)
    settings = Settings(SettingsTable(database))
    vault = vault or Vault()
    connections = Connections(vault, sites, open_client)
    inspector = Inspector(evidence, sites, settings)

    def close() -> None:
        inspector.close()
        database.close()

    return Desk(
        profile=profile,
        queue=Queue(database),
        accounts=Accounts(sites, vault, discover=_discover, choose_transport=_choose_transport),
        authorizer=Authorizer(),
        sync=Sync(
            sites, linkbacks, ProgressTable(database), connections, settings, lock=_file_lock(profile / "refresh.lock")
        ),
        inspector=inspector,
        moderator=Moderator(Acts(database)),
        sender=Sender(outbox, sites, connections, _file_lock(profile / "sending.lock")),
        settings=settings,
        close=close,
    )


def _discover(address: str, *, allow_http: bool, certificate: str | None) -> Endpoints:
    from desktop_app.wordpress.discovery import discover  # noqa: PLC0415 - start-up time
    from desktop_app.wordpress.transport import HttpTransport  # noqa: PLC0415 - start-up time

    transport = HttpTransport(certificate=certificate)
    try:
        return discover(address, allow_http=allow_http, transport=transport, certificate=certificate)
    finally:
        transport.close()


def _choose_transport(endpoints: Endpoints, user: str, password: str, wanted: WantedTransport) -> SignedIn:
    from desktop_app.wordpress.login import choose_transport  # noqa: PLC0415 - start-up time
    from desktop_app.wordpress.transport import HttpTransport  # noqa: PLC0415 - start-up time

    transport = HttpTransport(certificate=endpoints.certificate)
    try:
        return choose_transport(endpoints, user, password, wanted, transport=transport)
    finally:
        transport.close()


def _file_lock(path: Path) -> ProcessLock:
    """Return a lock between processes: one refreshes, one sends, the others wait for their turn."""

    @contextmanager
    def locked(cancelled: threading.Event) -> Generator[None, None, None]:
        lock = _acquired(path, cancelled)
        try:
            yield
        finally:
            lock.release()

    return locked


def _acquired(path: Path, cancelled: threading.Event) -> "BaseFileLock":
    import filelock  # noqa: PLC0415 - start-up time

    lock = filelock.FileLock(path)
    end = time.monotonic() + _LOCK_WAIT_S
    while time.monotonic() < end:
        try:
            return lock.acquire(timeout=_LOCK_STEP_S).lock
        except filelock.Timeout:
            if cancelled.is_set():
                raise Cancelled("It was stopped while waiting for another Pingdesk.") from None
        except OSError as error:
            raise StoreUnavailable(f"The data folder {path.parent} cannot be used: {error.strerror}.") from error
    raise StoreUnavailable(
        "Another Pingdesk has been at work on this profile for a minute. Wait until it is done, or close it."
    )


def open_window(profile: Path) -> int:
    """Open the window on a profile and return its exit status. Raises `StoreUnavailable` or `Unsupported`."""
    gc.disable()  # the window collects by itself, on its own thread; and importing Qt is a quarter quicker without
    from desktop_app.ui.application import has_display, run  # noqa: PLC0415 - Qt, only for the window

    if not has_display():
        raise Unsupported("There is no display to open a window on. The command line needs none: “pingdesk --help”.")
    notice = ""
    try:
        desk = open_desk(profile)
    except StoreUnavailable as damaged:
        # What could not be read was set aside: start with an empty store, and say so in the window.
        desk = open_desk(profile)
        notice = str(damaged)
    return run(desk, notice=notice)
