"""R9: a command that was killed and is run again under the same request id is done exactly once."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import crowd
import network as networks
import pytest
import test_four_liaisons as liaisons

from repaircli.cancelling import write
from repaircli.cancelling.tables import CancelRequest
from repaircli.network.scope import Bounds
from repaircli.orders.tables import Contact, Order
from repaircli.platform.db import audit, operations
from repaircli.platform.db.session import opened
from repaircli.platform.notice_tables import Notification
from repaircli.system import audit_queries

ROUNDS = 150 if crowd.FULL else 40

CREATE = (
    *("order", "create", "--service", "onsite", "--station", "000001", "--fault", "开机无显示"),
    *("--customer", "张三", "--phone", "13800000001", "--address", "东城区一号"),
)


def started(
    path: str, who: str | None, words: tuple[str, ...], prepare: Callable[[], object] = lambda: None
) -> int:
    """Runs the command in a child, which has everything imported already; its process id.

    `prepare` is done in the child before.
    """
    child = os.fork()
    if child == 0:
        try:
            prepare()
            crowd.command(path, who, *words)
        finally:
            os._exit(0)
    return child


def killed(path: str, who: str | None, words: tuple[str, ...], after: float) -> None:
    """Runs the command in a child and kills it `after` seconds, wherever it then is."""
    child = started(path, who, words)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def killed_while_writing(path: str, who: str, words: tuple[str, ...], turn: int) -> int:
    """Kills the command after it has written decisions for the time `turn`, before they are committed; how it ended."""

    def prepare() -> None:
        apply, left = write.apply, [turn]

        def applied(*given: Any) -> None:
            apply(*given)
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)

        write.apply = applied

    _, status = os.waitpid(started(path, who, words, prepare), 0)
    return os.waitstatus_to_exitcode(status)


def seconds(path: str, who: str | None, words: tuple[str, ...]) -> float:
    """How long the command takes in a child that nobody kills."""
    began = time.perf_counter()
    os.waitpid(started(path, who, words), 0)
    return time.perf_counter() - began


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_killed_and_run_again_each_is_done_exactly_once(network: networks.Network) -> None:
    path, chance = str(network.path), random.Random(9)
    no = json.loads(crowd.command(path, "agent", *CREATE).out)["order_no"]
    crowd.command(path, "co1", "order", "download", no)
    usual = seconds(path, "agent", CREATE)
    committed = 0
    for turn in range(ROUNDS):
        key = ("--request-id", f"key-{turn}")
        calls = ("contact", "log", no, "--result", "no-answer", "--number", "13800000001", *key)
        who, words = ("agent", (*CREATE, *key)) if turn % 2 else ("co1", calls)
        killed(path, who, words, chance.uniform(0, 1.3 * usual))
        with opened(path) as database, database.read() as tx:
            there = operations.find(tx, f"key-{turn}") is not None
            committed += there
        first = crowd.command(path, who, *words)
        second = crowd.command(path, who, *words)
        assert (first.exit, second.exit, first.out) == (0, 0, second.out), (first, second)
    assert 0 < committed < ROUNDS, "void: every kill came before, or every one after, the commit"
    with opened(path) as database:
        with database.read() as tx:
            assert len(tx.find(Contact)) == ROUNDS // 2
            assert len(tx.find(Order)) == 2 + ROUNDS // 2
        assert audit.verify(database).breaks == ()
    assert crowd.command(path, "admin", "db", "check").exit == 0


def test_the_same_id_for_something_else_or_by_somebody_else_is_refused(network: networks.Network) -> None:
    path, key = str(network.path), ("--request-id", "k")
    assert crowd.command(path, "agent", *CREATE, *key).exit == 0
    assert crowd.command(path, "agent", *CREATE, "--model", "X", *key).exit == 3
    assert crowd.command(path, "cisd", *CREATE, *key).exit == 3
    with network.tx() as tx:
        assert len(tx.find(Order)) == 1
    shown = json.loads(crowd.command(path, "agent", "op", "show", "k").out)
    assert (shown["command"], shown["status"], shown["exit"]) == ("order create", "done", 0)
    assert crowd.command(path, "cisd", "op", "show", "k").exit == 4
    assert crowd.command(path, "agent", "op", "show", "other").exit == 5


def test_a_killed_init_can_be_run_again(tmp_path: Path) -> None:
    chance = random.Random(9)
    usual = seconds(str(tmp_path / "usual.db"), None, ("init", "--training"))
    for turn in range(12):
        path = tmp_path / f"{turn}.db"
        killed(str(path), None, ("init", "--training"), chance.uniform(0, usual))
        again = crowd.command(str(path), None, "init", "--training")
        assert again.exit in (0, 3), again
        assert crowd.command(str(path), None, "db", "check").exit == 0


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
@pytest.mark.parametrize(
    ("who", "words", "events"),
    [
        ("north", "approve --all", {"approved"}),
        ("north", "reject --all --why 请继续维修", {"rejected"}),
        ("co1", "withdraw --all", {"withdrawn"}),
        ("north", "approve --apply {plan}", {"approved", "rejected"}),
    ],
)
def test_a_batch_that_is_killed_between_and_within_chunks_decides_each_request_once(
    network: networks.Network, tmp_path: Path, who: str, words: str, events: set[str]
) -> None:
    path, plan = str(network.path), tmp_path / "plan.csv"
    with network.writing() as tx:
        liaisons.waiting(tx)
    assert crowd.command(path, "north", "cancel", "approve", "--all", "--plan", str(plan)).exit == 0
    lines = plan.read_text(encoding="utf-8-sig").splitlines()
    lines[2::2] = [line.replace(",approve,,", ",reject,请继续维修,") for line in lines[2::2]]
    plan.write_text("\n".join(lines), encoding="utf-8")
    command = ("cancel", *words.format(plan=plan).split(), "--request-id", "k")
    for turn in (1, 1 + len(events)):
        # in the first chunk, of which nothing stays, and after its commit in the second
        assert killed_while_writing(path, who, command, turn) == -signal.SIGKILL
        with network.tx() as tx:
            done = sum(row.status != "pending" for row in tx.find(CancelRequest))
            running = operations.find(tx, "k")
        assert done == (0 if turn == 1 else 500)
        assert running is not None and running.state == "running"
    first, second = (crowd.command(path, who, *command) for _ in range(2))
    assert (first.exit, second.out) == (0, first.out), first
    results = json.loads(first.out)["results"]
    asked = list(range(1, liaisons.REQUESTS + 1))
    assert [r["id"] for r in results] == asked and not any(r["already"] for r in results)
    assert {r["status"] for r in results} == events
    with opened(path) as database:
        with database.read() as tx:
            found = [
                e
                for e in audit_queries.events(tx, Bounds(everywhere=True), "")
                if e.what.startswith("cancel.")
            ]
            by_status = {row.order_no: f"cancel.{row.status}" for row in tx.find(CancelRequest)}
            told = Counter(row.order_no for row in tx.find(Notification))
        assert Counter((e.order_no, e.what) for e in found) == Counter(by_status.items())
        assert set(told.values()) <= {1}
        assert audit.verify(database).breaks == ()
