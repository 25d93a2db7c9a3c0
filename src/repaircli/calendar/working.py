"""The working calendar of a database: imported days and dropped years over the national calendar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from repaircli.platform.db.session import Tx
from repaircli.platform.transaction import Transaction
from repaircli.rules.calendar.working_time import Calendar, DayKind, Hours, Schedule, spans

if TYPE_CHECKING:
    from repaircli.calendar.national import OverlayCalendar


def calendar_of(tx: Transaction) -> Calendar:
    """The working calendar as `tx` sees it, read only when a day is asked for."""
    return tx.once(_lazy_calendar)


def hours_of(tx: Transaction) -> Schedule:
    """The working hours as `tx` sees them (A-36)."""
    return tx.once(schedule)


def _lazy_calendar(tx: Transaction) -> Calendar:
    return LazyCalendar(lambda: overlay(tx))


def overlay(tx: Tx) -> OverlayCalendar:
    """The calendar as the database has it now."""
    from repaircli.calendar import queries as calendar_queries
    from repaircli.calendar.national import OverlayCalendar

    days = calendar_queries.days(tx)
    return OverlayCalendar(
        {row.day: row.working for row in days},
        {row.year: row.covered for row in calendar_queries.years(tx)},
        names={row.day: row.name for row in days if row.name},
    )


HOURS = "working_hours"
"""The setting of the database that holds the working hours: for each day from which they count, the spans."""


def schedule(tx: Tx) -> Schedule:
    """The working hours as the database has them now."""
    return schedule_of(tx.settings)


def schedule_of(settings: Mapping[str, Any]) -> Schedule:
    """The working hours that the settings of a database hold."""
    found = sorted((settings.get(HOURS) or {}).items())
    return Schedule(tuple((date.fromisoformat(day), spans(texts)) for day, texts in found))


def hours_data(known: Schedule) -> list[dict[str, Any]]:
    """The working hours with the day from which each applies; None for the first ones (A-36)."""
    return [{"from": day, "hours": texts(of)} for day, of in ((None, known.on(date.min)), *known.changes)]


def texts(of: Hours) -> list[str]:
    """The spans of `of` as they are typed."""
    return [f"{a:%H:%M}-{b:%H:%M}" for a, b in of.spans]


class LazyCalendar:
    """A calendar that is loaded when the first day is asked for; most decisions need no day."""

    def __init__(self, load: Callable[[], OverlayCalendar]) -> None:
        self._load = load
        self._loaded: OverlayCalendar | None = None

    def kind(self, day: date, /) -> DayKind:
        return self._calendar().kind(day)

    def is_working(self, day: date, /) -> bool:
        return self._calendar().is_working(day)

    def _calendar(self) -> OverlayCalendar:
        if self._loaded is None:
            self._loaded = self._load()
        return self._loaded
