"""The connection recipe: what is set on every connection, who waits for whom, which journal a file gets."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import tools

from repaircli.platform.db import journal, session
from repaircli.platform.db import write_lock as queue
from repaircli.platform.db.migrations import runner
from repaircli.platform.db.session import Database, driver
from repaircli.platform.errors import Unusable

FIXED = (3, 51, 3)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(
        runner.create(str(tmp_path / "repair.db"), training=True, genesis=lambda tx: tx.set("n", 0))
    ) as database:
        yield database


def pragma(raw: sqlite3.Connection, name: str) -> object:
    return raw.execute(f"PRAGMA {name}").fetchone()[0]


def test_every_connection_is_durable_patient_and_checks_references(database: Database) -> None:
    for context in (database.write(), database.read()):
        with context as tx:
            raw = driver(tx.conn)
            assert raw.isolation_level is None
            assert pragma(raw, "synchronous") == 2
            assert pragma(raw, "busy_timeout") == 30_000
            assert pragma(raw, "foreign_keys") == 1


def test_a_reader_cannot_write_and_what_is_set_on_it_never_reaches_a_writer(database: Database) -> None:
    with pytest.raises(Unusable) as refused, database.read() as tx:
        tx.set("n", 5)
    assert refused.value.code == "readonly"
    with database.write() as tx:
        tx.set("n", 6)
    with database.read() as tx:
        assert tx.settings["n"] == 6


def test_a_writer_is_alone_from_its_first_moment(database: Database) -> None:
    assert database.path is not None
    other = sqlite3.connect(database.path, timeout=0, isolation_level=None)
    with database.write(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    other.close()


def test_a_reader_sees_one_state_and_leaves_no_lock(database: Database) -> None:
    with database.read() as tx:
        assert tx.settings["n"] == 0
    with database.write() as tx:
        tx.set("n", 1)


def test_a_write_command_opens_one_connection(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    connect = sqlite3.connect

    def counted(*args: object, **kwargs: object) -> sqlite3.Connection:
        opened.append(args)
        return connect(*args, **kwargs)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(session.sqlite3, "connect", counted)
    with session.opened(database.name) as again:
        for _ in range(2):
            with again.write() as tx:
                tx.set("n", tx.settings["n"] + 1)
        assert again.training
    assert len(opened) == 1


def test_the_file_is_truncate_again_after_every_reopening(database: Database) -> None:
    database.close()
    with session.opened(database.name) as again, again.write() as tx:
        tx.set("n", 1)
        assert pragma(driver(tx.conn), "journal_mode") == "truncate"


def test_a_fixed_sqlite_on_a_local_disk_gets_wal_and_an_old_one_turns_it_off_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if journal.wal_is_sound(sqlite3.sqlite_version_info):
        pytest.skip("this SQLite is fixed: there is no old one to come back to")
    monkeypatch.setattr(sqlite3, "sqlite_version_info", FIXED)
    monkeypatch.setattr(journal, "is_local", lambda path: True)
    made = runner.create(str(tmp_path / "repair.db"), training=False)
    again = Database.open(made.name)
    with again.write() as tx:
        assert pragma(driver(tx.conn), "journal_mode") == "wal"
        assert pragma(driver(tx.conn), "synchronous") == 2
    monkeypatch.undo()
    with pytest.raises(Unusable), session.opened(made.name) as old, old.read():
        pass
    made.close()
    again.close()
    with session.opened(made.name) as old, old.read() as tx:
        assert pragma(driver(tx.conn), "journal_mode") == "truncate"


@pytest.mark.parametrize(
    ("version", "sound"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 0), False),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 0), True),
    ],
)
def test_wal_is_trusted_on_the_fixed_versions_only(version: tuple[int, ...], sound: bool) -> None:
    assert journal.wal_is_sound(version) is sound


MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/x /home nfs4 rw 0 0
/dev/sdb1 /home/local\\040disk xfs rw 0 0
//s/share /mnt/share cifs rw 0 0
host /mnt/nine 9p rw 0 0
x /mnt/fuse fuse.sshfs rw 0 0
/dev/sdc /mnt/twice ext4 rw 0 0
server:/y /mnt/twice nfs rw 0 0
"""


@tools.on_unix
@pytest.mark.parametrize(
    ("path", "local"),
    [
        ("/var/repair.db", True),
        ("/home/a/repair.db", False),
        ("/home/local disk/repair.db", True),
        ("/homely/repair.db", True),
        ("/mnt/share/repair.db", False),
        ("/mnt/nine/repair.db", False),
        ("/mnt/fuse/repair.db", False),
        ("/mnt/twice/repair.db", False),
    ],
)
def test_the_file_system_of_the_innermost_last_mount_decides(tmp_path: Path, path: str, local: bool) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS)
    assert journal.is_local(Path(path), mounts) is local


def test_an_unknown_file_system_is_not_trusted(tmp_path: Path) -> None:
    assert not journal.is_local(tmp_path, tmp_path / "nothing")


@tools.on_unix
def test_writers_wait_in_a_queue_and_get_their_turn_in_order(tmp_path: Path) -> None:
    lock, order = tmp_path / "x.lock", list[int]()

    def take(number: int) -> None:
        with queue.turn(lock):
            order.append(number)

    threads = [threading.Thread(target=take, args=(n,)) for n in range(5)]
    with queue.turn(lock):
        for thread in threads:
            thread.start()
            time.sleep(0.05)
        assert order == []
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4]


def test_who_does_not_get_his_turn_hears_so_and_holds_up_nobody(tmp_path: Path) -> None:
    lock = tmp_path / "x.lock"
    with queue.turn(lock), pytest.raises(Unusable) as waited, queue.turn(lock, wait=0.05):
        pass
    assert waited.value.code == "locked"
    with queue.turn(lock, wait=1):
        pass


@tools.on_unix
@pytest.mark.parametrize("kind", ["link", "folder", "pipe"])
def test_a_lock_file_that_is_no_plain_file_is_refused(tmp_path: Path, kind: str) -> None:
    import os

    lock, elsewhere = tmp_path / "x.lock", tmp_path / "elsewhere"
    elsewhere.write_text("kept")
    {"link": lambda: lock.symlink_to(elsewhere), "folder": lock.mkdir, "pipe": lambda: os.mkfifo(lock)}[
        kind
    ]()
    with pytest.raises(Unusable) as refused, queue.turn(lock):
        pass
    assert refused.value.code == "lock_file"
    assert elsewhere.read_text() == "kept"
