"""Running numbers, taken in the transaction that uses them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import bindparam, func, select

from repaircli.orders.tables import Order
from repaircli.platform.db.session import Tx

_orders = Order.__table__

_COUNTER = "order_no"
_TAKEN = select(_orders.c.order_no).where(_orders.c.order_no == bindparam("no"))


def next_order_no(tx: Tx, day: date) -> str:
    """A new order number of that day in the configured zone: R260603-0001.

    Numbers that an import brought along are passed over.
    """
    kept = tx.settings.get(_COUNTER) or {}
    last = kept["last"] if kept.get("day") == day.isoformat() else _last(tx, day)
    while tx.scalar(_TAKEN, {"no": _no(day, last + 1)}) is not None:
        last += 1
    tx.set(_COUNTER, {"day": day.isoformat(), "last": last + 1})
    return _no(day, last + 1)


def voucher_no(order_no: str) -> str:
    """The number of the pick-up voucher of an order; an order has at most one machine in the station (001-2.5.5)."""
    return f"V-{order_no}"


def _no(day: date, running: int) -> str:
    return f"R{day:%y%m%d}-{running:04d}"


def _last(tx: Tx, day: date) -> int:
    """The highest running number of that day, for a clock that a training database moved to another day."""
    c = _orders.c.order_no
    prefix = f"R{day:%y%m%d}-"
    highest = tx.scalar(
        select(c).where(c > prefix, c < prefix + "~").order_by(func.length(c).desc(), c.desc()).limit(1)
    )
    running = str(highest or "").removeprefix(prefix)
    return int(running) if running.isascii() and running.isdigit() else 0


def next_order_nos(tx: Tx, day: date, count: int) -> list[str]:
    """`count` new order numbers of that day in one go, for an import; as `next_order_no` otherwise."""
    if count <= 0:
        return []
    first = next_order_no(tx, day)
    found, running = [first], int(first.rpartition("-")[2])
    while len(found) < count:
        wanted = [_no(day, running + i) for i in range(1, min(count - len(found), _AT_ONCE) + 1)]
        taken = {
            row.order_no for row in tx.all(select(_orders.c.order_no).where(_orders.c.order_no.in_(wanted)))
        }
        found += [no for no in wanted if no not in taken]
        running += len(wanted)
    tx.set(_COUNTER, {"day": day.isoformat(), "last": running})
    return found


_AT_ONCE = 500
