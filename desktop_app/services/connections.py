"""Opening a client for a site: the only place in the services where a password is asked for."""

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager

from desktop_app.core.site import Capabilities, Endpoints, Site, TransportKind
from desktop_app.store.sites import SitesTable
from desktop_app.vault import Vault
from desktop_app.wordpress.client import ModerationClient

OpenClient = Callable[[Endpoints, str, str, TransportKind, Capabilities], ModerationClient]
"""Given endpoints, user, password, transport and what is known, returns a client: `wordpress.client.open_client`."""

_LOOK_S = 0.25
_GRACE_S = 0.75
"""How long a request under way may still take once its work was cancelled: the window closes within two seconds."""


class Connections:
    """Opens clients for sites with the passwords of a vault, and remembers what they find out."""

    def __init__(self, vault: Vault, sites: SitesTable, open_client: OpenClient) -> None:
        self._vault = vault
        self._sites = sites
        self._open_client = open_client

    @contextmanager
    def to(self, site: Site, cancelled: threading.Event) -> Generator[ModerationClient, None, None]:
        """Open a client for the time of the block, to be used by one thread. Raises the vault's errors.

        Soon after ``cancelled`` is set, the client is closed under whatever still waits for the site: that raises
        ``OutcomeUnknown`` where something may have been changed, and ``Cancelled`` elsewhere.
        """
        password = self._vault.password(site.home, site.user)
        client = self._open_client(site.endpoints, site.user, password, site.transport, site.capabilities)
        ended = threading.Event()
        watch = threading.Thread(target=_watch, args=(client, cancelled, ended), name=f"watch-{site.key}", daemon=True)
        watch.start()
        try:
            yield client
        finally:
            ended.set()
            watch.join()
            client.close()
            if client.capabilities != site.capabilities:
                self._sites.learn(site.site_id, client.capabilities)


def _watch(client: ModerationClient, cancelled: threading.Event, ended: threading.Event) -> None:
    """Close the client if the work goes on after it was cancelled."""
    while not ended.wait(_LOOK_S):
        if cancelled.is_set() and not ended.wait(_GRACE_S):
            client.close()
            return
