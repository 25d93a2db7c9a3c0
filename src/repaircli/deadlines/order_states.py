"""What the clocks of orders look at: gathered in brief for every open order, and in full for a few."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from repaircli.deadlines import queries as rows
from repaircli.deadlines.queries import Scope
from repaircli.orders import lookup_queries as order_rows
from repaircli.orders import queries as detail_rows
from repaircli.orders import record_json
from repaircli.platform.db.columns import utc_text
from repaircli.platform.transaction import Transaction
from repaircli.rules.deadlines.due import Case, Facts, Part, Promise, Waiting
from repaircli.rules.orders.close_facts import standing
from repaircli.rules.orders.state import Attempt, Slot
from repaircli.rules.parts import tells

_AT_ONCE = "branch_received"
"""The reason of a request that a station makes at once (001-6.3.8)."""


def in_brief(tx: Transaction, scope: Scope, by: datetime) -> Iterator[Facts]:
    """The facts of every open order that is not frozen, and of cancelled ones whose machine is still here.

    Only what decides on the clocks by `by` is there; what their words need besides is left out.
    """
    day = by.date().isoformat()
    found = rows.open_orders(tx, scope, utc_text(by), day)
    logged = rows.facts(tx, scope)
    parts = rows.parts(tx, scope, day)
    promises = detail_rows.promises(tx, list(parts))
    calls = rows.calls(tx, [row[0] for row in found if row[-1]])
    now, moment = tx.now, datetime.fromisoformat
    for row in found:
        (
            no, origin, status, service, paid, special, t1, t2, first, notified, started, repaired, signed,
            custody, deliver, arrived, recontact, picked, delivered, slot, kind, at, written, type_, _,
        ) = row  # fmt: skip
        repaired_at = work_done_at = repaired and moment(repaired)
        phone = False
        if no in logged:
            codes = {f.code: moment(f.logged_at) for f in reversed(logged[no])}
            repaired_at = repaired_at or codes.get("repaired")
            work_done_at, phone = _work_done(repaired_at, codes)
        yield Facts(
            order_no=no,
            origin=origin,
            status=status,
            visit=service == "onsite" or bool(paid),
            t1=moment(t1),
            now=now,
            special=special is not None,
            t2=t2 and moment(t2),
            first_contact_at=first and moment(first),
            special_notified_at=notified and moment(notified),
            started_at=started and moment(started),
            repaired_at=repaired_at,
            work_done_at=work_done_at,
            phone_solved=phone,
            signed_at=signed and moment(signed),
            in_custody=bool(custody),
            must_deliver_back=bool(deliver),
            arrived_at=arrived and moment(arrived),
            recontact_at=recontact and moment(recontact),
            handed_over_at=_handed_over(_time(picked), _time(delivered)) if picked or delivered else None,
            promise=slot and Promise(slot, kind, at and moment(at), moment(written), type_),
            attempts=_attempts(tx, calls[no]) if no in calls else (),
            parts=tuple(_part(tx, p, promises.get(no, ())) for p in parts[no]) if no in parts else (),
        )
    for row in rows.left_machines(tx, scope):
        yield Facts(
            order_no=row.order_no,
            origin=row.origin,
            status=row.status,
            visit=False,
            t1=_moment(row.t1),
            now=now,
            in_custody=True,
            cancelled_at=_moment(row.cancelled_at),
        )


def waiting(tx: Transaction, scope: Scope, table: str) -> Iterator[tuple[str, Waiting]]:
    """The undecided requests or forms (`table`) with their orders."""
    for row in rows.waiting(tx, scope, table):
        yield row.order_no, Waiting(row.id, _moment(row.since), at_once=row.reason == _AT_ONCE)


def cases(tx: Transaction, scope: Scope) -> list[tuple[Case, Any]]:
    """The referrals and pending tickets that wait, each with its row."""
    return [(Case(row.id, row.kind, _moment(row.created_at)), row) for row in rows.cases(tx, scope)]


def in_full(tx: Transaction, numbers: Sequence[str]) -> dict[str, tuple[Any, Facts]]:
    """Those orders as they are stored, with the facts of their clocks; parts, forms and requests are left out."""
    orders = order_rows.orders(tx, numbers)
    promises = detail_rows.promises(tx, numbers)
    contacts = detail_rows.contacts(tx, numbers)
    facts = detail_rows.facts(tx, numbers)
    return {
        no: (order, _facts(tx, order, promises.get(no, ()), contacts.get(no, ()), facts.get(no, ())))
        for no, order in orders.items()
    }


def of_order(tx: Transaction, order: Any) -> Facts:
    """Everything about one order."""
    no = order.order_no
    promises = detail_rows.promises(tx, [no]).get(no, ())
    found = _facts(
        tx,
        order,
        promises,
        detail_rows.contacts(tx, [no]).get(no, ()),
        detail_rows.facts(tx, [no]).get(no, ()),
    )
    return found._replace(
        parts=tuple(_part(tx, p, promises) for p in rows.parts_of(tx, no)),
        forms=tuple(_waiting(r) for r in rows.decisions(tx, "forms", no)),
        requests=tuple(_waiting(r) for r in rows.decisions(tx, "requests", no)),
    )


def _attempts(tx: Transaction, calls: Iterable[Any]) -> tuple[Attempt, ...]:
    moment, zone = datetime.fromisoformat, tx.zone
    return tuple(Attempt(moment(at).astimezone(zone), result, number) for _, at, result, number in calls)


def _facts(
    tx: Transaction, order: Any, promises: Sequence[Any], contacts: Iterable[Any], facts: Sequence[Any]
) -> Facts:
    codes = {fact.code: fact.logged_at for fact in reversed(facts)}
    repaired_at = order.repaired_at or codes.get("repaired")
    work_done_at, phone = _work_done(repaired_at, codes)
    last = promises[-1] if promises else None
    return Facts(
        order_no=order.order_no,
        origin=order.origin,
        status=order.status,
        visit=record_json.is_visit(order),
        t1=order.t1,
        now=tx.now,
        pending=order.pending_request is not None,
        special=order.special is not None,
        t2=order.t2,
        first_contact_at=order.first_contact_at,
        special_notified_at=order.special_notified_at,
        started_at=order.started_at,
        repaired_at=repaired_at,
        work_done_at=work_done_at,
        phone_solved=phone,
        signed_at=order.signed_at,
        in_custody=bool(order.in_custody),
        must_deliver_back=bool(order.must_deliver_back),
        arrived_at=order.arrived_at,
        recontact_at=order.recontact_at,
        handed_over_at=_handed_over(order.picked_up_at, order.delivered_at),
        closed_at=order.closed_at,
        cancelled_at=order.cancelled_at,
        promise=None if last is None else Promise(last.slot, last.kind, last.at, last.written_at, last.type),
        attempts=tuple(Attempt(tx.local(c.at), c.result, c.number) for c in contacts),
        printed=order.printed_at is not None,
        numbers=tuple(record_json.numbers(order)),
        fetched=order.picked_up_at is not None and order.delivered_at is None,
    )


def _work_done(repaired_at: datetime | None, codes: Mapping[str, datetime]) -> tuple[datetime | None, bool]:
    """When the work was done, by repair or by the first finding that stands, and whether it was done by phone."""
    found = [code for code in standing(codes) if code != "repaired"]
    times = [codes[code] for code in found if code in codes] if repaired_at is None else [repaired_at]
    phone = repaired_at is None and found == ["phone_resolved"]
    return min(times, default=None), phone


def _handed_over(picked_up_at: datetime | None, delivered_at: datetime | None) -> datetime | None:
    return max((t for t in (picked_up_at, delivered_at) if t is not None), default=None)


def _part(tx: Transaction, row: Any, promises: Iterable[Any]) -> Part:
    eta = None if row.eta is None else date.fromisoformat(row.eta)
    told = (
        None
        if eta is None
        else next((p.written_at for p in promises if tells(slot(tx, p), row.po, eta)), None)
    )
    received = _time(getattr(row, "received_at", None))
    return Part(row.po, row.part_code, _moment(row.requested_at), eta, received, told)


def slot(tx: Transaction, promise: Any) -> Slot:
    """A T3 as the rules take it, the time of its writing in the configured zone."""
    return Slot(
        promise.slot, promise.kind, promise.at, tx.local(promise.written_at), promise.type, promise.reason
    )


def _waiting(row: Any) -> Waiting:
    return Waiting(row.id, _moment(row.since), _time(row.decided_at), row.reason == _AT_ONCE)


def _moment(stored: str) -> datetime:
    """An instant as the file holds it, aware."""
    return datetime.fromisoformat(stored)


def _time(stored: str | None) -> datetime | None:
    return None if stored is None else datetime.fromisoformat(stored)
