"""How many orders of a day stations have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, text

from repaircli.platform.db.columns import utc_text
from repaircli.platform.db.rows import chunks
from repaircli.platform.db.session import Tx

# As text: the condition on the status must read as that of the index `orders_load` does.
TAKEN = """
SELECT station, count(*) AS taken FROM orders
WHERE station IN :stations AND t1 >= :since AND t1 <= :until AND status <> 'cancelled'
GROUP BY station"""
_TAKEN = text(TAKEN).bindparams(bindparam("stations", expanding=True))


def taken(tx: Tx, stations: Sequence[str], since: datetime, until: datetime) -> Mapping[str, int]:
    """How many orders with a T1 from `since` to `until` those of `stations` have that have any.

    Cancelled orders do not count.
    """
    span = {"since": utc_text(since), "until": utc_text(until)}
    return {
        row.station: row.taken
        for chunk in chunks(stations)
        for row in tx.all(_TAKEN, {"stations": chunk, **span})
    }
