"""Notices that a step of the repair brings: what the customer is to be told, and that the service is finished."""

from __future__ import annotations

from datetime import datetime

from repaircli.orders.record import OrderRecord
from repaircli.platform.codes import Role
from repaircli.platform.notice_tables import Notification
from repaircli.platform.transaction import Transaction

NO_PARTS, PARTS_LATE, NOT_FIXED = "no_parts", "parts_late", "not_fixed"
"""Why the customer is told (N23): 001-1.5.5, 001-1.5.6, 001-1.5.8."""


def news_for_customer(tx: Transaction, record: OrderRecord, cause: str, at: datetime | None) -> None:
    """The customer is to be told of `cause`, and of the time agreed with them, where there is one (N23)."""
    agreed = {} if at is None else {"at": f"{tx.local(at):%Y-%m-%d %H:%M}"}
    tx.notify(
        "N23",
        to_kind="customer",
        to=record.order.customer,
        order_no=record.no,
        args={"cause": cause} | agreed,
    )


def told_since(tx: Transaction, record: OrderRecord, since: datetime) -> list[Notification]:
    """The news for the customer of this order that were queued at `since` or later (N23)."""
    queued = tx.find(Notification, order_no=record.no, code="N23")
    return [each for each in queued if each.created_at >= since]


def repaired(tx: Transaction, record: OrderRecord) -> None:
    """A machine in the station is ready for its owner (N24); the engineer's service is finished (N25).

    N25 waits for the parts that are still to go back; their return queues it.
    """
    from repaircli.orders import part_record

    if not record.state.visit:
        tx.notify("N24", to_kind="customer", to=record.order.customer, order_no=record.no)
    if tx.acting.role is Role.ENGINEER and not part_record.owed(tx, record):
        tx.notify("N25", to_kind="station", to=record.order.station, order_no=record.no)
