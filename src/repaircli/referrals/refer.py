"""Referrals: a station passes a customer on, and the call centre or its region generates the order."""

from __future__ import annotations

from typing import Any

from repaircli.network import scope
from repaircli.network.scope import Bounds
from repaircli.orders import generate, record_json
from repaircli.orders import inputs as orders_inputs
from repaircli.orders import record as orders_record
from repaircli.orders.generate import Line
from repaircli.orders.inputs import NewOrder, Report
from repaircli.platform.answers import Answer, Call, refusal
from repaircli.platform.codes import Origin, ReferralKind, ReferralState, Role, Service
from repaircli.platform.errors import Conflict, Denied, NotFound, UsageProblem
from repaircli.platform.inputs import code, optional
from repaircli.platform.text import Msg, msg
from repaircli.platform.transaction import Transaction, reading, writing
from repaircli.referrals import queries as rows
from repaircli.referrals.tables import Referral
from repaircli.rules.orders import create as orders_create

_NOTICES = {
    ReferralKind.PROXY: "N22",
    ReferralKind.CARRIED_IN: "N17",
    ReferralKind.OUT_OF_AREA: "N18",
}
"""Who must hear of it (requirements A11). A pending case is the region's own; it stands in its list."""

_REPORTED_FOR = frozenset({ReferralKind.PROXY, ReferralKind.CARRIED_IN, ReferralKind.OUT_OF_AREA})
"""Kinds in which the station reports for the customer (001-2.5.1, 001-6.3.2, 001-6.3.4)."""

_STRAIGHT = "机器已送到维修站{station}，请直接派单到该站"
"""What the region must be told of a machine that is in the station (001-6.3.2)."""


def create(
    call: Call,
    kind: str,
    given: NewOrder,
    *,
    said_first: bool = False,
    note: str | None = None,
    ticket: int | None = None,
) -> Answer:
    """Passes the customer of `given` on, with everything that the order will need.

    `kind` is proxy (to 800; `said_first`: the station said that it reports for him), carried-in (within the on-site
    period, to be brought back), out-of-area, or pending-case (of the region's `ticket`, where there is one).
    Raises UsageProblem for what is missing or cannot be read.
    """
    found = ReferralKind(code("referral_kind", kind, "--kind"))
    return writing(call, lambda tx: _create(tx, found, given, said_first, optional(note), ticket))


def take(call: Call, referral: int, station: str | None = None) -> Answer:
    """Generates the on-site order that a referral asks for, and links the two.

    The call centre takes proxy reports, the region all others. The order goes to the station that reported; another
    one may be named, but not for a machine that is in the station, and for an out-of-area customer it must be.
    """
    return writing(call, lambda tx: _take(tx, referral, optional(station)))


def withdraw(call: Call, referral: int) -> Answer:
    """The station takes its referral back, as long as nobody has generated the order."""
    return writing(call, lambda tx: _withdraw(tx, referral))


def listing(call: Call, state: str | None = None, kind: str | None = None, limit: int = 50) -> Answer:
    """The referrals within the identity's scope, newest first. Raises UsageProblem."""
    wanted = None if state is None else code("referral_state", state, "--state")
    of_kind = None if kind is None else code("referral_kind", kind, "--kind")

    def work(tx: Transaction) -> Answer:
        found = rows.referrals(tx, scope.bounds(tx), state=wanted, kind=of_kind, limit=limit)
        return Answer("referral.list", [referral_data(tx, row) for row in found])

    return reading(call, work)


def show(call: Call, referral: int) -> Answer:
    """One referral with everything that was reported."""
    return reading(call, lambda tx: Answer("referral.show", referral_data(tx, _find(tx, referral))))


def referral_data(tx: Transaction, row: Any) -> dict[str, Any]:
    """The JSON object of a referral."""
    return {
        "id": row.id,
        "kind": row.kind,
        "state": row.state,
        "station": row.station,
        "branch": row.branch,
        "region": row.region,
        "customer": row.customer,
        "phones": list(row.phones),
        "caller_no": row.caller_no,
        "address": row.address,
        "area": row.area,
        "product": row.product,
        "model": row.model,
        "serial": row.serial,
        "onsite_until": row.onsite_until,
        "warranty_until": row.warranty_until,
        "fault": row.fault,
        "said_first": row.said_first,
        "in_station": bool(row.in_station),
        "note": row.note,
        "ticket": row.ticket,
        "created_by": row.created_by,
        "created_at": record_json.local(row.created_at, tx.zone),
        "taken_by": row.taken_by,
        "taken_at": record_json.local(row.taken_at, tx.zone),
        "order_no": row.order_no,
    }


def _create(
    tx: Transaction,
    kind: ReferralKind,
    given: NewOrder,
    said_first: bool,
    note: str | None,
    ticket: int | None,
) -> Answer:
    report = orders_inputs.report(tx, given)
    if orders_inputs.units(given) > 1:
        raise UsageProblem(msg("a referral is about one machine"), msg("repaircli referral create --help"))
    station, branch = generate.own_place(tx, given.station)
    if ticket is not None:
        if kind is not ReferralKind.PENDING_CASE:
            raise UsageProblem(msg("--ticket is for --kind pending-case"))
        _ticket_of(tx, ticket, station.region)
    checks = orders_create.refer(
        orders_create.ReferFacts(
            kind=str(kind),
            station=station.no,
            same_station=generate.is_own(tx, station, branch),
            said_first=said_first,
            area=report.area,
            covered=generate.covered(tx, station, report.area),
            onsite_until=report.onsite_until,
            today=tx.local(tx.now).date(),
        )
    )
    if checks:
        return refusal(
            [(c.code, c.clause, c.text) for c in checks], hint=_hint(kind, {c.code for c in checks})
        )
    in_station = kind is ReferralKind.CARRIED_IN
    id_ = tx.insert(
        Referral,
        kind=str(kind),
        station=station.no,
        branch=branch,
        region=station.region,
        customer=report.customer,
        phones=list(report.phones),
        caller_no=report.caller_no,
        address=report.address,
        area=report.area,
        product=report.product,
        model=report.model,
        serial=report.serials[0] if report.serials else None,
        onsite_until=report.onsite_until,
        warranty_until=report.warranty_until,
        fault=report.fault,
        said_first=orders_create.PROXY_SENTENCE if kind is ReferralKind.PROXY else None,
        in_station=in_station,
        note=note,
        ticket=ticket,
        state=str(ReferralState.OPEN),
        created_by=tx.acting.login,
        created_at=tx.now,
    )
    data = referral_data(tx, tx.get(Referral, id=id_))
    tx.event("referral.created", after={k: v for k, v in data.items() if v not in (None, [], False)})
    _tell(tx, kind, id_, report, station, note)
    if report.onsite_until is None and kind is not ReferralKind.OUT_OF_AREA:
        tx.note(msg("the end of the on-site period is not stated; the taker has to ask for it"))
    return Answer("referral.created", data)


def _ticket_of(tx: Transaction, ticket: int, region: str) -> None:
    from repaircli.referrals.tables import PendingTicket

    row = tx.get(PendingTicket, id=ticket)
    if row is None or row.region != region:
        raise NotFound(
            msg("no such pending ticket: {id}", id=str(ticket)),
            msg("repaircli pending list"),
            code="no_ticket",
        )


def _tell(
    tx: Transaction, kind: ReferralKind, id_: int, report: Report, station: Any, note: str | None
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
    if "said_first" in codes:
        return msg("repaircli referral create --kind proxy --said-first …")
    if "within_area" in codes:
        return msg("repaircli referral create --kind proxy --said-first …")
    if "period_over" in codes:
        if kind is ReferralKind.PENDING_CASE:
            return msg("repaircli order create --service carry-in --compensation-fund …")
        return msg("repaircli order create --service carry-in …")
    return None


def _find(tx: Transaction, referral: int) -> Any:
    """The referral, within the identity's scope. Raises NotFound or Denied."""
    row = rows.referral(tx, scope.bounds(tx), referral)
    if row is None and rows.referral(tx, Bounds(everywhere=True), referral) is not None:
        raise Denied(
            msg("referral {id} belongs to another station or region", id=str(referral)),
            code="foreign_referral",
        )
    if row is None:
        raise NotFound(
            msg("no such referral: {id}", id=str(referral)),
            msg("repaircli referral list"),
            code="no_referral",
        )
    return row


def _done(row: Any) -> Answer | None:
    """The refusal to do anything more with a referral that is not open."""
    if row.state == ReferralState.OPEN:
        return None
    if row.state == ReferralState.TAKEN:
        text = msg("referral {id} is taken already: order {no}", id=str(row.id), no=row.order_no)
        return refusal(
            [("referral_taken", orders_create.REFERRED[row.kind], text)],
            hint=msg("repaircli order show {no}", no=row.order_no),
        )
    text = msg("referral {id} is withdrawn", id=str(row.id))
    return refusal(
        [("referral_withdrawn", orders_create.REFERRED[row.kind], text)], hint=msg("repaircli referral list")
    )


def _take(tx: Transaction, referral: int, named: str | None) -> Answer:
    row = tx.get(Referral, id=referral)
    if row is not None:
        # who holds both roles acts in the one that the kind is for
        proxy = row.kind == ReferralKind.PROXY
        orders_record.act_only_as(tx, *((Role.AGENT, Role.CISD) if proxy else (Role.LIAISON,)))
    row = _find(tx, referral)
    done = _done(row)
    if done is not None:
        return done
    if named is None and row.kind == ReferralKind.OUT_OF_AREA:
        raise UsageProblem(
            msg("name the station that serves the customer with --station"), msg("repaircli station list")
        )
    station = scope.station(tx, named or row.station)
    report = _report(row)
    kept = bool(row.in_station)
    line = Line(str(Service.ONSITE), arrived_at=row.created_at if kept else None, deliver_back=kept)
    facts = generate.facts(tx, report, line, station)
    checks = (*orders_create.take(row.kind, station.no, row.station), *orders_create.check(facts))
    if checks:
        return refusal(
            [(c.code, c.clause, c.text) for c in checks],
            hint=msg("repaircli referral take {id} --station {station}", id=str(row.id), station=row.station),
        )
    origin = Origin.REGION if tx.acting.role is Role.LIAISON else Origin.CC
    branch = row.branch if kept and station.no == row.station else None
    (no,) = generate.make(
        tx, report, [line], origin=origin, station=station, branch=branch, because={"referral": row.id}
    )
    values = {
        "state": str(ReferralState.TAKEN),
        "taken_by": tx.acting.login,
        "taken_at": tx.now,
        "order_no": no,
    }
    if tx.update(Referral, {"id": row.id, "state": str(ReferralState.OPEN)}, **values) != 1:
        raise _changed(row.id)
    tx.event("referral.taken", order_no=no, before={"state": row.state}, after={"referral": row.id, **values})
    return generate.answer(tx, "order.created", no, referral=referral_data(tx, tx.get(Referral, id=row.id)))


def _report(row: Any) -> Report:
    return Report(
        customer=row.customer,
        phones=tuple(row.phones),
        caller_no=row.caller_no,
        address=row.address,
        area=row.area,
        product=row.product,
        model=row.model,
        serials=() if row.serial is None else (row.serial,),
        onsite_until=row.onsite_until,
        warranty_until=row.warranty_until,
        fault=row.fault,
        proxy_report=row.kind in _REPORTED_FOR,
        reported_at=row.created_at,
    )


def _withdraw(tx: Transaction, referral: int) -> Answer:
    row = _find(tx, referral)
    if row.state == ReferralState.WITHDRAWN:
        tx.note(msg("referral {id} was withdrawn already", id=str(referral)))
        return Answer("referral.withdrawn", referral_data(tx, row))
    done = _done(row)
    if done is not None:
        return done
    where = {"id": referral, "state": str(ReferralState.OPEN)}
    if tx.update(Referral, where, state=str(ReferralState.WITHDRAWN)) != 1:
        raise _changed(referral)
    tx.event(
        "referral.withdrawn",
        before={"state": row.state},
        after={"id": referral, "state": str(ReferralState.WITHDRAWN)},
    )
    return Answer("referral.withdrawn", referral_data(tx, tx.get(Referral, id=referral)))


def _changed(referral: int) -> Conflict:
    return Conflict(
        msg("referral {id} was changed meanwhile", id=str(referral)),
        msg("repaircli referral show {id}", id=str(referral)),
    )
