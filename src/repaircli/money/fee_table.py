"""The fee table as rules ask it."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from repaircli.money import fee_queries as rows
from repaircli.platform.transaction import Transaction
from repaircli.rules.money.fees import FeeRow, FeeTable

FIELDS = tuple(field.name for field in fields(FeeRow))
"""The columns of a row, in the order in which `FeeRow` takes them."""


def stored(tx: Transaction) -> dict[Any, FeeRow]:
    """The rows of the fee table by their keys."""
    found = (FeeRow(*(getattr(row, name) for name in FIELDS)) for row in rows.rows(tx))
    return {row.key: row for row in found}


def table(tx: Transaction) -> FeeTable:
    """The whole fee table."""
    return FeeTable(stored(tx).values())
