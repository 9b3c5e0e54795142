"""After a whole session, good and bad, no password is in any file, in what was printed, or in what processes show.

With a real keyring on a real Secret Service, the only place where passwords may be; WordPress's own files are its own.
"""

import signal
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.fixtures import WordPressPair
from tests.bench.site import WordPressSite
from tests.bench.values import User
from tests.end_to_end.command_line import CommandLine
from tests.passwords import ProcessWatch, files_with, forms_of
from tests.secret_service import SecretService

WRONG = "zQ7x Wr0n Gpa5 5w0r Dzz9 Yy8k"


@pytest.fixture
def session(tmp_path: Path, pingdesk: CommandLine) -> CommandLine:
    """A command line whose home, caches and temporary files are all below one directory."""
    (tmp_path / "tmp").mkdir()
    for name in ("TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        pingdesk.environment[name] = str(tmp_path / "tmp")
    pingdesk.environment["PYTHONFAULTHANDLER"] = "1"
    return pingdesk


@pytest.fixture
def watch() -> Iterator[ProcessWatch]:
    with ProcessWatch().watching() as watch:
        yield watch


def stop_while_sending(session: CommandLine, site: WordPressSite, how: signal.Signals) -> None:
    """Begin to send, and end the program by a signal while the site takes its time."""
    site.switch(slow=10.0)
    victim = subprocess.Popen(
        session.command("outbox", "send"),
        env=session.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        output, _ = victim.communicate(timeout=3.0)
    except subprocess.TimeoutExpired:
        victim.send_signal(how)
        output, _ = victim.communicate()
    session.printed.append(output)
    site.switch(slow=0.0)


def sign_in(session: CommandLine, new: WordPressSite, old: WordPressSite, editor: User, password: str) -> None:
    """Sign in over both transports: first with a wrong password, then with an application's and an account's own."""
    arguments = ("sites", "add", new.url, "--user", editor.login, "--password-stdin", "--allow-http", "--name", "new")
    assert session(*arguments, given=f"{WRONG}\n").status == 4
    assert session(*arguments, given=f"{password}\n").status == 0
    for transport in ("rest", "xmlrpc"):
        assert session.add(old, WRONG, "--transport", transport).status == 4
    assert session.add(old, old.admin.password, "--name", "old", "--transport", "xmlrpc").status == 0


def work(session: CommandLine) -> list[str]:
    """Read, decide and take back, as on any day; return the linkbacks."""
    assert session("refresh").status == 0
    ids = [str(item["id"]) for item in session("list").items]
    assert session("spam", *ids).status == 0
    assert session("undo").status == 0
    assert session("sites", "test", "new").status == 0
    return ids


def have_trouble(session: CommandLine, new: WordPressSite, old: WordPressSite, editor: User, ids: list[str]) -> None:
    """Meet servers that answer nonsense or nothing, be stopped and killed, lose the password, and end by a bug."""
    for site in (new, old):
        site.switch(server_error=True)
    assert session("trash", *ids).status == 3
    for site in (new, old):
        site.switch(server_error=False, answers_html=True)
    session("refresh")
    for site in (new, old):
        site.switch(answers_html=False)
    for how in (signal.SIGINT, signal.SIGABRT, signal.SIGKILL):
        stop_while_sending(session, new, how)
    session("outbox", "send")
    new.revoke_application_passwords(editor)
    session("approve", *ids)
    new.stop()
    session("refresh")
    new.start()
    lock = session.profile / "refresh.lock"
    lock.unlink(missing_ok=True)
    lock.mkdir()
    session("refresh")


def test_no_password_is_found_after_a_whole_session(
    session: CommandLine, secret_service: SecretService, watch: ProcessWatch, wp_pair: WordPressPair, tmp_path: Path
) -> None:
    new, old = wp_pair
    for site in wp_pair:
        site.seed_linkbacks(4, posts=[site.publish("Post", "<p>x</p>")])
    editor = new.create_user("eva-whole-session", "editor")
    password = new.application_password(editor)
    forms = set[bytes]().union(*map(forms_of, (password, old.admin.password, WRONG)))
    watch.know(forms)

    sign_in(session, new, old, editor, password)
    have_trouble(session, new, old, editor, work(session))

    watch.look()
    assert watch.looked > 20
    assert watch.found == set()
    assert files_with(forms, tmp_path, Path(secret_service.environment["HOME"]).parent) == []
    assert not any(form in text.encode() for form in forms for text in session.printed)
    assert (session.profile / "pingdesk.log").stat().st_size > 0


class TestTheSearchItself:
    """A search that finds nothing proves nothing unless it would find something."""

    @pytest.mark.parametrize(
        "text",
        [
            "abcd EFGH ijkl",
            "abcdEFGHijkl",
            "abcd+EFGH+ijkl",
            "abcd%20EFGH%20ijkl",
            *(b64encode(f"{user}:abcd EFGH ijkl".encode()).decode() for user in ("ad", "ada", "anna")),
            *(b64encode(f"{user}:abcdEFGHijkl".encode()).decode() for user in ("ad", "ada", "anna")),
        ],
    )
    def test_in_files(self, tmp_path: Path, text: str) -> None:
        (tmp_path / "store").write_bytes(b"\0\xff..." + text.encode() + b"\0...")
        assert files_with(forms_of("abcd EFGH ijkl"), tmp_path) == [str(tmp_path / "store")]
        assert files_with(forms_of("mnop EFGH ijkl"), tmp_path) == []

    def test_in_arguments_and_environments(self) -> None:
        watch = ProcessWatch()
        watch.know({b"in-the-arguments", b"in-the-environment"})
        with subprocess.Popen(
            [sys.executable, "-c", "print(flush=True); input()", "in-the-arguments"],
            env={"SECRET": "in-the-environment"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as leaky:
            assert leaky.stdout is not None
            leaky.stdout.readline()
            watch.look()
        assert len(watch.found) == 2
