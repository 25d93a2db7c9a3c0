"""Notices in the outbox, as far as an identity may see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Text, and_, false, or_, select, type_coerce

from repaircli.store.columns import json_text
from repaircli.store.lookup import Bounds, within
from repaircli.store.session import Tx
from repaircli.store.tables.orders import Order
from repaircli.store.tables.outbox import Notification
from repaircli.store.tables.stations import Station

_notices = Notification.__table__
_orders = Order.__table__
_stations = Station.__table__


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose notices: those about orders within `orders`, and those to the receivers of `kinds`.

    A bounded reader also sees what goes to its own region or to a station of `orders`, and what its region filed;
    one that is everywhere sees all.
    """

    orders: Bounds
    kinds: tuple[str, ...] = ()


def notices(
    tx: Tx,
    reader: Reader,
    *,
    status: str | None = None,
    code: str | None = None,
    order_no: str | None = None,
    limit: int | None = None,
) -> list[Row[Any]]:
    """The notices that `reader` may see, in the order in which they were queued; with `limit` the latest ones."""
    conditions: list[ColumnElement[bool]] = []
    if not reader.orders.everywhere:
        conditions.append(or_(*_ways(reader)))
    if status is not None:
        conditions.append(_notices.c.status == status)
    if code is not None:
        conditions.append(_notices.c.code == code)
    if order_no is not None:
        conditions.append(_notices.c.order_no == order_no)
    rows = tx.all(select(_notices).where(and_(True, *conditions)).order_by(_notices.c.id.desc()).limit(limit))
    return rows[::-1]


def _ways(reader: Reader) -> list[ColumnElement[bool]]:
    ways: list[ColumnElement[bool]] = [_notices.c.to_kind.in_(reader.kinds)] if reader.kinds else []
    bounds = reader.orders
    about = within(bounds)
    if about is not None and (bounds.region or bounds.station):
        ways.append(_notices.c.order_no.in_(select(_orders.c.order_no).where(about)))
    if bounds.region is not None:
        own = select(_stations.c.no).where(_stations.c.region == bounds.region)
        ways += [
            and_(_notices.c.to_kind == "region", _notices.c.to_ref == bounds.region),
            and_(_notices.c.to_kind == "station", _notices.c.to_ref.in_(own)),
            type_coerce(_notices.c.args, Text).contains(
                json_text({"region": bounds.region})[1:-1], autoescape=True
            ),
        ]
    if bounds.station is not None:
        points = select(_stations.c.no).where(_stations.c.head == bounds.station)
        ways.append(
            and_(
                _notices.c.to_kind == "station",
                or_(_notices.c.to_ref == bounds.station, _notices.c.to_ref.in_(points)),
            )
        )
    return ways or [false()]
