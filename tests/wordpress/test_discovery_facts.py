"""What a site tells of itself to strangers, in all the shapes in which it comes."""

from collections.abc import Mapping

import pytest

from desktop_app.core.errors import NotWordPress
from desktop_app.wordpress.discovery import discover
from desktop_app.wordpress.transport import Reply
from tests.wordpress.web_of_pages import BLOG, METHODS, index, page, web


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
