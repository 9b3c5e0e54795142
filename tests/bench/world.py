"""The demo's world: three real blogs, the pages that link to them, and some 200 linkbacks that arrived.

``python -m tests.bench.world`` starts it, prints the addresses and passwords, and waits for Ctrl-C.
"""

import contextlib
import html
import random
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self

from tests.bench import texts
from tests.bench.cache import BenchUnavailable
from tests.bench.casting import Cast, Sending, Target, Verdict, Worth
from tests.bench.site import WordPressSite
from tests.bench.sources import SourceServer
from tests.bench.values import Kind, PingReply, StoredComment, User

_WORKERS = 8  # each pingback sleeps a second in one of them
_NEWEST_ARRIVAL = timedelta(minutes=7)
_DAYS = 9.0


@dataclass(frozen=True, slots=True)
class Blog:
    """One site of the world before it is started."""

    name: str
    title: str
    version: str
    host: str
    folder: str
    timezone: str
    language: str


_BLOGS = (
    Blog("juana", "Nutrición con Juana", "7.1", "127.0.1.1", "", "Europe/Madrid", "es_ES"),
    Blog("kitchen", "Slow Kitchen", "6.7", "127.0.2.1", "", "Europe/London", "en_US"),
    Blog("cadiz", "Cádiz Diaries", "6.2", "127.0.3.1", "blog", "Europe/Madrid", "en_US"),
)
_FALLBACK_VERSION = "6.5"  # where Debian's newest WordPress or MariaDB cannot be had


@dataclass(frozen=True, slots=True)
class Expected:
    """The truth about one linkback: what a verifier must find, and what a sensible moderator decides.

    ``flags`` are those that must be among the verifier's; the verdict holds for a verifier that is
    allowed to fetch from loopback addresses.
    """

    site: str
    comment_id: int
    kind: Kind
    source_url: str
    target_url: str
    verdict: Verdict
    flags: frozenset[str]
    worth: Worth


class World:
    """Three sites, their sources, and the truth; everything is stopped and removed on leaving it."""

    def __init__(self, *, progress: Callable[[str], None] = lambda _text: None) -> None:
        self._progress = progress
        self._cleanup = contextlib.ExitStack()
        self.sites: dict[str, WordPressSite] = {}
        self.editors: dict[str, tuple[User, str]] = {}
        self.post_texts: dict[str, str] = {}  # plain text of each post, by its address
        self._addresses: dict[str, str] = {}  # of our own posts, by article key
        self.expected: tuple[Expected, ...] = ()
        try:
            self.sources = self._cleanup.enter_context(SourceServer())
            targets = [target for blog in _BLOGS for target in self._open(blog)]
            self._play(Cast(targets, self.sources, today=datetime.now(UTC).date()))
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        """Return the object itself: it has started already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop and remove everything."""
        self.close()

    def close(self) -> None:
        """Stop and remove everything."""
        self._cleanup.close()

    # -- setting up ---------------------------------------------------------------------------------

    def _open(self, blog: Blog) -> list[Target]:
        self._progress(f"Starting {blog.title} (WordPress {blog.version})")
        try:
            site = _site(blog, blog.version)
        except BenchUnavailable as error:
            if blog.version != _BLOGS[0].version:
                raise
            self._progress(f"{error} Taking WordPress {_FALLBACK_VERSION} instead.")
            site = _site(blog, _FALLBACK_VERSION)
        self.sites[blog.name] = self._cleanup.enter_context(site)
        editor = site.create_user(blog.name, "editor", name=blog.title)
        self.editors[blog.name] = (editor, site.application_password(editor, name="Pingdesk"))
        return self._publish(blog, site)

    def _publish(self, blog: Blog, site: WordPressSite) -> list[Target]:
        targets: list[Target] = []
        articles = texts.articles(blog.name)
        start = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0) - timedelta(days=80)
        for index, article in enumerate(_linked_first(articles)):
            body = texts.filled(article.body, self._addresses)
            post = site.publish(article.title, body, slug=article.slug, date=start + timedelta(days=9 * index))
            self._addresses[article.key] = post.url
            self.post_texts[post.url] = texts.plain(body)
            targets.append(Target(blog.name, post, article, site.url))
        return targets

    # -- the linkbacks ------------------------------------------------------------------------------

    def _play(self, cast: Cast) -> None:
        self._progress(f"Sending {len(cast.sendings)} pingbacks and trackbacks")
        shares = {name: [one for one in cast.sendings if one.target.site == name] for name in self.sites}
        with ThreadPoolExecutor(len(shares)) as pool:
            running = [pool.submit(_deliver, self.sites[name], share) for name, share in shares.items()]
            try:
                for future in running:
                    future.result()
            except BaseException:  # Ctrl-C too: what is still to be sent fails at once
                for site in self.sites.values():
                    site.stop()
                raise
        cast.turn()
        self._progress("Comparing with what WordPress stored")
        self.expected = tuple(one for name, share in shares.items() for one in _truth(name, self.sites[name], share))
        for name, site in self.sites.items():
            _age(site, [one for one in self.expected if one.site == name])


def _site(blog: Blog, version: str) -> WordPressSite:
    return WordPressSite(
        version,
        folder=blog.folder,
        title=blog.title,
        timezone=blog.timezone,
        language=blog.language,
        workers=_WORKERS,
        host=blog.host,
    )


def _linked_first(articles: Sequence[texts.Article]) -> list[texts.Article]:
    """Put posts that link to none of ours first, so that every link leads to a published post."""
    return sorted(articles, key=lambda article: len(article.references()))


def _deliver(site: WordPressSite, sendings: Sequence[Sending]) -> None:
    def job(sending: Sending) -> Callable[[], PingReply]:
        return lambda: _send(site, sending)

    replies = site.send_many([job(sending) for sending in sendings])
    for sending, reply in zip(sendings, replies, strict=True):
        if not reply.accepted:
            raise RuntimeError(f"{site.title} refused a {sending.kind} from {sending.source_url}: {reply}")


def _send(site: WordPressSite, sending: Sending) -> PingReply:
    post = sending.target.post
    if sending.kind == "pingback":
        return site.send_pingback(sending.source_url, post.url)
    return site.send_trackback(
        post,
        url=sending.source_url,
        title=sending.title,
        excerpt=sending.excerpt,
        blog_name=sending.blog_name,
    )


def _truth(name: str, site: WordPressSite, sendings: Sequence[Sending]) -> list[Expected]:
    stored = {_key(comment): comment.id for comment in site.comments()}
    return [
        Expected(
            site=name,
            comment_id=stored[one.kind, one.target.post.id, one.source_url],
            kind=one.kind,
            source_url=one.source_url,
            target_url=one.target.post.url,
            verdict=one.verdict,
            flags=one.flags,
            worth=one.worth,
        )
        for one in sendings
    ]


def _key(comment: StoredComment) -> tuple[str, int, str]:
    return comment.type, comment.post_id, html.unescape(comment.url)


def _age(site: WordPressSite, expected: Sequence[Expected]) -> None:
    """Spread the arrivals over some days, and let an overworked blogger have decided a few, some wrongly."""
    chance = random.Random(len(expected))
    newest = datetime.now(UTC) - _NEWEST_ARRIVAL
    site.set_dates({one.comment_id: newest - timedelta(days=_DAYS * chance.random() ** 2) for one in expected})
    for index, one in enumerate(expected):
        if one.worth == "genuine" and index % 6 == 1:
            site.set_status(one.comment_id, "approve")
        elif (one.worth == "genuine" and index % 6 == 3) or (one.worth == "spam" and index % 8 == 0):
            site.set_status(one.comment_id, "spam")


def main() -> None:
    """Run the world until Ctrl-C (or SIGTERM)."""
    finished = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    with contextlib.suppress(KeyboardInterrupt), World(progress=_say) as world:
        for name, site in world.sites.items():
            editor, editor_password = world.editors[name]
            _say(f"\n{site.title}, WordPress {site.version}: {site.url}/")
            _say(f"  administrator {site.admin.login}, application password {site.admin_password}")
            _say(f"  editor {editor.login}, application password {editor_password}")
        spam = sum(one.worth == "spam" for one in world.expected)
        _say(f"\n{len(world.expected)} linkbacks have arrived, {spam} of them spam. Ctrl-C ends the world.")
        finished.wait()


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
