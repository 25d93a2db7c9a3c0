"""Statements and cancel requests of records with a past; loaded only where a folder has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select, text

from repaircli.store.session import Tx
from repaircli.store.tables.forms import SpecialForm
from repaircli.store.tables.orders import Order
from repaircli.store.tables.requests import CancelRequest

_requests = CancelRequest.__table__

_IN = 500


def add_forms(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    tx.insert_many(SpecialForm, rows)


def add_requests(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Adds cancel requests that keep the number `id` where nobody has it, and freezes the orders of pending ones."""
    wanted = [row["id"] for row in rows]
    taken: set[int] = set()
    for i in range(0, len(wanted), _IN):
        found = tx.all(select(_requests.c.id).where(_requests.c.id.in_(wanted[i : i + _IN])))
        taken |= {row.id for row in found}
    highest = tx.scalar(select(func.max(_requests.c.id))) or 0
    following = max(highest, *wanted) + 1 if wanted else 1
    for row in rows:
        number = row["id"]
        if number in taken:
            number, following = following, following + 1
        taken.add(number)
        tx.insert(CancelRequest, **{**row, "id": number})
        if row["status"] == "pending":
            tx.update(Order, {"order_no": row["order_no"]}, pending_request=number)
    if tx.dialect == "postgresql":
        tx.run(
            text("SELECT setval(pg_get_serial_sequence('requests', 'id'), (SELECT max(id) FROM requests))")
        )
