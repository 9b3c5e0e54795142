"""Reads what a site says about itself to strangers: REST's index, the RSD document, the feed."""

import re
from collections.abc import Mapping
from typing import Final, cast

from desktop_app.wordpress.front_page import usable, version_of
from desktop_app.wordpress.payload import JsonObject, NoPayload, xml_root

INDEX_FIELDS: Final = "name,url,home,namespaces,authentication,site_icon_url,gmt_offset,timezone_string"

_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}")
_LONGEST_ZONE = 64
_FURTHEST_H = 14.0
_LEARNING = ("akismet/", "cleantalk-antispam/")
"""Filters that learn from what becomes of a comment; each has routes of its own in REST."""
_FEED_START = 16 * 1024
_FEED_GENERATOR = re.compile(rb"<generator>\s*https?://wordpress\.org/\?v=([0-9A-Za-z.-]{1,30})\s*</generator>")


def time_zone_of(index: JsonObject) -> str:
    """Return the zone as `Endpoints.time_zone` has it; ``gmt_offset`` is a number or a text (trap 16)."""
    name = index.get("timezone_string")
    if isinstance(name, str) and _ZONE.fullmatch(name[:_LONGEST_ZONE]):
        return name[:_LONGEST_ZONE]
    offset = index.get("gmt_offset")
    if isinstance(offset, bool) or not isinstance(offset, (int, float, str)):
        return ""
    try:
        hours = float(offset)
    except (ValueError, OverflowError):
        return ""
    if not abs(hours) <= _FURTHEST_H:  # nor what is not a number
        return ""
    minutes = round(abs(hours) * 60)
    return f"UTC{'-' if hours < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}" if minutes else "UTC"


def application_passwords_of(index: JsonObject) -> bool | None:
    """Return whether application passwords can be used: an object, or an empty list where they are off (trap 16)."""
    login = index.get("authentication")
    return "application-passwords" in login if isinstance(login, (dict, list)) else None


def authorize_url_of(index: JsonObject, page: str) -> str | None:
    """Return WordPress's page for letting a program in, if it belongs to the same site as ``page``."""
    value: object = index
    for name in ("authentication", "application-passwords", "endpoints", "authorization"):
        value = cast("JsonObject", value).get(name) if isinstance(value, dict) else None
    found = usable([value if isinstance(value, str) else ""], page)
    return found[0] if found else None


def has_learning_filter(index: JsonObject) -> bool:
    """Whether a spam filter there may learn over REST; so it may where the site does not say."""
    spaces = index.get("namespaces")
    if not isinstance(spaces, list):
        return True
    return any(isinstance(space, str) and space.startswith(_LEARNING) for space in cast("list[object]", spaces))


def apis_of(rsd: bytes) -> Mapping[str, str]:
    """Return the addresses that an RSD document gives, by the names of the interfaces (``WordPress``, ``WP-API``)."""
    try:
        root = xml_root(rsd.lstrip())
    except NoPayload:
        return {}
    apis = [element for element in root.iter() if str(element.tag).endswith("api")]
    return {element.get("name") or "": element.get("apiLink") or "" for element in apis}


def version_in_feed(feed: bytes) -> str | None:
    """Return WordPress's version from its mark in a feed, where it is not taken out."""
    mark = _FEED_GENERATOR.search(feed[:_FEED_START])
    return version_of(f"WordPress {mark[1].decode('ascii')}") if mark is not None else None
