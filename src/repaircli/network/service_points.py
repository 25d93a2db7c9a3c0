"""What each station serves on a day: the areas that it was set up with, and the dated changes of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from repaircli.network import coverage_queries
from repaircli.network import queries as network_queries
from repaircli.network.coverage_tables import Coverage
from repaircli.network.tables import Station
from repaircli.platform.transaction import Transaction
from repaircli.rules.network.dispatch import Entry, Point


def points(tx: Transaction, rows: Iterable[Station], day: date) -> list[Point]:
    """The stations of `rows` with what each serves on `day`."""
    dated = coverage_queries.coverage(tx, day)
    return [_point(row, dated.get(row.no, ()), day) for row in rows]


def point(tx: Transaction, row: Station, day: date) -> Point:
    """One station with what it serves on `day`."""
    return _point(row, coverage_queries.coverage(tx, day, row.no).get(row.no, ()), day)


def with_branches(tx: Transaction, row: Station, day: date) -> list[Point]:
    """A station and its open branch points with what each serves on `day`."""
    branches = [r for r in tx.find(Station, head=row.no) if not network_queries.is_closed(r, day)]
    return points(tx, [row, *branches], day)


def _point(row: Station, dated: Iterable[Coverage], day: date) -> Point:
    set_up = [Entry(area) for area in row.areas]
    entries = (*set_up, *(Entry(d.area, bool(d.covers), d.product, d.service, d.id) for d in dated))
    closed = network_queries.is_closed(row, day)
    return Point(row.no, row.region, entries, row.head, closed, bool(row.notebook))
