"""The states of orders for their clocks: in brief for every open order, in full for a few."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from repaircli.deadlines import queries as rows
from repaircli.deadlines.queries import Scope
from repaircli.orders import lookup_queries as order_rows
from repaircli.orders import queries as detail_rows
from repaircli.orders.state import order_state, slots_of
from repaircli.orders.state import order_states as states_of
from repaircli.orders.tables import Order
from repaircli.platform.db.columns import utc_text
from repaircli.platform.transaction import Transaction
from repaircli.rules.deadlines.due import Case
from repaircli.rules.orders.state import OrderState, Part, Waiting
from repaircli.rules.parts import told_late_at

_AT_ONCE = "branch_received"
"""The reason of a request that a station makes at once (001-6.3.8)."""


def open_order_states(tx: Transaction, scope: Scope, by: datetime) -> Iterator[OrderState]:
    """The states of open orders that are not frozen, and of cancelled ones whose machine is still in the station.

    They hold what decides on the clocks until `by`; what only the texts of the clocks need is left out.
    """
    day = by.date()
    found = rows.open_orders(tx, scope, utc_text(by), day)
    logged, parts = rows.facts(tx, scope), rows.parts(tx, scope, day)
    promises = detail_rows.promises(tx, list(parts))
    calls = rows.calls(tx, [order.order_no for order, _, with_calls in found if with_calls], tx.zone)
    for order, last, _ in found:
        no = order.order_no
        state = order_state(
            order,
            tx.now,
            slots=slots_of(promises[no]) if no in promises else last,
            attempts=calls.get(no, ()),
            facts=logged.get(no, ()),
        )
        yield replace(state, parts=_parts(state, parts[no])) if no in parts else state
    for order in rows.left_machines(tx, scope):
        yield order_state(order, tx.now)


def waiting(tx: Transaction, scope: Scope, table: str) -> Iterator[tuple[str, Waiting]]:
    """The undecided requests or forms (`table`) with the numbers of their orders."""
    for row in rows.waiting(tx, scope, table):
        yield row.order_no, Waiting(row.id, row.since, at_once=row.reason == _AT_ONCE)


def cases(tx: Transaction, scope: Scope) -> list[tuple[Case, rows.CaseRow]]:
    """The open referrals and pending tickets, each with its row."""
    return [(Case(row.id, row.kind, row.created_at), row) for row in rows.cases(tx, scope)]


def order_states(tx: Transaction, numbers: Sequence[str]) -> dict[str, tuple[Order, OrderState]]:
    """Those orders as they are stored, with their states; parts, forms and requests are left out."""
    orders = order_rows.orders(tx, numbers)
    states = states_of(tx, orders)
    return {no: (order, states[no]) for no, order in orders.items()}


def full_state(tx: Transaction, order: Order) -> OrderState:
    """The state of one order with its parts, special-case statements and cancel requests."""
    no = order.order_no
    state = states_of(tx, {no: order})[no]
    return replace(
        state,
        parts=_parts(state, rows.parts_of(tx, no)),
        forms=tuple(_waiting(row) for row in rows.decisions(tx, "forms", no)),
        requests=tuple(_waiting(row) for row in rows.decisions(tx, "requests", no)),
    )


def _parts(order: OrderState, found: Iterable[rows.PartRow]) -> tuple[Part, ...]:
    """The parts, with the time at which a T3 of `order` said that they are late."""
    return tuple(
        Part(
            part.po,
            part.part_code,
            part.requested_at,
            part.eta,
            part.received_at,
            None if part.eta is None else told_late_at(order, part.po, part.eta),
        )
        for part in found
    )


def _waiting(row: rows.DecisionRow) -> Waiting:
    return Waiting(row.id, row.since, row.decided_at, row.reason == _AT_ONCE)
