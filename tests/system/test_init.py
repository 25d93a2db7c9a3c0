"""A new database: once, whole, for its owner alone."""

from __future__ import annotations

import os
import sqlite3
import stat
from pathlib import Path

import tools
from network import Network

from repaircli.platform.db.migrations import runner


def fresh(tmp_path: Path) -> Network:
    return Network(tmp_path / "new" / "repair.db")


def test_a_training_database_has_the_identity_admin(tmp_path: Path) -> None:
    network = fresh(tmp_path)
    made = network.run(None, "init --training").data
    assert made == {"database": str(network.path), "training": True, "admin": "admin", "sample": None}
    me = network.ok("admin", "whoami")
    assert (me["login"], me["roles"], me["training"]) == ("admin", ["admin"], True)
    assert [e["what"] for e in network.ok("admin", "audit log")] == ["database.made", "user.added"]


@tools.on_unix
def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    network = fresh(tmp_path)
    network.run(None, "init --training")
    assert stat.S_IMODE(os.stat(network.path).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(network.path.parent).st_mode) == 0o700


def test_a_database_is_made_once(tmp_path: Path) -> None:
    network = fresh(tmp_path)
    assert network.run(None, "init --training").exit == 0
    assert network.run(None, "init --training").exit == 3
    assert len(network.ok("admin", "user list")) == 1


def test_the_same_request_id_gives_the_first_answer(tmp_path: Path) -> None:
    network = fresh(tmp_path)
    first = network.run(None, "init --training --request-id once")
    again = network.run(None, "init --training --request-id once")
    assert (first.exit, again.exit) == (0, 0)
    assert again.data == first.data


def test_an_init_that_was_interrupted_is_finished_by_the_next_one(tmp_path: Path) -> None:
    network = fresh(tmp_path)
    runner.create(str(network.path), True).close()
    assert network.run("admin", "whoami").exit == 4
    assert network.run(None, "init --training").exit == 0
    assert network.ok("admin", "whoami")["login"] == "admin"


def test_a_half_made_training_database_does_not_become_a_real_one(tmp_path: Path) -> None:
    network = fresh(tmp_path)
    runner.create(str(network.path), True).close()
    assert network.run(None, "init").exit == 3
    assert network.run("admin", "whoami").exit == 4


def test_the_clock_cannot_be_moved_in_a_real_database(tmp_path: Path) -> None:
    network = fresh(tmp_path)
    runner.create(str(network.path), False).close()
    assert network.run(None, "init").exit == 4


def test_a_file_of_another_program_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE t (x)")
    other.close()
    before = path.read_bytes()
    assert Network(path).run(None, "init --training").exit in (3, 8)
    assert path.read_bytes() == before


def test_init_needs_no_identity_even_where_one_is_set(tmp_path: Path) -> None:
    network = fresh(tmp_path)
    assert network.run("admin", "init --training --role admin").exit == 0
    assert network.ok("admin", "whoami")["login"] == "admin"
