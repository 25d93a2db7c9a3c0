"""Write-back of T3: the entries allowed in each slot, and their effects (requirements A7, T-1 to T-11)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from repaircli.platform.codes import T3_TYPES, Status, T3Kind
from repaircli.platform.text import Msg, msg
from repaircli.rules.cancelling.matrix import named
from repaircli.rules.orders.state import OrderState
from repaircli.rules.orders.steps import over
from repaircli.rules.policy.decision import Check
from repaircli.rules.policy.limits import LIMITS, Limits, length

IN_TIME, PARTS_LATE, MULTI_REPAIR, CUSTOMER, RECURRED = T3_TYPES

PHONE_REASONS = {"software": "软件问题,电话解决", "other": "其他问题,电话解决"}
"""The fixed reason texts of a phone solution (001-1.5.3)."""

PARTS_REASON = "由于{order}订单{code}编码的备件未按时配送"
"""The fixed reason text of late parts (001-1.5.6)."""

_PARTS_PATTERN = re.compile(r"由于(?P<order>.+?)订单(?P<code>.+?)编码的备件未按时配送")


def beyond_t33(order: OrderState, limits: Limits = LIMITS) -> tuple[Check, ...]:
    """Whether a time is kept with the contact: only once every T3 is written, else it is a T3 (R-07)."""
    if len(order.slots) >= limits.slots:
        return ()
    return (Check("t3_free", "001-1.3.6", msg("a T3 slot is free: write the agreed time back as T3")),)


SERVED = frozenset({"service_started", "part_issued", "was_in_custody", "work_recorded"})
"""The checks that keep an order with service from closing as a phone solution."""


def plain(text: str) -> str:
    """`text` for comparing: NFKC, so that full-width and half-width punctuation are equal (A-57)."""
    return unicodedata.normalize("NFKC", text).strip()


def phone_reason(text: str | None) -> str | None:
    """`software` or `other` when `text` is one of the fixed texts of a phone solution, else None."""
    wanted = plain(text or "")
    return next((kind for kind, fixed in PHONE_REASONS.items() if plain(fixed) == wanted), None)


@dataclass(frozen=True, slots=True)
class Write:
    """The entry to write. `phone` is `software` or `other` for a phone solution; `slot` only if it was
    named.
    """

    kind: str = T3Kind.NORMAL
    at: datetime | None = None
    type: str | None = None
    reason: str | None = None
    parts_order: str | None = None
    part_code: str | None = None
    slot: int | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Every violated check, or the effect of the entry.

    `slot` None with `closes` means that type and reason go with the closing because no slot is free (T-5).
    `call_to`: the number of the call that solved it, to be logged with a phone solution where no call is
    logged that reached the customer. `t2` is set only by the first write. `repeat` says that this is the same
    click again and nothing changes (A-68).
    """

    checks: tuple[Check, ...]
    slot: int | None = None
    t2: datetime | None = None
    at: datetime | None = None
    type: str | None = None
    reason: str | None = None
    status: str = Status.IN_SERVICE
    late_contact: bool = False
    closes: bool = False
    call_to: str | None = None
    repeat: bool = False
    notes: tuple[Msg, ...] = ()


def check(order: OrderState, write: Write, limits: Limits = LIMITS) -> Verdict:
    """Whether `write` may be made, with every rule it breaks; nothing is raised for a refusal."""
    type_, reason = _texts(write)
    if _is_repeat(order, write, type_, reason, limits):
        return Verdict((), repeat=True, status=order.status)
    checks = [
        *_order_is_free(order),
        *_slot(order, write, limits),
        *_phone_solution(order, write),
        *_sentinel(order, write, limits),
        *_fixed_texts(order, write, type_, reason),
        *_time(order, write),
    ]
    first = not order.slots
    full = len(order.slots) >= limits.slots
    slot = None if full else len(order.slots) + 1
    if write.kind == T3Kind.NORMAL and slot is not None and slot > 1:
        checks += _reasons_given(type_, reason, order.visit)
    if checks:
        return Verdict(tuple(checks), slot=slot)
    notes: list[Msg] = []
    t2 = order.now if first else None
    if t2 is not None and not order.visit and write.kind == T3Kind.NORMAL and write.at is not None:
        apart = abs(t2 - write.at)
        if write.at <= order.now and apart > limits.on_the_spot:
            notes.append(
                msg(
                    "T2 and the pick-up time T31 are {minutes} minutes apart (001-2.5.4)",
                    minutes=int(apart.total_seconds() // 60),
                )
            )
    late = _late(order, t2, limits)
    if late:
        notes.append(
            msg(
                "the customer was contacted later than {limit} after T1; recorded as late contact (001-1.5.2)",
                limit=length(limits.contact),
            )
        )
    return Verdict(
        (),
        slot=slot,
        t2=t2,
        at=write.at,
        type=type_,
        reason=reason,
        status=_next_status(order, write, type_),
        late_contact=late,
        closes=write.kind == T3Kind.PHONE_RESOLVED,
        call_to=_number_to_call(order)
        if write.kind == T3Kind.PHONE_RESOLVED and not _call_reached(order)
        else None,
        notes=tuple(notes),
    )


@dataclass(frozen=True, slots=True)
class Undo:
    """Who takes back the last T3, who wrote it, whether a notice of it was sent, and what was asked of the region since.

    `asked_since`: a cancel request or a special-case statement, also one that is over.
    """

    by: str
    written_by: str | None
    told: bool = False
    asked_since: bool = False


def undo(order: OrderState, asked: Undo, limits: Limits = LIMITS) -> tuple[Check, ...]:
    """Whether the last T3 may be taken back, with every rule against it (own-4)."""
    found = _order_is_free(order)
    if not order.slots:
        return (*found, Check("t3_none", "001-1.3.6", msg("no T3 is written")))
    last = order.slots[-1]
    if asked.written_by != asked.by:
        text = msg(
            "T3{slot} was written by {login}, who alone may take it back",
            slot=last.slot,
            login=asked.written_by or "-",
        )
        found.append(Check("not_the_writer", "own-4", text))
    if order.now - last.written_at > limits.undo:
        text = msg(
            "T3{slot} was written at {time}; it can be taken back within {limit}",
            slot=last.slot,
            time=f"{order.local(last.written_at):%Y-%m-%d %H:%M:%S}",
            limit=length(limits.undo),
        )
        found.append(Check("undo_too_late", "own-4", text))
    if asked.told:
        found.append(Check("notice_sent", "own-4", msg("a notice of this T3 was sent")))
    if asked.asked_since:
        text = msg(
            "a cancel request or a special-case statement was made since this T3, and was judged by it"
        )
        found.append(Check("asked_since", "own-4", text))
    if last.type == RECURRED:
        text = msg("this T3 reopened the finished repair, so it cannot be taken back; agree a new time")
        found.append(Check("repair_reopened", "own-4", text))
    if any(at is not None and at >= last.written_at for at in _steps(order)):
        found.append(Check("later_step", "own-4", msg("a later step is recorded on the order")))
    return tuple(found)


def _steps(order: OrderState) -> Iterator[datetime | None]:
    """When each step was taken that rests on the time agreed with the customer."""
    yield from (order.started_at, order.arrived_at, order.repaired_at, order.signed_at)
    yield from (order.picked_up_at, order.delivered_at)
    yield from (fact.logged_at for fact in order.facts)


def _texts(write: Write) -> tuple[str | None, str | None]:
    if write.kind == T3Kind.PHONE_RESOLVED:
        return IN_TIME, PHONE_REASONS.get(write.phone or "", write.reason)
    type_ = plain(write.type) if write.type else None
    if type_ == PARTS_LATE and write.parts_order and write.part_code and not write.reason:
        return type_, PARTS_REASON.format(order=write.parts_order.strip(), code=write.part_code.strip())
    return type_, (write.reason.strip() or None) if write.reason else None


def _is_repeat(
    order: OrderState, write: Write, type_: str | None, reason: str | None, limits: Limits
) -> bool:
    if not order.slots or order.pending:
        return False
    last = order.slots[-1]
    return (
        last.kind == write.kind
        and last.at == write.at
        and last.type == type_
        and plain(last.reason or "") == plain(reason or "")
        and order.now - last.written_at <= limits.repeat
        and write.slot in (None, last.slot)
    )


def _order_is_free(order: OrderState) -> list[Check]:
    found = []
    if not order.open:
        found.append(over(order))
    if order.pending:
        text = msg("a cancel request is pending; T3 is frozen until it is decided or withdrawn")
        found.append(Check("request_pending", "own-1", text))
    if not order.downloaded:
        found.append(
            Check("not_downloaded", "001-1.3.2", msg("the order has not been downloaded by the station"))
        )
    return found


def _slot(order: OrderState, write: Write, limits: Limits) -> list[Check]:
    used = len(order.slots)
    if used >= limits.slots and write.kind != T3Kind.PHONE_RESOLVED:
        text = msg("T31, T32 and T33 are all written; a fourth time is not possible")
        if limits.slots < LIMITS.slots:
            text = msg("T3 is written {n} times, and the policy in force allows no more", n=limits.slots)
        return [Check("t3_slots_full", "001-1.3.6", text)]
    if write.slot is not None and write.slot != used + 1:
        text = msg(
            "T3{slot} cannot be written now; the next free one is T3{next}", slot=write.slot, next=used + 1
        )
        return [Check("t3_slot_order", "001-1.3.6", text)]
    return []


def _phone_solution(order: OrderState, write: Write) -> list[Check]:
    """Only what needs no visit is solved by phone; what was served is closed with the customer's signature."""
    if write.kind != T3Kind.PHONE_RESOLVED:
        return []
    found = []
    if order.started:
        text = msg(
            "service has started, so it cannot be a phone solution; close the order with the signature"
        )
        found.append(Check("service_started", "001-1.5.3", text))
    if order.parts_issued:
        text = msg("a part was issued or replaced, so it cannot be a phone solution")
        found.append(Check("part_issued", "001-1.5.3", text))
    if order.arrived_at is not None or order.in_custody:
        text = msg("the machine is or was in the station, so it cannot be a phone solution")
        found.append(Check("was_in_custody", "001-1.5.3", text))
    work = tuple(named(code) for code in order.close_facts if code != "phone_resolved")
    if work:
        text = msg("work is recorded, so it cannot be a phone solution: {facts}", facts=work)
        found.append(Check("work_recorded", "001-1.3.4", text))
    if not _call_reached(order) and _number_to_call(order) is None:
        text = msg("every number of the order is proved wrong, and no call reached the customer")
        found.append(Check("numbers_wrong", "001-1.5.2", text))
    return found


def _call_reached(order: OrderState) -> bool:
    return any(attempt.succeeded for attempt in order.attempts)


def _number_to_call(order: OrderState) -> str | None:
    """The number on which the customer can have been guided: the first that is not proved wrong."""
    return next((number for number in order.numbers if not order.proved_wrong(number)), None)


def _sentinel(order: OrderState, write: Write, limits: Limits) -> list[Check]:
    if write.kind != T3Kind.UNREACHABLE:
        return []
    found = []
    if order.slots:
        text = msg("the time for an unreachable customer can only be T31, and T31 is written")
        found.append(Check("unreachable_not_first", "001-1.5.2", text))
    if order.reached_since(order.t1):
        found.append(Check("was_reached", "001-1.5.2", msg("the customer was reached since T1")))
    elif not any(a.at >= order.t1 for a in order.attempts):
        found.append(Check("no_attempt", "001-1.5.2", msg("no call to the customer is logged since T1")))
    if order.in_custody and not order.visit:
        text = msg("the machine is in the station; its T31 is the agreed pick-up time, after the repair")
        found.append(Check("in_custody", "001-2.5.5", text))
    if order.is_too_early(order.now, limits.unreachable_gap):
        earliest = order.local(order.t1) + limits.unreachable_gap
        text = msg(
            "an unreachable customer can be recorded from {time} ({gap} after T1), and by {until} to be in time",
            gap=length(limits.unreachable_gap),
            time=f"{earliest:%Y-%m-%d %H:%M:%S}",
            until=f"{max(earliest, order.local(order.t1) + limits.contact):%H:%M:%S}",
        )
        found.append(Check("unreachable_too_early", "001-1.5.2", text))
    return found


def _fixed_texts(order: OrderState, write: Write, type_: str | None, reason: str | None) -> list[Check]:
    if write.kind == T3Kind.PHONE_RESOLVED:
        return _phone_texts(write)
    return [*_type(type_), *late_parts_reason(type_, reason), *_true_texts(order, write, type_, reason)]


def _phone_texts(write: Write) -> list[Check]:
    found = []
    if write.phone not in PHONE_REASONS:
        text = msg(
            "the reason of a phone solution is {a} or {b}",
            a=PHONE_REASONS["software"],
            b=PHONE_REASONS["other"],
        )
        found.append(Check("phone_reason", "001-1.5.3", text))
    if write.type is not None and plain(write.type) != IN_TIME:
        text = msg("the promise type of a phone solution is {type}", type=IN_TIME)
        found.append(Check("phone_type", "001-1.5.3", text))
    if write.reason is not None and phone_reason(write.reason) != write.phone:
        text = msg(
            "the reason of this phone solution is fixed: {text}",
            text=PHONE_REASONS.get(write.phone or "", ""),
        )
        found.append(Check("phone_reason", "001-1.5.3", text))
    return found


def _type(type_: str | None) -> list[Check]:
    if type_ is None or type_ in T3_TYPES:
        return []
    text = msg("unknown promise type {type}; possible types: {known}", type=type_, known=T3_TYPES)
    return [Check("t3_type", "001-1.5.6", text)]


def late_parts_reason(type_: str | None, reason: str | None) -> tuple[Check, ...]:
    """The faults in the fixed reason text of late parts (001-1.5.6); empty for another type."""
    if type_ != PARTS_LATE:
        return ()
    match = _PARTS_PATTERN.search(plain(reason or ""))
    if match is None:
        text = msg(
            "the reason for late parts must read {text}, with the parts order and the part code filled in",
            text=PARTS_REASON.format(order="XX", code="XX"),
        )
        return (Check("parts_reason", "001-1.5.6", text),)
    if any(match[part].strip().upper() in ("", "XX") for part in ("order", "code")):
        text = msg("the parts order and the part code are still XX or empty; fill both in")
        return (Check("parts_reason", "001-1.5.6", text),)
    return ()


def _true_texts(order: OrderState, write: Write, type_: str | None, reason: str | None) -> list[Check]:
    """Type and reason say what is recorded, and what is being written."""
    found = []
    if type_ == MULTI_REPAIR and not order.started:
        text = msg("no service is recorded yet, so it cannot be a repeated repair")
        found.append(Check("no_service_yet", "001-1.5.8", text))
    if write.kind == T3Kind.NORMAL and phone_reason(reason) is not None:
        text = msg("this reason is that of a phone solution; write the phone solution itself")
        found.append(Check("phone_text", "001-1.5.3", text))
    return found


def _time(order: OrderState, write: Write) -> list[Check]:
    if write.kind != T3Kind.NORMAL:
        return []
    if write.at is None:
        return [Check("no_time", "001-1.3.6", msg("the promised time is missing"))]
    if order.visit:
        if write.at < order.now and order.print_exception is None:
            text = msg("the promised time {at} is before now", at=f"{write.at:%Y-%m-%d %H:%M}")
            return [Check("promise_in_past", "001-1.5.3", text)]
        return []
    found = []
    # A sentinel in T31 is no pick-up time: the first real one, then T32, comes after the service just the same (T-11).
    if not order.finished and not order.promised:
        text = msg("service is not recorded as finished; the first agreed pick-up time comes after it")
        found.append(Check("under_repair", "001-2.5.5", text))
    if write.at < order.t1:
        text = msg("the pick-up time {at} is before T1", at=f"{write.at:%Y-%m-%d %H:%M}")
        found.append(Check("before_t1", "001-2.5.4", text))
    return found


_AGAIN = {True: "001-1.5.6", False: "001-2.5.7"}
"""Which clause asks for a new time's type and reason, of a visit and of a pick-up."""


def _reasons_given(type_: str | None, reason: str | None, visit: bool) -> list[Check]:
    found = []
    if type_ is None:
        found.append(Check("type_missing", _AGAIN[visit], msg("T32 and T33 need a promise type")))
    if reason is None and type_ != PARTS_LATE:
        found.append(Check("reason_missing", _AGAIN[visit], msg("T32 and T33 need a reason")))
    return found


def _late(order: OrderState, t2: datetime | None, limits: Limits) -> bool:
    if not order.dispatched or t2 is None:
        return False
    if order.visit:
        return t2 - order.t1 > limits.contact
    contacted = [a.at for a in order.attempts]
    return bool(contacted) and min(contacted) - order.t1 > limits.contact


def _next_status(order: OrderState, write: Write, type_: str | None) -> str:
    if write.kind == T3Kind.PHONE_RESOLVED:
        return Status.RESOLVED
    if write.kind == T3Kind.UNREACHABLE:
        return Status.IN_SERVICE if order.status == Status.DOWNLOADED else order.status
    if not order.visit:
        if order.finished and not (type_ == RECURRED and order.status == Status.AWAITING_PICKUP):
            return Status.AWAITING_PICKUP
        if order.status in (Status.DOWNLOADED, Status.AWAITING_PICKUP):
            return Status.IN_SERVICE
        return order.status
    if type_ == MULTI_REPAIR:
        return Status.MULTI_REPAIR
    return Status.IN_SERVICE if order.status == Status.DOWNLOADED else order.status
