"""A thousand write-backs in one `batch`, against the bare writing of the same rows with a commit for each."""

from __future__ import annotations

import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import approving
import dataset
from measure import REPAIRCLI, Command, Ratio, once, show

from repaircli.orders.tables import Order
from repaircli.platform.db.session import Database

ORDERS, LINES, BAR, ROUNDS = 20_000, 1_000, 4.0, 5
_FORMATS = ("table", "json")

Change = list[tuple[str, Sequence[tuple[Any, ...]]]]
"""What one write-back writes: statements, each with its rows."""


def measured() -> list[Ratio]:
    """`batch` of a thousand lines and one, less `batch` of that one line, which is its start-up."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _make(folder)
        _batch(folder, LINES, "json")
        changes = list(_one_by_one(folder / "before.db", folder / "copy.db"))
        found: dict[str, list[float]] = {name: [] for name in (*_FORMATS, "sqlite3")}
        for _ in range(ROUNDS):
            for form in _FORMATS:
                found[form].append(_batch(folder, LINES + 1, form) - _batch(folder, 1, form))
            found["sqlite3"].append(_write(folder, changes))
    return [_ratio(form, found[form], found["sqlite3"]) for form in _FORMATS]


def _ratio(form: str, ours: list[float], base: list[float]) -> Ratio:
    value = statistics.median(a / b for a, b in zip(ours, base, strict=True))
    each, other = (statistics.median(seconds) / LINES * 1000 for seconds in (ours, base))
    told = f"{each:.1f} ms a line against {other:.1f} ms"
    return Ratio(f"batch of {LINES:,} write-backs, as {form}", "sqlite3, same rows", value, BAR, told)


def _make(folder: Path) -> None:
    dataset.make(folder / "before.db", ORDERS)
    database = Database.open(str(folder / "before.db"))
    with database.write() as tx:
        tx.insert_many(Order, [dataset.open_order(f"X-{i:04d}") for i in range(LINES + 1)])
    database.close()
    for many in (1, LINES, LINES + 1):
        lines = [f"order writeback-t3 X-{i:04d} --at '2026-06-11 10:00'\n" for i in range(many)]
        (folder / f"{many}.txt").write_text("".join(lines))


def _batch(folder: Path, many: int, form: str) -> float:
    """Seconds that so many lines take, on a fresh copy."""
    copy = folder / "copy.db"
    shutil.copyfile(folder / "before.db", copy)
    command = Command([], dataset.environment(copy))
    argv = [REPAIRCLI, "batch", str(folder / f"{many}.txt"), "--as", "eng", "-f", form]
    return once(argv, command, str(folder)).wall


def _one_by_one(before: Path, after: Path) -> Iterator[Change]:
    """What each write-back has written, as far as it can be told: an even share of the rows of each statement."""
    writes = [(s, rows, len(rows) // LINES) for s, rows in approving._difference(before, after)]
    if any(len(rows) != share * LINES for _, rows, share in writes):
        raise RuntimeError("the write-backs did not all write the same")
    for i in range(LINES):
        yield [(s, rows[i * share : (i + 1) * share]) for s, rows, share in writes]


def _write(folder: Path, changes: Sequence[Change]) -> float:
    """Seconds that the changes take with the plain module, each committed durably, in the mode of the command."""
    copy = folder / "copy.db"
    shutil.copyfile(folder / "before.db", copy)
    db = sqlite3.connect(copy, isolation_level=None)
    db.execute("PRAGMA synchronous=FULL")
    if db.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        db.execute("PRAGMA journal_mode=TRUNCATE")
    began = time.perf_counter()
    for change in changes:
        db.execute("BEGIN IMMEDIATE")
        for statement, rows in change:
            for row in rows:
                db.execute(statement, row)
        db.execute("COMMIT")
    took = time.perf_counter() - began
    db.close()
    return took


if __name__ == "__main__":
    sys.exit(0 if show(measured()) else 1)
