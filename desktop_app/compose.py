"""The one place that knows every package: builds the services of a profile and hands them down.

What costs time to import (network, HTML, keyring) is imported when it is first used, so that the window stands
within a fraction of a second.
"""

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from desktop_app.core.errors import StoreUnavailable, Unsupported
from desktop_app.core.site import Account, Endpoints, TransportKind
from desktop_app.services.accounts import Accounts, WantedTransport
from desktop_app.services.connections import Connections
from desktop_app.services.desk import Desk
from desktop_app.services.inspect import Inspector
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
from desktop_app.store.settings import SettingsTable
from desktop_app.store.sites import SitesTable
from desktop_app.vault import Vault
from desktop_app.wordpress.client import open_client

_LOCK_WAIT_S = 60.0


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
    connections = Connections(vault, open_client)
    inspector = Inspector(evidence, sites, settings)

    def close() -> None:
        inspector.close()
        database.close()

    return Desk(
        profile=profile,
        queue=Queue(database),
        accounts=Accounts(sites, vault, connections, discover=_discover, choose_transport=_choose_transport),
        sync=Sync(sites, linkbacks, connections, settings, _file_lock(profile / "refresh.lock")),
        inspector=inspector,
        moderator=Moderator(Acts(database)),
        sender=Sender(outbox, linkbacks, sites, connections, _file_lock(profile / "sending.lock")),
        settings=settings,
        close=close,
    )


def _discover(address: str, *, allow_http: bool) -> Endpoints:
    from desktop_app.wordpress.discovery import discover  # noqa: PLC0415 - start-up time
    from desktop_app.wordpress.transport import HttpTransport  # noqa: PLC0415 - start-up time

    transport = HttpTransport()
    try:
        return discover(address, allow_http=allow_http, transport=transport)
    finally:
        transport.close()


def _choose_transport(
    endpoints: Endpoints, user: str, password: str, wanted: WantedTransport
) -> tuple[TransportKind, Account]:
    from desktop_app.wordpress.login import choose_transport  # noqa: PLC0415 - start-up time
    from desktop_app.wordpress.transport import HttpTransport  # noqa: PLC0415 - start-up time

    transport = HttpTransport()
    try:
        return choose_transport(endpoints, user, password, wanted, transport=transport)
    finally:
        transport.close()


def _file_lock(path: Path) -> Callable[[], AbstractContextManager[None]]:
    """Return a lock between processes: one refreshes, one sends, the others wait for their turn."""

    @contextmanager
    def locked() -> Generator[None, None, None]:
        import filelock  # noqa: PLC0415 - start-up time

        try:
            with filelock.FileLock(path, timeout=_LOCK_WAIT_S):
                yield
        except filelock.Timeout as error:
            raise StoreUnavailable(
                "Another Pingdesk has been at work on this profile for a minute. Wait until it is done, or close it."
            ) from error

    return locked


def open_window(profile: Path) -> int:
    """Open the window on a profile and return its exit status. Raises `StoreUnavailable` or `Unsupported`."""
    from desktop_app.ui.application import has_display, run  # noqa: PLC0415 - Qt, only for the window

    if not has_display():
        raise Unsupported("There is no display to open a window on. The command line needs none: “pingdesk --help”.")
    try:
        return run(open_desk(profile))
    except StoreUnavailable as damaged:
        # What could not be read was set aside: start with an empty store, and say so in the window.
        return run(open_desk(profile), notice=str(damaged))
