"""Writes down which behaviour was shown where: the table in docs/wordpress-access.md.

``make matrix`` names the file in ``PINGDESK_MATRIX_TABLE`` (see conftest.py). Tests marked ``behaviour(title)`` that
ask for the ``column`` fixture are the rows; what they record as ``note`` becomes a footnote. Only the part of the file
between the two comments is replaced.
"""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from desktop_app.core.site import TransportKind
from tests.wordpress.stacks import STACKS, Column

BEGIN, END = "<!-- begin: written by “make matrix” -->", "<!-- end -->"
_WAYS = {TransportKind.REST: "REST", TransportKind.XMLRPC: "XML-RPC"}
COLUMNS = [Column(stack, kind) for stack in STACKS for kind in TransportKind]


@dataclass(slots=True)
class Cell:
    """What was found of one behaviour in one column: how many tests passed and failed, with what notes."""

    passed: int = 0
    failed: int = 0
    notes: list[str] = field(default_factory=list[str])


Rows = Mapping[str, Mapping[Column, Cell]]


class Table:
    """Gathers outcomes by behaviour and column."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._rows: dict[str, dict[Column, Cell]] = {}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Take the rows in the order of the source, whatever order the tests run in."""
        marked = [item for item in items if item.get_closest_marker("behaviour")]
        for item in sorted(marked, key=lambda item: (item.path.name, item.reportinfo()[1] or 0)):
            mark = item.get_closest_marker("behaviour")
            assert mark is not None
            self._rows.setdefault(mark.args[0], {})

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Function) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Count the outcome of a test in its cell."""
        report = yield
        mark = item.get_closest_marker("behaviour")
        if mark is not None and (report.when == "call" or report.failed):
            column = item.callspec.params["column"]
            assert isinstance(column, Column)
            cell = self._rows[mark.args[0]].setdefault(column, Cell())
            cell.passed += report.passed
            cell.failed += report.failed
            cell.notes += [str(text) for name, text in report.user_properties if name == "note"]
        return report

    def pytest_sessionfinish(self) -> None:
        """Write the table into the file."""
        text = self._file.read_text()
        before, rest = text.split(BEGIN)
        _, after = rest.split(END)
        self._file.write_text(f"{before}{BEGIN}\n\n{as_markdown(self._rows)}\n{END}{after}")


def as_markdown(rows: Rows) -> str:
    """Return the table, and its notes by number."""
    notes: list[str] = []
    lines = [
        "| | " + " | ".join(_heading(column) for column in COLUMNS) + " |",
        "|---" * (len(COLUMNS) + 1) + "|",
        *(
            f"| {title} | " + " | ".join(_words(cells.get(column), notes) for column in COLUMNS) + " |"
            for title, cells in rows.items()
        ),
    ]
    return "\n".join([*lines, "", *_numbered(notes)])


def _heading(column: Column) -> str:
    stack = column.on
    below = "nginx, https" if stack.https else "nginx" if stack.stack == "nginx" else "SQLite"
    return f"{stack.version}<br>{below}<br>{_WAYS[column.kind]}"


def _words(cell: Cell | None, notes: list[str]) -> str:
    if cell is None:
        return "not run"
    if cell.failed:
        return f"**{cell.failed} failed**"
    for note in cell.notes:
        if note not in notes:
            notes.append(note)
    marks = sorted({notes.index(note) + 1 for note in cell.notes})
    return " ".join(["yes", *(f"({number})" for number in marks)])


def _numbered(notes: Sequence[str]) -> list[str]:
    return [f"({number}) {note}<br>" for number, note in enumerate(notes, 1)]
