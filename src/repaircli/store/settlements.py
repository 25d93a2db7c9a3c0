"""What stations were settled, and what their settlement is made of."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta, tzinfo

from sqlalchemy import select

from repaircli.store.session import Tx
from repaircli.store.tables.settlement import Settlement

_locked = Settlement.__table__


def locked_days(tx: Tx, zone: tzinfo) -> dict[str, list[tuple[date, date]]]:
    """The first and last day of each locked month, by the tier of a station that it is locked for."""
    c = _locked.c
    found: dict[str, list[tuple[date, date]]] = defaultdict(list)
    statement = select(c.tier, c.since, c.until).where(c.tier.is_not(None)).distinct().order_by(c.since)
    for row in tx.all(statement):
        last = row.until.astimezone(zone).date() - timedelta(days=1)
        found[row.tier].append((row.since.astimezone(zone).date(), last))
    return found
