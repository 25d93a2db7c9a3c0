"""Whether a station was online as often as its number of orders requires (001-6.2.1, A-35, A-65)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from repaircli.platform.codes import Duty
from repaircli.platform.text import Msg, msg
from repaircli.rules.policy.decision import Check
from repaircli.rules.policy.limits import LIMITS, Limits, length


@dataclass(frozen=True, slots=True)
class Waiting:
    """An order dispatched that day, and until when it waited for its download; `until` is now while it still waits."""

    order_no: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class PollFacts:
    """A station's day. `polls` are in order and in the configured zone; `over`: no further poll of the day can come.

    `volume` is the month's orders that count; `branches`: the head station of branch points.
    """

    volume: int
    branches: bool
    polls: tuple[datetime, ...]
    waiting: tuple[Waiting, ...]
    over: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """The duty, the clause that sets it, the number of checks that counted, and the missed rules as
    warnings.
    """

    duty: Duty
    clause: str
    polls: int
    warnings: tuple[Check, ...]


def judge(facts: PollFacts, limits: Limits = LIMITS) -> Verdict:
    """The rules that the station missed that day; they never block anything ("in principle")."""
    duty, clause = _duty(facts, limits)
    looks = _apart(facts.polls, limits.same_poll)
    if duty is Duty.REAL_TIME:
        return Verdict(duty, clause, len(looks), tuple(_waited(facts.waiting, clause, limits)))
    return Verdict(duty, clause, len(looks), (*_too_few(facts, looks, limits), *_gaps(looks, limits)))


def _duty(facts: PollFacts, limits: Limits) -> tuple[Duty, str]:
    if facts.branches:
        # the special rule for head stations beats the general one for small volumes
        return Duty.REAL_TIME, "001-6.3.8"
    if facts.volume > limits.real_time_volume or (
        facts.volume == limits.real_time_volume and limits.poll_at_volume == "real_time"
    ):
        return Duty.REAL_TIME, "001-6.2.1"
    return Duty.FOUR_TIMES, "001-6.2.1"


def _apart(polls: Sequence[datetime], same: timedelta) -> list[list[datetime]]:
    """Looks: runs of polls of which each follows the one before sooner than `same`."""
    looks: list[list[datetime]] = []
    for at in polls:
        if looks and at - looks[-1][-1] < same:
            looks[-1].append(at)
        else:
            looks.append([at])
    return looks


def _waited(waiting: Sequence[Waiting], clause: str, limits: Limits) -> list[Check]:
    late = [tx for tx in waiting if tx.until - tx.since > limits.download_wait]
    if not late:
        return []
    worst = max(late, key=lambda tx: tx.until - tx.since)
    text = msg(
        "orders downloaded later than {limit} after dispatch: {count}, the longest wait {no}: {waited}",
        count=len(late),
        limit=_span(limits.download_wait),
        no=worst.order_no,
        waited=_span(worst.until - worst.since),
    )
    return [Check("waited", clause, text)]


def _too_few(facts: PollFacts, looks: Sequence[Sequence[datetime]], limits: Limits) -> list[Check]:
    if not facts.over or len(looks) >= limits.daily_polls:
        return []
    text = msg("online {done} times, {all} required", done=len(looks), all=limits.daily_polls)
    return [Check("too_few", "001-6.2.1", text)]


def _gaps(looks: Sequence[Sequence[datetime]], limits: Limits) -> list[Check]:
    return [
        Check("gap", "001-6.2.1", _gap(before[-1], after[0]))
        for before, after in pairwise(looks)
        if after[0] - before[-1] > limits.poll_gap
    ]


def _gap(before: datetime, after: datetime) -> Msg:
    return msg(
        "not online from {since} to {until}: {gap}",
        since=f"{before:%H:%M:%S}",
        until=f"{after:%H:%M:%S}",
        gap=_span(after - before),
    )


def _span(time: timedelta) -> Msg:
    """A length of time in words; a minute that has begun counts, so that it is longer than a limit it has passed."""
    return length(timedelta(minutes=-(-time // timedelta(minutes=1))))
