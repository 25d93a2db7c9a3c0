"""A machine in the station: the pick-up voucher with its query phone, and what was promised to the customer."""

from __future__ import annotations

from typing import Any

from repaircli.network import scope
from repaircli.orders.tables import Order
from repaircli.platform.text import msg
from repaircli.platform.transaction import Transaction


def voucher(tx: Transaction, order: Order) -> dict[str, Any] | None:
    """The pick-up voucher of a machine that is in the station (001-2.5.5, A12); None where none is there."""
    if order.voucher_no is None or not order.in_custody:
        return None
    station = scope.station(tx, order.station)
    point = station if order.branch is None else scope.station(tx, order.branch)
    return {
        "no": order.voucher_no,
        "order_no": order.order_no,
        "customer": order.customer,
        "product": order.product,
        "model": order.model,
        "serial": order.serial,
        "date": tx.local(order.arrived_at),
        "station": point.no,
        "station_name": point.name,
        "station_address": point.address or station.address,
        "query_phone": point.phone or station.phone,
        "recontact_at": tx.local(order.recontact_at),
    }


def taken_in(tx: Transaction, order: Order) -> dict[str, Any]:
    """The voucher of a machine that was taken in, for the answer; warns where the voucher is incomplete."""
    found = voucher(tx, order)
    if found is None:
        return {}
    if not found["query_phone"]:
        tx.note(
            msg(
                "station {no} has no telephone on record, so the voucher has no query phone (001-2.5.5)",
                no=found["station"],
            )
        )
    if found["recontact_at"] is None:
        tx.note(
            msg(
                "if the machine stays in the station, record the promised time of the next call: repaircli order edit {no} --recontact TIME (001-2.5.5)",
                no=order.order_no,
            )
        )
    return {"voucher": found}
