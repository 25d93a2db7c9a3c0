"""Every clock of an order: the task, its deadline, its clause, and whether it is done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from repaircli.platform.codes import Origin, ReferralKind, Role, Status, T3Kind
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
from repaircli.rules.orders.state import OrderState, Part, Waiting
from repaircli.rules.orders.writeback import CUSTOMER, MULTI_REPAIR, PARTS_LATE, RECURRED
from repaircli.rules.policy.authority import STATION
from repaircli.rules.policy.editions import MANUAL, Edition, Policy
from repaircli.rules.policy.limits import Limits

_LAST_SECOND = time(23, 59, 59)


class Case(NamedTuple):
    """A referral that is not taken yet (with its own `kind`), or a pending ticket that is not judged yet."""

    id: int
    kind: str
    since: datetime


class Found(NamedTuple):
    """One clock without its words.

    `opens`: from when it can be done, where that is before the deadline. `ref`: the parts order, form or request
    that it is about. `days`: the deadline is the close of business of that working day after `started`. `search`: the
    calls and days of an unreachable customer. `work`: the working time after which it is due.
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
    work: timedelta | None = None


class DeadlineCalendar:
    """The calendar, the hours and the policy by which deadlines are reckoned; results are kept for the next order.

    `edition` is in force today; `policy` knows what was in force on other days.

    Days that the calendar does not cover count as ordinary ones: a deadline that is shown may be provisional, a
    decision never is.
    """

    def __init__(
        self,
        calendar: Calendar,
        hours: Schedule = HOURS,
        edition: Edition = MANUAL,
        policy: Policy | None = None,
    ) -> None:
        self.hours = hours
        self.edition = edition
        self.limits = edition.limits
        self._policy = policy
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

    def limits_since(self, t1: datetime) -> Limits:
        """The limits in force on the day of `t1`, for what is counted from there; it is in the zone of days."""
        return self.limits if self._policy is None else self._policy.on(t1.date()).limits

    def close_of(self, day: date, like: datetime) -> datetime:
        return datetime.combine(day, self.hours.on(day).close_of_business, like.tzinfo)

    def guessed(self, *moments: datetime | None) -> bool:
        """Whether the calendar does not cover the year of one of `moments`."""
        return any(m is not None and m.year in self._guessed for m in moments)


def find(order: OrderState, calendar: DeadlineCalendar) -> Iterator[Found]:
    """Every clock of the order, done ones included, in the order of its life."""
    for one in _CLOCKS:
        yield from one(order, calendar)


def due(order: OrderState, calendar: DeadlineCalendar, by: datetime) -> Iterator[Found]:
    """The clocks of the order with a task now or by `by`; while the order is frozen only those of the
    region.
    """
    for found in find(order, calendar):
        if found.done_at is None and not is_stopped(order, found) and is_due(found, order.now, by):
            yield found


def is_due(found: Found, now: datetime, by: datetime) -> bool:
    """Whether an open clock has a task now or by `by`."""
    if found.opens is not None and found.opens <= now:
        return True
    return found.deadline is not None and found.deadline <= by


def is_stopped(order: OrderState, found: Found) -> bool:
    """Whether the task is void: the order has ended or is frozen by a cancel request (A-25)."""
    if found.code in ("form", "cancel_request"):
        return not order.open
    if found.code == "return_machine":
        return False
    return not order.open or order.pending


# ------------------------------------------------------------------------------------------------------- the clocks


def _promptly(
    order: OrderState,
    calendar: DeadlineCalendar,
    code: str,
    clause: str,
    since: datetime,
    done_at: datetime | None = None,
) -> Found:
    """A clock of what can be done from `since` on, and is to be done by the close of the days that count as prompt."""
    days = calendar.limits.prompt_days
    return Found(code, clause, since, calendar.closes(order.local(since), days), since, done_at, days=days)


def _first_contact(order: OrderState, calendar: DeadlineCalendar) -> Iterator[Found]:
    """Within 4 hours of the clock, or what is set, to the second; it ends with T2, on a carry-in with the first call (A-06, A-54)."""
    if not order.dispatched:
        return
    done = order.t2 if order.visit else _carry_in_contacted(order)
    limits = calendar.limits_since(order.local(order.t1))
    yield Found("first_contact", "001-1.5.2", order.t1, order.t1 + limits.contact, order.t1, done)


def _carry_in_contacted(order: OrderState) -> datetime | None:
    """The first logged call counts, once the customer was reached or the special T31 is written."""
    if order.t2 is None and not order.contacts:
        return None
    calls = (a.at for a in order.attempts[:1])
    first = (order.first_contact_at, order.t2, *calls, *order.contacts[:1])
    return min(t for t in first if t is not None)


def special_report(order: OrderState, calendar: DeadlineCalendar) -> Iterator[Found]:
    """Half a working day of working time, from T1 or from the download (A-36)."""
    if not order.special or order.origin == Origin.STATION:
        return
    limits = calendar.limits_since(order.local(order.t1))
    started = order.t1 if limits.special_from == "t1" else order.downloaded_at
    if started is None:
        return
    span = add_working_hours(order.local(started), limits.special_notify, calendar, calendar.hours)
    yield Found(
        "special_report",
        "001-4.5.2",
        started,
        span.end,
        started,
        order.special_notified_at,
        work=limits.special_notify,
    )


def _unreachable(order: OrderState, calendar: DeadlineCalendar) -> Iterator[Found]:
    """Six calls on three working days, a short one made up; then the close of the fifth, and the cancel.

    A contact ends the clock, a promise that lies ahead rests it; so do finished work and a machine that the customer
    left in the station, since such an order is not cancelled.
    """
    p = order.last_slot
    sentinel = order.t2 if p is not None and p.kind == T3Kind.UNREACHABLE else None
    if not order.attempts and sentinel is None:
        return
    if order.work_done_at is not None or order.in_custody:
        return
    started, reached = unreachable.anchor(
        order, None if sentinel is None else order.local(sentinel), calendar.edition
    )
    if started is None or reached is not None:
        return
    if p is not None and p.at is not None and p.at > order.now:
        return
    limits = calendar.limits
    search = unreachable.follow(started, order.tally.counted, order.now, calendar, limits, calendar.hours)
    calls_done = _calls_done(search, order.tally.counted, limits)
    if calls_done is not None:
        yield Found("unreachable_calls", "001-1.5.2", started, None, None, calls_done, search=search)
    else:
        day = _next_call_day(order, search, calendar)
        opens = datetime.combine(day, time.min, order.now.tzinfo)
        yield Found(
            "unreachable_calls", "001-1.5.2", started, calendar.close_of(day, started), opens, search=search
        )
    ready: datetime | None = max(search.end, calls_done or search.end)
    if calls_done is None and order.now >= search.end:
        ready = None
    yield Found("unreachable_cancel", "001-1.5.2", started, ready, search=search)


def _calls_done(search: unreachable.Clock, counted: tuple[datetime, ...], limits: Limits) -> datetime | None:
    """When the last call came that the three days needed; None while one is to come."""
    if not search.is_called(limits):
        return None
    done = [search.anchor]
    every = limits.unreachable_days if limits.late_calls else 0
    for days, calls in ((limits.call_days, limits.daily_calls), (every, limits.late_calls)):
        if days and calls:
            full = [d.day for d in search.days if d.counted is not None and d.calls >= calls]
            of_day = [at for at in counted if at > search.anchor and at.date() == full[days - 1]]
            done.append(of_day[calls - 1])
    return max(done)


def _next_call_day(order: OrderState, search: unreachable.Clock, calendar: DeadlineCalendar) -> date:
    """Today, if it counts and is short of calls; else the next working day."""
    first = 0 if calendar.limits.unreachable_day0 == "included" else 1
    day = max(order.now.date(), search.anchor.date() + timedelta(days=first))
    made = next((d.calls for d in search.days if d.day == day), 0)
    if made >= search.wanted(calendar.limits):
        day += timedelta(days=1)
    while not calendar.is_working(day):
        day += timedelta(days=1)
    return day


_PROMISE_CLAUSES = {
    PARTS_LATE: "001-1.5.6",
    MULTI_REPAIR: "001-1.5.8",
    CUSTOMER: "001-1.3.6",
    RECURRED: "001-1.3.6",
}


def _promised(order: OrderState, calendar: DeadlineCalendar) -> Iterator[Found]:
    """The visit that was promised last; it is kept when service starts, or was not needed any more."""
    p = order.last_slot
    if not order.visit or p is None or p.at is None:
        return
    done = [
        t
        for t in (order.started_at, order.work_done_at, order.closed_at)
        if t is not None and t >= p.written_at
    ]
    if not done and order.work_done_at is not None:
        return
    if order.agreed_at is not None:
        if not order.finished:
            yield Found("promise", "001-1.3.6", p.written_at, order.agreed_at, None, order.closed_at)
        return
    clause = _PROMISE_CLAUSES.get(p.type or "", "001-1.5.3") if p.slot > 1 else "001-1.5.3"
    yield Found("promise", clause, p.written_at, p.at, None, min(done, default=None))


def _appointment(order: OrderState, calendar: DeadlineCalendar) -> Iterator[Found]:
    """The customer whom nobody reached was reached after all: a visit is to be agreed, in the next T3 (A-12)."""
    p = order.last_slot
    if not order.visit or p is None or p.kind != T3Kind.UNREACHABLE or order.work_done_at is not None:
        return
    reached = next((contact for contact in order.contacts if contact >= p.written_at), None)
    if reached is not None and order.started_at is None:
        yield _promptly(order, calendar, "appointment", "001-1.5.3", reached, order.closed_at)


def _after_visit(order: OrderState, calendar: DeadlineCalendar) -> Iterator[Found]:
    """Service started, and neither its end nor a new promise nor a parts order is on record."""
    if (
        not order.visit
        or order.started_at is None
        or order.work_done_at is not None
        or order.closed_at is not None
    ):
        return
    p = order.last_slot
    if order.status == Status.PARTS_REQUESTED or (
        p is not None and p.at is not None and p.written_at > order.started_at
    ):
        return
    # what is not due before the deadline has no `opens`
    yield _promptly(order, calendar, "after_visit", "001-1.5.8", order.started_at)._replace(opens=None)


def _late_parts(order: OrderState, calendar: DeadlineCalendar) -> Iterator[Found]:
    """A part that is not there on its day: the customer is told, and a new time is agreed."""
    if order.work_done_at is not None:
        return
    for part in order.parts:
        if part.eta is None:
            continue
        deadline = datetime.combine(part.eta, _LAST_SECOND, order.now.tzinfo)
        done = part.received_at or part.told_at or _promised_again(order, part, deadline)
        clause = "001-1.5.6" if order.visit else "001-2.5.5"
        ref = f"{part.po}/{part.code}"
        yield Found("late_parts", clause, part.requested_at, deadline, None, done, ref, part=part)


def _promised_again(order: OrderState, part: Part, deadline: datetime) -> datetime | None:
    """Where no T3 is free another promise says it: of a call on a carry-in (001-2.5.6), of a time after T33 (R-07)."""
    promise = order.agreed_at if order.visit else order.recontact_at
    return part.requested_at if promise is not None and promise > deadline else None


def _arrival(order: OrderState, calendar: DeadlineCalendar) -> Iterator[Found]:
    """A customer who was told to bring the machine in, and has not: call again, or promise a call for later."""
    if order.visit or not order.dispatched:
        return
    reached = max(order.talks, default=None)
    if (
        reached is None
        or order.phone_solved
        or (order.recontact_at is not None and order.recontact_at > reached)
    ):
        return
    done = [t for t in (order.arrived_at, order.work_done_at, order.handed_over_at) if t is not None]
    yield _promptly(order, calendar, "arrival", "001-2.4.2", reached, min(done, default=None))


def _taken_in(order: OrderState, calendar: DeadlineCalendar) -> Iterator[Found]:
    """A machine that stays: the customer is promised a time for the next call (001-2.5.5).

    What is repaired on the spot needs no promise (001-2.5.4).
    """
    if order.visit or order.arrived_at is None:
        return
    told = order.arrived_at if order.recontact_at is not None else None
    done = [t for t in (told, order.work_done_at, order.handed_over_at) if t is not None]
    deadline = order.arrived_at + calendar.limits.at_once
    yield Found(
        "taken_in", "001-2.5.5", order.arrived_at, deadline, order.arrived_at, min(done, default=None)
    )


def _recontact(order: OrderState, calendar: DeadlineCalendar) -> Iterator[Found]:
    """Somebody talks to the customer on the promised day at the latest, unless the work is done by then (001-2.5.6)."""
    if order.recontact_at is None:
        return
    day = order.local(order.recontact_at).date()
    talks = [at for at in order.talks if at.date() >= day]
    done = [t for t in (*talks[:1], order.work_done_at, order.handed_over_at) if t is not None]
    started = order.arrived_at or order.t1
    yield Found("recontact", "001-2.5.5", started, order.recontact_at, None, min(done, default=None))


def _repair(order: OrderState, calendar: DeadlineCalendar) -> Iterator[Found]:
    """A machine that stays after the promised call, or came back to the bench at a failed check (001-2.5.6, 2.5.7).

    Its repair is recorded, or the customer is promised a time for the next call.
    """
    if (
        order.visit
        or not order.in_custody
        or order.work_done_at is not None
        or order.status == Status.PARTS_REQUESTED
    ):
        return
    since: list[tuple[datetime, str]] = []
    if order.recontact_at is not None:
        day = order.local(order.recontact_at).date()
        since += [(at, "001-2.5.6") for at in order.talks if at.date() >= day]
    p = order.last_slot
    if order.must_deliver_back and p is not None and p.at is not None:
        since.append((p.at, "001-2.5.7"))
    if not since:
        return
    started, clause = max(since)
    if order.recontact_at is None or order.recontact_at <= started:
        yield _promptly(order, calendar, "repair", clause, started, order.cancelled_at)


def _pickup(order: OrderState, calendar: DeadlineCalendar) -> Iterator[Found]:
    """A machine on which service is finished: the customer is told and a time agreed, then it goes home by then."""
    p = order.last_slot
    agreed = p if p is not None and p.at is not None else None
    repaired = order.work_done_at
    if repaired is None and order.status == Status.AWAITING_PICKUP and agreed is not None:
        repaired = agreed.written_at
    if order.visit or repaired is None:
        return
    if agreed is not None and agreed.written_at < repaired and order.status != Status.AWAITING_PICKUP:
        agreed = None
    if agreed is not None or order.handed_over_at is None:
        told = None if agreed is None else max(agreed.written_at, repaired)
        yield _promptly(order, calendar, "pickup_notice", "001-2.5.6", repaired, told)
    if agreed is not None:
        clause = "001-2.5.7" if order.must_deliver_back else "001-2.5.6"
        at = order.agreed_at or agreed.at
        yield Found("pickup", clause, agreed.written_at, at, None, order.handed_over_at)


def _signature(order: OrderState, calendar: DeadlineCalendar) -> Iterator[Found]:
    if order.visit and order.work_done_at is not None and not order.phone_solved:
        yield _promptly(order, calendar, "signature", "001-1.3.4", order.work_done_at, order.signed_at)


def _close(order: OrderState, calendar: DeadlineCalendar) -> Iterator[Found]:
    """Closed promptly once the customer has signed, has the machine back, or was helped by phone.

    Until T2 is there, the clock of the first contact asks for the write-back of a phone solution.
    """
    if order.phone_solved and order.visit and order.t2 is None and order.dispatched:
        return
    if order.phone_solved and not order.in_custody:
        ripe, clause = order.work_done_at, "001-1.5.3"
    elif order.visit:
        ripe, clause = order.signed_at, "001-1.5.8"
    else:
        ripe, clause = None if order.in_custody else order.handed_over_at, "001-2.5.8"
    if ripe is not None:
        yield _promptly(order, calendar, "close", clause, ripe, order.closed_at)


def _return_machine(order: OrderState, calendar: DeadlineCalendar) -> Iterator[Found]:
    """An order that is over and whose machine is still in the station (A-18)."""
    over = order.cancelled_at or order.closed_at
    if order.in_custody and over is not None:
        yield _promptly(order, calendar, "return_machine", "001-2.5.8", over)


def form(statement: Waiting, now: datetime, calendar: DeadlineCalendar) -> Found:
    """A special-case statement that awaits the region's decision; it has the time limit of a cancel
    request.
    """
    return _decision("form", "001-1.5.7", statement, now, calendar)


def cancel_request(r: Waiting, now: datetime, calendar: DeadlineCalendar) -> Found:
    """A cancel request that awaits the region's decision (A-25)."""
    return _decision("cancel_request", "001-3.6.2", r, now, calendar)


def _decision(code: str, clause: str, w: Waiting, now: datetime, calendar: DeadlineCalendar) -> Found:
    since = w.since.astimezone(now.tzinfo)
    if w.at_once:
        return Found(code, "001-6.3.8", w.since, w.since, w.since, w.decided_at, str(w.id))
    deadline = calendar.closes(since, calendar.limits.decision_days)
    return Found(
        code, clause, w.since, deadline, w.since, w.decided_at, str(w.id), days=calendar.limits.decision_days
    )


def side(found: Found, kind: str | None = None) -> tuple[Role, ...]:
    """The roles responsible for the clock; `kind` is that of a case (A3)."""
    if kind == ReferralKind.PROXY:
        return Role.AGENT, Role.CISD
    return (Role.LIAISON,) if kind is not None or found.code in ("form", "cancel_request") else STATION


TICKET = "ticket"
"""The kind of a case that is a pending ticket."""

_AT_ONCE = frozenset({ReferralKind.PROXY, ReferralKind.CARRIED_IN})
"""Reports that are passed on at once, so that their orders are generated at once (001-2.5.1, 001-6.3.2)."""


def case(c: Case, now: datetime, calendar: DeadlineCalendar) -> Found:
    """A referral or pending ticket; if the document states no time, it has the time limit of a cancel
    request.
    """
    since = c.since.astimezone(now.tzinfo)
    if c.kind in _AT_ONCE:
        return Found("referral", REFERRED[ReferralKind(c.kind)], since, since, since, None, str(c.id))
    days = calendar.limits.decision_days
    code, clause = (
        ("pending_ticket", "001-6.8.2") if c.kind == TICKET else ("referral", REFERRED[ReferralKind(c.kind)])
    )
    return Found(code, clause, since, calendar.closes(since, days), since, None, str(c.id), days=days)


def _decisions(order: OrderState, calendar: DeadlineCalendar) -> Iterator[Found]:
    for statement in order.forms:
        yield form(statement, order.now, calendar)
    for request in order.requests:
        yield cancel_request(request, order.now, calendar)


_CLOCKS = (
    _first_contact,
    special_report,
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
