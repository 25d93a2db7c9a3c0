"""When a station was on line, and whether that was often enough (001-6.2.1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from repaircli.calendar import months
from repaircli.calendar.working import hours_of
from repaircli.network import queries as network_queries
from repaircli.network import scope
from repaircli.network.coverage_tables import Poll
from repaircli.network.tables import Station
from repaircli.orders import poll_queries as rows
from repaircli.platform.answers import Answer
from repaircli.platform.codes import PollKind
from repaircli.platform.errors import EXIT_PARTIAL, Denied, UsageProblem
from repaircli.platform.text import msg
from repaircli.platform.transaction import Transaction, reads, writes
from repaircli.policy.in_force import limits_of
from repaircli.rules.calendar.month import Month
from repaircli.rules.network import polls as rules
from repaircli.rules.network.polls import PollFacts, Waiting
from repaircli.rules.policy.limits import Limits

_DAY = timedelta(days=1)


@writes
def poll(tx: Transaction, no: str | None = None) -> Answer:
    """The station looks for its orders; without `no` the identity's own one. Answers how many wait for their download.

    Raises Denied for a station that is neither the identity's own nor one of its branch points.
    """
    own = scope.own_station(tx)
    station = own if no is None else scope.station(tx, no)
    if own.no not in (station.no, station.head):
        raise Denied(msg("station {station} is not yours", station=station.no), code="foreign_station")
    id_ = log(tx, station.no, PollKind.POLL)
    tx.event("station.polled", after={"station": station.no, "kind": str(PollKind.POLL)})
    data = {
        "id": id_,
        "station": station.no,
        "at": tx.now,
        "login": tx.acting.login,
        "role": str(tx.acting.role),
        "kind": str(PollKind.POLL),
        "waiting": rows.waiting(tx, station.no),
    }
    return Answer("station.poll", data)


def log(tx: Transaction, station: str, kind: PollKind) -> int:
    """Records that the station was on line; the number of the record."""
    values = {"station": station, "kind": str(kind)}
    return tx.insert(Poll, at=tx.now, login=tx.acting.login, role=str(tx.acting.role), **values)


@reads
def check(
    tx: Transaction,
    day: str | None = None,
    region: str | None = None,
    *,
    every: bool = False,
    exit_code: bool = False,
) -> Answer:
    """The head stations that were not on line as often as they must be on `day` (today), or `every` one judged.

    Branch points are left out: their orders come in the head station's name. Raises UsageProblem for a day to come.
    """
    asked = tx.today if day is None else tx.day(day, "--on")
    if asked > tx.today:
        raise UsageProblem(msg("{option}: {text} is still to come", option="--on", text=day or ""))
    judged = judged_days(tx, [asked], scope.region_filter(tx, region))
    broken = [station for station in judged if not station["ok"]]
    answer = Answer("station.poll-check", judged if every else broken)
    if not (broken and exit_code):
        return answer
    text = msg("{count} of {all} stations were not online as required", count=len(broken), all=len(judged))
    return replace(answer, exit=EXIT_PARTIAL, complaint=text)


def judged_days(tx: Transaction, days: Sequence[date], region: str | None = None) -> list[dict[str, Any]]:
    """Day by day every head station within the identity's reach with what it did and what it broke.

    A station that was entered later, and of which no poll of the day is on record, is left out.
    """
    branches = [row for row in network_queries.all_stations(tx) if row.head is not None]
    stations = [
        row for row in network_queries.stations(tx, scope.bounds(tx), region=region) if row.head is None
    ]
    # a station is judged by its orders of the month before, or of the month itself
    limits = {day: limits_of(tx, day) for day in days}
    counted = {day: _month_that_counts(day, limits[day]) for day in days}
    volumes = {month: rows.volumes(tx, *months.span(tx, month)) for month in set(counted.values())}
    found = []
    for day in days:
        start, end = months.midnight(tx, day), months.midnight(tx, day + _DAY)
        polls, waited = rows.of_day(tx, start, end), _waited(tx, start, end)
        over = tx.now >= datetime.combine(day, hours_of(tx).on(day).close_of_business, tx.zone)
        heads = {branch.head for branch in branches if not network_queries.is_closed(branch, day)}
        of_month = volumes[counted[day]]
        for row in stations:
            times = tuple(tx.local(at) for at in polls.get(row.no, ()))
            # nobody could be on line for a station that was not entered yet; polls of then come with a history
            if network_queries.is_closed(row, day) or (not times and day < tx.local(row.created_at).date()):
                continue
            volume = of_month.get(row.no, 0) if row.monthly_volume is None else row.monthly_volume
            facts = PollFacts(volume, row.no in heads, times, tuple(waited.get(row.no, ())), over)
            found.append(_data(row, day, facts, rules.judge(facts, limits[day])))
    return found


def _month_that_counts(day: date, limits: Limits) -> Month:
    month = Month.with_day(day)
    return month.previous if limits.poll_month == "previous" else month


def _data(row: Station, day: date, facts: PollFacts, verdict: rules.Verdict) -> dict[str, Any]:
    return {
        "station": row.no,
        "name": row.name,
        "region": row.region,
        "date": day,
        "duty": str(verdict.duty),
        "clause": verdict.clause,
        "volume": facts.volume,
        "volume_set": row.monthly_volume is not None,
        "polls": verdict.polls,
        "poll_times": list(facts.polls),
        "ok": not verdict.warnings,
        "warnings": [{"code": c.code, "clause": c.clause, "text": c.text} for c in verdict.warnings],
    }


def _waited(tx: Transaction, start: datetime, end: datetime) -> Mapping[str, list[Waiting]]:
    found: dict[str, list[Waiting]] = defaultdict(list)
    for row in rows.dispatched(tx, start, end):
        until = row.downloaded_at or row.cancelled_at or tx.now
        found[row.station].append(Waiting(row.order_no, row.t1, until))
    return found
