"""How long a writer waits among eight, and how long the walk over the audit chain takes."""

from __future__ import annotations

import multiprocessing
import sys
import tempfile
import time
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from measure import Ratio, show

from repaircli.platform.db import audit
from repaircli.platform.db.migrations import runner
from repaircli.platform.db.session import Database

PROCESSES, UPDATES = 8, 200
EVENTS = 100_000
AT_MOST = 1.0
"""Seconds, for either (reliability R2 and R16)."""


def measured() -> list[Ratio]:
    """Eight processes that each read, add one and write 200 times; then a chain of 100,000 events, verified."""
    with tempfile.TemporaryDirectory() as folder:
        return [_longest_wait(Path(folder) / "queue.db"), _walk(Path(folder) / "chain.db")]


def _longest_wait(path: Path) -> Ratio:
    runner.create(str(path), True, lambda tx: tx.set("n", 0)).close()
    context = multiprocessing.get_context("spawn")
    start, answers = context.Barrier(PROCESSES), context.Queue()
    writers = [context.Process(target=_add, args=(start, answers, str(path))) for _ in range(PROCESSES)]
    for writer in writers:
        writer.start()
    waits: list[float] = sorted(wait for _ in writers for wait in answers.get(timeout=300))
    for writer in writers:
        writer.join()
    with Database.open(str(path)).read() as tx:
        lost = len(waits) - int(tx.settings["n"])
    if lost:
        raise RuntimeError(f"{lost} of {len(waits)} updates were lost")
    told = f"median {waits[len(waits) // 2] * 1000:.0f} ms, longest {waits[-1] * 1000:.0f} ms, none lost"
    return Ratio(f"{PROCESSES} x {UPDATES} updates, longest wait", "1 s", waits[-1], AT_MOST, told)


def _add(start: Barrier, answers: Any, path: str) -> None:
    database, waits = Database.open(path), []
    start.wait()
    for _ in range(UPDATES):
        began = time.perf_counter()
        with database.write() as tx:
            tx.set("n", tx.settings["n"] + 1)
        waits.append(time.perf_counter() - began)
    answers.put(waits)


def _walk(path: Path) -> Ratio:
    at = datetime(2026, 6, 3, tzinfo=UTC)
    event = audit.Event(
        at,
        "li",
        "liaison",
        "cancel approve",
        "approved",
        "R260603-0001",
        '{"status":"in_service"}',
        '{"status":"x"}',
    )

    def fill(tx: Any) -> None:
        for _ in range(EVENTS // 5_000):
            audit.append(tx, [event] * 5_000)

    database = runner.create(str(path), True, fill)
    began = time.perf_counter()
    found = audit.verify(database)
    took = time.perf_counter() - began
    if found.breaks or found.events != EVENTS:
        raise RuntimeError(f"the chain does not hold: {found.breaks}")
    return Ratio(f"audit verify, {EVENTS:,} events", "1 s", took, AT_MOST, f"{took * 1000:.0f} ms")


if __name__ == "__main__":
    sys.exit(0 if show(measured()) else 1)
