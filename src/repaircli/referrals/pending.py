"""Pending tickets: five machines and more with one fault, which the region judges before orders are made (001-6.8.2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from repaircli.network import scope
from repaircli.network.scope import Bounds
from repaircli.orders import generate, record_json
from repaircli.orders import groups as orders_groups
from repaircli.orders import record as orders_record
from repaircli.orders.generate import Line
from repaircli.orders.inputs import Report
from repaircli.platform import codes
from repaircli.platform.answers import Answer, Call, refusal
from repaircli.platform.codes import Origin, PendingState
from repaircli.platform.errors import Conflict, Denied, NotFound, UsageProblem
from repaircli.platform.inputs import optional
from repaircli.platform.text import msg
from repaircli.platform.transaction import Transaction, reading, writing
from repaircli.referrals import queries as rows
from repaircli.referrals.tables import PendingTicket
from repaircli.rules.orders import create as orders_create
from repaircli.rules.orders import several
from repaircli.rules.policy.limits import LIMITS


def opened(tx: Transaction, report: Report, line: Line, units: int, station: Any) -> Answer:
    """A report that makes no orders: the ticket to the region of `station`, which N20 tells."""
    values = {"report": report.stored(), "service": line.service, "paid_visit": line.paid_visit}
    return _open(tx, report, units, station.no, station.region, values, [])


def create(call: Call, no: str) -> Answer:
    """The ticket for orders of one day that came one after the other: those of the customer, place and fault of `no`.

    Their number must be that of a pending ticket (A-51). The orders stand; the judgement says whether they are a batch.
    """
    return writing(call, lambda tx: _create(tx, no))


def judge(call: Call, ticket: int, batch: bool, station: str | None = None, why: str | None = None) -> Answer:
    """The region's judgement; N21 tells the station.

    A batch needs no orders (001-6.3.5). Otherwise the region dispatches one visit and carry-ins to the station,
    which is the ticket's unless `station` is named.
    """
    return writing(call, lambda tx: _judge(tx, ticket, batch, optional(station), optional(why)))


def listing(call: Call, state: str | None = None, limit: int = 50) -> Answer:
    """The tickets within the identity's scope, newest first. Raises UsageProblem for an unknown state."""
    wanted = None if state is None else _state(state)

    def work(tx: Transaction) -> Answer:
        found = rows.tickets(tx, scope.bounds(tx), state=wanted, limit=limit)
        return Answer("pending.list", [ticket_data(tx, row) for row in found])

    return reading(call, work)


def show(call: Call, ticket: int) -> Answer:
    """One ticket with what was reported."""
    return reading(call, lambda tx: Answer("pending.show", ticket_data(tx, _find(tx, ticket))))


def ticket_data(tx: Transaction, row: Any) -> dict[str, Any]:
    """The JSON object of a ticket."""
    reported = row.order_values.get("report", {})
    return {
        "id": row.id,
        "state": row.state,
        "region": row.region,
        "station": row.station,
        "customer": row.customer,
        "phones": list(row.phones),
        "address": row.address,
        "units": row.units,
        "fault": row.fault,
        "product": reported.get("product"),
        "model": reported.get("model"),
        "serials": list(reported.get("serials", ())),
        "orders": list(row.orders),
        "created_by": row.created_by,
        "created_at": record_json.local(row.created_at, tx.zone),
        "judged_by": row.judged_by,
        "judged_at": record_json.local(row.judged_at, tx.zone),
        "why": row.why,
    }


def _state(text: str) -> str:
    found = codes.code_of("pending_state", text.strip().replace("-", "_"))
    if found is None:
        raise UsageProblem(
            msg("{option}: unknown value {text}", option="--state", text=text),
            msg("known are {known}", known=codes.choices("pending_state")),
        )
    return found


def _open(
    tx: Transaction,
    report: Report,
    units: int,
    station: str,
    region: str,
    values: dict[str, Any],
    orders: Sequence[str],
) -> Answer:
    id_ = tx.insert(
        PendingTicket,
        region=region,
        station=station,
        customer=report.customer,
        phones=list(report.phones),
        address=report.address,
        units=units,
        fault=report.fault,
        order_values=values,
        state=str(PendingState.OPEN),
        created_by=tx.acting.login,
        created_at=tx.now,
        orders=list(orders),
    )
    row = tx.get(PendingTicket, id=id_)
    told = {"customer": report.customer, "units": str(units), "fault": report.fault, "station": station}
    tx.event("pending.opened", after={"id": id_, "region": region, **told, "orders": list(orders)})
    tx.notify("N20", to_kind="region", to=region, args={"ticket": str(id_), **told})
    return Answer("pending.opened", ticket_data(tx, row))


def _create(tx: Transaction, no: str) -> Answer:
    order = orders_record.find(tx, no).order
    that_day = orders_groups.of_day(tx, order.address, order.phones, order.t1)
    same = [e for e in that_day if several.same_fault(e.fault, order.fault)]
    numbers = sorted({order.order_no, *(e.order_no for e in same)})
    if len(numbers) < LIMITS.pending_units:
        text = msg(
            "{units} machines of this customer and place have this fault that day; a pending ticket is for {all} and more",
            units=len(numbers),
            all=LIMITS.pending_units,
        )
        return refusal(
            [("too_few", "001-6.8.2", text)], hint=msg("repaircli order show {no}", no=order.order_no)
        )
    there = rows.tickets(tx, scope.bounds(tx), address=order.address)
    known = next((t for t in there if order.order_no in t.orders), None)
    if known is not None:
        tx.note(msg("order {no} is on pending ticket {id} already", no=order.order_no, id=str(known.id)))
        return Answer("pending.opened", ticket_data(tx, known))
    report = Report(
        customer=order.customer,
        phones=tuple(order.phones),
        caller_no=order.caller_no,
        address=order.address,
        area=order.area,
        product=order.product,
        model=order.model,
        serials=tuple(e.serial for e in same if e.serial is not None),
        onsite_until=order.onsite_until,
        warranty_until=order.warranty_until,
        fault=order.fault,
    )
    values = {"report": report.stored(), "service": order.service, "paid_visit": bool(order.paid_visit)}
    return _open(tx, report, len(numbers), order.station, order.region, values, numbers)


def _find(tx: Transaction, ticket: int) -> Any:
    """The ticket, within the identity's scope. Raises NotFound or Denied."""
    row = rows.ticket(tx, scope.bounds(tx), ticket)
    if row is None and rows.ticket(tx, Bounds(everywhere=True), ticket) is not None:
        raise Denied(
            msg("pending ticket {id} belongs to another station or region", id=str(ticket)),
            code="foreign_ticket",
        )
    if row is None:
        raise NotFound(
            msg("no such pending ticket: {id}", id=str(ticket)),
            msg("repaircli pending list"),
            code="no_ticket",
        )
    return row


def _judge(tx: Transaction, ticket: int, batch: bool, station: str | None, why: str | None) -> Answer:
    row = _find(tx, ticket)
    wanted = PendingState.BATCH if batch else PendingState.NOT_BATCH
    if row.state == wanted:
        tx.note(msg("pending ticket {id} was already judged so", id=str(ticket)))
        return Answer("pending.judged", ticket_data(tx, row))
    if row.state != PendingState.OPEN:
        text = msg("pending ticket {id} is already judged", id=str(ticket))
        return refusal(
            [("ticket_judged", "001-6.8.2", text)], hint=msg("repaircli pending show {id}", id=str(ticket))
        )
    named = station or row.station
    if named is None:
        raise UsageProblem(msg("{option} is missing", option="--station"), msg("repaircli station list"))
    place = scope.station(tx, named)
    report = Report.of(row.order_values["report"])
    made: Sequence[str] = row.orders
    line = Line(row.order_values["service"], paid_visit=row.order_values["paid_visit"])
    facts = generate.facts(tx, report, line, place)
    checks = orders_create.check(facts)
    if checks:
        return generate.refused(checks, facts)
    if not batch and not made:
        lines = generate.split(several.services(line.service, row.units), line)
        made = generate.make(
            tx, report, lines, origin=Origin.REGION, station=place, because={"pending_ticket": ticket}
        )
    values = {
        "state": str(wanted),
        "station": place.no,
        "orders": list(made),
        "why": why,
        "judged_by": tx.acting.login,
        "judged_at": tx.now,
    }
    if tx.update(PendingTicket, {"id": ticket, "state": str(PendingState.OPEN)}, **values) != 1:
        raise Conflict(
            msg("pending ticket {id} was changed meanwhile", id=str(ticket)),
            msg("repaircli pending show {id}", id=str(ticket)),
        )
    tx.event("pending.judged", before={"state": row.state}, after={"id": ticket, **values})
    told = {"ticket": str(ticket), "judgement": str(wanted), "orders": "、".join(made), "why": why or ""}
    tx.notify("N21", to_kind="station", to=place.no, args=told)
    if batch and made:
        tx.note(
            msg(
                "the orders that stand are closed normally, with 批量 in the actual fault and solution (001-6.3.6)"
            )
        )
    return Answer("pending.judged", ticket_data(tx, tx.get(PendingTicket, id=ticket)))
