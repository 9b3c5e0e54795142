"""Reading the rows of REST's lists."""

from collections.abc import Iterable, Sequence
from ipaddress import ip_address
from typing import cast

from desktop_app.core.linkback import RemoteLinkback
from desktop_app.wordpress.decode import linkback_of_rest
from desktop_app.wordpress.payload import JsonObject
from desktop_app.wordpress.transport import Reply

_DIGITS = 19


def decoded(rows: Iterable[JsonObject]) -> Sequence[RemoteLinkback]:
    """Return the linkbacks among the rows."""
    return [linkback for row in rows if (linkback := linkback_of_rest(row)) is not None]


def ends_at(reply: Reply, end: int, *, full: bool) -> bool:
    """Whether the list ends before ``end``. ``X-WP-Total`` counts rows that the user may not see, too (trap 17)."""
    total = total_of(reply)
    return not full if total is None else end >= total


def total_of(reply: Reply) -> int | None:
    """Return how many rows the list has by the site's own count; ``None`` if it does not say."""
    total = reply.headers.get("x-wp-total", "")
    return int(total) if total.isascii() and total.isdigit() and len(total) < _DIGITS else None


def form(row: JsonObject, field: str, wanted: str) -> object:
    """Return a field in the form wanted, ``raw`` or ``rendered``, or in the other where it has only that.

    A title is wanted raw: the rendered one begins with "Private:" where the post is. A content is wanted
    rendered: what short codes and blocks bring in is what copies have.
    """
    value = row.get(field)
    if not isinstance(value, dict):
        return value
    forms = cast("JsonObject", value)
    return forms.get(wanted) or forms.get("rendered" if wanted == "raw" else "raw")


def is_ip(text: str) -> bool:
    """Whether WordPress takes this as an IP address."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return "%" not in text
