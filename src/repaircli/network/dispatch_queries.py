"""What dispatch looks at beside coverage: every station, and how many orders of a day some have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, text

from repaircli.network.tables import Station
from repaircli.platform.db.columns import utc_text
from repaircli.platform.db.session import Tx

_stations = Station.__table__
_ALL = select(_stations).order_by(_stations.c.no)

# As text: the condition on the status must read as that of the index `orders_load` does.
TAKEN = """
SELECT station, count(*) AS taken FROM orders
WHERE station IN :stations AND t1 >= :since AND t1 <= :until AND status <> 'cancelled'
GROUP BY station"""
_TAKEN = text(TAKEN).bindparams(bindparam("stations", expanding=True))

_IN = 500


def stations(tx: Tx) -> list[Row[Any]]:
    """Every station and branch point by number, closed ones too."""
    return tx.all(_ALL)


def taken(tx: Tx, stations: Sequence[str], since: datetime, until: datetime) -> Mapping[str, int]:
    """How many orders with a T1 from `since` to `until` those of `stations` have that have any.

    Cancelled orders take no room.
    """
    span = {"since": utc_text(since), "until": utc_text(until)}
    found: dict[str, int] = {}
    for start in range(0, len(stations), _IN):
        rows = tx.all(_TAKEN, {"stations": list(stations[start : start + _IN]), **span})
        found |= {row.station: row.taken for row in rows}
    return found
