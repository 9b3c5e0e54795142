"""A list that shifts while it is read: rows leave it and enter it between two requests."""

from collections.abc import Callable, Sequence

Event = tuple[int, str, int, int]
"""Before which request; ``leave``, ``enter`` (anywhere) or ``top``; how many rows; where."""


def shifting(rows: list[int], staying: set[int], events: Sequence[Event]) -> Callable[[int], None]:
    """Return what changes the falling ``rows`` before a request, and strikes those that leave off ``staying``."""

    def disturb(request: int) -> None:
        for at, kind, many, where in events:
            if at != request:
                continue
            if kind == "leave":
                staying.difference_update(rows[where : where + many])
                del rows[where : where + many]
            elif kind == "enter":
                rows[:] = sorted({*rows, *range(2 * where + 1, 2 * where + 1 + 2 * many, 2)}, reverse=True)
            else:
                top = max(rows, default=0) + 2
                rows[:0] = range(top + many, top, -1)

    return disturb
