"""Finding a site where loopback cannot show it: https, redirects, foreign hosts, odd pages."""

import json
from collections.abc import Mapping

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
from desktop_app.wordpress.transport import Reply, Request
from tests.fakes.network import ScriptedTransport

METHODS = (
    b"<?xml version='1.0'?><methodResponse><params><param><value><array><data><value><string>wp.getComments</string>"
    b"</value></data></array></value></param></params></methodResponse>"
)


def index(home: str, **more: object) -> Reply:
    fields = {"name": "A &amp; B", "url": home, "home": home, "namespaces": ["wp/v2"], "authentication": [], **more}
    return Reply(200, {"content-type": "application/json"}, json.dumps(fields).encode())


def web(pages: Mapping[str, Reply] | Mapping[str, Reply | PingdeskError]) -> ScriptedTransport:
    """Return a web of these pages; anything else is a 404 page of no site in particular."""

    def answer(request: Request) -> Reply:
        assert "authorization" not in {name.lower() for name in request.headers}
        page = pages.get(f"{request.method} {request.url}", Reply(404, {}, b"<title>Nothing here</title>"))
        if isinstance(page, PingdeskError):
            raise page
        return page

    return ScriptedTransport(answer)


def moved(target: str, status: int = 301) -> Reply:
    return Reply(status, {"location": target})


def page(html: str = "", **headers: str) -> Reply:
    return Reply(200, {name.replace("_", "-"): value for name, value in headers.items()}, html.encode())


BLOG: dict[str, Reply | PingdeskError] = {
    "GET https://blog.example/wp-json/": index("https://blog.example"),
    "POST https://blog.example/xmlrpc.php": Reply(200, {}, METHODS),
}


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


def test_an_rsd_document_leads_to_interfaces_with_unusual_names() -> None:
    rsd = (
        b'\xef\xbb\xbf<?xml version="1.0"?><rsd version="1.0" xmlns="http://archipelago.phrasewise.com/rsd"><service>'
        b'<apis><api name="WordPress" apiLink="https://blog.example/hidden.php"/>'
        b'<api name="WP-API" apiLink="https://blog.example/secret-api/"/>'
        b'<api name="Blogger" apiLink="https://evil.example/"/></apis></service></rsd>'
    )
    pages = {
        "GET https://blog.example/": page("<link rel=EditURI type='application/rsd+xml' href='/about.rsd'>"),
        "GET https://blog.example/about.rsd": Reply(200, {}, rsd),
        "GET https://blog.example/secret-api/": index("https://blog.example"),
        "POST https://blog.example/hidden.php": Reply(200, {}, METHODS),
    }
    found = discover("https://blog.example", allow_http=False, transport=web(pages))
    assert (found.rest_root, found.xmlrpc_url) == (
        "https://blog.example/secret-api/",
        "https://blog.example/hidden.php",
    )
    bomb = b'<!DOCTYPE a [<!ENTITY b "c">]><rsd><api name="WordPress" apiLink="https://blog.example/hidden.php"/></rsd>'
    with pytest.raises(NotWordPress):
        discover(
            "https://blog.example",
            allow_http=False,
            transport=web(
                {**pages, "GET https://blog.example/about.rsd": Reply(200, {}, bomb)}
                | {"GET https://blog.example/secret-api/": Reply(404)}
            ),
        )


@pytest.mark.parametrize(
    ("fields", "zone"),
    [
        ({"timezone_string": "Europe/Madrid", "gmt_offset": 1}, "Europe/Madrid"),
        ({"timezone_string": "America/Argentina/Buenos_Aires"}, "America/Argentina/Buenos_Aires"),
        ({"timezone_string": "", "gmt_offset": "5.5"}, "UTC+05:30"),
        ({"timezone_string": "", "gmt_offset": -3.5}, "UTC-03:30"),
        ({"timezone_string": "", "gmt_offset": "0"}, "UTC"),
        ({"timezone_string": "../../etc/passwd", "gmt_offset": "1e9"}, ""),
        ({"timezone_string": ["x"], "gmt_offset": "nan"}, ""),
        ({"gmt_offset": True}, ""),
        ({"gmt_offset": 10**400}, ""),
        ({}, ""),
    ],
)
def test_the_time_zone_in_all_its_shapes(fields: Mapping[str, object], zone: str) -> None:
    pages = BLOG | {
        "GET https://blog.example/": page(),
        "GET https://blog.example/wp-json/": index("https://blog.example", **fields),
    }
    assert discover("blog.example", allow_http=False, transport=web(pages)).time_zone == zone


@pytest.mark.parametrize(
    ("stated", "url"),
    [
        ("https://blog.example/core/wp-admin/authorize-application.php", True),
        ("https://admin.blog.example/wp-admin/authorize-application.php", True),
        ("http://blog.example/wp-admin/authorize-application.php", True),
        ("https://evil.example/wp-admin/authorize-application.php", False),
        ("javascript:alert(1)", False),
        (["x"], False),
    ],
)
def test_where_programs_are_let_in_belongs_to_the_site(stated: object, *, url: bool) -> None:
    login = {"application-passwords": {"endpoints": {"authorization": stated}}}
    pages = BLOG | {
        "GET https://blog.example/": page(),
        "GET https://blog.example/wp-json/": index("https://blog.example", authentication=login),
    }
    found = discover("blog.example", allow_http=False, transport=web(pages))
    assert found.application_passwords is True
    assert found.authorize_url == (str(stated).replace("http:", "https:") if url else None)


@pytest.mark.parametrize(
    ("namespaces", "learns"),
    [(["wp/v2"], False), (["wp/v2", "akismet/v1"], True), (["wp/v2", 1, "akismetish/v1"], False)],
)
def test_whether_a_filter_learns(namespaces: list[object], *, learns: bool) -> None:
    pages = BLOG | {
        "GET https://blog.example/": page(),
        "GET https://blog.example/wp-json/": index("https://blog.example", namespaces=namespaces),
    }
    assert discover("blog.example", allow_http=False, transport=web(pages)).has_learning_filter is learns


@pytest.mark.parametrize(
    ("html", "version"),
    [
        ("<meta name='generator' content='WordPress 6.5.5'>", "6.5.5"),
        (
            "<meta name=generator content=Elementor><meta name=Generator content='WordPress 7.1-RC2-61234'>",
            "7.1-RC2-61234",
        ),
        ("<meta name=generator content='Drupal 10'>", None),
        ("<link rel=alternate type='application/rss+xml' href='/feed/'>", "6.2.1"),
        ("<link rel=alternate type='application/rss+xml' href='https://evil.example/feed/'>", None),
    ],
)
def test_the_version_as_far_as_strangers_are_told(html: str, version: str | None) -> None:
    feed = b"<rss><channel>\n<generator>https://wordpress.org/?v=6.2.1</generator></channel></rss>"
    pages = BLOG | {"GET https://blog.example/": page(html), "GET https://blog.example/feed/": Reply(200, {}, feed)}
    assert discover("blog.example", allow_http=False, transport=web(pages)).version == version


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
