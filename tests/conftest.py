"""Fixtures that every part of the suite may ask for."""

import os
import signal

# Before anything imports Qt: windows are real, the screen need not be.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A shell that runs the suite in the background lets it ignore Ctrl-C, and so would every process that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)

pytest_plugins = ["tests.bench.fixtures"]
