"""What a group of commands is given to add itself to the parser."""

import argparse
from typing import Any, Protocol


class Commands(Protocol):
    """The place for commands; what `argparse.ArgumentParser.add_subparsers` returns is one."""

    def add_parser(self, *names: Any, **settings: Any) -> argparse.ArgumentParser:
        """Add a command and return its parser; takes what `argparse.ArgumentParser` takes, and ``help``."""
        ...
