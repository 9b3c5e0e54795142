"""One user's client of a real site, over REST and over XML-RPC, on the sites of stacks.py."""

import itertools
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop_app.core.linkback import CommentId, RemoteLinkback
from desktop_app.core.site import Endpoints, TransportKind
from desktop_app.wordpress.client import ModerationClient, open_client
from tests.bench.fixtures import WordPressFactory
from tests.bench.site import WordPressSite
from tests.bench.values import Role, StoredComment
from tests.wordpress.stacks import Column, columns
from tests.wordpress.table import Table

_NUMBERS = itertools.count(1)
"""Sites live through the session: each user of a test needs a name of his own."""

Login = Callable[[str, str], ModerationClient]


def endpoints_of(site: WordPressSite) -> Endpoints:
    certificate = site.certificate.fingerprint if site.certificate is not None else None
    return Endpoints(site.url, "Bench", f"{site.url}/wp-json/", site.xmlrpc_url, certificate=certificate)


@dataclass(frozen=True, slots=True)
class Desk:
    """A site, and the administrator's client of it."""

    site: WordPressSite
    client: ModerationClient
    kind: TransportKind
    log_in: Login
    """Opens another user's client of the same kind."""

    def seed(self, count: int, *statuses: str) -> list[StoredComment]:
        """Store linkbacks and return them as the database holds them, oldest first."""
        post = self.site.publish("A post", "<p>Text.</p>")
        self.site.seed_linkbacks(count, posts=[post], statuses=statuses or ("hold",))  # type: ignore[arg-type]
        return self.site.comments()

    def log_in_as(self, role: Role) -> ModerationClient:
        """Return the client of a new user of that role."""
        user = self.site.create_user(f"{role}-{next(_NUMBERS)}", role)
        return self.log_in(user.login, self.site.application_password(user))

    def look(self, stored: StoredComment) -> RemoteLinkback:
        """Return what the client sees of a stored linkback."""
        return self.client.look_up([CommentId(stored.id)])[CommentId(stored.id)]

    def stored(self, comment_id: int) -> StoredComment:
        return next(comment for comment in self.site.comments() if comment.id == comment_id)


def pytest_configure(config: pytest.Config) -> None:
    """Tell pytest of our mark, and have the table written if its file is named."""
    config.addinivalue_line("markers", "behaviour(title): a row of the table in docs/wordpress-access.md")
    if file := os.environ.get("PINGDESK_MATRIX_TABLE"):
        config.pluginmanager.register(Table(Path(file)))


@pytest.fixture(params=columns(), ids=str)
def column(request: pytest.FixtureRequest) -> Column:
    """One of the sites, and one of the two ways to talk to it."""
    chosen: Column = request.param
    return chosen


@pytest.fixture
def desk(column: Column, wordpress: WordPressFactory) -> Iterator[Desk]:
    """Make a clean site and a client; each behaviour is tested in every column."""
    site, opened = column.on.site(wordpress), list[ModerationClient]()

    def log_in(user: str, password: str) -> ModerationClient:
        opened.append(open_client(endpoints_of(site), user, password, column.kind))
        return opened[-1]

    yield Desk(site, log_in(site.admin.login, site.admin_password), column.kind, log_in)
    for client in opened:
        client.close()
