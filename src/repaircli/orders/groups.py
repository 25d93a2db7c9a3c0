"""Orders that belong together: a customer's orders of one day, and the groups that several machines make."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select

from repaircli.calendar import months
from repaircli.network import scope
from repaircli.orders.lookup_queries import visible, within
from repaircli.orders.tables import Order
from repaircli.platform.codes import Service, Status
from repaircli.platform.db.data import data_of
from repaircli.platform.transaction import Transaction
from repaircli.rules.orders.several import Earlier

_orders = Order.__table__

_SHOWN = ("order_no", "service", "paid_visit", "status", "station", "serial", "voucher_no", "t1")


def of_day(tx: Transaction, address: str, phones: Sequence[str], moment: datetime) -> list[Earlier]:
    """The standing orders of the same customer, known by a number, to the same address, of the day of `moment`."""
    start = months.midnight(tx, tx.local(moment).date())
    c = _orders.c
    that_day = (c.address == address, c.t1 >= start, c.t1 < start + timedelta(days=1))
    rows = _found(tx, *that_day, c.status != str(Status.CANCELLED), *within(tx, scope.bounds(tx)))
    return [
        Earlier(r.order_no, r.service == Service.ONSITE, r.serial, r.fault, r.group_no)
        for r in rows
        if not set(r.phones).isdisjoint(phones)
    ]


def join(tx: Transaction, group_no: str, earlier: Sequence[Earlier]) -> None:
    """Puts the earlier orders of the day into the group too, those that are in none."""
    for e in earlier:
        if tx.update(Order, {"order_no": e.order_no, "group_no": None}, group_no=group_no):
            tx.event("order.grouped", order_no=e.order_no, after={"group_no": group_no})


def members(tx: Transaction, group_no: str | None) -> list[dict[str, Any]]:
    """The orders of a group in brief, cancelled ones included; none for an order that stands alone."""
    if group_no is None:
        return []
    rows = _found(tx, _orders.c.group_no == group_no, *visible(tx))
    found = (data_of(Order, row, tx.zone) for row in rows)
    return [{name: data[name] for name in _SHOWN} for data in found]


def _found(tx: Transaction, *conditions: ColumnElement[bool]) -> list[Order]:
    return tx.rows(Order, select(_orders).where(*conditions).order_by(_orders.c.t1, _orders.c.order_no))
