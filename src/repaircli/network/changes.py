"""Applications to change areas, capacity or data of a station: applied for, agreed, approved, and then in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from repaircli.network import areas, scope, service_points
from repaircli.network import change_queries as rows
from repaircli.network import queries as network_queries
from repaircli.network.area_codes import Area
from repaircli.network.coverage_tables import Capacity, Change
from repaircli.network.stations import LONGEST_TEXT, MOST
from repaircli.network.tables import Station
from repaircli.platform.answers import Answer, Call, refusal
from repaircli.platform.codes import ChangeCause, ChangeState, Role, code_of
from repaircli.platform.errors import Denied, NotFound, UsageProblem
from repaircli.platform.inputs import code
from repaircli.platform.text import Msg, msg
from repaircli.platform.transaction import Transaction, reading, writing
from repaircli.rules.network import changes as rules
from repaircli.rules.network.changes import ChangeFacts, Other, Window
from repaircli.rules.network.dispatch import Wanted, best, served, standing
from repaircli.rules.policy.decision import Check

DATA = ("phone", "address", "principal")
"""Basic data of a station that changes on application (001-5.6.4)."""


@dataclass(frozen=True, slots=True)
class Applied:
    """A change as it was typed; None where nothing was given."""

    cause: str
    from_: str
    reason: str
    to: str | None = None
    daily: int | None = None
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    product: str | None = None
    service: str | None = None
    phone: str | None = None
    address: str | None = None
    principal: str | None = None


def apply(call: Call, no: str, given: Applied) -> Answer:
    """Applies for a change of a station; the cause decides who may and where it goes (A-33), nothing changes yet.

    Refused by the rules of `rules.changing`. Raises UsageProblem, NotFound for an unknown station or area, Denied for
    a station outside one's own, BeyondCalendar for a short event in a year that the calendar does not cover.
    """
    return writing(call, lambda tx: _apply(tx, no, given))


def agree(call: Call, number: int, opinion: str | None = None) -> Answer:
    """The region agrees to its station's application, which goes on to the CSSD."""
    return writing(call, lambda tx: _agree(tx, number, _text(opinion)))


def approve(call: Call, number: int, opinion: str | None = None) -> Answer:
    """The CSSD approves: from its first day on, today at the earliest, the change counts (001-5.5.3)."""
    return writing(call, lambda tx: _approve(tx, number, _text(opinion)))


def reject(call: Call, number: int, why: str) -> Answer:
    """The region rejects what waits for it, the CSSD what waits for the CSSD; station and region are told why."""
    if not why.strip():
        raise UsageProblem(msg("{option} is missing", option="--why"))
    return writing(call, lambda tx: _reject(tx, number, why.strip()))


def withdraw(call: Call, number: int) -> Answer:
    """Who applied takes the application back while it waits."""
    return writing(call, lambda tx: _withdraw(tx, number))


def show(call: Call, number: int) -> Answer:
    """One application as its form has it (001 forms 2 and 3). Raises NotFound, and Denied outside one's own scope."""
    return reading(call, lambda tx: Answer("change.show", _data(tx, _seen(tx, number), areas.every(tx))))


def list_(
    call: Call,
    *,
    state: str | None = None,
    station: str | None = None,
    region: str | None = None,
    cause: str | None = None,
    waiting: bool = False,
    limit: int | None = None,
) -> Answer:
    """The applications within the identity's scope, newest first; with `waiting` those that it is to decide on."""
    return reading(call, lambda tx: _list(tx, state, station, region, cause, waiting, limit))


# --------------------------------------------------------------------------------------------------------------- apply


def _apply(tx: Transaction, no: str, given: Applied) -> Answer:
    cause = _cause(given.cause)
    window = _window(tx, given)
    content = _content(given, cause)
    station = scope.station(tx, no)
    _own(tx, station)
    add = tuple(areas.typed(area, "--add-area") for area in given.add)
    remove = tuple(areas.typed(area, "--remove-area") for area in given.remove)
    checks = rules.may_apply(cause, tx.acting.role, given.daily is not None, bool(add or remove))
    if checks:
        return _refused(checks, station, given, window)
    for area in add:
        areas.known(tx, area)
    line = (
        None if given.product is None else code("product", given.product, "--product"),
        None if given.service is None else code("service", given.service, "--service"),
    )
    facts = _facts(tx, station, cause, window, given.daily, add, remove, line)
    checks = rules.check(facts, tx.calendar(), tx.hours())
    if checks:
        return _refused(checks, station, given, window)
    way = rules.WAYS[cause]
    state = way.first[tx.acting.role]
    values: dict[str, Any] = {
        "station": station.no,
        "region": station.region,
        "cause": str(cause),
        "form": way.form,
        "daily": given.daily,
        "add_areas": list(add),
        "remove_areas": list(remove),
        "product": line[0],
        "service": line[1],
        "data": content,
        "before": {
            "daily": facts.before,
            "areas": sorted(served(service_points.point(tx, station, window.from_day).entries)),
            **{name: getattr(station, name) for name in content},
        },
        "from_day": window.from_day,
        "to_day": window.to_day,
        "reason": given.reason.strip(),
        "state": str(state),
        "applied_by": tx.acting.login,
        "applied_as": str(tx.acting.role),
    }
    number = tx.insert(Change, **values, applied_at=tx.now)
    tx.event("change.applied", after={"id": number, **values})
    for area in sorted(facts.serves.intersection(_above(tx, add))):
        tx.note(
            msg("the station covers it by {area} already; the smaller area goes before others", area=area)
        )
    row = tx.get(Change, id=number)
    to = ("region", station.region) if state is ChangeState.APPLIED else ("cssd", "cssd")
    _tell(tx, row, station, *to)
    return _answer(tx, "change.applied", row)


def _cause(text: str) -> ChangeCause:
    found = code_of("change_cause", text.strip())
    if found is None:
        raise UsageProblem(
            msg("--cause: there is no cause {cause}", cause=text),
            msg("one of {causes}", causes=tuple(str(c) for c in rules.WAYS)),
            code="unknown_cause",
        )
    return ChangeCause(found)


def _window(tx: Transaction, given: Applied) -> Window:
    first = tx.day(given.from_, "--from")
    last = tx.day(given.to, "--to") if given.to is not None else None
    if last is not None and last < first:
        raise UsageProblem(
            msg("--to {to} lies before {first}", to=last.isoformat(), first=first.isoformat()),
            msg("--to takes the last day on which it counts"),
        )
    return Window(first, last)


def _content(given: Applied, cause: ChangeCause) -> dict[str, str]:
    """The basic data of the application. Raises UsageProblem for what does not go with its cause, or for nothing."""
    content = {name: text for name in DATA if (text := _text(getattr(given, name))) is not None}
    moves = given.daily is not None or bool(given.add or given.remove)
    if not given.reason.strip():
        raise UsageProblem(msg("{option} is missing", option="--reason"))
    if any(len(text) > LONGEST_TEXT for text in (given.reason, *content.values())):
        raise UsageProblem(msg("a text has {most} characters at most", most=LONGEST_TEXT))
    if given.daily is not None and not 0 <= given.daily <= MOST:
        raise UsageProblem(
            msg("capacity is a number from 0 to {most}, not {value}", most=MOST, value=given.daily)
        )
    if cause is ChangeCause.BASIC:
        if moves or given.to is not None:
            raise UsageProblem(
                msg("--cause basic takes --phone, --address and --principal, for good"),
                msg("areas and capacity are applied for by themselves"),
            )
        if not content:
            raise UsageProblem(msg("say what changes: --phone, --address or --principal"))
        return content
    if content:
        raise UsageProblem(msg("--phone, --address and --principal go with --cause basic"))
    if not moves:
        raise UsageProblem(msg("say what changes: --daily, --add-area or --remove-area"))
    twice = sorted(set(given.add) & set(given.remove))
    if twice:
        raise UsageProblem(msg("area {area} is both added and removed", area=twice[0]))
    return content


def _own(tx: Transaction, station: Any) -> None:
    if tx.acting.role is Role.LIAISON:
        if station.region != tx.acting.region:
            raise Denied(
                msg("station {no} belongs to {region}", no=station.no, region=station.region),
                code="foreign_station",
            )
    elif tx.acting.station not in (station.no, station.head):
        raise Denied(msg("station {no} is not yours", no=station.no), code="foreign_station")


def _above(tx: Transaction, codes: Sequence[str]) -> set[str]:
    return {above for area in codes for above in areas.chain(tx, area)[1:]}


def _facts(
    tx: Transaction,
    station: Any,
    cause: ChangeCause,
    window: Window,
    daily: int | None,
    add: tuple[str, ...],
    remove: tuple[str, ...],
    line: tuple[str | None, str | None],
    number: int | None = None,
) -> ChangeFacts:
    """What the rules look at; `line` is the product and the service to which the areas are limited."""
    points = service_points.with_branches(tx, station, window.from_day)
    before = network_queries.daily(tx, window.from_day, station.no).get(station.no)
    later = [
        row.from_day
        for row in network_queries.capacity(tx, station.no)
        if row.cause == ChangeCause.ROUTINE
        and row.from_day > window.from_day
        and rules.within(row.from_day, window)
    ]
    return ChangeFacts(
        cause=cause,
        station=station.no,
        window=window,
        now=tx.local(tx.now),
        head=station.head,
        closed=network_queries.is_closed(station, window.from_day),
        daily=daily,
        add=add,
        remove=remove,
        serves=frozenset(
            e.area
            for e in standing(points[0].entries)
            if e.covers and e.product in (None, line[0]) and e.service in (None, line[1])
        ),
        reaches=frozenset(
            area
            for area in remove
            if best(points, Wanted(areas.chain(tx, area), line[0], line[1])) is not None
        ),
        before=before.daily if before else None,
        others=[_other(row) for row in rows.under_way(tx, station.no, tx.today)],
        set_later=min(later, default=None),
        id=number,
    )


def _other(row: Any) -> Other:
    moved = frozenset((*row.add_areas, *row.remove_areas))
    first = row.effective_from or row.from_day
    return Other(row.id, row.daily is not None, moved, Window(first, row.to_day))


def _refused(checks: Sequence[Check], station: Any, given: Applied, window: Window) -> Answer:
    return refusal(
        [(c.code, c.clause, c.text) for c in checks], _hint(checks[0].code, station, given, window)
    )


def _hint(check: str, station: Any, given: Applied, window: Window) -> Msg | None:
    first = window.from_day.isoformat()
    if check == "capacity_only" and given.daily is not None:
        days = first + (f" --to {window.to_day.isoformat()}" if window.to_day else "")
        return msg(
            "repaircli capacity set {no} {daily} --from {days}", no=station.no, daily=given.daily, days=days
        )
    if check == "too_late":
        return msg("repaircli cancel request NO --reason capacity_exceeded --detail TEXT")
    if check == "branch_station":
        return msg(
            "repaircli change apply {head} --cause {cause} --from {day} …",
            head=station.head,
            cause=given.cause,
            day=first,
        )
    if check == "overlap":
        return msg("repaircli change list --station {no}", no=station.no)
    if check in ("already_covered", "not_covered"):
        return msg("repaircli coverage show {no} --as-of {day}", no=station.no, day=first)
    return None


# --------------------------------------------------------------------------------------------------------------- steps


def _agree(tx: Transaction, number: int, opinion: str | None) -> Answer:
    row, repeated = _step(tx, number, "agree", Role.LIAISON)
    if repeated is not None:
        return repeated
    station = scope.station(tx, row.station)
    after = {"agreed_by": tx.acting.login, "agreed_at": tx.now, "region_opinion": opinion}
    row = _moved(tx, row, ChangeState.AGREED, "change.agreed", after)
    _tell(tx, row, station, "cssd", "cssd")
    return _answer(tx, "change.agreed", row)


def _approve(tx: Transaction, number: int, opinion: str | None) -> Answer:
    row, repeated = _step(tx, number, "approve", Role.CSSD)
    if repeated is not None:
        return repeated
    station = scope.station(tx, row.station)
    today = tx.today
    cause = ChangeCause(row.cause)
    window = rules.effective(Window(row.from_day, row.to_day), today)
    line = row.product, row.service
    facts = _facts(
        tx, station, cause, window, row.daily, tuple(row.add_areas), tuple(row.remove_areas), line, row.id
    )
    checks = rules.again(facts)
    if checks:
        hint = msg("repaircli change reject {id} --why TEXT", id=row.id)
        return refusal([(c.code, c.clause, c.text) for c in checks], hint)
    if window.from_day > row.from_day:
        tx.note(
            msg(
                "it was applied for from {first}; what is past stays as it was, it counts from {today}",
                first=row.from_day.isoformat(),
                today=today.isoformat(),
            )
        )
    after = {
        "decided_by": tx.acting.login,
        "decided_at": tx.now,
        "cssd_opinion": opinion,
        "effective_from": window.from_day,
    }
    row = _moved(tx, row, ChangeState.APPROVED, "change.approved", after)
    _carry_out(tx, row, station, window)
    _tell(tx, row, station, "station", station.no)
    _tell(tx, row, station, "region", row.region)
    return _answer(tx, "change.approved", row)


def _carry_out(tx: Transaction, row: Any, station: Any, window: Window) -> None:
    """Writes what the approved application changes, with its days; the state of before stands beneath."""
    from repaircli.network.coverage_tables import Coverage

    stamp = {
        "from_day": window.from_day,
        "to_day": window.to_day,
        "cause": row.cause,
        "set_by": tx.acting.login,
        "set_at": tx.now,
    }
    if row.daily is not None:
        tx.insert(Capacity, station=row.station, daily=row.daily, note=row.reason, **stamp)
    limits = {"product": row.product, "service": row.service, "change": row.id}
    for covers, codes in ((False, row.remove_areas), (True, row.add_areas)):
        for area in codes:
            tx.insert(Coverage, station=row.station, area=area, covers=covers, **limits, **stamp)
    if row.data:
        tx.update(Station, {"no": row.station}, **row.data)
        before = {name: getattr(station, name) for name in row.data}
        tx.event(
            "station.changed", before={"no": row.station, **before}, after={"no": row.station, **row.data}
        )


def _reject(tx: Transaction, number: int, why: str) -> Answer:
    role = rules.NEXT.get(ChangeState(_row(tx, number).state), tx.acting.role)
    row, repeated = _step(tx, number, "reject", role)
    if repeated is not None:
        return repeated
    by_region = row.state == ChangeState.APPLIED
    after = {
        "decided_by": tx.acting.login,
        "decided_at": tx.now,
        "region_opinion" if by_region else "cssd_opinion": why,
    }
    row = _moved(tx, row, ChangeState.REJECTED, "change.rejected", after)
    station = scope.station(tx, row.station)
    _tell(tx, row, station, "station", station.no)
    if not by_region:
        _tell(tx, row, station, "region", row.region)
    return _answer(tx, "change.rejected", row)


def _withdraw(tx: Transaction, number: int) -> Answer:
    row = _seen(tx, number)
    if row.applied_by != tx.acting.login:
        raise Denied(msg("application {id} was made by {login}", id=number, login=row.applied_by))
    if row.state == ChangeState.WITHDRAWN:
        return _answer(tx, "change.withdrawn", row, already=True)
    check = rules.may_step(ChangeState(row.state), "withdraw")
    if check is not None:
        return refusal([(check.code, check.clause, check.text)])
    after = {"decided_by": tx.acting.login, "decided_at": tx.now}
    return _answer(tx, "change.withdrawn", _moved(tx, row, ChangeState.WITHDRAWN, "change.withdrawn", after))


_DONE = {
    "agree": ChangeState.AGREED,
    "approve": ChangeState.APPROVED,
    "reject": ChangeState.REJECTED,
}


def _step(tx: Transaction, number: int, step: str, role: Role) -> tuple[Any, Answer | None]:
    """The application that the step is to be done with; or the answer, where it is done already or refused.

    Raises NotFound, and Denied for a foreign region, the wrong role, and for who applied or took the step before.
    """
    row = _row(tx, number)
    if role not in tx.acting.eligible:
        text = msg("{login} may not do this: it is for {roles}", login=tx.acting.login, roles=(str(role),))
        raise Denied(text)
    tx.act_as(replace(tx.acting, role=role))
    if tx.acting.role is Role.LIAISON and row.region != tx.acting.region:
        raise Denied(msg("application {id} belongs to another region", id=number), code="foreign_change")
    state = ChangeState(row.state)
    if state is _DONE[step]:
        tx.note(msg("application {id} was already decided so", id=number))
        return row, _answer(tx, f"change.{_VERBS[step]}", row, already=True)
    if tx.acting.login in (row.applied_by, row.agreed_by):
        raise Denied(
            msg("nobody decides on an application that he made or agreed to himself"), code="four_eyes"
        )
    check = rules.may_step(state, step)
    if check is not None:
        hint = msg("repaircli change show {id}", id=number)
        return row, refusal([(check.code, check.clause, check.text)], hint)
    return row, None


_VERBS = {"agree": "agreed", "approve": "approved", "reject": "rejected"}


def _moved(tx: Transaction, row: Any, to: ChangeState, what: str, after: Mapping[str, Any]) -> Any:
    tx.update(Change, {"id": row.id, "state": row.state}, state=str(to), **after)
    tx.event(what, before={"state": row.state}, after={"id": row.id, "state": str(to), **after})
    return tx.get(Change, id=row.id)


def _tell(tx: Transaction, row: Any, station: Any, to_kind: str, to: str) -> None:
    """The form, or word of a station's data, to who is next or was waiting (N13, N14, N15)."""
    args = {
        "change": str(row.id),
        "change_state": row.state,
        "station": station.no,
        "name": station.name,
        "region": row.region,
        "cause": row.cause,
        "daily": "" if row.daily is None else str(row.daily),
        "add_areas": ", ".join(row.add_areas),
        "remove_areas": ", ".join(row.remove_areas),
        "data": ", ".join(f"{name}: {text}" for name, text in row.data.items()),
        "from": row.from_day.isoformat(),
        "to": row.to_day.isoformat() if row.to_day else "",
        "note": row.reason,
        "opinion": row.cssd_opinion or row.region_opinion or "",
    }
    tx.notify(rules.WAYS[ChangeCause(row.cause)].notice, to_kind=to_kind, to=to, args=args)


# ---------------------------------------------------------------------------------------------------------------- read


def _row(tx: Transaction, number: int) -> Any:
    row = tx.get(Change, id=number)
    if row is None:
        raise NotFound(
            msg("no such application: {id}", id=number), msg("repaircli change list"), code="no_change"
        )
    return row


def _seen(tx: Transaction, number: int) -> Any:
    row, bounds = _row(tx, number), scope.bounds(tx)
    points = {row.station, scope.station(tx, row.station).head} - {None}
    if not (bounds.everywhere or row.region == bounds.region or bounds.station in points):
        raise Denied(
            msg("application {id} belongs to another station or region", id=number), code="foreign_change"
        )
    return row


def _list(
    tx: Transaction,
    state: str | None,
    station: str | None,
    region: str | None,
    cause: str | None,
    waiting: bool,
    limit: int | None,
) -> Answer:
    states = [code("change_state", state, "--state")] if state is not None else []
    if waiting:
        states += [str(s) for s, role in rules.NEXT.items() if role in tx.acting.roles]
        if not states:
            return Answer("change.list", [])
    region = scope.region_filter(tx, region)
    no = scope.station(tx, station).no if station is not None else None
    known = str(_cause(cause)) if cause is not None else None
    wanted = rows.ChangeFilter(scope.bounds(tx), states, no, region, known)
    lists = areas.every(tx)
    return Answer("change.list", [_data(tx, row, lists) for row in rows.listed(tx, wanted, limit)])


def _answer(tx: Transaction, kind: str, row: Any, *, already: bool = False) -> Answer:
    return Answer(kind, {**_data(tx, row, areas.every(tx)), "already": already})


def _data(tx: Transaction, row: Any, lists: Mapping[str, Area]) -> dict[str, Any]:
    """The JSON object of an application: its form's fields, and where it stands."""
    before: Mapping[str, Any] = row.before
    moved = row.cause != ChangeCause.BASIC
    after = [a for a in before["areas"] if a not in row.remove_areas] + list(row.add_areas)
    waits = rules.NEXT.get(ChangeState(row.state))
    return {
        "id": row.id,
        "state": row.state,
        "waits_for": None if waits is None else str(waits),
        "form": row.form,
        "cause": row.cause,
        "clause": rules.WAYS[ChangeCause(row.cause)].clause,
        "station": row.station,
        "region": row.region,
        "daily": row.daily,
        "add_areas": _named(row.add_areas, lists),
        "remove_areas": _named(row.remove_areas, lists),
        "product": row.product,
        "service": row.service,
        "data": row.data,
        "before": {**before, "areas": _named(before["areas"], lists)} if moved else before,
        "after": {
            "daily": before["daily"] if row.daily is None else row.daily,
            "areas": _named(sorted(after), lists),
        }
        if moved
        else row.data,
        "from": row.from_day,
        "to": row.to_day,
        "effective_from": row.effective_from,
        "reason": row.reason,
        "applied_by": row.applied_by,
        "applied_as": row.applied_as,
        "applied_at": tx.local(row.applied_at),
        "agreed_by": row.agreed_by,
        "agreed_at": None if row.agreed_at is None else tx.local(row.agreed_at),
        "region_opinion": row.region_opinion,
        "decided_by": row.decided_by,
        "decided_at": None if row.decided_at is None else tx.local(row.decided_at),
        "cssd_opinion": row.cssd_opinion,
    }


def _named(codes: Sequence[str], lists: Mapping[str, Area]) -> list[dict[str, str | None]]:
    return [{"area": area, "name": areas.full_name(area, lists)} for area in codes]


def _text(text: str | None) -> str | None:
    return (text or "").strip() or None
