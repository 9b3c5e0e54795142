"""A story for two real sites: linkbacks that arrive by protocol, with what their sources are worth."""

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop_app.compose import open_desk
from desktop_app.core.linkback import LinkbackId
from desktop_app.core.query import Query
from desktop_app.core.queue import QueueRow
from desktop_app.services.desk import Desk
from desktop_app.vault import Vault
from tests.bench.fixtures import WordPressPair
from tests.bench.site import WordPressSite
from tests.bench.sources import Page, SourceServer
from tests.bench.values import Post
from tests.end_to_end.command_line import CommandLine
from tests.secret_service import SecretService

NEVER = threading.Event()


@dataclass(frozen=True, slots=True)
class Story:
    """Two sites and the linkbacks that arrived on each, as title of the linkback to verdict expected."""

    sites: WordPressPair
    posts: tuple[Post, Post]
    expected: dict[str, str]


def page(title: str, body: str, *, language: str = "en") -> Page:
    """Return a blog page with enough text not to be thin."""
    text = "<p>" + " ".join(f"word{number}" for number in range(80)) + "</p>"
    return Page(
        f'<!doctype html><html lang="{language}"><head><title>{title}</title></head>'
        f"<body><article><h1>{title}</h1>{text}{body}</article></body></html>"
    )


def _arrive(site: WordPressSite, sources: SourceServer, name: str) -> tuple[Post, dict[str, str]]:
    post = site.publish(f"{name}: a guide to legumes", "<p>About lentils and chickpeas.</p>")
    link = f'<p>As told in <a href="{post.url}">her guide to legumes</a>, soak them.</p>'
    honest = sources.put("/honest", page(f"{name} honest", link), host=sources.new_host())
    shy = sources.put("/shy", page(f"{name} shy", link.replace("<a ", '<a rel="nofollow" ')), host=sources.new_host())
    fickle_host = sources.new_host()
    fickle = sources.put("/fickle", page(f"{name} fickle", link), host=fickle_host)
    empty = sources.put("/empty", page(f"{name} empty", "<p>Nothing here.</p>"), host=sources.new_host())
    homely = sources.put("/home", page(f"{name} home", f'<a href="{site.url}/">A blog</a>'), host=sources.new_host())

    assert all(
        reply.accepted
        for reply in site.send_many(
            [
                lambda: site.send_pingback(honest, post.url),
                lambda: site.send_pingback(shy, post.url),
                lambda: site.send_pingback(fickle, post.url),
                lambda: site.send_trackback(post, url=empty, title=f"{name} empty", excerpt="Read more", blog_name="B"),
                lambda: site.send_trackback(post, url=homely, title=f"{name} home", excerpt="A blog", blog_name="B"),
            ]
        )
    )
    sources.put("/fickle", Page("<title>Gone</title>", status=404), host=fickle_host)
    expected = {"honest": "linked", "shy": "linked", "fickle": "gone", "empty": "absent", "home": "site_only"}
    return post, {f"{name} {key}": verdict for key, verdict in expected.items()}


@pytest.fixture
def story(wp_pair: WordPressPair, sources: SourceServer) -> Story:
    """Two real sites (7.1 on MariaDB, 6.2 on SQLite) with five linkbacks each, arrived by protocol."""
    new_post, new_expected = _arrive(wp_pair.newest, sources, "New")
    old_post, old_expected = _arrive(wp_pair.oldest, sources, "Old")
    return Story(wp_pair, (new_post, old_post), new_expected | old_expected)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A new profile that may fetch from loopback."""
    opened = open_desk(tmp_path / "profile", Vault())
    opened.settings.put("verification.allow_hosts", "127.0.0.0/8")
    yield opened
    opened.close()


def add_sites(desk: Desk, sites: WordPressPair) -> None:
    """Add both sites, their passwords kept for this run only."""
    for site in sites:
        desk.accounts.add(
            site.url,
            user=site.admin.login,
            password=site.admin_password,
            allow_http=True,
            for_this_run_only=True,
        )


def rows_of(desk: Desk) -> dict[LinkbackId, QueueRow]:
    """Return every linkback of the store."""
    return desk.queue.rows(desk.queue.ids(Query()))


@pytest.fixture(scope="session")
def secret_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecretService]:
    with SecretService(tmp_path_factory.mktemp("keyring")) as service:
        yield service


@pytest.fixture
def pingdesk(tmp_path: Path, secret_service: SecretService) -> CommandLine:
    environment = {**os.environ, **secret_service.environment}
    environment.pop("PYTHON_KEYRING_BACKEND", None)
    return CommandLine(tmp_path / "profile", environment)
