"""Migrations: a copy first, all or nothing, and never backwards."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import tools

from repaircli.network.tables import Region
from repaircli.platform.db import system_tables
from repaircli.platform.db.migrations import runner
from repaircli.platform.db.session import Database, opened
from repaircli.platform.errors import Unusable
from repaircli.rules.cancelling import statements
from repaircli.rules.orders.state import OrderState

AT = datetime(2026, 6, 3, 1, 2, 3, tzinfo=UTC)
Run = Callable[[str], object]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(
        runner.create(str(tmp_path / "repair.db"), training=True, genesis=lambda tx: tx.set("n", 0))
    ) as database:
        yield database


def next_step(monkeypatch: pytest.MonkeyPatch, *statements: str) -> None:
    def apply(run: Run, dialect: str) -> None:
        for statement in statements:
            run(statement)

    monkeypatch.setattr(runner, "STEPS", (*runner.STEPS, apply))
    monkeypatch.setattr(system_tables, "SCHEMA_VERSION", system_tables.SCHEMA_VERSION + 1)


@tools.on_unix
def test_an_older_database_is_copied_and_brought_up_to_date(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = system_tables.SCHEMA_VERSION
    next_step(monkeypatch, "ALTER TABLE regions ADD COLUMN note TEXT")
    with pytest.raises(Unusable, match="schema version"), database.read():
        pass
    done = runner.migrate(database, AT)
    assert database.path is not None
    assert (done.found, done.now) == (old, old + 1)
    assert done.backup == database.path.with_name(f"repair.db.bak-{old}-20260603T010203Z")
    assert done.backup.stat().st_mode & 0o777 == 0o600
    with sqlite3.connect(done.backup) as copy:
        assert copy.execute("PRAGMA user_version").fetchone() == (old,)
        assert copy.execute("SELECT value FROM settings WHERE key = 'n'").fetchone() == ("0",)
    copy.close()
    with database.write() as tx:
        tx.insert(Region, name="a", created_at=AT)
        assert tx.conn.exec_driver_sql("SELECT note FROM regions").all() == [(None,)]
        assert tx.conn.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_database_that_is_up_to_date_is_left_alone(database: Database) -> None:
    assert database.path is not None
    before = database.path.read_bytes()
    done = runner.migrate(database, AT)
    assert (done.found, done.backup) == (system_tables.SCHEMA_VERSION, None)
    assert database.path.read_bytes() == before
    assert not list(database.path.parent.glob("*.bak*"))


def test_a_step_that_fails_changes_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    old = system_tables.SCHEMA_VERSION
    with monkeypatch.context() as newer:
        next_step(
            newer, "ALTER TABLE regions ADD COLUMN note TEXT", "DROP TABLE settings", "SELECT nonsense FROM x"
        )
        with pytest.raises(Exception, match="no such table: x"):
            runner.migrate(database, AT)
    with database.read() as tx:
        assert database.version(tx.conn) == old
        assert tx.settings["n"] == 0
        assert "note" not in {r[1] for r in tx.conn.exec_driver_sql("PRAGMA table_info(regions)")}


def test_a_step_that_would_leave_rows_without_their_parents_is_undone(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.write() as tx:
        tx.insert(Region, name="a", created_at=AT)
        tx.conn.exec_driver_sql(
            "INSERT INTO stations (no, name, region, notebook, areas, closed, created_at)"
            " VALUES ('1', 'x', 'a', 0, '[]', 0, '2026-06-03T01:00:00Z')"
        )
    with monkeypatch.context() as newer:
        next_step(newer, "DELETE FROM regions")
        with pytest.raises(Unusable) as refused:
            runner.migrate(database, AT)
    assert refused.value.code == "references"
    with database.read() as tx:
        assert tx.get(Region, name="a") is not None


def test_a_newer_and_an_empty_database_cannot_be_migrated(database: Database, tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    with pytest.raises(Unusable) as refused, opened(str(tmp_path / "empty.db")) as empty:
        runner.migrate(empty, AT)
    assert refused.value.code == "no_database"
    assert database.path is not None
    with sqlite3.connect(database.path) as file:
        file.execute("PRAGMA user_version = 99")
    file.close()
    with pytest.raises(Unusable) as refused:
        runner.migrate(database, AT)
    assert refused.value.code == "too_new"


def test_step_4_keeps_the_violations_and_knows_one_more_kind() -> None:
    with closing(sqlite3.connect(":memory:")) as file:
        for step in runner.STEPS[:3]:
            step(file.execute, "sqlite")
        columns = "INSERT INTO violations (kind, station, order_no, at, recorded_by) VALUES"
        row = "'000001', 'R260603-0001', '2026-06-03T01:00:00Z', 'agent')"
        file.execute(f"{columns} ('phoned_800', {row}")
        runner.STEPS[3](file.execute, "sqlite")
        file.execute(f"{columns} ('unprinted', {row}")
        assert file.execute("SELECT id, kind FROM violations").fetchall() == [
            (1, "phoned_800"),
            (2, "unprinted"),
        ]


@pytest.mark.parametrize(
    ("order", "subject"),
    [
        ({"service": "onsite", "started_at": "2026-06-03T02:00:00Z"}, "plan"),
        ({"service": "carry-in", "paid_visit": 1, "started_at": "2026-06-03T02:00:00Z"}, "plan"),
        ({"service": "onsite", "started_at": "2026-06-05T02:00:00Z"}, "software-oow"),
        ({"service": "carry-in", "in_custody": 1}, "service"),
        ({"service": "carry-in", "arrived_at": "2026-06-03T02:00:00Z", "in_custody": 1}, "service"),
        (
            {
                "service": "carry-in",
                "arrived_at": "2026-06-03T02:00:00Z",
                "picked_up_at": "2026-06-05T02:00:00Z",
            },
            "service",
        ),
        (
            {
                "service": "carry-in",
                "arrived_at": "2026-06-03T02:00:00Z",
                "delivered_at": "2026-06-03T05:00:00Z",
            },
            "software-oow",
        ),
        ({"service": "onsite", "origin": "station"}, "plan"),
        ({"service": "carry-in", "origin": "station"}, "service"),
    ],
)
def test_step_4_gives_an_older_statement_the_subject_of_its_stage(
    order: dict[str, object], subject: str
) -> None:
    """The step, and the rule that gives an imported statement its subject, say the same."""
    values = {
        "order_no": "R1", "origin": "cc", "status": "in_service", "station": "000001", "region": "华北区",
        "paid_visit": 0, "proxy_report": 0, "customer": "x", "phones": "[]", "address": "x", "fault": "x",
        "t1": "2026-06-03T01:00:00Z", "late_contact": 0, "in_custody": 0, "must_deliver_back": 0,
        "parts_issued": 0, "created_at": "2026-06-03T01:00:00Z", "compensation_fund": 0, **order,
    }  # fmt: skip
    with closing(sqlite3.connect(":memory:")) as file:
        for step in runner.STEPS[:3]:
            step(file.execute, "sqlite")
        marks = ", ".join("?" * len(values))
        file.execute(f"INSERT INTO orders ({', '.join(values)}) VALUES ({marks})", list(values.values()))
        file.execute(
            "INSERT INTO forms (order_no, station, region, proposal, refusal, submitted_by, submitted_at, state)"
            " VALUES ('R1', '000001', '华北区', 'p', 'r', 'co1', '2026-06-04T01:00:00Z', 'agreed')"
        )
        runner.STEPS[3](file.execute, "sqlite")
        assert file.execute("SELECT subject, state FROM forms").fetchall() == [(subject, "agreed")]
        file.execute("UPDATE forms SET state = 'withdrawn'")
    moments = {k: datetime.fromisoformat(str(v)) for k, v in order.items() if k.endswith("_at")}
    state = OrderState(
        "R1",
        str(order.get("origin", "cc")),
        str(order["service"]),
        "in_service",
        t1=datetime(2026, 6, 3, 1, tzinfo=UTC),
        now=datetime(2026, 6, 9, 1, tzinfo=UTC),
        paid_visit=bool(order.get("paid_visit")),
        in_custody=bool(order.get("in_custody")),
        **moments,
    )
    assert statements.usual(state, datetime(2026, 6, 4, 1, tzinfo=UTC)) == subject


def test_step_4_gives_numbers_their_one_form_and_finds_those_that_an_order_had() -> None:
    with closing(sqlite3.connect(":memory:")) as file:
        for step in runner.STEPS[:3]:
            step(file.execute, "sqlite")
        _old_order(
            file,
            "A1",
            phones='["010-88880063","13800000056,13800000057"]',
            caller_no="13800000058/13800000059",
        )
        _old_order(file, "A2", phones='["138 0000 0002"]')
        _old_order(file, "A3", phones='["13800000003"]')
        _old_order(file, "A4", phones='["不知 1"]')
        for seq, role, before, after in (
            (
                1,
                "coordinator",
                '{"phones":["13800000001"],"fault":"x"}',
                '{"phones":["13800000002"],"fault":"y"}',
            ),
            (2, "agent", '{"phones":["13800000002"]}', '{"phones":["138 0000 0002"]}'),
            (3, "coordinator", '{"caller_no":"13900000009"}', '{"caller_no":null}'),
        ):
            file.execute(
                "INSERT INTO audit (seq, prev, hash, at, who, role, command, what, order_no, before, after)"
                " VALUES (?, ?, ?, ?, 'w', ?, 'order edit', 'order.edited', 'A2', ?, ?)",
                (seq, str(seq) * 64, str(seq + 1) * 64, f"2026-06-0{seq}T01:00:00Z", role, before, after),
            )
        for number in ("010-88880063", "13800000056,13800000057"):
            file.execute(
                "INSERT INTO contacts (order_no, at, recorded_at, result, number, recorded_by, late)"
                " VALUES ('A1', '2026-06-03T01:00:00Z', '2026-06-03T01:00:00Z', 'number-invalid', ?, 'w', 0)",
                (number,),
            )
        runner.STEPS[3](file.execute, "sqlite")
        orders = {
            no: (json.loads(phones), caller, json.loads(history or "[]"))
            for no, phones, caller, history in file.execute(
                "SELECT order_no, phones, caller_no, number_history FROM orders"
            )
        }
        assert orders["A1"][:2] == (
            ["01088880063", "13800000056", "13800000057", "13800000059"],
            "13800000058",
        )
        assert [(e["number"], e["typed"]) for e in orders["A1"][2]] == [("01088880063", "010-88880063")]
        ended = {"ended_by": "w", "ended_role": "coordinator"}
        first = {"since": "2026-05-31T01:00:00Z", "by": None, "role": None}
        assert orders["A2"] == (
            ["13800000002"],
            None,
            [
                {"number": "13800000001", "typed": "13800000001", **first, "until": "2026-06-01T01:00:00Z", **ended},
                {"number": "13800000002", "typed": "13800000002", "since": "2026-06-01T01:00:00Z", "by": "w", "role": "coordinator"},
                {"number": "13900000009", "typed": "13900000009", **first, "until": "2026-06-03T01:00:00Z", **ended},
            ],
        )  # fmt: skip
        assert orders["A3"] == (["13800000003"], None, [])
        assert orders["A4"] == (["不知 1"], None, [])
        assert [row[0] for row in file.execute("SELECT number FROM contacts ORDER BY id")] == [
            "01088880063",
            "13800000056,13800000057",
        ]


def _old_order(file: sqlite3.Connection, no: str, *, phones: str, caller_no: str | None = None) -> None:
    values = {
        "order_no": no, "origin": "cc", "service": "onsite", "status": "downloaded", "station": "1", "region": "a",
        "paid_visit": 0, "compensation_fund": 0, "proxy_report": 0, "customer": "c", "phones": phones,
        "caller_no": caller_no, "address": "d", "fault": "f", "t1": "2026-05-31T01:00:00Z", "late_contact": 0,
        "in_custody": 0, "must_deliver_back": 0, "parts_issued": 0, "created_at": "2026-05-31T01:00:00Z",
    }  # fmt: skip
    file.execute(
        f"INSERT INTO orders ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})",
        list(values.values()),
    )


def test_step_4_takes_back_years_that_a_few_days_had_covered() -> None:
    with closing(sqlite3.connect(":memory:")) as file:
        for step in runner.STEPS[:3]:
            step(file.execute, "sqlite")
        days = [(f"2027-05-{n:02}", 0) for n in range(1, 11)] + [("2028-01-01", 0), ("2028-01-08", 1)]
        file.executemany("INSERT INTO calendar_days (day, working, source) VALUES (?, ?, 'x')", days)
        file.execute("INSERT INTO calendar_years VALUES (2027, 1, 'x'), (2028, 1, 'x'), (2026, 0, 'drop')")
        runner.STEPS[3](file.execute, "sqlite")
        assert file.execute("SELECT year FROM calendar_years ORDER BY year").fetchall() == [(2026,), (2027,)]
