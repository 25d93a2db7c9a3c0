"""What was done on a day and what is left: the sheet that a station hands over when a shift ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import Row, select

from repaircli.deadlines import due
from repaircli.network.scope import bounded, bounds, region_filter, station_filter
from repaircli.orders.tables import Order
from repaircli.platform.answers import Answer, Call
from repaircli.platform.codes import Role
from repaircli.platform.db.rows import grouped
from repaircli.platform.db.system_tables import audit
from repaircli.platform.errors import UsageProblem
from repaircli.platform.text import Msg, msg
from repaircli.platform.transaction import Transaction, reads
from repaircli.reports import figures
from repaircli.reports.figures import Page
from repaircli.rules.reports import DEFINITIONS
from repaircli.tabular import output_files

_orders = Order.__table__
_MOST = 1000
"""Things left that are listed."""


@dataclass(frozen=True, slots=True)
class DayFilter:
    """What was asked for as typed; None: today, everything within reach. `mine`: what the identity itself did and has."""

    day: str | None = None
    station: str | None = None
    region: str | None = None
    mine: bool = False


def report(call: Call, wanted: DayFilter, output: str | None = None, page: Page | None = None) -> Answer:
    """The day's work by order, and what is due until the end of tomorrow; with `output` the page goes into that file.

    What is left is known of today alone. Raises UsageProblem for a text that names no day or one to come, NotFound for an
    unknown station or region.
    """
    output_files.keep_apart(call, output)
    answer = _report(call, wanted, output)
    if output is not None and page is not None:
        figures.write_page(output, page(answer.data))
    return answer


@reads
def _report(tx: Transaction, wanted: DayFilter, output: str | None) -> Answer:
    day = tx.today if wanted.day is None else tx.day(wanted.day, "--on")
    if day > tx.today:
        raise UsageProblem(msg("{option}: {text} is still to come", option="--on", text=day.isoformat()))
    start = datetime.combine(day, time.min, tx.zone)
    station, region = station_filter(tx, wanted.station), region_filter(tx, wanted.region)
    logins = tx.acting.logins if wanted.mine else None
    events = _events(tx, start, station, region, logins)
    left = _left(tx, wanted) if day == tx.today else []
    results = [_order(list(found)) for found in grouped(events, lambda event: event.order_no).values()]
    return Answer(
        "report.day",
        {
            "report": "day",
            "month": day.isoformat(),
            "from": day,
            "to": day,
            "region": region,
            "station": station,
            "mine": wanted.mine,
            "made_at": tx.now,
            "definitions": [
                {"figure": Msg(d.figure), "text": Msg(d.text), "clauses": list(d.clauses)}
                for d in DEFINITIONS["day"]
            ],
            "total": {
                "orders": len(results),
                **{name: sum(1 for event in events if event.what == what) for name, what in _COUNTED.items()},
                "left": len(left),
                "overdue": sum(1 for line in left if line["overdue"]),
            },
            "results": results,
            "left": left,
            "html": output,
        },
    )


_COUNTED = {
    "created": "order.created",
    "calls": "contact.logged",
    "promises": "t3.written",
    "repaired": "order.repaired",
    "closed": "order.closed",
    "cancelled": "order.cancelled",
}
"""The events that are counted, by the name of their figure."""


def _events(
    tx: Transaction, start: datetime, station: str | None, region: str | None, logins: Sequence[str] | None
) -> list[Row[Any]]:
    """The events of orders within reach on the day that begins at `start`, without refusals, in the order of time."""
    c = _orders.c
    found = [audit.c.at >= start, audit.c.at < start + timedelta(days=1), audit.c.what != "refused"]
    found += bounded(_orders, bounds(tx))
    found += [(c.station == station) | (c.branch == station)] if station is not None else []
    found += [c.region == region] if region is not None else []
    found += [audit.c.who.in_(logins)] if logins is not None else []
    columns = (audit.c.at, audit.c.what, audit.c.who, c.order_no, c.customer, c.status, c.station, c.engineer)
    joined = select(*columns).join(_orders, c.order_no == audit.c.order_no)
    return tx.all(joined.where(*found).order_by(audit.c.seq))


def _order(events: Sequence[Row[Any]]) -> dict[str, Any]:
    """What was done on one order, each kind of act once."""
    first = events[0]
    return {
        "order_no": first.order_no,
        "customer": first.customer,
        "status": first.status,
        "station": first.station,
        "engineer": first.engineer,
        "what": list(dict.fromkeys(event.what for event in events)),
        "by": list(dict.fromkeys(event.who for event in events if event.who)),
    }


def _left(tx: Transaction, wanted: DayFilter) -> list[dict[str, Any]]:
    """What is due until the end of tomorrow; of an engineer who asks for their own, on the orders assigned to them."""
    mine = wanted.mine and Role.ENGINEER in tx.acting.roles
    asked = due.DueFilter(station=wanted.station, region=wanted.region, mine=mine)
    hours = -(-(due.horizon(tx.now) + timedelta(days=1) - tx.now) // timedelta(hours=1))
    return list(due.due.within(tx, asked, within=hours, limit=_MOST).data)
