"""Entrustment forms in sets."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, and_, or_, select

from repaircli.network.scope import Bounds
from repaircli.platform.db.session import Tx
from repaircli.special_users.tables import Entrustment

_forms = Entrustment.__table__


def entrustments(
    tx: Tx,
    bounds: Bounds,
    *,
    order_no: str | None = None,
    station: str | None = None,
    number: int | None = None,
    voided: bool = False,
    limit: int | None = None,
) -> list[Row[Any]]:
    """Entrustment forms within `bounds`, newest first; voided ones only where asked for or named by `number`."""
    c = _forms.c
    found = []
    if not bounds.everywhere:
        ways = []
        if bounds.region is not None:
            ways.append(c.region == bounds.region)
        if bounds.station is not None:
            ways.append(c.station == bounds.station)
        found.append(or_(*ways) if ways else c.id.is_(None))
    for column, value in ((c.order_no, order_no), (c.station, station), (c.id, number)):
        if value is not None:
            found.append(column == value)
    if not voided and number is None:
        found.append(c.voided_at.is_(None))
    return tx.all(select(_forms).where(and_(True, *found)).order_by(c.id.desc()).limit(limit))


def by_paper(tx: Tx, paper_no: str) -> Row[Any] | None:
    """The standing form of that paper."""
    return tx.get(_forms, paper_no=paper_no, voided_at=None)


def of_order(tx: Tx, order_no: str) -> Row[Any] | None:
    """The standing form of the order."""
    return tx.get(_forms, order_no=order_no, voided_at=None)
