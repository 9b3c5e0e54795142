"""The SQLite file of a profile: opening it, its schema, and who may write when.

One connection writes, behind a lock; whoever reads borrows a read-only connection, which sees the last commit
(write-ahead log). Window, command line and cron may share a file: transactions are short and wait for one
another.
"""

import logging
import sqlite3
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from desktop_app.core.errors import StoreUnavailable
from desktop_app.store.schema import MIGRATIONS

log = logging.getLogger(__name__)

FILE_NAME = "pingdesk.sqlite3"
_BUSY_TIMEOUT_S = 30.0


class Database:
    """An open store. Create with `open_database`; `close` ends every connection."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._readers_lock = threading.Lock()
        self._idle_readers: list[sqlite3.Connection] = []
        self._is_closed = False
        self._writing_thread: int | None = None
        self._writer = self._connect()
        self._seen_version = 0

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA journal_mode = WAL")
        # FULL: a decision that was shown as taken must survive a power cut, not only a crash.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    @contextmanager
    def writing(self) -> Generator[sqlite3.Connection, None, None]:
        """One write transaction: committed at the end of the block, rolled back if it raises.

        Raises `StoreUnavailable` when the disk is full, the file is damaged or another program keeps it locked.
        """
        with self._lock, _translated(self.path):
            if self._writer.in_transaction:  # nested use joins the outer transaction
                yield self._writer
                return
            self._writer.execute("BEGIN IMMEDIATE")
            self._writing_thread = threading.get_ident()
            try:
                yield self._writer
            except BaseException:
                self._writer.rollback()
                raise
            else:
                self._writer.commit()
            finally:
                self._writing_thread = None

    @contextmanager
    def reading(self) -> Generator[sqlite3.Connection, None, None]:
        """Lend a connection for queries, to be used by one thread. There are as many as were ever lent at once.

        Never waits for a write. Inside a write transaction of the same thread, it sees what was written so far.
        """
        with _translated(self.path):
            if self._writing_thread == threading.get_ident():
                yield self._writer
                return
            connection = self._reader()
            try:
                yield connection
            finally:
                self._take_back(connection)

    def _reader(self) -> sqlite3.Connection:
        with self._readers_lock:
            if self._is_closed:
                raise StoreUnavailable("The store is closed.")
            if self._idle_readers:
                return self._idle_readers.pop()
        connection = self._connect()
        connection.execute("PRAGMA query_only = ON")
        return connection

    def _take_back(self, connection: sqlite3.Connection) -> None:
        with self._readers_lock:
            if not self._is_closed:
                self._idle_readers.append(connection)
                return
        connection.close()

    def migrate(self) -> None:
        """Bring the schema up to date. Raises `StoreUnavailable` for a file of a newer Pingdesk."""
        with self.writing() as connection:
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
            if version > len(MIGRATIONS):
                raise StoreUnavailable(
                    f"The store {self.path} was written by a newer Pingdesk. Install the newer version again; "
                    "the file was left untouched."
                )
            for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
                for statement in script:
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number}")

    def has_changed_elsewhere(self) -> bool:
        """Whether another process has committed since this was last asked."""
        # Only the writing connection does not count its own commits. While it is at work, the answer can wait.
        if not self._lock.acquire(blocking=False):
            return False
        try:
            with _translated(self.path):
                version = int(self._writer.execute("PRAGMA data_version").fetchone()[0])
        finally:
            self._lock.release()
        seen, self._seen_version = self._seen_version, version
        return seen not in (0, version)

    def close(self) -> None:
        """Close every connection. The store cannot be used afterwards."""
        with self._lock, self._readers_lock:
            self._is_closed = True
            for connection in (self._writer, *self._idle_readers):
                connection.close()
            self._idle_readers.clear()


def open_database(directory: Path) -> Database:
    """Open (or create) the store in ``directory``.

    A file that cannot be read as a store is set aside under another name, never overwritten; then
    `StoreUnavailable` says so, and the next call starts with an empty store.
    """
    path = directory / FILE_NAME
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StoreUnavailable(
            f"The data folder {directory} cannot be used: {error.strerror}. Choose another with --profile."
        ) from error
    database: Database | None = None
    try:
        database = Database(path)
        database.migrate()
        _check(database)
    except (sqlite3.DatabaseError, StoreUnavailable) as error:
        if database is not None:
            database.close()
        cause = error if isinstance(error, sqlite3.DatabaseError) else error.__cause__
        if isinstance(cause, sqlite3.DatabaseError):
            raise _unusable(path, cause) from error
        raise
    return database


def _check(database: Database) -> None:
    """Read every table's root page: enough to meet most damage now rather than in the middle of work.

    Raises sqlite3's error. Damage that was met in the middle of work left a mark, and is looked for in full.
    """
    with database.reading() as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            connection.execute(f'SELECT * FROM "{name}" NOT INDEXED LIMIT 1').fetchone()
        mark = _mark(database.path)
        if mark.exists():
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            mark.unlink(missing_ok=True)
            if verdict != "ok":
                raise sqlite3.DatabaseError(verdict)


def _mark(path: Path) -> Path:
    return path.with_name(f"{path.name}.damaged")


_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _is_damaged(error: sqlite3.DatabaseError) -> bool:
    # Undecodable text comes without a code.
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF in _DAMAGE


def _unusable(path: Path, error: sqlite3.DatabaseError) -> StoreUnavailable:
    if not _is_damaged(error):
        return _explained(path, error)
    aside = path.with_name(f"{path.name}.unreadable-{time.strftime('%Y%m%d-%H%M%S')}")
    try:
        for suffix in ("", "-wal", "-shm"):
            part = path.with_name(path.name + suffix)
            if part.exists():
                part.rename(aside.with_name(aside.name + suffix))
    except OSError as rename_error:
        return StoreUnavailable(
            f"The store {path} is damaged and could not be set aside ({rename_error.strerror}). Move it away by hand."
        )
    return StoreUnavailable(
        f"The store {path} is damaged. It was set aside as {aside.name}; nothing in it was changed. "
        "Start Pingdesk again and add your sites again: the linkbacks themselves are safe in WordPress."
    )


def _explained(path: Path, error: sqlite3.Error) -> StoreUnavailable:
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_FULL:
            why = "The disk is full. Free some space and try again"
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            why = "Another program keeps it locked. Close the other Pingdesk and try again"
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            why = "It cannot be opened for writing. Check the rights on its folder"
        case _:
            why = f"SQLite says: {error}"
    return StoreUnavailable(f"The store {path} cannot be used. {why}.")


@contextmanager
def _translated(path: Path) -> Generator[None, None, None]:
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise  # a bug of ours, not the file's fault
    except sqlite3.DatabaseError as error:
        if not _is_damaged(error):
            raise _explained(path, error) from error
        with suppress(OSError):
            _mark(path).touch()
        raise StoreUnavailable(
            f"The store {path} is damaged ({error}). Start Pingdesk again: it will set the file aside."
        ) from error
