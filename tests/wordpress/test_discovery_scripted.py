"""Finding a site where loopback cannot show it: https, redirects, foreign hosts, odd pages."""

import pytest

from desktop_app.core.certificate import Certificate
from desktop_app.core.errors import (
    CertificateUntrusted,
    HttpOnly,
    NotWordPress,
    PingdeskError,
    SiteUnreachable,
    Unsupported,
    WrongInput,
)
from desktop_app.core.site import Endpoints
from desktop_app.wordpress import discovery
from desktop_app.wordpress.discovery import discover
from desktop_app.wordpress.transport import Reply
from tests.wordpress.web_of_pages import BLOG, METHODS, index, moved, page, web


@pytest.mark.parametrize("typed", ["blog.example", "http://blog.example", "HTTPS://Blog.Example/", "//blog.example"])
def test_https_comes_first(typed: str) -> None:
    transport = web(BLOG | {"GET https://blog.example/": page()})
    found = discover(typed, allow_http=False, transport=transport)
    assert found == Endpoints(
        "https://blog.example",
        "A & B",
        "https://blog.example/wp-json/",
        "https://blog.example/xmlrpc.php",
        None,
        application_passwords=False,
    )
    assert all(request.url.startswith("https:") for request in transport.requests)


def test_redirects_within_the_site() -> None:
    transport = web(
        BLOG
        | {
            "GET https://www.blog.example/": SiteUnreachable("No https there."),
            "GET http://www.blog.example/": moved("https://www.blog.example/", 308),
            "GET https://blog.example/": page(),
        }
    )
    with pytest.raises(SiteUnreachable, match="No https there"):
        discover("http://www.blog.example", allow_http=True, transport=transport)
    transport = web(
        BLOG
        | {"GET https://www.blog.example/": moved("//blog.example/start"), "GET https://blog.example/start": page()}
    )
    assert discover("www.blog.example", allow_http=False, transport=transport).home == "https://blog.example"


@pytest.mark.parametrize(
    "target", ["https://other.example/", "http://blog.example/", "https://blog.example:8443/", "ftp://blog.example/"]
)
def test_redirects_out_of_the_site_are_told_and_not_followed(target: str) -> None:
    transport = web({"GET https://blog.example/": moved(target)})
    with pytest.raises(NotWordPress, match="sends its visitors on"):
        discover("https://blog.example", allow_http=True, transport=transport)
    assert len(transport.requests) == 1


def test_redirects_in_circles() -> None:
    transport = web({"GET https://blog.example/": moved("https://blog.example/")})
    with pytest.raises(NotWordPress, match="in circles"):
        discover("https://blog.example", allow_http=True, transport=transport)


def test_links_lead_to_interfaces_elsewhere_on_the_site() -> None:
    links = (
        "<link rel='https://api.w.org/' href='http://blog.example/x/api/'>"
        "<link rel=EditURI href='https://blog.example/core/xmlrpc.php?rsd'>"
    )
    root = "https://blog.example/x/api/"
    web_page = page(f"<title> My &amp; blog </title>{links}", link='<https://evil.example/>; rel="https://api.w.org/"')
    pages: dict[str, Reply | PingdeskError] = {
        "GET https://blog.example/": web_page,
        f"GET {root}": index("https://blog.example", name=""),
    }
    pages["POST https://blog.example/core/xmlrpc.php"] = Reply(200, {}, METHODS)
    transport = web(pages)
    found = discover("https://blog.example", allow_http=False, transport=transport)
    assert (found.rest_root, found.xmlrpc_url) == (root, "https://blog.example/core/xmlrpc.php")
    assert found.name == "My & blog"
    assert all("evil" not in request.url for request in transport.requests)


def test_link_header_x_pingback_and_core_in_its_own_folder() -> None:
    header = (
        '<https://blog.example/?p=1>; rel=shortlink, <https://blog.example/?rest_route=/>; rel="https://api.w.org/"'
    )
    pages = {
        "GET https://blog.example/": page(link=header, x_pingback="https://blog.example/ping.php"),
        "GET https://blog.example/?rest_route=/": index(
            "https://blog.example", url="https://blog.example/wp", site_icon_url="https://cdn.example/icon.png"
        ),
        "POST https://blog.example/wp/xmlrpc.php": Reply(200, {}, METHODS),
    }
    found = discover("https://blog.example", allow_http=False, transport=web(pages))
    assert found.rest_root == "https://blog.example/?rest_route=/"
    assert found.xmlrpc_url == "https://blog.example/wp/xmlrpc.php"
    assert found.icon_url == "https://cdn.example/icon.png"


def test_xmlrpc_only() -> None:
    pages = {"GET https://blog.example/a/b/": page(), "POST https://blog.example/a/xmlrpc.php": Reply(200, {}, METHODS)}
    found = discover("https://blog.example/a/b/", allow_http=False, transport=web(pages))
    assert found == Endpoints(
        "https://blog.example/a",
        "blog.example",
        None,
        "https://blog.example/a/xmlrpc.php",
        has_learning_filter=True,  # as far as anybody knows
    )


def test_a_site_that_names_a_foreign_home_is_known_by_its_own_address() -> None:
    pages = BLOG | {
        "GET https://blog.example/": page(),
        "GET https://blog.example/wp-json/": index("https://other.example", site_icon_url="javascript:alert(1)"),
    }
    found = discover("blog.example", allow_http=False, transport=web(pages))
    assert (found.home, found.icon_url) == ("https://blog.example", None)


def test_interfaces_at_another_site_are_told_and_not_asked() -> None:
    pages = {"GET https://blog.example/": page(link='<https://other.example/wp-json/>; rel="https://api.w.org/"')}
    transport = web(pages)
    with pytest.raises(NotWordPress, match=r"are at other\.example, which is another site"):
        discover("https://blog.example", allow_http=False, transport=transport)
    assert all("other" not in request.url for request in transport.requests)


CHOICE = CertificateUntrusted("Compare.", Certificate("blog.example", "0" * 64))


def test_an_untrusted_certificate_is_a_choice_that_comes_before_http() -> None:
    plain: dict[str, Reply | PingdeskError] = {
        "GET https://blog.example/": CHOICE,
        "GET http://blog.example/": page(),
        "GET http://blog.example/wp-json/": index("http://blog.example"),
    }
    with pytest.raises(CertificateUntrusted):
        discover("blog.example", allow_http=False, transport=web(plain))
    with pytest.raises(HttpOnly, match="About https: Compare"):
        discover("http://blog.example", allow_http=False, transport=web(plain))
    found = discover("blog.example", allow_http=True, transport=web(plain), certificate="1" * 64)
    assert (found.home, found.certificate) == ("http://blog.example", None)
    plain["GET http://blog.example/"] = page("<p>A parking page")
    del plain["GET http://blog.example/wp-json/"]
    with pytest.raises(CertificateUntrusted):
        discover("blog.example", allow_http=True, transport=web(plain))


def test_a_trusted_certificate_is_kept_with_the_site() -> None:
    pages = BLOG | {"GET https://blog.example/": page()}
    found = discover("blog.example", allow_http=False, transport=web(pages), certificate="1" * 64)
    assert found.certificate == "1" * 64


def test_guessing_ends_where_every_guess_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "_PATIENCE_S", -1.0)
    transport = web({"GET https://blog.example/a/b/c/": page()})
    with pytest.raises(NotWordPress):
        discover("https://blog.example/a/b/c/", allow_http=False, transport=transport)
    assert len(transport.requests) == 1


def test_a_site_in_maintenance_is_not_called_no_wordpress() -> None:
    pages = {"GET https://blog.example/": Reply(503, {"retry-after": "600"}, b"<h1>Maintenance")}
    with pytest.raises(SiteUnreachable, match="Try again in 10 min") as caught:
        discover("https://blog.example", allow_http=False, transport=web(pages))
    assert not isinstance(caught.value, NotWordPress)


@pytest.mark.parametrize(("status", "kind"), [(500, SiteUnreachable), (403, Unsupported), (401, Unsupported)])
def test_a_page_that_fails_says_why_nothing_was_found(status: int, kind: type[PingdeskError]) -> None:
    pages = {"GET https://blog.example/": Reply(status, {}, b"<h1>No")}
    with pytest.raises(kind) as caught:
        discover("https://blog.example", allow_http=False, transport=web(pages))
    assert type(caught.value) is kind
    found = discover("https://blog.example", allow_http=False, transport=web(BLOG | pages))
    assert found.home == "https://blog.example"


def test_interfaces_that_break_are_not_there() -> None:
    pages: dict[str, Reply | PingdeskError] = {
        "GET https://blog.example/": page(
            link='<//[>; rel="https://api.w.org/"', x_pingback="https://x@blog.example/x"
        ),
        "GET https://blog.example/wp-json/": SiteUnreachable("Broken."),
        "GET https://blog.example/?rest_route=/": Reply(200, {}, b"<html>"),
        "POST https://blog.example/xmlrpc.php": SiteUnreachable("Broken."),
    }
    transport = web(pages)
    with pytest.raises(NotWordPress):
        discover("https://blog.example", allow_http=False, transport=transport)
    assert len(transport.requests) == 4
    pages["GET https://blog.example/?rest_route=/"] = Reply(403, {}, b'{"code": "rest_disabled", "message": ""}')
    found = discover("https://blog.example", allow_http=False, transport=web(pages))
    assert (found.home, found.rest_root) == ("https://blog.example", "https://blog.example/?rest_route=/")
    assert found.application_passwords is None


def test_the_question_about_http_says_what_is_wrong_with_https() -> None:
    pages: dict[str, Reply | PingdeskError] = {
        "GET https://blog.example/": SiteUnreachable("The certificate is not trusted."),
        "GET http://blog.example/": page(),
        "GET http://blog.example/wp-json/": index("http://blog.example"),
    }
    with pytest.raises(HttpOnly, match="About https: The certificate is not trusted"):
        discover("blog.example", allow_http=False, transport=web(pages))
    assert discover("blog.example", allow_http=True, transport=web(pages)).home == "http://blog.example"


@pytest.mark.parametrize("open_one", ["GET http://blog.example/wp-json/", "POST http://blog.example/xmlrpc.php"])
def test_a_site_that_calls_itself_https_and_answers_over_http_needs_the_same_word(open_one: str) -> None:
    answer = index("https://blog.example") if "wp-json" in open_one else Reply(200, {}, METHODS)
    pages: dict[str, Reply | PingdeskError] = {
        "GET https://blog.example/": SiteUnreachable("No https."),
        "GET http://blog.example/": page(),
        open_one: answer,
    }
    with pytest.raises(HttpOnly):
        discover("blog.example", allow_http=False, transport=web(pages))
    assert discover("blog.example", allow_http=True, transport=web(pages)).home == "http://blog.example"


def test_an_answer_tells_more_than_no_answer() -> None:
    pages: dict[str, Reply | PingdeskError] = {
        "GET https://blog.example/": SiteUnreachable("No https."),
        "GET http://blog.example/": page("<p>A shop"),
    }
    with pytest.raises(NotWordPress):
        discover("blog.example", allow_http=True, transport=web(pages))


@pytest.mark.parametrize("body", [b"", b"\x00\xff", b"<" * 5000, b"<html><head><link rel=edituri>"])
def test_pages_of_any_kind_are_survived(body: bytes) -> None:
    pages = BLOG | {"GET https://blog.example/": Reply(200, {"link": "<<>;,rel=" * 50}, body)}
    assert discover("blog.example", allow_http=False, transport=web(pages)).home == "https://blog.example"


@pytest.mark.parametrize(
    ("typed", "match"),
    [
        ("", "Type the address"),
        ("   ", "Type the address"),
        ("my blog", "not a web address"),
        ("me@blog.example", "e-mail"),
        ("https://me:secret@blog.example/", "Leave user name"),
        ("ftp://blog.example", "not with ftp"),
        ("javascript:alert(1)", "not with javascript"),
        ("https://", "not a web address"),
        ("http://[::1", "not a web address"),
        ("a" * 3000, "not a web address"),
    ],
)
def test_what_is_no_address(typed: str, match: str) -> None:
    transport = web({})
    with pytest.raises(WrongInput, match=match) as caught:
        discover(typed, allow_http=True, transport=transport)
    assert "secret" not in str(caught.value)
    assert transport.requests == []
