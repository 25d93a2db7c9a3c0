"""The order as everybody sees it: the JSON object of the contract, made from stored rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, tzinfo
from types import MappingProxyType
from typing import Any

from repaircli.orders.tables import Contact, Fact, Order, Promise
from repaircli.platform.codes import T3Kind
from repaircli.platform.db.data import data_of
from repaircli.platform.transaction import Transaction
from repaircli.rules.orders.state import OrderNumber


def numbers(order: Order, new: Mapping[str, Any] = MappingProxyType({})) -> list[str]:
    """Every known number, the caller's included, each once (A-38); `new` are values that the order will get."""
    caller = new.get("caller_no", order.caller_no)
    return list(dict.fromkeys([*new.get("phones", order.phones), *([caller] if caller else [])]))


def number_history(order: Order) -> tuple[OrderNumber, ...]:
    """What is kept of the numbers that were changed or written in another way."""
    return tuple(
        OrderNumber(
            str(entry["number"]),
            str(entry["typed"]),
            _time(entry.get("since")),
            entry.get("by"),
            entry.get("role"),
            _time(entry.get("until")),
            entry.get("ended_by"),
            entry.get("ended_role"),
        )
        for entry in order.number_history or ()
    )


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def promise_data(tx: Transaction, promise: Promise) -> dict[str, Any]:
    """One T3 slot; the time of a sentinel is the day that stood for it when it was written (001-1.5.2, 001-1.5.3, A-03)."""
    data = data_of(Promise, promise, tx.zone, "order_no")
    if promise.kind == T3Kind.NORMAL:
        return data
    # most orders have no sentinel, and need no policy
    from repaircli.policy.in_force import policy_of

    return {
        **data,
        "at": policy_of(tx).sentinel(promise.kind, tx.local(promise.written_at).date()).isoformat(),
    }


def contact_data(contact: Contact, zone: tzinfo) -> dict[str, Any]:
    """One call to the customer, voided or not."""
    return data_of(Contact, contact, zone, "order_no")


def fact_data(fact: Fact, zone: tzinfo) -> dict[str, Any]:
    """One close fact as it was logged, voided or not."""
    return data_of(Fact, fact, zone, "order_no")


def order_data(
    tx: Transaction, order: Order, promises: Sequence[Promise], facts: Iterable[Fact]
) -> dict[str, Any]:
    """The JSON object of an order. `promises` by slot, `facts` those that stand."""
    return data_of(Order, order, tx.zone) | {
        "t3": [promise_data(tx, p) for p in promises],
        "facts": list(dict.fromkeys(f.code for f in facts)),
        "number_history": [
            {**entry._asdict(), "since": tx.local(entry.since), "until": tx.local(entry.until)}
            for entry in number_history(order)
        ],
    }


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values that differ between `before` and `after`, as an audit event stores them."""
    different = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in different}, {name: after[name] for name in different}
