"""Adding, testing and removing sites."""

import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from typing import Literal, Protocol
from urllib.parse import urlsplit

from desktop_app.core.errors import NotAllowed, PingdeskError, VaultUnavailable, WrongInput
from desktop_app.core.linkback import SiteId
from desktop_app.core.site import Account, Endpoints, SignedIn, Site, SiteState
from desktop_app.services.connections import Connections
from desktop_app.store.sites import SitesTable
from desktop_app.vault import Vault

_LONGEST_KEY = 24


class Discover(Protocol):
    """Finds a WordPress site behind what a blogger typed; `wordpress.discovery.discover` is one."""

    def __call__(self, address: str, *, allow_http: bool) -> Endpoints:
        """Return where the site answers."""
        ...


WantedTransport = Literal["auto", "rest", "xmlrpc"]

ChooseTransport = Callable[[Endpoints, str, str, WantedTransport], SignedIn]
"""Given endpoints, user, password and ``auto``, ``rest`` or ``xmlrpc``: tries them with live calls."""


class Accounts:
    """The user's sites and how Pingdesk signs in to them."""

    def __init__(
        self,
        sites: SitesTable,
        vault: Vault,
        connections: Connections,
        *,
        discover: Discover,
        choose_transport: ChooseTransport,
    ) -> None:
        self._sites = sites
        self._vault = vault
        self._connections = connections
        self._discover = discover
        self._choose_transport = choose_transport

    def look(self, address: str, *, allow_http: bool = False) -> Endpoints:
        """Return what answers at an address, without signing in. Raises `WrongInput` or `SiteUnreachable`."""
        return self._discover(address, allow_http=allow_http)

    def add(
        self,
        address: str,
        *,
        user: str,
        password: str,
        transport: WantedTransport = "auto",
        allow_http: bool = False,
        name: str | None = None,
        for_this_run_only: bool = False,
    ) -> Site:
        """Find, test and store a site; the password goes into the keyring and nowhere else.

        ``for_this_run_only`` keeps the password in memory instead, for systems without a keyring. Raises
        `WrongInput`, `NotWordPress`, `SiteUnreachable`, `MalformedReply`, `LoginRefused`, `NotAllowed` or
        `VaultUnavailable`; then nothing is stored.
        """
        if not user.strip() or not password.strip():
            raise WrongInput("A user name and a password are needed to sign in to the site.")
        user = user.strip()
        endpoints = self._discover(address, allow_http=allow_http)
        if any(site.home == endpoints.home and site.user == user for site in self._sites.all()):
            raise WrongInput(f"{endpoints.home} is already in the list for the user {user}.")
        found = self._choose_transport(endpoints, user, password, transport)
        _require_moderation(found.account, endpoints.home)
        self._keep(endpoints.home, user, password, for_this_run_only=for_this_run_only)
        title = (name or endpoints.name or urlsplit(endpoints.home).netloc).strip()
        key = self._free_key(name or _host_word(endpoints.home))
        try:
            return self._sites.add(
                endpoints, key=key, name=title, user=user, transport=found.transport, capabilities=found.capabilities
            )
        except PingdeskError:
            with suppress(VaultUnavailable):
                self._vault.forget(endpoints.home, user)
            raise

    def find(self, key: str) -> Site:
        """Return the site of that short name (or address). Raises `WrongInput`."""
        sites = self._sites.all()
        for site in sites:
            if key in (site.key, site.home, site.home + "/"):
                return site
        known = ", ".join(site.key for site in sites) or "none yet"
        raise WrongInput(f"There is no site “{key}”. The sites are: {known}.")

    def all(self) -> list[Site]:
        """Return every site."""
        return self._sites.all()

    def remove(self, site_id: SiteId) -> str:
        """Forget a site and its password. Return a sentence if the keyring could not be cleaned, else ``""``."""
        site = self._by_id(site_id)
        self._sites.remove(site_id)
        try:
            self._vault.forget(site.home, site.user)
        except VaultUnavailable as error:
            return f"The site was removed, but its password could not be taken out of the keyring. {error}"
        return ""

    def test(self, site_id: SiteId) -> Account:
        """Sign in by a live call and return the account. Raises what went wrong, and marks the site."""
        site = self._by_id(site_id)
        with self._connections.to(site) as client:
            account = client.account()
        _require_moderation(account, site.home)
        self._sites.mark(site_id, SiteState.FINE, "")
        return account

    def sign_in_again(self, site_id: SiteId, password: str, *, for_this_run_only: bool = False) -> None:
        """Test a new password for a known site and keep it. Raises like `add`; the old one stays then."""
        site = self._by_id(site_id)
        found = self._choose_transport(site.endpoints, site.user, password, site.transport.value)
        _require_moderation(found.account, site.home)
        self._keep(site.home, site.user, password, for_this_run_only=for_this_run_only)
        self._sites.learn(site_id, found.capabilities)
        self._sites.mark(site_id, SiteState.FINE, "")

    def _keep(self, home: str, user: str, password: str, *, for_this_run_only: bool) -> None:
        if for_this_run_only:
            self._vault.keep_for_this_run(home, user, password)
        else:
            self._vault.keep(home, user, password)

    def _by_id(self, site_id: SiteId) -> Site:
        for site in self._sites.all():
            if site.site_id == site_id:
                return site
        raise WrongInput("That site is no longer in the list.")

    def _free_key(self, wanted: str) -> str:
        taken = {site.key for site in self._sites.all()}
        plain = unicodedata.normalize("NFKD", wanted).encode("ascii", "ignore").decode().lower()
        key = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_KEY].strip("-") or "site"
        number = 1
        free = key
        while free in taken:
            number += 1
            free = f"{key}-{number}"
        return free


def _host_word(home: str) -> str:
    parts = urlsplit(home)
    host = (parts.hostname or "site").removeprefix("www.")
    port = f"-{parts.port}" if parts.port else ""
    return f"{host}{port}{parts.path}"


def _require_moderation(account: Account, home: str) -> None:
    if not account.may_moderate:
        raise NotAllowed(
            f"{account.user} can sign in to {home} but may not moderate comments there. "
            "Use an account with the role Editor or Administrator."
        )
