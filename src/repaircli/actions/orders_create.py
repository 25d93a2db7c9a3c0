"""Creates an order: parsed, judged by the generating rules, numbered, dispatched or taken in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from repaircli import domain
from repaircli.actions import dossier, lookup
from repaircli.actions.order_input import code, coming, optional, phone, phone_list, required
from repaircli.actions.transaction import Work, writing
from repaircli.domain import Answer, Call, Origin, Product, Role, Service, Special, Status, refusal
from repaircli.errors import Denied, NotFound, UsageProblem
from repaircli.rules import generating
from repaircli.rules.decision import Check
from repaircli.store import dispatch, numbers
from repaircli.store.tables.capacity import No800Area
from repaircli.store.tables.orders import Order
from repaircli.store.tables.urges import UrgeOrder
from repaircli.text import Msg, msg

ORIGINS: Mapping[Role, Origin] = {
    Role.AGENT: Origin.CC,
    Role.CISD: Origin.CC,
    Role.LIAISON: Origin.REGION,
    Role.COORDINATOR: Origin.STATION,
}
"""The origin follows the role that creates (interface 4)."""

TIME_NEED = "{fault}（用户要求时间：{need}）"
"""A special time need stands in the fault text (001-6.2.3)."""

_AREA_SHOWN = 5


@dataclass(frozen=True, slots=True)
class NewOrder:
    """What a person gives for a new order, times and codes still as typed; None where nothing was given."""

    service: str | None = None
    customer: str | None = None
    phones: tuple[str, ...] = ()
    caller_no: str | None = None
    address: str | None = None
    fault: str | None = None
    station: str | None = None
    area: str | None = None
    model: str | None = None
    serial: str | None = None
    product: str | None = None
    onsite_until: str | None = None
    warranty_until: str | None = None
    time_need: str | None = None
    special: str | None = None
    paid_visit: bool = False
    proxy_report: bool = False
    recontact: str | None = None
    overload: str | None = None


def create(call: Call, given: NewOrder) -> Answer:
    """Creates the order of `given`.

    Refused by the generating rules (001-2.5.1, 001-6.3.1 to 6.3.8). Raises UsageProblem for a value that cannot be
    read, NotFound for an unknown station.
    """
    return writing(call, lambda w: _create(w, given))


def merged(given: NewOrder, text: str) -> NewOrder:
    """`given` with what it leaves open taken from the JSON object `text`. Raises UsageProblem."""
    try:
        found = json.loads(text)
    except ValueError as error:
        raise UsageProblem(msg("--from-json: not JSON: {error}", error=str(error))) from None
    if not isinstance(found, dict):
        raise UsageProblem(msg("--from-json: expected one JSON object"))
    known = {f.name: f for f in fields(NewOrder)}
    values: dict[str, Any] = {}
    for typed, value in found.items():
        bare = str(typed).replace("-", "_")
        key = _JSON_NAMES.get(bare, bare)
        if key not in known:
            raise UsageProblem(
                msg("--from-json: unknown key {key}", key=typed), msg("known are {known}", known=tuple(known))
            )
        values[key] = _json_value(key, value)
    empty = NewOrder()
    open_ = {k: v for k, v in values.items() if v is not None and getattr(given, k) == getattr(empty, k)}
    return replace(given, **open_)


_JSON_NAMES = {"phone": "phones"}
"""The option's name where the order's own key differs."""


def _json_value(key: str, value: Any) -> Any:
    if value is None:
        return None
    if key == "phones":
        numbers_ = [value] if isinstance(value, str) else value
        if isinstance(numbers_, list) and all(isinstance(n, str) for n in numbers_):
            return tuple(numbers_)
        raise UsageProblem(msg("--from-json: {key} must be a list of texts", key=key))
    if key in ("paid_visit", "proxy_report"):
        if isinstance(value, bool):
            return value
        raise UsageProblem(msg("--from-json: {key} must be true or false", key=key))
    if isinstance(value, str):
        return value
    raise UsageProblem(msg("--from-json: {key} must be a text", key=key))


def _create(w: Work, given: NewOrder) -> Answer:
    role = w.acting.role
    service = Service(code("service", required(given.service, "--service"), "--service"))
    if given.special is not None and role not in (Role.AGENT, Role.CISD):
        raise Denied(
            msg(
                "a special user's order comes from the call centre (agent or cisd), not from {role}",
                role=str(role),
            )
        )
    special = None if given.special is None else Special(code("special", given.special, "--special"))
    onsite_until = None if given.onsite_until is None else w.day(given.onsite_until, "--onsite-until")
    named = _station(w, given)
    if isinstance(named, Answer):
        return named
    station, branch = named
    facts = _facts(w, given, service, station, branch, onsite_until, special is not None)
    checks = generating.check(facts)
    if checks:
        return refusal([(c.code, c.clause, c.text) for c in checks], hint=_hint(checks, facts))
    today = w.local(w.now).date()
    origin = ORIGINS[role]
    in_custody = origin is Origin.STATION and service is not Service.ONSITE and not given.paid_visit
    no = numbers.next_order_no(w.tx, today)
    w.tx.insert(
        Order,
        order_no=no,
        origin=str(origin),
        service=str(service),
        paid_visit=given.paid_visit,
        proxy_report=given.proxy_report,
        station=station.no,
        branch=branch,
        region=station.region,
        customer=required(given.customer, "--customer"),
        phones=phone_list(given.phones),
        caller_no=None if given.caller_no is None else phone(given.caller_no, "--caller-no"),
        address=required(given.address, "--address"),
        area=optional(given.area),
        product=None if given.product is None else str(Product(code("product", given.product, "--product"))),
        model=optional(given.model),
        serial=optional(given.serial),
        onsite_until=onsite_until,
        warranty_until=None
        if given.warranty_until is None
        else w.day(given.warranty_until, "--warranty-until"),
        fault=_fault(given),
        special=None if special is None else str(special),
        status=str(Status.IN_SERVICE if origin is Origin.STATION else Status.DISPATCHED),
        t1=w.now,
        in_custody=in_custody,
        arrived_at=w.now if in_custody else None,
        voucher_no=numbers.voucher_no(no) if in_custody else None,
        recontact_at=None if given.recontact is None else coming(w, given.recontact, "--recontact"),
        created_by=w.acting.login,
        created_at=w.now,
    )
    d = dossier.again(w, no)
    w.event("order.created", order_no=no, after=_created(dossier.data(w, d)))
    if special is not None:
        _special(w, no, station.no, special, given)
    if given.station is not None and origin is not Origin.STATION:
        _load(w, no, station.no, optional(given.overload))
    _advise(w, given, service, origin, onsite_until, today)
    return dossier.answer(w, "order.created", no)


def _created(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        k: v for k, v in data.items() if v not in (None, [], False) and k not in ("order_no", "created_at")
    }


def _station(w: Work, given: NewOrder) -> tuple[Any, str | None] | Answer:
    """The station in whose name the order is made, and the branch point that it is for."""
    if given.station is not None:
        row = lookup.station(w, given.station)
    elif w.acting.role is Role.COORDINATOR:
        row = lookup.own_station(w)
    elif given.area is not None:
        return _by_area(w, given.area.strip())
    else:
        raise UsageProblem(
            msg("name a station with --station, or an area with --area"), msg("repaircli station list")
        )
    if w.acting.role is not Role.COORDINATOR:
        return row, None
    if row.head is not None:
        return lookup.station(w, row.head), str(row.no)
    own = lookup.own_station(w)
    return row, str(own.no) if own.head == row.no else None


def _by_area(w: Work, area: str) -> tuple[Any, str | None] | Answer:
    """The least loaded head station that covers `area`; capacity binds only this choice (interface 7)."""
    region = w.acting.region if w.acting.role is Role.LIAISON else None
    found = dispatch.heads_covering(w.tx, area, region)
    if not found:
        raise NotFound(
            msg("no station covers area {area}", area=area), msg("repaircli station list"), code="no_station"
        )
    loads = dispatch.loads(w.tx, [s.no for s in found], _midnight(w))
    free = [load for load in loads if load.daily is None or load.taken < load.daily]
    if not free:
        text = msg(
            "every station that covers area {area} has reached its capacity of today: {stations}",
            area=area,
            stations=tuple(load.station for load in loads[:_AREA_SHOWN]),
        )
        return refusal(
            [("capacity_full", "001-1.4.3", text)], hint=msg("repaircli order create --station NO …")
        )
    best = min(
        free, key=lambda load: (load.taken / load.daily if load.daily else 0.0, load.taken, load.station)
    )
    w.note(
        msg(
            "dispatched to {station}, the least loaded station that covers area {area}",
            station=best.station,
            area=area,
        )
    )
    return next(s for s in found if s.no == best.station), None


def _facts(
    w: Work,
    given: NewOrder,
    service: Service,
    station: Any,
    branch: str | None,
    onsite_until: date | None,
    special: bool,
) -> generating.GenerateFacts:
    return generating.GenerateFacts(
        role=str(w.acting.role),
        service=str(service),
        station=station.no,
        head=station.head,
        station_closed=bool(station.closed),
        notebook_station=bool(station.notebook),
        same_station=w.acting.station is not None and w.acting.station in (station.no, branch),
        same_region=w.acting.region == station.region,
        paid_visit=given.paid_visit,
        no800=_filed_no800(w, given.area, station.no),
        area=optional(given.area),
        onsite_until=onsite_until,
        special=special,
        today=w.local(w.now).date(),
    )


def _filed_no800(w: Work, area: str | None, station: str) -> bool:
    if area is None:
        return False
    row = w.tx.get(No800Area, area=area.strip(), station=station)
    return row is not None and row.filed_at <= w.now


def _hint(checks: Sequence[Check], facts: generating.GenerateFacts) -> Msg | None:
    codes = {c.code for c in checks}
    if "branch_station" in codes:
        return msg("repaircli order create --station {head} …", head=facts.head or "")
    if "station_onsite" in codes:
        return msg("repaircli order create --service carry-in …; or lead the customer to 800")
    if "paid_visit_type" in codes:
        return msg("repaircli order create --service carry-in --paid-visit …")
    return None


def _load(w: Work, no: str, station: str, reason: str | None) -> None:
    """A named station is never refused for its load; that it is beyond its capacity is said and kept (interface 7)."""
    (load,) = dispatch.loads(w.tx, [station], _midnight(w))
    if load.daily is None or load.taken <= load.daily:
        return
    w.note(
        msg(
            "station {station} has {taken} orders today and can take {daily}",
            station=station,
            taken=load.taken,
            daily=load.daily,
        )
    )
    w.event("order.overload", order_no=no, after={"taken": load.taken, "daily": load.daily, "why": reason})


def _midnight(w: Work) -> datetime:
    return w.local(w.now).replace(hour=0, minute=0, second=0)


def _special(w: Work, no: str, station: str, special: Special, given: NewOrder) -> None:
    """The urge order with the special user's information goes out with the order itself (001-4.4.1, 001-4.5.1)."""
    zh = domain.word("special", special, "zh")
    text = f"特殊身份用户（{zh}）：{required(given.customer, '--customer')}，{'、'.join(phone_list(given.phones))}"
    w.tx.insert(
        UrgeOrder, order_no=no, kind="special_user", text=text, created_by=w.acting.login, created_at=w.now
    )
    w.event("urge.added", order_no=no, after={"kind": "special_user", "text": text})
    w.notify("N8", to_kind="station", to=station, order_no=no, args={"special": str(special)})


def _advise(
    w: Work, given: NewOrder, service: Service, origin: Origin, until: date | None, today: date
) -> None:
    if until is None:
        return
    if service is Service.ONSITE and until < today:
        w.note(
            msg(
                "the on-site period ended on {day}: a visit is paid, agree that with the customer first (001-2.5.1)",
                day=until.isoformat(),
            )
        )
    if origin is Origin.STATION and service is not Service.ONSITE and until >= today:
        w.note(
            msg(
                "the machine is in its on-site period until {day}: if it is to be brought back to the customer, have the region generate the on-site order at once (001-6.3.2)",
                day=until.isoformat(),
            )
        )


def _fault(given: NewOrder) -> str:
    fault = required(given.fault, "--fault")
    need = optional(given.time_need)
    return fault if need is None else TIME_NEED.format(fault=fault, need=need)
