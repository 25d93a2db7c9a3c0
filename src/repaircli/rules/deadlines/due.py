"""Every clock that runs on an order: what is to be done, by when, by which clause, and whether it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from repaircli.platform.codes import OPEN_STATUSES, Origin, ReferralKind, Role, Status, T3Kind
from repaircli.platform.errors import BeyondCalendar
from repaircli.rules.calendar.working_time import (
    HOURS,
    WORKING,
    Calendar,
    DayKind,
    Schedule,
    add_working_hours,
    close_of_working_day,
)
from repaircli.rules.cancelling import unreachable
from repaircli.rules.orders.create import REFERRED
from repaircli.rules.orders.state import Attempt
from repaircli.rules.orders.writeback import CUSTOMER, MULTI_REPAIR, PARTS_LATE, RECURRED
from repaircli.rules.policy.authority import STATION
from repaircli.rules.policy.limits import LIMITS, Limits

_LAST_SECOND = time(23, 59, 59)
_OPEN = frozenset(str(s) for s in OPEN_STATUSES)


class Promise(NamedTuple):
    """The T3 written last; `at` is None for a sentinel, which promises nothing."""

    slot: int
    kind: str
    at: datetime | None
    written_at: datetime
    type: str | None = None


class Part(NamedTuple):
    """A part applied for, with the day of its promised delivery; `told_at`: a T3 says that it is late."""

    po: str
    code: str
    requested_at: datetime
    eta: date | None
    received_at: datetime | None = None
    told_at: datetime | None = None


class Waiting(NamedTuple):
    """A special-case statement or a cancel request of the order; `at_once`: the text wants it decided at once."""

    id: int
    since: datetime
    decided_at: datetime | None = None
    at_once: bool = False


class Case(NamedTuple):
    """A referral that waits to be taken (`kind` is its own), or a pending ticket that waits for its judgement."""

    id: int
    kind: str
    since: datetime


class Facts(NamedTuple):
    """What is recorded about an order at `now`, which is in the configured zone; every time is aware.

    `visit`: on-site order, or carry-in-type order with a visit. `special`: a special user's. `work_done_at`: the
    repair, or the first finding that needs none. `phone_solved`: that work was a solution by phone.
    `handed_over_at`: picked up or delivered; `fetched`: picked up alone, known where words are made. `attempts`: the calls that stand, in order of time and
    in the configured zone. `numbers`: every
    known number of the customer.
    """

    order_no: str
    origin: str
    status: str
    visit: bool
    t1: datetime
    now: datetime
    pending: bool = False
    special: bool = False
    t2: datetime | None = None
    first_contact_at: datetime | None = None
    special_notified_at: datetime | None = None
    started_at: datetime | None = None
    repaired_at: datetime | None = None
    work_done_at: datetime | None = None
    phone_solved: bool = False
    signed_at: datetime | None = None
    in_custody: bool = False
    must_deliver_back: bool = False
    arrived_at: datetime | None = None
    recontact_at: datetime | None = None
    handed_over_at: datetime | None = None
    closed_at: datetime | None = None
    cancelled_at: datetime | None = None
    promise: Promise | None = None
    attempts: tuple[Attempt, ...] = ()
    parts: tuple[Part, ...] = ()
    forms: tuple[Waiting, ...] = ()
    requests: tuple[Waiting, ...] = ()
    printed: bool = False
    numbers: tuple[str, ...] = ()
    fetched: bool = False

    @property
    def open(self) -> bool:
        return self.status in _OPEN


class Found(NamedTuple):
    """One clock without its words.

    `opens`: from when it can be done, where that is before the deadline. `ref`: the parts order, form or request
    that it is about. `days`: the deadline is the close of business of that working day after `started`. `search`: the
    calls and days of an unreachable customer.
    """

    code: str
    clause: str
    started: datetime
    deadline: datetime | None
    opens: datetime | None = None
    done_at: datetime | None = None
    ref: str | None = None
    days: int = 0
    part: Part | None = None
    search: unreachable.Clock | None = None


class Almanac:
    """The calendar, the hours and the limits that clocks are reckoned with, remembering what was reckoned.

    Days that the calendar does not cover count as ordinary ones: a deadline that is shown may be provisional, a
    decision never is.
    """

    def __init__(self, calendar: Calendar, hours: Schedule = HOURS, limits: Limits = LIMITS) -> None:
        self.hours = hours
        self.limits = limits
        self._calendar = calendar
        self._guessed: set[int] = set()
        self._closes: dict[tuple[date, int], datetime] = {}

    def kind(self, day: date, /) -> DayKind:
        try:
            return self._calendar.kind(day)
        except BeyondCalendar:
            self._guessed.add(day.year)
            return DayKind.WEEKEND if day.weekday() >= 5 else DayKind.WEEKDAY

    def is_working(self, day: date, /) -> bool:
        return self.kind(day) in WORKING

    def closes(self, anchor: datetime, days: int) -> datetime:
        """The close of business of the `days`-th working day after the day of `anchor`, which is in the zone of days."""
        key = (anchor.date(), days)
        if key not in self._closes:
            self._closes[key] = close_of_working_day(anchor, days, self, self.hours).end
        return self._closes[key]

    def half_day_of(self, start: datetime) -> timedelta:
        """How much working time half a working day is on the day of `start`."""
        return self.hours.on(start.date()).half_day

    def half_day(self, start: datetime) -> datetime:
        """When half a working day has passed since `start` (A-36)."""
        return add_working_hours(start, self.half_day_of(start), self, self.hours).end

    def close_of(self, day: date, like: datetime) -> datetime:
        return datetime.combine(day, self.hours.on(day).close_of_business, like.tzinfo)

    def guessed(self, *moments: datetime | None) -> bool:
        """Whether the year of one of `moments` is not covered."""
        return any(m is not None and m.year in self._guessed for m in moments)


def find(f: Facts, almanac: Almanac) -> Iterator[Found]:
    """Every clock of the order, done ones included, in the order of its life."""
    for one in _CLOCKS:
        yield from one(f, almanac)


def due(f: Facts, almanac: Almanac, by: datetime) -> Iterator[Found]:
    """The clocks of the order that call for something now or by `by`; none but the region's while it is frozen."""
    for found in find(f, almanac):
        if found.done_at is None and not is_stopped(f, found) and is_due(found, f.now, by):
            yield found


def is_due(found: Found, now: datetime, by: datetime) -> bool:
    """Whether an open clock calls for something now or by `by`."""
    if found.opens is not None and found.opens <= now:
        return True
    return found.deadline is not None and found.deadline <= by


def is_stopped(f: Facts, found: Found) -> bool:
    """Whether nobody can or need do it (any more): the order is final, or frozen by a cancel request (A-25)."""
    if found.code in ("form", "cancel_request"):
        return not f.open
    if found.code == "return_machine":
        return False
    return not f.open or f.pending


def local(f: Facts, moment: datetime) -> datetime:
    """`moment` in the zone of the order's day."""
    return moment.astimezone(f.now.tzinfo)


# ------------------------------------------------------------------------------------------------------- the clocks


def _first_contact(f: Facts, almanac: Almanac) -> Iterator[Found]:
    """Within 4 hours of the clock, to the second; it ends with T2, on a carry-in with the first call (A-06, A-54)."""
    if f.origin not in (Origin.CC, Origin.REGION):
        return
    done = f.t2 if f.visit else _carry_in_contacted(f)
    yield Found("first_contact", "001-1.5.2", f.t1, f.t1 + almanac.limits.contact, f.t1, done)


def _carry_in_contacted(f: Facts) -> datetime | None:
    """The first logged call counts, once somebody was reached, the special T31 is written or the machine is here."""
    if f.t2 is None and f.arrived_at is None and not any(a.succeeded for a in f.attempts):
        return None
    calls = (a.at for a in f.attempts[:1])
    return min(t for t in (f.first_contact_at, f.arrived_at, f.t2, *calls) if t is not None)


def _special_report(f: Facts, almanac: Almanac) -> Iterator[Found]:
    if f.special and f.origin != Origin.STATION:
        deadline = almanac.half_day(local(f, f.t1))
        yield Found("special_report", "001-4.5.2", f.t1, deadline, f.t1, f.special_notified_at)


def _unreachable(f: Facts, almanac: Almanac) -> Iterator[Found]:
    """Six calls on three working days, a short one made up; then the close of the fifth, and the cancel.

    A promise that the customer agreed to afterwards ends the clock, one that lies ahead rests it; so do finished
    work and a machine that he left in the station himself, since then he is not to be cancelled.
    """
    p = f.promise
    sentinel = f.t2 if p is not None and p.kind == T3Kind.UNREACHABLE else None
    if not f.attempts and sentinel is None:
        return
    if f.work_done_at is not None or (f.in_custody and f.origin == Origin.STATION):
        return
    started, reached = unreachable.anchor(f.attempts, None if sentinel is None else local(f, sentinel))
    if started is None or reached is not None:
        return
    if p is not None and p.at is not None and (p.written_at >= started or p.at > f.now):
        return
    limits = almanac.limits
    search = unreachable.follow(started, f.attempts, f.now, almanac, limits, almanac.hours)
    calls_done = _calls_done(search, f.attempts, limits)
    if calls_done is not None:
        yield Found("unreachable_calls", "001-1.5.2", started, None, None, calls_done, search=search)
    else:
        day = _next_call_day(f, search, almanac)
        opens = datetime.combine(day, time.min, f.now.tzinfo)
        yield Found(
            "unreachable_calls", "001-1.5.2", started, almanac.close_of(day, started), opens, search=search
        )
    ready: datetime | None = max(search.end, calls_done or search.end)
    if calls_done is None and f.now >= search.end:
        ready = None
    yield Found("unreachable_cancel", "001-1.5.2", started, ready, search=search)


def _calls_done(search: unreachable.Clock, attempts: tuple[Attempt, ...], limits: Limits) -> datetime | None:
    """When the last call came that the three days needed; None while one is to come."""
    if search.full < limits.call_days:
        return None
    full = [d.day for d in search.days if d.counted is not None and d.calls >= limits.daily_calls]
    last = full[limits.call_days - 1]
    of_day = [a.at for a in attempts if a.at > search.anchor and a.at.date() == last]
    return of_day[limits.daily_calls - 1]


def _next_call_day(f: Facts, search: unreachable.Clock, almanac: Almanac) -> date:
    """Today, if it counts and is short of calls; else the next working day."""
    day = max(f.now.date(), search.anchor.date() + timedelta(days=1))
    made = next((d.calls for d in search.days if d.day == day), 0)
    if made >= almanac.limits.daily_calls:
        day += timedelta(days=1)
    while not almanac.is_working(day):
        day += timedelta(days=1)
    return day


_PROMISE_CLAUSES = {
    PARTS_LATE: "001-1.5.6",
    MULTI_REPAIR: "001-1.5.8",
    CUSTOMER: "001-1.3.6",
    RECURRED: "001-1.3.6",
}


def _promised(f: Facts, almanac: Almanac) -> Iterator[Found]:
    """The visit that was promised last; it is kept when service starts, or was not needed any more."""
    p = f.promise
    if not f.visit or p is None or p.at is None:
        return
    done = [t for t in (f.started_at, f.work_done_at, f.closed_at) if t is not None and t >= p.written_at]
    if not done and f.work_done_at is not None:
        return
    clause = _PROMISE_CLAUSES.get(p.type or "", "001-1.5.3") if p.slot > 1 else "001-1.5.3"
    yield Found("promise", clause, p.written_at, p.at, None, min(done, default=None))


def _appointment(f: Facts, almanac: Almanac) -> Iterator[Found]:
    """The customer whom nobody reached was reached after all: a visit is to be agreed, in the next T3 (A-12)."""
    p = f.promise
    if not f.visit or p is None or p.kind != T3Kind.UNREACHABLE or f.work_done_at is not None:
        return
    reached = next((a.at for a in f.attempts if a.succeeded and a.at >= p.written_at), None)
    if reached is not None and f.started_at is None:
        deadline = almanac.closes(reached, almanac.limits.prompt_days)
        yield Found(
            "appointment",
            "001-1.5.3",
            reached,
            deadline,
            reached,
            f.closed_at,
            days=almanac.limits.prompt_days,
        )


def _after_visit(f: Facts, almanac: Almanac) -> Iterator[Found]:
    """Service started, and neither its end nor a new promise nor a parts order is on record."""
    if not f.visit or f.started_at is None or f.work_done_at is not None or f.closed_at is not None:
        return
    p = f.promise
    if f.status == Status.PARTS_REQUESTED or (
        p is not None and p.at is not None and p.written_at > f.started_at
    ):
        return
    deadline = almanac.closes(local(f, f.started_at), almanac.limits.prompt_days)
    yield Found("after_visit", "001-1.5.8", f.started_at, deadline, days=almanac.limits.prompt_days)


def _late_parts(f: Facts, almanac: Almanac) -> Iterator[Found]:
    """A part that is not there on its day: the customer is told, and a new time is agreed."""
    if f.work_done_at is not None:
        return
    for part in f.parts:
        if part.eta is None:
            continue
        deadline = datetime.combine(part.eta, _LAST_SECOND, f.now.tzinfo)
        done = part.received_at or part.told_at or _promised_again(f, part, deadline)
        clause = "001-1.5.6" if f.visit else "001-2.5.5"
        ref = f"{part.po}/{part.code}"
        yield Found("late_parts", clause, part.requested_at, deadline, None, done, ref, part=part)


def _promised_again(f: Facts, part: Part, deadline: datetime) -> datetime | None:
    """On a carry-in no T3 is free before the repair: a later promise to call again says it (001-2.5.6)."""
    later = not f.visit and f.recontact_at is not None and f.recontact_at > deadline
    return part.requested_at if later else None


def _arrival(f: Facts, almanac: Almanac) -> Iterator[Found]:
    """A customer who was told to bring his machine in, and has not: he is called again, or promised a call for later."""
    if f.visit or f.origin not in (Origin.CC, Origin.REGION):
        return
    reached = max((a.at for a in f.attempts if a.succeeded), default=None)
    if reached is None or f.phone_solved or (f.recontact_at is not None and f.recontact_at > reached):
        return
    done = [t for t in (f.arrived_at, f.work_done_at, f.handed_over_at) if t is not None]
    days = almanac.limits.prompt_days
    deadline = almanac.closes(local(f, reached), days)
    yield Found("arrival", "001-2.4.2", reached, deadline, reached, min(done, default=None), days=days)


def _taken_in(f: Facts, almanac: Almanac) -> Iterator[Found]:
    """A machine that stays: the customer is promised when he will hear of it (001-2.5.5).

    What is repaired on the spot needs no promise (001-2.5.4).
    """
    if f.visit or f.arrived_at is None:
        return
    told = f.arrived_at if f.recontact_at is not None else None
    done = [t for t in (told, f.work_done_at, f.handed_over_at) if t is not None]
    deadline = f.arrived_at + almanac.limits.at_once
    yield Found("taken_in", "001-2.5.5", f.arrived_at, deadline, f.arrived_at, min(done, default=None))


def _recontact(f: Facts, almanac: Almanac) -> Iterator[Found]:
    """The customer is called on the promised day at the latest, unless the work is done by then (001-2.5.6)."""
    if f.recontact_at is None:
        return
    day = local(f, f.recontact_at).date()
    calls = [a.at for a in f.attempts if a.succeeded and a.at.date() >= day]
    done = [t for t in (*calls[:1], f.work_done_at, f.handed_over_at) if t is not None]
    started = f.arrived_at or f.t1
    yield Found("recontact", "001-2.5.5", started, f.recontact_at, None, min(done, default=None))


def _repair(f: Facts, almanac: Almanac) -> Iterator[Found]:
    """A machine that stays after the promised call, or came back to the bench at a failed check (001-2.5.6, 2.5.7).

    Its repair is recorded, or the customer is promised when he will hear of it again.
    """
    if f.visit or not f.in_custody or f.work_done_at is not None or f.status == Status.PARTS_REQUESTED:
        return
    since: list[tuple[datetime, str]] = []
    if f.recontact_at is not None:
        day = local(f, f.recontact_at).date()
        since += [(a.at, "001-2.5.6") for a in f.attempts if a.succeeded and a.at.date() >= day]
    p = f.promise
    if f.must_deliver_back and p is not None and p.at is not None:
        since.append((p.at, "001-2.5.7"))
    if not since:
        return
    started, clause = max(since)
    if f.recontact_at is None or f.recontact_at <= started:
        days = almanac.limits.prompt_days
        yield Found(
            "repair",
            clause,
            started,
            almanac.closes(local(f, started), days),
            started,
            f.cancelled_at,
            days=days,
        )


def _pickup(f: Facts, almanac: Almanac) -> Iterator[Found]:
    """A repaired machine: the customer is told and a time agreed, then it is fetched or brought to him by then.

    Where only a finding is logged, the end of the work is still to be recorded.
    """
    p = f.promise
    agreed = p if p is not None and p.at is not None else None
    repaired = f.repaired_at
    if repaired is None and f.status == Status.AWAITING_PICKUP and agreed is not None:
        repaired = agreed.written_at
    if f.visit:
        return
    if repaired is None:
        if f.work_done_at is not None and f.in_custody and f.cancelled_at is None:
            deadline = almanac.closes(local(f, f.work_done_at), almanac.limits.prompt_days)
            days = almanac.limits.prompt_days
            yield Found("pickup_notice", "001-2.5.6", f.work_done_at, deadline, f.work_done_at, days=days)
        return
    if agreed is not None and agreed.written_at < repaired and f.status != Status.AWAITING_PICKUP:
        agreed = None
    if agreed is not None or f.handed_over_at is None:
        deadline = almanac.closes(local(f, repaired), almanac.limits.prompt_days)
        told = None if agreed is None else max(agreed.written_at, repaired)
        yield Found(
            "pickup_notice", "001-2.5.6", repaired, deadline, repaired, told, days=almanac.limits.prompt_days
        )
    if agreed is not None:
        clause = "001-2.5.7" if f.must_deliver_back else "001-2.5.6"
        yield Found("pickup", clause, agreed.written_at, agreed.at, None, f.handed_over_at)


def _signature(f: Facts, almanac: Almanac) -> Iterator[Found]:
    if f.visit and f.work_done_at is not None and not f.phone_solved:
        deadline = almanac.closes(local(f, f.work_done_at), almanac.limits.prompt_days)
        yield Found(
            "signature",
            "001-1.3.4",
            f.work_done_at,
            deadline,
            f.work_done_at,
            f.signed_at,
            days=almanac.limits.prompt_days,
        )


def _close(f: Facts, almanac: Almanac) -> Iterator[Found]:
    """Closed promptly once the customer has signed, has his machine back, or was helped by phone.

    Until T2 is there, the clock of the first contact asks for the write-back of a phone solution.
    """
    if f.phone_solved and f.visit and f.t2 is None and f.origin in (Origin.CC, Origin.REGION):
        return
    if f.phone_solved and not f.in_custody:
        ripe, clause = f.work_done_at, "001-1.5.3"
    elif f.visit:
        ripe, clause = f.signed_at, "001-1.5.8"
    else:
        ripe, clause = None if f.in_custody else f.handed_over_at, "001-2.5.8"
    if ripe is not None:
        deadline = almanac.closes(local(f, ripe), almanac.limits.prompt_days)
        yield Found("close", clause, ripe, deadline, ripe, f.closed_at, days=almanac.limits.prompt_days)


def _return_machine(f: Facts, almanac: Almanac) -> Iterator[Found]:
    """A cancelled order whose machine is still in the station (A-18)."""
    if f.cancelled_at is not None and f.in_custody:
        deadline = almanac.closes(local(f, f.cancelled_at), almanac.limits.prompt_days)
        yield Found(
            "return_machine",
            "001-2.5.8",
            f.cancelled_at,
            deadline,
            f.cancelled_at,
            days=almanac.limits.prompt_days,
        )


def form(f: Waiting, now: datetime, almanac: Almanac) -> Found:
    """A special-case statement that waits for the region; the figure is that of a cancel request."""
    return _decision("form", "001-1.5.7", f, now, almanac)


def cancel_request(r: Waiting, now: datetime, almanac: Almanac) -> Found:
    """A cancel request that waits for the region (A-25)."""
    return _decision("cancel_request", "001-3.6.2", r, now, almanac)


def _decision(code: str, clause: str, w: Waiting, now: datetime, almanac: Almanac) -> Found:
    since = w.since.astimezone(now.tzinfo)
    if w.at_once:
        return Found(code, "001-6.3.8", w.since, w.since, w.since, w.decided_at, str(w.id))
    deadline = almanac.closes(since, almanac.limits.decision_days)
    return Found(
        code, clause, w.since, deadline, w.since, w.decided_at, str(w.id), days=almanac.limits.decision_days
    )


def side(found: Found, kind: str | None = None) -> tuple[Role, ...]:
    """The roles whose side the clock is on; `kind` is that of a case (A3)."""
    if kind == ReferralKind.PROXY:
        return Role.AGENT, Role.CISD
    return (Role.LIAISON,) if kind is not None or found.code in ("form", "cancel_request") else STATION


TICKET = "ticket"
"""The kind of a case that is a pending ticket."""

_AT_ONCE = frozenset({ReferralKind.PROXY, ReferralKind.CARRIED_IN})
"""Reports that are passed on at once, so that their orders are generated at once (001-2.5.1, 001-6.3.2)."""


def case(c: Case, now: datetime, almanac: Almanac) -> Found:
    """A referral or pending ticket; where the text says nothing of time, the figure is that of a cancel request."""
    since = c.since.astimezone(now.tzinfo)
    if c.kind in _AT_ONCE:
        return Found("referral", REFERRED[ReferralKind(c.kind)], since, since, since, None, str(c.id))
    days = almanac.limits.decision_days
    code, clause = (
        ("pending_ticket", "001-6.8.2") if c.kind == TICKET else ("referral", REFERRED[ReferralKind(c.kind)])
    )
    return Found(code, clause, since, almanac.closes(since, days), since, None, str(c.id), days=days)


def _decisions(f: Facts, almanac: Almanac) -> Iterator[Found]:
    for statement in f.forms:
        yield form(statement, f.now, almanac)
    for request in f.requests:
        yield cancel_request(request, f.now, almanac)


_CLOCKS = (
    _first_contact,
    _special_report,
    _unreachable,
    _appointment,
    _promised,
    _late_parts,
    _after_visit,
    _arrival,
    _taken_in,
    _recontact,
    _repair,
    _pickup,
    _signature,
    _close,
    _return_machine,
    _decisions,
)
