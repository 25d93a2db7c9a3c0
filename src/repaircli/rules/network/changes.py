"""Changes of the areas and the capacity of a station: the procedure for each cause, the next step and its time (001-5.4 to 001-5.6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from repaircli.platform.codes import ChangeCause, ChangeState, Role
from repaircli.platform.text import Msg, msg
from repaircli.rules.calendar.working_time import HOURS, Calendar, DayKind, Schedule, add_working_days
from repaircli.rules.policy.decision import Check
from repaircli.rules.policy.limits import LIMITS, Limits


class Way(NamedTuple):
    """The procedure for changes of one cause: who applies, who decides next, the form and the notice.

    `clause` is the one that says so.
    """

    clause: str
    first: Mapping[Role, ChangeState]
    form: int | None
    notice: str


_STATION = {Role.COORDINATOR: ChangeState.APPLIED}
_REGION = {Role.LIAISON: ChangeState.AGREED}

WAYS: Mapping[ChangeCause, Way] = {
    ChangeCause.AREA: Way("001-5.5.2", _REGION, 2, "N13"),
    ChangeCause.HOLIDAY: Way("001-5.6.1", _STATION, 3, "N14"),
    ChangeCause.EMERGENCY: Way("001-5.6.2", _STATION, 3, "N14"),
    ChangeCause.QUALITY: Way("001-5.6.3", _STATION | _REGION, 3, "N14"),
    ChangeCause.BASIC: Way("001-5.6.4", _STATION | _REGION, None, "N15"),
}
"""The way of each cause (A-33). The region's own application needs no agreement of the region; routine goes no such way."""

_STATION_APPLIES = {ChangeCause.HOLIDAY: "001-5.6.1", ChangeCause.EMERGENCY: "001-5.6.2"}

NEXT: Mapping[ChangeState, Role] = {ChangeState.APPLIED: Role.LIAISON, ChangeState.AGREED: Role.CSSD}
"""The role that decides next, while an application is open."""


class Window(NamedTuple):
    """Days from the first to the last, both included; `to_day` None means without end."""

    from_day: date
    to_day: date | None = None


class Other(NamedTuple):
    """Another application for the same station that waits or was approved."""

    id: int
    daily: bool
    areas: frozenset[str]
    window: Window


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """A change that is applied for, or about to be approved.

    `head`: the head station of a branch point. `serves`: the areas of the station on the first day, for the line that
    the change is about; `reaches`: those of `remove` that it covers, be it by an area in which they lie. `before`: its
    capacity on that day. `others`: what else is under way; `set_later`: the first day of a capacity that the region has
    set within the window, None where there is none. `id` is the application's own number, once it has one.
    """

    cause: ChangeCause
    station: str
    window: Window
    now: datetime
    head: str | None = None
    closed: bool = False
    daily: int | None = None
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    serves: frozenset[str] = frozenset()
    reaches: frozenset[str] = frozenset()
    before: int | None = None
    others: Sequence[Other] = ()
    set_later: date | None = None
    id: int | None = None


def may_apply(
    cause: ChangeCause, role: Role, daily: bool, areas: bool, limits: Limits = LIMITS
) -> tuple[Check, ...]:
    """The reasons why `role` may not apply for this cause, with a capacity or with areas (A-33)."""
    alone = daily and not areas
    if cause is ChangeCause.ROUTINE or (
        alone and (cause is ChangeCause.AREA or region_maintains(cause, limits))
    ):
        text = msg("a change of capacity alone is maintained by the region itself and filed by e-mail")
        return (Check("capacity_only", "001-5.5.1", text),)
    found = []
    if role not in WAYS[cause].first:
        if role is Role.LIAISON:
            text = msg("the station applies for it, and the region agrees")
            found.append(Check("not_applicant", _STATION_APPLIES[cause], text))
        else:
            text = msg("the region applies for a change of areas; tell it what changes (001-5.4.1)")
            found.append(Check("not_applicant", "001-5.5.2", text))
    if cause is ChangeCause.AREA and daily:
        text = msg("form 2 is for areas; the capacity is maintained by the region itself")
        found.append(Check("capacity_only", "001-5.5.1", text))
    return tuple(found)


def region_maintains(cause: ChangeCause, limits: Limits = LIMITS) -> bool:
    """Whether a change of capacity alone is the region's own: without another cause, or with any of form 3 (A-33)."""
    if cause is ChangeCause.ROUTINE:
        return True
    return limits.cause_form == "areas" and WAYS[cause].form == 3


def check(
    facts: ChangeFacts, calendar: Calendar, hours: Schedule = HOURS, limits: Limits = LIMITS
) -> tuple[Check, ...]:
    """Every rule that the application breaks, except who may apply.

    Raises BeyondCalendar where the lead of a short event reaches a year that the calendar does not cover.
    """
    found = _lead(facts, calendar, hours, limits)
    if facts.closed:
        text = msg("station {station} is closed", station=facts.station)
        found.append(Check("station_closed", "001-5.6.4", text))
    if facts.head is not None and facts.cause is not ChangeCause.BASIC:
        text = msg(
            "{station} is a branch point; areas and capacity are those of its head station {head}",
            station=facts.station,
            head=facts.head,
        )
        found.append(Check("branch_station", "001-6.3.8", text))
    if facts.window.from_day < facts.now.date():
        text = msg(
            "{day} is past; a change counts from today at the earliest", day=_day(facts.window.from_day)
        )
        found.append(Check("from_past", "001-5.5.3", text))
    found += _content(facts)
    found += _overlaps(facts)
    return tuple(found)


def again(facts: ChangeFacts) -> tuple[Check, ...]:
    """The reasons since the application that forbid its approval; the lead time was checked on
    application.
    """
    found = []
    if facts.closed:
        text = msg("station {station} is closed", station=facts.station)
        found.append(Check("station_closed", "001-5.6.4", text))
    last = facts.window.to_day
    if last is not None and last < facts.now.date():
        found.append(Check("over", "001-5.5.3", msg("its last day {day} is past", day=_day(last))))
    if facts.cause is ChangeCause.BASIC and facts.window.from_day > facts.now.date():
        day = _day(facts.window.from_day)
        text = msg("the data changes on {day}: approve it on that day", day=day)
        found.append(Check("not_yet", "001-5.6.4", text))
    return (*found, *_content(facts), *_overlaps(facts))


def effective(window: Window, today: date) -> Window:
    """The days on which an approved change applies; past days stay unchanged."""
    return Window(max(window.from_day, today), window.to_day)


def is_short(window: Window, limits: Limits = LIMITS) -> bool:
    """Whether the event is over within a day (001-5.6.2), or within as many as are set."""
    return window.to_day is not None and (window.to_day - window.from_day).days < limits.short_event


def latest(
    first: date, now: datetime, calendar: Calendar, hours: Schedule = HOURS, limits: Limits = LIMITS
) -> datetime:
    """Until when a short event that begins on `first` may be applied for: close of business a working day ahead.

    Make-up days are working days (A-34). Raises BeyondCalendar.
    """
    day = add_working_days(first, -limits.lead_days, calendar).day
    return datetime.combine(day, hours.on(day).close_of_business, now.tzinfo)


def remarks(cause: str, window: Window, calendar: Calendar) -> tuple[Msg, ...]:
    """Remarks on an application for the region and the CSSD before they decide; they block nothing.

    Raises BeyondCalendar where the days of a holiday reach a year that the calendar does not cover.
    """
    if cause == ChangeCause.EMERGENCY:
        return (
            msg(
                "a problem that can be solved within a day normally needs no adjustment; apply only in exceptional cases (001-5.6.2)"
            ),
        )
    if cause != ChangeCause.HOLIDAY:
        return ()
    first, last = window
    if last is None:
        return (msg("the last day is not given; a change for a public holiday ends with it (001-5.6.1)"),)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    if any(calendar.kind(day) is DayKind.HOLIDAY for day in days):
        return ()
    text = msg(
        "there is no public holiday between {first} and {last}, although the cause is a holiday (001-5.6.1)",
        first=_day(first),
        last=_day(last),
    )
    return (text,)


def _lead(facts: ChangeFacts, calendar: Calendar, hours: Schedule, limits: Limits) -> list[Check]:
    past = facts.window.from_day < facts.now.date()
    if facts.cause is not ChangeCause.EMERGENCY or past or not is_short(facts.window, limits):
        return []
    until = latest(facts.window.from_day, facts.now, calendar, hours, limits)
    if facts.now <= until:
        return []
    text = msg(
        "a short event is applied for until {time} (working days ahead: {lead}); orders beyond the capacity are cancelled as capacity_exceeded instead",
        lead=limits.lead_days,
        time=f"{until:%Y-%m-%d %H:%M}",
    )
    return [Check("too_late", "001-5.6.2", text)]


def _content(facts: ChangeFacts) -> list[Check]:
    found = []
    for area in facts.add:
        if area in facts.serves:
            text = msg("station {station} covers area {area} already", station=facts.station, area=area)
            found.append(Check("already_covered", "001-5.5.2", text))
    for area in facts.remove:
        if area not in facts.reaches:
            text = msg("station {station} does not cover area {area}", station=facts.station, area=area)
            found.append(Check("not_covered", "001-5.5.2", text))
    if facts.daily is not None and facts.daily == facts.before and not (facts.add or facts.remove):
        text = msg(
            "station {station} can take {daily} a day already", station=facts.station, daily=facts.daily
        )
        found.append(Check("unchanged", "001-5.5.1", text))
    return found


def _overlaps(facts: ChangeFacts) -> list[Check]:
    found = []
    areas = frozenset((*facts.add, *facts.remove))
    for other in facts.others:
        same = (areas & other.areas) or (facts.daily is not None and other.daily)
        if same and other.id != facts.id and overlap(facts.window, other.window):
            first, last = _day(other.window.from_day), other.window.to_day
            text = (
                msg("application {id} changes the same from {first} on", id=other.id, first=first)
                if last is None
                else msg(
                    "application {id} changes the same from {first} to {last}",
                    id=other.id,
                    first=first,
                    last=_day(last),
                )
            )
            found.append(Check("overlap", "001-5.5.3", text))
    if facts.daily is not None and facts.set_later is not None:
        text = msg("within these days the region has set a capacity from {day} on", day=_day(facts.set_later))
        found.append(Check("overlap", "001-5.5.3", text))
    return found


def overlap(a: Window, b: Window) -> bool:
    """Whether two changes conflict: both apply on the same day, and neither is the basis of the other.

    What begins later overrules what began earlier and has no end; when it ends, that counts again.
    """
    first, second = sorted((a, b), key=lambda tx: tx.from_day)
    if first.to_day is not None:
        return second.from_day <= first.to_day
    return first.from_day == second.from_day


def may_step(state: ChangeState, step: str) -> Check | None:
    """The reasons against the step `agree`, `approve`, `reject` or `withdraw` in that state; `NEXT` names
    the role of the step.
    """
    if state not in NEXT:
        return Check("decided", "001-5.5.3", msg("it is already decided: {state}", state=STATES[state]))
    if step == "agree" and state is not ChangeState.APPLIED:
        return Check("agreed", "001-5.5.3", msg("the region has agreed already"))
    if step == "approve" and state is not ChangeState.AGREED:
        return Check("not_agreed", "001-5.5.3", msg("the region has not agreed yet"))
    return None


STATES: Mapping[ChangeState, Msg] = {
    ChangeState.APPLIED: msg("awaiting the region's decision"),
    ChangeState.AGREED: msg("awaiting the CSSD's decision"),
    ChangeState.APPROVED: msg("approved"),
    ChangeState.REJECTED: msg("rejected"),
    ChangeState.WITHDRAWN: msg("withdrawn"),
}


def _day(day: date) -> str:
    return day.isoformat()


def decide_by(since: datetime, first: date, closes: datetime) -> datetime:
    """Until when an application that waits since `since` is to be decided: before its first day, and by `closes`."""
    eve = datetime.combine(first - timedelta(days=1), time(23, 59, 59), since.tzinfo)
    return max(since, min(closes, eve))


def within(first: date, window: Window) -> bool:
    """Whether something that begins on `first` would overrule a window that has an end."""
    return window.to_day is not None and window.from_day <= first <= window.to_day
