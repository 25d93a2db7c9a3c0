"""Referrals and pending tickets: what a region, a station or the call centre sees of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Row, Table, and_, false, or_, select

from repaircli.network.scope import Bounds
from repaircli.network.tables import Station
from repaircli.orders.lookup_queries import visible
from repaircli.platform.codes import ReferralKind, ReferralState
from repaircli.platform.db.session import Tx

_stations = Station.__table__


def referrals(
    tx: Tx, bounds: Bounds, *, state: str | None = None, kind: str | None = None, limit: int | None = None
) -> list[Row[Any]]:
    """Referrals within `bounds`, newest first."""
    from repaircli.referrals.tables import Referral

    return _listed(tx, Referral.__table__, bounds, {"state": state, "kind": kind}, limit)


def waiting(tx: Tx, bounds: Bounds, *, of_region: bool) -> list[Row[Any]]:
    """Open referrals within `bounds`, oldest first: those for the region, else those for the call centre."""
    from repaircli.referrals.tables import Referral

    rows = _listed(tx, Referral.__table__, bounds, {"state": str(ReferralState.OPEN)}, None)
    return [row for row in reversed(rows) if (row.kind != ReferralKind.PROXY) is of_region]


def referral(tx: Tx, bounds: Bounds, number: int) -> Row[Any] | None:
    """The referral of that number, if it lies within `bounds`."""
    from repaircli.referrals.tables import Referral

    return next(iter(_listed(tx, Referral.__table__, bounds, {"id": number}, 1)), None)


def tickets(
    tx: Tx,
    bounds: Bounds,
    *,
    state: str | None = None,
    address: str | None = None,
    limit: int | None = None,
) -> list[Row[Any]]:
    """Pending tickets within `bounds`, newest first."""
    from repaircli.referrals.tables import PendingTicket

    return _listed(tx, PendingTicket.__table__, bounds, {"state": state, "address": address}, limit)


def ticket(tx: Tx, bounds: Bounds, number: int) -> Row[Any] | None:
    """The pending ticket of that number, if it lies within `bounds`."""
    from repaircli.referrals.tables import PendingTicket

    return next(iter(_listed(tx, PendingTicket.__table__, bounds, {"id": number}, 1)), None)


def _listed(
    tx: Tx, table: Table, bounds: Bounds, wanted: dict[str, Any], limit: int | None
) -> list[Row[Any]]:
    found: list[ColumnElement[bool]] = [table.c[k] == v for k, v in wanted.items() if v is not None]
    seen = visible(tx, table)
    if seen is not None:
        found.append(seen)
    if not bounds.everywhere:
        ways: list[ColumnElement[bool]] = [false()]
        if bounds.region is not None:
            ways.append(table.c.region == bounds.region)
        if bounds.station is not None:
            points = select(_stations.c.no).where(_stations.c.head == bounds.station)
            ways += [table.c.station == bounds.station, table.c.station.in_(points)]
            if "branch" in table.c:
                ways.append(table.c.branch == bounds.station)
        found.append(or_(*ways))
    return tx.all(select(table).where(and_(True, *found)).order_by(table.c.id.desc()).limit(limit))
