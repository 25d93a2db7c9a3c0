"""Checks historical order records: every rule that applied when they were written, as far as the record shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from repaircli.platform.codes import CloseBasis, Origin, Status, T3Kind
from repaircli.platform.text import Msg, msg
from repaircli.rules.orders.closing import AT_HANDOVER
from repaircli.rules.orders.state import OrderState, Slot
from repaircli.rules.orders.writeback import IN_TIME, late_parts_reason, phone_reason, plain
from repaircli.rules.policy.editions import Policy
from repaircli.rules.policy.limits import LIMITS, Limits, length

SLOTS = ("t31", "t32", "t33")

_STAMPS = (
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
)
_NOT_AFTER_T1 = ("reported_at", "t1", "created_at")
_TIMES = ("reported_at", "t1", *_STAMPS, "created_at", *(f"{slot}_written_at" for slot in SLOTS))
_SLOT_DETAILS = ("type", "reason", "written_at", "written_by")
_CLOSING = ("closed_at", "close_basis", "closed_by", "close_why")
_CANCELLING = ("cancelled_at", "cancel_remark", "cancel_reason", "cancelled_by")
_WITHOUT_T31 = (CloseBasis.PHONE, CloseBasis.REGION_CONFIRMED)
_SIGNS_OF_SERVICE = ("started_at", "repaired_at", "arrived_at", "parts_issued")
_BEFORE_SERVICE = (Status.DISPATCHED, Status.DOWNLOADED)


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that the record breaks: the column it shows in, the clause, what to do."""

    column: str
    code: str
    clause: str
    text: Msg
    fix: Msg


def sentinel_kind(reason: str | None, day: date, policy: Policy) -> T3Kind:
    """The meaning of a special day in T3: decided by the day if the two kinds have different days,
    otherwise by the reason (requirements A9).
    """
    phone, unreachable = (policy.sentinels(k) for k in (T3Kind.PHONE_RESOLVED, T3Kind.UNREACHABLE))
    if (day in phone) != (day in unreachable):
        return T3Kind.PHONE_RESOLVED if day in phone else T3Kind.UNREACHABLE
    return T3Kind.PHONE_RESOLVED if "电话解决" in plain(reason or "") else T3Kind.UNREACHABLE


def check(record: Mapping[str, Any], now: datetime, limits: Limits = LIMITS) -> tuple[Finding, ...]:
    """Every rule that `record` breaks.

    Its keys are those of the exchanged columns, absent ones being None; `t31` to `t33` are a time or None, their
    `_kind` says what a slot holds and is None for an empty one. Times are aware.
    """
    past = _Past(record, state_of(record, now), limits)
    return (
        *_times(record, now),
        *_slots(past),
        *_broken(_STATUS, past),
        *_closing(past),
        *_cancelling(record),
    )


def state_of(record: Mapping[str, Any], now: datetime) -> OrderState:
    """The state that `record` describes, as far as a rule on imported orders reads it."""
    return OrderState(
        order_no=record.get("order_no") or "",
        origin=record["origin"],
        service=record["service"],
        status=record["status"],
        t1=record["t1"],
        now=now,
        paid_visit=bool(record.get("paid_visit")),
        t2=record.get("t2"),
        in_custody=bool(record.get("in_custody")),
        slots=tuple(_written(record)),
    )


def _written(record: Mapping[str, Any]) -> Iterator[Slot]:
    written_at = record.get("t2") or record["t1"]
    for number, slot in enumerate(SLOTS, 1):
        kind = record.get(f"{slot}_kind")
        if kind is not None:
            written_at = record.get(f"{slot}_written_at") or written_at
            type_, reason = record.get(f"{slot}_type"), record.get(f"{slot}_reason")
            yield Slot(number, kind, record.get(slot), written_at, type_, reason)


def in_future(column: str) -> Finding:
    """The finding that the time of `column` is still to come."""
    return Finding(
        column, "in_future", "001-1.3.7", msg("this time is still to come"), msg("correct the time")
    )


TWO_TIMES = msg("correct one of the two times")


def before_t1(column: str) -> Finding:
    """The finding that the time of `column` lies before T1."""
    return Finding(column, "before_t1", "001-1.5.2", msg("this time is before T1"), TWO_TIMES)


class _Past(NamedTuple):
    record: Mapping[str, Any]
    order: OrderState
    limits: Limits

    @property
    def basis(self) -> str | None:
        found: str | None = self.record.get("close_basis")
        return found

    @property
    def by_phone(self) -> bool:
        """Whether a T3 says that the order was solved by phone."""
        return any(slot.kind == T3Kind.PHONE_RESOLVED for slot in self.order.slots)


class _Rule(NamedTuple):
    """A rule on the order as a whole: when it is broken, and what is found then."""

    broken: Callable[[_Past], object]
    finding: Finding


def _broken(rules: tuple[_Rule, ...], past: _Past) -> Iterator[Finding]:
    return (rule.finding for rule in rules if rule.broken(past))


# ---------------------------------------------------------------------------------------------------------- times


def _times(r: Mapping[str, Any], now: datetime) -> Iterator[Finding]:
    t1, reported = r["t1"], r.get("reported_at")
    given = [(name, at) for name in _TIMES if (at := r.get(name)) is not None]
    for name, at in given:
        if at > now:
            yield in_future(name)
    if reported is not None and reported > t1:
        text = msg("the customer reported before the order was generated")
        yield Finding("reported_at", "reported_after_t1", "001-1.3.7", text, TWO_TIMES)
    for name, at in given:
        # the machine of a referral is in the station before its order is generated (001-6.3.2)
        first = reported if name == "arrived_at" and reported is not None else t1
        if at < first and name not in _NOT_AFTER_T1:
            yield before_t1(name)


# ------------------------------------------------------------------------------------------------------------- T3


def _slots(past: _Past) -> Iterator[Finding]:
    r, order = past.record, past.order
    if order.t31_written != (order.t2 is not None):
        text = msg("T2 and T31 are either both set or both empty: T2 is set when T31 is first written")
        code = "t31_without_t2" if order.t31_written else "t2_without_t31"
        yield Finding("t2", code, "001-1.3.7", text, msg("write both or neither"))
    written = {slot.slot: slot for slot in order.slots}
    last = None
    for number, name in enumerate(SLOTS, 1):
        slot = written.get(number)
        if slot is None:
            if any(r.get(f"{name}_{detail}") is not None for detail in _SLOT_DETAILS):
                text = msg("the slot has details but no time")
                yield Finding(name, "t3_empty", "001-1.3.6", text, msg("write the promised time"))
            continue
        if number > 1 and number - 1 not in written:
            text = msg("T31, T32 and T33 are filled in this order")
            yield Finding(name, "t3_order", "001-1.3.6", text, msg("move the time to the first free slot"))
        yield from _sentinel(past, slot)
        yield from _texts(past, slot)
        written_at = r.get(f"{name}_written_at")
        if written_at is not None and last is not None and written_at < last:
            text = msg("written before the preceding slot")
            yield Finding(f"{name}_written_at", "t3_order", "001-1.3.6", text, TWO_TIMES)
        last = written_at or last


def _sentinel(past: _Past, slot: Slot) -> Iterator[Finding]:
    """Only an ordinary T3 has a time, and only T31 says that the customer is unreachable (001-1.5.2)."""
    name, clause = SLOTS[slot.slot - 1], "001-1.5.2"
    if slot.kind == T3Kind.NORMAL and slot.at is None:
        fix = msg("write the time, or the kind of the entry")
        yield Finding(name, "sentinel", clause, msg("the special day is not a promised time"), fix)
    if slot.kind != T3Kind.NORMAL and slot.at is not None:
        text = msg("this entry takes a special day instead of a real time: 2010-01-01 unless set otherwise")
        yield Finding(name, "sentinel", clause, text, msg("the special day, or the kind normal"))
    if slot.kind != T3Kind.UNREACHABLE:
        return
    if slot.slot != 1:
        text = msg("an unreachable customer is recorded in T31 only")
        yield Finding(name, "sentinel_slot", clause, text, msg("write the promised time"))
    t2 = past.order.t2
    if t2 is not None and past.order.is_too_early(t2, past.limits.unreachable_gap):
        text = msg(
            "T2 is too early for an unreachable customer: it must be at least {gap} after T1",
            gap=length(past.limits.unreachable_gap),
        )
        yield Finding("t2", "unreachable_early", clause, text, msg("correct T1 or T2"))


def _texts(past: _Past, slot: Slot) -> Iterator[Finding]:
    """The fixed texts of a phone solution and of late parts, and the type and reason of T32 and T33."""
    name = SLOTS[slot.slot - 1]
    if slot.kind == T3Kind.PHONE_RESOLVED:
        if slot.type != IN_TIME or phone_reason(slot.reason) is None:
            text = msg("a phone solution has the type {type} and a fixed reason", type=IN_TIME)
            fix = msg("软件问题,电话解决 or 其他问题,电话解决")
            yield Finding(f"{name}_reason", "phone_text", "001-1.5.3", text, fix)
        if past.order.status != Status.RESOLVED:
            text = msg("an order that was solved by phone is closed")
            yield Finding("status", "phone_open", "001-1.5.3", text, msg("resolved, with close_basis phone"))
        return
    if slot.slot > 1 and not (slot.type and plain(slot.reason or "")):
        text = msg("a new promise needs a type and a reason")
        yield Finding(f"{name}_type", "t3_reasons", "001-1.5.6", text, msg("write both"))
    for wrong in late_parts_reason(slot.type, slot.reason):
        fix = msg("由于…订单…编码的备件未按时配送")
        yield Finding(f"{name}_reason", wrong.code, wrong.clause, wrong.text, fix)


# --------------------------------------------------------------------------------------------------- status and end

_IN_SERVICE = msg("in_service, or what came after it")
_STATUS_OR_SERVICE = msg("correct the status or the service")
_STATUS = (
    _Rule(
        lambda past: past.order.status in _BEFORE_SERVICE and past.order.t31_written,
        Finding(
            "status",
            "status_before_t3",
            "001-1.3.6",
            msg("T31 is written, so service has begun"),
            _IN_SERVICE,
        ),
    ),
    _Rule(
        lambda past: past.order.status in _BEFORE_SERVICE and past.order.origin == Origin.STATION,
        Finding(
            "status",
            "not_dispatched",
            "001-2.5.4",
            msg("an order generated by a station is in service from the start"),
            _IN_SERVICE,
        ),
    ),
    _Rule(
        lambda past: past.order.status == Status.AWAITING_PICKUP and past.order.visit,
        Finding(
            "status",
            "status_service",
            "001-2.5.6",
            msg("only an order whose machine is in the station awaits pick-up"),
            _STATUS_OR_SERVICE,
        ),
    ),
    _Rule(
        lambda past: past.order.status == Status.AWAITING_PICKUP and not past.order.t31_written,
        Finding(
            "status",
            "status_without_t31",
            "001-2.5.6",
            msg("an order awaits pick-up only after T31 is agreed"),
            msg("write T31 and T2"),
        ),
    ),
    _Rule(
        lambda past: past.order.status == Status.MULTI_REPAIR and not past.order.visit,
        Finding(
            "status",
            "status_service",
            "001-1.5.8",
            msg("repeated repair is a status of orders with a visit"),
            _STATUS_OR_SERVICE,
        ),
    ),
)

_CLOSED = (
    _Rule(
        lambda past: past.basis not in _WITHOUT_T31 and not past.order.t31_written,
        Finding(
            "t31",
            "t31_missing",
            "001-1.3.6",
            msg("an order is closed only after T31 is written"),
            msg("write T31 and T2"),
        ),
    ),
    _Rule(
        lambda past: past.by_phone and past.basis not in (None, CloseBasis.PHONE),
        Finding(
            "close_basis",
            "phone_basis",
            "001-1.5.3",
            msg("T3 says that it was solved by phone"),
            msg("close_basis phone"),
        ),
    ),
    _Rule(
        # where no slot was free, the fixed texts went with the closing (T-5)
        lambda past: (
            past.basis == CloseBasis.PHONE
            and not past.by_phone
            and phone_reason(past.record.get("promise_reason")) is None
        ),
        Finding(
            "close_basis",
            "phone_basis",
            "001-1.5.3",
            msg("an order closed by phone has the fixed texts in T3"),
            msg("the special day in the next free slot, with type and reason"),
        ),
    ),
    _Rule(
        lambda past: (
            past.basis == CloseBasis.PHONE and any(past.record.get(sign) for sign in _SIGNS_OF_SERVICE)
        ),
        Finding(
            "close_basis",
            "phone_served",
            "001-1.5.3",
            msg("the order was served, so it cannot be a phone solution"),
            msg("the basis on which it was closed, such as signed"),
        ),
    ),
    _Rule(
        lambda past: past.basis in AT_HANDOVER and past.order.visit,
        Finding(
            "close_basis",
            "basis_carry_in",
            "001-2.5.8",
            msg("an order with a visit is closed on signature"),
            msg("signed"),
        ),
    ),
    _Rule(
        lambda past: past.order.in_custody and past.basis != CloseBasis.REGION_CONFIRMED,
        Finding(
            "in_custody",
            "in_custody",
            "001-2.5.8",
            msg("an order is closed only after its machine is handed back"),
            msg("false"),
        ),
    ),
)


def _closing(past: _Past) -> Iterator[Finding]:
    r, clause = past.record, "001-1.3.4"
    if past.order.status != Status.RESOLVED:
        text = msg("the order is not resolved, but has data of a closing")
        fix = msg("resolved, or leave the cell empty")
        yield from (Finding(n, "not_closed", clause, text, fix) for n in _CLOSING if r.get(n) is not None)
        return
    text = msg("a resolved order has the time and the basis of its closing")
    for name in _CLOSING[:2]:
        if r.get(name) is None:
            yield Finding(name, "closing_missing", clause, text, msg("write both"))
    yield from _broken(_CLOSED, past)


def _cancelling(r: Mapping[str, Any]) -> Iterator[Finding]:
    if r["status"] != Status.CANCELLED:
        text = msg("the order is not cancelled, but has data of a cancel")
        fix = msg("cancelled, or leave the cell empty")
        for name in (*_CANCELLING, "reassigned_to"):
            if r.get(name) is not None:
                yield Finding(name, "not_cancelled", "001-3.3.1", text, fix)
        return
    text = msg("a cancelled order has reason, remark and time of the cancel")
    for name in _CANCELLING[:3]:
        value = r.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            yield Finding(name, "cancel_missing", "001-3.6.4", text, msg("write all three"))
    text = msg("an order cannot be reassigned to itself")
    for name in ("reassigned_from", "reassigned_to"):
        if r.get(name) is not None and r.get(name) == r.get("order_no"):
            yield Finding(name, "own_link", "001-3.3.2", text, msg("the number of the other order"))
