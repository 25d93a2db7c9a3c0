"""Queries of the outbox: the notices that an identity may see, and those to be sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Text,
    and_,
    false,
    func,
    not_,
    or_,
    select,
    type_coerce,
    update,
)

from repaircli.network.scope import Bounds, bounded
from repaircli.network.tables import Station
from repaircli.orders.tables import Order
from repaircli.platform.db.columns import json_text
from repaircli.platform.db.rows import chunks
from repaircli.platform.db.session import Tx
from repaircli.platform.db.system_tables import batches
from repaircli.platform.notice_tables import Notification

_notices = Notification.__table__
_orders = Order.__table__
_stations = Station.__table__


@dataclass(frozen=True, slots=True)
class Reader:
    """Which notices are seen: those about orders within `orders`, and those to the receivers of `kinds`.

    A bounded reader also sees what goes to its own region or to a station of `orders`, and what its region filed;
    a reader without bounds sees all.
    """

    orders: Bounds
    kinds: tuple[str, ...] = ()


def notices(
    tx: Tx,
    reader: Reader,
    *,
    limit: int | None = None,
    **eq: str | int | None,
) -> list[Notification]:
    """The notices that `reader` may see, in the order in which they were queued; with `limit` the latest ones.

    `eq` are columns with the value that they must have; None does not filter.
    """
    conditions: list[ColumnElement[bool]] = []
    if not reader.orders.everywhere:
        conditions.append(or_(*_ways(reader)))
    conditions += [_notices.c[name] == value for name, value in eq.items() if value is not None]
    statement = select(_notices).where(and_(True, *conditions)).order_by(_notices.c.id.desc()).limit(limit)
    return tx.rows(Notification, statement)[::-1]


def _ways(reader: Reader) -> list[ColumnElement[bool]]:
    ways: list[ColumnElement[bool]] = [_notices.c.to_kind.in_(reader.kinds)] if reader.kinds else []
    bounds = reader.orders
    if bounds.region or bounds.station:
        about = select(_orders.c.order_no).where(and_(True, *bounded(_orders, bounds)))
        ways.append(_notices.c.order_no.in_(about))
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


@dataclass(frozen=True, slots=True)
class Ways:
    """Which notices can go out: by mail those of `mail_media` to receivers with an address, by command
    those of `command_media`.
    """

    mail_media: tuple[str, ...] = ()
    command_media: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    stations: tuple[str, ...] = ()


def due(tx: Tx, ways: Ways, now: datetime, limit: int | None = None) -> list[int]:
    """The ids of the notices that may be sent at `now`, oldest first."""
    c = _notices.c
    when = or_(c.next_try_at.is_(None), c.next_try_at <= now)
    statement = select(c.id).where(*_waiting(tx), when, _reach(ways)).order_by(c.id)
    return [row.id for row in tx.all(statement if limit is None else statement.limit(limit))]


def by_ids(tx: Tx, ids: Sequence[int]) -> list[Notification]:
    """The notices with those ids, by id."""
    return [row for part in chunks(ids) for row in tx.find(Notification, id=part)]


def orders_of(tx: Tx, notices: Sequence[Notification]) -> dict[str, Mapping[str, Any]]:
    """The columns of the orders that those notices are about, by number, with their station's name, phone, address."""
    numbers = sorted({row.order_no for row in notices if row.order_no is not None})
    of_station = (
        _stations.c.name.label("station_name"),
        _stations.c.phone.label("station_phone"),
        _stations.c.address.label("station_address"),
    )
    statement = select(_orders, *of_station).join(_stations, _stations.c.no == _orders.c.station)
    return {
        row.order_no: row._asdict()
        for part in chunks(numbers)
        for row in tx.all(statement.where(_orders.c.order_no.in_(part)))
    }


def put_off(tx: Tx, ways: Ways, now: datetime) -> int:
    """How many notices that can go out wait for their next try."""
    c = _notices.c
    statement = select(func.count()).where(*_waiting(tx), c.next_try_at > now, _reach(ways))
    return int(tx.scalar(statement))


class OutOfReach(NamedTuple):
    """A receiver for whose notices of a medium nothing is configured, and how many there are."""

    to_kind: str
    to_ref: str
    medium: str
    number: int


def out_of_reach(tx: Tx, ways: Ways) -> list[OutOfReach]:
    """The receivers for whose notices nothing is configured."""
    c = _notices.c
    keys = (c.to_kind, c.to_ref, c.medium)
    statement = select(*keys, func.count()).where(*_waiting(tx), not_(_reach(ways)))
    return [OutOfReach._make(row) for row in tx.all(statement.group_by(*keys).order_by(*keys))]


def claim(tx: Tx, id: int, who: str, now: datetime) -> Notification | None:
    """Claims the notice for the sender `who`; None if another sender has it, or it is not due."""
    c = _notices.c
    taken = tx.run(
        update(_notices)
        .where(c.id == id, c.status == "queued", or_(c.next_try_at.is_(None), c.next_try_at <= now))
        .values(status="sending", claim=who, claimed_at=now, tries=c.tries + 1, error=None)
    )
    return tx.get(Notification, id=id) if taken else None


def settle(tx: Tx, id: int, who: str, values: Mapping[str, Any]) -> bool:
    """Writes what became of the notice that `who` claimed; False where another sender has claimed it meanwhile.

    A sender that was counted as lost may still say what became of it.
    """
    where = {"id": id, "claim": who, "status": ("sending", "failed")}
    return tx.update(Notification, where, **values) == 1


def give_up_lost(tx: Tx, before: datetime, error: str) -> list[int]:
    """Marks as failed what a sender claimed before that moment: it was cut off, and its outcome is unknown."""
    c = _notices.c
    lost = [
        row.id
        for row in tx.all(select(c.id).where(c.status == "sending", c.claimed_at < before).order_by(c.id))
    ]
    for part in chunks(lost):
        tx.update(Notification, {"id": part, "status": "sending"}, status="failed", error=error)
    return lost


def known(tx: Tx, keys: Sequence[str]) -> set[str]:
    """Which of those dedupe keys are in the outbox."""
    c = _notices.c
    return {row.dedupe for part in chunks(keys) for row in tx.all(select(c.dedupe).where(c.dedupe.in_(part)))}


def _waiting(tx: Tx) -> list[ColumnElement[bool]]:
    """The condition: queued, and not about an order of an unfinished import, which may still be discarded."""
    c = _notices.c
    loading = [row.id for row in tx.all(select(batches.c.id).where(batches.c.state != "done"))]
    conditions: list[ColumnElement[bool]] = [c.status == "queued"]
    if loading:
        hidden = select(_orders.c.order_no).where(_orders.c.batch_id.in_(loading))
        conditions.append(or_(c.order_no.is_(None), c.order_no.not_in(hidden)))
    return conditions


def _reach(ways: Ways) -> ColumnElement[bool]:
    c = _notices.c
    return or_(
        c.medium.in_(ways.command_media),
        and_(
            c.medium.in_(ways.mail_media),
            or_(
                c.to_kind.in_(ways.roles),
                and_(c.to_kind == "region", c.to_ref.in_(ways.regions)),
                and_(c.to_kind == "station", c.to_ref.in_(ways.stations)),
            ),
        ),
    )
