"""The working calendar of a database: what was imported or dropped there, over the national one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from repaircli.rules.working_time import DayKind
from repaircli.store.session import Tx

if TYPE_CHECKING:
    from repaircli.holidays import OverlayCalendar


def overlay(tx: Tx) -> OverlayCalendar:
    """The calendar as the database has it now."""
    from repaircli.holidays import OverlayCalendar
    from repaircli.store import calendar

    days = calendar.days(tx)
    return OverlayCalendar(
        {row.day: row.working for row in days},
        {row.year: row.covered for row in calendar.years(tx)},
        names={row.day: row.name for row in days if row.name},
    )


class Deferred:
    """A calendar that is read only when a day is asked for; most decisions never ask."""

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
