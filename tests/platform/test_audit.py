"""The audit chain: what it holds, and which tampering it finds."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import tools
from sqlalchemy.exc import IntegrityError

from repaircli.network.scope import Bounds
from repaircli.orders import queries
from repaircli.platform.db import audit, system_tables
from repaircli.platform.db.audit import Break, Event, Head
from repaircli.platform.db.migrations import runner
from repaircli.platform.db.session import Database, Tx
from repaircli.system import audit_queries

AT = datetime(2026, 6, 3, 1, 0, tzinfo=UTC)


def event(n: int, order_no: str | None = "R1") -> Event:
    return Event(
        AT, "zhang", "liaison", "cancel approve", "approved", order_no, '{"n":1}', f'{{"n":{n}}}', f"key-{n}"
    )


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(runner.create(str(tmp_path / "repair.db"), training=True)) as database:
        with database.write() as tx:
            audit.append(tx, [event(1), event(2, "R2"), event(3, None)])
            audit.append(tx, [event(4)])
        with database.write() as tx:
            audit.append(tx, [event(n) for n in range(5, 9)])
        yield database


def tampered(database: Database, *ways: Callable[[sqlite3.Connection], None]) -> None:
    assert database.path is not None
    with closing(sqlite3.connect(database.path, isolation_level=None)) as file:
        tools.keep_journal(file)
        for way in ways:
            way(file)


def rechained(file: sqlite3.Connection, first: int) -> None:
    """What a forger with the source code does: hashes everything from `first` on anew."""
    prev = file.execute("SELECT hash FROM audit WHERE seq = ?", (first - 1,)).fetchone()
    prev = prev[0] if prev else audit.GENESIS
    rows = file.execute(
        "SELECT seq, prev, at, who, role, command, what, order_no, before, after, request_id FROM audit"
        " WHERE seq >= ? ORDER BY seq",
        (first,),
    ).fetchall()
    for row in rows:
        fields = [row[0], prev, *row[2:]]
        new = audit._hash(fields)
        file.execute("UPDATE audit SET prev = ?, hash = ? WHERE seq = ?", (prev, new, row[0]))
        prev = new


def test_a_chain_that_nobody_touched_holds_and_ends_where_the_head_says(database: Database) -> None:
    found = audit.verify(database)
    assert (found.events, found.breaks) == (8, ())
    with database.read() as tx:
        assert found.head == audit.head(tx)
        assert audit.count(tx) == 8
    assert audit.verify(database, found.head).breaks == ()
    assert audit.verify(database, Head(0, audit.GENESIS)).breaks == ()


def test_a_reader_gets_his_orders_events_and_his_own_and_pages_through_them(database: Database) -> None:
    everything, nothing = Bounds(everywhere=True), Bounds(station="000009")
    with database.read() as tx:
        assert [e.seq for e in queries.of_order(tx, "R1")] == [1, 4, 5, 6, 7, 8]
        assert [e.seq for e in audit_queries.events(tx, everything, "x", limit=2)] == [7, 8]
        assert [e.seq for e in audit_queries.events(tx, everything, "x", after=2, limit=3)] == [3, 4, 5]
        assert audit_queries.events(tx, everything, "x", who="wang") == []
        assert len(audit_queries.events(tx, everything, "x", since=AT, until=AT)) == 8
        assert audit_queries.events(tx, everything, "x", since=AT + timedelta(seconds=1)) == []
        assert audit_queries.events(tx, nothing, "x") == []
        assert len(audit_queries.events(tx, nothing, "zhang")) == 8
        first = queries.of_order(tx, "R2")[0]
    assert (first.who, first.role, first.at, first.after) == ("zhang", "liaison", AT, '{"n":2}')


def drop_last(file: sqlite3.Connection) -> None:
    file.execute("DELETE FROM audit WHERE seq = 8")


def rewrite_field(file: sqlite3.Connection) -> None:
    file.execute("UPDATE audit SET who = 'wang' WHERE seq = 4")


def drop_middle(file: sqlite3.Connection) -> None:
    file.execute("DELETE FROM audit WHERE seq = 4")


def swap_contents(file: sqlite3.Connection) -> None:
    file.execute(
        "UPDATE audit SET after = CASE seq WHEN 5 THEN '{\"n\":6}' ELSE '{\"n\":5}' END WHERE seq IN (5, 6)"
    )


def renumber_after_drop(file: sqlite3.Connection) -> None:
    file.execute("DELETE FROM audit WHERE seq = 4")
    for seq in range(5, 9):
        file.execute("UPDATE audit SET seq = ? WHERE seq = ?", (seq - 1, seq))


def drop_and_rechain(file: sqlite3.Connection) -> None:
    renumber_after_drop(file)
    rechained(file, 4)


def rewrite_and_rechain(file: sqlite3.Connection) -> None:
    rewrite_field(file)
    rechained(file, 4)


BY_THE_CHAIN = (rewrite_field, drop_middle, swap_contents, renumber_after_drop)
BY_THE_HEAD = (drop_last, drop_and_rechain, rewrite_and_rechain)


@pytest.mark.parametrize("tamper", BY_THE_CHAIN + BY_THE_HEAD, ids=lambda f: f.__name__)
def test_every_tampering_is_found_with_the_head_kept_elsewhere(
    database: Database, tamper: Callable[[sqlite3.Connection], None]
) -> None:
    kept = audit.verify(database).head
    tampered(database, tamper)
    assert bool(audit.verify(database).breaks) is (tamper in BY_THE_CHAIN)
    assert audit.verify(database, kept).breaks


def test_a_break_names_the_event(database: Database) -> None:
    tampered(database, rewrite_field)
    assert audit.verify(database).breaks == (Break(4, "changed"),)
    tampered(database, drop_last)
    assert Break(7, "head") in audit.verify(database, Head(7, "0" * 64)).breaks


def test_no_event_can_have_two_successors(database: Database) -> None:
    with database.read() as tx:
        second = tx.get(system_tables.audit, seq=2)
    assert second is not None
    with pytest.raises(IntegrityError, match=r"audit\.prev"), database.write() as tx:
        tx.insert(system_tables.audit, **{**second._mapping, "seq": 9, "hash": "f" * 64})


def test_a_savepoint_that_is_undone_takes_its_events_and_leaves_the_chain_whole(database: Database) -> None:
    def refused(tx: Tx) -> None:
        with tx.savepoint():
            audit.append(tx, [event(90)])
            raise KeyError

    with database.write() as tx:
        audit.append(tx, [event(9)])
        with pytest.raises(KeyError):
            refused(tx)
        audit.append(tx, [event(10)])
    found = audit.verify(database)
    assert (found.events, found.breaks) == (10, ())


def test_text_that_only_looks_like_a_field_boundary_changes_the_hash() -> None:
    one = audit._hash([1, audit.GENESIS, "t", 'a","b', None])
    two = audit._hash([1, audit.GENESIS, "t", "a", "b", None])
    assert one != two
