"""Hosts and plugins that get in the way, on real WordPress."""

from collections.abc import Iterator

import pytest

from desktop_app.core.errors import (
    LoginRefused,
    MalformedReply,
    NotAllowed,
    OutcomeUnknown,
    PingdeskError,
    SiteUnreachable,
    Unsupported,
)
from desktop_app.core.linkback import Status
from desktop_app.core.site import TransportKind
from desktop_app.wordpress.failures import SiteBusy
from desktop_app.wordpress.login import choose_transport
from desktop_app.wordpress.transport import HttpTransport
from tests.bench.site import WordPressSite
from tests.fakes.orders import delete, set_status
from tests.wordpress.conftest import Desk, endpoints_of

REST, XMLRPC = TransportKind.REST, TransportKind.XMLRPC


@pytest.mark.parametrize("noise", ["php_notice", "byte_order_mark", "blank_lines"])
def test_noise_around_the_payload_does_not_matter(desk: Desk, noise: str) -> None:
    (stored,) = desk.seed(1)
    desk.site.switch(**{noise: True})
    assert desk.client.account().may_moderate
    ((linkback,),) = desk.client.linkbacks(Status.PENDING)
    assert set_status(desk.client, linkback, Status.SPAM) is Status.SPAM
    assert set_status(desk.client, linkback, Status.TRASH) is Status.TRASH
    delete(desk.client, linkback)
    assert desk.site.status(stored.id) is None


@pytest.mark.parametrize(
    ("fault", "reading", "changing"),
    [
        ("answers_html", MalformedReply, OutcomeUnknown),
        ("server_error", SiteUnreachable, OutcomeUnknown),
        ("rate_limited", SiteBusy, SiteBusy),
    ],
)
def test_answers_that_are_not_wordpress(
    desk: Desk, fault: str, reading: type[PingdeskError], changing: type[PingdeskError]
) -> None:
    (stored,) = desk.seed(1)
    linkback = desk.look(stored)
    desk.site.switch(**{fault: True})
    for read in (desk.client.account, lambda: list(desk.client.linkbacks(Status.SPAM)), lambda: desk.look(stored)):
        with pytest.raises(reading) as caught:
            read()
        assert type(caught.value) is reading
    for change in (
        lambda: set_status(desk.client, linkback, Status.SPAM),
        lambda: set_status(desk.client, linkback, Status.TRASH),
        lambda: delete(desk.client, linkback),
    ):
        with pytest.raises(changing):
            change()
    assert desk.site.status(stored.id) == "0"


def test_a_site_that_is_asked_too_often_says_for_how_long_to_wait(desk: Desk) -> None:
    desk.site.switch(rate_limited=True)
    with pytest.raises(SiteBusy) as caught:
        desk.client.account()
    assert caught.value.retry_after_s == 1.0


def test_a_site_that_is_down_was_not_changed(desk: Desk) -> None:
    (stored,) = desk.seed(1)
    linkback = desk.look(stored)
    desk.site.stop()
    for attempt in (desk.client.account, lambda: set_status(desk.client, linkback, Status.SPAM)):
        with pytest.raises(SiteUnreachable):
            attempt()
    desk.site.start()
    assert set_status(desk.client, linkback, Status.SPAM) is Status.SPAM


@pytest.mark.parametrize(
    ("fault", "kind", "error"),
    [
        ("rest_off", REST, NotAllowed),
        ("rest_off", XMLRPC, None),
        ("rest_for_users_only", REST, None),
        ("comment_routes_removed", REST, Unsupported),
        ("strip_authorization", REST, LoginRefused),
        ("strip_authorization", XMLRPC, None),
        ("application_passwords_off", REST, LoginRefused),
        ("xmlrpc_off", XMLRPC, Unsupported),
        ("xmlrpc_off", REST, None),
        ("xmlrpc_blocked", XMLRPC, Unsupported),
        ("xmlrpc_methods_removed", XMLRPC, Unsupported),
    ],
)
def test_interfaces_that_are_closed(
    wp: WordPressSite, transport: HttpTransport, fault: str, kind: TransportKind, error: type[PingdeskError] | None
) -> None:
    login = (endpoints_of(wp), wp.admin.login, wp.admin_password)
    wp.switch(**{fault: True})
    if error is None:
        assert choose_transport(*login, kind.value, transport=transport).transport is kind
    else:
        with pytest.raises(error) as caught:
            choose_transport(*login, kind.value, transport=transport)
        assert not isinstance(caught.value, SiteUnreachable)


@pytest.fixture
def transport() -> Iterator[HttpTransport]:
    transport = HttpTransport()
    yield transport
    transport.close()


@pytest.mark.parametrize(
    ("fault", "taken"),
    [
        (None, REST),
        ("rest_off", XMLRPC),
        ("comment_routes_removed", XMLRPC),
        ("strip_authorization", XMLRPC),
        ("xmlrpc_off", REST),
        ("xmlrpc_blocked", REST),
    ],
)
def test_auto_takes_what_works(
    wp: WordPressSite, transport: HttpTransport, fault: str | None, taken: TransportKind
) -> None:
    if fault is not None:
        wp.switch(**{fault: True})
    found = choose_transport(endpoints_of(wp), wp.admin.login, wp.admin_password, transport=transport)
    kind, account = found.transport, found.account
    assert (kind, account.may_moderate) == (taken, True)


def test_the_account_password_leads_to_xmlrpc(wp: WordPressSite, transport: HttpTransport) -> None:
    login = (endpoints_of(wp), wp.admin.login, wp.admin.password)
    assert choose_transport(*login, transport=transport).transport is XMLRPC
    with pytest.raises(LoginRefused, match="only application passwords"):
        choose_transport(*login, "rest", transport=transport)
    wp.switch(xmlrpc_off=True)
    with pytest.raises(LoginRefused, match="application passwords only"):
        choose_transport(*login, transport=transport)


def test_a_stripped_header_is_told_from_a_wrong_password(wp: WordPressSite, transport: HttpTransport) -> None:
    wp.switch(strip_authorization=True)
    with pytest.raises(LoginRefused, match="The password is right"):
        choose_transport(endpoints_of(wp), wp.admin.login, wp.admin_password, "rest", transport=transport)
    for wanted in ("rest", "auto"):
        with pytest.raises(LoginRefused, match="neither over REST nor over XML-RPC"):
            choose_transport(endpoints_of(wp), wp.admin.login, "wrong", wanted, transport=transport)


def test_both_closed_says_why(wp: WordPressSite, transport: HttpTransport) -> None:
    login = (endpoints_of(wp), wp.admin.login, wp.admin_password)
    wp.switch(rest_off=True, xmlrpc_off=True)
    with pytest.raises(NotAllowed, match="REST API is disabled"):
        choose_transport(*login, transport=transport)
    wp.switch(rest_off=False, comment_routes_removed=True)
    with pytest.raises(Unsupported, match=r"REST.*XML-RPC is switched off"):
        choose_transport(*login, transport=transport)


def test_a_busy_site_is_no_reason_to_settle_for_less(wp: WordPressSite, transport: HttpTransport) -> None:
    wp.switch(rate_limited=True)
    with pytest.raises(SiteBusy):
        choose_transport(endpoints_of(wp), wp.admin.login, wp.admin_password, transport=transport)
