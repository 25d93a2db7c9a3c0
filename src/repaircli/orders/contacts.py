"""Calls to the customer: logged by the station, taken back by the region's liaison."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from repaircli.orders import lookup, record_json
from repaircli.orders import queries as rows
from repaircli.orders import record as orders_record
from repaircli.orders.record import Dossier
from repaircli.orders.tables import Contact
from repaircli.platform import codes
from repaircli.platform.answers import Answer, Call
from repaircli.platform.codes import ContactResult, Origin, Service, Status, choices
from repaircli.platform.errors import NotFound, UsageProblem
from repaircli.platform.inputs import phone
from repaircli.platform.text import msg
from repaircli.platform.transaction import Transaction, writing
from repaircli.rules.orders import steps as orders_steps
from repaircli.rules.policy.limits import LIMITS

TAKEN_BACK = "contact voided"
"""Why the close fact that a voided call logged is taken back with it."""


def log(
    call: Call,
    no: str,
    result: str,
    *,
    number: str | None = None,
    prompt: str | None = None,
    note: str | None = None,
    at: str | None = None,
) -> Answer:
    """Logs a call to the customer (001-1.5.2). `at` is when it was made, None for now; both times are kept.

    The first call takes a downloaded order into service; `guided-solved` logs the close fact phone_resolved.
    The same call typed a second time, with its number and its second, changes nothing.
    Raises UsageProblem for a time before T1 or after now, and where it must be said which number was invalid.
    """
    code = codes.code_of("contact", result.strip())
    if code is None:
        raise UsageProblem(
            msg("{option}: unknown value {text}", option="--result", text=result),
            msg("known are {known}", known=choices("contact")),
        )
    return writing(call, lambda tx: _log(tx, orders_record.find(tx, no), code, number, prompt, note, at))


def void(call: Call, contact_id: int, why: str) -> Answer:
    """Takes the call `contact_id` back; it stays in the history, but no rule counts it any more."""
    if not why.strip():
        raise UsageProblem(msg("{option} is missing", option="--why"))
    return writing(call, lambda tx: _void(tx, contact_id, why.strip()))


def _log(
    tx: Transaction,
    d: Dossier,
    result: str,
    number: str | None,
    prompt: str | None,
    note: str | None,
    at: str | None,
) -> Answer:
    made = tx.now if at is None else tx.when(at, "--at")
    _in_time(tx, d, made)
    dialled = _number(tx, d, result, number)
    checks = orders_steps.may("contact", orders_record.flow_facts(d))
    if checks:
        return orders_record.refused(d, checks)
    if at is not None and _logged_already(tx, d, made, dialled):
        tx.note(
            msg(
                "a call to {number} at {time} is logged already; if it was one call, the liaison takes one entry back",
                number=dialled,
                time=f"{tx.local(made):%Y-%m-%d %H:%M:%S}",
            )
        )
    late = tx.local(made).date() < tx.local(tx.now).date()
    values = {
        "at": made,
        "result": result,
        "number": dialled,
        "prompt": (prompt or "").strip() or None,
        "note": (note or "").strip() or None,
        "late": late,
    }
    id_ = tx.insert(Contact, order_no=d.no, recorded_at=tx.now, recorded_by=tx.acting.login, **values)
    tx.event("contact.logged", order_no=d.no, after={"id": id_} | {k: v for k, v in values.items() if v})
    if late:
        tx.note(msg("entered on a later day than the call; it is marked late and the region sees that"))
    if result == ContactResult.NUMBER_INVALID and values["prompt"] is None:
        tx.note(msg("quote what was heard with --prompt; a wrong number is proved by it (001-1.5.2)"))
    if result == ContactResult.GUIDED_SOLVED:
        orders_record.log_fact(tx, d, "phone_resolved")
    status = Status.IN_SERVICE if d.order.status == Status.DOWNLOADED else Status(d.order.status)
    orders_record.change_if_different(tx, d, "order.contacted", status=str(status), **_first(tx, d))
    return _answer(tx, "contact.log", d.no, id_)


def _answer(tx: Transaction, kind: str, no: str, contact_id: int) -> Answer:
    row = tx.one_row(Contact, id=contact_id)
    return orders_record.answer(tx, kind, no, contact=record_json.contact_data(row, tx.zone))


def _in_time(tx: Transaction, d: Dossier, made: datetime) -> None:
    if made > tx.now:
        raise UsageProblem(
            msg("{option}: {text} is after now", option="--at", text=f"{tx.local(made):%Y-%m-%d %H:%M:%S}")
        )
    if made < d.order.t1:
        raise UsageProblem(
            msg(
                "{option}: {text} is before the order was dispatched ({t1})",
                option="--at",
                text=f"{tx.local(made):%Y-%m-%d %H:%M:%S}",
                t1=f"{tx.local(d.order.t1):%Y-%m-%d %H:%M:%S}",
            )
        )


def _number(tx: Transaction, d: Dossier, result: str, number: str | None) -> str:
    known = record_json.numbers(d.order)
    if number is None:
        if result == ContactResult.NUMBER_INVALID and len(known) > 1:
            raise UsageProblem(
                msg("the order has several numbers: say with --number which one is invalid"),
                msg(
                    "repaircli contact log {no} --result number-invalid --number {number}",
                    no=d.no,
                    number=known[0],
                ),
            )
        return known[0]
    dialled = phone(number, "--number")
    same = next((k for k in known if _bare(k) == _bare(dialled)), None)
    if same is None:
        tx.note(msg("{number} is not among the order's numbers: {known}", number=dialled, known=tuple(known)))
    return same or dialled


def _bare(number: str) -> str:
    return "".join(ch for ch in number if ch not in " -()")


def _logged_already(tx: Transaction, d: Dossier, made: datetime, number: str) -> bool:
    """Whether a standing entry says the same time and number. Times are often typed to the minute: it may be another call."""
    standing = rows.contacts(tx, [d.no]).get(d.no, [])
    return any((c.at, c.number) == (made, number) for c in standing)


def _first(tx: Transaction, d: Dossier) -> dict[str, Any]:
    """The first logged call, and whether it came too late where T2 cannot tell: a dispatched carry-in (A-54)."""
    standing = rows.contacts(tx, [d.no]).get(d.no, [])
    first = standing[0].at if standing else None
    found: dict[str, Any] = {"first_contact_at": first}
    if d.order.origin != Origin.STATION and d.order.service != Service.ONSITE and not d.order.paid_visit:
        found["late_contact"] = first is not None and first - d.order.t1 > LIMITS.contact
    return found


def _void(tx: Transaction, contact_id: int, why: str) -> Answer:
    row = tx.get(Contact, id=contact_id)
    if row is None:
        raise NotFound(
            msg("no such contact: {id}", id=str(contact_id)),
            msg("repaircli order show NO"),
            code="no_contact",
        )
    order = lookup.order(tx, row.order_no)
    d = orders_record.find(tx, order.order_no)
    checks = orders_steps.may("contact", orders_record.flow_facts(d))
    if checks:
        return orders_record.refused(d, checks)
    if row.voided_at is not None:
        tx.note(msg("contact {id} is already voided", id=str(contact_id)))
        return _answer(tx, "contact.void", d.no, contact_id)
    tx.update(
        Contact,
        {"id": contact_id, "voided_at": None},
        voided_at=tx.now,
        voided_by=tx.acting.login,
        void_why=why,
    )
    tx.event("contact.voided", order_no=d.no, after={"id": contact_id, "result": row.result, "why": why})
    if row.result == ContactResult.GUIDED_SOLVED and _only_solution(tx, d, row):
        orders_record.void_fact(tx, d, "phone_resolved", TAKEN_BACK)
        tx.event("fact.voided", order_no=d.no, after={"code": "phone_resolved", "why": why})
    orders_record.change_if_different(tx, d, "order.contacted", **_first(tx, d))
    return _answer(tx, "contact.void", d.no, contact_id)


def _only_solution(tx: Transaction, d: Dossier, contact: Any) -> bool:
    """Whether the standing fact came from this call: logged with it, and no other call solved the fault."""
    left = rows.contacts(tx, [d.no]).get(d.no, [])
    solved = any(c.result == ContactResult.GUIDED_SOLVED for c in left)
    with_it = any(
        f.code == "phone_resolved" and abs(f.logged_at - contact.recorded_at) < timedelta(seconds=1)
        for f in d.facts
    )
    return with_it and not solved
