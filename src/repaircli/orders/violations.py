"""Violations of the policy by a station, recorded for its assessment (A-15)."""

from __future__ import annotations

from repaircli.orders.followup_tables import Violation
from repaircli.orders.record import OrderRecord
from repaircli.orders.tables import Order
from repaircli.platform.text import msg
from repaircli.platform.transaction import Transaction


def record(tx: Transaction, order: Order, kind: str, detail: str | None) -> None:
    """Records a violation of `kind` by the station of `order`."""
    tx.insert(
        Violation,
        kind=kind,
        station=order.station,
        order_no=order.order_no,
        at=tx.now,
        recorded_by=tx.acting.login,
        detail=detail,
    )
    tx.event("violation", order_no=order.order_no, after={"kind": kind, "station": order.station})


def unprinted(tx: Transaction, of: OrderRecord, why: str | None) -> dict[str, str]:
    """Records that the order was served without a print before it, and tells the region (001-1.5.6, N37).

    What is to be written into the order: nothing where it was printed, or where a system failure or `why` is recorded.
    """
    if why is None:
        return {}
    if of.order.unprinted_why is not None or not of.state.served_unprinted:
        tx.note(msg("{option} has no effect here", option="--unprinted"))
        return {}
    record(tx, of.order, "unprinted", why)
    tx.notify("N37", to_kind="region", to=of.order.region, order_no=of.no, args={"why": why})
    return {"unprinted_why": why}
