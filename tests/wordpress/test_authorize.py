"""WordPress's page that lets Pingdesk in: the address that is opened, and what is believed of what comes back."""

from dataclasses import replace
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID

import pytest

from desktop_app.core.errors import NotAllowed, Unsupported, WrongInput
from desktop_app.core.site import Credentials, Endpoints
from desktop_app.wordpress.authorize import (
    APP_ID,
    WayBack,
    answer_url,
    page_address,
    read_answer,
    relayed,
    way_back,
)

PAGE = "https://blog.example/wp/wp-admin/authorize-application.php"
SITE = Endpoints(
    "https://blog.example",
    "A blog",
    "https://blog.example/wp-json/",
    "https://blog.example/wp/xmlrpc.php",
    application_passwords=True,
    authorize_url=PAGE,
)
GRANTED = {"state": "s3", "site_url": "https://blog.example/wp", "user_login": "ada", "password": "abcd EFGH"}


@pytest.mark.parametrize(
    ("version", "has_handler", "way"),
    [
        ("7.1", False, WayBack.LOOPBACK),
        ("7.1.4", True, WayBack.LOOPBACK),
        ("10.0", False, WayBack.LOOPBACK),
        ("7.1-beta2", False, WayBack.LOOPBACK),
        ("6.8.7", False, WayBack.PASTE),
        ("6.8.7", True, WayBack.SCHEME),
        ("7.0", False, WayBack.PASTE),
        (None, False, WayBack.PASTE),
        ("", True, WayBack.SCHEME),
        ("hidden", False, WayBack.PASTE),
    ],
)
def test_the_way_back_is_one_that_this_wordpress_is_known_to_accept(
    version: str | None,
    has_handler: bool,  # noqa: FBT001 - pytest's
    way: WayBack,
) -> None:
    assert way_back(version, has_handler=has_handler) is way


def test_the_page_is_asked_for_a_password_by_name_with_the_address_to_come_back_to() -> None:
    back = answer_url(WayBack.LOOPBACK, port=5123, state="a/b&c")
    address = page_address(SITE, "Pingdesk on desk & co", back)
    assert address.startswith(PAGE + "?")
    fields = parse_qs(urlsplit(address).query)
    assert fields["app_name"] == ["Pingdesk on desk & co"]
    assert str(UUID(fields["app_id"][0])) == APP_ID
    assert fields["success_url"] == ["http://127.0.0.1:5123/authorized?state=a%2Fb%26c"]


def test_the_way_by_scheme_has_a_host_and_no_fragment() -> None:
    back = urlsplit(answer_url(WayBack.SCHEME, port=5123, state="x") or "")
    assert (back.scheme, back.netloc, back.path, back.query, back.fragment) == (
        "pingdesk",
        "authorized",
        "/5123",
        "state=x",
        "",
    )


def test_for_pasting_wordpress_is_given_no_address() -> None:
    assert answer_url(WayBack.PASTE, port=1, state="x") is None
    assert "success_url" not in page_address(SITE, "Pingdesk", None)


def test_a_site_without_the_page_says_why() -> None:
    off = replace(SITE, authorize_url=None, application_passwords=False)
    with pytest.raises(Unsupported, match="switched off"):
        page_address(off, "Pingdesk", None)
    with pytest.raises(Unsupported, match="by hand"):
        page_address(replace(SITE, authorize_url=None), "Pingdesk", None)


@pytest.mark.parametrize("page", ["https://other.example/wp-admin/x", "file:///etc/passwd", "javascript:alert(1)"])
def test_no_page_of_anybody_else_is_opened(page: str) -> None:
    with pytest.raises(Unsupported, match="another site"):
        page_address(replace(SITE, authorize_url=page), "Pingdesk", None)


def test_a_granted_password_comes_back_and_its_picture_shows_none_of_it() -> None:
    found = read_answer(urlencode(GRANTED), "s3", SITE)
    assert found == Credentials("ada", "abcd EFGH")
    assert "abcd" not in repr(found)


@pytest.mark.parametrize("site_url", ["http://blog.example/wp", "https://www.blog.example", "https://blog.example/"])
def test_a_site_may_call_itself_by_any_of_its_addresses(site_url: str) -> None:
    assert read_answer(urlencode(GRANTED | {"site_url": site_url}), "s3", SITE) is not None


@pytest.mark.parametrize("state", ["", "s4", "s3x", "é"])
def test_an_answer_with_another_state_is_none(state: str) -> None:
    assert read_answer(urlencode(GRANTED | {"state": state}), "s3", SITE) is None


@pytest.mark.parametrize("query", ["", "state", "&" * 500, "state=s3&" + "x=1&" * 30, "state=s3&a=" + "x" * 5000])
def test_nonsense_is_no_answer(query: str) -> None:
    assert read_answer(query, "s3", SITE) is None


def test_the_first_of_two_fields_counts() -> None:
    query = urlencode(GRANTED) + "&state=s4&password=other"
    assert read_answer(query, "s3", SITE) == Credentials("ada", "abcd EFGH")


def test_a_refusal_is_told_as_such() -> None:
    with pytest.raises(NotAllowed, match="did not approve"):
        read_answer("state=s3&success=false", "s3", SITE)


def test_a_site_that_takes_no_application_passwords_is_told_as_such() -> None:
    with pytest.raises(Unsupported, match="switched off"):
        read_answer("state=s3&success=false&error=disabled", "s3", SITE)


@pytest.mark.parametrize(
    "change",
    [
        {"site_url": "https://other.example"},
        {"site_url": "https://blog.example/other"},
        {"site_url": ""},
        {"password": ""},
        {"user_login": " "},
    ],
)
def test_an_answer_that_makes_no_sense_is_refused_without_showing_it(change: dict[str, str]) -> None:
    with pytest.raises(WrongInput) as caught:
        read_answer(urlencode(GRANTED | change), "s3", SITE)
    assert "abcd" not in repr(caught.value)


def test_what_the_browser_hands_over_goes_to_one_path_of_this_machine_only() -> None:
    address = "pingdesk://authorized/5123?" + urlencode(GRANTED | {"extra": "1"})
    assert relayed(address) == "http://127.0.0.1:5123/authorized?" + urlencode(GRANTED)


@pytest.mark.parametrize(
    "address",
    [
        "pingdesk://elsewhere/5123?state=x",
        "pingdesk://authorized/80?state=x",
        "pingdesk://authorized/99999?state=x",
        "pingdesk://authorized/5123/admin?state=x",
        "pingdesk://authorized/../5123?state=x",
        "pingdesk://authorized/5123?state=x#y",
        "pingdesk://authorized/5123?state=x y",
        "pingdesk://user@authorized/5123?state=x",
        "http://authorized/5123?state=x",
        "pingdesk://authorized/5123?state=" + "x" * 5000,
    ],
)
def test_any_other_address_leads_nowhere(address: str) -> None:
    assert relayed(address) is None
