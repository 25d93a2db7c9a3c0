"""What the time parser reads, and what it refuses to guess."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repaircli.platform import clock, typed_times
from repaircli.platform.errors import UsageProblem
from repaircli.platform.text import Msg

CN = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 6, 3, 9, 30, 15, tzinfo=CN)  # a Wednesday


def typed_at(typed: str, now: datetime, zone: ZoneInfo) -> datetime:
    return typed_times.moment(typed, now, zone, future=True).at


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
        ("6月12日 下午3点", "2026-06-12T15:00:00+08:00"),
        ("六月十二号下午三点半", "2026-06-12T15:30:00+08:00"),
        ("6月13日 15:00", "2026-06-13T15:00:00+08:00"),
        ("明天下午3点", "2026-06-04T15:00:00+08:00"),
        ("明天 15点", "2026-06-04T15:00:00+08:00"),
        ("明天１５：００", "2026-06-04T15:00:00+08:00"),
        ("明早9点", "2026-06-04T09:00:00+08:00"),
        ("今晚八点", "2026-06-03T20:00:00+08:00"),
        ("10点", "2026-06-03T10:00:00+08:00"),
        ("上午9点半", "2026-06-03T09:30:00+08:00"),
        ("中午12点", "2026-06-03T12:00:00+08:00"),
        ("中午一点", "2026-06-03T13:00:00+08:00"),
        ("下午12点15分", "2026-06-03T12:15:00+08:00"),
        ("下午3点三刻", "2026-06-03T15:45:00+08:00"),
        ("大后天 9点", "2026-06-06T09:00:00+08:00"),
        ("下周一 10:00", "2026-06-08T10:00:00+08:00"),
        ("下下周一 10:00", "2026-06-15T10:00:00+08:00"),
        ("本周五 10:00", "2026-06-05T10:00:00+08:00"),
        ("星期天", "2026-06-07T00:00:00+08:00"),
        ("周一", "2026-06-08T00:00:00+08:00"),
        ("周三", "2026-06-03T00:00:00+08:00"),
        ("礼拜二下午2点", "2026-06-09T14:00:00+08:00"),
        ("13日 15:00", "2026-06-13T15:00:00+08:00"),
        ("2日 15:00", "2026-07-02T15:00:00+08:00"),
        ("2026/6/13 15:00", "2026-06-13T15:00:00+08:00"),
        ("2026.6.13 15:00", "2026-06-13T15:00:00+08:00"),
        ("2026-6-4", "2026-06-04T00:00:00+08:00"),
        ("6-13 15:00", "2026-06-13T15:00:00+08:00"),
        ("6/13 15:00", "2026-06-13T15:00:00+08:00"),
        ("2026年6月3日 9时05分", "2026-06-03T09:05:00+08:00"),
        ("2小时后", "2026-06-03T11:30:15+08:00"),
        ("两个小时后", "2026-06-03T11:30:15+08:00"),
        ("一个半小时以后", "2026-06-03T11:00:15+08:00"),
        ("半小时后", "2026-06-03T10:00:15+08:00"),
        ("10分钟前", "2026-06-03T09:20:15+08:00"),
        ("三天后 10:00", "2026-06-06T10:00:00+08:00"),
        ("+2d 10:00", "2026-06-05T10:00:00+08:00"),
        ("+2w", "2026-06-17T09:30:15+08:00"),
        ("一周后上午10点", "2026-06-10T10:00:00+08:00"),
        ("现在", "2026-06-03T09:30:15+08:00"),
        ("in 2 hours", "2026-06-03T11:30:15+08:00"),
        ("in 3 days at 3pm", "2026-06-06T15:00:00+08:00"),
        ("20 minutes ago", "2026-06-03T09:10:15+08:00"),
        ("next monday 10:00", "2026-06-08T10:00:00+08:00"),
        ("Friday 3:30 pm", "2026-06-05T15:30:00+08:00"),
        ("tomorrow 3pm", "2026-06-04T15:00:00+08:00"),
        ("3pm tomorrow", "2026-06-04T15:00:00+08:00"),
        ("tomorrow at 12am", "2026-06-04T00:00:00+08:00"),
        ("12 June 15:00", "2026-06-12T15:00:00+08:00"),
        ("Jun 12, 2027 9am", "2027-06-12T09:00:00+08:00"),
        ("01-05 10:00", "2026-01-05T10:00:00+08:00"),
    ],
)
def test_a_typed_time_is_read_in_the_configured_zone(typed: str, iso: str) -> None:
    assert typed_at(typed, NOW, CN).isoformat() == iso


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "260203",
        "20260604",
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
        "-2d",
        "+99999999d",
        "+1.5h",
        "nan",
        "2026-06-04 10:00 extra",
        "上午13点",
        "晚上12点",
        "下午3",
        "13pm",
        "32日",
        "6月31日 10:00",
        "周八",
        "明天后天",
        "٢٠٢٦-٠٦-٠٤",
    ],
)
def test_anything_else_is_refused_with_what_was_expected(typed: str) -> None:
    with pytest.raises(ValueError) as error:
        typed_at(typed, NOW, CN)
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
    assert typed_times.day(typed, NOW, CN) == day


@pytest.mark.parametrize(
    "typed", ["2026-06-04 10:00", "tomorrow 14:00", "+3h", "2026-06-04T00:00Z", "2026-02-30", "x", "+99999d9"]
)
def test_a_day_takes_no_clock_time(typed: str) -> None:
    with pytest.raises(ValueError) as error:
        typed_times.day(typed, NOW, CN)
    assert isinstance(error.value.args[0], Msg)


@pytest.mark.parametrize(
    ("typed", "ahead", "behind"),
    [
        ("周一", date(2026, 6, 8), date(2026, 6, 1)),
        ("friday", date(2026, 6, 5), date(2026, 5, 29)),
        ("周三", date(2026, 6, 3), date(2026, 6, 3)),
        ("2日", date(2026, 7, 2), date(2026, 6, 2)),
        ("13日", date(2026, 6, 13), date(2026, 5, 13)),
        ("12-30", date(2026, 12, 30), date(2025, 12, 30)),
        ("6月1日", date(2026, 6, 1), date(2026, 6, 1)),
        ("上周五", date(2026, 5, 29), date(2026, 5, 29)),
        ("last friday", date(2026, 5, 29), date(2026, 5, 29)),
    ],
)
def test_a_day_without_a_year_lies_where_the_option_looks(typed: str, ahead: date, behind: date) -> None:
    assert typed_times.day(typed, NOW, CN, future=True) == ahead
    assert typed_times.day(typed, NOW, CN) == behind


@pytest.mark.parametrize("typed", ["6月12日15:00", "6月12号15点", "6月12号下午3点", "六月十二日15时"])
def test_a_chinese_day_needs_no_blank_before_the_time(typed: str) -> None:
    assert f"{typed_times.moment(typed, NOW, CN, future=True).at:%m-%d %H:%M}" == "06-12 15:00"


def test_a_day_of_the_next_year_is_meant_in_december() -> None:
    december = NOW.replace(month=12)
    assert typed_times.day("01-05", december, CN, future=True) == date(2027, 1, 5)
    assert typed_times.day("01-05", december, CN) == date(2026, 1, 5)


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("6月12日 大约下午3点吧", "2026-06-12 15:00"),
        ("明天 14", "2026-06-04 14:00"),
        ("周五晚些时候", "2026-06-05"),
        ("around 3pm", "2026-06-03 15:00"),
        ("6月31日 10:00", "2026-06-30 10:00"),
        ("2026-02-29 9:00", "2026-02-28 09:00"),
        ("11-31", "2026-11-30"),
        ("13-45 10:00", None),
        ("15.30", "2026-06-03 15:30"),
        ("1530", "2026-06-03 15:30"),
        ("明天1530", "2026-06-04 15:30"),
        ("6.12 15:00", "2026-06-12 15:00"),
        ("06-12 24:00", "2026-06-12 23:59"),
        ("上午15点", "2026-06-03 15:00"),
        ("3pm tomorow", "2026-06-04 15:00"),
        ("wensday 10:00", "2026-06-03 10:00"),
        ("tonight 8pm", "2026-06-03 20:00"),
        ("noon", "2026-06-03 12:00"),
        ("6/12/2026 15:00", "2026-06-12 15:00"),
        ("周八 10:00", None),
        ("soon", None),
        ("TIME", None),
    ],
)
def test_a_text_that_is_no_time_gets_the_nearest_one(typed: str, nearest: str | None) -> None:
    with pytest.raises(ValueError) as error:
        typed_times.moment(typed, NOW, CN, future=True)
    assert getattr(error.value, "nearest", None) == nearest


@pytest.mark.parametrize(
    ("typed", "clock", "plain"),
    [
        ("2026-06-13", False, True),
        ("06-13", False, True),
        ("06-13 15:00", True, True),
        ("15:00", True, True),
        ("明天", False, False),
        ("明天 15:00", True, False),
        ("06-13 下午3点", True, False),
        ("+2d", True, True),
        ("+2h", True, True),
        ("2天后", False, False),
        ("2小时后", True, False),
    ],
)
def test_it_is_known_whether_a_time_of_day_was_typed_and_whether_to_say_how_it_was_read(
    typed: str, clock: bool, plain: bool
) -> None:
    assert typed_times.moment(typed, NOW, CN, future=True)[1:] == (clock, plain)


def test_words_mean_the_day_of_the_configured_zone() -> None:
    late = datetime(2026, 6, 3, 17, 0, tzinfo=UTC)
    assert typed_at("today 08:00", late, CN).isoformat() == "2026-06-04T08:00:00+08:00"
    assert typed_times.day("today", late, CN) == date(2026, 6, 4)


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
    ("cell", "iso"),
    [
        ("2026年6月3日 9时05分", "2026-06-03T09:05:00+08:00"),
        ("2026年6月3日9点半", "2026-06-03T09:30:00+08:00"),
        ("2026/6/3 下午 3:05:00", "2026-06-03T15:05:00+08:00"),
        ("2026/6/3 3:05 PM", "2026-06-03T15:05:00+08:00"),
        ("2026-06-03T01:05:00Z", "2026-06-03T09:05:00+08:00"),
    ],
)
def test_a_cell_may_be_written_as_a_chinese_spreadsheet_does(cell: str, iso: str) -> None:
    assert typed_times.cell(cell, CN).isoformat() == iso


@pytest.mark.parametrize(
    "cell", ["明天 9点", "6月3日 9点", "9点", "2026/6/3 下午 25:00", "2026年6月31日 9点", ""]
)
def test_a_cell_with_words_is_never_guessed(cell: str) -> None:
    with pytest.raises(ValueError) as error:
        typed_times.cell(cell, CN)
    assert isinstance(error.value.args[0], Msg)


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
        typed_at("2026-03-29 02:30", now, berlin)
    assert typed_at("2026-10-25 02:30", now, berlin).utcoffset() == timedelta(hours=2)


def test_days_are_added_on_the_calendar_and_hours_on_the_clock() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    now = datetime(2026, 3, 28, 12, 0, tzinfo=berlin)
    assert typed_at("+1d", now, berlin).isoformat() == "2026-03-29T12:00:00+02:00"
    assert typed_at("+24h", now, berlin).isoformat() == "2026-03-29T13:00:00+02:00"


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
    assert typed_at(moment.isoformat(), NOW, CN) == moment
    assert clock.parse_cell(moment.isoformat(), CN) == moment
    assert typed_at(moment.astimezone(UTC).isoformat(), NOW, CN) == moment


@given(st.text(max_size=25))
def test_no_text_breaks_the_parser(text: str) -> None:
    for read in (lambda: typed_at(text, NOW, CN), lambda: typed_times.day(text, NOW, CN)):
        try:
            read()
        except ValueError as error:
            assert isinstance(error.args[0], Msg)
