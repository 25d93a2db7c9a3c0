"""The clock of an unreachable customer: its start, and the calls and days that count (001-1.5.2, A-07, A-08, A-11)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from repaircli.rules.calendar.working_time import HOURS, WORKING, Calendar, Schedule, close_of_working_day
from repaircli.rules.orders.state import OrderState
from repaircli.rules.policy.decision import DayLine
from repaircli.rules.policy.editions import MANUAL, Edition
from repaircli.rules.policy.limits import LIMITS, Limits


@dataclass(frozen=True, slots=True)
class Clock:
    """The progress of the clock at a given moment.

    `end`: from when the days are complete. `days`: every day since the anchor's, with its calls, on to today
    where a short day is still to be made up. `complete`: days that are; `full`: those with calls enough;
    `tried`: those with the calls that are asked for on every day (A-11).
    """

    anchor: datetime
    end: datetime
    days: tuple[DayLine, ...]
    complete: int
    full: int
    tried: int = 0

    def is_called(self, limits: Limits = LIMITS) -> bool:
        """Whether all calls required by the policy are made."""
        return self.full >= limits.call_days and not self.untried(limits)

    def untried(self, limits: Limits = LIMITS) -> int:
        """On how many days calls are still to be made, where calls are asked for on every day."""
        return max(0, limits.unreachable_days - self.tried) if limits.late_calls else 0

    def wanted(self, limits: Limits = LIMITS) -> int:
        """How many calls the next working day needs."""
        return limits.daily_calls if self.full < limits.call_days else limits.late_calls

    def to_do(self, today: date, limits: Limits = LIMITS) -> tuple[DayLine, ...]:
        """The working days from `today` on, as many as still need their calls."""
        ahead = [d for d in self.days if d.counted is not None and d.day >= today]
        short = [d for d in ahead if d.calls < limits.daily_calls]
        return tuple(short[: limits.call_days - self.full])


def anchor(
    order: OrderState, sentinel_t2: datetime | None, edition: Edition = MANUAL
) -> tuple[datetime | None, datetime | None]:
    """The start of the clock, and the last contact after it, if any.

    The later of the special T31's T2 and the first failed call after the last contact. A call that was
    entered on a later day starts no clock before it was entered. Without the sentinel rule (000 alone) a
    failed call starts the clock even where nobody was ever reached.
    """
    needs_sentinel, reached = edition.needs_sentinel, order.last_contact
    starts = [sentinel_t2] if needs_sentinel and sentinel_t2 is not None else []
    if reached is not None or not needs_sentinel:
        starts += _first_failed(order, reached)
    if not starts:
        return None, reached
    started = max(starts)
    if started == sentinel_t2 and reached is None:
        started = _counted_from(order, started, edition.limits)
    return started, reached if reached is not None and reached >= started else None


def _counted_from(order: OrderState, sentinel_t2: datetime, limits: Limits) -> datetime:
    """From when the clock of a customer counts who was never reached, once the special T31 is written (A-08)."""
    if limits.unreachable_from == "t1":
        return order.local(order.t1)
    if limits.unreachable_from == "first_call":
        return min([sentinel_t2, *_first_failed(order, None)])
    return sentinel_t2


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
    """The progress at `now` of the clock that `started` then, with the times of the calls that count; all in
    one zone.

    Raises BeyondCalendar.
    """
    if not limits.unreachable_days_are_working and not limits.asks_for_calls:
        end = started + timedelta(days=limits.unreachable_days)
        return Clock(started, end, (), (now - started).days, limits.call_days, limits.unreachable_days)
    calls = Counter(at.date() for at in counted if at > started)
    today = now.date()
    end = _end(started, calendar, limits, hours)
    last = (end - timedelta(microseconds=1)).date()
    days = _days_until(started.date(), last, calendar, 0, calls)
    if limits.unreachable_day0 == "included":
        kind = calendar.kind(started.date())
        first = DayLine(started.date(), str(kind), 0 if kind in WORKING else None, calls[started.date()])
        days = (first, *days)
    clock = Clock(started, end, days, 0, *_called(days, today, limits))
    if not clock.is_called(limits) and today > last:
        days += _days_until(last, today, calendar, sum(1 for d in days if d.counted), calls)
    complete = (
        sum(1 for d in days if d.counted and _is_complete(d.day, now, hours, limits))
        if limits.unreachable_days_are_working
        else (now - started).days
    )
    return Clock(started, end, days, complete, *_called(days, today, limits))


def _end(started: datetime, calendar: Calendar, limits: Limits, hours: Schedule) -> datetime:
    """From when the days before the cancel are complete (A-08)."""
    if not limits.unreachable_days_are_working:
        return started + timedelta(days=limits.unreachable_days)
    end = close_of_working_day(started, limits.unreachable_days, calendar, hours).end
    if limits.unreachable_day_ends == "midnight":
        return datetime.combine(end.date() + timedelta(days=1), time(), started.tzinfo)
    return end


def _called(days: tuple[DayLine, ...], today: date, limits: Limits) -> tuple[int, int]:
    """On how many working days the calls of the three days were made, and those of every day."""
    past = [d for d in days if d.counted is not None and d.day <= today]
    full = sum(1 for d in past if d.calls >= limits.daily_calls)
    return full, sum(1 for d in past if d.counted and d.calls >= limits.late_calls)


def _is_complete(day: date, now: datetime, hours: Schedule, limits: Limits) -> bool:
    if day != now.date() or limits.unreachable_day_ends == "midnight":
        return day < now.date()
    return now.time() >= hours.on(day).close_of_business


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
