"""What decisions on cancels are based on, read for one order or for many in a few queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from repaircli.calendar.working import calendar_of, hours_of
from repaircli.cancelling import queries as cancelling_queries
from repaircli.cancelling import reassign
from repaircli.cancelling.tables import CancelRequest
from repaircli.network.tables import Station
from repaircli.orders import lookup_queries as order_rows
from repaircli.orders.state import order_states
from repaircli.orders.tables import Order
from repaircli.platform.codes import Role
from repaircli.platform.transaction import Transaction
from repaircli.policy.in_force import in_force
from repaircli.rules.cancelling.decide import Question, decide
from repaircli.rules.cancelling.snapshot import RecordingCalendar, snapshot
from repaircli.rules.cancelling.statements import judged
from repaircli.rules.orders.state import OrderState, Part
from repaircli.rules.policy.decision import Decision


@dataclass(frozen=True, slots=True)
class Gathered:
    """Orders as stored and their states, by order number; stations by station number."""

    orders: dict[str, Order]
    states: dict[str, OrderState]
    stations: dict[str, Station]


def gather(
    tx: Transaction, numbers: Sequence[str], more_stations: Sequence[str] = (), *, deciding: bool = False
) -> Gathered:
    """Everything about those orders that a decision needs, and the stations that hold them or are named besides.

    `deciding`: the pending requests are decided, so that they do not bar the cancel themselves.
    """
    orders = order_rows.orders(tx, numbers)
    stations = cancelling_queries.stations(tx, [*(o.station for o in orders.values()), *more_stations])
    branches = {no for no, station in stations.items() if station.head is not None}
    states = order_states(tx, orders, branches=branches, without_request=deciding)
    return Gathered(orders, _with_more(tx, states), stations)


def _with_more(tx: Transaction, states: dict[str, OrderState]) -> dict[str, OrderState]:
    """The states with their special-case statements and the parts that are under way."""
    forms = cancelling_queries.statements(tx, list(states))
    parts = cancelling_queries.parts_under_way(tx, list(states))
    for no in forms.keys() | parts.keys():
        states[no] = replace(
            states[no],
            statements=tuple(
                judged(states[no], f.id, f.subject, f.state, f.submitted_at) for f in forms.get(no, ())
            ),
            parts=tuple(Part(p.po, p.part_code, p.requested_at, p.eta) for p in parts.get(no, ())),
        )
    return states


def target_of(gathered: Gathered, request: CancelRequest) -> str | None:
    """The station that gets the new order of `request` where the liaison names none."""
    holder = gathered.stations.get(gathered.orders[request.order_no].station)
    return request.to_station or reassign.only_target(holder, request.reason)


def question_of(tx: Transaction, request: CancelRequest, target: str | None) -> Question:
    """The question that deciding `request` puts to the rule; `target` is the station named for the new order."""
    return Question(
        reason=request.reason,
        asked_by=request.asked_by,
        actor=str(Role.LIAISON),
        way="approve",
        detail=request.detail,
        wished=request.wished,
        asked_on=request.asked_on,
        agrees_rereport=request.agrees_rereport,
        target=target is not None,
        requested_on=tx.local(request.requested_at).date(),
    )


def decide_with_snapshot(
    tx: Transaction, order: OrderState, question: Question
) -> tuple[Decision, dict[str, Any]]:
    """The rule's decision, and what it is based on, to be stored beside it. Raises BeyondCalendar."""
    calendar = RecordingCalendar(calendar_of(tx))
    decision = decide(order, question, calendar, in_force(tx), hours_of(tx))
    return decision, snapshot(order, question, calendar.days)
