"""Working days and hours: the boundaries a deadline turns on, and that time never runs backwards."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repaircli.calendar.national import OverlayCalendar
from repaircli.platform.errors import BeyondCalendar
from repaircli.rules.calendar.working_time import (
    DayKind,
    Hours,
    Schedule,
    add_working_days,
    add_working_hours,
    close_of_working_day,
    working_days_completed,
    working_time_between,
)
from repaircli.rules.policy.limits import LIMITS

CN = ZoneInfo("Asia/Shanghai")
CALENDAR = OverlayCalendar()
SECOND = timedelta(seconds=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CN)


FIFTH_DAY = [
    ("2026-06-03 10:00", "2026-06-10 18:00", "over a weekend"),
    ("2026-06-03 00:00", "2026-06-10 18:00", "the first second of day 0 is still day 0"),
    ("2026-06-03 23:59:59", "2026-06-10 18:00", "the last second of day 0 is still day 0"),
    ("2026-06-06 11:00", "2026-06-12 18:00", "anchor on a Saturday"),
    ("2026-02-24 10:00", "2026-03-02 18:00", "over the make-up Saturday 02-28"),
    ("2026-02-28 10:00", "2026-03-06 18:00", "anchor on the make-up Saturday 02-28"),
    ("2026-05-06 10:00", "2026-05-12 18:00", "over the make-up Saturday 05-09"),
    ("2026-10-08 10:00", "2026-10-14 18:00", "over the make-up Saturday 10-10"),
    ("2026-09-28 10:00", "2026-10-10 18:00", "over National Day, ending on the make-up Saturday"),
    ("2026-09-30 17:59:59", "2026-10-13 18:00", "anchor on the eve of National Day"),
    ("2026-10-03 10:00", "2026-10-13 18:00", "anchor within National Day"),
    ("2026-02-11 10:00", "2026-02-25 18:00", "over Spring Festival and its make-up Saturday 02-14"),
    ("2026-01-02 10:00", "2026-01-08 18:00", "make-up Sunday 01-04 counts"),
]


@pytest.mark.parametrize(("anchor", "close", "what"), FIFTH_DAY, ids=[w for *_, w in FIFTH_DAY])
def test_the_fifth_working_day_is_complete_at_its_close_and_not_a_second_before(
    anchor: str, close: str, what: str
) -> None:
    start, end = at(anchor), at(close)
    assert close_of_working_day(start, 5, CALENDAR).end == end
    assert working_days_completed(start, end - SECOND, CALENDAR).count == 4
    assert working_days_completed(start, end, CALENDAR).count == 5


def test_the_derivation_names_every_day_and_why_it_counts() -> None:
    days = close_of_working_day(at("2026-09-28 10:00"), 5, CALENDAR).days
    assert [(n.day.isoformat()[5:], str(n.kind), n.counted) for n in days] == [
        ("09-29", "weekday", 1),
        ("09-30", "weekday", 2),
        *((f"10-0{n}", "holiday", None) for n in range(1, 8)),
        ("10-08", "weekday", 3),
        ("10-09", "weekday", 4),
        ("10-10", "makeup", 5),
    ]


def test_completed_days_show_the_running_day_without_a_number() -> None:
    found = working_days_completed(at("2026-06-03 10:00"), at("2026-06-05 12:00"), CALENDAR)
    assert [(n.day.day, n.counted) for n in found.days] == [(4, 1), (5, None)]
    assert found.count == 1


def test_no_day_is_complete_on_the_day_of_the_anchor_or_before_it() -> None:
    anchor = at("2026-06-03 10:00")
    for now in ("2026-06-03 23:59:59", "2026-06-03 10:00", "2026-06-01 10:00"):
        assert working_days_completed(anchor, at(now), CALENDAR).count == 0


def test_now_in_another_zone_is_the_same_moment() -> None:
    anchor, close = at("2026-06-03 10:00"), at("2026-06-10 18:00")
    assert working_days_completed(anchor, close.astimezone(UTC), CALENDAR).count == 5
    assert working_days_completed(anchor, (close - SECOND).astimezone(UTC), CALENDAR).count == 4


def test_another_close_of_business_moves_the_boundary() -> None:
    hours = Schedule(((date.min, Hours(((time(8), time(17)),))),))
    anchor = at("2026-06-03 10:00")
    assert close_of_working_day(anchor, 1, CALENDAR, hours).end == at("2026-06-04 17:00")
    assert working_days_completed(anchor, at("2026-06-04 17:00"), CALENDAR, hours).count == 1
    assert working_days_completed(anchor, at("2026-06-04 16:59:59"), CALENDAR, hours).count == 0


def test_beyond_the_calendar_there_is_no_answer() -> None:
    anchor = at("2026-12-29 10:00")
    assert close_of_working_day(anchor, 2, CALENDAR).end == at("2026-12-31 18:00")
    with pytest.raises(BeyondCalendar):
        close_of_working_day(anchor, 3, CALENDAR)
    with pytest.raises(BeyondCalendar):
        working_days_completed(anchor, at("2027-01-05 10:00"), CALENDAR)
    with pytest.raises(BeyondCalendar):
        add_working_hours(at("2026-12-31 15:00"), LIMITS.special_notify, CALENDAR)
    with pytest.raises(BeyondCalendar):
        add_working_days(date(2004, 1, 2), -1, CALENDAR)


def test_a_limit_needs_no_calendar_behind_it() -> None:
    found = working_days_completed(at("2026-12-22 10:00"), at("2031-01-05 10:00"), CALENDAR, limit=5)
    assert (found.count, found.days[-1].day) == (5, date(2026, 12, 29))


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        ("2026-06-05", 0, "2026-06-05"),
        ("2026-06-05", 1, "2026-06-08"),
        ("2026-06-06", 0, "2026-06-06"),
        ("2026-05-08", 1, "2026-05-09"),
        ("2026-05-08", 2, "2026-05-11"),
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-10-08", -1, "2026-09-30"),
        ("2026-06-08", -1, "2026-06-05"),
    ],
)
def test_working_days_are_added_and_taken_away(day: str, n: int, expected: str) -> None:
    found = add_working_days(date.fromisoformat(day), n, CALENDAR)
    assert found.day == date.fromisoformat(expected)
    assert sum(note.counted is not None for note in found.days) == abs(n)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-06-09", "2026-06-08"),
        ("2026-06-08", "2026-06-05"),
        ("2026-05-11", "2026-05-09"),
        ("2026-01-05", "2026-01-04"),
        ("2026-10-08", "2026-09-30"),
    ],
)
def test_the_working_day_before_may_be_a_make_up_day(day: str, expected: str) -> None:
    assert add_working_days(date.fromisoformat(day), -1, CALENDAR).day == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-06-03 09:00", "2026-06-03 14:00"),
        ("2026-06-03 08:00", "2026-06-03 14:00"),
        ("2026-06-03 14:00", "2026-06-03 18:00"),
        ("2026-06-03 12:30", "2026-06-03 17:00"),
        ("2026-06-03 16:00", "2026-06-04 11:00"),
        ("2026-06-03 19:00", "2026-06-04 14:00"),
        ("2026-06-05 17:00", "2026-06-08 12:00"),
        ("2026-05-08 17:00", "2026-05-09 12:00"),
        ("2026-09-30 17:00", "2026-10-08 12:00"),
        ("2026-06-06 10:00", "2026-06-08 14:00"),
    ],
)
def test_half_a_working_day_is_four_working_hours(start: str, end: str) -> None:
    found = add_working_hours(at(start), LIMITS.special_notify, CALENDAR)
    assert found.end == at(end)
    assert sum((n.used or timedelta(0) for n in found.days), timedelta(0)) == timedelta(hours=4)


@pytest.mark.parametrize(
    ("a", "b", "hours"),
    [
        ("2026-06-03 00:00", "2026-06-04 00:00", 8.0),
        ("2026-06-03 11:30", "2026-06-03 13:30", 1.0),
        ("2026-06-03 12:00", "2026-06-03 13:00", 0.0),
        ("2026-06-05 17:00", "2026-06-08 10:00", 2.0),
        ("2026-05-08 17:00", "2026-05-09 10:00", 2.0),
        ("2026-10-01 00:00", "2026-10-08 00:00", 0.0),
        ("2026-06-08 10:00", "2026-06-05 17:00", -2.0),
    ],
)
def test_working_time_between_two_moments(a: str, b: str, hours: float) -> None:
    assert working_time_between(at(a), at(b), CALENDAR).amount == timedelta(hours=hours)


def test_what_makes_no_sense_is_refused() -> None:
    anchor = at("2026-06-03 10:00")
    with pytest.raises(ValueError):
        close_of_working_day(anchor, 0, CALENDAR)
    with pytest.raises(ValueError):
        close_of_working_day(anchor.replace(tzinfo=None), 1, CALENDAR)
    with pytest.raises(ValueError):
        add_working_hours(anchor, -SECOND, CALENDAR)
    with pytest.raises(ValueError):
        Hours(((time(13), time(18)), (time(9), time(12))))
    with pytest.raises(ValueError):
        Hours(())


moments = st.datetimes(min_value=datetime(2025, 1, 1), max_value=datetime(2026, 11, 1)).map(
    lambda d: d.replace(microsecond=0, tzinfo=CN)
)
spells = st.integers(0, 40 * 3600).map(lambda s: timedelta(seconds=s))


@given(moments, moments, moments)
def test_working_time_is_additive(a: datetime, b: datetime, c: datetime) -> None:
    between = lambda x, y: working_time_between(x, y, CALENDAR).amount  # noqa: E731
    assert between(a, b) + between(b, c) == between(a, c)


@given(moments, st.integers(1, 15))
def test_a_close_is_the_first_moment_at_which_that_many_days_are_complete(anchor: datetime, n: int) -> None:
    close = close_of_working_day(anchor, n, CALENDAR).end
    assert working_days_completed(anchor, close, CALENDAR).count == n
    assert working_days_completed(anchor, close - SECOND, CALENDAR).count == n - 1
    assert close < close_of_working_day(anchor, n + 1, CALENDAR).end


@given(moments, moments, moments)
def test_more_time_never_completes_fewer_days_and_a_later_anchor_never_more(
    anchor: datetime, now: datetime, later: datetime
) -> None:
    now, later = sorted((now, later))
    count = working_days_completed(anchor, now, CALENDAR).count
    assert count <= working_days_completed(anchor, later, CALENDAR).count
    assert count >= working_days_completed(anchor + timedelta(days=1), now, CALENDAR).count


@given(moments, spells, spells)
def test_adding_hours_twice_is_adding_their_sum(start: datetime, x: timedelta, y: timedelta) -> None:
    once = add_working_hours(start, x + y, CALENDAR).end
    twice = add_working_hours(add_working_hours(start, x, CALENDAR).end, y, CALENDAR).end
    assert once == twice or not y
    assert working_time_between(start, once, CALENDAR).amount == x + y


@given(st.dates(date(2025, 6, 1), date(2026, 6, 1)), st.integers(0, 60), st.integers(0, 60))
def test_adding_days_twice_is_adding_their_sum(day: date, m: int, n: int) -> None:
    assert (
        add_working_days(add_working_days(day, m, CALENDAR).day, n, CALENDAR).day
        == add_working_days(day, m + n, CALENDAR).day
    )


def test_day_kinds_are_the_four_of_the_policy() -> None:
    assert [str(k) for k in DayKind] == ["weekday", "weekend", "holiday", "makeup"]
