"""Identities: by where they belong, and who else still administers."""

from __future__ import annotations

from sqlalchemy import false, or_, select

from repaircli.network.scope import Bounds, bounded
from repaircli.network.tables import Station
from repaircli.platform.db.session import Tx
from repaircli.platform.user_tables import User

_users = User.__table__
_stations = Station.__table__


def users(tx: Tx, bounds: Bounds, *, disabled: bool = False) -> list[User]:
    """The identities of the region or the station and its branches in `bounds`, by login; `disabled` ones too."""
    c = _users.c
    within = bounded(_users, bounds)
    if bounds.region is not None and not bounds.everywhere:
        of_region = select(_stations.c.no).where(_stations.c.region == bounds.region)
        within = [or_(*within, c.station.in_(of_region))]
    statement = select(_users).where(*within).order_by(c.login)
    return tx.rows(User, statement if disabled else statement.where(c.disabled == false()))


def other_holders(tx: Tx, role: str, user_id: int) -> int:
    """How many enabled identities besides `user_id` hold `role`."""
    enabled = tx.all(select(_users.c.roles).where(_users.c.disabled == false(), _users.c.id != user_id))
    return sum(role in row.roles.split(",") for row in enabled)
