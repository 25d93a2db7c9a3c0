"""Special-case statements: their subject, the stage of the order, and when they lapse (001-1.5.7, 2.5.6, 6.3.6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from repaircli.platform.codes import Origin, Subject, T3Kind
from repaircli.platform.text import Msg, msg
from repaircli.rules.orders.state import OrderState, Statement
from repaircli.rules.policy.decision import Check

CLAUSES: Mapping[str, str] = {
    Subject.PLAN: "001-1.5.7",
    Subject.SERVICE: "001-2.5.6",
    Subject.SOFTWARE_OOW: "001-6.3.6",
}
"""The clause that asks for a statement about each subject."""

SUPPORTED: Mapping[str, str] = {
    Subject.PLAN: "plan_refused_onsite",
    Subject.SERVICE: "service_refused_carry_in",
    Subject.SOFTWARE_OOW: "soft_oow_refused",
}
"""The cancel reason that a statement about each subject supports."""

SUBJECTS: Mapping[str, tuple[Subject, ...]] = {
    **{reason: (Subject(subject),) for subject, reason in SUPPORTED.items()},
    "complaint_refuse": (Subject.PLAN, Subject.SERVICE),
}
"""By cancel reason, what its statement may be about; a complaint on a station's own order is of either flow."""


UNMARKED = msg(
    "the order is not marked as software, out of warranty or commissioned by the region (001-6.3.6)"
)


def usual(order: OrderState, at: datetime) -> Subject:
    """The usual subject of a statement submitted `at` that time, by the stage of its order."""
    if order.held_at(at):
        return Subject.SERVICE
    if order.visit and order.started_at is not None and order.started_at <= at:
        return Subject.PLAN
    if order.origin != Origin.STATION:
        return Subject.SOFTWARE_OOW
    return Subject.PLAN if order.visit else Subject.SERVICE


def check(order: OrderState, subject: str) -> tuple[Check, ...]:
    """The reasons against submitting a statement about `subject` now: another is undecided, or the order
    is of another kind.
    """
    found: list[Check] = []
    waiting = order.statement()
    if waiting is not None and waiting.pending:
        text = msg("a special-case statement for this order already awaits the region's decision")
        found.append(Check("form_pending", CLAUSES[waiting.subject], text))
    if subject == Subject.PLAN and not order.visit:
        text = msg(
            "this reason is for orders with a visit, where the customer refuses the service plan; this order has no visit"
        )
        found.append(Check("form_subject", "001-1.5.7", text))
    elif subject == Subject.SERVICE and not order.in_custody and not _own_carry_in(order):
        text = msg("this reason is for orders whose machine is in the station; this machine is not")
        found.append(Check("form_subject", "001-2.5.6", text))
    elif subject == Subject.SOFTWARE_OOW and order.origin == Origin.STATION:
        text = msg(
            "this subject is for orders of the call centre or the region; the station generated this one"
        )
        found.append(Check("form_subject", "001-6.3.6", text))
    return tuple(found)


def _own_carry_in(order: OrderState) -> bool:
    return order.origin == Origin.STATION and not order.visit


def not_yet(order: OrderState, subject: str) -> Msg | None:
    """The missing condition for a cancel based on a statement about `subject`; None if nothing is missing."""
    if subject == Subject.PLAN and not order.started and order.origin != Origin.STATION:
        return msg(
            "service has not started; a plan that is refused before the visit supports no cancel (001-1.5.7)"
        )
    if subject == Subject.SOFTWARE_OOW and not order.marked:
        return UNMARKED
    return None


def judged(order: OrderState, id: int, subject: str, state: str, submitted_at: datetime) -> Statement:
    """The statement as it stands beside the rest of the order: where the machine was, and whether it has lapsed."""
    held = order.held_at(submitted_at)
    events = [
        *((a.at, "call") for a in order.attempts if a.succeeded),
        *((s.written_at, "promise") for s in order.slots if s.kind == T3Kind.NORMAL),
        *((at, by) for at, by in ((order.started_at, "start"), (order.arrived_at, "arrival")) if at),
    ]
    later = min((event for event in events if event[0] > submitted_at), default=(None, None))
    return Statement(id, subject, state, submitted_at, held, *later)


def lapse(order: OrderState, statement: Statement) -> Msg:
    """Why and when the statement lapsed, for a person."""
    at = statement.lapsed_at
    time = "" if at is None else f"{order.local(at):%Y-%m-%d %H:%M}"
    texts = {
        "call": msg("the special-case statement lapsed: a call reached the customer on {time}", time=time),
        "promise": msg("the special-case statement lapsed: a new time was agreed on {time}", time=time),
        "start": msg("the special-case statement lapsed: service started on {time}", time=time),
        "arrival": msg(
            "the special-case statement lapsed: the machine came to the station on {time}", time=time
        ),
    }
    return texts[statement.lapsed_by or "call"]
