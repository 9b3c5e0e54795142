"""Opening a client for a site: the only place in the services where a password is asked for."""

from collections.abc import Callable, Generator
from contextlib import contextmanager

from desktop_app.core.site import Capabilities, Endpoints, Site, TransportKind
from desktop_app.store.sites import SitesTable
from desktop_app.vault import Vault
from desktop_app.wordpress.client import ModerationClient

OpenClient = Callable[[Endpoints, str, str, TransportKind, Capabilities], ModerationClient]
"""Given endpoints, user, password, transport and what is known, returns a client: `wordpress.client.open_client`."""


class Connections:
    """Opens clients for sites with the passwords of a vault, and remembers what they find out."""

    def __init__(self, vault: Vault, sites: SitesTable, open_client: OpenClient) -> None:
        self._vault = vault
        self._sites = sites
        self._open_client = open_client

    @contextmanager
    def to(self, site: Site) -> Generator[ModerationClient, None, None]:
        """Open a client for the time of the block, to be used by one thread. Raises the vault's errors."""
        password = self._vault.password(site.home, site.user)
        client = self._open_client(site.endpoints, site.user, password, site.transport, site.capabilities)
        try:
            yield client
        finally:
            client.close()
            if client.capabilities != site.capabilities:
                self._sites.learn(site.site_id, client.capabilities)
