"""Approving thousands of requests in one command, against the bare writing of the rows that come of it."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dataset
from measure import Ratio, show

from repaircli import cli

SIZES = {3_000: 7, 10_000: 3}
"""How many requests, and how often that is measured."""
BAR = 10.0

Write = tuple[str, list[tuple[Any, ...]]]


def measured() -> list[Ratio]:
    """Every size, in a list and as JSON."""
    return [ratio for requests, rounds in SIZES.items() for ratio in _measured(requests, rounds)]


def _measured(requests: int, rounds: int) -> list[Ratio]:
    """One command in this process, start-up done before, against `sqlite3` in one transaction, in turn."""
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder) / "before.db", Path(folder) / "after.db"
        dataset.make_requests(before, requests)
        shutil.copyfile(before, after)
        _approve(after, "table")
        writes = list(_difference(before, after))
        rows = sum(len(values) for _, values in writes)
        found: dict[str, list[float]] = {"table": [], "json": [], "sqlite3": []}
        for _ in range(rounds):
            for name, seconds in found.items():
                copy = Path(folder) / "copy.db"
                shutil.copyfile(before, copy)
                began = time.perf_counter()
                if name == "sqlite3":
                    _write(copy, writes)
                else:
                    _approve(copy, name)
                seconds.append(time.perf_counter() - began)
    return [
        _ratio(f"approving {requests:,}, as {name}", found[name], found["sqlite3"], rows)
        for name in ("table", "json")
    ]


def _ratio(name: str, ours: list[float], base: list[float], rows: int) -> Ratio:
    value = statistics.median(a / b for a, b in zip(ours, base, strict=True))
    told = (
        f"{statistics.median(ours):.2f} s against {statistics.median(base) * 1000:.0f} ms for {rows:,} rows"
    )
    return Ratio(name, "sqlite3, same rows", value, BAR, told)


def _approve(path: Path, form: str) -> None:
    os.environ.update(dataset.environment(path))
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as told:
        code = cli.main(["cancel", "approve", "--all", "--as", "li", "--format", form])
    if code != 0:
        raise RuntimeError(f"exit {code}: {told.getvalue()}")


def _write(path: Path, writes: list[Write]) -> None:
    db = sqlite3.connect(path, isolation_level=None)
    # as durable as what it is compared with
    db.execute("PRAGMA synchronous=FULL")
    db.execute("PRAGMA journal_mode=TRUNCATE")
    db.execute("BEGIN IMMEDIATE")
    for statement, values in writes:
        db.executemany(statement, values)
    db.execute("COMMIT")
    db.close()


def _difference(before: Path, after: Path) -> Iterator[Write]:
    """The statements, each with its rows, that make `before` hold what `after` holds."""
    old, new = sqlite3.connect(before), sqlite3.connect(after)
    tables = [name for (name,) in new.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        if table.startswith("sqlite_"):
            continue
        columns, keys = _shape(new, table)
        was, now = (_rows(db, table, keys) for db in (old, new))
        if was.keys() - now.keys():
            raise RuntimeError(f"{table} lost rows")
        added = [row for key, row in now.items() if key not in was]
        if added:
            yield f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})", added
        changed: dict[tuple[int, ...], list[tuple[Any, ...]]] = defaultdict(list)
        for key, row in now.items():
            if key in was and row != was[key]:
                places = tuple(i for i, value in enumerate(row) if value != was[key][i])
                changed[places].append((*(row[i] for i in places), *key))
        for places, rows in changed.items():
            sets = ", ".join(f"{columns[i]} = ?" for i in places)
            yield f"UPDATE {table} SET {sets} WHERE {' AND '.join(f'{columns[i]} = ?' for i in keys)}", rows
    old.close()
    new.close()


def _shape(db: sqlite3.Connection, table: str) -> tuple[list[str], list[int]]:
    """The columns, and the places of those that make the primary key."""
    info = db.execute(f"PRAGMA table_info({table})").fetchall()
    return [row[1] for row in info], [row[0] for row in info if row[5]]


def _rows(db: sqlite3.Connection, table: str, keys: list[int]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    return {tuple(row[i] for i in keys): row for row in db.execute(f"SELECT * FROM {table}")}


if __name__ == "__main__":
    sys.exit(0 if show(measured()) else 1)
