"""One machine with all that was ever done to it (003-3.1.2): its repair history by serial number."""

from __future__ import annotations

import unicodedata
from typing import Any

from sqlalchemy import select

from repaircli.machines import machines
from repaircli.machines.tables import Machine
from repaircli.network.scope import bounds
from repaircli.orders import lookup, queries
from repaircli.orders.lookup_queries import visible
from repaircli.orders.part_tables import ReplacedPart
from repaircli.orders.tables import Order
from repaircli.platform.answers import Answer
from repaircli.platform.db.rows import grouped
from repaircli.platform.errors import NotFound
from repaircli.platform.text import command_line, msg
from repaircli.platform.transaction import Transaction, reads

_orders_table = Order.__table__


@reads
def show(tx: Transaction, serial: str) -> Answer:
    """A machine and its repairs, the latest first; also one that is only named in orders (`recorded` false).

    Of orders outside the identity's scope number, day, status and station are shown. Raises NotFound for a serial
    number that nothing names.
    """
    row = tx.get(Machine, serial_key=machines.key_of(serial))
    orders = _orders(tx, serial if row is None else row.serial)
    if row is None and not orders:
        raise NotFound(
            msg("no machine and no order has the serial number {serial}", serial=serial),
            command_line("machine list"),
            code="no_machine",
        )
    about = {"serial": serial.strip(), "recorded": False} if row is None else machines.data(tx, row)
    return Answer("machine.show", {**about, "orders": orders})


def _orders(tx: Transaction, serial: str) -> list[dict[str, Any]]:
    """The orders of the machine. Serial numbers of orders stand as they were typed, so the usual spellings are tried."""
    plain = "".join(unicodedata.normalize("NFKC", serial).split())
    ways = dict.fromkeys((serial.strip(), plain, plain.upper(), plain.lower()))
    found = sorted(
        tx.rows(Order, select(_orders_table).where(_orders_table.c.serial.in_(list(ways)), *visible(tx))),
        key=lambda row: row.t1,
        reverse=True,
    )
    numbers = [row.order_no for row in found]
    parts = grouped(tx.find(ReplacedPart, order_no=numbers) if numbers else [], lambda part: part.order_no)
    facts = queries.facts(tx, numbers)
    everything = bounds(tx).everywhere
    return [
        _brief(tx, row)
        | (
            {
                "customer": row.customer,
                "fault": row.fault,
                "facts": [fact.code for fact in facts.get(row.order_no, ())],
                "solution": row.solution,
                "parts": [
                    {"name": p.name, "old_barcode": p.old_barcode, "new_barcode": p.new_barcode}
                    for p in parts.get(row.order_no, ())
                ],
            }
            if everything or lookup.role_over(tx, row) is not None
            else dict.fromkeys(("customer", "fault", "solution")) | {"facts": [], "parts": []}
        )
        for row in found
    ]


def _brief(tx: Transaction, row: Order) -> dict[str, Any]:
    return {
        "order_no": row.order_no,
        "status": row.status,
        "station": row.station,
        "t1": tx.local(row.t1),
        "closed_at": tx.local(row.closed_at),
    }
