"""Databases that stay open from one command to the next."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

import pytest
import tools

from repaircli.platform.db import session
from repaircli.platform.db.migrations import runner
from repaircli.platform.errors import Unusable


def made(path: Path, name: str) -> str:
    runner.create(str(path), True, lambda tx: tx.set("name", name)).close()
    return str(path)


def name_of(target: str) -> str:
    with session.opened(target) as database, database.read() as tx:
        return str(tx.settings["name"])


def held(path: Path) -> int:
    """How often this process holds the file open."""
    return sum(os.path.realpath(f"/proc/self/fd/{fd}") == str(path) for fd in os.listdir("/proc/self/fd"))


def test_a_database_is_opened_once_and_closed_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    target = made(path, "a")
    with session.opened(target) as alone:
        assert name_of(target) == "a"
    assert held(path) == 0
    with session.kept():
        with session.opened(target) as first:
            assert name_of(target) == "a"
        with session.opened(os.path.relpath(target)) as second:
            assert second is first and first is not alone
        assert held(path) == 1
    assert held(path) == 0


def test_two_databases_are_kept_apart(tmp_path: Path) -> None:
    a, b = made(tmp_path / "a.db", "a"), made(tmp_path / "b.db", "b")
    with session.kept():
        assert [name_of(t) for t in (a, b, a, b)] == ["a", "b", "a", "b"]


@tools.on_unix
def test_a_file_that_took_the_place_of_a_kept_one_is_opened_anew(tmp_path: Path) -> None:
    a, b = made(tmp_path / "a.db", "a"), made(tmp_path / "b.db", "b")
    with session.kept():
        assert name_of(a) == "a"
        os.replace(b, a)
        assert name_of(a) == "b"
        os.unlink(a)
        with pytest.raises(Unusable):
            name_of(a)


def test_a_kept_database_holds_no_lock_between_two_commands(tmp_path: Path) -> None:
    target = made(tmp_path / "a.db", "a")
    with session.kept():
        assert name_of(target) == "a"
        with session.opened(target) as database, database.write() as tx:
            tx.set("name", "ours")
        other = sqlite3.connect(target, timeout=0)
        tools.keep_journal(other)
        other.execute("UPDATE settings SET value = '\"theirs\"' WHERE key = 'name'")
        other.commit()
        other.close()
        assert name_of(target) == "theirs"


def test_a_copy_of_a_kept_database_is_another_one(tmp_path: Path) -> None:
    target = made(tmp_path / "a.db", "a")
    with session.kept():
        assert name_of(target) == "a"
        copy = shutil.copyfile(target, tmp_path / "copy.db")
        with session.opened(str(copy)) as database, database.write() as tx:
            tx.set("name", "copy")
        assert (name_of(target), name_of(str(copy))) == ("a", "copy")
