"""What travels with orders: many rows out of its tables, and many into them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, and_, exists, func, or_, select, text

from repaircli.cancelling.tables import CancelRequest, SpecialForm
from repaircli.files.order_columns import ORDERS
from repaircli.money.entrustment_tables import Entrustment
from repaircli.network.coverage_tables import Poll
from repaircli.network.scope import Bounds
from repaircli.network.tables import Station
from repaircli.orders.followup_tables import Attachment, OrderNote, UrgeOrder, Violation, Visit
from repaircli.orders.lookup_queries import visible
from repaircli.orders.part_tables import PartsRequest, ReplacedPart
from repaircli.orders.tables import Contact, Fact, Order
from repaircli.platform.db.columns import Stored
from repaircli.platform.db.session import Tx
from repaircli.referrals.tables import PendingTicket, Referral
from repaircli.special_users.tables import SpecialAdvice
from repaircli.tabular import columns
from repaircli.tabular.columns import Column

_orders = Order.__table__
_stations = Station.__table__

_IN = 500

PAGE = 500


TABLES: Mapping[str, type[Stored]] = {
    "contacts": Contact,
    "facts": Fact,
    "urges": UrgeOrder,
    "notes": OrderNote,
    "attachments": Attachment,
    "parts": PartsRequest,
    "replaced": ReplacedPart,
    "visits": Visit,
    "advices": SpecialAdvice,
    "entrustments": Entrustment,
    "forms": SpecialForm,
    "requests": CancelRequest,
    "violations": Violation,
    "pending": PendingTicket,
    "referrals": Referral,
    "polls": Poll,
}
"""The table of each file of a folder, beside that of the orders."""

FILES: Mapping[str, str] = {name: f"{name}.csv" for name in ("orders", *TABLES)}
"""The files of a folder with everything, by what they hold."""


def columns_of(name: str) -> Sequence[Column]:
    """The columns of the file `name`."""
    return tuple(map(columns.of_the_past, ORDERS if name == "orders" else columns.of(TABLES[name])))


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
    found = TABLES[name].__table__
    return tx.all(select(found).where(found.c.order_no.in_(list(numbers))).order_by(found.c.id))


def of_stations(
    tx: Tx, name: str, bounds: Bounds, station: str | None, region: str | None, after: int
) -> list[Row[Any]]:
    """The next rows of the file `name` (one of OWN) behind the id `after`, of stations within `bounds` and the filters.

    Polls of one second that say the same are one.
    """
    found = TABLES[name].__table__
    where: list[ColumnElement[bool]] = [found.c.id > after, *visible(tx, found)]
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


def _of(found: Table, region: str | None, station: str | None) -> ColumnElement[bool]:
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
    found, key = TABLES[name].__table__, OWN[name]
    rows: list[Row[Any]] = []
    wanted = sorted(set(moments))
    for i in range(0, len(wanted), _IN):
        at = found.c[key[0]].in_(wanted[i : i + _IN])
        rows += tx.all(select(found.c.id, *(found.c[k] for k in key)).where(at).order_by(found.c.id))
    return rows


def owners(tx: Tx, wanted: Sequence[str]) -> dict[str, str]:
    """The order of each of those parts orders that is known."""
    c = TABLES["parts"].__table__.c
    found: dict[str, str] = {}
    for i in range(0, len(wanted), _IN):
        for row in tx.all(select(c.po, c.order_no).where(c.po.in_(list(wanted[i : i + _IN])))):
            found[row.po] = row.order_no
    return found


def papers(tx: Tx, wanted: Sequence[str]) -> dict[str, str]:
    """The order of each of those papers that a standing entrustment form is about."""
    c = TABLES["entrustments"].__table__.c
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
    found = TABLES[name].__table__
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


def _numbered(tx: Tx, found: Table, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
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
