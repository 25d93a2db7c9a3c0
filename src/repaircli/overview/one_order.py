"""One order with all that belongs to it, and its history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from repaircli.orders import (
    custody,
    groups,
    part_record,
    queries,
    record,
    record_json,
    urge_queries,
    visits,
)
from repaircli.orders.tables import Order
from repaircli.overview import queries as overview_queries
from repaircli.platform.answers import Answer
from repaircli.platform.db import codec
from repaircli.platform.transaction import Transaction, reads


@reads
def show(tx: Transaction, no: str) -> Answer:
    """The order with its calls, facts, urge orders, requests and statements."""
    found = record.find(tx, no)
    nested = {
        "contacts": [
            record_json.contact_data(c, tx.zone)
            for c in queries.contacts(tx, [found.no], voided=True).get(found.no, [])
        ],
        "fact_log": [record_json.fact_data(f, tx.zone) for f in queries.all_facts(tx, found.no)],
        "urges": [
            urge_queries.urge_data(u, tx.zone)
            for u in urge_queries.of_orders(tx, [found.no]).get(found.no, [])
        ],
        "requests": overview_queries.requests(tx, found.no),
        "forms": overview_queries.forms(tx, found.no),
        "group": groups.members(tx, found.order.group_no),
        "advices": _advices(tx, found.order),
        "entrustments": [_entrusted(tx, e) for e in overview_queries.entrustments(tx, found.no)],
        "voucher": custody.voucher(tx, found.order),
        "visits": visits.of_order(tx, found.no),
    }
    return Answer("order.show", record.data(tx, found) | nested | part_record.of_order(tx, found))


@reads
def history(tx: Transaction, no: str) -> Answer:
    """Every event of the order in the audit log in the order of time, with the login and role.

    An imported order begins with the events that its rows tell of the time before.
    """
    from repaircli.orders import past

    found = record.find(tx, no)
    logged = [_event(tx, found.no, e) for e in queries.of_order(tx, found.no)]
    every = [*past.events(tx, found, logged), *logged]
    return Answer("order.history", sorted(every, key=lambda event: event["at"]))


def _advices(tx: Transaction, order: Order) -> list[dict[str, Any]]:
    if order.special is None:
        return []
    from repaircli.special_users import advice

    return advice.advices_of(tx, order.order_no)


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
