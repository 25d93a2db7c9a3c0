"""The clocks of an order as a person reads them: state, words, and the derivation of every deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from repaircli.platform.text import CommandLine, Msg
from repaircli.rules.calendar.working_time import (
    add_working_hours,
    close_of_working_day,
    working_time_between,
)
from repaircli.rules.deadlines import texts
from repaircli.rules.deadlines.due import DeadlineCalendar, Found, find, is_stopped
from repaircli.rules.orders.state import OrderState


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
    next: CommandLine | None
    how: Msg
    used: timedelta | None = None
    left: timedelta | None = None
    provisional: bool = False
    ref: str | None = None


def clocks(order: OrderState, calendar: DeadlineCalendar) -> tuple[Clock, ...]:
    """Every clock of the order with its words and its derivation, in the order of its life."""
    return tuple(with_text(order, found, calendar) for found in find(order, calendar))


def with_text(order: OrderState, found: Found, calendar: DeadlineCalendar) -> Clock:
    """`found` with its words and its derivation."""
    state = _state(order, found)
    derivation, used, left = _derived(order, found, calendar)
    open_ = found.done_at is None and state is not State.STOPPED
    return Clock(
        code=found.code,
        clause=found.clause,
        started=order.local(found.started),
        deadline=None if found.deadline is None else order.local(found.deadline),
        state=state,
        done_at=None if found.done_at is None else order.local(found.done_at),
        derivation=derivation,
        text=texts.text(order, found, calendar) if open_ else texts.title(found.code),
        next=texts.command(order, found, calendar) if open_ else None,
        how=texts.how(found, calendar),
        used=used,
        left=left,
        provisional=_is_provisional(order, found, calendar),
        ref=found.ref,
    )


def _state(order: OrderState, found: Found) -> State:
    if found.done_at is None and is_stopped(order, found):
        return State.STOPPED
    late = found.deadline is not None and (found.done_at or order.now) > found.deadline
    if late:
        return State.OVERDUE
    return State.RUNNING if found.done_at is None else State.MET


def _derived(
    order: OrderState, found: Found, calendar: DeadlineCalendar
) -> tuple[tuple[Line, ...], timedelta | None, timedelta | None]:
    started = order.local(found.started)
    if found.search is not None:
        return tuple(Line(d.day, d.kind, d.counted, None, d.calls) for d in found.search.days), None, None
    if found.work is not None:
        span = add_working_hours(started, found.work, calendar, calendar.hours)
        passed = working_time_between(started, found.done_at or order.now, calendar, calendar.hours).amount
        lines = tuple(Line(n.day, str(n.kind), n.counted, n.used) for n in span.days)
        return lines, passed, found.work - passed
    if found.days:
        passed_days = close_of_working_day(started, found.days, calendar, calendar.hours).days
        return tuple(Line(n.day, str(n.kind), n.counted) for n in passed_days), None, None
    return (), None, None


def _is_provisional(order: OrderState, found: Found, calendar: DeadlineCalendar) -> bool:
    if not (found.days or found.search is not None or found.work is not None):
        return False
    return calendar.guessed(
        order.local(found.started), None if found.deadline is None else order.local(found.deadline)
    )
