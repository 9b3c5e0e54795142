"""Long lists of what is pending: read over REST or by XML-RPC, whichever is quicker, and complete either way."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from desktop_app.core.errors import Cancelled, SiteUnreachable
from desktop_app.core.linkback import CommentId, RemoteLinkback, Status
from desktop_app.core.site import Capabilities, TransportKind
from desktop_app.wordpress.client import Pending, open_client
from desktop_app.wordpress.lanes import LanedClient
from desktop_app.wordpress.rest import RestClient
from desktop_app.wordpress.shared import SharedTransport
from desktop_app.wordpress.transport import HttpTransport, Reply, Request
from desktop_app.wordpress.xmlrpc_caller import Caller
from tests.bench.fixtures import WordPressFactory
from tests.fakes.network import ScriptedTransport
from tests.fakes.scripted_site import ScriptedSite
from tests.wordpress.conftest import endpoints_of
from tests.wordpress.scripted import ENDPOINTS, SECRET, called, fault, linkback, value

PAGE = 100
BOTH = Capabilities(multicall=True)


class LongList(ScriptedSite):
    """Comments ``count`` to 1, all pending linkbacks, as REST and XML-RPC see them; each page takes its time."""

    width = 1

    def __init__(self, count: int, *, xmlrpc_s: float = 1.0) -> None:
        super().__init__()
        self.ids = list(range(count, 0, -1))
        self.shown = PAGE
        """How many of a page's rows REST lets the user see."""
        self.others_among = 1
        """Over XML-RPC, only one in so many comments is a linkback."""
        self.breaks_at: tuple[int, Reply | Exception] | None = None
        self.xmlrpc_asked = 0
        self._xmlrpc_s = xmlrpc_s
        self._time_s = 0.0

    def clock(self) -> float:
        return self._time_s

    def pending(self) -> Pending:
        return Pending(frozenset(map(CommentId, self.ids[:PAGE])), len(self.ids) <= PAGE, len(self.ids))

    def linkbacks(
        self, status: Status, *, limit: int | None = None, agents: bool = True
    ) -> Iterator[Sequence[RemoteLinkback]]:
        del agents
        ids = self.ids[:limit] if status is Status.PENDING else []
        for start in range(0, len(ids), PAGE):
            self._time_s += 1.0
            yield [linkback(id=number, status="hold") for number in ids[start : start + PAGE][: self.shown]]

    def xmlrpc(self, request: Request) -> Reply:
        arguments: Any
        method, arguments = called(request)
        if method != "wp.getComments":
            return fault(403)  # asked whether the password is good
        asked = arguments[3]
        self.xmlrpc_asked += 1
        self._time_s += self._xmlrpc_s
        if self.breaks_at is not None and asked["offset"] >= self.breaks_at[0]:
            trouble = self.breaks_at[1]
            if isinstance(trouble, Exception):
                raise trouble
            return trouble
        some = self.ids[asked["offset"] : asked["offset"] + asked["number"]]
        return value([_row(number, is_linkback=number % self.others_among == 0) for number in some])

    def client(self) -> LanedClient:
        caller = Caller("https://blog.example/xmlrpc.php", "eva", SECRET, ScriptedTransport(self.xmlrpc))
        return LanedClient(self, caller, ENDPOINTS, BOTH, clock=self.clock)

    def read(self, *, agents: bool = False) -> list[RemoteLinkback]:
        pages = list(self.client().linkbacks(Status.PENDING, agents=agents))
        assert all(0 < len(page) <= PAGE for page in pages)
        return [one for page in pages for one in page]


def _row(number: int, *, is_linkback: bool) -> dict[str, str]:
    return {"comment_id": str(number), "status": "hold", "type": "pingback" if is_linkback else ""}


def ids_of(found: Sequence[RemoteLinkback]) -> list[int]:
    return [one.comment_id for one in found]


def test_the_quicker_way_reads_a_long_list_and_repeats_nothing() -> None:
    site = LongList(3_000)
    found = site.read()
    assert ids_of(found) == site.ids
    assert [bool(one.author_agent) for one in found] == [True] * PAGE + [False] * 2_900
    assert site.xmlrpc_asked == 7


@pytest.mark.parametrize(("xmlrpc_s", "others_among"), [(6.0, 1), (1.0, 10)])
def test_rest_goes_on_where_xmlrpc_is_slower_or_has_too_much_else(xmlrpc_s: float, others_among: int) -> None:
    site = LongList(3_000, xmlrpc_s=xmlrpc_s)
    site.others_among = others_among
    found = site.read()
    assert ids_of(found) == site.ids
    assert all(one.author_agent for one in found)
    assert site.xmlrpc_asked <= 5  # one for its time, and those under way by then


def test_rest_alone_reads_short_lists_and_those_that_want_agents_and_those_it_does_not_show_whole() -> None:
    short, exact, hiding = LongList(1_000), LongList(3_000), LongList(3_000)
    hiding.shown = PAGE - 1
    assert (ids_of(short.read()), ids_of(exact.read(agents=True)), len(hiding.read())) == (short.ids, exact.ids, 2_970)
    assert (short.xmlrpc_asked, exact.xmlrpc_asked, hiding.xmlrpc_asked) == (0, 0, 0)


@pytest.mark.parametrize("offset", [0, 900])
@pytest.mark.parametrize("trouble", [fault(405), fault(403), Reply(500), Reply(403), SiteUnreachable("No answer.")])
def test_rest_takes_over_where_xmlrpc_breaks_down(trouble: Reply | Exception, offset: int) -> None:
    site = LongList(3_000)
    site.breaks_at = offset, trouble
    assert ids_of(site.read()) == site.ids


def test_what_the_user_stops_is_stopped() -> None:
    site = LongList(3_000)
    site.breaks_at = 900, Cancelled("Stopped.")
    with pytest.raises(Cancelled):
        site.read()


@pytest.mark.parametrize("version", ["6.5", "7.1"])
def test_nothing_is_missed_or_doubled_by_either_way(wordpress: WordPressFactory, version: str) -> None:
    site = wordpress(version)
    site.seed_linkbacks(1_200, posts=[site.publish("A post", "<p>Text.</p>")])
    there = {comment.id for comment in site.comments()}
    endpoints, user, password = endpoints_of(site), site.admin.login, site.admin_password
    rest = open_client(endpoints, user, password, TransportKind.REST)
    assert isinstance(rest, RestClient)
    assert endpoints.xmlrpc_url is not None
    caller = Caller(endpoints.xmlrpc_url, user, password, SharedTransport(HttpTransport))
    # A clock that stands still: XML-RPC never is the slower one.
    client = LanedClient(rest, caller, endpoints, BOTH, clock=lambda: 0.0)
    found: list[RemoteLinkback] = []
    for number, page in enumerate(client.linkbacks(Status.PENDING, agents=False)):
        found += page
        if number == 1:
            for linkback in found[:30]:  # moderated by somebody else while we read on
                site.set_status(linkback.comment_id, "spam")
    client.close()
    assert len(found) == len(there)
    assert {one.comment_id for one in found} == there
    assert {bool(one.author_agent) for one in found[:100]} == {True}
    assert {bool(one.author_agent) for one in found[100:]} == {False}
