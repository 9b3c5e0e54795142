"""The store opens what it can, sets aside what it cannot read, and never touches what a newer Pingdesk wrote."""

import sqlite3
import threading
import time
from pathlib import Path

import pytest

from desktop_app.core.decision import DecisionState
from desktop_app.core.errors import StoreUnavailable
from desktop_app.core.linkback import Status
from desktop_app.core.site import Capabilities
from desktop_app.store.database import FILE_NAME, open_database
from desktop_app.store.outbox import Outbox
from desktop_app.store.progress import ProgressTable
from desktop_app.store.queue import QueueReader
from desktop_app.store.schema import MIGRATIONS
from desktop_app.store.settings import SettingsTable
from desktop_app.store.sites import SitesTable


def test_a_new_folder_gets_a_store_that_remembers(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "profile"
    database = open_database(folder)
    SettingsTable(database).put("a", "1")
    database.close()
    again = open_database(folder)
    assert SettingsTable(again).get("a") == "1"
    again.close()


@pytest.mark.parametrize("damage", [b"not a database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 4000])
def test_a_damaged_store_is_set_aside_with_its_bytes_and_the_next_start_works(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(damage)
    with pytest.raises(StoreUnavailable, match="was set aside as"):
        open_database(tmp_path)
    (aside,) = tmp_path.glob(f"{FILE_NAME}.unreadable-*")
    assert aside.read_bytes() == damage
    open_database(tmp_path).close()


def test_a_table_damaged_in_the_middle_of_the_file_is_noticed_on_opening(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    with database.reading() as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'linkbacks'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with database.writing() as connection:
        connection.execute("INSERT INTO settings VALUES ('a', 'b')")
    database.close()
    path = tmp_path / FILE_NAME
    content = bytearray(path.read_bytes())
    content[(page - 1) * size : page * size] = b"\xee" * size
    path.write_bytes(content)
    with pytest.raises(StoreUnavailable, match="set aside"):
        open_database(tmp_path)


def test_a_store_of_a_newer_version_is_refused_and_left_untouched(tmp_path: Path) -> None:
    open_database(tmp_path).close()
    path = tmp_path / FILE_NAME
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreUnavailable, match="newer Pingdesk"):
        open_database(tmp_path)
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreUnavailable, match="cannot be used"):
        open_database(tmp_path / "file" / "profile")


def test_a_full_disk_is_told_and_nothing_is_half_written(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    table = SettingsTable(database)
    table.put("kept", "yes")
    with database.writing() as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")

    def write_two() -> None:
        with database.writing() as connection:
            connection.execute("INSERT INTO settings VALUES ('first', 'small')")
            connection.execute("INSERT INTO settings VALUES ('second', ?)", ("x" * 5_000_000,))

    with pytest.raises(StoreUnavailable, match="disk is full"):
        write_two()
    assert table.get("first") is None
    assert table.get("kept") == "yes"
    database.close()


def test_another_process_writing_is_noticed_once(tmp_path: Path) -> None:
    window, command = open_database(tmp_path), open_database(tmp_path)
    window.has_changed_elsewhere()
    SettingsTable(window).put("own", "1")
    assert not window.has_changed_elsewhere()
    SettingsTable(command).put("other", "1")
    assert window.has_changed_elsewhere()
    assert not window.has_changed_elsewhere()
    window.close()
    command.close()


def test_many_threads_read_while_one_writes(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    table = SettingsTable(database)
    table.put("n", "0")
    seen: list[list[int]] = []

    def read() -> None:
        seen.append([int(table.get("n") or -1) for _ in range(200)])

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(50):
        table.put("n", str(number))
    for reader in readers:
        reader.join()
    assert all(values == sorted(values) for values in seen)
    database.close()


def test_reading_waits_for_nobody_who_writes(tmp_path: Path) -> None:
    window, command = open_database(tmp_path), open_database(tmp_path)
    SettingsTable(window).put("a", "1")
    done = threading.Event()

    def read() -> None:
        assert SettingsTable(window).get("a") == "1"
        window.has_changed_elsewhere()
        done.set()

    writer = threading.Thread(target=lambda: SettingsTable(window).put("b", "2"))
    with command.writing():  # another process holds the file, and a thread of this one waits for it
        writer.start()
        time.sleep(0.1)
        threading.Thread(target=read).start()
        assert done.wait(5)
    writer.join()
    window.close()
    command.close()


def test_a_transaction_sees_what_it_wrote_and_leaves_nothing_when_it_fails(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    table = SettingsTable(database)

    def fail() -> None:
        with database.writing():
            table.put("a", "1")
            assert table.get("a") == "1"
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert table.get("a") is None
    database.close()


def test_damage_met_in_the_middle_of_work_is_set_aside_by_the_next_start(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    with database.writing() as connection:
        connection.executemany(
            "INSERT INTO settings VALUES (?, ?)", [(f"key{number}", "x" * 500) for number in range(400)]
        )
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    database.close()
    path = tmp_path / FILE_NAME
    content = bytearray(path.read_bytes())
    for page in range(len(content) // size - 20, len(content) // size):
        content[page * size : (page + 1) * size] = b"\xee" * size
    path.write_bytes(content)

    damaged = open_database(tmp_path)  # the damage is in pages that opening does not read
    with pytest.raises(StoreUnavailable, match="damaged"), damaged.reading() as connection:
        connection.execute("SELECT SUM(LENGTH(value)) FROM settings").fetchall()
    damaged.close()
    with pytest.raises(StoreUnavailable, match="set aside"):
        open_database(tmp_path)
    open_database(tmp_path).close()


def test_a_store_of_the_first_version_keeps_all_it_holds(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE_NAME) as old:
        for statement in MIGRATIONS[0]:
            old.execute(statement)
        old.execute("PRAGMA user_version = 1")
        old.execute(
            "INSERT INTO sites (key, name, home, rest_root, user, transport, state, refreshed)"
            " VALUES ('blog', 'Blog', 'https://b.example', 'https://b.example/wp-json/', 'ada', 'rest', 'fine', 1e9)"
        )
        old.execute(
            "INSERT INTO linkbacks (site_id, comment_id, post_id, kind, status, shown, source_url, sender, title,"
            " blog_name, excerpt, received, author_ip, author_agent, stored_content)"
            " VALUES (1, 7, 1, 'pingback', 'pending', 'spam', 'https://s.example/', 's.example', 'T', '', '', 1e9,"
            " '192.0.2.1', 'WordPress/6.5', '')"
        )
        old.execute("INSERT INTO acts (action, decided) VALUES ('spam', 1e9)")
        old.execute(
            "INSERT INTO decisions (act_id, linkback_id, action, aim, before, base, state, due)"
            " VALUES (1, 1, 'spam', 'spam', 'pending', 'pending', 'waiting', 1e9)"
        )
    old.close()

    database = open_database(tmp_path)
    (site,) = SitesTable(database).all()
    assert (site.key, site.home, site.endpoints.version, site.capabilities) == (
        "blog",
        "https://b.example",
        None,
        Capabilities(),
    )
    assert site.endpoints.has_learning_filter  # not known: better take the slower way than teach no filter
    assert ProgressTable(database).of(site.site_id).reconciled is None  # so the next refresh compares everything
    ((decision, reference),) = Outbox(database).open_decisions()
    assert (reference, decision.aim, decision.state) == ("blog:7", Status.SPAM, DecisionState.WAITING)
    assert QueueReader(database).rows([decision.linkback_id])[decision.linkback_id].conflict is None
    database.close()
