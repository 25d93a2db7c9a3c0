"""The new order of a cancel-and-reassign: what is copied to it and what is not (000-3.2, A-67)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from repaircli.network import queries as network_queries
from repaircli.network.tables import Station
from repaircli.orders import numbers
from repaircli.orders.tables import Order
from repaircli.platform.codes import Origin, Status
from repaircli.platform.db.columns import described, flags
from repaircli.platform.text import msg
from repaircli.platform.transaction import Transaction
from repaircli.rules.policy.decision import Missing

if TYPE_CHECKING:
    from repaircli.orders.followup_tables import UrgeOrder

_TRAVELS = (
    "service",
    "paid_visit",
    "customer",
    "phones",
    "caller_no",
    "number_history",
    "address",
    "area",
    "product",
    "model",
    "serial",
    "onsite_until",
    "warranty_until",
    "fault",
    "special",
    "proxy_report",
    "compensation_fund",
    "group_no",
    "reported_at",
)
"""User, machine, fault and special mark; T-values, contacts, prints and signatures stay behind.

The new order stays in the group: it is the same machine of the same report, and one visit serves them all, whichever
station makes it. Who pays the visit and when the customer reported do not change with the station either.
"""


def target_problem(
    order: Order, target: Station | None, named: str | None, today: date, head: str | None = None
) -> Missing | None:
    """Why the order cannot be reassigned to `target` (its station's row, None where it is unknown or not named).

    `head`: the one station that may get it, that of the branch point which received it (001-6.3.8).
    """
    if named is None:
        return Missing("target_station", "000-3.2", msg("no station is named for the new order"))
    if target is None:
        return Missing("target_station", "000-3.2", msg("no such station: {no}", no=named))
    if network_queries.is_closed(target, today):
        return Missing("target_station", "001-5.6.4", msg("station {station} is closed", station=target.no))
    if target.head is not None:
        return Missing(
            "target_station",
            "001-6.3.8",
            msg(
                "{station} is a branch point; orders go to its head station {head}",
                station=target.no,
                head=target.head,
            ),
        )
    if head is not None and target.no != head:
        return Missing(
            "target_station",
            "001-6.3.8",
            msg("an order that a branch point received goes to its head station {head}", head=head),
        )
    if target.no == order.station:
        return Missing(
            "target_station", "000-3.2", msg("the order is already at station {station}", station=target.no)
        )
    return None


def only_target(holder: Station | None, reason: str) -> str | None:
    """The head station of `holder`, where `reason` says that a branch point received the order; else any may get it."""
    return holder.head if reason == "branch_received" and holder is not None else None


def new_order(
    tx: Transaction, old: Order, target: Station, origin: Origin, no: str | None = None
) -> dict[str, Any]:
    """The values of the order that replaces `old` at `target`; its T1 is now, its number the next free one or `no`."""
    empty = dict.fromkeys(described(Order)) | dict.fromkeys(flags(Order), False)
    return (
        empty
        | {name: getattr(old, name) for name in _TRAVELS}
        | {
            "order_no": no or numbers.next_order_no(tx, tx.now.date()),
            "origin": str(origin),
            "station": target.no,
            "region": target.region,
            "status": str(Status.DISPATCHED),
            "t1": tx.now,
            "reassigned_from": old.order_no,
            "created_by": tx.acting.login,
            "created_at": tx.now,
        }
    )


def copied_urges(tx: Transaction, urges: Sequence[UrgeOrder], new_no: str) -> list[dict[str, Any]]:
    """The urge orders of the old order, for the new one."""
    return [
        {"order_no": new_no, "kind": u.kind, "text": u.text, "created_by": u.created_by, "created_at": tx.now}
        for u in urges
    ]
