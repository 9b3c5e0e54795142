"""Pytest fixtures: real WordPress sites, one set per session (per worker with pytest-xdist).

A site is shared by all tests of a session that ask for the same kind; each test finds it running, with
no comments and no fault switched on. ``tests/conftest.py`` names this module in ``pytest_plugins``.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import pytest

from tests.bench.site import WordPressSite
from tests.bench.sources import SourceServer
from tests.bench.values import Database, Permalinks, Stack


class WordPressFactory(Protocol):
    """Returns a shared site of that kind, cleaned for the test."""

    def __call__(
        self,
        version: str = "6.5",
        *,
        permalinks: Permalinks = "pretty",
        folder: str = "",
        database: Database | None = None,
        stack: Stack = "builtin",
        https: bool = False,
        instance: int = 0,
    ) -> WordPressSite:
        """Return the site; another ``instance`` is another site of the same kind."""
        ...


class WordPressPair(NamedTuple):
    """Two sites as far apart as the client supports."""

    newest: WordPressSite
    oldest: WordPressSite


@dataclass(frozen=True, slots=True)
class SiteKind:
    """Tests that ask for the same share a site."""

    version: str
    permalinks: Permalinks
    folder: str
    database: Database | None
    stack: Stack
    https: bool
    instance: int


class SitePool:
    """The sites of one session, started when first asked for."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._sites: dict[SiteKind, WordPressSite] = {}

    def site(self, kind: SiteKind) -> WordPressSite:
        if kind not in self._sites:
            site = WordPressSite(
                kind.version,
                permalinks=kind.permalinks,
                folder=kind.folder,
                database=kind.database,
                stack=kind.stack,
                https=kind.https,
            )
            self._sites[kind] = self._stack.enter_context(site)
        site = self._sites[kind]
        site.reset()
        return site

    def close(self) -> None:
        self._stack.close()


@pytest.fixture(scope="session")
def site_pool() -> Iterator[SitePool]:
    """Keep the session's sites; tests ask ``wordpress`` instead."""
    pool = SitePool()
    yield pool
    pool.close()


@pytest.fixture(scope="session")
def source_server() -> Iterator[SourceServer]:
    """Serve the session's source pages; tests ask ``sources`` instead."""
    with SourceServer() as server:
        yield server


@pytest.fixture
def sources(source_server: SourceServer) -> SourceServer:
    """Source pages, none yet."""
    source_server.clear()
    return source_server


@pytest.fixture
def wordpress(site_pool: SitePool) -> WordPressFactory:
    """Return a factory of shared, clean sites."""

    def make(
        version: str = "6.5",
        *,
        permalinks: Permalinks = "pretty",
        folder: str = "",
        database: Database | None = None,
        stack: Stack = "builtin",
        https: bool = False,
        instance: int = 0,
    ) -> WordPressSite:
        return site_pool.site(SiteKind(version, permalinks, folder, database, stack, https, instance))

    return make


@pytest.fixture
def wp(wordpress: WordPressFactory) -> WordPressSite:
    """One clean site: 6.5 on SQLite, pretty permalinks."""
    return wordpress()


@pytest.fixture
def wp_pair(wordpress: WordPressFactory) -> WordPressPair:
    """Two clean sites: 7.1 on MariaDB and 6.2 on SQLite."""
    return WordPressPair(wordpress("7.1"), wordpress("6.2"))
