"""What the cancel rule looks at, gathered for one order or for many in a few queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from repaircli.cancelling import queries as cancelling_queries
from repaircli.cancelling import reassign
from repaircli.orders import queries as rows
from repaircli.orders import record_json
from repaircli.orders import scope_queries as order_rows
from repaircli.platform.codes import Role, T3Kind
from repaircli.platform.transaction import Transaction
from repaircli.rules.cancelling.decide import Facts, Question, decide
from repaircli.rules.cancelling.snapshot import Remembering, taken
from repaircli.rules.orders.writeback import Attempt
from repaircli.rules.policy.decision import Decision


@dataclass(frozen=True, slots=True)
class Gathered:
    """Orders with what belongs to them, by order number; stations by station number."""

    orders: dict[str, Any]
    promises: dict[str, list[Any]]
    contacts: dict[str, list[Any]]
    facts: dict[str, list[Any]]
    forms: dict[str, str]
    stations: dict[str, Any]


def gather(tx: Transaction, numbers: Sequence[str], more_stations: Sequence[str] = ()) -> Gathered:
    """Everything about those orders that a decision needs, and the stations that hold them or are named besides."""
    found = order_rows.orders(tx, numbers)
    return Gathered(
        found,
        rows.promises(tx, numbers),
        rows.contacts(tx, numbers),
        rows.facts(tx, numbers),
        cancelling_queries.last_forms(tx, numbers),
        cancelling_queries.stations(tx, [*(o.station for o in found.values()), *more_stations]),
    )


def facts_of(
    tx: Transaction, g: Gathered, no: str, *, pending: bool, requested_on: date | None = None
) -> Facts:
    """The facts about the order `no`; `requested_on` is today where no request is decided."""
    order = g.orders[no]
    station = g.stations.get(order.station)
    sentinel = next((p for p in g.promises.get(no, []) if p.kind == T3Kind.UNREACHABLE), None)
    return Facts(
        order_no=no,
        origin=order.origin,
        status=order.status,
        visit=record_json.is_visit(order),
        started=order.started_at is not None,
        in_custody=bool(order.in_custody),
        held_by_branch=station is not None and station.head is not None,
        parts_issued=bool(order.parts_issued),
        sentinel_t2=tx.local(order.t2) if sentinel is not None and order.t2 is not None else None,
        attempts=tuple(Attempt(tx.local(c.at), c.result, c.number) for c in g.contacts.get(no, [])),
        numbers=tuple(record_json.numbers(order)),
        logged=frozenset(f.code for f in g.facts.get(no, [])),
        form=g.forms.get(no),
        pending=pending,
        requested_on=requested_on or tx.now.date(),
        now=tx.now,
        t1=tx.local(order.t1),
    )


def target_of(g: Gathered, row: Any) -> str | None:
    """The station that the request `row` is reassigned to where the liaison names none."""
    holder = g.stations.get(g.orders[row.order_no].station)
    named: str | None = row.to_station or reassign.only_target(holder, row.reason)
    return named


def question_of(row: Any, target: str | None) -> Question:
    """What deciding the request `row` asks the rule; `target` is the station named for the new order."""
    return Question(
        reason=row.reason,
        asked_by=row.asked_by,
        actor=str(Role.LIAISON),
        way="approve",
        detail=row.detail,
        wished=row.wished,
        asked_on=row.asked_on,
        agrees_rereport=bool(row.agrees_rereport),
        target=target is not None,
    )


def facts_for(tx: Transaction, g: Gathered, row: Any) -> Facts:
    """The facts on which the request `row` is decided now."""
    # another request cannot be pending on the order: the database keeps one at most
    return facts_of(tx, g, row.order_no, pending=False, requested_on=tx.local(row.requested_at).date())


def judged(tx: Transaction, facts: Facts, question: Question) -> tuple[Decision, dict[str, Any]]:
    """The rule's decision, and what it stood on, to be stored beside it. Raises BeyondCalendar."""
    calendar = Remembering(tx.calendar())
    decision = decide(facts, question, calendar, hours=tx.hours())
    return decision, taken(facts, question, calendar.days)
