"""Calls to the customer: logged by the station, taken back by the region's liaison."""

from __future__ import annotations

from datetime import datetime, timedelta

from repaircli.orders import queries as rows
from repaircli.orders import record as orders_record
from repaircli.orders import record_json
from repaircli.orders.record import OrderRecord
from repaircli.orders.state import attempts_of
from repaircli.orders.tables import Contact
from repaircli.platform.answers import Answer
from repaircli.platform.codes import SUCCESSFUL_CONTACTS, ContactResult, Origin, Status
from repaircli.platform.errors import NotFound, UsageProblem
from repaircli.platform.inputs import code, coming, optional, phone
from repaircli.platform.text import command_line, msg
from repaircli.platform.transaction import Transaction, writes
from repaircli.policy.in_force import contact_limit
from repaircli.rules.orders.writeback import beyond_t33

TAKEN_BACK = "contact voided"
"""Why the close fact that a voided call logged is taken back with it."""


@writes
def log(
    tx: Transaction,
    no: str,
    result: str,
    *,
    number: str | None = None,
    prompt: str | None = None,
    note: str | None = None,
    at: str | None = None,
    agreed: str | None = None,
    command: str | None = None,
) -> Answer:
    """Logs a call to the customer (001-1.5.2). `at` is when it was made, None for now; both times are kept.

    `agreed`: a time agreed with the customer after T33, which no T3 holds (R-07); the region is told.
    `command`: the command that enters the call beside its own work.
    The first call takes a downloaded order into service; `guided-solved` logs the close fact phone_resolved.
    The same call typed a second time, with its number and its second, changes nothing.
    Raises UsageProblem for a time before T1 or after now, and where it must be said which number was invalid.
    """
    outcome = code("contact", result, "--result")
    record = orders_record.find(tx, no)
    made = tx.now if at is None else tx.when(at, "--at")
    _in_time(tx, record, made)
    dialled = _number(record, outcome, number)
    if refusal := orders_record.step_refused(record, "contact"):
        return refusal
    beyond = None if agreed is None else coming(tx, agreed, "--agreed")
    if beyond is not None:
        if outcome not in SUCCESSFUL_CONTACTS:
            raise UsageProblem(msg("--agreed can only be used for a call that reached the customer"))
        if refused := beyond_t33(record.state):
            return orders_record.refused(record, refused)
    _warn_repeated(tx, record, made, dialled, typed=at is not None)
    values = {
        "at": made,
        "result": outcome,
        "number": dialled,
        "prompt": optional(prompt),
        "note": optional(note),
        "agreed_at": beyond,
        "command": command,
        "late": tx.local(made).date() < tx.local(tx.now).date(),
    }
    contact = tx.add(Contact, order_no=record.no, recorded_at=tx.now, recorded_by=tx.acting.login, **values)
    tx.event(
        "contact.logged",
        order_no=record.no,
        after={"id": contact.id} | {k: v for k, v in values.items() if v},
    )
    if beyond is not None:
        told = {"at": f"{tx.local(beyond):%Y-%m-%d %H:%M}"}
        tx.notify("N38", to_kind="region", to=record.order.region, order_no=record.no, args=told)
    counts = bool(attempts_of(record.order, [contact], tx.zone))
    if not counts:
        tx.note(
            msg(
                "{number} was not a number of the order then, so the call does not count; its numbers are {known}",
                number=dialled,
                known=tuple(record_json.numbers(record.order)),
            )
        )
    if contact.late:
        tx.note(
            msg(
                "this call is entered on a later day; it is marked as late, the region sees the mark, and it can start the clock only from now"
            )
        )
    if outcome == ContactResult.NUMBER_INVALID and contact.prompt is None:
        tx.note(msg("quote the announcement with --prompt; it proves that the number is wrong (001-1.5.2)"))
    if counts and outcome == ContactResult.GUIDED_SOLVED:
        orders_record.log_fact(tx, record, "phone_resolved")
    taken = counts and record.order.status == Status.DOWNLOADED
    status = Status.IN_SERVICE if taken else Status(record.order.status)
    orders_record.change_if_different(
        tx, record, "order.contacted", status=str(status), **_first_contact(tx, record)
    )
    return _answer(tx, "contact.log", record, contact)


@writes
def void(tx: Transaction, contact_id: int, why: str) -> Answer:
    """Takes the call `contact_id` back; it stays in the history, but no rule counts it any more.

    Raises UsageProblem without `why`, NotFound for a number that no call has.
    """
    reason = optional(why)
    if reason is None:
        raise UsageProblem(msg("{option} is missing", option="--why"))
    contact = tx.get(Contact, id=contact_id)
    if contact is None:
        raise NotFound(
            msg("no such contact: {id}", id=str(contact_id)),
            command_line("order show", "NO"),
            code="no_contact",
        )
    record = orders_record.find(tx, contact.order_no)
    if refusal := orders_record.step_refused(record, "contact"):
        return refusal
    if contact.voided_at is not None:
        tx.note(msg("contact {id} is already voided", id=str(contact_id)))
        return _answer(tx, "contact.void", record, contact)
    voided = tx.change(
        Contact,
        {"id": contact_id, "voided_at": None},
        voided_at=tx.now,
        voided_by=tx.acting.login,
        void_why=reason,
    )
    tx.event(
        "contact.voided",
        order_no=record.no,
        after={"id": contact_id, "result": contact.result, "why": reason},
    )
    if contact.result == ContactResult.GUIDED_SOLVED and _only_solution(tx, record, contact):
        orders_record.void_fact(tx, record, "phone_resolved", TAKEN_BACK)
        tx.event("fact.voided", order_no=record.no, after={"code": "phone_resolved", "why": reason})
    orders_record.change_if_different(tx, record, "order.contacted", **_first_contact(tx, record))
    return _answer(tx, "contact.void", record, voided or contact)


def _answer(tx: Transaction, kind: str, record: OrderRecord, contact: Contact) -> Answer:
    return orders_record.answer(tx, kind, record, contact=record_json.contact_data(contact, tx.zone))


def _standing(tx: Transaction, record: OrderRecord) -> list[Contact]:
    return rows.contacts(tx, [record.no]).get(record.no, [])


def _in_time(tx: Transaction, record: OrderRecord, made: datetime) -> None:
    if made > tx.now:
        raise UsageProblem(
            msg("{option}: {text} is after now", option="--at", text=f"{tx.local(made):%Y-%m-%d %H:%M:%S}")
        )
    if made < record.order.t1:
        raise UsageProblem(
            msg(
                "{option}: {text} is before the order was dispatched ({t1})",
                option="--at",
                text=f"{tx.local(made):%Y-%m-%d %H:%M:%S}",
                t1=f"{tx.local(record.order.t1):%Y-%m-%d %H:%M:%S}",
            )
        )


def _number(record: OrderRecord, result: str, number: str | None) -> str:
    """The number that was called, as the order has it; the first one where none is named."""
    known = record_json.numbers(record.order)
    if number is None:
        if result == ContactResult.NUMBER_INVALID and len(known) > 1:
            raise UsageProblem(
                msg("the order has several numbers: say with --number which one is invalid"),
                command_line(
                    "contact log",
                    "{no} --result number-invalid --number {number}",
                    no=record.no,
                    number=known[0],
                ),
            )
        return known[0]
    dialled = phone(number, "--number")
    # who leaves the extension out means the number that has one
    return next((k for k in known if k == dialled or k.startswith(f"{dialled}转")), str(dialled))


def _warn_repeated(tx: Transaction, record: OrderRecord, made: datetime, number: str, *, typed: bool) -> None:
    """Warns of a standing entry with the number and the time that was typed, or with its minute: only one counts.

    Times are often typed to the minute, so the same time may be another call.
    """
    others = [tx.local(c.at) for c in _standing(tx, record) if c.number == number]
    at = tx.local(made)
    if typed and at in others:
        tx.note(
            msg(
                "a call to {number} at {time} is logged already; if it was one call, the liaison takes one entry back",
                number=number,
                time=f"{at:%Y-%m-%d %H:%M:%S}",
            )
        )
    minute = at.replace(second=0, microsecond=0)
    if any(minute == other.replace(second=0, microsecond=0) for other in others):
        tx.note(
            msg(
                "several calls to {number} in the minute {time} count as one (001-1.5.2)",
                number=number,
                time=f"{at:%H:%M}",
            )
        )


def _first_contact(tx: Transaction, record: OrderRecord) -> dict[str, object]:
    """The first logged call, and whether it came too late where T2 cannot tell: a dispatched carry-in (A-54)."""
    standing = attempts_of(record.order, _standing(tx, record), tx.zone)
    first = standing[0].at if standing else None
    agreed = [c.agreed_at for c in _standing(tx, record) if c.agreed_at is not None]
    found: dict[str, object] = {"first_contact_at": first, "agreed_at": agreed[-1] if agreed else None}
    if record.order.origin != Origin.STATION and not record.state.visit:
        found["late_contact"] = first is not None and first - record.order.t1 > contact_limit(
            tx, record.order.t1
        )
    return found


def _only_solution(tx: Transaction, record: OrderRecord, contact: Contact) -> bool:
    """Whether the standing fact came from this call: logged with it, and no other call solved the fault."""
    solved = any(c.result == ContactResult.GUIDED_SOLVED for c in _standing(tx, record))
    with_it = any(
        f.code == "phone_resolved" and abs(f.logged_at - contact.recorded_at) < timedelta(seconds=1)
        for f in record.facts
    )
    return with_it and not solved
