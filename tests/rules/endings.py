"""The search over all states of an order that true entries lead to, for the tests of its end.

What is wrong with the machine is fixed for each search, so that nobody records a repair that did not take place. From
each state the order must still end, whatever the customer does from then on: they help, they do not sign, they do not
collect the machine, or nobody reaches them any more. The rules are those of the product; what a step writes is written
here as `orders/` writes it.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import NamedTuple

from rule_cases import CALENDAR, PHONE, at, call, calls, question

from repaircli.platform.codes import Origin, Role, Service, Status, T3Kind
from repaircli.rules import parts
from repaircli.rules.cancelling import statements
from repaircli.rules.cancelling.decide import decide
from repaircli.rules.orders import closing, steps, writeback
from repaircli.rules.orders.close_facts import ATTRIBUTES
from repaircli.rules.orders.closing import Closing
from repaircli.rules.orders.state import LoggedFact, OrderState, Part, Slot, Statement
from repaircli.rules.orders.writeback import Write

NOW = at("2026-06-10 18:00")
PRINTED, STARTED, WORK, SIGNED = (at(f"2026-06-02 {time}") for time in ("08:00", "10:00", "12:00", "13:00"))
HOME, AGREED = at("2026-06-02 14:00"), at("2026-06-20 10:00")
WRITTEN = (at("2026-06-01 13:00"), at("2026-06-02 16:00"), at("2026-06-03 16:00"))
AGAIN = tuple(written + timedelta(minutes=30) for written in WRITTEN)
"""When a T3 was written after the fault recurred or a check failed."""
MISSED, REACHED = call("2026-06-01 10:00"), call("2026-06-01 10:30", "reached")
LOST = (call("2026-06-03 17:00"), *calls("2026-06-04", "2026-06-05", "2026-06-08"))
INVALID = call("2026-06-03 17:30", "number-invalid")

KINDS = {
    f"{origin} {service}{' paid visit' if paid else ''}": OrderState(
        "R260601-0001",
        origin,
        service,
        Status.IN_SERVICE if origin == Origin.STATION else Status.DISPATCHED,
        at("2026-06-01 09:00"),
        NOW,
        paid_visit=paid,
        in_custody=origin == Origin.STATION and service != Service.ONSITE and not paid,
        arrived_at=at("2026-06-01 09:00")
        if origin == Origin.STATION and service != Service.ONSITE and not paid
        else None,
        numbers=(PHONE,),
    )
    for origin in Origin
    for service in Service
    for paid in ((False, True) if service == Service.CARRY_IN and origin == Origin.STATION else (False,))
}

WILLS = {
    "helps": frozenset(),
    "does not sign": frozenset({"sign"}),
    "does not collect": frozenset({"sign", "picked-up", "delivered", "check-failed"}),
    "is not reached": frozenset(
        {
            "sign",
            "picked-up",
            "delivered",
            "check-failed",
            "arrived",
            "start",
            "reached",
            "promise",
            "form",
            "asks",
        }
        | {"guided"}
    ),
}
"""By what the customer does from a state on: the entries that are not true then."""


CLOSINGS = (
    Closing(Role.ENGINEER, "软件 保外 投诉", unprinted="用户不来"),
    Closing(Role.ENGINEER, "软件 保外 投诉", "pickup", "用户要求自取", unprinted="用户不来"),
    Closing(Role.LIAISON, "软件 保外 投诉", "region_confirmed", "用户不来", unprinted="用户不来"),
)
WORKED_OUT = tuple(name for name, value in vars(OrderState).items() if isinstance(value, cached_property))


def changed(order: OrderState, **values: object) -> OrderState:
    """`order` with other `values`, as `dataclasses.replace` makes it; that takes eight times as long, 400,000 times."""
    made: OrderState = object.__new__(OrderState)
    kept = vars(made)
    kept.update(vars(order))
    for name in WORKED_OUT:
        kept.pop(name, None)
    kept.update(values)
    return made


class Step(NamedTuple):
    """An entry that is true in a state, and the state that it leads to."""

    name: str
    to: OrderState


def true_steps(order: OrderState, work: str) -> Iterator[Step]:
    """Every entry that the rules allow and that is true where `work` is what the machine needs."""
    lost = LOST[0] in order.attempts or INVALID in order.attempts
    if steps.may("download", order) == ():
        yield Step("download", changed(order, status=Status.DOWNLOADED, downloaded_at=order.t1))
        return
    yield from _calls(order, work, lost)
    if order.printed_at is None and order.served_at is None:
        yield Step("print", changed(order, printed_at=PRINTED))
    yield from _work(order, work)
    yield from _parts(order, work)
    yield from _statements(order, lost)
    if not lost:
        yield from _meetings(order)
    if not lost or order.handed_over_at is not None:
        yield from _promises(order)
    if not order.contacts and not writeback.check(order, Write(T3Kind.UNREACHABLE)).checks:
        slot = Slot(1, T3Kind.UNREACHABLE, None, WRITTEN[0])
        # its clock starts now: the days of calls before it do not count
        attempts = tuple(a for a in order.attempts if a not in LOST[1:])
        yield Step("sentinel", changed(order, slots=(slot,), t2=WRITTEN[0], attempts=attempts))


def _under_way(order: OrderState) -> str:
    return Status.IN_SERVICE if order.status == Status.DOWNLOADED else order.status


def _calls(order: OrderState, work: str, lost: bool) -> Iterator[Step]:
    def called(*more: object) -> OrderState:
        return changed(order, attempts=(*order.attempts, *more), status=_under_way(order))  # type: ignore[arg-type]

    if lost:
        if order.attempts[-1] == LOST[0]:
            yield Step("calls", called(*LOST[1:]))
        return
    if not order.contacts:
        if not order.attempts:
            yield Step("missed", called(MISSED))
        # a talk ends what was asked for before
        yield Step("reached", changed(called(REACHED), statements=()))
    yield Step("lost", called(LOST[0]))
    yield Step("invalid", called(INVALID))
    if work == "phone_resolved" and not order.close_facts and order.served_at is None:
        yield Step("guided", changed(called(REACHED), facts=(LoggedFact(work, WORK),), statements=()))


def _work(order: OrderState, work: str) -> Iterator[Step]:
    """What was done or found: with the machine in the station, or on a visit."""
    if not (order.visit or order.in_custody):
        return
    for code in {work} | ({"repaired"} if work in ATTRIBUTES else set()):
        if code in order.codes or code == "phone_resolved" or steps.may("fact", order, fact=code):
            continue
        if code == "repaired" and steps.may("repaired", order):
            continue
        logged = changed(order, facts=(*order.facts, LoggedFact(code, WORK)))
        if code == "repaired":
            logged = changed(logged, repaired_at=WORK)
        if logged.served_at is not None:
            last = order.last_slot
            again = order.in_custody and last is not None and last.slot > 1 and last.written_at in AGAIN
            logged = changed(logged, status=Status.AWAITING_PICKUP if again else _under_way(order))
        yield Step("work", logged)


def _parts(order: OrderState, work: str) -> Iterator[Step]:
    if work != "repaired" or order.finished:
        return
    if not order.parts and not order.parts_issued and not parts.request(order):
        part = Part("PO1", "P1", STARTED, None)
        yield Step("part ordered", changed(order, parts=(part,), status=Status.PARTS_REQUESTED))
    if order.parts:
        status = Status.IN_SERVICE if order.status == Status.PARTS_REQUESTED else order.status
        yield Step("part arrived", changed(order, parts=(), status=status, parts_issued=True))


def _statements(order: OrderState, lost: bool) -> Iterator[Step]:
    last = order.statement()
    if last is not None and last.pending:
        # one that is refused or has lapsed changes nothing any more
        yield Step("decision", changed(order, statements=()))
        yield Step("decision", changed(order, statements=(last._replace(state="agreed"),)))
        return
    subject = statements.usual(order, WORK)
    may = not lost and not order.close_facts and not steps.may("form", order)
    if last is None and may and not statements.check(order, subject):
        made = Statement(1, subject, "pending", WORK, order.in_custody)
        yield Step("form", changed(order, statements=(made,)))


def _meetings(order: OrderState) -> Iterator[Step]:
    """What takes place where the customer and the station meet."""
    if order.started_at is None and (order.visit or order.in_custody):
        started = changed(order, started_at=STARTED, status=_under_way(order), statements=())
        if not steps.may("start", order):
            yield Step("start", started)
        elif not steps.may("start", order, excused=True):
            yield Step("start", changed(started, print_exception="停电"))
    if not steps.may("arrived", order) and order.handed_over_at is None:
        arrived = changed(order, in_custody=True, arrived_at=STARTED, status=_under_way(order), statements=())
        yield Step("arrived", arrived)
    if not steps.may("sign", order, excused=True):
        why = "忘了" if steps.unprinted(order, excused=False) else order.unprinted_why
        yield Step("sign", changed(order, signed_at=SIGNED, unprinted_why=why))
    for step, column in (("picked-up", "picked_up_at"), ("delivered", "delivered_at")):
        if not steps.may(step, order):
            yield Step(step, changed(order, in_custody=False, **{column: HOME}))
    if not steps.may("check-failed", order):
        back = Status.IN_SERVICE if order.status == Status.AWAITING_PICKUP else order.status
        yield Step("check-failed", changed(_reopened(order), status=back, must_deliver_back=True))


def _reopened(order: OrderState) -> OrderState:
    left = tuple(fact for fact in order.facts if fact.code in ATTRIBUTES)
    slots = _before_any_failure(order.slots)
    return changed(order, facts=left, slots=slots, repaired_at=None, signed_at=None)


def _before_any_failure(slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
    """The T3 as if none had been written again: only of the last one it matters."""
    return tuple(slot._replace(written_at=WRITTEN[slot.slot - 1]) for slot in slots)


def _promises(order: OrderState) -> Iterator[Step]:
    """A time that is agreed: of a visit to come, or of a pick-up, which may have been just now."""
    if order.visit and order.finished:
        return
    home = order.handed_over_at
    given: list[tuple[str | None, str | None]] = [(None, None)]
    if order.slots:
        given = [
            (type_, "约定") for type_ in (writeback.CUSTOMER, writeback.MULTI_REPAIR, writeback.RECURRED)
        ]
    for type_, reason in given:
        if (type_ == writeback.MULTI_REPAIR) != (bool(order.slots) and order.visit and order.started):
            continue
        if type_ == writeback.RECURRED and not order.in_custody:
            continue
        verdict = writeback.check(order, Write(at=home or AGREED, type=type_, reason=reason))
        if verdict.checks or verdict.slot is None:
            continue
        recurred = order.status == Status.AWAITING_PICKUP and verdict.status == Status.IN_SERVICE
        base = _reopened(order) if recurred and order.finished else order
        failed = (
            base is not order or order.must_deliver_back or any(s.written_at in AGAIN for s in order.slots)
        )
        again = failed and order.in_custody and verdict.slot > 1
        slot = Slot(verdict.slot, T3Kind.NORMAL, AGREED, (AGAIN if again else WRITTEN)[verdict.slot - 1])
        t2 = order.t2 or WRITTEN[0]
        # T31 of a machine that went home is the time when it did (001-2.5.4)
        yield Step(
            "promise" if home is None else "pick-up time",
            changed(
                base,
                slots=(*_before_any_failure(order.slots), slot),
                t2=t2,
                status=verdict.status,
                statements=(),
            ),
        )


def told_once(order: OrderState) -> OrderState:
    """`order` without the first calls once another contact is recorded, which says as much: fewer states to search."""
    if order.facts or not {MISSED, REACHED} & set(order.attempts[:2]):
        return order
    without = changed(order, attempts=tuple(a for a in order.attempts if a not in (MISSED, REACHED)))
    return without if changed(without, attempts=()).contacts else order


def ends(order: OrderState, work: str) -> Iterator[str]:
    """How the order can end now by a true entry."""
    for asked in CLOSINGS if order.close_facts else ():
        if not closing.check(order, asked).checks:
            yield f"closed, {asked.basis or 'signed'}"
            return
    if (
        work == "phone_resolved"
        and not writeback.check(order, Write(T3Kind.PHONE_RESOLVED, phone="other")).checks
    ):
        yield "closed by phone" if "phone_resolved" in order.codes else "guided"
    for reason in ("unreachable", "wrong_phone", *statements.SUPPORTED.values(), "special_request"):
        if (
            _is_true(order, reason)
            and decide(order, question(reason, "station", detail="具体情况"), CALENDAR).allowed
        ):
            yield reason
            return
    if decide(order, question("self_resolved", "customer", detail="自行解决"), CALENDAR).allowed:
        yield "asks"


def _is_true(order: OrderState, reason: str) -> bool:
    if reason == "unreachable":
        return LOST[-1] in order.attempts
    if reason == "wrong_phone":
        return INVALID in order.attempts
    return reason == "special_request" or order.statement() is not None


class Way(NamedTuple):
    """An entry that is true in a state, and the place in the search of the state it leads to."""

    name: str
    to: int


@dataclass
class Search:
    """All states of one kind of order, the nearest first, and by state the ways that lead on from there."""

    work: str
    states: list[OrderState]
    ways: list[list[Way]] = field(default_factory=list)
    known: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def ends(self, place: int) -> tuple[str, ...]:
        """How the order can end in that state; found out where somebody asks, which takes half of all the time."""
        if place not in self.known:
            self.known[place] = tuple(ends(self.states[place], self.work))
        return self.known[place]

    def without_end(self, barred: frozenset[str]) -> list[OrderState]:
        """The states from which no sequence of true entries leads to the end.

        A state from which another is reached that has one needs no end of its own.
        """
        ended = [False] * len(self.states)
        before = -1
        while before != (before := sum(ended)):
            for place in reversed(range(len(ended))):
                if not ended[place]:
                    ended[place] = any(
                        ended[to] for name, to in self.ways[place] if name not in barred
                    ) or any(name not in barred for name in self.ends(place))
        return [order for order, end in zip(self.states, ended, strict=True) if not end]


def search(start: OrderState, work: str) -> Search:
    """Every state that true entries lead to from `start`."""
    found = Search(work, [start])
    places = {start: 0}
    gc.disable()  # nothing made here becomes garbage
    try:
        for order in found.states:  # grows meanwhile
            ways = []
            for name, to in true_steps(order, work):
                told = told_once(to)
                if (place := places.setdefault(told, len(found.states))) == len(found.states):
                    found.states.append(told)
                ways.append(Way(name, place))
            found.ways.append(ways)
    finally:
        gc.enable()
    return found


NEEDS = {
    "cc onsite": ("repaired", "nff_power", "phone_resolved", "region_commissioned", "reseat"),
    "cc carry-in": ("nff_power", "phone_resolved"),
    "region onsite": ("repaired", "nff_power", "phone_resolved"),
    "region carry-in": ("nff_power",),
    "station onsite": ("repaired", "nff_power", "phone_resolved"),
    "station carry-in": ("repaired",),
    "station carry-in paid visit": ("repaired", "nff_power", "phone_resolved"),
    "station mail-in": ("nff_power",),
}
"""What the machine needs: one of each kind that the rules tell apart; by mail-in as by carry-in, which are one to them."""
