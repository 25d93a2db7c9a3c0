"""Applications to change areas, capacity or data of a station: apply, show and list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from repaircli.calendar.working import calendar_of, hours_of
from repaircli.network import areas, coverage_queries, scope, service_points
from repaircli.network import change_queries as rows
from repaircli.network import queries as network_queries
from repaircli.network.change_data import answer, change_data, find_change, queue_notice, refused, remarks
from repaircli.network.checks import MAX_TEXT, foreign_station, require_capacity, window
from repaircli.network.coverage_tables import Change
from repaircli.network.tables import Station
from repaircli.platform.answers import Answer
from repaircli.platform.codes import ZH, ChangeCause, ChangeState, Role
from repaircli.platform.errors import Denied, UsageProblem
from repaircli.platform.inputs import chosen, code, optional
from repaircli.platform.text import Msg, command_line, msg
from repaircli.platform.transaction import Transaction, reads, writes
from repaircli.policy.in_force import limits_of
from repaircli.rules.network import changes as rules
from repaircli.rules.network.changes import ChangeFacts, Other, Window
from repaircli.rules.network.dispatch import DispatchNeed, best, served, standing

DATA = ("phone", "address", "principal")
"""Basic data of a station that changes on application (001-5.6.4)."""


@dataclass(frozen=True, slots=True)
class ChangeInput:
    """A change as it was typed; None where nothing was given."""

    cause: str
    from_: str
    why: str
    to: str | None = None
    daily: int | None = None
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    product: str | None = None
    service: str | None = None
    phone: str | None = None
    address: str | None = None
    principal: str | None = None

    @property
    def moves(self) -> bool:
        """Whether areas or capacity change."""
        return self.daily is not None or bool(self.add or self.remove)


@dataclass(frozen=True, slots=True)
class Content:
    """The change of an application: capacity, areas for a product and service, and its days."""

    cause: ChangeCause
    days: Window
    daily: int | None
    add: tuple[str, ...]
    remove: tuple[str, ...]
    product: str | None
    service: str | None

    @classmethod
    def of(cls, row: Change, days: Window) -> Content:
        """The content of a stored application on those days."""
        return cls(
            ChangeCause(row.cause),
            days,
            row.daily,
            tuple(row.add_areas),
            tuple(row.remove_areas),
            row.product,
            row.service,
        )


@reads
def show(tx: Transaction, number: int) -> Answer:
    """One application as its form has it (001 forms 2 and 3). Raises NotFound, and Denied outside one's own scope."""
    row = find_change(tx, number)
    require_reach(tx, row)
    return Answer("change.show", change_data(tx, row, areas.every(tx)))


def require_reach(tx: Transaction, row: Change) -> None:
    """Raises Denied for an application of a station outside the identity's scope."""
    bounds = scope.bounds(tx)
    stations = {row.station, scope.station(tx, row.station).head} - {None}
    if not (bounds.everywhere or row.region == bounds.region or bounds.station in stations):
        raise Denied(
            msg("application {id} belongs to another station or region", id=row.id), code="foreign_change"
        )


@reads
def list_(
    tx: Transaction,
    *,
    status: str | None = None,
    station: str | None = None,
    region: str | None = None,
    cause: str | None = None,
    waiting: bool = False,
    limit: int | None = None,
) -> Answer:
    """The applications within the identity's scope, newest first; with `waiting` those that it is to decide on."""
    states = [code("change_state", status, "--status")] if status is not None else []
    if waiting:
        states += [str(s) for s, role in rules.NEXT.items() if role in tx.acting.roles]
        if not states:
            return Answer("change.list", [])
    region = scope.region_filter(tx, region)
    no = scope.station_filter(tx, station)
    known = str(_cause(cause)) if cause is not None else None
    wanted = rows.ChangeFilter(scope.bounds(tx), states, no, region, known)
    lists = areas.every(tx)
    return Answer("change.list", [change_data(tx, row, lists) for row in rows.listed(tx, wanted, limit)])


# --------------------------------------------------------------------------------------------------------------- apply


@writes
def apply(tx: Transaction, no: str, given: ChangeInput) -> Answer:
    """Applies for a change of a station. The cause decides who may apply and who decides (A-33); nothing changes yet.

    Refused by the rules of `rules.network.changes`. Raises UsageProblem, NotFound for an unknown station or area, Denied
    for a station outside one's own, BeyondCalendar for a short event in a year that the calendar does not cover.
    """
    cause = _cause(given.cause)
    days = window(tx, given.from_, given.to)
    data = _basic_data(given, cause)
    station = scope.station(tx, no)
    _require_own(tx, station)
    add = tuple(dict.fromkeys(areas.typed(area, "--add-area") for area in given.add))
    remove = tuple(dict.fromkeys(areas.typed(area, "--remove-area") for area in given.remove))
    checks = rules.may_apply(
        cause, tx.acting.role, given.daily is not None, bool(add or remove), limits_of(tx)
    )
    if checks:
        return refused(checks, _hint(checks[0].code, station, given, days))
    for area in add:
        areas.known(tx, area)
    product = None if given.product is None else code("product", given.product, "--product")
    service = None if given.service is None else code("service", given.service, "--service")
    content = Content(cause, days, given.daily, add, remove, product, service)
    facts = change_facts(tx, station, content)
    checks = rules.check(facts, calendar_of(tx), hours_of(tx), limits_of(tx))
    if checks:
        return refused(checks, _hint(checks[0].code, station, given, days))
    row = _store(tx, station, content, data, facts.before, given.why.strip())
    above = {code for area in add for code in areas.chain(tx, area)[1:]}
    for area in sorted(facts.serves & above):
        tx.note(msg("the station already covers it by {area}; the smaller area takes precedence", area=area))
    for remark in remarks(tx, row):
        tx.note(remark)
    first = row.state == ChangeState.APPLIED
    queue_notice(tx, row, station, *(("region", station.region) if first else ("cssd", "cssd")))
    return answer(tx, "change.applied", row)


def _store(
    tx: Transaction,
    station: Station,
    content: Content,
    data: dict[str, str],
    daily_before: int | None,
    reason: str,
) -> Change:
    way = rules.WAYS[content.cause]
    point = service_points.point(tx, station, content.days.from_day)
    values: dict[str, Any] = {
        "station": station.no,
        "region": station.region,
        "cause": str(content.cause),
        "form": way.form,
        "daily": content.daily,
        "add_areas": list(content.add),
        "remove_areas": list(content.remove),
        "product": content.product,
        "service": content.service,
        "data": data,
        "before": {
            "daily": daily_before,
            "areas": sorted(served(point.entries)),
            **{name: getattr(station, name) for name in data},
        },
        **content.days._asdict(),
        "reason": reason,
        "state": str(way.first[tx.acting.role]),
        "applied_by": tx.acting.login,
        "applied_as": str(tx.acting.role),
    }
    number = tx.insert(Change, **values, applied_at=tx.now)
    tx.event("change.applied", after={"id": number, **values})
    return tx.one_row(Change, id=number)


def _cause(text: str) -> ChangeCause:
    return ChangeCause(chosen(ZH["change_cause"], text, "--cause", unknown="unknown_cause"))


def _basic_data(given: ChangeInput, cause: ChangeCause) -> dict[str, str]:
    """The basic data of the application. Raises UsageProblem for options that do not fit the cause, or for none."""
    data = {name: text for name in DATA if (text := optional(getattr(given, name))) is not None}
    if not given.why.strip():
        raise UsageProblem(msg("{option} is missing", option="--why"))
    if any(len(text) > MAX_TEXT for text in (given.why, *data.values())):
        raise UsageProblem(msg("a text has {most} characters at most", most=MAX_TEXT))
    if given.daily is not None:
        require_capacity(given.daily)
    if cause is ChangeCause.BASIC:
        if given.moves or given.to is not None:
            raise UsageProblem(
                msg("--cause basic applies permanently and takes only --phone, --address and --principal"),
                msg("areas and capacity are applied for separately"),
            )
        if not data:
            raise UsageProblem(msg("say what changes: --phone, --address or --principal"))
        return data
    if data:
        raise UsageProblem(msg("--phone, --address and --principal can only be used with --cause basic"))
    if not given.moves:
        raise UsageProblem(msg("say what changes: --daily, --add-area or --remove-area"))
    twice = sorted(set(map(str.strip, given.add)) & set(map(str.strip, given.remove)))
    if twice:
        raise UsageProblem(msg("area {area} is both added and removed", area=twice[0]))
    return data


def _require_own(tx: Transaction, station: Station) -> None:
    """Raises Denied for a station that is not the identity's own, or for a liaison not of their region."""
    if tx.acting.role is Role.LIAISON:
        if station.region != tx.acting.region:
            raise foreign_station(station)
    elif tx.acting.station not in (station.no, station.head):
        raise Denied(msg("station {no} is not yours", no=station.no), code="foreign_station")


def change_facts(
    tx: Transaction, station: Station, content: Content, number: int | None = None
) -> ChangeFacts:
    """The facts that the rules decide an application by; `number` is its own once it is stored."""
    days = content.days
    points = service_points.with_branches(tx, station, days.from_day)
    before = coverage_queries.daily(tx, days.from_day, station.no).get(station.no)
    later = [
        row.from_day
        for row in coverage_queries.capacity(tx, station.no)
        if row.cause == ChangeCause.ROUTINE
        and row.from_day > days.from_day
        and rules.within(row.from_day, days)
    ]
    return ChangeFacts(
        cause=content.cause,
        station=station.no,
        window=days,
        now=tx.now,
        head=station.head,
        closed=network_queries.is_closed(station, days.from_day),
        daily=content.daily,
        add=content.add,
        remove=content.remove,
        serves=frozenset(
            e.area
            for e in standing(points[0].entries)
            if e.covers and e.product in (None, content.product) and e.service in (None, content.service)
        ),
        reaches=frozenset(
            area
            for area in content.remove
            if best(points, DispatchNeed(areas.chain(tx, area), content.product, content.service)) is not None
        ),
        before=before.daily if before else None,
        others=[_other(row) for row in rows.under_way(tx, station.no, tx.today)],
        set_later=min(later, default=None),
        id=number,
    )


def _other(row: Change) -> Other:
    moved = frozenset((*row.add_areas, *row.remove_areas))
    first = row.effective_from or row.from_day
    return Other(row.id, row.daily is not None, moved, Window(first, row.to_day))


def _hint(check: str, station: Station, given: ChangeInput, days: Window) -> Msg | None:
    first = days.from_day.isoformat()
    if check == "capacity_only" and given.daily is not None:
        typed = first + (f" --to {days.to_day.isoformat()}" if days.to_day else "")
        return command_line(
            "capacity set", "{no} {daily} --from {days}", no=station.no, daily=given.daily, days=typed
        )
    if check == "too_late":
        return command_line("cancel request", "NO --reason capacity_exceeded --detail TEXT")
    if check == "branch_station":
        return command_line(
            "change apply",
            "{head} --cause {cause} --from {day} …",
            head=station.head,
            cause=given.cause,
            day=first,
        )
    if check == "overlap":
        return command_line("change list", "--station {no}", no=station.no)
    if check in ("already_covered", "not_covered"):
        return command_line("coverage show", "{no} --on {day}", no=station.no, day=first)
    return None
