"""Now, the zone, and the times that files and other systems write; `typed_times` reads what people type."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from repaircli.platform.errors import UsageProblem
from repaircli.platform.text import Msg, msg

DEFAULT_ZONE = "Asia/Shanghai"

_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d{1,9})?)?"
_OFFSET = r"(?: ?(?P<offset>Z|[+-]\d{2}(?::?\d{2})?))?"
_ISO = re.compile(
    rf"(?P<year>\d{{4}})-(?P<month>\d{{2}})-(?P<day>\d{{2}})(?:[T ]{_CLOCK}{_OFFSET})?", re.A | re.I
)
_CELL = re.compile(
    rf"(?P<year>\d{{4}})(?:/(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})"
    rf"|-(?P<month2>\d{{1,2}})-(?P<day2>\d{{1,2}})|年(?P<month3>\d{{1,2}})月(?P<day3>\d{{1,2}})日)(?:[T ]?{_CLOCK}{_OFFSET})?",
    re.A | re.I,
)

_EXPORTED = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[+-][01]\d:[0-5]\d)?", re.A)
"""A time as an export writes it, which is read many thousand times."""


def zone(name: str | None = None) -> ZoneInfo:
    """The zone of that IANA name, the default where there is none. Raises UsageProblem for an unknown name."""
    try:
        return ZoneInfo(name or DEFAULT_ZONE)
    except (KeyError, ValueError, OSError) as error:
        raise UsageProblem(
            msg("no such time zone: {name}", name=str(name)), hint=msg("a name such as Asia/Shanghai")
        ) from error


def now(override: str | None, zone: ZoneInfo) -> datetime:
    """This moment in `zone`, cut to whole seconds; `override` (REPAIRCLI_NOW) is an ISO time that stands for it.

    Raises UsageProblem when `override` is no ISO time.
    """
    if not override:
        return datetime.now(zone).replace(microsecond=0)
    try:
        return parse_iso(override, zone)
    except ValueError as error:
        raise UsageProblem(
            msg("REPAIRCLI_NOW is not a time: {text}", text=override),
            hint=msg("an ISO time such as 2026-06-04T10:00:00+08:00"),
        ) from error


def iso_moment(typed: str, zone: ZoneInfo) -> datetime | None:
    """The moment of an ISO 8601 time, with or without an offset; None for any other text. Raises ValueError."""
    found = _ISO.fullmatch(typed)
    return found and _moment(found, int(found["year"]), int(found["month"]), int(found["day"]), zone)


def parse_iso(text: str, zone: ZoneInfo) -> datetime:
    """An ISO 8601 time in `zone`, without words or anything relative. Raises ValueError with a Msg."""
    if found := _ISO.fullmatch(_normal(text)):
        return _moment(found, int(found["year"]), int(found["month"]), int(found["day"]), zone)
    raise unread(_EXPECTED_CELL)


def parse_cell(text: str, zone: ZoneInfo) -> datetime:
    """A time as a spreadsheet or another system writes it: ISO, `2026/6/4 9:05`, `2026年6月4日 9:05`.

    Raises ValueError with a Msg.
    """
    if _EXPORTED.fullmatch(text):
        with suppress(ValueError, OverflowError):  # what is wrong with it is found out below
            moment = datetime.fromisoformat(text)
            return moment.astimezone(zone) if moment.tzinfo else in_zone(moment, zone)
    if found := _CELL.fullmatch(_normal(text)):
        return _moment(found, *_cell_day(found), zone)
    raise unread(_EXPECTED_CELL)


def parse_cell_day(text: str) -> date:
    """A day as a spreadsheet writes it; a midnight behind it is let pass. Raises ValueError with a Msg."""
    found = _CELL.fullmatch(_normal(text))
    if (
        found
        and not found["offset"]
        and not any(int(found[part] or 0) for part in ("hour", "minute", "second"))
    ):
        return make_date(*_cell_day(found))
    raise unread(_EXPECTED_CELL_DAY)


_EXPECTED_CELL = msg("expected a time such as 2026-06-04 10:00 or 2026/6/4 10:00")
_EXPECTED_CELL_DAY = msg("expected a day such as 2026-06-04 or 2026/6/4")
_NO_SUCH_DAY = msg("this day does not exist")
_NO_SUCH_CLOCK = msg("this time of day does not exist")
_SKIPPED = msg("this time does not exist in the configured zone: the clock is put forward over it")


def unread(expected: Msg) -> ValueError:
    """The error of a text that is no time, with what was expected or what is wrong with it."""
    return ValueError(expected)


def _normal(text: str) -> str:
    # NFKC folds full-width digits, colons and spaces; the regular expressions then take ASCII digits only.
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _cell_day(found: re.Match[str]) -> tuple[int, int, int]:
    month = found["month"] or found["month2"] or found["month3"]
    day = found["day"] or found["day2"] or found["day3"]
    return int(found["year"]), int(month), int(day)


def make_date(year: int, month: int, day: int) -> date:
    """That day. Raises ValueError with a Msg when there is none."""
    try:
        return date(year, month, day)
    except ValueError:
        raise unread(_NO_SUCH_DAY) from None


def make_moment(day: date, hour: int, minute: int, second: int, zone: ZoneInfo) -> datetime:
    """That time of day in `zone`. Raises ValueError with the reason for a time that no clock shows there."""
    try:
        return in_zone(datetime(day.year, day.month, day.day, hour, minute, second), zone)
    except OverflowError:
        raise unread(_NO_SUCH_DAY) from None
    except ValueError as error:
        raise error if isinstance(error.args[0], Msg) else unread(_NO_SUCH_CLOCK) from None


def _moment(found: re.Match[str], year: int, month: int, day: int, zone: ZoneInfo) -> datetime:
    named = make_date(year, month, day)
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    if not (offset := found["offset"]):
        return make_moment(named, hour, minute, second, zone)
    try:
        local = datetime(year, month, day, hour, minute, second)
        return datetime.fromisoformat(f"{local.isoformat()}{offset.upper()}").astimezone(zone)
    except OverflowError:
        raise unread(_NO_SUCH_DAY) from None
    except ValueError:
        raise unread(_NO_SUCH_CLOCK) from None


def in_zone(local: datetime, zone: ZoneInfo) -> datetime:
    """`local` as a time of `zone`. Raises ValueError with a Msg when the clock is put forward over it."""
    moment = local.replace(tzinfo=zone)
    if moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0) != local:
        raise unread(_SKIPPED)
    return moment


def later(local: datetime, step: timedelta, zone: ZoneInfo, *, by_clock: bool) -> datetime:
    """`step` after `local`: `by_clock` keeps the time of day over a change of the clock. Raises OverflowError."""
    if by_clock:
        return in_zone((local + step).replace(tzinfo=None, fold=0), zone)
    return (local.astimezone(UTC) + step).astimezone(zone)
