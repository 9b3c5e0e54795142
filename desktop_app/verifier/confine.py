"""What an analyser gives up before it reads a stranger's page: it needs to compute, and nothing else.

On every POSIX system: memory and processor time are capped, no file can be written, no process started. On Linux with
Landlock (5.13 and later) the kernel also refuses every file but Python's and the system's libraries, all execution, and
from version 4 of its interface all TCP connections; from version 6 signals to others. (Documentation: kernel,
"Landlock: unprivileged access control"; constants from ``linux/landlock.h``.)
"""

import ctypes
import os
import sys
from pathlib import Path
from typing import Final

MEMORY: Final = 1024 * 1024 * 1024
"""Bytes of address space; a page of two mebibytes needs a fraction even when it is all tags."""

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same numbers on all architectures
_TELL_VERSION: Final = 1
_PATH_BENEATH: Final = 1
_NO_NEW_PRIVILEGES: Final = 38
_READ: Final = (1 << 2) | (1 << 3)  # files, directories
_LIBRARIES: Final = ("/lib", "/lib64", "/usr/lib", "/usr/lib64")
_FILE_RIGHTS: Final = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
_TCP: Final = 0b11  # bind, connect
_SCOPES: Final = 0b11  # abstract sockets, signals
_NET_VERSION: Final = 4
_SCOPE_VERSION: Final = 6


class _Ruleset(ctypes.Structure):
    _fields_ = [("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64)]


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = [("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32)]


def confine() -> tuple[str, ...]:
    """Give up what can be given up on this system; return what is in force, in words for the user.

    Coverage measurements must write their results: with them, files stay open.
    """
    if sys.platform == "win32":
        return ()
    in_force = ["memory capped", "processor time capped"]
    _cap_memory()
    if "coverage" in sys.modules:
        return tuple(in_force)
    in_force += _limits()
    if sys.platform == "linux":
        in_force += _landlock()
    return tuple(in_force)


def _cap_memory() -> None:
    import resource  # noqa: PLC0415 - POSIX only

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limits() -> list[str]:
    import resource  # noqa: PLC0415 - POSIX only

    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if os.getuid() == 0:
        return ["no files written"]  # the number of processes is no limit for root
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    return ["no files written", "no processes started"]


def _landlock() -> list[str]:
    """Have the kernel refuse what is not needed; return what it then does, nothing where it has no Landlock."""
    libc = ctypes.CDLL(None, use_errno=True)
    version: int = libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _TELL_VERSION)
    if version < 1:
        return []
    rights = _FILE_RIGHTS[min(version, max(_FILE_RIGHTS))]
    net = _TCP if version >= _NET_VERSION else 0
    scoped = _SCOPES if version >= _SCOPE_VERSION else 0
    rules = _Ruleset(rights, net, scoped)
    # Older kernels know a shorter structure, and take a longer one whose rest is zero.
    ruleset: int = libc.syscall(_CREATE_RULESET, ctypes.byref(rules), ctypes.c_size_t(ctypes.sizeof(rules)), 0)
    if ruleset < 0:
        return []
    try:
        for folder in _own_folders():
            _allow_reading(libc, ruleset, folder)
        if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) or libc.syscall(_RESTRICT_SELF, ruleset, 0):
            return []
    finally:
        os.close(ruleset)
    return ["only program files readable", "nothing executed", *(["no TCP connections"] if net else [])]


def _own_folders() -> list[Path]:
    """Return the folders from which Python loads what it loads late (encodings, charset detection)."""
    named = [sys.prefix, sys.base_prefix, *sys.path, str(Path(__file__).resolve().parents[2]), *_LIBRARIES]
    return [folder for folder in dict.fromkeys(map(Path, filter(None, named))) if folder.is_dir()]


def _allow_reading(libc: ctypes.CDLL, ruleset: int, folder: Path) -> None:
    handle = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    try:
        beneath = _PathBeneath(_READ, handle)
        libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.byref(beneath), 0)
    finally:
        os.close(handle)
