"""R9: a command that was killed and is run again under the same request id is done exactly once."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from pathlib import Path

import crowd
import network as networks
import pytest

from repaircli.orders.tables import Contact, Order
from repaircli.platform.db import audit, operations
from repaircli.platform.db.session import opened

ROUNDS = 150 if crowd.FULL else 40

CREATE = (
    *("order", "create", "--service", "onsite", "--station", "000001", "--fault", "开机无显示"),
    *("--customer", "张三", "--phone", "13800000001", "--address", "东城区一号"),
)


def started(path: str, who: str | None, words: tuple[str, ...]) -> int:
    """Runs the command in a child, which has everything imported already; its process id."""
    child = os.fork()
    if child == 0:
        try:
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
    assert (shown["command"], shown["state"], shown["exit"]) == ("order create", "done", 0)
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
