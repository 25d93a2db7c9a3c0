"""Reads the times that people type, in Chinese and English: `明天下午3点`, `6月12日 15:00`, `next monday 10:00`, `+2h`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from repaircli.platform.clock import iso_moment, later, make_date, make_moment, parse_cell
from repaircli.platform.text import Msg, msg


class Typed(NamedTuple):
    """A time as it was understood.

    `clock`: a time of day was typed; without one `at` is midnight, or the time of now (2天后); +2d is that far from now. `plain`: the day was written in digits, or only a
    time of today, so that nobody has to be told how it was understood.
    """

    at: datetime
    clock: bool
    plain: bool


class Unread(ValueError):
    """A text that is no time. `nearest` is a way to write what was probably meant, as it would be read; None: no idea."""

    def __init__(self, expected: Msg, nearest: str | None = None) -> None:
        super().__init__(expected)
        self.nearest = nearest


class _Day(NamedTuple):
    day: date
    plain: bool = False


class _Asked(NamedTuple):
    """What a text is read against: now in the configured zone, and whether a day without a year lies ahead."""

    now: datetime
    zone: ZoneInfo
    future: bool

    @property
    def today(self) -> date:
        return self.now.date()


def moment(text: str, now: datetime, zone: ZoneInfo, *, future: bool = False) -> Typed:
    """The moment that `text` names, in `zone`.

    A weekday, a day of the month and a day without a year are the next such day where `future`, else the last one
    (today included); a day of the year is moved only when it would lie more than half a year away.
    Raises Unread.
    """
    typed = _normal(text)
    asked = _Asked(now.astimezone(zone), zone, future)
    try:
        if (iso := iso_moment(typed, zone)) is not None:
            return Typed(iso, clock=len(typed) > len("2026-06-04"), plain=True)
        found = _read(typed, asked)
    except OverflowError:
        found = None
    except ValueError as error:
        raise Unread(error.args[0], _nearest(typed, asked)) from None
    if found is None:
        raise Unread(EXPECTED_TIME, _nearest(typed, asked))
    return found


def day(text: str, now: datetime, zone: ZoneInfo, *, future: bool = False) -> date:
    """The day that `text` names; a time of day is refused. Days are chosen as `moment` does. Raises Unread."""
    if written := _DAYS[0].fullmatch(_normal(text)):
        # Not by `moment`: the first and the last day of all have no midnight in some zones.
        return _day(written, _Asked(now, zone, future))
    try:
        found = moment(text, now, zone, future=future)
    except Unread as error:
        if error.args[0] is EXPECTED_TIME:
            raise Unread(EXPECTED_DAY, error.nearest and error.nearest.split()[0]) from None
        raise
    if found.clock and not _PLUS_DAYS.fullmatch(_normal(text)):
        raise Unread(EXPECTED_DAY, f"{found.at:%Y-%m-%d}")
    return found.at.date()


def cell(text: str, zone: ZoneInfo) -> datetime:
    """A time in a file, as `clock.parse_cell`, and as a Chinese spreadsheet writes it: `2026年6月3日 9时05分`,
    `2026/6/3 下午 3:05:00`. A day without its year is never guessed. Raises ValueError with a Msg."""
    try:
        return parse_cell(text, zone)
    except ValueError:
        typed = _normal(text)
        day = _DAYS[0].match(typed)
        clock = day and _CLOCK.fullmatch(typed[day.end() :].strip())
        if not day or not clock:
            raise
    asked = _Asked(datetime.now(zone), zone, False)
    return _at(_Day(_day(day, asked)), clock, asked).at


EXPECTED_TIME = msg(
    "expected a time such as 2026-06-04 10:00, 06-04 10:00, 10:00, tomorrow 3pm, 明天下午3点, 下周一 10:00, +2d or +3h"
)
EXPECTED_DAY = msg(
    "expected a day such as 2026-06-04, 06-04, tomorrow, 明天, 下周一 or +2d, without a time of day"
)

_NUMERALS = {
    "零": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_NUMERAL = re.compile(
    rf"([{''.join(_NUMERALS)}]?)(十)?([{''.join(_NUMERALS)}]?)(?=个?半?(?:月|日|号|点|时|分|天|周|小时|星期))"
)
_SHORT_FORMS = (
    ("今早", "今天早上"),
    ("今晚", "今天晚上"),
    ("明早", "明天早上"),
    ("明晚", "明天晚上"),
    ("昨晚", "昨天晚上"),
    ("點", "点"),
    ("星期", "周"),
    ("礼拜", "周"),
    ("這", "这"),
    ("後", "后"),
    ("the day after tomorrow", "后天"),
    ("the day before yesterday", "前天"),
    ("in half an hour", "in 30 minutes"),
    ("in an hour", "in 1 hour"),
)

_WORDS = {
    "大前天": -3,
    "前天": -2,
    "yesterday": -1,
    "昨天": -1,
    "昨日": -1,
    "today": 0,
    "今天": 0,
    "今日": 0,
    "tomorrow": 1,
    "明天": 1,
    "明日": 1,
    "大后天": 3,
    "后天": 2,
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKS = {"上上": -2, "上": -1, "last": -1, "本": 0, "这": 0, "this": 0, "下": 1, "next": 1, "下下": 2}
_EARLY = ("凌晨", "清晨", "早上", "早晨", "上午", "早", "morning")
_LATE = ("晚上", "夜里", "晚", "evening", "night")
_NOONISH = ("中午",)
_AFTER = ("下午", "傍晚", "afternoon")

_UNIT = r"(?P<unit>小时|分钟|分|天|日|周|hours?|minutes?|mins?|days?|weeks?|[dhmw])"
_AMOUNT = r"(?P<amount>\d{1,5}(?:\.\d)?|半)(?:个)?(?P<half>半)?"
_AWAY = re.compile(
    rf"(?:\+ ?(?P<plus>\d{{1,5}})(?P<letter>[dhmw])|(?P<in>in )?{_AMOUNT} ?{_UNIT} ?(?P<way>以后|之后|后|以前|之前|前|ago)?)",
    re.A,
)
_PLUS_DAYS = re.compile(r"\+ ?\d+[dw]", re.A)
_CLOCK = re.compile(
    rf"(?:(?P<period>{'|'.join((*_EARLY, *_NOONISH, *_AFTER, *_LATE))}) ?)?(?:at )?(?P<hour>\d{{1,2}})"
    r"(?::(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?: ?(?P<half_day>[ap])\.?m\.?)?"
    r"| ?(?P<only_half_day>[ap])\.?m\.?"
    r"| ?[点时](?:钟|整)?(?:(?P<part>半|一刻|三刻)|(?P<cn_minute>\d{1,2})分?)?)",
    re.A,
)
_DAY_FORMS = (
    r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})-(?P<day>\d{1,2})|/(?P<month2>\d{1,2})/(?P<day2>\d{1,2})"
    r"|\.(?P<month3>\d{1,2})\.(?P<day3>\d{1,2})|年 ?(?P<month4>\d{1,2})月 ?(?P<day4>\d{1,2}))(?:[日号]|(?!\d))",
    r"(?P<month>\d{1,2})(?:[-/](?P<day>\d{1,2})(?![\d/-])|月 ?(?P<day2>\d{1,2})(?:[日号]|(?![\d/-])))",
    r"(?P<day>\d{1,2})[日号]",
    rf"(?P<word>{'|'.join(_WORDS)})",
    r"(?P<week>上上|上|本|这|下下|下)?个?周(?P<cn_weekday>[一二三四五六日天])",
    rf"(?:(?P<week>last|this|next) )?(?P<weekday>{'|'.join(_WEEKDAYS)})(?:[a-z]*day)?\b",
    rf"(?:(?P<day>\d{{1,2}}) (?P<name>{'|'.join(_MONTHS)})[a-z]*|(?P<name2>{'|'.join(_MONTHS)})[a-z]* (?P<day2>\d{{1,2}}))"
    r"(?:,? (?P<year>\d{4}))?(?![\d:])",
)
_DAYS = tuple(re.compile(form, re.A) for form in _DAY_FORMS)


def _normal(text: str) -> str:
    """Full-width characters made plain, Chinese short forms written out, small numerals as digits, single blanks."""
    found = " ".join(unicodedata.normalize("NFKC", text).lower().split())
    for short, long in _SHORT_FORMS:
        found = found.replace(short, long)
    return _NUMERAL.sub(_digits, found)


def _digits(found: re.Match[str]) -> str:
    tens, ten, ones = found.groups()
    if not ten:
        return f"{tens}{ones}" and "".join(str(_NUMERALS[sign]) for sign in f"{tens}{ones}")
    return str(10 * _NUMERALS.get(tens, 1) + _NUMERALS.get(ones, 0))


def _read(typed: str, asked: _Asked) -> Typed | None:
    """The time that the whole of `typed` names: a distance from now, a day, a time of day, or both in either order."""
    if typed in ("now", "现在"):
        return Typed(asked.now, clock=True, plain=False)
    if (found := _AWAY.match(typed)) and (away := _away(found, typed[found.end() :], asked)):
        return away
    if found := _CLOCK.fullmatch(typed):
        return _at(_Day(asked.today, plain=True), found, asked)
    for reader in _DAYS:
        if not (found := reader.search(typed)):
            continue
        before, after = typed[: found.start()].strip(), typed[found.end() :].strip(" ,")
        if before and after:
            continue
        rest = (before or after).removesuffix(" on")
        if not rest:
            midnight = make_moment(_day(found, asked), 0, 0, 0, asked.zone)
            return Typed(midnight, clock=False, plain=_plain(found, midnight.date(), asked))
        if clock := _CLOCK.fullmatch(rest):
            day = _day(found, asked)
            return _at(_Day(day, _plain(found, day, asked)), clock, asked)
    return None


def _plain(found: re.Match[str], day: date, asked: _Asked) -> bool:
    return found.re is _DAYS[0] or (found.re is _DAYS[1] and day.year == asked.today.year)


_SECONDS = {
    "h": 3600,
    "小": 3600,
    "m": 60,
    "分": 60,
    "d": 86400,
    "天": 86400,
    "日": 86400,
    "w": 604800,
    "周": 604800,
}


def _away(found: re.Match[str], rest: str, asked: _Asked) -> Typed | None:
    """A distance from now: +2d, 2小时后, in 3 days, 10分钟前; days and weeks may have a time of day behind them."""
    if not (found["plus"] or found["in"] or found["way"]):
        return None
    unit = (found["letter"] or found["unit"])[0]
    amount = 0.5 if found["amount"] == "半" else float(found["plus"] or found["amount"])
    step = timedelta(seconds=_SECONDS[unit] * (amount + (0.5 if found["half"] else 0)))
    if found["way"] in ("以前", "之前", "前", "ago"):
        step = -step
    by_day = _SECONDS[unit] >= _SECONDS["d"]
    at = later(asked.now, step, asked.zone, by_clock=by_day)
    if not rest.strip():
        return Typed(at, clock=bool(found["plus"]) or not by_day, plain=bool(found["plus"]))
    clock = _CLOCK.fullmatch(rest.strip())
    return _at(_Day(at.date()), clock, asked) if clock and by_day else None


def _at(day: _Day, found: re.Match[str], asked: _Asked) -> Typed:
    parts = found.groupdict()
    minute = {"半": 30, "一刻": 15, "三刻": 45}.get(
        parts["part"] or "", int(parts["minute"] or parts["cn_minute"] or 0)
    )
    half_day = parts["half_day"] or parts["only_half_day"]
    hour = _hour(int(parts["hour"]), f"{half_day}m" if half_day else parts["period"])
    plain = day.plain and not half_day and not parts["period"]
    return Typed(
        make_moment(day.day, hour, minute, int(parts["second"] or 0), asked.zone), clock=True, plain=plain
    )


def _hour(hour: int, period: str | None) -> int:
    """The hour of the day; 25 where the hour does not belong to its part of the day, which no clock shows."""
    if period is None:
        return hour
    if period in ("am", "pm"):
        return hour % 12 + (12 if period == "pm" else 0) if 1 <= hour <= 12 else 25
    if period in _EARLY:
        return hour if hour < 12 else 25
    if period in _NOONISH:
        return {11: 11, 12: 12, 1: 13, 2: 14}.get(hour, 25)
    first = 1 if period in _AFTER else 5
    if first <= hour <= 11:
        return hour + 12
    return hour if (hour == 12 and period in _AFTER) or 12 + first <= hour <= 23 else 25


def _day(found: re.Match[str], asked: _Asked) -> date:
    """The day that one of the forms names."""
    parts = {name.rstrip("234"): value for name, value in found.groupdict().items() if value is not None}
    if "word" in parts:
        return asked.today + timedelta(days=_WORDS[parts["word"]])
    if "weekday" in parts or "cn_weekday" in parts:
        return _weekday(parts, asked)
    if "name" in parts:
        parts["month"] = str(_MONTHS.index(parts["name"]) + 1)
    if "year" in parts:
        return make_date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    if "month" in parts:
        return _of_year(int(parts["month"]), int(parts["day"]), asked)
    return _of_month(int(parts["day"]), asked)


def _weekday(parts: dict[str, str], asked: _Asked) -> date:
    wanted = "一二三四五六日天".find(parts.get("cn_weekday", "?"))
    wanted = min(wanted, 6) if wanted >= 0 else _WEEKDAYS.index(parts["weekday"])
    monday = asked.today - timedelta(days=asked.today.weekday())
    named = monday + timedelta(days=wanted, weeks=_WEEKS.get(parts.get("week", ""), 0))
    if "week" not in parts and named != asked.today and (named > asked.today) != asked.future:
        named += timedelta(weeks=1 if asked.future else -1)
    return named


def _of_year(month: int, day: int, asked: _Asked) -> date:
    """That day of the current year; of the next one or the last one where it would lie more than half a year away."""
    named = make_date(asked.today.year, month, day)
    distance = (named - asked.today).days
    if asked.future and distance < -183:
        return make_date(named.year + 1, month, day)
    if not asked.future and distance > 183:
        return make_date(named.year - 1, month, day)
    return named


def _of_month(day: int, asked: _Asked) -> date:
    """That day of this month; of the next one, or of the last one, where it must lie on the other side of today."""
    year, month = asked.today.year, asked.today.month
    if asked.future and day < asked.today.day:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    elif not asked.future and day > asked.today.day:
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return make_date(year, month, day)


def _nearest(typed: str, asked: _Asked) -> str | None:
    """What was probably meant: `typed` without a common slip, else the first day and time of day somewhere in it."""
    for meant in _without_slips(typed):
        try:
            found = _read(meant, asked)
        except (ValueError, OverflowError):
            continue
        if found is not None:
            return f"{found.at:%Y-%m-%d %H:%M}" if found.clock else f"{found.at:%Y-%m-%d}"
    day = next((hit for form in _DAYS if (hit := form.search(typed))), None)
    rest = typed if day is None else f"{typed[: day.start()]} {typed[day.end() :]}"
    clock = _CLOCK.search(rest)
    try:
        if clock is None:
            return None if day is None else f"{_day(day, asked):%Y-%m-%d}"
        if day is None and re.search("[一-鿿]", rest[: clock.start()] + rest[clock.end() :]):
            return None  # what is left over names a day that nobody could read
        named = _Day(asked.today if day is None else _day(day, asked))
        return f"{_at(named, clock, asked).at:%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError):
        return None


_SLIPS = (
    # 15.00, 15;00, 1500 for 15:00, a bare hour behind a day, 24:00 for the end of the day
    (re.compile(r"(?<![\d.])(\d{1,2})[.;,](\d{2})$"), r"\1:\2"),
    (re.compile(r"(?<![\d.])([01]?\d|2[0-3])([0-5]\d)$"), r"\1:\2"),
    (re.compile(r"(?<=[\d日号天] )(\d{1,2})$"), r"\1:00"),
    (re.compile(r"\b24:00$"), "23:59"),
    # 6.12 for a day, an hour that does not belong to its part of the day, words for times
    (re.compile(r"^(\d{1,2})\.(\d{1,2})(?= )"), r"\1-\2"),
    (re.compile(rf"(?:{'|'.join((*_EARLY, *_NOONISH, *_AFTER, *_LATE))})(?=\d)"), ""),
    (re.compile(r"\btonight\b"), "today"),
    (re.compile(r"\b(?:noon|midday)\b|中午$"), "12:00"),
    (re.compile(r"\bnext week\b"), "next monday"),
    (re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})"), r"\3-\1-\2"),
    # a day that the month does not have
    (re.compile(r"(?<=[-/月])(?:29|30|31)(?!\d)"), "28"),
    (re.compile(r"(?<=[-/月])31(?!\d)"), "30"),
    (re.compile(r"(?<=[-/月])30(?!\d)"), "29"),
)
_KNOWN_WORDS = (
    *(
        "today",
        "tomorrow",
        "yesterday",
        "tonight",
        "noon",
        "midday",
        "next",
        "last",
        "this",
        "week",
        "weeks",
        "days",
        "hours",
    ),
    *(
        "morning",
        "afternoon",
        "evening",
        "night",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ),
)


def _without_slips(typed: str) -> Iterator[str]:
    """Ways in which `typed` may have been meant, the one with the smallest change first."""
    spelt = re.sub(r"[a-z]{5,}", _spelt, typed)
    if spelt != typed:
        yield spelt
    for slip, right in reversed(_SLIPS):
        meant = slip.sub(right, spelt)
        if meant != spelt:
            yield meant


def _spelt(word: re.Match[str]) -> str:
    from repaircli.platform.near import nearest

    return next(iter(nearest(word[0], _KNOWN_WORDS, most=1)), word[0])
