"""Finding a site from whatever a blogger types, on real WordPress."""

from collections.abc import Callable, Iterator

import pytest

from desktop_app.core.errors import CertificateUntrusted, HttpOnly, NotWordPress, SiteUnreachable
from desktop_app.core.site import Endpoints
from desktop_app.wordpress.discovery import discover
from desktop_app.wordpress.transport import HttpTransport
from tests.bench.fixtures import WordPressFactory
from tests.bench.site import WordPressSite
from tests.bench.sources import Page, SourceServer

Find = Callable[[str], Endpoints]


@pytest.fixture
def find() -> Iterator[Find]:
    transport = HttpTransport()
    yield lambda address: discover(address, allow_http=True, transport=transport)
    transport.close()


FORMS = [
    "{url}",
    "{url}/",
    "  {url}/?utm_source=x#top ",
    "{bare}",
    "{bare}/",
    "<{url}>",
    "{url}/wp-admin",
    "{url}/wp-admin/edit-comments.php?comment_status=moderated",
    "{url}/wp-login.php?redirect_to=x",
    "{url}/wp-json/",
    "{url}/xmlrpc.php",
    "{url}/index.php",
    "{url}/no/such/page/",
    "{url}/feed/",
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("permalinks", "folder"), [("pretty", ""), ("plain", ""), ("pretty", "blog")])
def test_every_form_of_the_address(
    wordpress: WordPressFactory, find: Find, form: str, permalinks: str, folder: str
) -> None:
    site = wordpress(permalinks=permalinks, folder=folder)  # type: ignore[arg-type]
    found = find(form.format(url=site.url, bare=site.url.removeprefix("http://")))
    roots = (
        {f"{site.url}/index.php?rest_route=/", f"{site.url}/?rest_route=/"}
        if permalinks == "plain"
        else {f"{site.url}/wp-json/"}
    )
    assert (found.home, found.name, found.xmlrpc_url) == (site.url, "Bench", site.xmlrpc_url)
    assert found.rest_root in roots
    assert found.application_passwords is True


@pytest.mark.parametrize("permalinks", ["pretty", "plain"])
def test_from_a_post(wordpress: WordPressFactory, find: Find, permalinks: str) -> None:
    site = wordpress("7.1", permalinks=permalinks)  # type: ignore[arg-type]
    assert find(site.publish("Post", "<p>Text.</p>").url).home == site.url


@pytest.mark.parametrize("version", ["7.1", "6.2"])
def test_what_a_site_tells_to_strangers(wordpress: WordPressFactory, find: Find, version: str) -> None:
    site = wordpress(version)
    found = find(site.url)
    assert found.authorize_url == f"{site.url}/wp-admin/authorize-application.php"
    assert found.version is not None
    assert found.version.startswith(version)
    assert (found.time_zone, found.has_learning_filter, found.certificate) == ("UTC", False, None)
    site.set_option("gmt_offset", "-3.5")
    site.set_option("timezone_string", "")
    assert find(site.url).time_zone == "UTC-03:30"
    site.set_option("timezone_string", "Asia/Kolkata")
    assert find(site.url).time_zone == "Asia/Kolkata"
    site.set_option("timezone_string", "UTC")


def test_a_site_whose_certificate_the_user_trusts(wordpress: WordPressFactory) -> None:
    site = wordpress("7.1", stack="nginx", https=True)
    assert site.certificate is not None
    careful = HttpTransport()
    for address in (site.url, site.url.removeprefix("https://")):
        with pytest.raises(CertificateUntrusted) as caught:
            discover(address, allow_http=False, transport=careful)
        assert caught.value.certificate.fingerprint == site.certificate.fingerprint
    careful.close()
    trusting = HttpTransport(certificate=site.certificate.fingerprint)
    found = discover(site.url, allow_http=False, transport=trusting, certificate=site.certificate.fingerprint)
    trusting.close()
    assert (found.home, found.certificate) == (site.url, site.certificate.fingerprint)
    assert (found.rest_root, found.xmlrpc_url) == (f"{site.url}/wp-json/", site.xmlrpc_url)


def test_http_has_to_be_confirmed(wp: WordPressSite) -> None:
    transport = HttpTransport()
    for address in (wp.url, wp.url.removeprefix("http://")):
        with pytest.raises(HttpOnly, match="without encryption"):
            discover(address, allow_http=False, transport=transport)
    with pytest.raises(SiteUnreachable):
        discover(wp.url.replace("http:", "https:"), allow_http=True, transport=transport)
    transport.close()


def test_one_interface_is_enough(wp: WordPressSite, find: Find) -> None:
    wp.switch(xmlrpc_blocked=True)
    assert (find(wp.url).xmlrpc_url, find(wp.url).rest_root) == (None, f"{wp.url}/wp-json/")
    wp.switch(xmlrpc_blocked=False, xmlrpc_methods_removed=True)
    assert find(wp.url).xmlrpc_url is None
    wp.switch(xmlrpc_methods_removed=False, rest_off=True)
    found = find(wp.url)  # a plugin may let users in where it keeps strangers out
    assert (found.home, found.rest_root, found.xmlrpc_url) == (wp.url, f"{wp.url}/wp-json/", wp.xmlrpc_url)
    wp.switch(rest_off=False, application_passwords_off=True)
    assert find(wp.url).application_passwords is False


def test_interfaces_behind_a_wall(wp: WordPressSite, find: Find) -> None:
    wp.switch(answers_html=True)
    with pytest.raises(NotWordPress, match="neither REST nor XML-RPC"):
        find(wp.url)


def test_a_page_that_is_not_wordpress(sources: SourceServer, find: Find) -> None:
    url = sources.put("/", Page("<title>Just a page</title><p>Hello"))
    with pytest.raises(NotWordPress, match="neither REST nor XML-RPC"):
        find(url)
    with pytest.raises(NotWordPress):
        find(f"{url}a/b/c.html")


def test_nobody_is_there(wp: WordPressSite, find: Find) -> None:
    wp.stop()
    with pytest.raises(SiteUnreachable, match="no connection"):
        find(wp.url)
