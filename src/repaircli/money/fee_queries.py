"""The fee table as it is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Row, or_, select

from repaircli.money.tables import Fee
from repaircli.platform.db.session import Tx

_fees = Fee.__table__


def rows(tx: Tx, *, tier: str | None = None, on: date | None = None) -> list[Row[Any]]:
    """The rows of the table in its order, of one tier, or those valid on a day."""
    c = _fees.c
    statement = select(_fees).order_by(c.tier, c.service, c.product, c.step, c.valid_from)
    if tier is not None:
        statement = statement.where(c.tier == tier)
    if on is not None:
        statement = statement.where(c.valid_from <= on, or_(c.valid_to.is_(None), c.valid_to >= on))
    return tx.all(statement)
