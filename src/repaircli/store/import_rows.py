"""Many rows at once into the tables of an order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from repaircli.store.session import Tx
from repaircli.store.tables.orders import Contact, Fact, Order, Promise
from repaircli.store.tables.urges import UrgeOrder


def add_orders(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Adds orders; every mapping names the same columns."""
    tx.insert_many(Order, rows)


def add_urges(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    tx.insert_many(UrgeOrder, rows)


def add_promises(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    tx.insert_many(Promise, rows)


def add_facts(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    tx.insert_many(Fact, rows)


def add_contacts(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    tx.insert_many(Contact, rows)
