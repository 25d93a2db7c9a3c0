"""Lists orders, by filters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from repaircli.network import engineers, scope
from repaircli.orders import queries, record_json
from repaircli.orders.queries import SORTS, OrderFilter
from repaircli.orders.tables import Order
from repaircli.platform.answers import Answer
from repaircli.platform.errors import UsageProblem
from repaircli.platform.inputs import code, optional
from repaircli.platform.text import msg
from repaircli.platform.transaction import Transaction, reads
from repaircli.policy.in_force import limits_of

DEFAULT_LIMIT = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of a list as typed."""

    statuses: Sequence[str] = ()
    station: str | None = None
    region: str | None = None
    engineer: str | None = None
    since: str | None = None
    until: str | None = None
    customer: str | None = None
    phone: str | None = None
    text: str | None = None
    due: bool = False
    in_custody: bool = False


@reads
def listing(tx: Transaction, filters: Filters, sort: str = "-t1", limit: int = DEFAULT_LIMIT) -> Answer:
    """The orders of `filters` within the identity's scope; `sort` is one of SORTS, prefixed with - for descending.

    Raises UsageProblem for a filter that cannot be read.
    """
    field = sort.removeprefix("-")
    if field not in SORTS:
        raise UsageProblem(
            msg("{option}: unknown value {text}", option="--sort", text=sort),
            msg("possible values: {known}", known=(*SORTS, *(f"-{s}" for s in SORTS))),
        )
    wanted = order_filter(tx, filters)
    _warn_span(tx, wanted)
    found = queries.listed(tx, wanted, field, sort.startswith("-"), limit)
    more = queries.count(tx, wanted) - limit if len(found) == limit else 0
    if more > 0:
        tx.note(msg("{more} more not shown; use --limit all to show everything", more=more))
    return Answer("order.list", many(tx, found))


def many(tx: Transaction, found: Sequence[Order]) -> list[dict[str, Any]]:
    """The JSON objects of several orders; their slots and facts come with one query each."""
    numbers = [row.order_no for row in found]
    promises, facts = queries.promises(tx, numbers), queries.facts(tx, numbers)
    return [
        record_json.order_data(tx, row, promises.get(row.order_no, []), facts.get(row.order_no, []))
        for row in found
    ]


def order_filter(tx: Transaction, filters: Filters) -> OrderFilter:
    """`filters` read, within the identity's scope. A day as `until` means all of it. Raises UsageProblem."""
    wanted = OrderFilter(
        scope.bounds(tx),
        statuses=tuple(code("status", text, "--status") for text in filters.statuses),
        station=scope.station_filter(tx, filters.station),
        region=scope.region_filter(tx, filters.region),
        engineer=engineers.filtered(tx, filters.engineer),
        since=None if filters.since is None else tx.when(filters.since, "--since"),
        until=None if filters.until is None else tx.through(filters.until, "--until"),
        customer=optional(filters.customer),
        phone=filters.phone,
        words=words(filters.text),
        in_custody=filters.in_custody,
    )
    return replace(wanted, among=_due(tx, wanted)) if filters.due else wanted


def words(text: str | None) -> tuple[str, ...]:
    """The words that are searched; what stands in double quotes stays together, blanks and all. None is no search.

    Raises UsageProblem for a text without anything to search.
    """
    if text is None:
        return ()
    found = tuple(
        dict.fromkeys(
            quoted or word
            for quoted, word in _WORDS.findall(text.translate(_QUOTES))
            if quoted.strip() or word
        )
    )
    if not found:
        raise UsageProblem(
            msg("{option} is empty", option="--text"), msg("such as --text 无显示, or --text '中关村 王'")
        )
    return found


_WORDS = re.compile(r'"([^"]*)"|([^\s"]+)')
_QUOTES = str.maketrans("“”", '""')


def _due(tx: Transaction, wanted: OrderFilter) -> frozenset[str]:
    """The orders that `due --within 0` names."""
    from repaircli.deadlines import due
    from repaircli.deadlines.queries import Scope

    return due.numbers(tx, Scope(wanted.bounds, wanted.station, wanted.region, wanted.engineer))


def _warn_span(tx: Transaction, wanted: OrderFilter) -> None:
    if wanted.since is None:
        return
    span = (wanted.until or tx.now) - wanted.since
    most = limits_of(tx).query_days
    if span > timedelta(days=most):
        tx.note(
            msg(
                "a query by time should span {most} days at most, this one spans {days} (001-6.1.4)",
                most=most,
                days=-(-span // timedelta(days=1)),
            )
        )
