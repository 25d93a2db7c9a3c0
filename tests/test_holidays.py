"""The working calendar against the published tables, a second source, and an overlay."""

from __future__ import annotations

import warnings
from datetime import date, timedelta

import pytest
from holidays import country_holidays

from repaircli.calendar import national
from repaircli.calendar.national import NationalCalendar, OverlayCalendar
from repaircli.platform.errors import BeyondCalendar
from repaircli.rules.calendar.working_time import DayKind

OFF = {
    2025: "01-01 01-28..02-04 04-04..04-06 05-01..05-05 05-31..06-02 10-01..10-08",
    2026: "01-01..01-03 02-15..02-23 04-04..04-06 05-01..05-05 06-19..06-21 09-25..09-27 10-01..10-07",
}
MAKE_UP = {
    2025: "01-26 02-08 04-27 09-28 10-11",
    2026: "01-04 02-14 02-28 05-09 09-20 10-10",
}


def days(year: int, spec: str) -> set[date]:
    found = set()
    for part in spec.split():
        first, _, last = part.partition("..")
        day, end = date.fromisoformat(f"{year}-{first}"), date.fromisoformat(f"{year}-{last or first}")
        while day <= end:
            found.add(day)
            day += timedelta(days=1)
    return found


def of_year(year: int) -> list[date]:
    return [
        date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)
    ]


@pytest.mark.parametrize("year", [2025, 2026])
def test_every_day_of_the_year_is_as_the_published_table_says(year: int) -> None:
    off, make_up = days(year, OFF[year]), days(year, MAKE_UP[year])
    expected = {
        day: DayKind.HOLIDAY
        if day in off
        else DayKind.MAKEUP
        if day in make_up
        else DayKind.WEEKEND
        if day.weekday() >= 5
        else DayKind.WEEKDAY
        for day in of_year(year)
    }
    assert {day: NationalCalendar().kind(day) for day in of_year(year)} == expected


def test_2026_has_248_working_days() -> None:
    assert sum(NationalCalendar().is_working(day) for day in of_year(2026)) == 248


@pytest.mark.parametrize("year", range(2004, 2027))
def test_a_second_source_knows_the_same_working_days(year: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        second = country_holidays("CN", years=year)
    differ = [d for d in of_year(year) if second.is_working_day(d) is not NationalCalendar().is_working(d)]
    # Only the second source knows the make-up Saturday of the notice for New Year 2006.
    assert differ == ([date(2005, 12, 31)] if year == 2005 else [])


def test_the_years_covered_are_those_of_the_tables() -> None:
    from chinese_calendar.constants import holidays as off

    assert (min(off).year, max(off).year) == (national.FIRST_YEAR, national.LAST_YEAR)


@pytest.mark.parametrize("day", [date(2003, 12, 31), date(2027, 1, 1)])
def test_a_day_beyond_the_tables_is_an_error_with_the_command_that_heals_it(day: date) -> None:
    with pytest.raises(BeyondCalendar) as error:
        OverlayCalendar().kind(day)
    assert error.value.exit == 6
    assert str(day.year) in str(error.value.message)
    assert str(error.value.hint) == "repaircli calendar import FILE"


def test_the_last_covered_days_on_both_sides_are_answered() -> None:
    assert NationalCalendar().kind(date(2004, 1, 1)) is DayKind.HOLIDAY
    assert NationalCalendar().kind(date(2026, 12, 31)) is DayKind.WEEKDAY


def test_an_imported_year_has_its_listed_days_and_ordinary_weekends() -> None:
    calendar = OverlayCalendar({date(2027, 2, 8): False, date(2027, 2, 20): True}, {2027: True})
    assert calendar.kind(date(2027, 2, 8)) is DayKind.HOLIDAY
    assert calendar.kind(date(2027, 2, 20)) is DayKind.MAKEUP
    assert calendar.kind(date(2027, 2, 21)) is DayKind.WEEKEND
    assert calendar.kind(date(2027, 2, 22)) is DayKind.WEEKDAY
    with pytest.raises(BeyondCalendar):
        calendar.kind(date(2028, 1, 4))


def test_a_year_imported_over_a_national_one_replaces_it_whole() -> None:
    assert OverlayCalendar({}, {2026: True}).kind(date(2026, 10, 1)) is DayKind.WEEKDAY


def test_single_days_change_a_national_year_and_leave_the_rest() -> None:
    calendar = OverlayCalendar({date(2026, 6, 3): False, date(2026, 10, 1): True, date(2026, 6, 6): True})
    assert calendar.kind(date(2026, 6, 3)) is DayKind.HOLIDAY
    assert calendar.kind(date(2026, 10, 1)) is DayKind.WEEKDAY
    assert calendar.kind(date(2026, 6, 6)) is DayKind.MAKEUP
    assert calendar.kind(date(2026, 10, 2)) is DayKind.HOLIDAY


def test_a_dropped_year_answers_nothing_not_even_its_imported_days() -> None:
    calendar = OverlayCalendar({date(2026, 6, 3): False}, {2026: False})
    for day in (date(2026, 6, 3), date(2026, 6, 4)):
        with pytest.raises(BeyondCalendar):
            calendar.is_working(day)
    assert not calendar.covers(2026)
    assert calendar.covers(2025)


def test_days_off_are_named_in_chinese() -> None:
    calendar = OverlayCalendar({date(2027, 2, 8): False}, {2027: True}, names={date(2027, 2, 8): "春节"})
    assert calendar.name(date(2026, 10, 1)) == "国庆节"
    assert calendar.name(date(2026, 10, 10)) == "国庆节"
    assert calendar.name(date(2026, 10, 9)) is None
    assert calendar.name(date(2027, 2, 8)) == "春节"
