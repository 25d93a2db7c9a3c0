"""Pending tickets: five machines and more with one fault, which the region judges before orders are made (001-6.8.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from repaircli.network import scope
from repaircli.network.tables import Station
from repaircli.orders import generate, groups, lookup, record
from repaircli.orders.generate import Line
from repaircli.orders.inputs import Report, report_of
from repaircli.orders.lookup_queries import newest
from repaircli.platform.answers import Answer, refusal
from repaircli.platform.codes import Origin, PendingState
from repaircli.platform.errors import Conflict, Denied, NotFound, UsageProblem
from repaircli.platform.inputs import code, optional
from repaircli.platform.text import Msg, command_line, msg
from repaircli.platform.transaction import Transaction, reads, writes
from repaircli.policy.in_force import limits_of
from repaircli.referrals.tables import PendingTicket
from repaircli.rules.orders import create as orders_create
from repaircli.rules.orders import several


def opened(tx: Transaction, report: Report, line: Line, units: int, station: Station) -> Answer:
    """A report that makes no orders: the ticket to the region of `station`, with its notice N20."""
    values = {"report": report.stored(), "service": line.service, "paid_visit": line.paid_visit}
    return _open(tx, report, units, station.no, station.region, values, [])


@writes
def create(tx: Transaction, no: str) -> Answer:
    """The ticket for orders of one day that came one after the other: those of the customer, place and fault of `no`.

    Their number must be that of a pending ticket (A-51). The orders stand; the judgement says whether they are a batch.
    """
    order = record.find(tx, no).order
    that_day = groups.of_day(tx, order.address, order.phones, order.t1)
    same = [e for e in that_day if several.same_fault(e.fault, order.fault)]
    numbers = sorted({order.order_no, *(e.order_no for e in same)})
    enough = limits_of(tx).pending_units
    if len(numbers) < enough:
        text = msg(
            "{units} machines of this customer and place have this fault that day; a pending ticket is for {all} and more",
            units=len(numbers),
            all=enough,
        )
        return refusal(
            [("too_few", "001-6.8.2", text)], hint=command_line("order show", "{no}", no=order.order_no)
        )
    there = newest(tx, PendingTicket, scope.bounds(tx), address=order.address)
    known = next((t for t in there if order.order_no in t.orders), None)
    if known is not None:
        tx.note(msg("order {no} is on pending ticket {id} already", no=order.order_no, id=str(known.id)))
        return Answer("pending.opened", _data(tx, known))
    report = report_of(order, [e.serial for e in same if e.serial is not None])
    values = {"report": report.stored(), "service": order.service, "paid_visit": order.paid_visit}
    return _open(tx, report, len(numbers), order.station, order.region, values, numbers)


def _open(
    tx: Transaction,
    report: Report,
    units: int,
    station: str,
    region: str,
    values: dict[str, Any],
    orders: Sequence[str],
) -> Answer:
    made = tx.add(
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
    told = {"customer": report.customer, "units": str(units), "fault": report.fault, "station": station}
    tx.event("pending.opened", after={"id": made.id, "region": region, **told, "orders": list(orders)})
    tx.notify("N20", to_kind="region", to=region, args={"ticket": str(made.id), **told})
    return Answer("pending.opened", _data(tx, made))


@writes
def judge(
    tx: Transaction, ticket: int, batch: bool, station: str | None = None, why: str | None = None
) -> Answer:
    """The region's judgement; N21 tells the station.

    A batch needs no orders (001-6.3.5). Otherwise the region dispatches one visit and carry-ins to the station,
    which is the ticket's unless `station` is named.
    """
    row, reason, id_ = _find(tx, ticket), optional(why), str(ticket)
    wanted = PendingState.BATCH if batch else PendingState.NOT_BATCH
    if row.state == wanted:
        tx.note(msg("pending ticket {id} already has this judgement", id=id_))
        return Answer("pending.judged", _data(tx, row))
    if row.state != PendingState.OPEN:
        text = msg("pending ticket {id} is already judged", id=id_)
        hint = command_line("pending show", "{id}", id=id_)
        return refusal([("ticket_judged", "001-6.8.2", text)], hint=hint)
    named = optional(station) or row.station
    if named is None:
        raise UsageProblem(msg("{option} is missing", option="--station"), command_line("station list"))
    place = scope.station(tx, named)
    made = _orders(tx, row, place, make=not batch and not row.orders)
    if isinstance(made, Answer):
        return made
    values = {
        "state": str(wanted),
        "station": place.no,
        "orders": made,
        "why": reason,
        "judged_by": tx.acting.login,
        "judged_at": tx.now,
    }
    judged = tx.change(PendingTicket, {"id": ticket, "state": str(PendingState.OPEN)}, **values)
    if judged is None:
        raise Conflict(
            msg("pending ticket {id} was changed meanwhile", id=id_),
            command_line("pending show", "{id}", id=id_),
        )
    tx.event("pending.judged", before={"state": row.state}, after={"id": ticket, **values})
    told = {"ticket": id_, "judgement": str(wanted), "orders": "、".join(made), "why": reason or ""}
    tx.notify("N21", to_kind="station", to=place.no, args=told)
    if batch and made:
        tx.note(
            msg(
                "the existing orders are closed normally, with 批量 in the actual fault and solution (001-6.3.6)"
            )
        )
    return Answer("pending.judged", _data(tx, judged))


@reads
def ask_judge(tx: Transaction, ticket: int, batch: bool) -> Msg | None:
    """What a person is asked before `judge`, which is final; None where the ticket is judged already."""
    row = _find(tx, ticket)
    if row.state != PendingState.OPEN:
        return None
    new = 0 if batch or row.orders else row.units
    question = (
        msg("judge pending ticket {id} ({customer}, {address}) as a batch problem? This cannot be undone.")
        if batch
        else msg(
            "judge pending ticket {id} ({customer}, {address}) as no batch problem and create {n} orders? This cannot be undone."
        )
    )
    return replace(question, args={"id": ticket, "customer": row.customer, "address": row.address, "n": new})


def _orders(tx: Transaction, row: PendingTicket, station: Station, *, make: bool) -> list[str] | Answer:
    """The numbers of the ticket's orders, which are made at `station` where `make` says so; or why they may not be."""
    report = Report.of(row.order_values["report"])
    line = Line(row.order_values["service"], paid_visit=row.order_values["paid_visit"])
    facts = generate.facts(tx, report, line, station)
    checks = orders_create.check(facts)
    if checks:
        return generate.refused(checks, facts)
    if not make:
        return list(row.orders)
    lines = generate.split(several.services(line.service, row.units), line)
    because = {"pending_ticket": row.id}
    return generate.make(tx, report, lines, origin=Origin.REGION, station=station, because=because)


@reads
def listing(tx: Transaction, wanted: scope.ListFilter, status: str | None = None, limit: int = 50) -> Answer:
    """The tickets of `wanted` within the identity's scope, newest first. Raises UsageProblem for an unknown status."""
    state = None if status is None else code("pending_state", status.strip().replace("-", "_"), "--status")
    among = scope.chosen(tx, wanted, PendingTicket.__table__, PendingTicket.__table__.c.created_at)
    found = newest(tx, PendingTicket, scope.bounds(tx), *among, limit=limit, state=state)
    return Answer("pending.list", [_data(tx, row) for row in found])


@reads
def show(tx: Transaction, ticket: int) -> Answer:
    """One ticket with what was reported."""
    return Answer("pending.show", _data(tx, _find(tx, ticket)))


def _find(tx: Transaction, ticket: int) -> PendingTicket:
    """The ticket, within the identity's scope. Raises NotFound or Denied."""
    id_ = str(ticket)
    return lookup.numbered(
        tx,
        PendingTicket,
        ticket,
        foreign=Denied(
            msg("pending ticket {id} belongs to another station or region", id=id_), code="foreign_ticket"
        ),
        unknown=NotFound(
            msg("no such pending ticket: {id}", id=id_), command_line("pending list"), code="no_ticket"
        ),
    )


def _data(tx: Transaction, row: PendingTicket) -> dict[str, Any]:
    """The JSON object of a ticket: its columns, and the machine of the report in place of the orders' values."""
    found = tx.as_json(PendingTicket, row)
    report = found.pop("order_values").get("report", {})
    machine = {"product": report.get("product"), "model": report.get("model")}
    return found | machine | {"serials": list(report.get("serials", ()))}
