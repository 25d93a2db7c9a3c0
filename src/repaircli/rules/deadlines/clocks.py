"""The clocks of an order as a person reads them: state, words, and the derivation of every deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from repaircli.platform.text import Msg
from repaircli.rules.calendar.working_time import (
    HOURS,
    Calendar,
    Schedule,
    add_working_hours,
    close_of_working_day,
    working_time_between,
)
from repaircli.rules.deadlines import texts
from repaircli.rules.deadlines.due import Almanac, Facts, Found, find, is_stopped, local
from repaircli.rules.policy.limits import LIMITS, Limits


class State(StrEnum):
    """`overdue` stays where something was done too late; `stopped`: nothing has to be done any more, or not now."""

    RUNNING = "running"
    MET = "met"
    OVERDUE = "overdue"
    STOPPED = "stopped"


class Line(NamedTuple):
    """One day of a derivation: its kind, its number among the days that count, working time used, calls made."""

    day: date
    kind: str
    counted: int | None
    used: timedelta | None = None
    calls: int | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock of an order, with its words.

    `text` says what is to be done, `next` is the command for it (None where nothing is), `how` says how the
    deadline comes about and `derivation` shows it day by day. `used` and `left` are working time, where the clock
    counts that. `provisional`: a day on the way lies beyond the calendar and was taken for an ordinary one.
    """

    code: str
    clause: str
    started: datetime
    deadline: datetime | None
    state: State
    done_at: datetime | None
    derivation: tuple[Line, ...]
    text: Msg
    next: Msg | None
    how: Msg
    used: timedelta | None = None
    left: timedelta | None = None
    provisional: bool = False
    ref: str | None = None


def clocks(
    f: Facts, calendar: Calendar, hours: Schedule = HOURS, limits: Limits = LIMITS
) -> tuple[Clock, ...]:
    """Every clock of the order with its words and its derivation, in the order of its life."""
    almanac = Almanac(calendar, hours, limits)
    return tuple(dressed(f, found, almanac) for found in find(f, almanac))


def dressed(f: Facts, found: Found, almanac: Almanac) -> Clock:
    """`found` with its words and its derivation."""
    state = _state(f, found)
    derivation, used, left = _derived(f, found, almanac)
    open_ = found.done_at is None and state is not State.STOPPED
    return Clock(
        code=found.code,
        clause=found.clause,
        started=local(f, found.started),
        deadline=None if found.deadline is None else local(f, found.deadline),
        state=state,
        done_at=None if found.done_at is None else local(f, found.done_at),
        derivation=derivation,
        text=texts.text(f, found, almanac) if open_ else texts.title(found.code),
        next=texts.command(f, found, almanac) if open_ else None,
        how=texts.how(found, almanac),
        used=used,
        left=left,
        provisional=_is_provisional(f, found, almanac),
        ref=found.ref,
    )


def _state(f: Facts, found: Found) -> State:
    if found.done_at is None and is_stopped(f, found):
        return State.STOPPED
    late = found.deadline is not None and (found.done_at or f.now) > found.deadline
    if late:
        return State.OVERDUE
    return State.RUNNING if found.done_at is None else State.MET


def _derived(
    f: Facts, found: Found, almanac: Almanac
) -> tuple[tuple[Line, ...], timedelta | None, timedelta | None]:
    started = local(f, found.started)
    if found.search is not None:
        return tuple(Line(d.day, d.kind, d.counted, None, d.calls) for d in found.search.days), None, None
    if found.code == "special_report":
        span = add_working_hours(started, almanac.half_day_of(started), almanac, almanac.hours)
        passed = working_time_between(started, found.done_at or f.now, almanac, almanac.hours).amount
        lines = tuple(Line(n.day, str(n.kind), n.counted, n.used) for n in span.days)
        return lines, passed, almanac.half_day_of(started) - passed
    if found.days:
        passed_days = close_of_working_day(started, found.days, almanac, almanac.hours).days
        return tuple(Line(n.day, str(n.kind), n.counted) for n in passed_days), None, None
    return (), None, None


def _is_provisional(f: Facts, found: Found, almanac: Almanac) -> bool:
    if not (found.days or found.search is not None or found.code == "special_report"):
        return False
    return almanac.guessed(
        local(f, found.started), None if found.deadline is None else local(f, found.deadline)
    )
