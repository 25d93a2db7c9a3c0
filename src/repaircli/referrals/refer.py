"""Referrals: a station reports a customer, and the call centre or its region generates the order."""

from __future__ import annotations

from repaircli.network import scope
from repaircli.network.tables import Station
from repaircli.orders import generate, inputs, lookup, record
from repaircli.orders.generate import Line
from repaircli.orders.inputs import NewOrder, Report
from repaircli.orders.lookup_queries import newest
from repaircli.platform.answers import Answer, refusal
from repaircli.platform.codes import Origin, ReferralKind, ReferralState, Role, Service
from repaircli.platform.errors import Conflict, Denied, NotFound, UsageProblem
from repaircli.platform.inputs import code, optional
from repaircli.platform.text import Msg, command_line, msg
from repaircli.platform.transaction import Transaction, reads, writes
from repaircli.referrals.tables import PendingTicket, Referral
from repaircli.rules.orders import create as orders_create

_NOTICES = {
    ReferralKind.PROXY: "N22",
    ReferralKind.CARRIED_IN: "N17",
    ReferralKind.OUT_OF_AREA: "N18",
}
"""The notice that each kind brings (requirements A11). A pending case is the region's own and only in its list."""

_REPORTED_FOR = frozenset({ReferralKind.PROXY, ReferralKind.CARRIED_IN, ReferralKind.OUT_OF_AREA})
"""Kinds in which the station reports for the customer (001-2.5.1, 001-6.3.2, 001-6.3.4)."""

_STRAIGHT = "机器已送到维修站{station}，请直接派单到该站"
"""What the region must be told of a machine that is in the station (001-6.3.2)."""


@writes
def create(
    tx: Transaction,
    kind: str,
    given: NewOrder,
    *,
    said_first: bool = False,
    note: str | None = None,
    ticket: int | None = None,
) -> Answer:
    """Reports the customer of `given`, with everything that the order will need.

    `kind` is proxy (to 800; `said_first`: the station said that it reports for the customer), carried-in (within the
    on-site period, to be brought back), out-of-area, or pending-case (of the region's `ticket`, where there is one).
    Raises UsageProblem for what is missing or cannot be read.
    """
    of_kind, note = ReferralKind(code("referral_kind", kind, "--kind")), optional(note)
    report = inputs.report(tx, given)
    if inputs.units(given) > 1:
        raise UsageProblem(msg("a referral is about one machine"), command_line("referral create", "--help"))
    station, branch = generate.own_place(tx, given.station)
    if ticket is not None:
        if of_kind is not ReferralKind.PENDING_CASE:
            raise UsageProblem(msg("--ticket can only be used with --kind pending-case"))
        _require_ticket(tx, ticket, station.region)
    checks = orders_create.refer(
        orders_create.NewReferral(
            kind=str(of_kind),
            station=station.no,
            same_station=generate.is_own(tx, station, branch),
            said_first=said_first,
            area=report.area,
            covered=generate.covered(tx, station, report.area),
            onsite_until=report.onsite_until,
            today=tx.today,
        )
    )
    if checks:
        return refusal(checks, hint=_hint(of_kind, {c.code for c in checks}))
    made = tx.add(
        Referral,
        kind=str(of_kind),
        station=station.no,
        branch=branch,
        region=station.region,
        **{name: getattr(report, name) for name in inputs.REPORTED},
        serial=report.serials[0] if report.serials else None,
        said_first=orders_create.PROXY_SENTENCE if of_kind is ReferralKind.PROXY else None,
        in_station=of_kind is ReferralKind.CARRIED_IN,
        note=note,
        ticket=ticket,
        state=str(ReferralState.OPEN),
        created_by=tx.acting.login,
        created_at=tx.now,
    )
    data = tx.as_json(Referral, made)
    tx.event("referral.created", after={k: v for k, v in data.items() if v not in (None, [], False)})
    _notify(tx, of_kind, made.id, report, station, note)
    if report.onsite_until is None and of_kind is not ReferralKind.OUT_OF_AREA:
        tx.note(msg("the end of the on-site period is not stated; the receiver must ask for it"))
    return Answer("referral.created", data)


def _require_ticket(tx: Transaction, ticket: int, region: str) -> None:
    row = tx.get(PendingTicket, id=ticket)
    if row is None or row.region != region:
        raise NotFound(
            msg("no such pending ticket: {id}", id=str(ticket)),
            command_line("pending list"),
            code="no_ticket",
        )


def _notify(
    tx: Transaction, kind: ReferralKind, id_: int, report: Report, station: Station, note: str | None
) -> None:
    notice = _NOTICES.get(kind)
    if notice is None:
        return
    told = {
        "referral": str(id_),
        "station": station.no,
        "customer": report.customer,
        "phones": "、".join(report.phones),
        "address": report.address,
        "machine": " ".join(x for x in (report.model, *report.serials) if x),
        "fault": report.fault,
        "note": note or "",
    }
    if kind is ReferralKind.CARRIED_IN:
        told["told"] = _STRAIGHT.format(station=station.no)
    if kind is ReferralKind.PROXY:
        tx.notify(notice, to_kind="cc", to="cc", args={**told, "told": orders_create.PROXY_SENTENCE})
    else:
        tx.notify(notice, to_kind="region", to=station.region, args=told)


def _hint(kind: ReferralKind, codes: set[str]) -> Msg | None:
    if codes & {"said_first", "within_area"}:
        return command_line("referral create", "--kind proxy --said-first …")
    if "period_over" in codes:
        if kind is ReferralKind.PENDING_CASE:
            return command_line("order create", "--service carry-in --compensation-fund …")
        return command_line("order create", "--service carry-in …")
    return None


@writes
def take(tx: Transaction, referral: int, station: str | None = None) -> Answer:
    """Generates the on-site order that a referral asks for, and links the two.

    The call centre takes proxy reports, the region all others. The order goes to the station that reported; another
    one may be named, but not for a machine in the station, and must be named for an out-of-area customer.
    """
    seen = tx.get(Referral, id=referral)
    if seen is not None:
        # an identity with both roles acts in the one that the kind is for
        proxy = seen.kind == ReferralKind.PROXY
        record.act_only_as(tx, *((Role.AGENT, Role.CISD) if proxy else (Role.LIAISON,)))
    row = _find(tx, referral)
    if (done := _done(row)) is not None:
        return done
    named = optional(station)
    if named is None and row.kind == ReferralKind.OUT_OF_AREA:
        raise UsageProblem(
            msg("name the station that serves the customer with --station"), command_line("station list")
        )
    place = scope.station(tx, named or row.station)
    report = inputs.report_of(
        row,
        () if row.serial is None else (row.serial,),
        proxy_report=row.kind in _REPORTED_FOR,
        reported_at=row.created_at,
    )
    kept = row.in_station
    line = Line(str(Service.ONSITE), arrived_at=row.created_at if kept else None, deliver_back=kept)
    facts = generate.facts(tx, report, line, place)
    checks = (*orders_create.take(row.kind, place.no, row.station), *orders_create.check(facts))
    if checks:
        hint = command_line("referral take", "{id} --station {station}", id=str(row.id), station=row.station)
        return refusal(checks, hint=hint)
    origin = Origin.REGION if tx.acting.role is Role.LIAISON else Origin.CC
    branch = row.branch if kept and place.no == row.station else None
    because = {"referral": row.id}
    (no,) = generate.make(tx, report, [line], origin=origin, station=place, branch=branch, because=because)
    values = {"taken_by": tx.acting.login, "taken_at": tx.now, "order_no": no}
    taken = _move(tx, row.id, ReferralState.TAKEN, **values)
    told = {"referral": row.id, "state": taken.state, **values}
    tx.event("referral.taken", order_no=no, before={"state": row.state}, after=told)
    return generate.answer(tx, "order.created", no, referral=tx.as_json(Referral, taken))


@writes
def withdraw(tx: Transaction, referral: int) -> Answer:
    """The station takes its referral back, as long as its order has not been generated."""
    row = _find(tx, referral)
    if row.state == ReferralState.WITHDRAWN:
        tx.note(msg("referral {id} is already withdrawn", id=str(referral)))
        return Answer("referral.withdrawn", tx.as_json(Referral, row))
    if (done := _done(row)) is not None:
        return done
    withdrawn = _move(tx, row.id, ReferralState.WITHDRAWN)
    told = {"id": referral, "state": withdrawn.state}
    tx.event("referral.withdrawn", before={"state": row.state}, after=told)
    return Answer("referral.withdrawn", tx.as_json(Referral, withdrawn))


@reads
def listing(
    tx: Transaction,
    wanted: scope.ListFilter,
    status: str | None = None,
    kind: str | None = None,
    limit: int = 50,
) -> Answer:
    """The referrals of `wanted` within the identity's scope, newest first. Raises UsageProblem."""
    state = None if status is None else code("referral_state", status, "--status")
    of_kind = None if kind is None else code("referral_kind", kind, "--kind")
    among = scope.chosen(tx, wanted, Referral.__table__, Referral.__table__.c.created_at)
    found = newest(tx, Referral, scope.bounds(tx), *among, limit=limit, state=state, kind=of_kind)
    return Answer("referral.list", [tx.as_json(Referral, row) for row in found])


@reads
def show(tx: Transaction, referral: int) -> Answer:
    """One referral with everything that was reported."""
    return Answer("referral.show", tx.as_json(Referral, _find(tx, referral)))


def _find(tx: Transaction, referral: int) -> Referral:
    """The referral, within the identity's scope. Raises NotFound or Denied."""
    id_ = str(referral)
    return lookup.numbered(
        tx,
        Referral,
        referral,
        foreign=Denied(
            msg("referral {id} belongs to another station or region", id=id_), code="foreign_referral"
        ),
        unknown=NotFound(
            msg("no such referral: {id}", id=id_), command_line("referral list"), code="no_referral"
        ),
    )


def _done(row: Referral) -> Answer | None:
    """The refusal to do anything more with a referral that is not open."""
    if row.state == ReferralState.OPEN:
        return None
    if row.state == ReferralState.TAKEN:
        failed = "referral_taken"
        text = msg("referral {id} is already taken: order {no}", id=str(row.id), no=row.order_no or "")
        hint = command_line("order show", "{no}", no=row.order_no or "")
    else:
        failed = "referral_withdrawn"
        text = msg("referral {id} is withdrawn", id=str(row.id))
        hint = command_line("referral list")
    return refusal([(failed, orders_create.REFERRED[ReferralKind(row.kind)], text)], hint=hint)


def _move(tx: Transaction, referral: int, to: ReferralState, **values: object) -> Referral:
    """Sets the state of an open referral, and `values`. Raises Conflict where it is not open."""
    still_open = {"id": referral, "state": str(ReferralState.OPEN)}
    moved = tx.change(Referral, still_open, state=str(to), **values)
    if moved is None:
        raise Conflict(
            msg("referral {id} was changed meanwhile", id=str(referral)),
            command_line("referral show", "{id}", id=str(referral)),
        )
    return moved
