"""The WordPress sites that both clients are tried on: versions, databases, web servers."""

import os
from dataclasses import dataclass

from desktop_app.core.site import TransportKind
from tests.bench.fixtures import WordPressFactory
from tests.bench.site import WordPressSite
from tests.bench.values import Database, Stack


@dataclass(frozen=True, slots=True)
class SiteStack:
    """A version of WordPress and what it runs on."""

    version: str
    database: Database
    stack: Stack
    https: bool = False

    @property
    def name(self) -> str:
        """The name that tests are chosen by."""
        return f"{self.version}-{'https' if self.https else self.database}"

    def site(self, wordpress: WordPressFactory) -> WordPressSite:
        """Return the shared, clean site of this kind."""
        return wordpress(self.version, database=self.database, stack=self.stack, https=self.https)


@dataclass(frozen=True, slots=True)
class Column:
    """A site and a way to talk to it: a column of the table in docs/wordpress-access.md."""

    on: SiteStack
    kind: TransportKind

    def __str__(self) -> str:
        """Return the name of a test's parameter."""
        return f"{self.kind}-{self.on.name}"


NEWEST = SiteStack("7.1", "mariadb", "nginx", https=True)
OLDEST = SiteStack("6.2", "sqlite", "builtin")
STACKS = (
    SiteStack("6.1", "mariadb", "nginx"),
    SiteStack("6.5", "mariadb", "nginx"),
    NEWEST,
    OLDEST,
    SiteStack("6.5", "sqlite", "builtin"),
    SiteStack("6.7", "sqlite", "builtin"),
)


def columns() -> list[Column]:
    """Return what to test: the two ends by default, everything with ``PINGDESK_MATRIX=all`` (as CI does)."""
    stacks = STACKS if os.environ.get("PINGDESK_MATRIX") == "all" else (NEWEST, OLDEST)
    return [Column(stack, kind) for stack in stacks for kind in TransportKind]
