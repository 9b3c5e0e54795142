"""Fixtures that every part of the suite may ask for."""

import os

# Before anything imports Qt: windows are real, the screen need not be.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

pytest_plugins = ["tests.bench.fixtures"]
