"""What a site's owner is told of the limits of the way to his site."""

from dataclasses import replace

from desktop_app.core.limits import limits_of
from desktop_app.core.linkback import SiteId
from desktop_app.core.site import Capabilities, Endpoints, Site, TransportKind

ENDPOINTS = Endpoints("https://blog.example", "Blog", None, None)
BLOG = Site(SiteId(1), "blog", "Blog", ENDPOINTS, "eva", TransportKind.REST)


def test_rest_can_do_everything_that_the_site_can() -> None:
    assert limits_of(BLOG) == ()
    assert limits_of(replace(BLOG, capabilities=Capabilities(has_trash=True))) == ()
    (limit,) = limits_of(replace(BLOG, capabilities=Capabilities(has_trash=False)))
    assert "no trash" in limit


def test_xmlrpc_cannot_do_all_that_rest_can() -> None:
    limits = limits_of(replace(BLOG, transport=TransportKind.XMLRPC))
    for word in ("filter", "pending", "30 days", "user agent"):
        assert any(word in limit for limit in limits)
