"""Every setting of the policy: numbers and readings with clause, default and bounds; an edition or a day may have others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, TypeVar, cast

from repaircli.platform.text import N_, Msg, command_line, msg

T = TypeVar("T")
Value = int | bool | str | timedelta | date
"""What a setting may be: a count, yes or no, a named reading, a length of time, a day."""

_UNREACHABLE = ("unreachable", "unreachable_early")
_RESCHEDULE = ("reschedule_rereport", "reschedule_short")


class Setting(NamedTuple):
    """One setting: the name under which it is typed, what it means, its clause, and what it may be.

    `field` is its field in `Limits`. `reading` is the ambiguity of the requirements that it settles. `least` and `most`
    are included. `choices` are named readings with what each means. `rows` are the reasons and gates of the cancel rule
    that look at it.
    """

    key: str
    title: str
    clause: str
    reading: str
    default: Value
    least: Value | None
    most: Value | None
    choices: Mapping[str, str]
    rows: tuple[str, ...]
    field: str = ""


def _setting(
    default: T,
    key: str,
    title: str,
    clause: str,
    reading: str = "",
    *,
    least: T | None = None,
    most: T | None = None,
    choices: Mapping[str, str] | None = None,
    rows: tuple[str, ...] = (),
) -> T:
    """A field of `Limits`, described once for the command line, the rules as data and the documents."""
    told = Setting(key, title, clause, reading, cast("Value", default), least, most, choices or {}, rows)  # type: ignore[arg-type]
    made: T = field(default=default, metadata={"setting": told})
    return made


def _length(*, days: int = 0, hours: int = 0, minutes: int = 0, seconds: int = 0) -> timedelta:
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


_NO_TIME, _ONE_DAY, _ONE_WEEK = timedelta(0), timedelta(days=1), timedelta(days=7)
_FIRST_DAY, _LAST_DAY = date(1990, 1, 1), date(2099, 12, 31)


@dataclass(frozen=True)
class Limits:
    """The numbers and readings of the policy (requirements A8 and part 2). Durations are clock time unless the title says working time."""

    contact: timedelta = _setting(
        timedelta(hours=4),
        "contact.sla_hours",
        N_("time from T1 to the first contact, at most; clock hours"),
        "001-1.5.2",
        "A-06",
        least=_length(minutes=1),
        most=_ONE_WEEK,
    )
    unreachable_gap: timedelta = _setting(
        timedelta(hours=3, minutes=30),
        "unreachable.min_gap",
        N_("time from T1 to T2 before the special T31 may be written, at least"),
        "001-1.5.2",
        "A-06",
        least=_NO_TIME,
        most=_ONE_WEEK,
        rows=_UNREACHABLE,
    )
    daily_calls: int = _setting(
        6,
        "unreachable.daily_calls",
        N_("calls a day to a customer who cannot be reached, at least"),
        "001-1.5.2",
        least=0,
        most=50,
        rows=_UNREACHABLE,
    )
    call_days: int = _setting(
        3,
        "unreachable.call_days",
        N_("working days on which those calls are made, at least"),
        "001-1.5.2",
        "A-07",
        least=0,
        most=60,
        rows=_UNREACHABLE,
    )
    unreachable_day0: Literal["excluded", "included"] = _setting(
        "excluded",
        "unreachable.day0",
        N_("whether the day on which the clock starts counts as a day of calls"),
        "001-1.5.2",
        "A-07",
        choices={
            "excluded": N_("calls count from the working day after it"),
            "included": N_("a working day on which the clock starts counts too"),
        },
        rows=_UNREACHABLE,
    )
    late_calls: int = _setting(
        0,
        "unreachable.late_calls",
        N_("calls on each other working day until the cancel; 0 only notes a day without calls"),
        "001-1.5.2",
        "A-11",
        least=0,
        most=50,
        rows=_UNREACHABLE,
    )
    unreachable_days: int = _setting(
        5,
        "unreachable.cancel_days",
        N_("days that must be complete before the cancel"),
        "001-3.5.2",
        "A-08",
        least=1,
        most=60,
        rows=_UNREACHABLE,
    )
    unreachable_days_are_working: bool = _setting(
        True,
        "unreachable.working_days",
        N_("whether these are working days"),
        "001-1.5.2",
        "A-08",
        rows=_UNREACHABLE,
    )
    unreachable_from: Literal["sentinel", "t1", "first_call"] = _setting(
        "sentinel",
        "unreachable.from",
        N_("start of the clock for a customer who was never reached"),
        "001-1.5.2",
        "A-08",
        choices={
            "sentinel": N_("at T2 of the special T31"),
            "t1": N_("at T1, once the special T31 is written"),
            "first_call": N_("at the first failed call, once the special T31 is written"),
        },
        rows=_UNREACHABLE,
    )
    unreachable_day_ends: Literal["close", "midnight"] = _setting(
        "close",
        "unreachable.day_ends",
        N_("when a working day is complete"),
        "001-3.5.2",
        "A-08",
        choices={
            "close": N_("at the close of business"),
            "midnight": N_("when the calendar day is over"),
        },
        rows=_UNREACHABLE,
    )
    reschedule_days: int = _setting(
        15,
        "reschedule.min_days",
        N_("calendar days by which the customer must postpone the visit, at least"),
        "001-3.5.2",
        "A-10",
        least=0,
        most=365,
        rows=_RESCHEDULE,
    )
    reschedule_from: Literal["asked", "promise"] = _setting(
        "asked",
        "reschedule.from",
        N_("the day from which the days to the customer's new date count"),
        "001-3.5.2",
        "A-10",
        choices={
            "asked": N_("the day on which the customer asked"),
            "promise": N_("the promised day that is moved; without one the day on which the customer asked"),
        },
        rows=_RESCHEDULE,
    )
    barred_by: Literal["any_fact", "finished_work", "phone_only"] = _setting(
        "any_fact",
        "customer.barred_by",
        N_("close facts that prevent a cancel by the customer"),
        "001-3.6.3",
        "A-18",
        choices={
            "any_fact": N_("every close fact"),
            "finished_work": N_("finished work: a signature, or a close fact that is more than a finding"),
            "phone_only": N_("only a solution by phone"),
        },
        rows=("G8",),
    )
    slots: int = _setting(
        3, "t3.slots", N_("times that T3 can be written; T31 to T33"), "001-1.3.6", "A-12", least=1, most=3
    )
    sentinel_unreachable: date = _setting(
        date(2010, 1, 1),
        "sentinel.unreachable",
        N_("the day written into T31 for an unreachable customer"),
        "001-1.5.2",
        "A-03",
        least=_FIRST_DAY,
        most=_LAST_DAY,
    )
    sentinel_phone: date = _setting(
        date(2010, 1, 1),
        "sentinel.phone",
        N_("the day written into T3 for a phone solution; its year is missing in the document"),
        "001-1.5.3",
        "A-03",
        least=_FIRST_DAY,
        most=_LAST_DAY,
    )
    on_the_spot: timedelta = _setting(
        timedelta(minutes=30),
        "t3.pickup_gap",
        N_("time between T2 and T31 of a repair on the spot before it is warned of; proposed"),
        "001-2.5.4",
        least=_NO_TIME,
        most=_ONE_DAY,
    )
    repeat: timedelta = _setting(
        timedelta(seconds=60),
        "t3.repeat",
        N_("time in which the same write-back again is a repeated click"),
        "001-6.1.2",
        "A-68",
        least=_NO_TIME,
        most=_length(hours=1),
    )
    undo: timedelta = _setting(
        timedelta(minutes=15),
        "t3.undo",
        N_("time in which the writer of a T3 may take it back"),
        "own-4",
        least=_NO_TIME,
        most=_length(hours=4),
    )
    at_once: timedelta = _setting(
        timedelta(minutes=30),
        "order.at_once",
        N_("time to generate a reported order, and to promise a call for a machine that stays; proposed"),
        "001-2.5.5",
        least=_length(minutes=1),
        most=_ONE_DAY,
    )
    prompt_days: int = _setting(
        1,
        "order.prompt_days",
        N_("number of working days that counts as promptly; proposed"),
        "001-1.5.8",
        least=1,
        most=30,
    )
    decision_days: int = _setting(
        1,
        "region.decision_days",
        N_("working days in which the region decides a request or statement; proposed"),
        "001-3.6.2",
        "A-25",
        least=1,
        most=30,
    )
    special_notify: timedelta = _setting(
        timedelta(hours=4),
        "special.notify",
        N_("working time to report a special user, at most; the document says half a working day"),
        "001-4.5.2",
        "A-36",
        least=_length(minutes=1),
        most=_length(hours=80),
    )
    special_from: Literal["t1", "download"] = _setting(
        "t1",
        "special.from",
        N_("when the time to report a special user starts"),
        "001-4.5.2",
        "A-36",
        choices={
            "t1": N_("at T1"),
            "download": N_("at the download"),
        },
    )
    pending_units: int = _setting(
        5,
        "multi.pending",
        N_("machines reported at once with the same fault that become a pending ticket"),
        "001-6.8.2",
        least=2,
        most=1000,
    )
    real_time_volume: int = _setting(
        100,
        "poll.volume",
        N_("orders a month from which a station must be online in real time"),
        "001-6.2.1",
        "A-35",
        least=0,
        most=100_000,
    )
    poll_at_volume: Literal["real_time", "four_times"] = _setting(
        "real_time",
        "poll.at_volume",
        N_("duty of a station with exactly that many orders"),
        "001-6.2.1",
        "A-35",
        choices={
            "real_time": N_("it must be online in real time"),
            "four_times": N_("it checks for new orders as often as the other stations"),
        },
    )
    poll_month: Literal["previous", "current"] = _setting(
        "previous",
        "poll.month",
        N_("the month whose orders count"),
        "001-6.2.1",
        "A-35",
        choices={
            "previous": N_("the calendar month before"),
            "current": N_("the calendar month itself"),
        },
    )
    daily_polls: int = _setting(
        4,
        "poll.times",
        N_("times a day that the other stations check for new orders, at least"),
        "001-6.2.1",
        least=0,
        most=100,
    )
    poll_gap: timedelta = _setting(
        timedelta(hours=2),
        "poll.gap",
        N_("longest time between two checks for new orders on a day"),
        "001-6.2.1",
        least=_length(minutes=1),
        most=_ONE_DAY,
    )
    download_wait: timedelta = _setting(
        timedelta(minutes=15),
        "poll.wait",
        N_(
            "longest time that an order may wait for the download by a station that must be online in real time; proposed"
        ),
        "001-6.2.1",
        "A-35",
        least=_length(minutes=1),
        most=_ONE_DAY,
    )
    same_poll: timedelta = _setting(
        timedelta(minutes=5),
        "poll.same",
        N_("checks closer together than this count as one; proposed"),
        "001-6.2.1",
        least=_NO_TIME,
        most=_length(hours=1),
    )
    short_event: int = _setting(
        1,
        "capacity.short_event",
        N_("days of a sudden event that is applied for ahead, at most"),
        "001-5.6.2",
        least=1,
        most=30,
    )
    lead_days: int = _setting(
        1,
        "capacity.lead",
        N_("working days by which such an event is applied for ahead, at least"),
        "001-5.6.2",
        "A-34",
        least=1,
        most=30,
    )
    cause_form: Literal["cause", "areas"] = _setting(
        "cause",
        "cause.form",
        N_("when a change of capacity needs form 3"),
        "001-5.5.1",
        "A-33",
        choices={
            "cause": N_("its cause: holiday, sudden event, quality"),
            "areas": N_("whether areas change with it; capacity alone is the region's own"),
        },
    )
    query_days: int = _setting(
        3,
        "query.max_days",
        N_("days that a query by time should span, at most"),
        "001-6.1.4",
        least=1,
        most=366,
    )

    @property
    def asks_for_calls(self) -> bool:
        """Whether a customer who cannot be reached must be called on some day."""
        return bool((self.daily_calls and self.call_days) or self.late_calls)


LIMITS = Limits()


def _described() -> Mapping[str, Setting]:
    found = (f.metadata["setting"]._replace(field=f.name) for f in fields(Limits))
    return MappingProxyType({setting.key: setting for setting in found})


SETTINGS = _described()
"""Every setting by the name under which it is typed, in the order of the policy."""

EDITION = "edition"
"""The name under which the edition in force is kept beside the settings."""

_LENGTH = re.compile(r"(?:(\d{1,4})d)?(?:(\d{1,5})h)?(?:(\d{1,6})m)?(?:(\d{1,7})s)?")
_YES_NO = {"yes": True, "true": True, "是": True, "no": False, "false": False, "否": False}


class BadLimit(ValueError):
    """`text` says what is wrong with a setting that a person gave, `hint` where to look."""

    def __init__(self, text: Msg, hint: Msg) -> None:
        super().__init__(str(text))
        self.text = text
        self.hint = hint


def setting(key: str) -> Setting:
    """The setting of that name. Raises BadLimit, whose hint names the nearest ones."""
    found = SETTINGS.get(key)
    if found is None:
        from repaircli.platform.near import nearest

        near = nearest(key, SETTINGS)
        hint = msg("did you mean {near}?", near=near) if near else command_line("rules limit list")
        raise BadLimit(msg("no such setting: {key}", key=key), hint)
    return found


def parsed(key: str, text: str) -> Value:
    """The value that `text` names for the setting `key`. Raises BadLimit for an unknown setting or value."""
    known = setting(key)
    value = _read(known, unicodedata.normalize("NFKC", text).strip().lower())
    if value is None or not _within(known, value):
        wrong = msg("{key}: expected {expected}, got {text}", key=key, expected=expected(known), text=text)
        raise BadLimit(wrong, command_line("rules show", "{key}", key=key))
    return value


def _read(known: Setting, said: str) -> Value | None:
    """What `said` means for the setting; None where it is not of its kind."""
    if known.choices:
        return said if said in known.choices else None
    match known.default:
        case bool():
            return _YES_NO.get(said)
        case int():
            return int(said) if said.isascii() and said.isdigit() and len(said) < 7 else None
        case date():
            try:
                return date.fromisoformat(said)
            except ValueError:
                return None
    found = _LENGTH.fullmatch(said) if said else None
    if found is None:
        return None
    days, hours, minutes, seconds = (int(n or 0) for n in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def _within(known: Setting, value: Value) -> bool:
    if known.least is None or known.most is None:
        return True
    bounds: Any = (known.least, known.most)  # of the kind of `value`, as `_setting` has them
    return bool(bounds[0] <= value <= bounds[1])


def expected(known: Setting) -> Msg:
    """What may stand for the setting, in words."""
    if known.choices:
        return msg("one of {choices}", choices=tuple(known.choices))
    match known.default:
        case bool():
            return msg("yes or no")
        case int():
            return msg("a whole number from {least} to {most}", least=known.least, most=known.most)
        case date():
            text = N_("a day such as 2010-01-01, from {least} to {most}")
        case _:
            text = N_("a length of time such as 3h30m, from {least} to {most}")
    return Msg(text, {"least": typed(known.least), "most": typed(known.most)})


def typed(value: Value | None) -> str:
    """A value as a person types it: 15, yes, 3h30m, 2010-01-01, asked."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, timedelta):
        return _length_text(value)
    return str(value)


def length(value: timedelta) -> Msg:
    """A length of time in a sentence: 4 h, 3 h 30 min, 45 min."""
    hours, minutes = divmod(round(value.total_seconds() / 60), 60)
    if hours and minutes:
        return msg("{h} h {m} min", h=hours, m=minutes)
    return msg("{h} h", h=hours) if hours else msg("{m} min", m=minutes)


def _length_text(value: timedelta) -> str:
    seconds = int(value.total_seconds())
    parts = (
        (seconds // 86400, "d"),
        (seconds // 3600 % 24, "h"),
        (seconds // 60 % 60, "m"),
        (seconds % 60, "s"),
    )
    return "".join(f"{n}{unit}" for n, unit in parts if n) or "0h"


def as_json(value: Value) -> int | bool | str:
    """A value as JSON has it: a count and yes or no as such, everything else as it is typed."""
    return value if isinstance(value, int) else typed(value)
