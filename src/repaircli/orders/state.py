"""The state of orders as the rules read it, built from their rows: of one order or of many, in a few queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, tzinfo

from repaircli.orders import queries as rows
from repaircli.orders import record_json
from repaircli.orders.tables import Contact, Fact, Order, Promise
from repaircli.platform.transaction import Transaction
from repaircli.rules.orders.state import Attempt, LoggedFact, OrderState, Slot, had_number


def order_state(
    order: Order,
    now: datetime,
    *,
    slots: Iterable[Slot] = (),
    attempts: Iterable[Attempt] = (),
    facts: Iterable[LoggedFact] = (),
    held_by_branch: bool = False,
    without_request: bool = False,
) -> OrderState:
    """The state of `order` at `now`, from its row and what belongs to it; `without_request` as if none were pending.

    What the rule that is asked does not look at may be left out.
    """
    return OrderState(
        order_no=order.order_no,
        origin=order.origin,
        service=order.service,
        status=order.status,
        t1=order.t1,
        now=now,
        paid_visit=bool(order.paid_visit),
        in_custody=bool(order.in_custody),
        must_deliver_back=bool(order.must_deliver_back),
        parts_issued=bool(order.parts_issued),
        special=order.special,
        mark=order.mark,
        warranty_until=order.warranty_until,
        reported_at=order.reported_at,
        t2=order.t2,
        first_contact_at=order.first_contact_at,
        special_notified_at=order.special_notified_at,
        downloaded_at=order.downloaded_at,
        printed_at=order.printed_at,
        print_exception=order.print_exception,
        unprinted_why=order.unprinted_why,
        agreed_at=order.agreed_at,
        started_at=order.started_at,
        repaired_at=order.repaired_at,
        signed_at=order.signed_at,
        arrived_at=order.arrived_at,
        recontact_at=order.recontact_at,
        picked_up_at=order.picked_up_at,
        delivered_at=order.delivered_at,
        closed_at=order.closed_at,
        cancelled_at=order.cancelled_at,
        pending_request=None if without_request else order.pending_request,
        numbers=tuple(record_json.numbers(order)),
        number_history=record_json.number_history(order),
        slots=tuple(slots),
        attempts=tuple(attempts),
        facts=tuple(facts),
        held_by_branch=held_by_branch,
    )


def slots_of(promises: Iterable[Promise]) -> list[Slot]:
    """The written T3 of an order, as rules read them."""
    return [Slot(p.slot, p.kind, p.at, p.written_at, p.type, p.reason) for p in promises]


def attempts_of(order: Order, contacts: Iterable[Contact], zone: tzinfo) -> list[Attempt]:
    """The calls to a customer that count, as rules read them: those on a number that the order had then (R-02)."""
    numbers, history = record_json.numbers(order), record_json.number_history(order)
    return [
        Attempt(c.at.astimezone(zone), c.result, c.number, c.recorded_at.astimezone(zone) if c.late else None)
        for c in contacts
        if had_number(numbers, history, c.number, c.at)
    ]


def facts_of(facts: Iterable[Fact]) -> list[LoggedFact]:
    """The close facts that stand, as rules read them."""
    return [LoggedFact(f.code, f.logged_at) for f in facts]


def order_states(
    tx: Transaction,
    orders: Mapping[str, Order],
    *,
    branches: Collection[str] = (),
    without_request: bool = False,
) -> dict[str, OrderState]:
    """The states of `orders` by number, with their T3, calls and close facts.

    `branches`: the stations that are branch points; `without_request` as `order_state`.
    """
    numbers = list(orders)
    promises, contacts, facts = (
        rows.promises(tx, numbers),
        rows.contacts(tx, numbers),
        rows.facts(tx, numbers),
    )
    return {
        no: order_state(
            order,
            tx.now,
            slots=slots_of(promises.get(no, ())),
            attempts=attempts_of(order, contacts.get(no, ()), tx.zone),
            facts=facts_of(facts.get(no, ())),
            held_by_branch=order.station in branches,
            without_request=without_request,
        )
        for no, order in orders.items()
    }
