"""The user's sites: added, examined as they move and change, signed in to again."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from desktop_app.core.certificate import Certificate
from desktop_app.core.errors import (
    CertificateUntrusted,
    LoginRefused,
    MalformedReply,
    NotAllowed,
    NotWordPress,
    OutcomeUnknown,
    PingdeskError,
    SiteUnreachable,
    Unsupported,
    WrongInput,
)
from desktop_app.core.site import Account, Capabilities, Endpoints, SignedIn, Site, SiteState, TransportKind
from desktop_app.services.accounts import Accounts
from desktop_app.store.database import Database, open_database
from desktop_app.store.sites import SitesTable
from desktop_app.vault import Vault

HOME = "https://blog.example"
PRINT, OTHER = "a1" * 32, "b2" * 32
MODERATOR = Account("ada", "Ada", may_moderate=True)
REST, XMLRPC = TransportKind.REST, TransportKind.XMLRPC
BLOG = Endpoints(HOME, "Blog", f"{HOME}/wp-json/", f"{HOME}/xmlrpc.php", version="6.5")
SIGNED_IN = SignedIn(REST, MODERATOR, Capabilities(multicall=True))


@dataclass
class Web:
    """What is found and who is let in, and what was asked."""

    endpoints: Endpoints = BLOG
    look_error: PingdeskError | None = None
    refusals: dict[str, PingdeskError] = field(default_factory=dict)
    found: SignedIn = SIGNED_IN
    looks: list[tuple[str, bool, str | None]] = field(default_factory=list)
    logins: list[tuple[str | None, str | None, str]] = field(default_factory=list)

    def discover(self, address: str, *, allow_http: bool, certificate: str | None) -> Endpoints:
        self.looks.append((address, allow_http, certificate))
        if self.look_error is not None:
            raise self.look_error
        return replace(self.endpoints, certificate=certificate)

    def choose(self, endpoints: Endpoints, user: str, password: str, wanted: str) -> SignedIn:
        self.logins.append((endpoints.rest_root, endpoints.certificate, wanted))
        if wanted in self.refusals:
            raise self.refusals[wanted]
        return self.found if wanted == "auto" else replace(self.found, transport=TransportKind(wanted))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def web() -> Web:
    return Web()


@pytest.fixture
def vault() -> Vault:
    return Vault()


@pytest.fixture
def accounts(database: Database, vault: Vault, web: Web) -> Accounts:
    return Accounts(SitesTable(database), vault, discover=web.discover, choose_transport=web.choose)


def add(accounts: Accounts, **more: object) -> Site:
    return accounts.add(HOME, user="ada", password="secret", for_this_run_only=True, **more)  # type: ignore[arg-type]


def now(accounts: Accounts, site: Site) -> Site:
    return accounts.find(site.key)


def test_a_trusted_certificate_is_used_for_its_site_and_kept(accounts: Accounts, web: Web) -> None:
    site = add(accounts, certificate=" ".join(PRINT.upper()[start : start + 2] for start in range(0, 64, 2)))
    assert web.looks == [(HOME, False, PRINT)]
    assert web.logins == [(f"{HOME}/wp-json/", PRINT, "auto")]
    assert now(accounts, site).endpoints.certificate == PRINT
    assert accounts.look(HOME, certificate=PRINT).certificate == PRINT
    with pytest.raises(WrongInput, match="SHA-256"):
        accounts.look(HOME, certificate="abc")


def test_an_examination_keeps_what_has_changed_on_the_same_host(accounts: Accounts, web: Web) -> None:
    site = add(accounts)
    web.endpoints = replace(
        web.endpoints, rest_root=f"{HOME}/?rest_route=/", xmlrpc_url=None, version="6.6", time_zone="Europe/Madrid"
    )
    web.found = replace(web.found, account=replace(MODERATOR, version="6.6.1"))
    found = accounts.examine(site.site_id)
    assert found.changes == (
        f"REST answers at {HOME}/?rest_route=/.",
        "XML-RPC no longer answers.",
        "It runs WordPress 6.6.1.",
        "Its time zone is Europe/Madrid.",
    )
    assert found.account.user == "ada"
    assert found.site == now(accounts, site)
    assert (found.site.state, found.site.endpoints.version) == (SiteState.FINE, "6.6.1")
    assert accounts.examine(site.site_id).changes == ()


@pytest.mark.parametrize("home", ["https://www.blog.example", "https://blog.example/new"])
def test_a_site_keeps_the_address_under_which_its_password_is_kept(accounts: Accounts, web: Web, home: str) -> None:
    site = add(accounts)
    web.endpoints = replace(web.endpoints, home=home, rest_root=f"{home}/wp-json/")
    found = accounts.examine(site.site_id)
    assert (found.site.home, found.site.endpoints.rest_root) == (HOME, f"{home}/wp-json/")


@pytest.mark.parametrize(
    ("home", "match"),
    [
        ("https://other.blog.example", "add it under that address"),
        ("https://blog.example:8443", "has moved to blog.example:8443"),
        ("https://www.blog.example:8443", "add it under that address"),
        ("http://blog.example", "no longer offers https"),
    ],
)
def test_a_site_that_moved_to_another_host_gets_no_password(
    accounts: Accounts, web: Web, home: str, match: str
) -> None:
    site = add(accounts)
    web.logins.clear()
    web.endpoints = replace(web.endpoints, home=home, rest_root=f"{home}/wp-json/")
    with pytest.raises(SiteUnreachable, match=match):
        accounts.examine(site.site_id)
    assert web.logins == []
    assert now(accounts, site).endpoints.rest_root == f"{HOME}/wp-json/"
    assert now(accounts, site).state is SiteState.OFFLINE


def test_a_site_that_hides_by_now_is_asked_where_it_answered_before(accounts: Accounts, web: Web) -> None:
    site = add(accounts)
    for error in (NotWordPress("Nothing there."), Unsupported("Closed.")):
        web.look_error = error
        assert accounts.examine(site.site_id).changes == ()


def test_the_other_interface_is_taken_where_one_has_gone(accounts: Accounts, web: Web) -> None:
    site = add(accounts, transport="xmlrpc")
    assert site.transport is XMLRPC
    assert accounts.examine(site.site_id).changes == ()
    web.refusals["xmlrpc"] = Unsupported("Blocked.")
    found = accounts.examine(site.site_id)
    assert found.changes == ("Pingdesk now speaks REST to it.",)
    assert now(accounts, site).transport is REST


def test_an_examination_that_fails_marks_the_site_with_the_reason(accounts: Accounts, web: Web) -> None:
    site = add(accounts)
    for error, state in (
        (LoginRefused("Sign in again."), SiteState.ATTENTION),
        (MalformedReply("Odd."), SiteState.ATTENTION),
        (SiteUnreachable("Down."), SiteState.OFFLINE),
        (OutcomeUnknown("The answer was lost."), SiteState.OFFLINE),
        (CertificateUntrusted("Another one.", Certificate("blog.example", OTHER), PRINT), SiteState.ATTENTION),
    ):
        web.refusals["auto"] = error
        with pytest.raises(type(error)):
            accounts.examine(site.site_id)
        assert (now(accounts, site).state, now(accounts, site).state_reason) == (state, str(error))
    del web.refusals["auto"]
    web.found = replace(web.found, account=replace(MODERATOR, may_moderate=False))
    with pytest.raises(NotAllowed):
        accounts.test(site.site_id)


def test_what_a_new_look_cannot_tell_is_not_forgotten(accounts: Accounts, web: Web, database: Database) -> None:
    site = add(accounts)
    SitesTable(database).learn(site.site_id, Capabilities(multicall=True, has_trash=False, quicker_bulk=XMLRPC))
    web.found = replace(web.found, capabilities=Capabilities(multicall=False))
    accounts.examine(site.site_id)
    assert now(accounts, site).capabilities == Capabilities(multicall=False, has_trash=False, quicker_bulk=XMLRPC)


def test_a_changed_certificate_waits_for_the_user(accounts: Accounts, web: Web) -> None:
    site = add(accounts, certificate=PRINT)
    web.look_error = CertificateUntrusted("Another one.", Certificate("blog.example", OTHER), PRINT)
    with pytest.raises(CertificateUntrusted):
        accounts.examine(site.site_id)
    assert now(accounts, site).endpoints.certificate == PRINT
    web.look_error = None
    changes = accounts.examine(site.site_id, certificate=OTHER).changes
    assert changes == ("From now on it is known by the certificate that you trust.",)
    assert now(accounts, site).endpoints.certificate == OTHER
    assert "this computer trusts" in accounts.examine(site.site_id, certificate="").changes[0]
    assert now(accounts, site).endpoints.certificate is None


def test_signing_in_again_takes_the_way_that_the_new_password_opens(
    accounts: Accounts, web: Web, vault: Vault, database: Database
) -> None:
    site = add(accounts)
    SitesTable(database).mark(site.site_id, SiteState.ATTENTION, "Sign in again.")
    web.found = replace(web.found, transport=XMLRPC)
    accounts.sign_in_again(site.site_id, "new secret", for_this_run_only=True)
    assert vault.password(HOME, "ada") == "new secret"
    assert (now(accounts, site).transport, now(accounts, site).state) == (XMLRPC, SiteState.FINE)
    accounts.sign_in_again(site.site_id, "new secret", certificate=PRINT, for_this_run_only=True)
    assert (web.logins[-1][1], now(accounts, site).endpoints.certificate) == (PRINT, PRINT)
    web.refusals["auto"] = LoginRefused("No.")
    with pytest.raises(LoginRefused):
        accounts.sign_in_again(site.site_id, "wrong", for_this_run_only=True)
    assert vault.password(HOME, "ada") == "new secret"
