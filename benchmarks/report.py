"""What the benchmarks print: the machine, and the goals with what was reached."""

import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tests.bench import packages


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure and the limit that it is to keep."""

    what: str
    value: float
    direction: Literal["at least", "at most"]
    limit: float

    @property
    def is_reached(self) -> bool:
        """Whether it keeps it."""
        return self.value >= self.limit if self.direction == "at least" else self.value <= self.limit

    def __str__(self) -> str:
        """Return a line to read."""
        outcome = "reached" if self.is_reached else "NOT REACHED"
        return f"  {outcome:12}{self.what}: {self.value:.2f} ({self.direction} {self.limit:g})"


def print_goals(goals: Sequence[Goal]) -> None:
    """Print every goal with what was reached."""
    print("\ngoals")
    for goal in goals:
        print(goal)


def print_machine() -> None:
    """Print what the figures were measured with."""
    packages.ensure(mariadb=True, nginx=True)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}")
    for command in (["php", "-v"], ["nginx", "-v"], ["mariadbd", "--version"]):
        told = subprocess.run(
            [packages.required(command[0]), *command[1:]],
            check=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ).stdout
        print(told.splitlines()[0])
