"""Every number of the policy, with its clause; an edition or a replay may replace it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


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
