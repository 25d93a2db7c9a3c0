"""One order with all that belongs to it, and its history."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from repaircli.orders import (
    attachments,
    custody,
    groups,
    lookup,
    lookup_queries,
    next_step,
    notes,
    part_record,
    queries,
    record,
    record_json,
    urge_queries,
)
from repaircli.orders.record import OrderRecord
from repaircli.orders.state import attempts_of
from repaircli.orders.tables import Contact, Order
from repaircli.overview import queries as overview_queries
from repaircli.platform.answers import Answer
from repaircli.platform.db import codec
from repaircli.platform.errors import EXIT_OK, EXIT_PARTIAL, Denied, NotFound
from repaircli.platform.text import msg
from repaircli.platform.transaction import Transaction, reads
from repaircli.rules.policy.authority import STATION


@reads
def show(tx: Transaction, no: str) -> Answer:
    """The order with its calls, facts, urge orders, requests and statements, what is next, and who the logins are."""
    return Answer("order.show", _shown(tx, no))


@reads
def show_all(tx: Transaction, numbers: Sequence[str]) -> Answer:
    """A list of those orders, each as `show` gives it; one that is not found is told, and the exit is 7.

    A station is told that the policy wants it to look at one order at a time (001-6.1.4, A-40).
    """
    if len(numbers) > 1 and tx.acting.role in STATION:
        tx.note(msg("a station should look at one order at a time (001-6.1.4)"))
    return _each(tx, "order.shows", numbers, lambda no: [_shown(tx, no)])


def _each(
    tx: Transaction, kind: str, numbers: Sequence[str], read: Callable[[str], list[dict[str, Any]]]
) -> Answer:
    """What `read` gives of each order, and a note on each that the identity does not find."""
    rows: list[dict[str, Any]] = []
    bad = 0
    for no in numbers:
        try:
            rows += read(no)
        except (NotFound, Denied) as error:
            tx.note(error.message)
            bad += 1
    lost = msg("{bad} of {all} orders not found", bad=bad, all=len(numbers)) if bad else None
    return Answer(kind, rows, exit=EXIT_PARTIAL if bad else EXIT_OK, complaint=lost)


def _shown(tx: Transaction, no: str) -> dict[str, Any]:
    found = record.find(tx, no)
    calls = queries.contacts(tx, [found.no], voided=True).get(found.no, [])
    nested = {
        "contacts": [record_json.contact_data(c, tx.zone) for c in calls],
        "fact_log": [record_json.fact_data(f, tx.zone) for f in queries.all_facts(tx, found.no)],
        "urges": [
            urge_queries.urge_data(u, tx.zone)
            for u in urge_queries.of_orders(tx, [found.no]).get(found.no, [])
        ],
        "notes": notes.of_order(tx, found.no),
        "attachments": attachments.of_order(tx, found.no),
        "requests": overview_queries.requests(tx, found.no),
        "forms": overview_queries.forms(tx, found.no),
        "group": groups.members(tx, found.order.group_no),
        "advices": _advices(tx, found.order),
        "entrustments": _entrustments(tx, found.order),
        "voucher": custody.voucher(tx, found.order),
        "visits": _visits(tx, found.order),
    }
    data = record.data(tx, found) | nested | part_record.of_order(tx, found)
    return data | {
        "next_step": _next(tx, found, calls, data),
        "people": overview_queries.people(tx, _logins(data)),
        "earlier": _earlier(tx, found.order),
    }


def _next(
    tx: Transaction, found: OrderRecord, calls: Sequence[Contact], data: Mapping[str, Any]
) -> dict[str, Any] | None:
    """What is next; an order with parts, requests or statements is read in full for it, another is known already."""
    if not (found.state.open or found.order.in_custody):
        return None
    if found.order.pending_request is not None or data["parts_requests"] or data["forms"]:
        from repaircli.deadlines import order_states

        return next_step.of(tx, found.order, order_states.full_state(tx, found.order))
    counted = attempts_of(found.order, [c for c in calls if c.voided_at is None], tx.zone)
    return next_step.of(tx, found.order, replace(found.state, attempts=tuple(counted)))


def _logins(value: object, key: str = "") -> set[str]:
    """Every login in the data of an order, by the names of the keys."""
    if isinstance(value, Mapping):
        return set().union(*(_logins(part, name) for name, part in value.items()))
    if isinstance(value, list):
        return set().union(*(_logins(part) for part in value))
    return {value} if isinstance(value, str) and (key == "engineer" or key.endswith("_by")) else set()


_EARLIER = 5
"""Earlier orders that the page of an order shows."""


def _earlier(tx: Transaction, order: Order) -> list[dict[str, Any]]:
    """The latest other orders of the same number or machine that the identity may see."""
    seen = [row for row in lookup_queries.like(tx, order) if row.t1 <= order.t1 and lookup.role_over(tx, row)]
    return [
        {
            name: getattr(row, name)
            for name in ("order_no", "status", "serial", "fault", "solution", "station")
        }
        | {name: tx.local(getattr(row, name)) for name in ("t1", "closed_at")}
        for row in seen[:_EARLIER]
    ]


@reads
def history(tx: Transaction, no: str) -> Answer:
    """Every event of the order in the audit log in the order of time, with the login and role.

    An imported order begins with the events that its rows tell of the time before.
    """
    return Answer("order.history", _told(tx, no))


@reads
def history_all(tx: Transaction, numbers: Sequence[str]) -> Answer:
    """The events of those orders, one order after the other; one that is not found is told, and the exit is 7."""
    return _each(tx, "order.history", numbers, lambda no: _told(tx, no))


def _told(tx: Transaction, no: str) -> list[dict[str, Any]]:
    from repaircli.orders import past

    found = record.find(tx, no)
    logged = [_event(tx, found.no, e) for e in queries.of_order(tx, found.no)]
    every = [*past.events(tx, found, logged), *logged]
    people = overview_queries.people(tx, {event["by"] for event in every if event["by"]})
    named = [{**event, "name": people.get(event["by"] or "", {}).get("name")} for event in every]
    return sorted(named, key=lambda event: event["at"])


def _advices(tx: Transaction, order: Order) -> list[dict[str, Any]]:
    if order.special is None:
        return []
    from repaircli.special_users import advice

    return advice.advices_of(tx, order.order_no)


def _visits(tx: Transaction, order: Order) -> list[dict[str, Any]]:
    """The return visits, which only a closed order has (001-1.5.9)."""
    if order.closed_at is None:
        return []
    from repaircli.orders import visits

    return visits.of_order(tx, order.order_no)


def _entrustments(tx: Transaction, order: Order) -> list[dict[str, Any]]:
    """The entrustment forms, which only a special user's order has (001-4.5.3)."""
    if order.special is None:
        return []
    return [_entrusted(tx, found) for found in overview_queries.entrustments(tx, order.order_no)]


def _entrusted(tx: Transaction, found: dict[str, Any]) -> dict[str, Any]:
    times = {name: tx.local(found[name]) for name in ("issued_at", "voided_at")}
    fees = {"computed_fen": found.pop("computed"), "fee_fen": found.pop("fee")}
    return found | fees | times


def _event(tx: Transaction, no: str, event: Row[Any]) -> dict[str, Any]:
    return {
        "order_no": no,
        "seq": event.seq,
        "at": tx.local(event.at),
        "what": event.what,
        "by": event.who,
        "role": event.role,
        "command": event.command,
        "before": _kept(event.before),
        "after": _kept(event.after),
    }


def _kept(text: str | None) -> object:
    """The values that an event stored; for a refusal its answer."""
    found = None if text is None else codec.load(text)
    if isinstance(found, Mapping) and isinstance(found.get("answer"), Mapping):
        return found["answer"]
    return found
