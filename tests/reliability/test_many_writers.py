"""R1 and R2: eight processes write at once, and nothing fails, is lost or is done twice."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import crowd
import network as networks
import pytest

from repaircli.orders.tables import Contact, Order
from repaircli.platform.db import audit, system_tables
from repaircli.platform.db.migrations import runner
from repaircli.platform.db.session import opened

PROCESSES = 8
UPDATES = 200 if crowd.FULL else 60
ROUNDS = 5
THINKING = 0.001
"""Seconds between reading and writing: a machine with few cores would else let one process run through alone."""


def add_with_ours(path: str, times: int) -> tuple[int, float]:
    """Reads a number, adds one, writes it: how often that was acknowledged, and the longest wait in seconds."""
    worst = 0.0
    with opened(path) as database:
        for _ in range(times):
            began = time.perf_counter()
            with database.write() as tx:
                n = tx.settings["n"]
                time.sleep(THINKING)
                tx.set("n", n + 1)
            worst = max(worst, time.perf_counter() - began)
    return times, worst


def add_with_the_default_engine(path: str, times: int) -> tuple[int, float]:
    """The same by SQLAlchemy's default engine, as it is when nobody knows better."""
    from sqlalchemy import create_engine, text
    from sqlalchemy.exc import OperationalError

    engine, acknowledged = create_engine(f"sqlite:///{path}"), 0
    for _ in range(times):
        try:
            with engine.begin() as conn:
                n = int(conn.execute(text("SELECT value FROM settings WHERE key = 'n'")).scalar_one())
                time.sleep(THINKING)
                conn.execute(text("UPDATE settings SET value = :n WHERE key = 'n'"), {"n": str(n + 1)})
            acknowledged += 1
        except OperationalError:
            pass
    engine.dispose()
    return acknowledged, 0.0


def added(path: Path, work: Any) -> tuple[int, int]:
    """What eight processes were told they had added, and what is there."""
    database = runner.create(str(path), True, lambda tx: tx.set("n", 0))
    told = sum(count for count, _ in crowd.run(work, [(str(path), UPDATES)] * PROCESSES))
    with database.read() as tx:
        there = tx.settings["n"]
    database.close()
    return told, there


def test_no_update_is_lost_where_the_default_engine_loses_most(tmp_path: Path) -> None:
    told, there = added(tmp_path / "ours.db", add_with_ours)
    assert (told, there) == (PROCESSES * UPDATES, PROCESSES * UPDATES)
    told, there = added(tmp_path / "default.db", add_with_the_default_engine)
    assert told - there > told / 2, "void: the control loses too little, so the test above shows nothing"


def a_day_at_the_desk(path: str, number: int) -> list[crowd.Said]:
    """Twenty-five mixed commands: five orders each created, downloaded, called about, looked at and asked about."""
    said: list[crowd.Said] = []

    def run(who: str, *words: str) -> Any:
        said.append(crowd.command(path, who, *words))
        return json.loads(said[-1].out) if said[-1].exit in (0, 3) else {}

    for turn in range(ROUNDS):
        made = run(
            "agent",
            *("order", "create", "--service", "onsite", "--station", "000001", "--fault", "开机无显示"),
            *("--customer", f"用户{number}-{turn}", "--phone", "13800000001", "--address", "东城区一号"),
        )
        no = made.get("order_no", "?")
        run("co1", "order", "download", no)
        run("co1", "contact", "log", no, "--result", "no-answer", "--request-id", f"call-{number}-{turn}")
        run("co1", "order", "show", no)
        run("co1", "cancel", "check", no, "--reason", "unreachable")
    return said


def read_without_pause(path: str, until: int) -> list[crowd.Said]:
    """What a screen and a report do meanwhile, until there are `until` orders."""
    said: list[crowd.Said] = []
    orders: list[Any] = []
    while len(orders) < until and len(said) < 2_000:
        said.append(crowd.command(path, "admin", "order", "list", "--limit", "1000"))
        orders = json.loads(said[-1].out) if said[-1].exit == 0 else []
    return said


@pytest.fixture
def path(network: networks.Network) -> str:
    return str(network.path)


def test_eight_people_at_work_and_one_reader_all_get_their_answers(path: str) -> None:
    orders = PROCESSES * ROUNDS
    workers: list[tuple[Any, ...]] = [(a_day_at_the_desk, path, n) for n in range(PROCESSES)]
    found = crowd.run(_dispatch, [*workers, (read_without_pause, path, orders)])
    assert [
        s for said in found for s in said if s.exit not in (0, 3) or (s.exit == 3 and "check" not in s.words)
    ] == []
    assert [len(said) for said in found[:-1]] == [25] * PROCESSES
    with opened(path) as database:
        with database.read() as tx:
            rows = tx.find(Order)
            assert len({row.customer for row in rows}) == len(rows) == orders
            assert {row.status for row in rows} <= {"downloaded", "in_service"}
            contacts = tx.find(Contact)
            assert len({row.order_no for row in contacts}) == len(contacts) == orders
            assert len(tx.find(system_tables.operations, state="done")) == 3 * orders
        assert audit.verify(database).breaks == ()
    assert crowd.command(path, "admin", "db", "check").exit == 0


def _dispatch(work: Any, *args: Any) -> Any:
    return work(*args)
