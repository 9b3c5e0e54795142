"""A real WordPress site, running: what a test may do with it, and the truth about what it has stored."""

import contextlib
import json
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Self, Unpack

from tests.bench import mariadb, packages, provision, tree, wire
from tests.bench.backdoor import Backdoor
from tests.bench.certificate import self_signed
from tests.bench.nginx import NginxServer
from tests.bench.processes import TemporaryDirectory
from tests.bench.values import (
    Database,
    Kind,
    Permalinks,
    PingReply,
    Post,
    Role,
    Stack,
    Status,
    StoredComment,
    Switches,
    User,
)
from tests.bench.volume import linkback_rows
from tests.bench.web import HOST, WORKERS, Address, BuiltinServer, WebServer, free_port

_START_TIMEOUT_S = 60.0
_STRUCTURES: dict[Permalinks, str] = {"pretty": "/%year%/%monthnum%/%postname%/", "plain": ""}
_ADMIN_ID = 1  # wp_install's first user


class WordPressSite:
    """One site from start to removal, usable as a context manager.

    ``admin`` and ``admin_password`` (an application password) are ready. The truth is read by WordPress
    from its own database, through an entrance of the bench's own, so a stopped site tells nothing.

    ``stack`` "nginx" is what real hosts have (MariaDB, kept-alive connections); with ``https`` it has the
    self-signed ``certificate``.
    """

    admin: User
    admin_password: str

    def __init__(
        self,
        version: str = "6.5",
        *,
        permalinks: Permalinks = "pretty",
        folder: str = "",
        title: str = "Bench",
        database: Database | None = None,
        stack: Stack = "builtin",
        https: bool = False,
        timezone: str = "UTC",
        language: str = "en_US",
        workers: int = WORKERS,
        host: str = HOST,
    ) -> None:
        if database is None:
            database = "sqlite" if version in provision.SQLITE_VERSIONS and stack == "builtin" else "mariadb"
        if database == "sqlite" and version not in provision.SQLITE_VERSIONS:
            raise ValueError(f"WordPress {version} runs on MariaDB only")
        if https and stack != "nginx":
            raise ValueError("PHP's built-in server speaks http only")
        self.version = version
        self.title = title
        self._cleanup = contextlib.ExitStack()
        try:
            directory = TemporaryDirectory("site")
            self._cleanup.callback(directory.remove)
            self._directory = directory.path
            self.certificate = self_signed(self._directory, host) if https else None
            address = Address(host, free_port(host), folder, self.certificate)
            self._prepare(database, permalinks, address, stack=stack, workers=workers)
            self.start()
            structure = _STRUCTURES[permalinks]
            self._ask("setup", title=title, permalinks=structure, timezone=timezone, language=language)
            self.admin = User(_ADMIN_ID, "admin", "administrator", secrets.token_urlsafe(12))
            self._ask("set_password", user_id=_ADMIN_ID, password=self.admin.password)
            self.admin_password = self.application_password(self.admin)
        except BaseException:
            self.close()
            raise

    def _prepare(
        self, database: Database, permalinks: Permalinks, address: Address, *, stack: Stack, workers: int
    ) -> None:
        packages.ensure(mariadb=database == "mariadb", nginx=stack == "nginx")
        core = provision.core(self.version)
        scheme, folder = "https" if self.certificate else "http", address.folder
        self.url = f"{scheme}://{address.host}:{address.port}" + (f"/{folder}" if folder else "")
        self.permalinks: Permalinks = permalinks
        self._backdoor = Backdoor(self.url, certificate=self.certificate.file if self.certificate else None)
        self._cleanup.callback(self._backdoor.close)
        if database == "sqlite":
            site = tree.SiteFile(self.url, folder, self._backdoor.token, "wordpress", "localhost")
            tree.lay_out(self._directory, core, site=site, sqlite=True)
            tree.fill_sqlite(self._directory, core)
        else:
            server = self._cleanup.enter_context(mariadb.shared.borrowed())
            name = server.create_database()
            self._cleanup.callback(server.drop_database, name)
            db_host = f"localhost:{server.socket}"
            site = tree.SiteFile(self.url, folder, self._backdoor.token, name, db_host)
            tree.lay_out(self._directory, core, site=site, sqlite=False)
            tree.fill_mariadb(name, core, server=server)
        serving = NginxServer if stack == "nginx" else BuiltinServer
        self._web: WebServer = serving(self._directory, address, workers=workers)
        self._cleanup.callback(self._web.stop)

    def __enter__(self) -> Self:
        """Return the object itself: it has started already."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Stop and remove everything."""
        self.close()

    # -- life ---------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start serving (again); returns when the site answers."""
        self._web.start()
        try:
            self._backdoor.wait(timeout_s=_START_TIMEOUT_S)
        finally:
            self._web.check()

    def answer_as(self, url: str) -> None:
        """Take the address of a relay for the site's own."""
        path = self._directory / "site.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), "url": url}))
        self.url = url

    def stop(self) -> None:
        """Take the site off the network; address and data are kept."""
        self._web.stop()

    def close(self) -> None:
        """Stop and remove everything."""
        self._cleanup.close()

    # -- addresses, people, posts -------------------------------------------------------------------

    @property
    def xmlrpc_url(self) -> str:
        return f"{self.url}/xmlrpc.php"

    def trackback_url(self, post: Post) -> str:
        """Return the address that takes trackbacks for the post."""
        if self.permalinks == "plain":
            return f"{self.url}/wp-trackback.php?p={post.id}"
        return f"{post.url}trackback/"

    def create_user(self, login: str, role: Role, *, name: str | None = None) -> User:
        """Create a user with a random account password."""
        password = secrets.token_urlsafe(12)
        user_id = self._ask("create_user", login=login, role=role, name=name or login, password=password)
        return User(int(user_id), login, role, password)

    def application_password(self, user: User, *, name: str | None = None) -> str:
        """Create a new application password, in groups of four as WordPress shows it."""
        label = name or f"bench {secrets.token_hex(4)}"  # names must differ up to 6.7
        return str(self._ask("application_password", user_id=user.id, name=label))

    def revoke_application_passwords(self, user: User) -> None:
        """Revoke all application passwords of the user."""
        self._ask("revoke_application_passwords", user_id=user.id)

    def publish(
        self,
        title: str,
        content: str,
        *,
        slug: str | None = None,
        date: datetime | None = None,
        author: User | None = None,
        pings_open: bool = True,
    ) -> Post:
        """Publish a post; the content is HTML."""
        created = self._ask(
            "publish",
            title=title,
            content=content,
            slug=slug,
            date_gmt=date.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S") if date else None,
            author_id=(author or self.admin).id,
            ping_status="open" if pings_open else "closed",
        )
        return Post(int(created["id"]), str(created["url"]), title)

    # -- pings, by protocol -------------------------------------------------------------------------

    def send_pingback(self, source_url: str, target_url: str, *, sender_ip: str | None = None) -> PingReply:
        """Send a real pingback; takes a second, because core sleeps before it fetches the source."""
        return wire.ping(self.xmlrpc_url, source_url, target_url=target_url, sender_ip=sender_ip)

    def send_trackback(
        self, post: Post, *, url: str, title: str, excerpt: str = "", blog_name: str = "", sender_ip: str | None = None
    ) -> PingReply:
        """Send a real trackback; WordPress verifies nothing."""
        fields = {"title": title, "url": url, "excerpt": excerpt, "blog_name": blog_name}
        return wire.track(self.trackback_url(post), fields, sender_ip=sender_ip)

    def send_many(self, jobs: Sequence[Callable[[], PingReply]]) -> list[PingReply]:
        """Run sending jobs as parallel as this site can take them."""
        return wire.in_parallel(jobs, at_once=self._web.workers)

    # -- the truth, and changes behind the client's back --------------------------------------------

    def comments(self) -> list[StoredComment]:
        """Return every stored comment, whatever its status, by id."""
        return [StoredComment.of(row) for row in self._ask("comments")]

    def comment_meta(self) -> list[tuple[int, str, str]]:
        """Return what WordPress remembers of comments beside their rows: comment id, key, value."""
        return [(int(comment_id), key, value) for comment_id, key, value in self._ask("comment_meta")]

    def status(self, comment_id: int) -> str | None:
        """Return raw comment_approved ("0", "1", "spam", "trash", "post-trashed"), None if there is no such comment."""
        answer = self._ask("status", id=comment_id)
        return None if answer is None else str(answer)

    def set_status(self, comment_id: int, status: Status) -> None:
        """Change a status as a colleague in wp-admin would."""
        self._ask("set_status", id=comment_id, status=status)

    def set_dates(self, dates: Mapping[int, datetime]) -> None:
        """Make comments look as if they had arrived at these times."""
        texts = {str(key): date.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S") for key, date in dates.items()}
        self._ask("set_dates", dates=texts)

    def delete(self, comment_id: int) -> None:
        """Delete a comment for ever."""
        self._ask("delete", id=comment_id)

    def spam_in_process(self) -> float:
        """Mark all comments as spam within one run of PHP and return the seconds that WordPress's functions took."""
        return float(self._ask("spam_in_process"))

    def clear_comments(self) -> None:
        """Remove all comments; ids are not given out again."""
        self._ask("clear_comments")

    def seed_linkbacks(
        self,
        number: int,
        *,
        posts: Sequence[Post],
        kinds: Sequence[Kind] = ("pingback", "trackback"),
        statuses: Sequence[Status] = ("hold",),
        source_urls: Iterable[str] = (),
    ) -> None:
        """Insert many linkbacks directly; a given number always gives the same rows, a minute apart."""
        rows = linkback_rows(number, posts=posts, kinds=kinds, statuses=statuses, source_urls=tuple(source_urls))
        for start in range(0, len(rows), 5000):
            self._ask("insert_comments", rows=rows[start : start + 5000])

    def switch(self, **switches: Unpack[Switches]) -> None:
        """Switch faults on or off; the bench's own questions are never affected."""
        path = self._directory / "switches.json"
        active: dict[str, object] = json.loads(path.read_text()) if path.exists() else {}
        active = {name: value for name, value in {**active, **switches}.items() if value}
        draft = path.with_suffix(".new")
        draft.write_text(json.dumps(active))
        draft.replace(path)

    def set_option(self, name: str, value: str) -> None:
        """Set one of WordPress's options."""
        self._ask("option", name=name, value=value)

    def mails(self) -> list[dict[str, str]]:
        """Return what the site has mailed: to, subject, message."""
        path = self._directory / "mail.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def changes(self) -> list[tuple[int, str, str]]:
        """Return what changed since ``changes_logged`` was switched on: comment id, status before, status after.

        In WordPress's words for transitions: approved, unapproved, spam, trash, delete.
        """
        path = self._directory / "changes.jsonl"
        lines = path.read_text().splitlines() if path.exists() else []
        return [(number, before, after) for number, before, after in map(json.loads, lines)]

    def reset(self) -> None:
        """Bring the site back to what a test expects to find: running, no comments, no fault switched on."""
        self.start()
        for name in ("switches.json", "mail.jsonl", "changes.jsonl"):
            (self._directory / name).unlink(missing_ok=True)
        self.clear_comments()

    def _ask(self, action: str, **values: object) -> Any:
        return self._backdoor.ask(action, **values)
