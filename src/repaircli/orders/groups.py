"""Orders that belong together: a customer's orders of one day, and the groups that several machines make."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from repaircli.calendar import months
from repaircli.network import scope
from repaircli.orders import group_queries, record_json
from repaircli.platform.codes import Service
from repaircli.platform.transaction import Transaction
from repaircli.rules.orders.several import Earlier


def of_day(tx: Transaction, address: str, phones: Sequence[str], moment: datetime) -> list[Earlier]:
    """The standing orders of the same customer, known by a number, to the same address, of the day of `moment`."""
    start = months.midnight(tx, tx.local(moment).date())
    rows = group_queries.of_day(tx, scope.bounds(tx), address, start, start + timedelta(days=1))
    mine = {_digits(number) for number in phones}
    return [
        Earlier(r.order_no, r.service == Service.ONSITE, r.serial, r.fault, r.group_no)
        for r in rows
        if mine & {_digits(number) for number in r.phones}
    ]


def join(tx: Transaction, group_no: str, earlier: Sequence[Earlier]) -> None:
    """Puts the earlier orders of the day into the group too, those that are in none."""
    for e in earlier:
        if group_queries.join(tx, e.order_no, group_no):
            tx.event("order.grouped", order_no=e.order_no, after={"group_no": group_no})


def members(tx: Transaction, group_no: str | None) -> list[dict[str, Any]]:
    """The orders of a group in brief; none for an order that stands alone."""
    if group_no is None:
        return []
    return [
        {
            "order_no": row.order_no,
            "service": row.service,
            "paid_visit": bool(row.paid_visit),
            "status": row.status,
            "station": row.station,
            "serial": row.serial,
            "voucher_no": row.voucher_no,
            "t1": record_json.local(row.t1, tx.zone),
        }
        for row in group_queries.members(tx, group_no)
    ]


def _digits(number: str) -> str:
    return "".join(ch for ch in number if ch.isdigit())
