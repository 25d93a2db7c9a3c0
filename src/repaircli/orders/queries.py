"""Orders in sets: filtered lists, and what belongs to many orders at once."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Row,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    column,
    false,
    func,
    or_,
    select,
    text,
    type_coerce,
    update,
)
from sqlalchemy.sql.expression import UnaryExpression
from sqlalchemy.sql.operators import custom_op
from sqlalchemy.sql.visitors import replacement_traverse

from repaircli.network.scope import Bounds
from repaircli.orders.lookup_queries import within
from repaircli.orders.tables import Contact, Fact, Order, Promise
from repaircli.platform import telephone
from repaircli.platform.codes import Status
from repaircli.platform.db.columns import json_text
from repaircli.platform.db.rows import chunks
from repaircli.platform.db.session import R, Tx, values
from repaircli.platform.db.system_tables import audit

_orders = Order.__table__
_promises = Promise.__table__
_facts = Fact.__table__
_contacts = Contact.__table__

# as constants, so that the statements with them are built once
_STANDING_FACTS = (_facts.c.voided_at.is_(None),)
_STANDING_CONTACTS = (_contacts.c.voided_at.is_(None),)

_LONGEST = 20_000
"""Bytes of a part that is searched; SQLite refuses patterns of 50,000, and every character may need an escape."""

SORTS = ("t1", "t2", "order_no", "station", "status", "customer", "closed_at")
"""Fields that a list of orders can be sorted by."""


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Which orders a list shows; an empty field does not filter. `since` and `until` bound T1, both included.

    `customer` and `phone` are parts of the name and of any number. `words` all stand somewhere in what is written of the
    order: number, customer, numbers, address, fault, serial number, notes. `among`: only these. `bounds`: whose orders may be seen.
    """

    bounds: Bounds
    statuses: tuple[str, ...] = ()
    station: str | None = None
    region: str | None = None
    engineer: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    customer: str | None = None
    phone: str | None = None
    words: tuple[str, ...] = ()
    in_custody: bool = False
    among: frozenset[str] | None = None


def conditions(tx: Tx, wanted: OrderFilter) -> list[ColumnElement[bool]]:
    """The conditions on orders that `wanted` stands for, unfinished imports left out."""
    c = _orders.c
    found = within(tx, wanted.bounds, region=wanted.region, station=wanted.station, engineer=wanted.engineer)
    if wanted.statuses:
        found.append(c.status.in_(wanted.statuses))
    if wanted.since:
        found.append(c.t1 >= wanted.since)
    if wanted.until:
        found.append(c.t1 <= wanted.until)
    if wanted.customer:
        found.append(_holds(c.customer, wanted.customer))
    if wanted.phone:
        found.append(_has_phone(wanted.phone))
    if wanted.in_custody:
        found.append(c.in_custody)
    if wanted.among is not None:
        found.append(_among(tx, wanted.among))
    if wanted.words:
        found = [*(_without_indexes(tx, condition) for condition in found), _with_words(tx, wanted)]
    return found


def listed(tx: Tx, wanted: OrderFilter, sort: str, descending: bool, limit: int) -> list[Order]:
    """Up to `limit` orders of `wanted`, sorted by `sort` (one of SORTS), then by number.

    Numbers of one day sort as numbers, so that R260612-10000 follows R260612-9999.
    """
    no = _orders.c.order_no
    by_number = (func.substr(no, 1, len("R260612-")), func.length(no), no)
    columns = by_number if sort == "order_no" else (_orders.c[sort], *by_number)
    ways = [column.desc() if descending else column.asc() for column in columns]
    statement = select(_orders).where(and_(True, *conditions(tx, wanted))).order_by(*ways).limit(limit)
    return tx.rows(Order, statement)


def count(tx: Tx, wanted: OrderFilter) -> int:
    """How many orders `wanted` stands for."""
    statement = select(func.count()).select_from(_orders).where(and_(True, *conditions(tx, wanted)))
    return int(tx.scalar(statement))


def _without_indexes(tx: Tx, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition with a plus before each column, which SQLite then looks up in no index.

    Otherwise it walks all orders of a region in place of the few that hold the words.
    """

    def hidden(element: object, **_: object) -> ColumnElement[Any] | None:
        if isinstance(element, Column) and element.table is _orders:
            return UnaryExpression(element, operator=custom_op("+"), type_=element.type)
        return None

    return replacement_traverse(condition, {}, hidden) if tx.dialect == "sqlite" else condition


def promises(tx: Tx, numbers: Sequence[str]) -> dict[str, list[Promise]]:
    """The written T3 slots of those orders, by order, T31 first."""
    return by_order(tx, Promise, numbers, _promises.c.slot)


def facts(tx: Tx, numbers: Sequence[str]) -> dict[str, list[Fact]]:
    """The close facts of those orders that stand, by order, in the order of logging."""
    return by_order(tx, Fact, numbers, _facts.c.id, *_STANDING_FACTS)


def contacts(tx: Tx, numbers: Sequence[str], *, voided: bool = False) -> dict[str, list[Contact]]:
    """The calls to the customers of those orders, by order, earliest first; only those that stand unless `voided`."""
    extra = () if voided else _STANDING_CONTACTS
    return by_order(tx, Contact, numbers, _contacts.c.at, *extra)


def all_facts(tx: Tx, no: str) -> list[Fact]:
    """Every close fact of the order as it was logged, voided ones included."""
    return tx.find(Fact, "id", order_no=no)


def downloaded(tx: Tx, numbers: Sequence[str], at: datetime, login: str) -> int:
    """Marks those dispatched orders as downloaded; how many it were."""
    done = 0
    for chunk in chunks(numbers):
        where = (_orders.c.order_no.in_(chunk), _orders.c.status == str(Status.DISPATCHED))
        values = {"status": str(Status.DOWNLOADED), "downloaded_at": at, "downloaded_by": login}
        done += tx.run(update(_orders).where(*where).values(**values))
    return done


def by_order(
    tx: Tx, table: type[R], numbers: Sequence[str], sort: ColumnElement[Any], *extra: ColumnElement[bool]
) -> dict[str, list[R]]:
    """Rows of `table` that belong to those orders, by order, sorted by `sort`; `extra` conditions narrow them."""
    found: dict[str, list[R]] = defaultdict(list)
    for chunk in chunks(numbers):
        given: dict[str, Any] = {"number": chunk[0]} if len(chunk) == 1 else {"numbers": chunk}
        for row in tx.rows(table, _belonging(table.__table__, sort, extra, len(chunk) > 1), given):
            found[values(row)["order_no"]].append(row)
    return found


@lru_cache(maxsize=64)
def _belonging(
    table: Table, sort: ColumnElement[Any], extra: tuple[ColumnElement[bool], ...], several: bool
) -> Select[Any]:
    no = table.c.order_no
    among = no.in_(bindparam("numbers", expanding=True)) if several else no == bindparam("number")
    return select(table).where(among, *extra).order_by(no, sort)


def _holds(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    if len(text.encode()) > _LONGEST:
        return false()
    return column.like(_pattern(text), escape="\\")


def _pattern(part: str) -> str:
    escaped = part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _with_words(tx: Tx, wanted: OrderFilter) -> ColumnElement[bool]:
    """Every word is in what is written of the order, letter case and full-width letters aside."""
    from repaircli.orders.search_tables import OrderText

    c = OrderText.__table__.c
    texts = select(c.order_no)
    for word in wanted.words:
        texts = texts.where(or_(*(_contains(tx, c.text, way) for way in _spellings(word))))
    return _orders.c.order_no.in_(texts)


_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
"""The full-width form of each ASCII letter, digit and mark."""
_NUMBER = re.compile(r"[0-9][0-9 ()-]+")


def _spellings(word: str) -> Iterable[str]:
    """How a word may stand in a text: in plain letters, in full-width ones, as typed; a number also without hyphens."""
    plain = unicodedata.normalize("NFKC", word)
    ways = [plain, *(way.translate(_WIDE) for way in (plain, plain.lower(), plain.upper())), word]
    if _NUMBER.fullmatch(plain):
        ways.append(telephone.part(plain))
    return dict.fromkeys(ways)


def _contains(tx: Tx, column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    """As `_holds`, whatever the case of its ASCII letters."""
    if tx.dialect == "sqlite" or len(text.encode()) > _LONGEST:
        return _holds(column, text)
    return column.ilike(_pattern(text), escape="\\")


def _has_phone(text: str) -> ColumnElement[bool]:
    """A whole number is looked for in its one form; of a part the blanks, hyphens and brackets are left out."""
    try:
        part = telephone.normal(text)
    except ValueError:
        part = telephone.part(text)
    c = _orders.c
    return or_(_holds(type_coerce(c.phones, Text), part), _holds(c.caller_no, part))


def _among(tx: Tx, numbers: frozenset[str]) -> ColumnElement[bool]:
    """Thousands of numbers as one parameter: more than so many are not allowed."""
    listed = (
        "json_each(:among)"
        if tx.dialect == "sqlite"
        else "jsonb_array_elements_text(CAST(:among AS jsonb)) AS t(value)"
    )
    return _orders.c.order_no.in_(
        text(f"SELECT value FROM {listed}").bindparams(among=json_text(numbers)).columns(column("value"))
    )


def of_order(tx: Tx, order_no: str) -> list[Row[Any]]:
    """Every event of one order, oldest first."""
    return tx.find(audit, order_by="seq", order_no=order_no)
