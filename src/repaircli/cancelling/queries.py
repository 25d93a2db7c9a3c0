"""Cancel requests in sets, and what their decisions write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, case, or_, select, type_coerce, update

from repaircli.cancelling.tables import CancelRequest, SpecialForm
from repaircli.network.scope import Bounds
from repaircli.network.tables import Station
from repaircli.orders.lookup_queries import of_visible
from repaircli.orders.tables import Order
from repaircli.platform.db.columns import UtcTime
from repaircli.platform.db.session import Tx

_requests = CancelRequest.__table__
_forms = SpecialForm.__table__
_stations = Station.__table__
_orders = Order.__table__

_IN = 500


@dataclass(frozen=True, slots=True)
class RequestFilter:
    """Which requests a list shows; an empty field does not filter. `before`: asked before that moment."""

    bounds: Bounds
    statuses: tuple[str, ...] = ()
    region: str | None = None
    station: str | None = None
    reason: str | None = None
    before: datetime | None = None


def conditions(tx: Tx, wanted: RequestFilter) -> list[ColumnElement[bool]]:
    """The conditions on requests that `wanted` stands for, unfinished imports left out."""
    c = _requests.c
    found = _seen(tx)
    bounds = wanted.bounds
    if not bounds.everywhere:
        ways: list[ColumnElement[bool]] = []
        if bounds.region is not None:
            ways.append(c.region == bounds.region)
        if bounds.station is not None:
            points = select(_stations.c.no).where(_stations.c.head == bounds.station)
            ways += [c.station == bounds.station, c.station.in_(points)]
        found.append(or_(*ways) if ways else c.id.is_(None))
    if wanted.statuses:
        found.append(c.status.in_(wanted.statuses))
    if wanted.region:
        found.append(c.region == wanted.region)
    if wanted.station:
        found.append(c.station == wanted.station)
    if wanted.reason:
        found.append(c.reason == wanted.reason)
    if wanted.before:
        found.append(c.requested_at < wanted.before)
    return found


def listed(tx: Tx, wanted: RequestFilter, limit: int | None) -> list[Row[Any]]:
    """The requests of `wanted`, oldest first, with the customer of the order."""
    statement = (
        select(_requests, _orders.c.customer)
        .join(_orders, _orders.c.order_no == _requests.c.order_no)
        .where(and_(True, *conditions(tx, wanted)))
        .order_by(_requests.c.id)
    )
    return tx.all(statement if limit is None else statement.limit(limit))


def ids(tx: Tx, wanted: RequestFilter) -> list[int]:
    """The ids of the requests of `wanted`, oldest first."""
    statement = select(_requests.c.id).where(and_(True, *conditions(tx, wanted))).order_by(_requests.c.id)
    return [row.id for row in tx.all(statement)]


_DECIDED = case(
    (_requests.c.status.in_(("approved", "refused")), _requests.c.decided_at), else_=_requests.c.requested_at
)
"""When the decision that a request carries was made: at its asking, or by an approval that the rule answered."""


def decided_between(
    tx: Tx, wanted: RequestFilter, since: datetime | None, until: datetime | None
) -> Iterator[Row[Any]]:
    """The requests of `wanted` whose decision was made in that time, both ends included, by number; `made_at` is when."""
    found = [*conditions(tx, wanted), _requests.c.decision.is_not(None)]
    if since is not None:
        found.append(since <= _DECIDED)
    if until is not None:
        found.append(until >= _DECIDED)
    statement = select(_requests, type_coerce(_DECIDED, UtcTime).label("made_at")).where(*found)
    last = 0
    while rows := tx.all(statement.where(_requests.c.id > last).order_by(_requests.c.id).limit(_IN)):
        yield from rows
        last = rows[-1].id


def by_id(tx: Tx, wanted: Sequence[int]) -> dict[int, CancelRequest]:
    """The requests with those ids, by id, unfinished imports left out."""
    found: dict[int, CancelRequest] = {}
    seen = _seen(tx)
    for chunk in _chunks(wanted):
        for row in tx.rows(CancelRequest, select(_requests).where(_requests.c.id.in_(chunk), *seen)):
            found[row.id] = row
    return found


def pending_of(tx: Tx, order_no: str) -> CancelRequest | None:
    """The undecided request of the order, if there is one."""
    return tx.get(CancelRequest, order_no=order_no, status="pending")


def last_forms(tx: Tx, numbers: Sequence[str]) -> dict[str, str]:
    """The state of the last special-case statement of each of those orders."""
    found: dict[str, str] = {}
    for chunk in _chunks(numbers):
        statement = (
            select(_forms.c.order_no, _forms.c.state)
            .where(_forms.c.order_no.in_(chunk))
            .order_by(_forms.c.id)
        )
        for row in tx.all(statement):
            found[row.order_no] = row.state
    return found


def stations(tx: Tx, numbers: Iterable[str]) -> dict[str, Station]:
    """The stations with those numbers, by number."""
    found: dict[str, Station] = {}
    for chunk in _chunks(sorted(set(numbers))):
        for row in tx.rows(Station, select(_stations).where(_stations.c.no.in_(chunk))):
            found[row.no] = row
    return found


def _given(*columns: str) -> dict[str, ColumnElement[Any]]:
    """Values of an update that each row of its parameters brings under the column's name."""
    return {name: bindparam(name) for name in columns}


_CANCEL_ORDER = (
    update(_orders)
    .where(_orders.c.order_no == bindparam("at_no"), _orders.c.status == bindparam("at_status"))
    .values(
        pending_request=None,
        **_given("status", "cancel_reason", "cancel_remark", "cancelled_by", "cancelled_at", "reassigned_to"),
    )
)
_FREE_ORDER = (
    update(_orders)
    .where(_orders.c.order_no == bindparam("at_no"), _orders.c.pending_request == bindparam("at_request"))
    .values(pending_request=None)
)
_DECIDE = (
    update(_requests)
    .where(_requests.c.id == bindparam("at_id"), _requests.c.status == "pending")
    .values(
        **_given(
            "status", "decision", "facts", "decided_by", "decided_login", "decided_name", "decided_at", "why",
            "remark", "new_order_no",
        )
    )
)  # fmt: skip


def cancel_orders(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> int:
    """Sets orders to cancelled, each only from the status it was read in; how many were found so."""
    return tx.run(_CANCEL_ORDER, list(rows)) if rows else 0


def free_orders(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> int:
    """Takes the pending request off orders; how many carried it."""
    return tx.run(_FREE_ORDER, list(rows)) if rows else 0


def decide(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> int:
    """Writes decisions into requests that are still pending; how many were."""
    return tx.run(_DECIDE, list(rows)) if rows else 0


def _seen(tx: Tx) -> list[ColumnElement[bool]]:
    seen = of_visible(tx, _requests)
    return [] if seen is None else [seen]


def _chunks(values: Sequence[Any]) -> Iterable[list[Any]]:
    return (list(values[i : i + _IN]) for i in range(0, len(values), _IN))
