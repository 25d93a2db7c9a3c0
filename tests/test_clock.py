"""What the time parser reads, and what it refuses to guess."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repaircli.platform import clock
from repaircli.platform.errors import UsageProblem
from repaircli.platform.text import Msg

CN = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 6, 3, 9, 30, 15, tzinfo=CN)


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("2026-06-04T10:00:00+08:00", "2026-06-04T10:00:00+08:00"),
        ("2026-06-04T02:00:00Z", "2026-06-04T10:00:00+08:00"),
        ("2026-06-04T02:00z", "2026-06-04T10:00:00+08:00"),
        ("2026-06-04 10:00 +0900", "2026-06-04T09:00:00+08:00"),
        ("2026-06-04T10:00:59.999999", "2026-06-04T10:00:59+08:00"),
        ("2026-06-04 10:00", "2026-06-04T10:00:00+08:00"),
        ("2026-06-04 9:05", "2026-06-04T09:05:00+08:00"),
        ("  2026-06-04   10:00 ", "2026-06-04T10:00:00+08:00"),
        ("２０２６－０６－０４　１０：００", "2026-06-04T10:00:00+08:00"),
        ("2010-01-01", "2010-01-01T00:00:00+08:00"),
        ("06-04 10:00", "2026-06-04T10:00:00+08:00"),
        ("06-04", "2026-06-04T00:00:00+08:00"),
        ("tomorrow 14:00", "2026-06-04T14:00:00+08:00"),
        ("Tomorrow 14:00", "2026-06-04T14:00:00+08:00"),
        ("明天 14:00", "2026-06-04T14:00:00+08:00"),
        ("明天１４：００", "2026-06-04T14:00:00+08:00"),
        ("today 18:00:01", "2026-06-03T18:00:01+08:00"),
        ("今天 18:00", "2026-06-03T18:00:00+08:00"),
        ("后天 08:00", "2026-06-05T08:00:00+08:00"),
        ("昨天 08:00", "2026-06-02T08:00:00+08:00"),
        ("14:00", "2026-06-03T14:00:00+08:00"),
        ("９：０５", "2026-06-03T09:05:00+08:00"),
        ("tomorrow", "2026-06-04T00:00:00+08:00"),
        ("+2d", "2026-06-05T09:30:15+08:00"),
        ("+3h", "2026-06-03T12:30:15+08:00"),
        ("+30m", "2026-06-03T10:00:15+08:00"),
        ("＋３０m", "2026-06-03T10:00:15+08:00"),
    ],
)
def test_a_typed_time_is_read_in_the_configured_zone(typed: str, iso: str) -> None:
    assert clock.parse(typed, NOW, CN).isoformat() == iso


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "260203",
        "20260604",
        "2026-6-4",
        "2026/6/4",
        "2026-06-04 10",
        "2026-06-04 24:00",
        "2026-06-04 10:60",
        "2026-06-04 10:00:60",
        "2026-02-29",
        "2026-13-01",
        "0000-01-01",
        "02-29 10:00",
        "0001-01-01T00:00+14:00",
        "9999-12-31T23:59-14:00",
        "2026-06-04T10:00+99:99",
        "next week",
        "tomorrow14",
        "+2",
        "+2w",
        "-2d",
        "+99999999d",
        "+1.5h",
        "nan",
        "2026-06-04 10:00 extra",
        "٢٠٢٦-٠٦-٠٤",
    ],
)
def test_anything_else_is_refused_with_what_was_expected(typed: str) -> None:
    with pytest.raises(ValueError) as error:
        clock.parse(typed, NOW, CN)
    assert isinstance(error.value.args[0], Msg)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-06-04", date(2026, 6, 4)),
        ("06-04", date(2026, 6, 4)),
        ("today", date(2026, 6, 3)),
        ("明天", date(2026, 6, 4)),
        ("后天", date(2026, 6, 5)),
        ("+30d", date(2026, 7, 3)),
        ("２０２６-０６-０４", date(2026, 6, 4)),
    ],
)
def test_a_typed_day_is_read(typed: str, day: date) -> None:
    assert clock.parse_day(typed, NOW, CN) == day


@pytest.mark.parametrize(
    "typed", ["2026-06-04 10:00", "tomorrow 14:00", "+3h", "2026-06-04T00:00Z", "2026-02-30", "x", "+99999d9"]
)
def test_a_day_takes_no_clock_time(typed: str) -> None:
    with pytest.raises(ValueError) as error:
        clock.parse_day(typed, NOW, CN)
    assert isinstance(error.value.args[0], Msg)


def test_words_mean_the_day_of_the_configured_zone() -> None:
    late = datetime(2026, 6, 3, 17, 0, tzinfo=UTC)
    assert clock.parse("today 08:00", late, CN).isoformat() == "2026-06-04T08:00:00+08:00"
    assert clock.parse_day("today", late, CN) == date(2026, 6, 4)


@pytest.mark.parametrize(
    ("cell", "iso"),
    [
        ("2026/6/4 9:05", "2026-06-04T09:05:00+08:00"),
        ("2026/06/04", "2026-06-04T00:00:00+08:00"),
        ("2026-6-4 9:05:07", "2026-06-04T09:05:07+08:00"),
        ("2026年6月4日 9:05", "2026-06-04T09:05:00+08:00"),
        ("2026年6月4日9：05", "2026-06-04T09:05:00+08:00"),
        ("2026-06-04T01:05:00Z", "2026-06-04T09:05:00+08:00"),
    ],
)
def test_a_cell_may_be_written_as_spreadsheets_do(cell: str, iso: str) -> None:
    assert clock.parse_cell(cell, CN).isoformat() == iso


@pytest.mark.parametrize(
    "cell", ["tomorrow", "+2d", "6/4/2026", "2026/6-4", "46177", "06-04 10:00", "2026/2/30", ""]
)
def test_a_cell_is_never_guessed(cell: str) -> None:
    with pytest.raises(ValueError) as error:
        clock.parse_cell(cell, CN)
    assert isinstance(error.value.args[0], Msg)
    with pytest.raises(ValueError):
        clock.parse_cell_day(cell)


def test_a_day_cell_lets_a_midnight_pass_and_no_other_time() -> None:
    assert clock.parse_cell_day("2010/1/1") == date(2010, 1, 1)
    assert clock.parse_cell_day("2010/1/1 0:00:00") == date(2010, 1, 1)
    with pytest.raises(ValueError):
        clock.parse_cell_day("2010/1/1 0:01")


def test_a_time_that_the_zone_skips_is_refused_and_a_doubled_one_is_its_first() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    now = datetime(2026, 3, 28, 12, 0, tzinfo=berlin)
    with pytest.raises(ValueError, match="put forward"):
        clock.parse("2026-03-29 02:30", now, berlin)
    assert clock.parse("2026-10-25 02:30", now, berlin).utcoffset() == timedelta(hours=2)


def test_days_are_added_on_the_calendar_and_hours_on_the_clock() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    now = datetime(2026, 3, 28, 12, 0, tzinfo=berlin)
    assert clock.parse("+1d", now, berlin).isoformat() == "2026-03-29T12:00:00+02:00"
    assert clock.parse("+24h", now, berlin).isoformat() == "2026-03-29T13:00:00+02:00"


def test_now_is_cut_to_whole_seconds_and_an_override_stands_for_it() -> None:
    assert clock.now(None, CN).microsecond == 0
    assert abs(clock.now(None, CN) - datetime.now(UTC)) < timedelta(seconds=5)
    assert clock.now("2026-06-03T01:30:15.7Z", CN) == NOW
    assert clock.now("2026-06-03 09:30:15", CN).isoformat() == "2026-06-03T09:30:15+08:00"


@pytest.mark.parametrize("override", ["tomorrow", "+2d", "yesterday noon", "x"])
def test_an_override_that_is_no_iso_time_is_a_usage_error(override: str) -> None:
    with pytest.raises(UsageProblem):
        clock.now(override, CN)


@pytest.mark.parametrize("name", ["Mars/Olympus", "../../etc/passwd", "Asia\0"])
def test_an_unknown_zone_is_a_usage_error(name: str) -> None:
    with pytest.raises(UsageProblem):
        clock.zone(name)


@given(st.datetimes(min_value=datetime(1992, 1, 1), max_value=datetime(2100, 1, 1)))
def test_what_is_written_as_iso_is_read_back(moment: datetime) -> None:
    moment = moment.replace(microsecond=0, tzinfo=CN)
    assert clock.parse(moment.isoformat(), NOW, CN) == moment
    assert clock.parse_cell(moment.isoformat(), CN) == moment
    assert clock.parse(moment.astimezone(UTC).isoformat(), NOW, CN) == moment


@given(st.text(max_size=25))
def test_no_text_breaks_the_parser(text: str) -> None:
    for read in (lambda: clock.parse(text, NOW, CN), lambda: clock.parse_day(text, NOW, CN)):
        try:
            read()
        except ValueError as error:
            assert isinstance(error.args[0], Msg)
