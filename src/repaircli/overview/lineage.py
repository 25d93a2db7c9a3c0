"""The chain of cancelled and reassigned orders that an order belongs to, with the clock of each and the customer's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from repaircli.orders import lookup
from repaircli.orders.tables import Order
from repaircli.platform.answers import Answer
from repaircli.platform.transaction import Transaction, reads
from repaircli.rules.deadlines.lineage import Leg, Span, clocks

_LONGEST_CHAIN = 1000


@reads
def lineage(tx: Transaction, no: str) -> Answer:
    """The chain of the order `no`, the first one first; all lengths of time in whole seconds of clock time.

    Of an order outside the identity's scope only number, station, status and times are shown.
    """
    order = lookup.order(tx, no)
    chain = _chain(tx, order)
    found = clocks([_leg(row) for row in chain], tx.now)
    legs = [_leg_data(tx, row, span, order.order_no) for row, span in zip(chain, found.legs, strict=True)]
    gaps = [
        {
            "after_order": before.order_no,
            "before_order": after.order_no,
            "from": tx.local(gap.start),
            "to": tx.local(gap.end),
            "seconds": _seconds(gap.length),
        }
        for before, after, gap in zip(chain, chain[1:], found.gaps, strict=False)
    ]
    totals = {
        "orders": len(chain),
        "started": tx.local(found.customer.start),
        "ended": None if found.running else tx.local(found.customer.end),
        "elapsed_seconds": _seconds(found.customer.length),
        "in_orders_seconds": sum(_seconds(span.length) for span in found.legs),
        "between_seconds": sum(_seconds(gap.length) for gap in found.gaps),
        "first_contact_seconds": None if found.first_contact is None else _seconds(found.first_contact),
    }
    return Answer("order.lineage", {"order_no": order.order_no, "legs": legs, "gaps": gaps, "totals": totals})


def _chain(tx: Transaction, order: Order) -> list[Order]:
    """The orders before and after `order`; links of old records may lead round in a circle, which is cut."""
    chain, seen = [order], {order.order_no}

    def following(no: str | None) -> Order | None:
        row = None if no is None or no in seen else tx.get(Order, order_no=no)
        if row is not None:
            seen.add(row.order_no)
        return row if len(seen) <= _LONGEST_CHAIN else None

    while (before := following(chain[0].reassigned_from)) is not None:
        chain.insert(0, before)
    while (after := following(chain[-1].reassigned_to)) is not None:
        chain.append(after)
    return chain


def _leg(row: Order) -> Leg:
    contacts = [at for at in (row.first_contact_at, row.t2) if at is not None]
    return Leg(row.t1, min(contacts, default=None), row.closed_at or row.cancelled_at)


def _leg_data(tx: Transaction, row: Order, span: Span, shown: str) -> dict[str, Any]:
    visible = lookup.role_over(tx, row) is not None
    contacted = _leg(row).contacted
    found = {
        "order_no": row.order_no,
        "this": row.order_no == shown,
        "visible": visible,
        "station": row.station,
        "region": row.region,
        "status": row.status,
        "t1": tx.local(row.t1),
        "t2": tx.local(row.t2),
        "closed_at": tx.local(row.closed_at),
        "cancelled_at": tx.local(row.cancelled_at),
        "reassigned_from": row.reassigned_from,
        "reassigned_to": row.reassigned_to,
        "elapsed_seconds": _seconds(span.length),
        "first_contact_seconds": None if contacted is None else _seconds(contacted - row.t1),
    }
    told = ("origin", "late_contact", "cancel_reason", "cancel_remark")
    return found | {name: getattr(row, name) if visible else None for name in told}


def _seconds(length: timedelta) -> int:
    return int(length.total_seconds())
