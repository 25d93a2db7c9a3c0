"""The working calendar of mainland China under an overlay of imported days and imported or dropped years."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType

from repaircli.platform.errors import BeyondCalendar
from repaircli.platform.text import command_line, msg
from repaircli.rules.calendar.working_time import WORKING, DayKind

FIRST_YEAR, LAST_YEAR = 2004, 2026
"""Years that the pinned release of chinesecalendar knows; a test compares them with its tables."""

SOURCE = "chinesecalendar"


class NationalCalendar:
    """State Council days off and make-up days (A-37). `kind` raises BeyondCalendar outside 2004–2026."""

    def kind(self, day: date, /) -> DayKind:
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise beyond(day.year)
        off, worked = _tables()
        ordinary = _ordinary(day)
        if day in worked:
            return DayKind.MAKEUP if ordinary is DayKind.WEEKEND else DayKind.WEEKDAY
        return DayKind.HOLIDAY if day in off else ordinary

    def is_working(self, day: date, /) -> bool:
        return self.kind(day) in WORKING

    def covers(self, year: int) -> bool:
        return FIRST_YEAR <= year <= LAST_YEAR

    def name(self, day: date) -> str | None:
        """The festival a day off or a make-up day belongs to, in Chinese; None for every other day."""
        off, worked = _tables()
        festival = off.get(day) or worked.get(day)
        return _chinese()[festival] if festival else None


class OverlayCalendar:
    """Imported days and dropped years over the national calendar.

    `days`: single days, True for a working day; they overrule everything but a dropped year.
    `covered`: True for an imported year, whose unlisted days are ordinary weekdays and weekends; False for a
    dropped year, which is no longer covered. Kinds of days are cached, so neither mapping may change afterwards.
    """

    def __init__(
        self,
        days: Mapping[date, bool] = MappingProxyType({}),
        covered: Mapping[int, bool] = MappingProxyType({}),
        *,
        names: Mapping[date, str] = MappingProxyType({}),
    ) -> None:
        self._days = days
        self._covered = covered
        self._names = names
        self._national = NationalCalendar()
        self._known: dict[date, DayKind] = {}

    def kind(self, day: date, /) -> DayKind:
        found = self._known.get(day)
        if found is None:
            found = self._known[day] = self._look_up(day)
        return found

    def is_working(self, day: date, /) -> bool:
        return self.kind(day) in WORKING

    def covers(self, year: int) -> bool:
        return self._covered.get(year, self._national.covers(year))

    def name(self, day: date) -> str | None:
        """The name that came with an imported day, else the national one."""
        if day in self._days or day.year in self._covered:
            return self._names.get(day)
        return self._national.name(day)

    def _look_up(self, day: date) -> DayKind:
        imported = self._covered.get(day.year)
        if imported is False:
            raise beyond(day.year)
        ordinary = _ordinary(day)
        working = self._days.get(day)
        if working is None:
            return ordinary if imported else self._national.kind(day)
        if not working:
            return DayKind.HOLIDAY
        return DayKind.MAKEUP if ordinary is DayKind.WEEKEND else DayKind.WEEKDAY


def beyond(year: int) -> BeyondCalendar:
    """The error for a working day in a year that is not covered (exit 6)."""
    return BeyondCalendar(
        msg("the working calendar does not cover {year}", year=year),
        hint=command_line("calendar import", "FILE"),
    )


def _ordinary(day: date) -> DayKind:
    return DayKind.WEEKEND if day.weekday() >= 5 else DayKind.WEEKDAY


@cache
def _tables() -> tuple[Mapping[date, str], Mapping[date, str]]:
    from chinese_calendar.constants import holidays, workdays  # type: ignore[import-untyped]

    return holidays, workdays


@cache
def _chinese() -> Mapping[str, str]:
    from chinese_calendar.constants import Holiday

    return {festival.value: festival.chinese for festival in Holiday}
