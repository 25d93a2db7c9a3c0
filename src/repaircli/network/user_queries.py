"""Identities: by login, by where they belong, and who else still administers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Row, false, or_, select

from repaircli.network.scope import Bounds
from repaircli.network.tables import Station
from repaircli.platform.db.session import Tx
from repaircli.platform.user_tables import User

_users = User.__table__
_stations = Station.__table__


def users(tx: Tx, bounds: Bounds, *, disabled: bool = False) -> list[Row[Any]]:
    """The identities of the region or the station and its branches in `bounds`, by login; `disabled` ones too."""
    statement = select(_users).order_by(_users.c.login)
    if not disabled:
        statement = statement.where(_users.c.disabled == false())
    if not bounds.everywhere:
        ways: list[ColumnElement[bool]] = [false()]
        if bounds.region is not None:
            within = select(_stations.c.no).where(_stations.c.region == bounds.region)
            ways += [_users.c.region == bounds.region, _users.c.station.in_(within)]
        if bounds.station is not None:
            points = select(_stations.c.no).where(_stations.c.head == bounds.station)
            ways += [_users.c.station == bounds.station, _users.c.station.in_(points)]
        statement = statement.where(or_(*ways))
    return tx.all(statement)


def other_holders(tx: Tx, role: str, user_id: int) -> int:
    """How many enabled identities besides `user_id` hold `role`."""
    enabled = tx.all(select(_users.c.roles).where(_users.c.disabled == false(), _users.c.id != user_id))
    return sum(role in row.roles.split(",") for row in enabled)
