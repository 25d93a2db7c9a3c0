"""Orders of a report: the facts that decide whether they may be generated, and the rows, alone or as a group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from repaircli.network import areas, dispatch, scope, service_points
from repaircli.network import queries as network_queries
from repaircli.network.tables import Station
from repaircli.orders import custody, groups, numbers, record
from repaircli.orders.inputs import Report
from repaircli.orders.record import OrderRecord
from repaircli.orders.tables import Order
from repaircli.platform.answers import Answer, refusal
from repaircli.platform.codes import Origin, Role, Status, word
from repaircli.platform.db.columns import utc_text
from repaircli.platform.telephone import first_entries
from repaircli.platform.text import Msg, command_line
from repaircli.platform.transaction import Transaction
from repaircli.rules.network.dispatch import DispatchNeed, best
from repaircli.rules.orders import create as orders_create
from repaircli.rules.policy.decision import Check


@dataclass(frozen=True, slots=True)
class Line:
    """How the machine of one order of a report is served; `arrived_at` where it is in the station."""

    service: str
    paid_visit: bool = False
    compensation_fund: bool = False
    arrived_at: datetime | None = None
    deliver_back: bool = False


def own_place(tx: Transaction, named: str | None) -> tuple[Station, str | None]:
    """The head station in whose name a coordinator acts, and the branch point that it is for (001-6.3.8)."""
    row = scope.own_station(tx) if named is None else scope.station(tx, named)
    if row.head is not None:
        return scope.station(tx, row.head), str(row.no)
    own = scope.own_station(tx)
    return row, str(own.no) if own.head == row.no else None


def is_own(tx: Transaction, station: Station, branch: str | None) -> bool:
    """Whether the identity belongs to that station or to the branch point."""
    return tx.acting.station is not None and tx.acting.station in (station.no, branch)


def covered(tx: Transaction, station: Station, area: str | None) -> bool | None:
    """Whether the station or one of its branch points serves the area today; None where that is not known."""
    if area is None:
        return None
    points = service_points.with_branches(tx, station, tx.local(tx.now).date())
    if not any(point.entries for point in points):
        return None
    return best(points, DispatchNeed(areas.chain(tx, area))) is not None


def facts(
    tx: Transaction, report: Report, line: Line, station: Station, branch: str | None = None
) -> orders_create.NewOrder:
    """The facts that the rule checks before the order of `line` is generated for `station` by the identity."""
    by_station = tx.acting.role is Role.COORDINATOR
    filed = _filed_at(tx, report.area, station.no) if by_station else None
    return orders_create.NewOrder(
        role=str(tx.acting.role),
        service=line.service,
        station=station.no,
        head=station.head,
        station_closed=network_queries.is_closed(station, tx.local(tx.now).date()),
        notebook_station=bool(station.notebook),
        same_station=is_own(tx, station, branch),
        same_region=tx.acting.region == station.region,
        paid_visit=line.paid_visit,
        area=report.area,
        onsite_until=report.onsite_until,
        today=tx.local(tx.now).date(),
        filed_at=filed,
        reported_at=report.reported_at or tx.now,
        covered=covered(tx, station, report.area) if by_station else None,
        compensation_fund=line.compensation_fund,
        proxy_report=report.proxy_report,
    )


def _filed_at(tx: Transaction, area: str | None, station: str) -> datetime | None:
    if area is None:
        return None
    from repaircli.network.coverage_tables import AreaWithout800

    row = tx.get(AreaWithout800, area=area, station=station)
    return None if row is None else tx.local(row.filed_at)


def refused(checks: Sequence[Check], judged: orders_create.NewOrder) -> Answer:
    """The refusal to generate, with the command that does it right."""
    return refusal(checks, hint=_hint({c.code for c in checks}, judged))


def _hint(codes: set[str], judged: orders_create.NewOrder) -> Msg | None:
    if "branch_station" in codes:
        return command_line("order create", "--station {head} …", head=judged.head or "")
    if "out_of_area" in codes:
        return command_line("referral create", "--kind out-of-area …")
    if "in_onsite_period" in codes:
        if judged.may_visit:
            return command_line("order create", "--service onsite …")
        return command_line("referral create", "--kind proxy --said-first …")
    if "commissioned_in_period" in codes:
        return command_line("referral create", "--kind pending-case …")
    if codes & {"station_onsite", "filed_too_late"}:
        return command_line("order create", "--service carry-in …")
    if "proxy_by_station" in codes:
        return command_line("referral create", "--kind proxy --said-first …")
    if "paid_visit_type" in codes:
        return command_line("order create", "--service carry-in --paid-visit …")
    return None


def make(
    tx: Transaction,
    report: Report,
    lines: Sequence[Line],
    *,
    origin: Origin,
    station: Station,
    branch: str | None = None,
    group_no: str | None = None,
    because: Mapping[str, Any] | None = None,
    overload: str | None = None,
) -> list[str]:
    """Writes one order for each of `lines`, with audit events and a special user's urge orders; their numbers.

    Several are a group named after the first, unless they join `group_no`. `because` goes into the events. Dispatched
    orders beyond the capacity of the station are warned about and recorded, with the reason `overload`.
    """
    made = numbers.next_order_nos(tx, tx.local(tx.now).date(), len(lines))
    if group_no is None and len(made) > 1:
        group_no = made[0]
    serials = [*report.serials, *[None] * len(lines)]
    for no, line, serial in zip(made, lines, serials, strict=False):
        order = tx.add(Order, **_row(tx, report, line, no, serial, origin, station, branch, group_no))
        data = record.data(tx, OrderRecord(order, tx.now))
        tx.event("order.created", order_no=no, after=_told(data) | dict(because or {}))
        if report.special is not None:
            _special(tx, no, station.no, report)
    if origin is not Origin.STATION:
        beyond = dispatch.beyond(tx, {station.no: made}, overload)
        if overload is not None:
            for no in beyond:
                tx.update(Order, {"order_no": no}, overload=overload)
    return made


def _row(
    tx: Transaction,
    report: Report,
    line: Line,
    no: str,
    serial: str | None,
    origin: Origin,
    station: Station,
    branch: str | None,
    group_no: str | None,
) -> dict[str, Any]:
    in_custody = line.arrived_at is not None
    known = (*report.phones, *([report.caller_no] if report.caller_no else ()))
    return {
        "order_no": no,
        "origin": str(origin),
        "service": line.service,
        "paid_visit": line.paid_visit or line.compensation_fund,
        "compensation_fund": line.compensation_fund,
        "proxy_report": report.proxy_report,
        "station": station.no,
        "branch": branch,
        "region": station.region,
        "customer": report.customer,
        "phones": list(report.phones),
        "caller_no": report.caller_no,
        "number_history": first_entries(known, utc_text(tx.now), tx.acting.login, str(tx.acting.role))
        or None,
        "address": report.address,
        "area": report.area,
        "product": report.product,
        "model": report.model,
        "serial": serial,
        "onsite_until": report.onsite_until,
        "warranty_until": report.warranty_until,
        "fault": report.fault,
        "special": report.special,
        "status": str(Status.IN_SERVICE if origin is Origin.STATION else Status.DISPATCHED),
        "t1": tx.now,
        "in_custody": in_custody,
        "arrived_at": line.arrived_at,
        "voucher_no": numbers.voucher_no(no) if in_custody else None,
        "must_deliver_back": line.deliver_back,
        "recontact_at": report.recontact_at,
        "reported_at": report.reported_at,
        "group_no": group_no,
        "created_by": tx.acting.login,
        "created_at": tx.now,
    }


def _told(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        k: v for k, v in data.items() if v not in (None, [], False) and k not in ("order_no", "created_at")
    }


def _special(tx: Transaction, no: str, station: str, report: Report) -> None:
    """The urge order with the special user's information goes out with the order itself (001-4.4.1, 001-4.5.1)."""
    from repaircli.orders.followup_tables import UrgeOrder

    zh = word("special", report.special, "zh")
    text = f"特殊身份用户（{zh}）：{report.customer}，{'、'.join(report.phones)}"
    tx.insert(
        UrgeOrder, order_no=no, kind="special_user", text=text, created_by=tx.acting.login, created_at=tx.now
    )
    tx.event("urge.added", order_no=no, after={"kind": "special_user", "text": text})
    tx.notify("N8", to_kind="station", to=station, order_no=no, args={"special": str(report.special)})


def split(service: Sequence[str], first: Line) -> list[Line]:
    """The lines of several machines: `first` as it is, the others by their service, nothing else taken over."""
    return [first, *(Line(s, arrived_at=first.arrived_at) for s in service[1:])]


def answer(tx: Transaction, kind: str, no: str, **nested: object) -> Answer:
    """The order `no` as it was written, with its group where it has one, and the voucher of a machine taken in."""
    written = record.again(tx, no)
    order = written.order
    if order.group_no is not None:
        nested["group"] = groups.members(tx, order.group_no)
    if order.in_custody:
        # a coordinator at the counter is told what the voucher lacks
        here = tx.acting.role is Role.COORDINATOR
        nested |= custody.taken_in(tx, order) if here else {"voucher": custody.voucher(tx, order)}
    return record.answer(tx, kind, written, **nested)
