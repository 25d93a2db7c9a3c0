"""Now, the zone, and a strict parser of the times a person types."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from repaircli.platform.errors import UsageProblem
from repaircli.platform.text import Msg, msg

DEFAULT_ZONE = "Asia/Shanghai"

_WORDS = {
    "yesterday": -1,
    "昨天": -1,
    "today": 0,
    "今天": 0,
    "tomorrow": 1,
    "明天": 1,
    "后天": 2,
}
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}

_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d{1,9})?)?"
_OFFSET = r"(?: ?(?P<offset>Z|[+-]\d{2}(?::?\d{2})?))?"
_ISO = re.compile(
    rf"(?P<year>\d{{4}})-(?P<month>\d{{2}})-(?P<day>\d{{2}})(?:[T ]{_CLOCK}{_OFFSET})?", re.A | re.I
)
_SHORT = re.compile(rf"(?P<month>\d{{2}})-(?P<day>\d{{2}})(?: {_CLOCK})?", re.A)
_WORD = re.compile(rf"(?P<word>{'|'.join(_WORDS)})(?: ?{_CLOCK})?", re.A | re.I)
_TIME = re.compile(_CLOCK, re.A)
_RELATIVE = re.compile(r"\+(?P<amount>\d{1,5})(?P<unit>[dhm])", re.A)
_CELL = re.compile(
    rf"(?P<year>\d{{4}})(?:/(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})"
    rf"|-(?P<month2>\d{{1,2}})-(?P<day2>\d{{1,2}})|年(?P<month3>\d{{1,2}})月(?P<day3>\d{{1,2}})日)(?:[T ]?{_CLOCK}{_OFFSET})?",
    re.A | re.I,
)


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


def parse(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """The moment a person typed, in `zone`; a day without a clock time is its midnight.

    Read are ISO 8601 with or without an offset, `06-04 10:00` (of the current year), `10:00` (of today), today,
    tomorrow and their Chinese words with an optional clock time, and `+2d`, `+3h`, `+30m` from `now`. Full-width digits
    count as digits.
    Raises ValueError whose only argument is the Msg that says what was expected.
    """
    typed, local = _normal(text), now.astimezone(zone)
    if found := _ISO.fullmatch(typed):
        return _moment(found, int(found["year"]), int(found["month"]), int(found["day"]), zone)
    if found := _SHORT.fullmatch(typed):
        return _moment(found, local.year, int(found["month"]), int(found["day"]), zone)
    if found := _WORD.fullmatch(typed):
        day = _shift(local.date(), _WORDS[found["word"].lower()])
        return _moment(found, day.year, day.month, day.day, zone)
    if found := _TIME.fullmatch(typed):
        return _moment(found, local.year, local.month, local.day, zone)
    if found := _RELATIVE.fullmatch(typed):
        step = timedelta(**{_UNITS[found["unit"]]: int(found["amount"])})
        try:
            return _later(local, step, zone, by_clock=found["unit"] == "d")
        except OverflowError:
            raise _unread(_EXPECTED_TIME) from None
    raise _unread(_EXPECTED_TIME)


def parse_day(text: str, now: datetime, zone: ZoneInfo) -> date:
    """The day a person typed: `2026-06-04`, `06-04` (of the current year), today, tomorrow, `+2d`. No clock time.

    Raises ValueError as `parse` does.
    """
    typed, today = _normal(text), now.astimezone(zone).date()
    found = _ISO.fullmatch(typed) or _SHORT.fullmatch(typed)
    if found and not found["hour"]:
        return _date(int(found.groupdict().get("year") or today.year), int(found["month"]), int(found["day"]))
    if (found := _WORD.fullmatch(typed)) and not found["hour"]:
        return _shift(today, _WORDS[found["word"].lower()])
    if (found := _RELATIVE.fullmatch(typed)) and found["unit"] == "d":
        return _shift(today, int(found["amount"]))
    raise _unread(_EXPECTED_DAY)


def parse_iso(text: str, zone: ZoneInfo) -> datetime:
    """An ISO 8601 time in `zone`, without words or anything relative. Raises ValueError as `parse` does."""
    if found := _ISO.fullmatch(_normal(text)):
        return _moment(found, int(found["year"]), int(found["month"]), int(found["day"]), zone)
    raise _unread(_EXPECTED_CELL)


def parse_cell(text: str, zone: ZoneInfo) -> datetime:
    """A time as a spreadsheet or another system writes it: ISO, `2026/6/4 9:05`, `2026年6月4日 9:05`.

    Raises ValueError as `parse` does.
    """
    if found := _CELL.fullmatch(_normal(text)):
        return _moment(found, *_cell_day(found), zone)
    raise _unread(_EXPECTED_CELL)


def parse_cell_day(text: str) -> date:
    """A day as a spreadsheet writes it; a midnight behind it is let pass. Raises ValueError as `parse` does."""
    found = _CELL.fullmatch(_normal(text))
    if (
        found
        and not found["offset"]
        and not any(int(found[part] or 0) for part in ("hour", "minute", "second"))
    ):
        return _date(*_cell_day(found))
    raise _unread(_EXPECTED_CELL_DAY)


_EXPECTED_TIME = msg(
    "expected 2026-06-04 10:00, 06-04 10:00, 10:00, tomorrow 14:00, 明天 14:00, +2d, +3h or +30m"
)
_EXPECTED_DAY = msg("expected a day such as 2026-06-04, 06-04, tomorrow, 明天 or +2d")
_EXPECTED_CELL = msg("expected a time such as 2026-06-04 10:00 or 2026/6/4 10:00")
_EXPECTED_CELL_DAY = msg("expected a day such as 2026-06-04 or 2026/6/4")
_NO_SUCH_DAY = msg("there is no such day")
_NO_SUCH_CLOCK = msg("there is no such time of day")
_SKIPPED = msg("the clock is put forward over this time in the configured zone")


def _unread(expected: Msg) -> ValueError:
    return ValueError(expected)


def _normal(text: str) -> str:
    # NFKC folds full-width digits, colons and spaces; the regular expressions then take ASCII digits only.
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _cell_day(found: re.Match[str]) -> tuple[int, int, int]:
    month = found["month"] or found["month2"] or found["month3"]
    day = found["day"] or found["day2"] or found["day3"]
    return int(found["year"]), int(month), int(day)


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise _unread(_NO_SUCH_DAY) from None


def _shift(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise _unread(_NO_SUCH_DAY) from None


def _moment(found: re.Match[str], year: int, month: int, day: int, zone: ZoneInfo) -> datetime:
    parts = found.groupdict()
    midnight = datetime(*_date(year, month, day).timetuple()[:3])
    try:
        local = midnight.replace(
            hour=int(parts["hour"] or 0), minute=int(parts["minute"] or 0), second=int(parts["second"] or 0)
        )
    except ValueError:
        raise _unread(_NO_SUCH_CLOCK) from None
    try:
        if offset := parts.get("offset"):
            return datetime.fromisoformat(f"{local.isoformat()}{offset.upper()}").astimezone(zone)
        return _in_zone(local, zone)
    except OverflowError:
        raise _unread(_NO_SUCH_DAY) from None
    except ValueError as error:
        raise error if isinstance(error.args[0], Msg) else _unread(_NO_SUCH_CLOCK) from None


def _in_zone(local: datetime, zone: ZoneInfo) -> datetime:
    moment = local.replace(tzinfo=zone)
    if moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0) != local:
        raise _unread(_SKIPPED)
    return moment


def _later(local: datetime, step: timedelta, zone: ZoneInfo, *, by_clock: bool) -> datetime:
    if by_clock:
        return _in_zone((local + step).replace(tzinfo=None, fold=0), zone)
    return (local.astimezone(UTC) + step).astimezone(zone)
