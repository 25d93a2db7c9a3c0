"""Whether a record with a past can be true: the rules that its writing obeyed, asked of what is left of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from repaircli.platform.codes import CloseBasis, Origin, Service, Status, T3Kind
from repaircli.platform.text import Msg, msg
from repaircli.rules.orders.writeback import IN_TIME, PARTS_LATE, phone_reason, plain
from repaircli.rules.policy.limits import LIMITS, Limits

SLOTS = ("t31", "t32", "t33")

_TIMES = (
    "reported_at",
    "t1",
    "t2",
    "first_contact_at",
    "downloaded_at",
    "printed_at",
    "started_at",
    "repaired_at",
    "signed_at",
    "arrived_at",
    "picked_up_at",
    "delivered_at",
    "closed_at",
    "cancelled_at",
    "created_at",
    "t31_written_at",
    "t32_written_at",
    "t33_written_at",
)
_AFTER_T1 = tuple(t for t in _TIMES if t not in ("reported_at", "t1", "created_at"))
_PARTS_REASON = re.compile(r"由于.+?订单.+?编码的备件未按时配送")
_CLOSING = ("closed_at", "close_basis", "closed_by", "close_why")
_CANCELLING = ("cancelled_at", "cancel_remark", "cancel_reason", "cancelled_by")
_BEFORE_SERVICE = (Status.DISPATCHED, Status.DOWNLOADED)


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that the record breaks: the column it shows in, the clause, what to do."""

    column: str
    code: str
    clause: str
    text: Msg
    fix: Msg


def sentinel_kind(reason: str | None) -> T3Kind:
    """What a bare 2010-01-01 in T3 stands for (requirements A9)."""
    return T3Kind.PHONE_RESOLVED if "电话解决" in plain(reason or "") else T3Kind.UNREACHABLE


def check(record: Mapping[str, Any], now: datetime, limits: Limits = LIMITS) -> tuple[Finding, ...]:
    """Every rule that `record` breaks.

    Its keys are those of the exchanged columns, absent ones being None; `t31` to `t33` are a time or None, their
    `_kind` says what a slot holds and is None for an empty one. Times are aware.
    """
    return (
        *_times(record, now),
        *_slots(record, limits),
        *_status(record),
        *_closing(record),
        *_cancelling(record),
    )


def is_visit(record: Mapping[str, Any]) -> bool:
    """Whether the engineer goes to the customer (A7, A-30)."""
    return record.get("service") == Service.ONSITE or bool(record.get("paid_visit"))


def _times(r: Mapping[str, Any], now: datetime) -> Iterator[Finding]:
    t1 = r.get("t1")
    for name in _TIMES:
        at = r.get(name)
        if at is not None and at > now:
            yield Finding(
                name, "in_future", "001-1.3.7", msg("this time is still to come"), msg("correct the time")
            )
    reported = r.get("reported_at")
    if reported is not None and t1 is not None and reported > t1:
        text = msg("the customer reported before the order was generated")
        yield Finding(
            "reported_at", "reported_after_t1", "001-1.3.7", text, msg("correct one of the two times")
        )
    for name in _AFTER_T1:
        at = r.get(name)
        # the machine of a referral is in the station before its order is generated (001-6.3.2)
        first = reported if name == "arrived_at" and reported is not None else t1
        if at is not None and first is not None and at < first:
            yield Finding(
                name,
                "before_t1",
                "001-1.5.2",
                msg("this time lies before T1"),
                msg("correct one of the two times"),
            )


def _slots(r: Mapping[str, Any], limits: Limits) -> Iterator[Finding]:
    kinds = [r.get(f"{slot}_kind") for slot in SLOTS]
    if (kinds[0] is None) != (r.get("t2") is None):
        text = msg("T2 exists exactly where T31 does: it is set when T31 is first written")
        yield Finding(
            "t2",
            "t2_without_t31" if kinds[0] is None else "t31_without_t2",
            "001-1.3.7",
            text,
            msg("give both or neither"),
        )
    last = None
    for slot, kind, before in zip(SLOTS, kinds, [True, *(k is not None for k in kinds)], strict=False):
        if kind is None:
            if any(
                r.get(f"{slot}_{more}") is not None for more in ("type", "reason", "written_at", "written_by")
            ):
                yield Finding(
                    slot,
                    "t3_empty",
                    "001-1.3.6",
                    msg("the slot has details but no time"),
                    msg("give the promised time"),
                )
            continue
        if not before:
            yield Finding(
                slot,
                "t3_order",
                "001-1.3.6",
                msg("T31, T32 and T33 are filled in this order"),
                msg("move the time to the first free slot"),
            )
        yield from _slot(r, slot, kind, limits)
        written = r.get(f"{slot}_written_at")
        if written is not None and last is not None and written < last:
            yield Finding(
                f"{slot}_written_at",
                "t3_order",
                "001-1.3.6",
                msg("written before the slot ahead of it"),
                msg("correct one of the two times"),
            )
        last = written or last


def _slot(r: Mapping[str, Any], slot: str, kind: str, limits: Limits) -> Iterator[Finding]:
    type_, reason = r.get(f"{slot}_type"), r.get(f"{slot}_reason")
    if kind == T3Kind.NORMAL and r.get(slot) is None:
        yield Finding(
            slot,
            "sentinel",
            "001-1.5.2",
            msg("2010-01-01 is no promised time"),
            msg("give the time, or the kind of the entry"),
        )
    if kind != T3Kind.NORMAL and r.get(slot) is not None:
        yield Finding(
            slot,
            "sentinel",
            "001-1.5.2",
            msg("the entry stands for no real time, its day is 2010-01-01"),
            msg("2010-01-01, or the kind normal"),
        )
    if kind == T3Kind.UNREACHABLE:
        if slot != SLOTS[0]:
            yield Finding(
                slot,
                "sentinel_slot",
                "001-1.5.2",
                msg("an unreachable customer is recorded in T31 only"),
                msg("give the promised time"),
            )
        t1, t2 = r.get("t1"), r.get("t2")
        if t1 is not None and t2 is not None and t2 - t1 < limits.unreachable_gap:
            text = msg("the customer counts as unreachable only 3 h 30 min after T1, T2 is earlier")
            yield Finding("t2", "unreachable_early", "001-1.5.2", text, msg("correct T1 or T2"))
    if kind == T3Kind.PHONE_RESOLVED:
        if type_ != IN_TIME or phone_reason(reason) is None:
            text = msg("a phone solution has the type {type} and a fixed reason", type=IN_TIME)
            yield Finding(
                f"{slot}_reason",
                "phone_text",
                "001-1.5.3",
                text,
                msg("软件问题,电话解决 or 其他问题,电话解决"),
            )
        if r.get("status") != Status.RESOLVED:
            yield Finding(
                "status",
                "phone_open",
                "001-1.5.3",
                msg("an order that was solved by phone is closed"),
                msg("resolved, with close_basis phone"),
            )
        return
    if slot != SLOTS[0] and not (type_ and plain(reason or "")):
        yield Finding(
            f"{slot}_type",
            "t3_reasons",
            "001-1.5.6",
            msg("a new promise has a type and a reason"),
            msg("give both"),
        )
    if type_ == PARTS_LATE and _PARTS_REASON.search(plain(reason or "")) is None:
        text = msg("late parts have the fixed reason text with parts order and part code")
        yield Finding(
            f"{slot}_reason", "parts_reason", "001-1.5.6", text, msg("由于…订单…编码的备件未按时配送")
        )


def _status(r: Mapping[str, Any]) -> Iterator[Finding]:
    status, t31 = r.get("status"), r.get("t31_kind") is not None
    if status in _BEFORE_SERVICE and t31:
        yield Finding(
            "status",
            "status_before_t3",
            "001-1.3.6",
            msg("T31 is written, so service has begun"),
            msg("in_service, or what came after it"),
        )
    if status in _BEFORE_SERVICE and r.get("origin") == Origin.STATION:
        yield Finding(
            "status",
            "not_dispatched",
            "001-2.5.4",
            msg("an order that a station generated is in service at once"),
            msg("in_service, or what came after it"),
        )
    if status == Status.AWAITING_PICKUP and is_visit(r):
        yield Finding(
            "status",
            "status_service",
            "001-2.5.6",
            msg("only a machine in the station waits for its pick-up"),
            msg("correct the status or the service"),
        )
    if status == Status.AWAITING_PICKUP and not t31:
        yield Finding(
            "status",
            "status_without_t31",
            "001-2.5.6",
            msg("a machine waits for its pick-up once T31 is agreed"),
            msg("give T31 and T2"),
        )
    if status == Status.MULTI_REPAIR and not is_visit(r):
        yield Finding(
            "status",
            "status_service",
            "001-1.5.8",
            msg("repeated repair is a status of orders with a visit"),
            msg("correct the status or the service"),
        )


def _closing(r: Mapping[str, Any]) -> Iterator[Finding]:
    basis = r.get("close_basis")
    if r.get("status") != Status.RESOLVED:
        for name in _CLOSING:
            if r.get(name) is not None:
                yield Finding(
                    name,
                    "not_closed",
                    "001-1.3.4",
                    msg("the order is not resolved, but has data of a closing"),
                    msg("resolved, or leave the cell empty"),
                )
        return
    for name in _CLOSING[:2]:
        if r.get(name) is None:
            yield Finding(
                name,
                "closing_missing",
                "001-1.3.4",
                msg("a resolved order has the time and the basis of its closing"),
                msg("give both"),
            )
    if basis != CloseBasis.PHONE and r.get("t31_kind") is None:
        yield Finding(
            "t31",
            "t31_missing",
            "001-1.3.6",
            msg("an order is closed only after T31 is written"),
            msg("give T31 and T2"),
        )
    phone = any(r.get(f"{slot}_kind") == T3Kind.PHONE_RESOLVED for slot in SLOTS)
    if phone and basis is not None and basis != CloseBasis.PHONE:
        yield Finding(
            "close_basis",
            "phone_basis",
            "001-1.5.3",
            msg("T3 says that it was solved by phone"),
            msg("close_basis phone"),
        )
    if basis == CloseBasis.PHONE and not phone and phone_reason(r.get("promise_reason")) is None:
        yield Finding(
            "close_basis",
            "phone_basis",
            "001-1.5.3",
            msg("a closing by phone has its fixed texts in T3"),
            msg("2010-01-01 in the next free slot, with type and reason"),
        )
    if basis in (CloseBasis.PICKUP, CloseBasis.DELIVERED) and is_visit(r):
        yield Finding(
            "close_basis",
            "basis_carry_in",
            "001-2.5.8",
            msg("an order with a visit is closed on signature"),
            msg("signed"),
        )
    if r.get("in_custody"):
        yield Finding(
            "in_custody",
            "in_custody",
            "001-2.5.8",
            msg("an order is closed only after its machine is handed back"),
            msg("false"),
        )


def _cancelling(r: Mapping[str, Any]) -> Iterator[Finding]:
    if r.get("status") != Status.CANCELLED:
        for name in (*_CANCELLING, "reassigned_to"):
            if r.get(name) is not None:
                yield Finding(
                    name,
                    "not_cancelled",
                    "001-3.3.1",
                    msg("the order is not cancelled, but has data of a cancel"),
                    msg("cancelled, or leave the cell empty"),
                )
        return
    for name in _CANCELLING[:3]:
        value = r.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            yield Finding(
                name,
                "cancel_missing",
                "001-3.6.4",
                msg("a cancelled order has reason, remark and time of the cancel"),
                msg("give all three"),
            )
    for name in ("reassigned_from", "reassigned_to"):
        if r.get(name) is not None and r.get(name) == r.get("order_no"):
            yield Finding(
                name,
                "own_link",
                "001-3.3.2",
                msg("an order is not reassigned to itself"),
                msg("the number of the other order"),
            )
