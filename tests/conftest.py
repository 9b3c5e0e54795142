"""Fixtures that every part of the suite may ask for."""

import os
import signal
from collections.abc import Iterator

import pytest

from tests.passwords import files_with, forms_of

# Before anything imports Qt: windows are real, the screen need not be.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A shell that runs the suite in the background lets it ignore Ctrl-C, and so would every process that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)

pytest_plugins = ["tests.bench.fixtures"]


@pytest.fixture(scope="session", autouse=True)
def no_password_is_left_in_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """After all tests, search everything that they wrote for every password that a WordPress of theirs knew."""
    yield
    from tests.bench.backdoor import Backdoor  # noqa: PLC0415 - where there were sites

    forms = set[bytes]().union(*map(forms_of, Backdoor.passwords))
    assert files_with(forms, tmp_path_factory.getbasetemp()) == []
