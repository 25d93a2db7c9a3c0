"""The reminders of clocks: receiver, time before the deadline, and which reminders count as the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from repaircli.rules.deadlines.due import Found

PREFIX = "R-"
"""Before the code of a clock: the code of its reminder, beside the notices N1 to N36."""

POLLING = "R-polling"
"""Yesterday the station was not online as required (001-6.2.1)."""


class Level(StrEnum):
    """`soon`: the deadline comes near; `due`: it may be done from now on; `late`: the deadline has passed."""

    SOON = "soon"
    DUE = "due"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Telling:
    """How one clock is told. `lead`: so long before the deadline, to `soon`; after it, as `after`, to `late`.

    `dated`: the deadline is itself what was agreed, so another deadline is another cause; else it follows from when
    the clock started, which alone is the cause.
    """

    late: tuple[str, ...]
    lead: timedelta = timedelta()
    soon: tuple[str, ...] = ()
    after: Level = Level.LATE
    dated: bool = False


_STATION, _REGION, _BOTH = ("station",), ("region",), ("station", "region")
_HOUR = timedelta(hours=1)

TELLINGS: Mapping[str, Telling] = {
    "first_contact": Telling(_BOTH, _HOUR, _STATION),
    "special_report": Telling(_BOTH, _HOUR, _STATION),
    "unreachable_calls": Telling(_STATION, 3 * _HOUR, _STATION, dated=True),
    "unreachable_cancel": Telling(_STATION, after=Level.DUE),
    "appointment": Telling(_STATION),
    "promise": Telling(_STATION, 2 * _HOUR, _STATION, dated=True),
    "late_parts": Telling(_STATION, dated=True),
    "after_visit": Telling(_STATION),
    "arrival": Telling(_STATION),
    "taken_in": Telling(_STATION),
    "recontact": Telling(_STATION, 2 * _HOUR, _STATION, dated=True),
    "repair": Telling(_STATION),
    "pickup_notice": Telling(_STATION),
    "pickup": Telling(_STATION, 2 * _HOUR, _STATION, dated=True),
    "signature": Telling(_STATION),
    "close": Telling(_STATION),
    "return_machine": Telling(_STATION),
    "form": Telling(_REGION),
    "cancel_request": Telling(_REGION),
}
"""Every clock of `rules.due`. The times before a deadline are this program's own; no document names any."""

LONGEST_LEAD = max(telling.lead for telling in TELLINGS.values())


@dataclass(frozen=True, slots=True)
class Reminder:
    """One telling to one receiver; `key` is the same as long as cause, level and receiver are."""

    code: str
    level: Level
    to_kind: str
    key: str


def reminders(order_no: str, found: Found, now: datetime) -> Iterator[Reminder]:
    """What is to be told of an open clock at `now`: only the level that holds now, however long nobody looked."""
    telling = TELLINGS[found.code]
    if found.deadline is None:
        return
    if now > found.deadline:
        level, receivers = telling.after, telling.late
    elif (
        telling.soon and found.deadline - now <= telling.lead and (found.opens is None or found.opens <= now)
    ):
        level, receivers = Level.SOON, telling.soon
    else:
        return
    cause = [found.started] + ([found.deadline] if telling.dated else [])
    for to_kind in receivers:
        parts = (order_no, found.ref or "", *(f"{t.timestamp():.0f}" for t in cause), level, to_kind)
        yield Reminder(PREFIX + found.code, level, to_kind, ":".join((PREFIX + found.code, *parts)))
