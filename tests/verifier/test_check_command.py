"""``pingdesk check`` and the process's own entry, as a user starts them."""

import io
import json
import os
import sys
from collections.abc import Callable
from typing import Any

import pytest

from desktop_app.cli.program import read_arguments
from desktop_app.verifier import __main__ as process
from desktop_app.verifier import analyser
from desktop_app.verifier.frames import read_frame, write_frame
from tests.verifier.pages import HOME, LINK, TARGET, page
from tests.verifier.server import Site
from tests.verifier.test_analysers import FIELDS
from tests.verifier.test_batch import line

Command = Callable[..., int]


@pytest.fixture
def command() -> Command:
    """Return a function that runs ``pingdesk check`` with arguments."""

    def run(*arguments: str) -> int:
        args = read_arguments(["check", *arguments]).arguments
        status: int = args.run(args)
        return status

    return run


class Pipe:
    """A text stream with bytes below, as standard input and output are."""

    def __init__(self, data: bytes = b"") -> None:
        self.buffer = io.BytesIO(data)


def test_single(site: Site, command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    source = site.page("/ok", page(LINK))
    assert command(source, TARGET, "--home", HOME, "--allow-host", "127.0.0.1", "--json") == 0
    printed = capsys.readouterr().out
    assert printed.count("\n") == 1
    assert (json.loads(printed)["verdict"], "id" in json.loads(printed)) == ("linked", False)
    assert command(source, TARGET, "--allow-host", "127.0.0.0/8", "--timeout", "3") == 0
    pretty = capsys.readouterr().out
    assert pretty.startswith('{\n  "source"')
    assert json.loads(pretty)["verdict"] == "linked"


def test_alias(site: Site, command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    source = site.page("/ok", '<a href="https://blog.example/?p=5">x</a>')
    assert command(source, TARGET, "--alias", "https://blog.example/?p=5", "--allow-host", "127.0.0.1") == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "linked"


def test_a_source_that_is_no_address_is_a_verdict(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("ftp://x/", TARGET) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "unsafe"


UNUSABLE: list[tuple[str, ...]] = [
    ("http://x/", "nonsense"),
    ("http://x/",),
    (),
    ("http://x/", TARGET, "--home", "x"),
    ("http://x/", TARGET, "--allow-host", "a b"),
    ("http://x/", "--batch"),
    ("--batch", "--home", HOME),
    ("--batch", "--allow-host", "a b"),
    ("http://x/", TARGET, "--proxy", "gopher://x"),
]


@pytest.mark.parametrize("arguments", UNUSABLE)
def test_unusable_arguments(arguments: tuple[str, ...], command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(*arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("pingdesk check: ")
    assert said.err.count("\n") == 1
    assert said.err.endswith(".\n")


@pytest.mark.parametrize(
    "arguments", [("--timeout", "0"), ("--timeout", "nan"), ("--concurrency", "x"), ("--nonsense",)]
)
def test_wrong_options(arguments: tuple[str, ...], command: Command) -> None:
    with pytest.raises(SystemExit) as end:
        command("http://x/", TARGET, *arguments)
    assert end.value.code == 2


def test_batch(site: Site, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin, stdout = Pipe(json.dumps(line(site.page("/ok", page(LINK)))).encode()), Pipe()
    monkeypatch.setattr(sys, "stdin", stdin)
    monkeypatch.setattr(sys, "stdout", stdout)
    assert command("--batch", "--allow-host", "127.0.0.1", "--concurrency", "2") == 0
    assert json.loads(stdout.buffer.getvalue())["verdict"] == "linked"


def test_interrupted(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("desktop_app.verifier.batch.run_batch", interrupt)
    monkeypatch.setattr(process, "run_batch", interrupt)
    monkeypatch.setattr(sys, "argv", ["verifier"])
    assert command("--batch") == 130
    assert command("http://x/", TARGET) == 130
    assert process.main() == 130


def test_the_process(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["verifier", "--allow-host", "a b"])
    assert process.main() == 2
    assert "neither a host name" in capsys.readouterr().err
    stdout = Pipe()
    monkeypatch.setattr(sys, "argv", ["verifier", "--watch-parent", str(os.getppid())])
    monkeypatch.setattr(sys, "stdin", Pipe(json.dumps(line("ftp://x/")).encode()))
    monkeypatch.setattr(sys, "stdout", stdout)
    assert process.main() == 0
    assert json.loads(stdout.buffer.getvalue())["verdict"] == "unsafe"


def test_the_analyser_answers_until_its_input_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analyser, "_cap_cpu", lambda _seconds: None)
    questions, answers = io.BytesIO(), io.BytesIO()
    fields: dict[str, Any] = {**FIELDS, "headers": [["content-type", "text/html"]], "seconds": 1}
    write_frame(questions, fields, LINK.encode())
    write_frame(questions, fields, b"x")
    questions.write(b"cut")
    questions.seek(0)
    analyser.serve(questions, answers)
    answers.seek(0)
    for verdict in ("linked", "absent"):
        answer = read_frame(answers)
        assert answer is not None
        assert answer[0]["evidence"]["verdict"] == verdict
    assert read_frame(answers) is None


def test_a_frame_cut_off_is_none() -> None:
    stream = io.BytesIO()
    write_frame(stream, {}, b"body")
    assert read_frame(io.BytesIO(stream.getvalue()[:-1])) is None
