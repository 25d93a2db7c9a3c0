"""Working days and working hours over a calendar that is passed in; every result carries its derivation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple, Protocol

from repaircli.platform.text import msg

_DAY = timedelta(days=1)
_NOTHING = timedelta(0)


class DayKind(StrEnum):
    """The kind of a day in the working calendar (A-37). `weekday` and `makeup` are working days."""

    WEEKDAY = "weekday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKEUP = "makeup"


WORKING = frozenset({DayKind.WEEKDAY, DayKind.MAKEUP})


class Calendar(Protocol):
    """Tells the kind of each day. Both methods raise `errors.BeyondCalendar` for a day it does not cover."""

    def kind(self, day: date, /) -> DayKind: ...

    def is_working(self, day: date, /) -> bool: ...


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of a working day, in the configured zone (A-36, cfg).

    `spans` are in order and do not overlap.
    """

    spans: tuple[tuple[time, time], ...] = ((time(9), time(12)), (time(13), time(18)))

    @property
    def full_day(self) -> timedelta:
        """The working time of one working day."""
        any_day = date.min
        return sum(
            (datetime.combine(any_day, b) - datetime.combine(any_day, a) for a, b in self.spans), _NOTHING
        )

    def __post_init__(self) -> None:
        edges = [edge for span in self.spans for edge in span]
        if not edges or any(a >= b for a, b in pairwise(edges)):
            raise ValueError("working hours must be spans in order, each with an end after its start")

    @property
    def close_of_business(self) -> time:
        """When a working day is complete (X2)."""
        return self.spans[-1][1]


@dataclass(frozen=True, slots=True)
class Schedule:
    """Working hours with the days from which they apply; before the first change those of A-36 apply.
    `changes` are sorted by day.
    """

    changes: tuple[tuple[date, Hours], ...] = ()

    def on(self, day: date) -> Hours:
        """The hours of `day`."""
        found = _DEFAULT
        for since, hours in self.changes:
            if since > day:
                break
            found = hours
        return found


_DEFAULT = Hours()
HOURS = Schedule()
"""The hours of A-36, on every day."""


def spans(texts: Iterable[str]) -> Hours:
    """The hours of which each of `texts` is a span such as 08:30-12:00. Raises ValueError whose only argument is a Msg."""
    found = []
    for text in texts:
        plain = unicodedata.normalize("NFKC", text).strip()
        match = _SPAN.fullmatch(plain)
        if match is None:
            raise ValueError(msg("expected hours such as 08:30-12:00, got {text}", text=text))
        a, b = (_time_of_day(match[name], text) for name in ("a", "b"))
        if a >= b:
            raise ValueError(msg("{text} ends before it begins", text=text))
        found.append((a, b))
    if not found:
        raise ValueError(msg("at least one span of hours is needed"))
    for (_, end), (start, _) in pairwise(found):
        if start < end:
            text = f"{start:%H:%M}"
            raise ValueError(
                msg(
                    "the spans overlap or are not in order: {time} is before {end}",
                    time=text,
                    end=f"{end:%H:%M}",
                )
            )
        if start == end:
            raise ValueError(msg("two spans meet at {time}: make one of them", time=f"{start:%H:%M}"))
    return Hours(tuple(found))


_SPAN = re.compile(r"(?P<a>[0-9]{1,2}:[0-9]{2})\s*[-–—~]\s*(?P<b>[0-9]{1,2}:[0-9]{2})")


def _time_of_day(text: str, span: str) -> time:
    hour, minute = (int(part) for part in text.split(":"))
    if hour > 23 or minute > 59:
        raise ValueError(msg("{text}: {time} is not a time of day", text=span, time=text))
    return time(hour, minute)


class DayNote(NamedTuple):
    """One line of a derivation.

    `counted` is the running number of a working day that counts, None for a day that does not;
    `used` is the working time taken from that day, where working time was asked for.
    """

    day: date
    kind: DayKind
    counted: int | None
    used: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` to the moment `end`, and how that was reached, day by day."""

    start: datetime
    end: datetime
    days: tuple[DayNote, ...]


@dataclass(frozen=True, slots=True)
class Completed:
    """The number of complete working days, with the days examined; the last may not be over yet."""

    count: int
    days: tuple[DayNote, ...]


@dataclass(frozen=True, slots=True)
class DaySpan:
    """The day reached, and every day passed on the way to it, itself included."""

    day: date
    days: tuple[DayNote, ...]


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """Working time between two moments (negative when they were given backwards), day by day."""

    amount: timedelta
    days: tuple[DayNote, ...]


def close_of_working_day(anchor: datetime, n: int, calendar: Calendar, hours: Schedule = HOURS) -> Span:
    """The moment the `n`-th working day after the anchor's calendar day is complete (A-07, A-08, X2).

    Day 0 is the calendar day of `anchor`, which is aware and in the configured zone; it never counts. `n` is at
    least 1. `days` holds day 1 to the last, days off included. Raises BeyondCalendar.
    """
    if n < 1:
        raise ValueError("the working days to wait for are numbered from 1")
    reached = add_working_days(anchor.date(), n, calendar)
    return Span(anchor, _at(reached.day, hours.on(reached.day).close_of_business, anchor), reached.days)


def working_days_completed(
    anchor: datetime, now: datetime, calendar: Calendar, hours: Schedule = HOURS, *, limit: int | None = None
) -> Completed:
    """How many working days after the anchor's calendar day are complete at `now`: close of business counts as complete.

    Stops at `limit` (at least 1), so that a far-away `now` needs no calendar for the time between. A running day is
    the last note, with `counted` None. Raises BeyondCalendar.
    """
    local = now.astimezone(anchor.tzinfo)
    today, closed = local.date(), local.time() >= hours.on(local.date()).close_of_business
    day, count = anchor.date(), 0
    notes: list[DayNote] = []
    while day < today and (limit is None or count < limit):
        day += _DAY
        kind = calendar.kind(day)
        counts = kind in WORKING and (day < today or closed)
        count += counts
        notes.append(DayNote(day, kind, count if counts else None))
    return Completed(count, tuple(notes))


def add_working_days(day: date, n: int, calendar: Calendar) -> DaySpan:
    """The `n`-th working day after `day`, or before it when `n` is negative; `day` itself for 0. Raises BeyondCalendar."""
    step, wanted = (_DAY, n) if n >= 0 else (-_DAY, -n)
    kind_of, count = calendar.kind, 0
    notes: list[DayNote] = []
    while count < wanted:
        day += step
        kind = kind_of(day)
        if kind in WORKING:
            count += 1
            notes.append(DayNote(day, kind, count))
        else:
            notes.append(DayNote(day, kind, None))
    return DaySpan(day, tuple(notes))


def add_working_hours(
    start: datetime, amount: timedelta, calendar: Calendar, hours: Schedule = HOURS
) -> Span:
    """The earliest moment at which `amount` of working time has passed since `start` (A-36: half a working day).

    `start` is aware and in the configured zone; it may lie outside working hours. `amount` is not negative; nothing
    to add gives `start` itself. Raises BeyondCalendar.
    """
    if amount < _NOTHING:
        raise ValueError("working time can only be added")
    end, left, count = start, amount, 0
    notes: list[DayNote] = []
    day = start.date()
    while left > _NOTHING:
        kind, used = calendar.kind(day), _NOTHING
        if kind in WORKING:
            for begin, finish in _open(day, start, hours):
                take = min(finish - begin, left)
                if take > _NOTHING:
                    left, used, end = left - take, used + take, begin + take
        if used:
            count += 1
        notes.append(DayNote(day, kind, count if used else None, used))
        day += _DAY
    return Span(start, end, tuple(notes))


def before_working_hours(
    end: datetime, amount: timedelta, calendar: Calendar, hours: Schedule = HOURS
) -> datetime:
    """The latest moment since which `amount` of working time has passed at `end`; the other way of `add_working_hours`.

    `end` is aware and in the configured zone. Raises BeyondCalendar.
    """
    left, day = amount, end.date()
    start = end
    while left > _NOTHING:
        if calendar.kind(day) in WORKING:
            for opens, closes in reversed(hours.on(day).spans):
                until = min(_at(day, closes, end), end)
                take = min(until - _at(day, opens, end), left)
                if take > _NOTHING:
                    left, start = left - take, until - take
        day -= _DAY
    return start


def working_time_between(
    a: datetime, b: datetime, calendar: Calendar, hours: Schedule = HOURS
) -> WorkingTime:
    """Working time that passes from `a` to `b`; days are those of `a`'s zone. Raises BeyondCalendar."""
    b = b.astimezone(a.tzinfo)
    if b < a:
        backwards = working_time_between(b, a, calendar, hours)
        return WorkingTime(-backwards.amount, backwards.days)
    total, count = _NOTHING, 0
    notes: list[DayNote] = []
    for day in _from_to(a.date(), b.date()):
        kind, used = calendar.kind(day), _NOTHING
        if kind in WORKING:
            for begin, finish in _open(day, a, hours):
                used += max(min(finish, b) - begin, _NOTHING)
        if used:
            count += 1
        total += used
        notes.append(DayNote(day, kind, count if used else None, used))
    return WorkingTime(total, tuple(notes))


def _at(day: date, clock: time, like: datetime) -> datetime:
    if like.tzinfo is None:
        raise ValueError("a moment without a zone has no calendar day")
    return datetime.combine(day, clock, like.tzinfo)


def _open(day: date, start: datetime, hours: Schedule) -> Iterator[tuple[datetime, datetime]]:
    """The working spans of `day`, cut off before `start`."""
    for begin, finish in hours.on(day).spans:
        closes = _at(day, finish, start)
        yield min(max(_at(day, begin, start), start), closes), closes


def _from_to(first: date, last: date) -> Iterator[date]:
    for n in range((last - first).days + 1):
        yield first + timedelta(days=n)
