"""The lock between processes, as the services use it."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

ProcessLock = Callable[[threading.Event], AbstractContextManager[None]]
"""Given an event that ends the waiting, returns the lock: of all processes on a profile, one holds it at a time.

Entering raises `Cancelled` when the event is set while waiting, and `StoreUnavailable` after a minute.
"""
