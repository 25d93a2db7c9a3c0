"""What the cancel rule looks at, gathered for one order or for many in a few queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from repaircli.cancelling import queries as cancelling_queries
from repaircli.cancelling import reassign
from repaircli.orders import lookup_queries as order_rows
from repaircli.orders.state import order_states
from repaircli.orders.tables import Order
from repaircli.platform.codes import Role
from repaircli.platform.transaction import Transaction
from repaircli.rules.cancelling.decide import Question, decide
from repaircli.rules.cancelling.snapshot import RecordingCalendar, snapshot
from repaircli.rules.orders.state import OrderState
from repaircli.rules.policy.decision import Decision


@dataclass(frozen=True, slots=True)
class Gathered:
    """Orders as stored and their states, by order number; stations by station number."""

    orders: dict[str, Order]
    states: dict[str, OrderState]
    stations: dict[str, Any]


def gather(tx: Transaction, numbers: Sequence[str], more_stations: Sequence[str] = ()) -> Gathered:
    """Everything about those orders that a decision needs, and the stations that hold them or are named besides."""
    orders = order_rows.orders(tx, numbers)
    stations = cancelling_queries.stations(tx, [*(o.station for o in orders.values()), *more_stations])
    branches = {no for no, station in stations.items() if station.head is not None}
    forms = cancelling_queries.last_forms(tx, numbers)
    return Gathered(orders, order_states(tx, orders, forms=forms, branches=branches), stations)


def target_of(g: Gathered, row: Any) -> str | None:
    """The station that the request `row` is reassigned to where the liaison names none."""
    holder = g.stations.get(g.orders[row.order_no].station)
    named: str | None = row.to_station or reassign.only_target(holder, row.reason)
    return named


def question_of(tx: Transaction, row: Any, target: str | None) -> Question:
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
        requested_on=tx.local(row.requested_at).date(),
    )


def state_for(g: Gathered, row: Any) -> OrderState:
    """The order as the request `row` is decided on it now."""
    # another request cannot be pending on the order: the database keeps one at most
    return replace(g.states[row.order_no], pending_request=None)


def decide_with_snapshot(
    tx: Transaction, order: OrderState, question: Question
) -> tuple[Decision, dict[str, Any]]:
    """The rule's decision, and what it is based on, to be stored beside it. Raises BeyondCalendar."""
    calendar = RecordingCalendar(tx.calendar())
    decision = decide(order, question, calendar, hours=tx.hours())
    return decision, snapshot(order, question, calendar.days)
