"""Writes T3 back: a promised time, the special time of an unreachable customer, or a phone solution that closes."""

from __future__ import annotations

from repaircli.orders import close, contacts, notices
from repaircli.orders import queries as rows
from repaircli.orders import record as orders_record
from repaircli.orders.record import OrderRecord
from repaircli.orders.tables import Promise
from repaircli.platform.answers import Answer
from repaircli.platform.codes import CloseBasis, ContactResult, Status, T3Kind
from repaircli.platform.errors import UsageProblem
from repaircli.platform.inputs import optional
from repaircli.platform.notice_tables import Notification
from repaircli.platform.text import Msg, command_line, msg
from repaircli.platform.transaction import Transaction, writes
from repaircli.policy.in_force import limits_of, policy_of
from repaircli.rules.orders import writeback
from repaircli.rules.orders.writeback import Verdict, Write, phone_reason

PHONE = ("software", "other")
_SLOTS = (1, 2, 3)

COMMAND = "order writeback-t3"
"""Named on the call that a phone solution logs."""

_NEWS = {writeback.PARTS_LATE: notices.PARTS_LATE, writeback.MULTI_REPAIR: notices.NOT_FIXED}
"""The types of a new promise that bring news for the customer (N23)."""


@writes
def writeback_t3(
    tx: Transaction,
    no: str,
    *,
    at: str | None = None,
    type: str | None = None,
    reason: str | None = None,
    parts_order: str | None = None,
    part_code: str | None = None,
    unreachable: bool = False,
    phone_resolved: str | None = None,
    slot: int | None = None,
    undo: bool = False,
    why: str | None = None,
) -> Answer:
    """Writes the next free T3 slot; T2 is set with the first (001-1.3.7). Refused by T-1 to T-11.

    Exactly one of `at`, `unreachable`, `phone_resolved` and `undo` is given, the last with `why`, else
    UsageProblem.
    """
    if undo:
        return _undone(tx, no, why, others=(at, phone_resolved, slot, type, reason, unreachable or None))
    if slot is not None and slot not in _SLOTS:
        text = msg("{name}: {value} is not one of {choices}", name="--slot", value=slot, choices=_SLOTS)
        raise UsageProblem(text)
    late_parts = parts_order is not None or part_code is not None
    write = Write(
        kind=_kind(no, at, unreachable, phone_resolved),
        at=None if at is None else tx.promised(at, "--at"),
        type=writeback.PARTS_LATE if type is None and late_parts else type,
        reason=reason,
        parts_order=parts_order,
        part_code=part_code,
        slot=slot,
        phone=phone_resolved,
    )
    record = orders_record.find(tx, no)
    verdict = writeback.check(
        orders_record.with_calls(tx, record), write, limits_of(tx, since=record.order.t1)
    )
    if verdict.checks:
        return _refused(tx, record, write, verdict)
    if verdict.repeat:
        tx.note(msg("this is already written; the repeated write-back changes nothing"))
        return orders_record.answer(tx, "order.promised", record)
    for text in verdict.notes:
        tx.note(text)
    if verdict.call_to is not None:
        contacts.log.within(tx, no, ContactResult.GUIDED_SOLVED, number=verdict.call_to, command=COMMAND)
        record = orders_record.find(tx, no)
    if verdict.slot is not None:
        _insert(tx, record, write, verdict)
    values: dict[str, object] = {
        "t2": record.order.t2 or verdict.t2,
        "late_contact": record.order.late_contact or verdict.late_contact,
        "status": str(verdict.status),
    }
    to_pick_up = record.order.status == Status.AWAITING_PICKUP
    if to_pick_up and verdict.status == Status.IN_SERVICE and record.state.finished:
        # the fault recurred before the pick-up (001-2.5.7): under repair again, and a signature no longer holds
        values |= orders_record.reopen(tx, record, writeback.RECURRED)
    if not verdict.closes:
        orders_record.change_if_different(tx, record, "order.status", **values)
        return orders_record.answer(tx, "order.promised", record)
    if verdict.slot is None:
        values |= {"promise_type": verdict.type, "promise_reason": verdict.reason}
    orders_record.log_fact(tx, record, "phone_resolved")
    close.close_with(tx, record, CloseBasis.PHONE, solution=str(verdict.reason), **values)
    return orders_record.answer(tx, "order.closed", record)


def _kind(no: str, at: str | None, unreachable: bool, phone_resolved: str | None) -> T3Kind:
    """The kind of write-back that the options ask for. Raises UsageProblem."""
    if (at is not None) + unreachable + (phone_resolved is not None) != 1:
        raise UsageProblem(
            msg("expected one of --at, --unreachable and --phone-resolved"),
            command_line("order writeback-t3", "{no} --at '2026-06-04 10:00'", no=no),
        )
    if phone_resolved is None:
        return T3Kind.UNREACHABLE if unreachable else T3Kind.NORMAL
    if phone_resolved not in PHONE:
        raise UsageProblem(
            msg("{option}: unknown value {text}", option="--phone-resolved", text=phone_resolved),
            msg("possible values: {known}", known=PHONE),
        )
    return T3Kind.PHONE_RESOLVED


def _insert(tx: Transaction, record: OrderRecord, write: Write, verdict: Verdict) -> None:
    late_entry = write.kind == T3Kind.NORMAL and verdict.at is not None and verdict.at < tx.now
    values = {
        "slot": verdict.slot,
        "kind": str(write.kind),
        "at": verdict.at,
        "type": verdict.type,
        "reason": verdict.reason,
        "parts_order": write.parts_order,
        "part_code": write.part_code,
        "remark": record.order.print_exception if late_entry else None,
        "status_before": record.order.status,
    }
    written = tx.add(Promise, order_no=record.no, written_at=tx.now, written_by=tx.acting.login, **values)
    record.promises.append(written)
    shown = (
        policy_of(tx).sentinel(write.kind, tx.today).isoformat()
        if write.kind != T3Kind.NORMAL
        else verdict.at
    )
    tx.event(
        "t3.written",
        order_no=record.no,
        after={k: v for k, v in (values | {"at": shown, "status_before": None}).items() if v is not None},
    )
    cause = _NEWS.get(verdict.type or "")
    if cause is not None:
        notices.news_for_customer(tx, record, cause, verdict.at)


def _undone(tx: Transaction, no: str, why: str | None, others: tuple[object, ...]) -> Answer:
    """Takes the last T3 back: the order is as before it, and the history keeps both (own-4)."""
    if any(other is not None for other in others):
        raise UsageProblem(
            msg("--undo takes back the last T3 and can only be used with --why"),
            command_line("order writeback-t3", "{no} --undo --why TEXT", no=no),
        )
    reason = optional(why)
    if reason is None:
        raise UsageProblem(
            msg("--undo needs --why: say why the T3 is taken back"),
            command_line("order writeback-t3", "{no} --undo --why TEXT", no=no),
        )
    record = orders_record.find(tx, no)
    last = record.promises[-1] if record.promises else None
    news = [] if last is None else notices.told_since(tx, record, last.written_at)
    asked = writeback.Undo(
        tx.acting.login,
        None if last is None else last.written_by,
        told=any(each.status != "queued" for each in news),
        asked_since=last is not None and _asked_since(tx, record.no),
    )
    checks = writeback.undo(record.state, asked, limits_of(tx, since=record.order.t1))
    if checks or last is None:
        return orders_record.refused(record, checks)
    for each in news:
        tx.delete(Notification, id=each.id)
    tx.delete(Promise, order_no=record.no, slot=last.slot)
    record.promises.remove(last)
    told = {"slot": last.slot, "at": tx.local(last.at), "why": reason}
    tx.event("t3.taken_back", order_no=record.no, after={k: v for k, v in told.items() if v is not None})
    values: dict[str, object] = {"status": last.status_before or record.order.status}
    if last.slot == 1:
        values |= {"t2": None, "late_contact": False}
    orders_record.change_if_different(tx, record, "order.t2_taken_back", **values)
    if record.order.printed_at is not None and record.order.printed_at >= last.written_at:
        tx.note(msg("the order was printed with this time; print it again once the new time is written"))
    return orders_record.answer(tx, "order.t3_taken_back", record)


_ASKED = frozenset({"cancel.requested", "form.submitted"})
"""The events by which a station asks the region to decide on an order as it stands."""


def _asked_since(tx: Transaction, no: str) -> bool:
    """Whether the region was asked to decide on the order since its last T3 was written."""
    whats = [event.what for event in rows.of_order(tx, no)]
    last = max(i for i, what in enumerate(whats) if what == "t3.written") if "t3.written" in whats else 0
    return not _ASKED.isdisjoint(whats[last:])


def _refused(tx: Transaction, record: OrderRecord, write: Write, verdict: Verdict) -> Answer:
    sentinel = write.at is not None and tx.local(write.at).date() in policy_of(tx).sentinels()
    phone = phone_reason(write.reason)
    hint: Msg | None = None
    if write.kind == T3Kind.NORMAL and phone is not None:
        hint = command_line("order writeback-t3", "{no} --phone-resolved {how}", no=record.no, how=phone)
    elif {c.code for c in verdict.checks} & writeback.SERVED:
        hint = close.next_step(record)
    elif sentinel and not record.promises:
        hint = command_line("order writeback-t3", "{no} --unreachable", no=record.no)
    return orders_record.refused(record, verdict.checks, hint)
