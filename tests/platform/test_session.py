"""The session: the connection recipe, transactions, and what a person hears when the file cannot be used."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
import tools
from sqlalchemy import select

from repaircli.network.coverage_tables import Capacity
from repaircli.network.tables import Region, Station
from repaircli.platform.db.migrations import runner
from repaircli.platform.db.session import Database
from repaircli.platform.user_tables import User

NOW = datetime(2026, 6, 3, 9, 0, tzinfo=timezone(timedelta(hours=8)))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(runner.create(str(tmp_path / "repair.db"), training=True)) as database:
        yield database


def station(database: Database, no: str = "000001") -> None:
    with database.write() as tx:
        if tx.get(Region, name="华北区") is None:
            tx.insert(Region, name="华北区", created_at=NOW)
        tx.insert(Station, no=no, name="一站", region="华北区", areas=["110101"], created_at=NOW)


def test_rows_come_back_as_they_were_written(database: Database) -> None:
    station(database)
    with database.write() as tx:
        first = tx.insert(
            Capacity,
            station="000001",
            daily=12,
            from_day=date(2026, 6, 3),
            cause="routine",
            set_by="x",
            set_at=NOW,
        )
        second = tx.insert(
            Capacity,
            station="000001",
            daily=9,
            from_day=date(2026, 7, 1),
            cause="routine",
            set_by="x",
            set_at=NOW,
        )
    assert (first, second) == (1, 2)
    with database.read() as tx:
        row = tx.get(Station, no="000001")
        assert row is not None
        assert (row.areas, row.notebook, row.head, row.created_at) == (["110101"], False, None, NOW)
        assert row.created_at.tzinfo is UTC
        assert [c.daily for c in tx.find(Capacity, station="000001", order_by="-from_day")] == [9, 12]
        assert [c.id for c in tx.find(Capacity, to_day=None, id=[1, 7], limit=5)] == [1]
        assert tx.get(User, login="nobody") is None


def test_an_exception_undoes_the_transaction_and_a_savepoint_only_itself(database: Database) -> None:
    with pytest.raises(KeyError), database.write() as tx:
        tx.insert(Region, name="a", created_at=NOW)
        raise KeyError
    with database.write() as tx:
        tx.insert(Region, name="b", created_at=NOW)
        tx.set("kept", 1)
        with pytest.raises(KeyError), tx.savepoint():
            tx.insert(Region, name="c", created_at=NOW)
            tx.set("kept", 2)
            raise KeyError
        assert tx.settings["kept"] == 1
    with database.read() as tx:
        assert [r.name for r in tx.find(Region)] == ["b"]
        assert tx.settings == {"training": True, "kept": 1}
    assert database.training


@tools.on_unix
def test_an_interrupted_statement_gives_the_lock_back_while_its_traceback_lives(database: Database) -> None:
    me = threading.get_ident()
    try:
        with database.write() as tx:
            tx.insert(Region, name="华东区", created_at=NOW)
            threading.Timer(0.05, signal.pthread_kill, (me, signal.SIGINT)).start()
            tx.conn.exec_driver_sql(
                "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 1500000) "
                "INSERT INTO regions (name, created_at) SELECT x, '2026-06-03' FROM n WHERE x = -?",
                [(1,), (2,)],
            )
        pytest.fail("the signal came too late")
    except KeyboardInterrupt:
        began = time.monotonic()
        station(database)
        assert time.monotonic() - began < 5
    with database.read() as tx:
        assert [r.name for r in tx.find(Region)] == ["华北区"]


def test_databases_of_a_process_compile_a_statement_once(tmp_path: Path) -> None:
    compiled: list[str] = []
    for name in ("one.db", "two.db"):
        database = runner.create(str(tmp_path / name), True)
        with database.read() as tx:
            users = User.__table__
            found = tx.conn.execute(select(users.c.login).where(users.c.id > 0))
            compiled.append(str(found.context.cache_hit.name))
        database.close()
    assert compiled[1] == "CACHE_HIT"
