"""What a linkback is: one pingback or trackback on one site, as the site tells it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

SiteId = NewType("SiteId", int)
"""A site's row in the local store."""

LinkbackId = NewType("LinkbackId", int)
"""A linkback's row in the local store; stable over refreshes."""

CommentId = NewType("CommentId", int)
"""WordPress's comment ID, unique within one site only. 64 bits."""

PostId = NewType("PostId", int)
"""WordPress's post ID, unique within one site only."""


class Kind(StrEnum):
    """The protocol by which a linkback arrived."""

    PINGBACK = "pingback"
    TRACKBACK = "trackback"


class Status(StrEnum):
    """WordPress's status of a comment, in Pingdesk's words; GONE is ours: no longer on the site."""

    PENDING = "pending"
    APPROVED = "approved"
    SPAM = "spam"
    TRASH = "trash"
    GONE = "gone"


ON_SITE = (Status.PENDING, Status.APPROVED, Status.SPAM, Status.TRASH)
"""The statuses that a site itself knows."""


@dataclass(frozen=True, slots=True)
class RemoteLinkback:
    """One linkback as its site holds it now. All text is unescaped plain text, bounded in length.

    ``title`` is the source's page title (pingback) or the title its sender made up (trackback); ``blog_name``
    is what a trackback calls its blog, empty for pingbacks. ``sender`` is the source's registrable domain, or
    its address where it has none. ``author_ip`` and ``author_agent`` are kept because a REST status change
    that does not send them back replaces them with the moderator's (WordPress 4.7 to 7.1).
    ``stored_content`` is exactly what WordPress holds, markup and entities included: to be shown as text only.
    """

    comment_id: CommentId
    post_id: PostId
    kind: Kind
    status: Status
    source_url: str
    sender: str
    title: str
    blog_name: str
    excerpt: str
    received: datetime
    author_ip: str
    author_agent: str
    stored_content: str


@dataclass(frozen=True, slots=True)
class Post:
    """A post or page of the user's site. ``title`` and ``text`` are unescaped plain text, the latter on one line.

    The text is what copies of the post are recognised by; empty where the site does not tell it.
    """

    post_id: PostId
    title: str
    url: str
    text: str = ""
