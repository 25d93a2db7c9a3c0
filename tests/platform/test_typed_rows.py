"""Rows are typed as their table class: mypy finds a column that is misspelt."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = """
from repaircli.orders.tables import Order
from repaircli.platform.db.session import Tx
from sqlalchemy import select


def first(tx: Tx, no: str) -> list[str]:
    order = tx.get(Order, order_no=no)
    return [] if order is None else [order.station, order.stationn]


def every(tx: Tx) -> list[str]:
    return [order.station + order.stationn for order in tx.find(Order)]


def chosen(tx: Tx) -> list[str]:
    return [order.station + order.stationn for order in tx.rows(Order, select(Order.__table__))]
"""


def test_mypy_finds_a_misspelt_column_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "rows.py"
    file.write_text(SOURCE, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--follow-imports=silent", "--no-error-summary", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.stderr == ""
    text = 'error: "Order" has no attribute "stationn"; maybe "station"?  [attr-defined]'
    # mypy may name an earlier folder of this test, out of its cache
    found = [line.partition("rows.py:")[2] for line in done.stdout.splitlines()]
    assert found == [f"{line}: {text}" for line in (9, 13, 17)]
