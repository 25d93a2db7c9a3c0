"""Every number of the policy, with its clause; an edition or a replay may replace it."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import timedelta

from repaircli.platform.text import Msg, msg


@dataclass(frozen=True, slots=True)
class Limits:
    """Named limits (requirements A8). Durations are clock time unless the name says working days."""

    contact: timedelta = timedelta(hours=4)
    """T2 - T1 at most; counted in clock hours (001-1.5.2, A-06)."""
    unreachable_gap: timedelta = timedelta(hours=3, minutes=30)
    """T2 - T1 at least before the special T31 may be written (001-1.5.2)."""
    daily_calls: int = 6
    """Calls a day to a customer who cannot be reached, at least (001-1.5.2)."""
    call_days: int = 3
    """Working days on which those calls must be made (001-1.5.2, A-07)."""
    unreachable_days: int = 5
    """Working days that must be complete before the cancel (001-1.5.2, A-08)."""
    unreachable_days_are_working: bool = True
    """000-5.2 says days, 001-1.5.2 working days."""
    reschedule_days: int = 15
    """Calendar days between the asking and the wished date, at least (001-3.5.2, A-10)."""
    slots: int = 3
    """T31 to T33 (001-1.3.6)."""
    on_the_spot: timedelta = timedelta(minutes=30)
    """T2 and T31 of an on-the-spot repair are close to each other (001-2.5.4; the figure is proposed)."""
    at_once: timedelta = timedelta(minutes=30)
    """Generating a reported order, and promising the owner of a machine that stays a call (001-2.5.1, 001-2.5.5; proposed)."""
    pending_units: int = 5
    """Machines reported at once with the same fault that go to the region as a pending ticket (001-6.8.2)."""
    repeat: timedelta = timedelta(seconds=60)
    """The same write-back within this time is a repeated click (A-68)."""
    decision_days: int = 1
    """Working days that a cancel request may wait for the region, and a special-case statement likewise (A-25)."""
    prompt_days: int = 1
    """Working days that "promptly" is taken for (001-1.5.8, 001-2.5.8; the figure is proposed)."""
    real_time_volume: int = 100
    """Orders a month from which a station is on line in real time; the value itself counts (001-6.2.1, A-35)."""
    daily_polls: int = 4
    """Times a day that the others look for their orders, at least (001-6.2.1)."""
    poll_gap: timedelta = timedelta(hours=2)
    """Between one look and the next of a day, at most (001-6.2.1)."""
    download_wait: timedelta = timedelta(minutes=15)
    """How long an order may wait for a station that is on line in real time (A-35; the figure is proposed)."""
    same_poll: timedelta = timedelta(minutes=5)
    """Looks closer than this are one: downloads right after each other (001-6.2.1; the figure is proposed)."""


LIMITS = Limits()

KEYS = tuple(f.name for f in fields(Limits))
"""The limits by name, in the order of the policy."""

DECIDING = (
    "unreachable_gap",
    "daily_calls",
    "call_days",
    "unreachable_days",
    "unreachable_days_are_working",
    "reschedule_days",
)
"""Those that the cancel rule looks at."""

_MOST = 1000
_LENGTH = re.compile(r"(?:(\d{1,4})d)?(?:(\d{1,5})h)?(?:(\d{1,6})m)?(?:(\d{1,7})s)?")
_YES_NO = {"yes": True, "true": True, "是": True, "no": False, "false": False, "否": False}


class BadLimit(ValueError):
    """`text` says what is wrong with a limit that a person gave, `fix` what may stand there."""

    def __init__(self, text: Msg, fix: Msg) -> None:
        super().__init__(str(text))
        self.text = text
        self.fix = fix


def parsed(key: str, text: str) -> int | bool | timedelta:
    """The value that `text` names for the limit `key`: a count, yes or no, or a length of time. Raises BadLimit."""
    if key not in KEYS:
        raise BadLimit(msg("no such limit: {key}", key=key), msg("known are {known}", known=KEYS))
    usual, said = getattr(LIMITS, key), text.strip().lower()
    value: int | bool | timedelta | None = None
    if isinstance(usual, bool):
        fix = msg("yes or no")
        value = _YES_NO.get(said)
    elif isinstance(usual, int):
        least = 1 if key == "unreachable_days" else 0
        fix = msg("a whole number from {least} to {most}", least=least, most=_MOST)
        if said.isascii() and said.isdigit() and len(said) < 6 and least <= int(said) <= _MOST:
            value = int(said)
    else:
        fix = msg("a length of time such as 4h, 3h30m or 90s")
        found = _LENGTH.fullmatch(said) if said else None
        if found is not None:
            days, hours, minutes, seconds = (int(n or 0) for n in found.groups())
            value = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    if value is None:
        raise BadLimit(msg("{key}: not a value of this limit: {text}", key=key, text=text), fix)
    return value
