"""What cancelling writes: the order, its request, the new order, the notices; for one order or many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from repaircli.cancelling import queries as cancelling_queries
from repaircli.cancelling import reassign
from repaircli.cancelling.tables import CancelRequest
from repaircli.network.tables import Station
from repaircli.orders import record
from repaircli.orders.followup_tables import UrgeOrder
from repaircli.orders.tables import Order
from repaircli.platform.answers import Answer
from repaircli.platform.codes import Origin
from repaircli.platform.db import codec
from repaircli.platform.errors import Conflict
from repaircli.platform.text import command_line, msg
from repaircli.platform.transaction import Transaction
from repaircli.rules.cancelling import remark
from repaircli.rules.cancelling.matrix import ROWS
from repaircli.rules.policy.decision import Decision


class Event(NamedTuple):
    """An audit event about an order."""

    what: str
    order_no: str
    after: Mapping[str, Any]


class Notice(NamedTuple):
    """A notice of requirements A11 to one receiver; `args` is what it tells."""

    code: str
    to_kind: str
    to: str
    args: Mapping[str, str]
    order_no: str
    request_id: int | None


@dataclass(slots=True)
class CancelWrites:
    """Everything that one decision about the order `order_no` writes, gathered before anything is written.

    `cancel` and `free` are the parameters of the statements on the old order, `decide` of that on its request.
    `new_order` and `urges` are rows to insert.
    """

    order_no: str
    cancel: dict[str, Any] | None = None
    free: dict[str, Any] | None = None
    decide: dict[str, Any] | None = None
    new_order: dict[str, Any] | None = None
    urges: list[dict[str, Any]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def event(self, what: str, after: Mapping[str, Any], order_no: str | None = None) -> None:
        """Adds an audit event, about the old order unless `order_no` names another."""
        self.events.append(Event(what, order_no or self.order_no, after))

    def queue_notice(
        self,
        code: str,
        to_kind: str,
        to: str,
        args: Mapping[str, str],
        request_id: int | None = None,
        order_no: str | None = None,
    ) -> None:
        """Adds a notice, about the old order unless `order_no` names another."""
        self.notices.append(Notice(code, to_kind, to, args, order_no or self.order_no, request_id))


def cancel(
    tx: Transaction,
    order: Order,
    decision: Decision,
    detail: str,
    *,
    request: CancelRequest | None = None,
    snapshot: Mapping[str, Any] | None = None,
    new_order: dict[str, Any] | None = None,
    urges: Sequence[UrgeOrder] = (),
) -> CancelWrites:
    """What cancelling `order` writes, with the five-field remark of 000-6.3 and the links to the new order.

    `snapshot`: what the decision on `request` is based on. `urges`: the urge orders of `order`.
    """
    words = decision.remark_word or ROWS[decision.reason].zh
    text = remark.compose(order.region, order.station, words, detail, tx.acting.name)
    new_no = new_order["order_no"] if new_order else None
    writes = CancelWrites(order.order_no)
    writes.cancel = {
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
        writes.decide = decided(
            tx, request, "approved", decision, snapshot, remark_text=text, new_order_no=new_no
        )
    writes.event(
        "order.cancelled",
        {
            "reason": decision.reason,
            "remark": text,
            "request": request.id if request is not None else None,
            "reassigned_to": new_no,
        },
    )
    if new_order is not None:
        _reassign(tx, writes, new_order, urges)
    return writes


def _reassign(
    tx: Transaction, writes: CancelWrites, new_order: dict[str, Any], urges: Sequence[UrgeOrder]
) -> None:
    """Copies the urge orders and notifies the new station of what the old one was told (N8, N9; A-67)."""
    no, station = new_order["order_no"], new_order["station"]
    writes.new_order = new_order
    writes.urges = reassign.copied_urges(tx, urges, no)
    if new_order["special"] is not None:
        writes.queue_notice("N8", "station", station, {"special": new_order["special"]}, order_no=no)
    for urge in writes.urges:
        if urge["kind"] == "special_need":
            writes.queue_notice("N9", "station", station, {"text": urge["text"]}, order_no=no)
    made = {"reassigned_from": writes.order_no, "station": station, "origin": new_order["origin"]}
    writes.event("order.created", made, order_no=no)


def decided(
    tx: Transaction,
    request: CancelRequest,
    status: str,
    decision: Decision | None = None,
    snapshot: Mapping[str, Any] | None = None,
    *,
    why: str | None = None,
    remark_text: str | None = None,
    new_order_no: str | None = None,
) -> dict[str, Any]:
    """The row that ends a request with `status`; without a `decision` it keeps that of its asking, with its facts."""
    return {
        "at_id": request.id,
        "status": status,
        "decision": codec.plain(decision.as_data()) if decision is not None else request.decision,
        "facts": snapshot if decision is not None else request.facts,
        "decided_by": tx.acting.user_id,
        "decided_login": tx.acting.login,
        "decided_name": tx.acting.name,
        "decided_at": tx.now,
        "why": why,
        "remark": remark_text,
        "new_order_no": new_order_no,
    }


def notify_region_cancel(
    writes: CancelWrites,
    order: Order,
    decision: Decision,
    request: CancelRequest,
    target: Station | None = None,
) -> None:
    """Tells the station of a region's cancel (N5), headquarters (N2, N4), and the region of a new order (N35)."""
    args = {"reason": decision.reason}
    if writes.new_order is not None:
        args["new_order_no"] = str(writes.new_order["order_no"])
    writes.queue_notice("N5", "station", order.station, args, request.id)
    if "hq_email" in decision.notify:
        code = "N2" if decision.reason == "wrong_phone" else "N4"
        writes.queue_notice(code, "hq", "hq", args, request.id)
    if target is not None and target.region != order.region:
        writes.queue_notice("N35", "region", target.region, args, request.id)


def cancel_now(tx: Transaction, order: Order, decision: Decision, detail: str) -> Answer:
    """Cancels `order` at once, without a request."""
    return carry_out(tx, order, decision, cancel(tx, order, decision, detail))


def carry_out(
    tx: Transaction, order: Order, decision: Decision, writes: CancelWrites, **nested: object
) -> Answer:
    """Writes what cancels `order`; answers the cancelled order with `nested` beside its keys."""
    with tx.savepoint():
        apply(tx, [writes])
    if order.in_custody:
        tx.note(
            msg(
                "the customer's machine is in the station: return it (repaircli order delivered {no} or picked-up {no})",
                no=order.order_no,
            )
        )
    decided = dict(decision.as_data())
    return record.answer(tx, "cancel.done", order.order_no, decision=decided, **nested)


def apply(tx: Transaction, writes: Sequence[CancelWrites]) -> None:
    """Writes all of `writes`, or raises Conflict when an order or request is no longer as it was read.

    The caller opens a savepoint, which undoes what was written.
    """
    _write_orders(tx, writes)
    _write_requests(tx, writes)
    _emit(tx, writes)


def _write_orders(tx: Transaction, writes: Sequence[CancelWrites]) -> None:
    if new_orders := [w.new_order for w in writes if w.new_order is not None]:
        tx.insert_many(Order, new_orders)
    if urges := [urge for w in writes for urge in w.urges]:
        tx.insert_many(UrgeOrder, urges)
    cancelled = [w.cancel for w in writes if w.cancel is not None]
    _require(cancelling_queries.cancel_orders(tx, cancelled), cancelled)
    freed = [w.free for w in writes if w.free is not None]
    _require(cancelling_queries.free_orders(tx, freed), freed)


def _write_requests(tx: Transaction, writes: Sequence[CancelWrites]) -> None:
    ended = [w.decide for w in writes if w.decide is not None]
    _require(cancelling_queries.decide(tx, ended), ended)


def _require(written: int, rows: Sequence[Mapping[str, Any]]) -> None:
    if written != len(rows):
        raise Conflict(msg("an order or its request was changed meanwhile"), command_line("cancel list"))


def _emit(tx: Transaction, writes: Sequence[CancelWrites]) -> None:
    """Audit events and notices, and what new orders beyond a station's capacity bring with them."""
    by_station: dict[str, list[str]] = {}
    for new in (w.new_order for w in writes):
        if new is not None:
            by_station.setdefault(new["station"], []).append(new["order_no"])
    if by_station:
        from repaircli.network import dispatch

        dispatch.beyond(tx, by_station)
    for w in writes:
        for event in w.events:
            tx.event(event.what, order_no=event.order_no, after=event.after)
        for notice in w.notices:
            tx.notify(
                notice.code,
                to_kind=notice.to_kind,
                to=notice.to,
                order_no=notice.order_no,
                request_id=notice.request_id,
                args=notice.args,
            )


def origin_of(role: str) -> Origin:
    """The origin of the new order follows from the role that dispatches it (A-67)."""
    return Origin.REGION if role == "liaison" else Origin.CC
