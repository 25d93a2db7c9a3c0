"""Internal notes about an order: what the station or the region wants to remember, seen by no customer."""

from __future__ import annotations

from typing import Any

from repaircli.orders import record as orders_record
from repaircli.orders.followup_tables import OrderNote
from repaircli.platform.answers import Answer
from repaircli.platform.errors import UsageProblem
from repaircli.platform.inputs import optional
from repaircli.platform.text import command_line, msg
from repaircli.platform.transaction import Transaction, writes


@writes
def add(tx: Transaction, no: str, text: str) -> Answer:
    """Writes a note on the order, also on one that is closed. Raises UsageProblem for an empty text."""
    written = optional(text)
    if written is None:
        raise UsageProblem(
            msg("{option} is empty", option="--text"), command_line("order note", "{no} --text TEXT", no=no)
        )
    record = orders_record.find(tx, no)
    note = tx.add(OrderNote, order_no=record.no, text=written, written_by=tx.acting.login, written_at=tx.now)
    tx.event("note.written", order_no=record.no, after={"id": note.id, "text": written})
    return orders_record.answer(tx, "order.noted", record, notes=of_order(tx, record.no))


def of_order(tx: Transaction, no: str) -> list[dict[str, Any]]:
    """The notes of the order, oldest first."""
    return [tx.as_json(OrderNote, note, "order_no") for note in tx.find(OrderNote, order_no=no)]
