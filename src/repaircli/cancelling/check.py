"""Asking the rule: may an order be cancelled, for which reason, on whose request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from repaircli.cancelling.gathered import Gathered, decide_with_snapshot, gather
from repaircli.orders import lookup
from repaircli.orders.tables import Order
from repaircli.platform.answers import Answer
from repaircli.platform.codes import AskedBy, Role, named
from repaircli.platform.errors import EXIT_REFUSED, Denied, UsageProblem
from repaircli.platform.inputs import chosen, code
from repaircli.platform.text import command_line, msg
from repaircli.platform.transaction import Transaction, reads
from repaircli.rules.cancelling.decide import Question
from repaircli.rules.cancelling.matrix import OTHER_WORDS, WORDS
from repaircli.rules.policy.decision import Decision


@dataclass(frozen=True, slots=True)
class CancelInput:
    """What a person gives for a cancel, dates as typed. `reason` is a code or the Chinese words of its row."""

    reason: str
    detail: str | None = None
    wished: str | None = None
    asked_on: str | None = None
    agrees_rereport: bool = False
    station_induced: bool = False
    gives_up: bool = False
    to_station: str | None = None


class Ruling(NamedTuple):
    """What the rule says of a question about an order; `snapshot` is what the decision is based on."""

    order: Order
    gathered: Gathered
    question: Question
    decision: Decision
    snapshot: dict[str, Any]


_DEFAULT_ASKER = {
    Role.COORDINATOR: AskedBy.STATION,
    Role.LIAISON: AskedBy.REGION,
    Role.AGENT: AskedBy.CUSTOMER,
}
_MAY_ASK_AS = {
    Role.COORDINATOR: (AskedBy.STATION,),
    Role.LIAISON: (AskedBy.REGION, AskedBy.STATION),
    Role.AGENT: (AskedBy.CUSTOMER, AskedBy.STATION, AskedBy.REGION),
}


@reads
def check(tx: Transaction, no: str, given: CancelInput, asked_by: str | None = None) -> Answer:
    """Whether the order may be cancelled. Raises UsageProblem, and Denied for an asker that the role may not name."""
    order = lookup.order(tx, no)
    return decision_answer(rule_on(tx, order, given, _asker(tx, asked_by), "check").decision)


def decision_answer(decision: Decision, more: Mapping[str, Any] | None = None) -> Answer:
    """The decision as an answer: exit 0 where it allows, else 3."""
    data = {**decision.as_data(), **(more or {})}
    if decision.allowed:
        return Answer("cancel.decision", data, notes=decision.notes)
    return Answer("cancel.decision", data, EXIT_REFUSED, decision.notes, decision.because, decision.hint)


def _asker(tx: Transaction, asked_by: str | None) -> AskedBy:
    role = tx.acting.role
    if asked_by is None:
        return _DEFAULT_ASKER[role]
    by = AskedBy(code("asked_by", asked_by, "--asked-by"))
    if by not in _MAY_ASK_AS[role]:
        raise Denied(msg("a {role} does not ask as {by}", role=named("role", role), by=named("asked_by", by)))
    return by


def reason(text: str) -> str:
    """The reason code that `text` names; blank stays blank for gate G7. Raises UsageProblem with suggestions."""
    if not text.strip():
        return ""
    return chosen(
        WORDS,
        text,
        "--reason",
        also=OTHER_WORDS,
        unknown="unknown_reason",
        listing=command_line("rules list"),
    )


def rule_on(tx: Transaction, order: Order, given: CancelInput, by: AskedBy, way: str) -> Ruling:
    """Puts the question to the rule; `way` as `Question` names it. Raises UsageProblem and BeyondCalendar."""
    gathered = gather(tx, [order.order_no], [given.to_station] if given.to_station else [])
    asked_on = tx.day(given.asked_on, "--asked-on") if given.asked_on else None
    if asked_on is not None and asked_on > tx.today:
        raise UsageProblem(msg("--asked-on: {day} is in the future", day=asked_on.isoformat()))
    question = Question(
        reason=reason(given.reason),
        asked_by=str(by),
        actor=str(tx.acting.role),
        way=way,
        detail=given.detail,
        wished=tx.day(given.wished, "--wished", future=True) if given.wished else None,
        asked_on=asked_on,
        agrees_rereport=given.agrees_rereport,
        station_induced=given.station_induced,
        gives_up=given.gives_up,
        target=bool(given.to_station),
    )
    decision, snapshot = decide_with_snapshot(tx, gathered.states[order.order_no], question)
    return Ruling(order, gathered, question, decision, snapshot)
