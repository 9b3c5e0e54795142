"""Turns WordPress's fields into Pingdesk's values: unescaped, bounded, typed; what is no linkback is dropped.

Stored text is HTML-escaped even where the API says "raw" (wordpress-api.md, trap 20), and everything in it was
written by strangers.
"""

import html
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Final, TypeAlias, cast

from desktop_app.core.linkback import CommentId, Kind, Post, PostId, RemoteLinkback, Status
from desktop_app.core.urls import sender_of

Fields: TypeAlias = Mapping[str, object]

UNKNOWN_DATE: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for a date that makes no sense, such as WordPress's ``0000-00-00 00:00:00`` of careless imports."""

MAX_TITLE = 300
MAX_EXCERPT = 2_000
MAX_STORED = 20_000
MAX_TEXT = 50_000
MAX_URL = 2_000
_MAX_AGENT = 1_000
_MAX_IP = 100
_MAX_ID: Final = 2**63 - 1

STATUSES: Mapping[str, Status] = MappingProxyType(
    {
        "hold": Status.PENDING,
        "approved": Status.APPROVED,  # REST's spelling
        "approve": Status.APPROVED,  # XML-RPC's
        "spam": Status.SPAM,
        "trash": Status.TRASH,
    }
)
"""WordPress's words. Missing: ``post-trashed`` (such rows are hidden, as on WordPress's own screens)."""

_KINDS: Mapping[str, Kind] = MappingProxyType({"pingback": Kind.PINGBACK, "trackback": Kind.TRACKBACK})
_TAG = re.compile(r"<[/!?a-zA-Z][^<>]*>")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_REFERENCE = re.compile(r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)")
"""What `html.unescape` takes for a character reference."""
_LONGEST_KEPT = 40
_TRACKBACK = re.compile(r"\s*<strong>(?P<title>.*?)</strong>\s*(?P<excerpt>.*)", re.DOTALL)
_DATE = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)[T ](\d\d):?(\d\d):?(\d\d)")


def linkback_of_rest(row: Fields) -> RemoteLinkback | None:
    """Return the linkback of a REST comment in ``context=edit``, or ``None`` if it is none Pingdesk shows."""
    content = row.get("content")
    return _linkback(
        {
            "id": row.get("id"),
            "post": row.get("post"),
            "type": row.get("type"),
            "status": row.get("status"),
            "url": row.get("author_url"),
            "name": row.get("author_name"),
            "content": cast("Fields", content).get("raw") if isinstance(content, Mapping) else None,
            "date": row.get("date_gmt"),
            "ip": row.get("author_ip"),
            "agent": row.get("author_user_agent"),
        }
    )


def linkback_of_xmlrpc(row: Fields) -> RemoteLinkback | None:
    """Return the linkback of an XML-RPC comment struct, or ``None`` if it is none Pingdesk shows.

    XML-RPC does not tell the agent: it stays empty.
    """
    return _linkback(
        {
            "id": row.get("comment_id"),
            "post": row.get("post_id"),
            "type": row.get("type"),
            "status": row.get("status"),
            "url": row.get("author_url"),
            "name": row.get("author"),
            "content": row.get("content"),
            "date": row.get("date_created_gmt"),
            "ip": row.get("author_ip"),
        }
    )


def _linkback(fields: Fields) -> RemoteLinkback | None:
    comment_id = id_of(fields.get("id"))
    status = status_of(fields.get("status"))
    kind = _KINDS.get(_text(fields.get("type")))
    if comment_id is None or status is None or kind is None:
        return None
    url = plain_text(fields.get("url"), MAX_URL)
    stored = _text(fields.get("content"))[:MAX_STORED]
    if not stored.isprintable():
        stored = _UNPRINTABLE.sub("", stored)
    name = plain_text(fields.get("name"), MAX_TITLE)
    title, blog_name, excerpt = _words(kind, name, stored)
    return RemoteLinkback(
        comment_id=CommentId(comment_id),
        post_id=PostId(id_of(fields.get("post")) or 0),
        kind=kind,
        status=status,
        source_url=url,
        sender=sender_of(url),
        title=title,
        blog_name=blog_name,
        excerpt=excerpt,
        received=date_of(fields.get("date")),
        author_ip=_text(fields.get("ip"))[:_MAX_IP],
        author_agent=_text(fields.get("agent"))[:_MAX_AGENT],
        stored_content=stored,
    )


def _words(kind: Kind, name: str, stored: str) -> tuple[str, str, str]:
    r"""Return title, blog name and excerpt.

    A pingback's author name is the source's page title. A trackback's is the blog's name; its own title stands
    in front of the excerpt (``wp-trackback.php``, WordPress 6.1 to 7.1: ``<strong>TITLE</strong>\n\nEXCERPT``).
    """
    if kind is Kind.PINGBACK:
        return name, "", plain_text(stored, MAX_EXCERPT)
    parts = _TRACKBACK.fullmatch(stored)
    if parts is None:
        return name, name, plain_text(stored, MAX_EXCERPT)
    return plain_text(parts["title"], MAX_TITLE), name, plain_text(parts["excerpt"], MAX_EXCERPT)


def post_of(post_id: object, title: object, url: object, content: object = "") -> Post | None:
    """Return the post, or ``None`` without a usable id."""
    number = id_of(post_id)
    if number is None:
        return None
    return Post(PostId(number), plain_text(title, MAX_TITLE), plain_text(url, MAX_URL), plain_text(content, MAX_TEXT))


def plain_text(value: object, limit: int) -> str:
    """Return stored HTML as one line of plain text: tags stripped, then unescaped, at most ``limit`` characters."""
    text = _text(value)[: limit * 12]  # the longest usual entity has eleven characters
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "&" in text:
        text = _REFERENCE.sub(_referred, text)
    if not text.isprintable():
        text = _UNPRINTABLE.sub(" ", text)
    return " ".join(text.split())[:limit].rstrip()


def _referred(reference: re.Match[str]) -> str:
    text = reference[0]
    return _unescaped(text) if len(text) < _LONGEST_KEPT else html.unescape(text)


@lru_cache(maxsize=1_024)
def _unescaped(reference: str) -> str:
    """Return a reference's character; the same few come again and again, and looking each up takes time."""
    return html.unescape(reference)


def id_of(value: object) -> int | None:
    """Return a positive 64-bit id, sent as number (REST) or as digits (XML-RPC), else ``None``."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < len(str(_MAX_ID)) + 1:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _MAX_ID:
        return value
    return None


def status_of(value: object) -> Status | None:
    """Return the status for WordPress's word, or ``None`` for one that Pingdesk does not show."""
    return STATUSES.get(value) if isinstance(value, str) else None


def date_of(value: object) -> datetime:
    """Return a WordPress date in UTC, which is sent without a zone; `UNKNOWN_DATE` for nonsense."""
    parts = _DATE.match(_text(value))
    if parts is None:
        return UNKNOWN_DATE
    year, month, day, hour, minute, second = map(int, parts.groups())
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return UNKNOWN_DATE
    return max(moment, UNKNOWN_DATE)


def _text(value: object) -> str:
    """Return a string that can be encoded: JSON may name half a surrogate pair."""
    if not isinstance(value, str):
        return ""
    return value if value.isprintable() else _SURROGATE.sub("", value)
