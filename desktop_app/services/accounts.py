"""Adding, testing and removing sites."""

import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal, Protocol
from urllib.parse import urlsplit

from desktop_app.core.certificate import fingerprint_of
from desktop_app.core.errors import (
    MalformedReply,
    NotAllowed,
    NotWordPress,
    PingdeskError,
    Unsupported,
    VaultUnavailable,
    WrongInput,
)
from desktop_app.core.linkback import SiteId
from desktop_app.core.site import Account, Endpoints, SignedIn, Site, SiteState, TransportKind
from desktop_app.services.moved import changes_of, merged, require_same_host
from desktop_app.services.sync import state_after
from desktop_app.store.sites import SitesTable
from desktop_app.vault import Vault

_LONGEST_KEY = 24


class Discover(Protocol):
    """Finds a WordPress site behind what a blogger typed; `wordpress.discovery.discover` is one."""

    def __call__(self, address: str, *, allow_http: bool, certificate: str | None) -> Endpoints:
        """Return where the site answers; ``certificate`` is the only one that is accepted, if the user trusts one."""
        ...


WantedTransport = Literal["auto", "rest", "xmlrpc"]

ChooseTransport = Callable[[Endpoints, str, str, WantedTransport], SignedIn]
"""Given endpoints, user, password and ``auto``, ``rest`` or ``xmlrpc``: tries them with live calls."""


@dataclass(frozen=True, slots=True)
class Examination:
    """What a live test of a site found: how it is kept now, who the user is there, and in sentences what is new."""

    site: Site
    account: Account
    changes: tuple[str, ...]


class Accounts:
    """The user's sites and how Pingdesk signs in to them."""

    def __init__(
        self,
        sites: SitesTable,
        vault: Vault,
        *,
        discover: Discover,
        choose_transport: ChooseTransport,
    ) -> None:
        self._sites = sites
        self._vault = vault
        self._discover = discover
        self._choose_transport = choose_transport

    def look(self, address: str, *, allow_http: bool = False, certificate: str | None = None) -> Endpoints:
        """Return what answers at an address, without signing in.

        ``certificate`` is the fingerprint of the one that the user trusts for this site. Raises `WrongInput` or
        `SiteUnreachable`, `CertificateUntrusted` among them.
        """
        return self._discover(address, allow_http=allow_http, certificate=_trusted(certificate))

    def add(
        self,
        address: str,
        *,
        user: str,
        password: str,
        transport: WantedTransport = "auto",
        allow_http: bool = False,
        certificate: str | None = None,
        name: str | None = None,
        for_this_run_only: bool = False,
    ) -> Site:
        """Find, test and store a site; the password goes into the keyring and nowhere else.

        ``certificate`` is as in `look`, and kept. ``for_this_run_only`` keeps the password in memory instead, for
        systems without a keyring. Raises `WrongInput`, `NotWordPress`, `SiteUnreachable`, `MalformedReply`,
        `LoginRefused`, `NotAllowed` or `VaultUnavailable`; then nothing is stored.
        """
        if not user.strip() or not password.strip():
            raise WrongInput("A user name and a password are needed to sign in to the site.")
        user = user.strip()
        endpoints = self.look(address, allow_http=allow_http, certificate=certificate)
        if any(site.home == endpoints.home and site.user == user for site in self._sites.all()):
            raise WrongInput(f"{endpoints.home} is already in the list for the user {user}.")
        found = self._choose_transport(endpoints, user, password, transport)
        _require_moderation(found.account, endpoints.home)
        self._keep(endpoints.home, user, password, for_this_run_only=for_this_run_only)
        title = (name or endpoints.name or urlsplit(endpoints.home).netloc).strip()
        key = self._free_key(name or _host_word(endpoints.home))
        try:
            return self._sites.add(
                _with_version(endpoints, found),
                key=key,
                name=title,
                user=user,
                transport=found.transport,
                capabilities=found.capabilities,
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
        """Examine a site and return the user's account there."""
        return self.examine(site_id).account

    def examine(self, site_id: SiteId, *, certificate: str | None = None) -> Examination:
        """Find the site and sign in anew by live calls, and keep what has changed. Marks the site either way.

        The site's addresses may have changed on the same host, an interface may have come or gone: then the other is
        taken. ``certificate`` is the fingerprint of the one to trust from now on, empty for whom the system
        trusts; with ``None`` all stays as it is. Raises like `add`.
        """
        site = self._by_id(site_id)
        try:
            return self._examined(site, site.endpoints.certificate if certificate is None else certificate)
        except PingdeskError as error:
            if not isinstance(error, WrongInput):
                self._sites.mark(site_id, state_after(error), str(error))
            raise

    def _examined(self, site: Site, certificate: str | None) -> Examination:
        password = self._vault.password(site.home, site.user)
        endpoints = self._find_again(site, certificate)
        found = self._sign_in(endpoints, site, password)
        _require_moderation(found.account, site.home)
        endpoints = _with_version(endpoints, found)
        changes = changes_of(site, endpoints, found.transport)
        self._remember(site, endpoints, found)
        return Examination(self._by_id(site.site_id), found.account, changes)

    def _find_again(self, site: Site, certificate: str | None) -> Endpoints:
        """Return where the site answers now; where it hides by now from strangers, where it answered before."""
        http = site.home.startswith("http:")
        try:
            found = self.look(f"{site.home}/", allow_http=http, certificate=certificate)
        except (NotWordPress, Unsupported):
            return replace(site.endpoints, certificate=_trusted(certificate))
        require_same_host(site, found)
        return replace(found, home=site.home)

    def _sign_in(self, endpoints: Endpoints, site: Site, password: str) -> SignedIn:
        """Sign in the way that worked before, else the other."""
        if site.transport is TransportKind.XMLRPC and endpoints.xmlrpc_url is not None:
            with suppress(Unsupported, MalformedReply):
                return self._choose_transport(endpoints, site.user, password, "xmlrpc")
        return self._choose_transport(endpoints, site.user, password, "auto")

    def sign_in_again(
        self, site_id: SiteId, password: str, *, certificate: str | None = None, for_this_run_only: bool = False
    ) -> None:
        """Test a new password for a known site and keep it; what waits for the site is kept as it is.

        Another kind of password may open another way in. ``certificate`` is as in `examine`. Raises like `add`; the
        old password stays then.
        """
        site = self._by_id(site_id)
        trusted = site.endpoints.certificate if certificate is None else _trusted(certificate)
        endpoints = replace(site.endpoints, certificate=trusted)
        found = self._choose_transport(endpoints, site.user, password, "auto")
        _require_moderation(found.account, site.home)
        self._keep(site.home, site.user, password, for_this_run_only=for_this_run_only)
        self._remember(site, endpoints, found)

    def _remember(self, site: Site, endpoints: Endpoints, found: SignedIn) -> None:
        self._sites.move(site.site_id, endpoints, found.transport)
        self._sites.learn(site.site_id, merged(site.capabilities, found.capabilities))
        self._sites.mark(site.site_id, SiteState.FINE, "")

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


def _with_version(endpoints: Endpoints, found: SignedIn) -> Endpoints:
    """Return the endpoints with WordPress's version as the user was told it: strangers may be told nothing."""
    return replace(endpoints, version=found.account.version or endpoints.version)


def _trusted(certificate: str | None) -> str | None:
    """Return the fingerprint as the transport compares it; ``None`` where there is none. Raises `WrongInput`."""
    return fingerprint_of(certificate) if certificate else None


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
