"""The fee table: its rows as stored, and as the rules use them."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

from sqlalchemy import or_, select

from repaircli.money.tables import Fee
from repaircli.platform.db.session import Tx
from repaircli.rules.money.fees import FeeKey, FeeRow, FeeTable

FIELDS = tuple(field.name for field in fields(FeeRow))
"""The columns of a row, in the order in which `FeeRow` takes them."""


def fees(tx: Tx, *, tier: str | None = None, on: date | None = None) -> list[Fee]:
    """The rows of the table in its order, of one tier, or those valid on a day."""
    c = Fee.__table__.c
    statement = select(Fee.__table__).order_by(c.tier, c.service, c.product, c.step, c.valid_from)
    if tier is not None:
        statement = statement.where(c.tier == tier)
    if on is not None:
        statement = statement.where(c.valid_from <= on, or_(c.valid_to.is_(None), c.valid_to >= on))
    return tx.rows(Fee, statement)


def stored(tx: Tx) -> dict[FeeKey, FeeRow]:
    """The rows of the fee table by their keys."""
    found = (FeeRow(*(getattr(fee, name) for name in FIELDS)) for fee in fees(tx))
    return {row.key: row for row in found}


def table(tx: Tx) -> FeeTable:
    """The whole fee table."""
    return FeeTable(stored(tx).values())
