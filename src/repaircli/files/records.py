"""What travels with orders, by name alone: many rows out of its tables, and many into them.

A folder with everything has more tables than a command should load classes for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, TableClause, and_, column, exists, func, or_, select, table, text

from repaircli.network.scope import Bounds
from repaircli.network.tables import Station
from repaircli.orders.lookup_queries import visible
from repaircli.orders.tables import Order
from repaircli.platform.db.columns import Bool, Day, Integer, Json, Text, UtcTime
from repaircli.platform.db.session import Tx

_orders = Order.__table__
_stations = Station.__table__

_IN = 500

PAGE = 500


def _named(name: str, plain: str, **typed: str) -> TableClause:
    """The table `name` with columns of plain text and others by their type, each given with blanks between them."""
    found: list[Any] = [column(c, Text) for c in plain.split()]
    for kind, names in typed.items():
        found += [column(c, _TYPES[kind]) for c in names.split()]
    return table(name, *found)


_TYPES = {"number": Integer, "time": UtcTime, "day": Day, "flag": Bool, "json": Json}

TABLES: Mapping[str, TableClause] = {
    "contacts": _named(
        "contacts",
        "order_no result number prompt note recorded_by voided_by void_why",
        number="id",
        time="at recorded_at voided_at",
        flag="late",
    ),
    "facts": _named(
        "facts",
        "order_no code note logged_by voided_by void_why",
        number="id",
        time="logged_at voided_at",
    ),
    "urges": _named("urge_orders", "order_no kind text created_by", number="id", time="created_at"),
    "parts": _named(
        "parts_requests",
        "order_no po part_code part_name status requested_by shipped_by received_by returned_by",
        number="id",
        day="eta",
        time="requested_at shipped_at received_at returned_at",
    ),
    "replaced": _named(
        "replaced_parts",
        "order_no part_code name old_barcode new_barcode logged_by returned_by",
        number="id fee",
        flag="monitor",
        time="logged_at returned_at",
    ),
    "visits": _named(
        "visits", "order_no visited_by result note", number="id score", time="at", json="answers"
    ),
    "advices": _named("special_advices", "order_no solution given_by", number="id", time="given_at"),
    "entrustments": _named(
        "entrustments",
        "order_no station region paper_no tier why issued_by voided_by void_why",
        number="id onsite_fee carry_in_fee computed fee",
        time="issued_at voided_at",
    ),
    "forms": _named(
        "forms",
        "order_no station region proposal refusal submitted_by state opinion decided_by",
        number="id",
        time="submitted_at decided_at",
    ),
    "requests": _named(
        "requests",
        "order_no region station asked_by channel reason detail to_station status requested_login requested_name"
        " decided_login decided_name why remark new_order_no",
        number="id requested_by decided_by",
        day="wished asked_on",
        flag="agrees_rereport station_induced",
        time="requested_at decided_at",
        json="decision facts",
    ),
    "violations": _named("violations", "kind station order_no recorded_by detail", number="id", time="at"),
    "pending": _named(
        "pending_tickets",
        "region station customer address fault state created_by judged_by why",
        number="id units batch_id",
        time="created_at judged_at",
        json="phones order_values orders",
    ),
    "referrals": _named(
        "referrals",
        "kind station branch region customer caller_no address area product model serial fault said_first note state"
        " created_by taken_by order_no",
        number="id ticket batch_id",
        day="onsite_until warranty_until",
        flag="in_station",
        time="created_at taken_at",
        json="phones",
    ),
    "polls": _named("polls", "station login role kind", number="id batch_id", time="at"),
}
"""The table of each file of a folder."""

OWN: Mapping[str, tuple[str, ...]] = {
    "pending": ("created_at", "created_by", "region", "customer", "address", "fault"),
    "referrals": ("created_at", "created_by", "station", "kind", "customer", "address", "fault"),
    "polls": ("at", "station", "login", "kind"),
}
"""What hangs on no order, and by which columns, a time first, one is told from another."""


def of_orders(tx: Tx, name: str, numbers: Sequence[str]) -> list[Row[Any]]:
    """Every row of the file `name` that hangs on those orders, voided ones too, in writing order."""
    if not numbers:
        return []
    found = TABLES[name]
    return tx.all(select(found).where(found.c.order_no.in_(list(numbers))).order_by(found.c.id))


def of_stations(
    tx: Tx, name: str, bounds: Bounds, station: str | None, region: str | None, after: int
) -> list[Row[Any]]:
    """The next rows of the file `name` (one of OWN) behind the id `after`, of stations within `bounds` and the filters.

    Polls of one second that say the same are one.
    """
    found = TABLES[name]
    where: list[ColumnElement[bool]] = [found.c.id > after]
    seen = visible(tx, found)
    if seen is not None:
        where.append(seen)
    if not bounds.everywhere:
        where.append(_of(found, bounds.region, bounds.station))
    if station is not None:
        where.append(_of(found, None, station))
    if region is not None:
        where.append(_of(found, region, None))
    if name == "polls":
        first = found.alias()
        same = [first.c[key] == found.c[key] for key in OWN[name]]
        where.append(~exists().where(and_(first.c.id < found.c.id, *same)))
    return tx.all(select(found).where(and_(*where)).order_by(found.c.id).limit(PAGE))


def _of(found: TableClause, region: str | None, station: str | None) -> ColumnElement[bool]:
    """Rows of the region, or those of the station and its branches."""
    ways: list[ColumnElement[bool]] = []
    if region is not None:
        if "region" in found.c:
            ways.append(found.c.region == region)
        else:
            ways.append(found.c.station.in_(select(_stations.c.no).where(_stations.c.region == region)))
    if station is not None:
        points = select(_stations.c.no).where(_stations.c.head == station)
        ways += [found.c.station == station, found.c.station.in_(points)]
    return or_(*ways) if ways else found.c.id.is_(None)


def alike(tx: Tx, name: str, moments: Sequence[datetime]) -> list[Row[Any]]:
    """The rows of the file `name` (one of OWN) of those moments, in writing order."""
    found, key = TABLES[name], OWN[name]
    rows: list[Row[Any]] = []
    wanted = sorted(set(moments))
    for i in range(0, len(wanted), _IN):
        at = found.c[key[0]].in_(wanted[i : i + _IN])
        rows += tx.all(select(found.c.id, *(found.c[k] for k in key)).where(at).order_by(found.c.id))
    return rows


def owners(tx: Tx, wanted: Sequence[str]) -> dict[str, str]:
    """The order of each of those parts orders that is known."""
    c = TABLES["parts"].c
    found: dict[str, str] = {}
    for i in range(0, len(wanted), _IN):
        for row in tx.all(select(c.po, c.order_no).where(c.po.in_(list(wanted[i : i + _IN])))):
            found[row.po] = row.order_no
    return found


def papers(tx: Tx, wanted: Sequence[str]) -> dict[str, str]:
    """The order of each of those papers that a standing entrustment form is about."""
    c = TABLES["entrustments"].c
    found: dict[str, str] = {}
    for i in range(0, len(wanted), _IN):
        asked = select(c.paper_no, c.order_no).where(c.paper_no.in_(list(wanted[i : i + _IN])))
        for row in tx.all(asked.where(c.voided_at.is_(None))):
            found[row.paper_no] = row.order_no
    return found


def add(tx: Tx, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Adds rows to the file `name`; every mapping names the same columns.

    Requests, pending tickets and referrals keep the number `id` where nobody has it. An order with a pending request is
    frozen by it.
    """
    if not rows:
        return
    found = TABLES[name]
    if "id" not in rows[0]:
        tx.run(found.insert(), list(rows))
        return
    numbered = _numbered(tx, found, rows)
    tx.run(found.insert(), numbered)
    if name == "requests":
        for row in numbered:
            if row["status"] == "pending":
                tx.update(Order, {"order_no": row["order_no"]}, pending_request=row["id"])
    if tx.dialect == "postgresql":
        tx.run(
            text(
                f"SELECT setval(pg_get_serial_sequence('{found.name}', 'id'), (SELECT max(id) FROM {found.name}))"
            )
        )


def _numbered(tx: Tx, found: TableClause, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    wanted = [row["id"] for row in rows]
    taken: set[int] = set()
    for i in range(0, len(wanted), _IN):
        there = tx.all(select(found.c.id).where(found.c.id.in_(wanted[i : i + _IN])))
        taken |= {row.id for row in there}
    following = max(tx.scalar(select(func.max(found.c.id))) or 0, *wanted) + 1
    numbered = []
    for row in rows:
        number = row["id"]
        if number in taken:
            number, following = following, following + 1
        taken.add(number)
        numbered.append({**row, "id": number})
    return numbered
