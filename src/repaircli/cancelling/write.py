"""What carrying out a cancel writes: the order, its request, the new order, the notices; one order or many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from repaircli.cancelling import queries as cancelling_queries
from repaircli.cancelling import reassign
from repaircli.orders.tables import Order
from repaircli.platform.codes import Origin
from repaircli.platform.db import codec
from repaircli.platform.errors import Conflict
from repaircli.platform.text import msg
from repaircli.platform.transaction import Transaction
from repaircli.rules.cancelling import remark
from repaircli.rules.cancelling.matrix import ROWS
from repaircli.rules.policy.decision import Decision


@dataclass(slots=True)
class Effects:
    """Everything that one decision writes, gathered before anything is written."""

    order_no: str
    cancel: Mapping[str, Any] | None = None
    free: Mapping[str, Any] | None = None
    decide: Mapping[str, Any] | None = None
    new_order: Mapping[str, Any] | None = None
    urges: list[dict[str, Any]] = field(default_factory=list)
    events: list[tuple[str, str, Mapping[str, Any]]] = field(default_factory=list)
    notices: list[dict[str, Any]] = field(default_factory=list)


def cancel(
    tx: Transaction,
    order: Any,
    decision: Decision,
    detail: str,
    *,
    request: Any = None,
    stood_on: Mapping[str, Any] | None = None,
    new_order: Mapping[str, Any] | None = None,
    urges: Sequence[Any] = (),
) -> Effects:
    """The effects of cancelling `order`, with the five-field remark of 000-6.3 and the links to the new order.

    `stood_on`: what the decision of `request` stood on (`cancel_facts.judged`).
    """
    person = tx.acting.name
    words = decision.remark_word or ROWS[decision.reason].zh
    text = remark.compose(order.region, order.station, words, detail, person)
    new_no = new_order["order_no"] if new_order else None
    effects = Effects(order.order_no)
    effects.cancel = {
        "at_no": order.order_no,
        "at_status": order.status,
        "status": "cancelled",
        "cancel_reason": decision.reason,
        "cancel_remark": text,
        "cancelled_by": tx.acting.login,
        "cancelled_at": tx.now,
        "reassigned_to": new_no,
    }
    if request is not None:
        effects.decide = decided(
            tx, request, "approved", decision, stood_on, remark_text=text, new_order_no=new_no
        )
    effects.events.append(
        (
            "order.cancelled",
            order.order_no,
            {
                "reason": decision.reason,
                "remark": text,
                "request": request.id if request is not None else None,
                "reassigned_to": new_no,
            },
        )
    )
    if new_order is not None:
        effects.new_order = new_order
        effects.urges = reassign.copied_urges(tx, list(urges), new_order["order_no"])
        _tell_new_station(effects, new_order)
        effects.events.append(
            (
                "order.created",
                new_order["order_no"],
                {
                    "reassigned_from": order.order_no,
                    "station": new_order["station"],
                    "origin": new_order["origin"],
                },
            )
        )
    return effects


def decided(
    tx: Transaction,
    request: Any,
    status: str,
    decision: Decision | None,
    stood_on: Mapping[str, Any] | None = None,
    *,
    why: str | None = None,
    remark_text: str | None = None,
    new_order_no: str | None = None,
) -> dict[str, Any]:
    """The row that ends a request with `status`; without a `decision` that of its asking stays, with its facts."""
    return {
        "at_id": request.id,
        "status": status,
        "decision": codec.plain(decision.as_data()) if decision is not None else request.decision,
        "facts": stood_on if decision is not None else request.facts,
        "decided_by": tx.acting.user_id,
        "decided_login": tx.acting.login,
        "decided_name": tx.acting.name,
        "decided_at": tx.now,
        "why": why,
        "remark": remark_text,
        "new_order_no": new_order_no,
    }


def tell(
    effects: Effects,
    code: str,
    to_kind: str,
    to: str,
    args: Mapping[str, str],
    request_id: int | None = None,
    order_no: str | None = None,
) -> None:
    """Adds the notice `code` of requirements A11 to the effects; `args` is what it tells.

    It is about the order of the effects, where `order_no` names no other.
    """
    effects.notices.append(
        {
            "code": code,
            "to_kind": to_kind,
            "to": to,
            "request_id": request_id,
            "args": args,
            "order_no": order_no or effects.order_no,
        }
    )


def _tell_new_station(effects: Effects, new_order: Mapping[str, Any]) -> None:
    """The urge orders that travel tell the new station what they told the old one (N8, N9; A-67)."""
    to = {"to_kind": "station", "to": new_order["station"], "order_no": new_order["order_no"]}
    if new_order["special"] is not None:
        tell(effects, "N8", args={"special": new_order["special"]}, **to)
    for urge in effects.urges:
        if urge["kind"] == "special_need":
            tell(effects, "N9", args={"text": urge["text"]}, **to)


def tell_region_cancel(
    effects: Effects, order: Any, decision: Decision, request: Any, target: Any = None
) -> None:
    """Who hears of a region's cancel: the station (N5), headquarters (N2, N4), another region (N35)."""
    request_id = request.id if request is not None else None
    args = {"reason": decision.reason}
    if effects.new_order is not None:
        args["new_order_no"] = str(effects.new_order["order_no"])
    tell(effects, "N5", "station", order.station, args, request_id)
    if "hq_email" in decision.notify:
        tell(effects, "N2" if decision.reason == "wrong_phone" else "N4", "hq", "hq", args, request_id)
    if target is not None and target.region != order.region:
        tell(effects, "N35", "region", target.region, args, request_id)


def apply(tx: Transaction, effects: Sequence[Effects]) -> None:
    """Writes all of `effects`, or raises Conflict when an order or request is no longer as it was read.

    The caller stands in a savepoint: what was written is undone with it.
    """
    new_orders = [e.new_order for e in effects if e.new_order is not None]
    if new_orders:
        tx.insert_many(Order, new_orders)
    urges = [u for e in effects for u in e.urges]
    if urges:
        from repaircli.orders.tables import UrgeOrder

        tx.insert_many(UrgeOrder, urges)
    for write, rows in (
        (cancelling_queries.cancel_orders, [e.cancel for e in effects if e.cancel is not None]),
        (cancelling_queries.free_orders, [e.free for e in effects if e.free is not None]),
        (cancelling_queries.decide, [e.decide for e in effects if e.decide is not None]),
    ):
        if write(tx, rows) != len(rows):
            raise Conflict(msg("an order or its request was changed meanwhile"), msg("repaircli cancel list"))
    if new_orders:
        _beyond(tx, new_orders)
    for e in effects:
        for what, no, after in e.events:
            tx.event(what, order_no=no, after=after)
        for notice in e.notices:
            tx.notify(
                notice["code"],
                to_kind=notice["to_kind"],
                to=notice["to"],
                order_no=notice["order_no"],
                request_id=notice["request_id"],
                args=notice["args"],
            )


def _beyond(tx: Transaction, new_orders: Sequence[Mapping[str, Any]]) -> None:
    from repaircli.network import dispatch as network_dispatch

    by_station: dict[str, list[str]] = {}
    for order in new_orders:
        by_station.setdefault(order["station"], []).append(order["order_no"])
    network_dispatch.beyond(tx, by_station)


def origin_of(role: str) -> Origin:
    """Whose order the new one is: that of who dispatches it (A-67)."""
    return Origin.REGION if role == "liaison" else Origin.CC
