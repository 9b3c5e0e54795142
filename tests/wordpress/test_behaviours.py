"""What Pingdesk does to real WordPress, through its services, over both transports and on every stack of the bench.

The truth is WordPress's own database. Where the transports differ, it is by WordPress's nature: the notes say how.
Rows of the table in docs/wordpress-access.md.
"""

import itertools
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop_app.compose import open_desk
from desktop_app.core.decision import Action, Result
from desktop_app.core.errors import LoginRefused, NotAllowed
from desktop_app.core.linkback import LinkbackId, Status
from desktop_app.core.query import Query
from desktop_app.core.site import Site, TransportKind
from desktop_app.services.send import SendReport
from desktop_app.vault import Vault
from tests.bench.fixtures import WordPressFactory
from tests.bench.site import WordPressSite
from tests.bench.values import Role, StoredComment, User
from tests.wordpress.stacks import Column

NEVER = threading.Event()
RAW = {Status.PENDING: "0", Status.APPROVED: "1", Status.SPAM: "spam", Status.TRASH: "trash"}
_NUMBERS = itertools.count(1)

Note = Callable[[str, object], None]


class Blog:
    """A real site, and a desk that may moderate it in one way."""

    def __init__(self, site: WordPressSite, kind: TransportKind, profile: Path) -> None:
        self.site, self.kind = site, kind
        self.desk = open_desk(profile, Vault())

    def add(self, *, user: str = "", password: str = "", transport: TransportKind | None = None) -> Site:
        """Add the site to the desk, as the administrator if nobody else is named."""
        return self.desk.accounts.add(
            self.site.url,
            user=user or self.site.admin.login,
            password=password or self.site.admin_password,
            transport=(transport or self.kind).value,
            allow_http=self.site.certificate is None,
            certificate=self.site.certificate.fingerprint if self.site.certificate else None,
            for_this_run_only=True,
        )

    def seed(self, count: int, *statuses: str, author: User | None = None) -> list[StoredComment]:
        """Store linkbacks on the site, and return them oldest first."""
        post = self.site.publish("A post", "<p>Text.</p>", author=author)
        self.site.seed_linkbacks(count, posts=[post], statuses=statuses or ("hold",))  # type: ignore[arg-type]
        return self.site.comments()

    def refresh(self) -> None:
        """Read everything."""
        (report,) = self.desk.sync.refresh(cancelled=NEVER, full=True)
        assert report.error is None

    def shown(self) -> dict[int, Status]:
        """Return what the desk knows to be on the site: comment id to status."""
        rows = self.desk.queue.rows(self.desk.queue.ids(Query()))
        return {int(row.comment_id): row.status for row in rows.values() if row.status is not Status.GONE}

    def ids(self, *comments: StoredComment) -> list[LinkbackId]:
        """Return what the desk calls these (or all)."""
        rows = self.desk.queue.rows(self.desk.queue.ids(Query())).values()
        wanted = {comment.id for comment in comments}
        return [row.linkback_id for row in rows if not wanted or row.comment_id in wanted]

    def send(self) -> SendReport:
        return self.desk.sender.send(cancelled=NEVER, at_once=True)

    def decide(self, action: Action, *comments: StoredComment) -> SendReport:
        """Decide for some linkbacks (or all) and send."""
        self.desk.moderator.decide(action, self.ids(*comments))
        return self.send()

    def statuses(self) -> list[str]:
        return [comment.status for comment in self.site.comments()]

    def new_user(self, role: Role) -> tuple[User, str]:
        """Return a user of that role and an application password."""
        user = self.site.create_user(f"b-{role}-{next(_NUMBERS)}", role)
        return user, self.site.application_password(user)


@pytest.fixture
def blog(column: Column, wordpress: WordPressFactory, tmp_path: Path) -> Iterator[Blog]:
    blog = Blog(column.on.site(wordpress), column.kind, tmp_path)
    yield blog
    blog.desk.close()


@pytest.mark.behaviour("Add a site by its address and a password")
def test_adding(blog: Blog) -> None:
    site = blog.add()
    assert (site.home, site.transport) == (blog.site.url, blog.kind)


@pytest.mark.behaviour("List pings of every status, and nothing but pings")
def test_listing(blog: Blog, record_property: Note) -> None:
    blog.add()
    stored = blog.seed(40, "hold", "approve", "spam", "trash")
    blog.site.seed_linkbacks(5, posts=[blog.site.publish("P", "")], kinds=("comment",))  # type: ignore[arg-type]
    blog.refresh()
    assert {number: RAW[status] for number, status in blog.shown().items()} == {one.id: one.status for one in stored}
    if blog.kind is TransportKind.XMLRPC:
        record_property("note", "WordPress does not tell the sender's agent over XML-RPC.")


@pytest.mark.behaviour("Find what was decided or deleted elsewhere")
def test_found_elsewhere(blog: Blog) -> None:
    blog.add()
    first, second, third = blog.seed(3)
    blog.refresh()
    blog.site.set_status(first.id, "approve")
    blog.site.delete(second.id)
    blog.refresh()
    assert blog.shown() == {first.id: Status.APPROVED, third.id: Status.PENDING}


@pytest.mark.behaviour("Approve, unapprove, spam, trash; the sender's address and agent stay")
def test_deciding(blog: Blog) -> None:
    blog.add()
    (stored,) = blog.seed(1)
    blog.refresh()
    for action, raw in (
        (Action.APPROVE, "1"),
        (Action.SPAM, "spam"),
        (Action.HOLD, "0"),
        (Action.TRASH, "trash"),
        (Action.APPROVE, "1"),
    ):
        assert blog.decide(action).count(Result.DONE) == 1
        (now,) = blog.site.comments()
        assert (now.status, now.ip, now.agent) == (raw, stored.ip, stored.agent)
        assert (now.author, now.url, now.content) == (stored.author, stored.url, stored.content)


@pytest.mark.behaviour("Decide for 40 at once")
def test_bulk(blog: Blog) -> None:
    blog.add()
    blog.seed(40)
    blog.refresh()
    assert blog.decide(Action.SPAM).count(Result.DONE) == 40
    assert set(blog.statuses()) == {"spam"}


@pytest.mark.behaviour("Undo and redo what was sent")
def test_undoing(blog: Blog) -> None:
    blog.add()
    before = [one.status for one in blog.seed(6, "hold", "approve")]
    blog.refresh()
    blog.decide(Action.SPAM)
    blog.desk.moderator.undo()
    assert blog.send().count(Result.DONE) == 6
    assert blog.statuses() == before
    blog.desk.moderator.redo()
    blog.send()
    assert set(blog.statuses()) == {"spam"}


@pytest.mark.behaviour("“Not spam” and “Restore” bring back the status from before")
@pytest.mark.parametrize(("away", "back"), [(Action.SPAM, Action.UNSPAM), (Action.TRASH, Action.RESTORE)])
def test_bringing_back(blog: Blog, away: Action, back: Action) -> None:
    blog.add()
    blog.seed(2, "hold", "approve")
    blog.refresh()
    blog.decide(away)
    assert blog.decide(back).count(Result.DONE) == 2
    assert sorted(blog.statuses()) == ["0", "1"]


@pytest.mark.behaviour("“Not spam” for what somebody else marked as spam")
def test_not_spam_of_somebody_elses(blog: Blog, record_property: Note) -> None:
    blog.add()
    (stored,) = blog.seed(1, "approve")
    blog.site.set_status(stored.id, "spam")
    blog.refresh()
    blog.decide(Action.UNSPAM)
    if blog.kind is TransportKind.REST:
        record_property("note", "It gets back the status that WordPress remembers.")
        assert blog.statuses() == ["1"]
    else:
        record_property("note", "XML-RPC does not know the status from before: it becomes pending.")
        assert blog.statuses() == ["0"]


@pytest.mark.behaviour("Delete permanently")
def test_deleting(blog: Blog) -> None:
    blog.add()
    gone, kept = blog.seed(2, "spam")
    blog.refresh()
    assert blog.decide(Action.DELETE, gone).count(Result.DONE) == 1
    assert [one.id for one in blog.site.comments()] == [kept.id]


@pytest.mark.behaviour("A post's author is told once of what is approved")
def test_mails(blog: Blog, record_property: Note) -> None:
    blog.add()
    author, _ = blog.new_user("author")
    blog.seed(2, author=author)
    blog.refresh()
    blog.decide(Action.APPROVE)
    if blog.kind is TransportKind.REST:
        assert len(blog.site.mails()) == 2
    else:
        record_property("note", "WordPress sends no mail for what is approved over XML-RPC.")
        assert blog.site.mails() == []


@pytest.mark.behaviour("What a colleague decided meanwhile is not overridden, but told")
def test_conflict(blog: Blog) -> None:
    blog.add()
    (stored,) = blog.seed(1)
    blog.refresh()
    blog.site.set_status(stored.id, "approve")
    blog.decide(Action.SPAM)
    assert blog.statuses() == ["1"]
    assert len(blog.desk.sender.conflicts()) == 1


@pytest.mark.behaviour("A site without trash keeps what is sent to the trash")
def test_no_trash(blog: Blog, record_property: Note) -> None:
    blog.add()
    blog.seed(1)
    blog.refresh()
    blog.site.switch(no_trash=True)
    report = blog.decide(Action.TRASH)
    if blog.kind is TransportKind.REST:
        record_property("note", "WordPress refuses, the linkback stays as it was, and Pingdesk says so.")
        assert (report.count(Result.FAILED), blog.statuses()) == (1, ["0"])
    else:
        record_property("note", "It is kept with the status trash, which WordPress never empties.")
        assert (report.count(Result.DONE), blog.statuses()) == (1, ["trash"])


@pytest.mark.behaviour("Editors may moderate; authors, contributors and subscribers are refused when they sign in")
@pytest.mark.parametrize("role", ["editor", "author", "contributor", "subscriber"])
def test_roles(blog: Blog, role: Role) -> None:
    user, password = blog.new_user(role)
    if role == "editor":
        assert blog.add(user=user.login, password=password).user == user.login
        return
    with pytest.raises(NotAllowed, match=r"may not moderate .* Editor or Administrator"):
        blog.add(user=user.login, password=password)
    assert blog.desk.accounts.all() == []


@pytest.mark.behaviour("A wrong password is refused, and nothing is stored")
def test_wrong_password(blog: Blog) -> None:
    with pytest.raises(LoginRefused, match="does not accept this user name and password"):
        blog.add(password="abcd EFGH ijkl MNOP qrst UVWX")
    assert blog.desk.accounts.all() == []


@pytest.mark.behaviour("A revoked password: decisions wait until the user signs in again")
def test_revoked_password(blog: Blog) -> None:
    user, password = blog.new_user("editor")
    site = blog.add(user=user.login, password=password)
    blog.seed(2)
    blog.refresh()
    blog.site.revoke_application_passwords(user)
    report = blog.decide(Action.SPAM)
    assert [type(error) for error in report.errors.values()] == [LoginRefused]
    assert (set(blog.statuses()), len(blog.desk.sender.waiting())) == ({"0"}, 2)
    blog.desk.accounts.sign_in_again(site.site_id, blog.site.application_password(user), for_this_run_only=True)
    assert blog.send().count(Result.DONE) == 2
    assert set(blog.statuses()) == {"spam"}


@pytest.mark.behaviour("A web server that drops the Authorization header")
def test_stripped_header(blog: Blog, record_property: Note) -> None:
    blog.site.switch(strip_authorization=True)
    if blog.kind is TransportKind.XMLRPC:
        assert blog.add().transport is TransportKind.XMLRPC
        return
    record_property("note", "REST cannot work. Pingdesk says that the password is right and why REST does not take it.")
    with pytest.raises(LoginRefused, match=r"The password is right .* drops the Authorization header"):
        blog.add()
    assert blog.desk.accounts.all() == []
