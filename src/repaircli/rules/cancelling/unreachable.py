"""The clock of a customer who cannot be reached: when it started, which calls and days count (001-1.5.2, A-07, A-08, A-11)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from repaircli.rules.calendar.working_time import HOURS, WORKING, Calendar, Schedule, close_of_working_day
from repaircli.rules.orders.state import OrderState
from repaircli.rules.policy.decision import DayLine
from repaircli.rules.policy.limits import LIMITS, Limits


@dataclass(frozen=True, slots=True)
class Clock:
    """How far the clock is at the moment asked for.

    `end`: from when the days are complete. `days`: every day since the anchor's, with its calls, on to today where
    a short day is still to be made up. `complete`: days that are; `full`: those with calls enough.
    """

    anchor: datetime
    end: datetime
    days: tuple[DayLine, ...]
    complete: int
    full: int

    def to_do(self, today: date, limits: Limits = LIMITS) -> tuple[DayLine, ...]:
        """The working days from `today` on, as many as still need their calls."""
        ahead = [d for d in self.days if d.counted is not None and d.day >= today]
        short = [d for d in ahead if d.calls < limits.daily_calls]
        return tuple(short[: limits.call_days - self.full])


def anchor(
    order: OrderState, sentinel_t2: datetime | None, *, needs_sentinel: bool = True
) -> tuple[datetime | None, datetime | None]:
    """When the clock started, and the last contact after that, if there was one.

    The later of the special T31's T2 and the first failed call after the last contact. A call that was entered on a
    later day starts no clock before it was entered. Without the sentinel rule (000 alone) a failed call starts the
    clock even where nobody was ever reached.
    """
    reached = order.last_contact
    starts = [sentinel_t2] if needs_sentinel and sentinel_t2 is not None else []
    if reached is not None or not needs_sentinel:
        starts += _first_failed(order, reached)
    if not starts:
        return None, reached
    started = max(starts)
    return started, reached if reached is not None and reached >= started else None


def _first_failed(order: OrderState, after: datetime | None) -> list[datetime]:
    """When the failed calls after `after` could first start a clock; empty where there was none."""
    found: list[datetime] = []
    for attempt in order.attempts:
        if not attempt.succeeded and (after is None or attempt.at > after):
            found.append(attempt.starts)
            if attempt.late is None:
                break  # every later call starts later
    return [min(found)] if found else []


def follow(
    started: datetime,
    counted: Sequence[datetime],
    now: datetime,
    calendar: Calendar,
    limits: Limits = LIMITS,
    hours: Schedule = HOURS,
) -> Clock:
    """The clock that `started` then, at `now`, with the times of the calls that count; all in one zone.

    Raises BeyondCalendar.
    """
    if not limits.unreachable_days_are_working:
        end = started + timedelta(days=limits.unreachable_days)
        return Clock(started, end, (), (now - started).days, limits.call_days)
    calls = Counter(at.date() for at in counted if at > started)
    today = now.date()
    span = close_of_working_day(started, limits.unreachable_days, calendar, hours)
    days = tuple(DayLine(n.day, str(n.kind), n.counted, calls[n.day]) for n in span.days)
    full = _full(days, today, limits)
    if full < limits.call_days and today > span.end.date():
        days += _days_until(span.end.date(), today, calendar, limits.unreachable_days, calls)
        full = _full(days, today, limits)
    complete = sum(1 for d in days if d.counted is not None and _is_complete(d.day, now, hours))
    return Clock(started, span.end, days, complete, full)


def _full(days: tuple[DayLine, ...], today: date, limits: Limits) -> int:
    return sum(1 for d in days if d.counted is not None and d.day <= today and d.calls >= limits.daily_calls)


def _is_complete(day: date, now: datetime, hours: Schedule) -> bool:
    return day < now.date() or (day == now.date() and now.time() >= hours.on(day).close_of_business)


def _days_until(
    after: date, until: date, calendar: Calendar, counted: int, calls: Counter[date]
) -> tuple[DayLine, ...]:
    """The days from the one after `after` to `until`, numbered on from `counted`: a short day is made up by a later one."""
    lines: list[DayLine] = []
    day = after
    while day < until:
        day += timedelta(days=1)
        kind = calendar.kind(day)
        working = kind in WORKING
        counted += working
        lines.append(DayLine(day, str(kind), counted if working else None, calls[day]))
    return tuple(lines)
