"""What both clients do to real WordPress; the truth is what its database holds afterwards."""

import dataclasses

import pytest

from desktop_app.core.errors import LinkbackGone, NotAllowed, OutcomeUnknown, Unsupported
from desktop_app.core.linkback import ON_SITE, CommentId, Status
from desktop_app.core.site import TransportKind
from desktop_app.wordpress.client import open_client
from tests.bench.fixtures import WordPressFactory
from tests.fakes.orders import bring_back, delete, set_status
from tests.wordpress.conftest import Desk, endpoints_of

RAW = {Status.PENDING: "0", Status.APPROVED: "1", Status.SPAM: "spam", Status.TRASH: "trash"}
SEEDED = {Status.PENDING: "hold", Status.APPROVED: "approve", Status.SPAM: "spam", Status.TRASH: "trash"}


@pytest.mark.behaviour("Every status to every other, by the client alone; the sender's address and agent stay")
@pytest.mark.parametrize("before", ON_SITE)
@pytest.mark.parametrize("after", ON_SITE)
def test_every_status_can_be_given_and_the_evidence_stays(desk: Desk, before: Status, after: Status) -> None:
    (stored,) = desk.seed(1, SEEDED[before])
    assert set_status(desk.client, desk.look(stored), after) is after
    changed = desk.stored(stored.id)
    assert changed.status == RAW[after]
    assert (changed.ip, changed.agent) == (stored.ip, stored.agent)
    assert (changed.content, changed.author, changed.url) == (stored.content, stored.author, stored.url)


def test_the_site_has_the_last_word_where_we_are_outdated(desk: Desk) -> None:
    (stored,) = desk.seed(1)
    linkback = desk.look(stored)
    desk.site.set_status(stored.id, "spam")
    assert set_status(desk.client, linkback, Status.TRASH) is Status.TRASH
    assert desk.site.status(stored.id) == "trash"
    assert set_status(desk.client, linkback, Status.TRASH) is Status.TRASH
    assert desk.site.status(stored.id) == "trash"


def test_what_is_gone_is_said_to_be_gone(desk: Desk) -> None:
    (stored,) = desk.seed(1)
    linkback = desk.look(stored)
    desk.site.delete(stored.id)
    for status in ON_SITE:
        with pytest.raises(LinkbackGone):
            set_status(desk.client, linkback, status)
    with pytest.raises(LinkbackGone):
        bring_back(desk.client, linkback)


@pytest.mark.parametrize("before", ON_SITE)
def test_deleting_is_for_ever_and_may_be_repeated(desk: Desk, before: Status) -> None:
    stored, other = desk.seed(2, SEEDED[before])
    linkback = desk.look(stored)
    delete(desk.client, linkback)
    assert desk.site.status(stored.id) is None
    delete(desk.client, linkback)
    assert desk.site.status(other.id) == RAW[before]


@pytest.mark.parametrize("away", [Status.SPAM, Status.TRASH])
@pytest.mark.parametrize("before", [Status.PENDING, Status.APPROVED])
def test_bringing_back(desk: Desk, before: Status, away: Status) -> None:
    (stored,) = desk.seed(1, SEEDED[before])
    linkback = desk.look(stored)
    set_status(desk.client, linkback, away)
    expected = before if desk.kind is TransportKind.REST else Status.PENDING
    assert bring_back(desk.client, linkback) is expected
    changed = desk.stored(stored.id)
    assert (changed.status, changed.ip, changed.agent) == (RAW[expected], stored.ip, stored.agent)


def test_bringing_back_leaves_alone_what_is_not_away(desk: Desk) -> None:
    # Left over in WordPress is a remembered status: a plain "unspam" would approve the pending linkback.
    (stored,) = desk.seed(1, "approve")
    linkback = desk.look(stored)
    set_status(desk.client, linkback, Status.SPAM)
    set_status(desk.client, linkback, Status.PENDING)
    assert bring_back(desk.client, linkback) is Status.PENDING
    assert desk.site.status(stored.id) == "0"


@pytest.mark.parametrize("role", ["author", "contributor", "subscriber"])
def test_without_the_right_nothing_changes(desk: Desk, role: str) -> None:
    (stored,) = desk.seed(1)
    linkback = desk.look(stored)
    client = desk.log_in_as(role)  # type: ignore[arg-type]
    for status in (Status.APPROVED, Status.TRASH):
        with pytest.raises(NotAllowed):
            set_status(client, linkback, status)
    with pytest.raises(NotAllowed):
        delete(client, linkback)
    assert desk.stored(stored.id) == stored


def test_a_site_without_trash_never_loses_anything(desk: Desk) -> None:
    (stored,) = desk.seed(1)
    linkback = desk.look(stored)
    desk.site.switch(no_trash=True)
    if desk.kind is TransportKind.REST:
        with pytest.raises(Unsupported, match="no trash"):
            set_status(desk.client, linkback, Status.TRASH)
        assert desk.site.status(stored.id) == "0"
    else:
        assert set_status(desk.client, linkback, Status.TRASH) is Status.TRASH
        assert desk.site.status(stored.id) == "trash"


def test_a_fatal_error_during_a_change_leaves_the_outcome_open(desk: Desk) -> None:
    (stored,) = desk.seed(1)
    linkback = desk.look(stored)
    desk.site.switch(fatal_on_change=True)  # only some of WordPress's functions call the hook that dies
    rest = desk.kind is TransportKind.REST
    change = (lambda: set_status(desk.client, linkback, Status.SPAM)) if rest else lambda: delete(desk.client, linkback)
    with pytest.raises(OutcomeUnknown):
        change()
    desk.site.switch(fatal_on_change=False)
    assert desk.look(stored).status in {Status.SPAM, Status.TRASH}  # it was made, indeed


def test_the_evidence_stays_for_linkbacks_that_were_read_over_xmlrpc(wordpress: WordPressFactory) -> None:
    site = wordpress("7.1")
    site.seed_linkbacks(1, posts=[site.publish("Post", "<p>Text.</p>")], statuses=("hold",))
    (stored,) = site.comments()
    login = (endpoints_of(site), site.admin.login, site.admin_password)
    reader, changer = open_client(*login, TransportKind.XMLRPC), open_client(*login, TransportKind.REST)
    linkback = reader.look_up([CommentId(stored.id)])[CommentId(stored.id)]
    assert set_status(changer, linkback, Status.SPAM) is Status.SPAM
    assert site.comments() == [dataclasses.replace(stored, status="spam")]
    reader.close()
    changer.close()
