"""What the bench tells about a WordPress site: users, posts, stored comments, answers of the ping protocols."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, Self, TypedDict

Role = Literal["administrator", "editor", "author", "contributor", "subscriber"]
Kind = Literal["pingback", "trackback"]
Permalinks = Literal["pretty", "plain"]
Database = Literal["sqlite", "mariadb"]
Stack = Literal["builtin", "nginx"]
"""PHP's built-in server, or nginx with php-fpm: kept-alive connections, https if asked for."""
Status = Literal["hold", "approve", "spam", "trash"]
"""What WordPress's own functions call a status; the database has "0" and "1" for the first two."""

RAW_STATUS: dict[Status, str] = {"hold": "0", "approve": "1", "spam": "spam", "trash": "trash"}


class Switches(TypedDict, total=False):
    """Faults of a host or a plugin that a test can switch on; php/faults.php and php/bench.php provoke them."""

    answers_html: bool
    application_passwords_off: bool
    blank_lines: bool
    byte_order_mark: bool
    changes_logged: bool  # no fault: what `WordPressSite.changes` needs
    comment_routes_removed: bool
    fatal_on_change: bool
    no_trash: bool
    php_notice: bool
    pings_refused: bool
    rate_limited: bool
    rest_for_users_only: bool
    rest_off: bool
    server_error: bool
    slow: float  # seconds of delay; 0 switches it off
    strip_authorization: bool
    xmlrpc_blocked: bool
    xmlrpc_methods_removed: bool
    xmlrpc_off: bool


@dataclass(frozen=True, slots=True)
class User:
    """A user of a site; ``password`` is the account password, not an application password."""

    id: int
    login: str
    role: Role
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Post:
    """A published post."""

    id: int
    url: str
    title: str


@dataclass(frozen=True, slots=True)
class StoredComment:
    """A row of wp_comments, exactly as stored (text is HTML-escaped); ``status`` is raw comment_approved."""

    id: int
    post_id: int
    type: str
    status: str
    author: str
    url: str
    ip: str
    agent: str
    content: str
    date_gmt: datetime

    @classmethod
    def of(cls, row: Sequence[str]) -> Self:
        """Return what ``bench_do_comments`` (php/backdoor.php) tells of one."""
        date = datetime.strptime(row[9], "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
        return cls(int(row[0]), int(row[1]), row[2], row[3], row[4], row[5], row[6], row[7], row[8], date)

    @property
    def is_held(self) -> bool:
        return self.status == "0"


@dataclass(frozen=True, slots=True)
class PingReply:
    """The site's answer to a ping; ``code`` is the XML-RPC fault code or the trackback's error number."""

    accepted: bool
    code: int
    message: str
