"""Queries of cancel requests, and the updates that their decisions make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, and_, bindparam, case, select, type_coerce, update

from repaircli.cancelling.tables import CancelRequest, SpecialForm
from repaircli.network.scope import Bounds, bounded, equal
from repaircli.network.tables import Station
from repaircli.orders.lookup_queries import visible
from repaircli.orders.part_tables import PartsRequest
from repaircli.orders.queries import by_order
from repaircli.orders.tables import Order
from repaircli.platform.codes import PartsStatus
from repaircli.platform.db.columns import UtcTime
from repaircli.platform.db.rows import chunks
from repaircli.platform.db.session import Tx

_requests = CancelRequest.__table__
_forms = SpecialForm.__table__
_parts = PartsRequest.__table__
_orders = Order.__table__

_AT_ONCE = 500


def conditions(
    tx: Tx,
    bounds: Bounds,
    *,
    statuses: Sequence[str] = (),
    region: str | None = None,
    station: str | None = None,
    reason: str | None = None,
    asked_by: str | None = None,
    order_no: str | None = None,
    before: datetime | None = None,
) -> list[ColumnElement[bool]]:
    """The conditions on requests, unfinished imports left out; what is empty does not filter.

    `before`: only requests made before that moment.
    """
    c = _requests.c
    found = [
        *visible(tx, _requests),
        *bounded(_requests, bounds),
        *equal(
            _requests, region=region, station=station, reason=reason, asked_by=asked_by, order_no=order_no
        ),
    ]
    if statuses:
        found.append(c.status.in_(statuses))
    if before:
        found.append(c.requested_at < before)
    return found


class Listed(NamedTuple):
    """A request, and the customer of its order."""

    request: CancelRequest
    customer: str


def listed(tx: Tx, wanted: Sequence[ColumnElement[bool]], limit: int | None = None) -> list[Listed]:
    """The requests that meet `wanted`, oldest first."""
    statement = (
        select(_requests, _orders.c.customer)
        .join(_orders, _orders.c.order_no == _requests.c.order_no)
        .where(and_(True, *wanted))
        .order_by(_requests.c.id)
        .limit(limit)
    )
    return [Listed(cast(CancelRequest, row), row.customer) for row in tx.all(statement)]


def ids(tx: Tx, wanted: Sequence[ColumnElement[bool]]) -> list[int]:
    """The ids of the requests that meet `wanted`, oldest first."""
    statement = select(_requests.c.id).where(and_(True, *wanted)).order_by(_requests.c.id)
    return [row.id for row in tx.all(statement)]


_DECIDED = case(
    (_requests.c.status.in_(("approved", "refused")), _requests.c.decided_at), else_=_requests.c.requested_at
)
"""When the decision that a request carries was made: at its asking, or by an approval that the rule answered."""


class Decided(NamedTuple):
    """A request with a decision, and when that was made."""

    request: CancelRequest
    made_at: datetime


def decided_between(
    tx: Tx, wanted: Sequence[ColumnElement[bool]], since: datetime | None, until: datetime | None
) -> Iterator[Decided]:
    """The requests that meet `wanted` whose decision was made in that time, both ends included, by number."""
    found = [*wanted, _requests.c.decision.is_not(None)]
    if since is not None:
        found.append(since <= _DECIDED)
    if until is not None:
        found.append(until >= _DECIDED)
    statement = select(_requests, type_coerce(_DECIDED, UtcTime).label("made_at")).where(*found)
    last = 0
    while rows := tx.all(statement.where(_requests.c.id > last).order_by(_requests.c.id).limit(_AT_ONCE)):
        yield from (Decided(cast(CancelRequest, row), row.made_at) for row in rows)
        last = rows[-1].id


def by_id(tx: Tx, wanted: Sequence[int]) -> dict[int, CancelRequest]:
    """The requests with those ids, by id, unfinished imports left out."""
    seen = visible(tx, _requests)
    return {
        row.id: row
        for part in chunks(wanted)
        for row in tx.rows(CancelRequest, select(_requests).where(_requests.c.id.in_(part), *seen))
    }


def pending_of(tx: Tx, order_no: str) -> CancelRequest | None:
    """The undecided request of the order, if there is one."""
    return tx.get(CancelRequest, order_no=order_no, status="pending")


def statements(tx: Tx, numbers: Sequence[str]) -> dict[str, list[SpecialForm]]:
    """The special-case statements of those orders, by order, in the order of submission."""
    return by_order(tx, SpecialForm, numbers, _forms.c.id)


def parts_under_way(tx: Tx, numbers: Sequence[str]) -> dict[str, list[PartsRequest]]:
    """The parts of those orders that are applied for and have not arrived, by order."""
    c = _parts.c
    under_way = c.status.in_((PartsStatus.REQUESTED, PartsStatus.SHIPPED)), c.returned_at.is_(None)
    return by_order(tx, PartsRequest, numbers, c.id, *under_way)


def stations(tx: Tx, numbers: Iterable[str]) -> dict[str, Station]:
    """The stations with those numbers, by number."""
    return {row.no: row for part in chunks(sorted(set(numbers))) for row in tx.find(Station, no=part)}


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
