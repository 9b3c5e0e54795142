"""Who sends what to whom in the demo world: a fixed cast of honest bloggers and of spammers.

Everything is drawn from one seeded generator, so that every run plays the same piece (only the ports in
the addresses differ).
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Literal

from tests.bench import pages, texts
from tests.bench.pages import Look
from tests.bench.sources import SourceServer
from tests.bench.values import Kind, Post

Verdict = Literal["linked", "site_only", "mention", "absent", "gone", "unreachable"]
Worth = Literal["genuine", "spam", "own"]

_SEED = 2004  # the year of WordPress's first trackback
_WAVES = (
    ("There you will find {n} more Infos: {url}", "garden lamps"),
    ("Here you can find {n} additional Information to that Topic: {url}", "online loans"),
    ("Read More on that Topic: {url} #{n}", "designer watches"),
    ("Info to that Topic: {url} and {n} other places", "used tyres"),
    ("Más de {n} personas ya lo han leído aquí: {url}", "préstamos rápidos"),
    ("You can find {n} more Posts on this: {url}", "casino bonuses"),
)
_SUBJECTS = ("hotel vouchers", "phone covers", "miracle creams", "car insurance", "essay writing", "gold coins")
_PORTALS = ("Daily Food Buzz", "NewsMix 365", "Global Recipe Hub", "Trend Reader", "Kitchen Wire", "Top Story Feed")


@dataclass(frozen=True, slots=True)
class Target:
    """A post of one of the world's sites, with its text and the address of its site."""

    site: str
    post: Post
    article: texts.Article
    home: str


@dataclass(frozen=True, slots=True)
class Sending:
    """One linkback to be sent, and what a verifier must find at its source afterwards."""

    target: Target
    kind: Kind
    source_url: str
    verdict: Verdict
    worth: Worth
    flags: frozenset[str] = frozenset()
    title: str = ""
    excerpt: str = ""
    blog_name: str = ""


class Cast:
    """Puts the pages up and collects what is to be sent; ``turn`` then lets the pages age."""

    def __init__(self, targets: Sequence[Target], sources: SourceServer, *, today: date) -> None:
        self._targets = {target.article.key: target for target in targets}
        self._sources = sources
        self._today = today
        self._chance = random.Random(_SEED)
        self._turns: list[Callable[[], None]] = []
        self.sendings: list[Sending] = []
        for invite in (
            *(self._bloggers, self._own_posts, self._waves, self._scrapers, self._link_farms, self._hiders),
            *(self._parkers, self._vanished, self._unreachable, self._home_linkers, self._mentioners),
            self._commenters,
        ):
            invite()

    def turn(self) -> None:
        """Let time pass at the sources: pages are deleted, servers switched off, domains parked."""
        for turn in self._turns:
            turn()

    def _some(self, number: int) -> list[Target]:
        return self._chance.sample(list(self._targets.values()), number)

    def _number(self) -> int:
        return self._chance.randrange(1000, 99999)

    def _bloggers(self) -> None:
        for index, mention in enumerate(texts.mentions()):
            target = self._targets[mention.target]
            host = self._sources.new_host()
            day = self._today - timedelta(days=1 + index % 8)
            self._sources.put("/", pages.home_page(mention.blog, self._today), host=host)
            body = texts.filled(mention.body, {"target": target.post.url})
            page = pages.blog_post(mention.title, body, look=Look(mention.blog, mention.language, day))
            url = self._sources.put(f"/{day:%Y/%m}/{mention.slug}/", page, host=host)
            flags = frozenset({"nofollow"} if mention.rel else ())
            excerpt = texts.plain(body)[:240].rsplit(" ", 1)[0]
            self._send(
                Sending(target, mention.kind, url, "linked", "genuine", flags, mention.title, excerpt, mention.blog)
            )

    def _own_posts(self) -> None:
        for source in self._targets.values():
            for key in source.article.references():
                url = source.post.url
                self._send(Sending(self._targets[key], "pingback", url, "linked", "own", frozenset({"own_site"})))

    def _waves(self) -> None:
        for phrase, subject in _WAVES:
            for _sender in range(3):
                host, number = self._sources.new_host(), self._number()
                url = self._sources.put(
                    f"/{number}/", pages.advertisement(subject, number=number, day=self._today), host=host
                )
                for target in self._some(5):
                    text = phrase.format(n=self._number(), url=target.post.url)
                    self._cheat(target, url, "absent", excerpt=f"[…] {text} […]")

    def _scrapers(self) -> None:
        bodies = self._own_addresses()
        for index, target in enumerate(self._some(12)):
            portal, article = f"{_PORTALS[index % 6]} {self._number() % 90 + 10}", target.article
            page = self._scraped(article.title, texts.filled(article.body, bodies), target=target, portal=portal)
            self._ping(target, f"/{article.slug}-{index}.html", page, flags={"copies_post"})

    def _scraped(self, title: str, body: str, *, target: Target, portal: str) -> str:
        look = Look(portal, "en", self._today)
        return pages.scraped(title, body, target=target.post.url, look=look)

    def _link_farms(self) -> None:
        for index in range(6):
            targets = self._some(2)
            links = {target.post.url: f"{target.article.title} info" for target in targets}
            page = pages.link_farm(links, chance=self._chance, day=self._today, name=f"Web Directory {100 + index}")
            host = self._sources.new_host()
            for target in targets:
                self._ping(target, f"/links-{index}.html", page, flags={"link_farm"}, host=host)

    def _hiders(self) -> None:
        for subject in _SUBJECTS:
            targets, number, host = self._some(2), self._number(), self._sources.new_host()
            links = {target.post.url: target.article.title for target in targets}
            page = pages.hidden_links(links, subject=subject, number=number, day=self._today)
            for target in targets:
                self._ping(target, f"/{number}/", page, flags={"hidden"}, host=host)

    def _parkers(self) -> None:
        for _index in range(7):
            targets, number, host = self._some(2), self._number(), self._sources.new_host()
            links = {target.post.url: "read this" for target in targets}
            once = pages.link_farm(links, chance=self._chance, day=self._today, name=f"Blogroll {number}")
            for target in targets:
                self._ping(target, f"/blog/{number}/", once, verdict="absent", flags={"parked"}, host=host)
            self._turns.append(partial(self._park, f"/blog/{number}/", host))

    def _park(self, path: str, host: str) -> None:
        self._sources.put(path, pages.parked(host), host=host)

    def _vanished(self) -> None:
        for index, target in enumerate(self._some(16)):
            host, number = self._sources.new_host(), self._number()
            path = f"/news/{number}.html"
            if index % 3:
                self._sources.put("/", pages.home_page(f"Portal {number}", self._today), host=host)
                self._cheat(target, self._sources.url(path, host=host), "gone", excerpt=f"More about {number} topics.")
            else:
                page = self._scraped(f"News {number}", "<p>Soon.</p>", target=target, portal="Portal")
                self._ping(target, path, page, verdict="gone", host=host)
                self._turns.append(partial(self._sources.remove, path, host=host))

    def _unreachable(self) -> None:
        for index, target in enumerate(self._some(12)):
            host, number = self._sources.new_host(), self._number()
            path = f"/p/{number}"
            if index % 3:
                url = self._sources.url(path, host=host)
                self._cheat(target, url, "unreachable", excerpt=f"We wrote about this {number} times.")
            else:
                page = self._scraped(f"Post {number}", "<p>Soon.</p>", target=target, portal="Temporary")
                self._ping(target, path, page, verdict="unreachable", host=host)
                self._turns.append(partial(self._sources.take_down, host))

    def _home_linkers(self) -> None:
        for target in self._some(16):
            host, number = self._sources.new_host(), self._number()
            subject = self._chance.choice(_SUBJECTS)
            link = f'<p>Partners: <a href="{target.home}/">our favourite blog</a></p>'
            page = pages.advertisement(subject, number=number, day=self._today, link=link)
            url = self._sources.put(f"/{number}.php", page, host=host)
            self._cheat(target, url, "site_only", excerpt=f"Good article, we linked to it among {number} others.")

    def _mentioners(self) -> None:
        for target in self._some(4):
            number = self._number()
            page = pages.plain_mention(target.post.url, subject="travel deals", number=number, day=self._today)
            url = self._sources.put(f"/{number}/", page, host=self._sources.new_host())
            self._cheat(target, url, "mention", excerpt=f"Quoted on our page number {number}.")

    def _commenters(self) -> None:
        for index, target in enumerate(self._some(4)):
            look = Look(f"Hiking Diary {index + 1}", "en", self._today - timedelta(days=20 + 7 * index))
            page = pages.comment_link(target.post.url, title=f"Up the hill, part {index + 1}", look=look)
            self._ping(target, f"/hill-{index + 1}/", page, flags={"in_comments", "nofollow"})

    def _own_addresses(self) -> Mapping[str, str]:
        return {key: target.post.url for key, target in self._targets.items()}

    def _cheat(self, target: Target, url: str, verdict: Verdict, *, excerpt: str) -> None:
        title = f"… [Trackback] {self._number()}"
        self._send(Sending(target, "trackback", url, verdict, "spam", frozenset(), title, excerpt, "... [Trackback]"))

    def _ping(
        self,
        target: Target,
        path: str,
        page: str,
        *,
        verdict: Verdict = "linked",
        flags: set[str] | None = None,
        host: str | None = None,
    ) -> None:
        url = self._sources.put(path, page, host=host or self._sources.new_host())
        self._send(Sending(target, "pingback", url, verdict, "spam", frozenset(flags or ())))

    def _send(self, sending: Sending) -> None:
        self.sendings.append(sending)
