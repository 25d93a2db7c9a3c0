"""Stations and orders out of the database, as files that an import reads back as they were."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from repaircli.files import export_queries, records
from repaircli.files.kept_rows import rare_collection
from repaircli.files.order_columns import ORDERS, SLOT_DETAILS
from repaircli.orders import attachments
from repaircli.orders import queries as order_rows
from repaircli.orders.queries import OrderFilter
from repaircli.orders.tables import Fact, Order, Promise
from repaircli.overview import orders as orders_read
from repaircli.platform.answers import Answer, Call
from repaircli.platform.codes import T3Kind
from repaircli.platform.db.session import values
from repaircli.platform.errors import UsageProblem
from repaircli.platform.output import progress
from repaircli.platform.text import msg
from repaircli.platform.transaction import Transaction, kept, reads
from repaircli.policy.in_force import read_policy
from repaircli.rules.orders.history import SLOTS
from repaircli.rules.policy.editions import Policy
from repaircli.tabular import output_files, writer
from repaircli.tabular.columns import Column

Show = Callable[[str], str]


def orders(
    call: Call,
    filters: orders_read.Filters,
    *,
    output: str | None = None,
    excel: bool = False,
    chinese: bool = False,
    out: TextIO | None = None,
    safe: Show | None = None,
) -> Answer | None:
    """Writes the orders of `filters`, with their past, into the file or folder `output`.

    A name that ends in a slash, or an existing folder, gets one file each of `records.FILES`. What hangs on no order goes along
    where nothing but station and region is filtered, else with its order. Without `output` the CSV goes to `out` and there is no answer; `safe` is applied to each
    cell there. `excel`, `chinese` as in `writer.onto`. Raises UsageProblem, and Unusable where the disk fails.
    """
    _writable(call, excel, output)
    onto_terminal = safe is not None and output in (None, "-")
    with progress.shown(call.command, silent=onto_terminal), _told_when_interrupted(output):
        if output is not None and _is_folder(output):
            return _folder(call, filters, Path(output), excel, chinese)
        records = (row for page in _pages(call, filters) for row in page["orders"])
        if output is None or output == "-":
            _onto(out or sys.stdout, ORDERS, records, excel, chinese, safe)
            return None
        return _into(output, ORDERS, records, excel, chinese)


def stations(
    call: Call,
    *,
    output: str | None = None,
    excel: bool = False,
    chinese: bool = False,
    out: TextIO | None = None,
    safe: Show | None = None,
) -> Answer | None:
    """Writes every station, closed ones too, heads before their branches, as `orders` does."""
    from repaircli.files.import_stations import STATIONS

    _writable(call, excel, output)
    found = _stations(call)
    if output is None or output == "-":
        _onto(out or sys.stdout, STATIONS, found, excel, chinese, safe)
        return None
    return _into(output, STATIONS, found, excel, chinese)


def table(
    call: Call,
    module: str,
    *,
    output: str | None = None,
    excel: bool = False,
    chinese: bool = False,
    out: TextIO | None = None,
    safe: Show | None = None,
) -> Answer | None:
    """Writes a whole table as `orders` does: `COLUMNS` and the action `rows` of an area's `module`."""
    area = import_module(f"repaircli.{module}")
    _writable(call, excel, output)
    found: Sequence[Mapping[str, Any]] = area.rows(call)
    if output is None or output == "-":
        _onto(out or sys.stdout, area.COLUMNS, found, excel, chinese, safe)
        return None
    return _into(output, area.COLUMNS, found, excel, chinese)


@reads
def _stations(tx: Transaction) -> list[dict[str, Any]]:
    """Every station with its capacity and the areas that it serves today."""
    from repaircli.network import coverage_queries, service_points
    from repaircli.network import queries as network_queries
    from repaircli.rules.network.dispatch import served

    daily = coverage_queries.daily(tx, tx.today)
    rows = network_queries.all_stations(tx)
    serving = {p.no: list(served(p.entries)) for p in service_points.points(tx, rows, tx.today)}
    return [
        {
            **values(row),
            "areas": serving[row.no],
            "daily": daily[row.no].daily if row.no in daily else None,
            "closed": network_queries.is_closed(row, tx.today),
        }
        for row in sorted(rows, key=lambda r: (r.head is not None, r.no))
    ]


def record(
    order: Order, promises: Sequence[Promise], facts: Sequence[Fact], zone: ZoneInfo, policy: Policy
) -> dict[str, Any]:
    """An order as one row of the exchanged columns, times in `zone`. `facts` are those that stand; `policy` has the
    days of sentinels."""
    row = _local(values(order), zone)
    row["facts"] = list(dict.fromkeys(f.code for f in facts))
    for promise in promises:
        slot = SLOTS[promise.slot - 1]
        normal, written_at = promise.kind == T3Kind.NORMAL, promise.written_at.astimezone(zone)
        row[slot] = (
            promise.at.astimezone(zone)
            if normal and promise.at
            else policy.sentinel(promise.kind, written_at.date())
        )
        row[f"{slot}_kind"] = promise.kind
        row[f"{slot}_written_at"] = written_at
        for more in SLOT_DETAILS:
            row[f"{slot}_{more}"] = getattr(promise, more)
    return row


def _folder(call: Call, filters: orders_read.Filters, path: Path, excel: bool, chinese: bool) -> Answer:
    writer.make_folder(path)
    others = tuple(name for name in records.TABLES if name not in records.OWN)
    attached: dict[str, str] = {}
    with ExitStack() as stack:
        files = {
            name: stack.enter_context(
                writer.rows_into(path / file, records.columns_of(name), excel=excel, chinese=chinese)
            )
            for name, file in records.FILES.items()
        }
        for page in _pages(call, filters, others):
            for name, rows in page.items():
                for row in rows:
                    files[name].add(row)
                    if name == "attachments":
                        attached[row["sha256"]] = row["sha256"]
        for name in records.OWN:
            for row in _own(call, filters, name):
                files[name].add(row)
        counts = {name: rows.count for name, rows in files.items()}
    lost = attachments.copied(call, attached, path / attachments.FOLDER)
    notes = (msg("missing or altered, so not copied: {names}", names=lost),) if lost else ()
    data = {"exported": counts["orders"], "output": str(path), "format": "csv", "rows": counts}
    return Answer("exchange.export", data, notes=notes)


def _pages(
    call: Call, filters: orders_read.Filters, wanted: Sequence[str] = ()
) -> Iterator[dict[str, list[dict[str, Any]]]]:
    """The orders page by page, each in a read transaction of its own, with the rows of `wanted` that hang on them."""
    with kept(), rare_collection():
        found = _order_filter(call, filters)
        after, done, total = "", 0, None
        while True:
            page = _page(call, found, after, wanted)
            yield page
            orders = page["orders"]
            done += len(orders)
            whole = len(orders) == export_queries.PAGE
            if total is None and whole:
                total = _count(call, found)
            progress.count(done, total)
            if not whole:
                return
            after = orders[-1]["order_no"]


@reads
def _order_filter(tx: Transaction, filters: orders_read.Filters) -> OrderFilter:
    """The filters as the database takes them, within the identity's scope."""
    return orders_read.order_filter(tx, filters)


@reads
def _count(tx: Transaction, found: OrderFilter) -> int:
    return order_rows.count(tx, found)


@reads
def _page(
    tx: Transaction, found: OrderFilter, after: str, wanted: Sequence[str]
) -> dict[str, list[dict[str, Any]]]:
    """The next orders behind the number `after`, with the rows of the files `wanted` that hang on them."""
    rows, policy = export_queries.page(tx, found, after), read_policy(tx)
    numbers = [row.order_no for row in rows]
    promises, facts = order_rows.promises(tx, numbers), order_rows.facts(tx, numbers)
    page = {
        name: [_local(dict(row._mapping), tx.zone) for row in records.of_orders(tx, name, numbers)]
        for name in wanted
    }
    page["orders"] = [
        record(row, promises.get(row.order_no, ()), facts.get(row.order_no, ()), tx.zone, policy)
        for row in rows
    ]
    return page


def _own(call: Call, filters: orders_read.Filters, name: str) -> Iterator[dict[str, Any]]:
    """Pending tickets, referrals or polls (`name`): those of the exported orders, and of no order where all go."""
    with kept():
        found, after = _order_filter(call, filters), 0
        while rows := _own_page(call, filters, found, name, after):
            yield from (row for row, exported in rows if exported)
            after = rows[-1][0]["id"]


@reads
def _own_page(
    tx: Transaction, filters: orders_read.Filters, found: OrderFilter, name: str, after: int
) -> list[tuple[dict[str, Any], bool]]:
    """The next rows of the file `name` behind the id `after`, and whether each belongs into the export."""
    everything = replace(filters, station=None, region=None) == orders_read.Filters()
    rows = records.of_stations(tx, name, found.bounds, filters.station, filters.region, after)
    orders = [_orders_of(row) for row in rows]
    exported = export_queries.among(tx, found, sorted({no for numbers in orders for no in numbers}))
    return [
        (_local(dict(row._mapping), tx.zone), exported.issuperset(numbers) if numbers else everything)
        for row, numbers in zip(rows, orders, strict=True)
    ]


def _orders_of(row: Row[Any]) -> Sequence[str]:
    numbers = getattr(row, "orders", None) or getattr(row, "order_no", None) or ()
    return (numbers,) if isinstance(numbers, str) else numbers


def _local(row: Mapping[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    return {k: v.astimezone(zone) if isinstance(v, datetime) else v for k, v in row.items()}


@contextmanager
def _told_when_interrupted(output: str | None) -> Iterator[None]:
    """Whoever interrupts an export learns what became of its files."""
    try:
        yield
    except KeyboardInterrupt as stop:
        if output is None or output == "-":
            text = msg("interrupted: nothing was printed")
        elif _is_folder(output):
            text = msg(
                "interrupted: the folder {output} is not complete; run the same command again", output=output
            )
        else:
            text = msg("interrupted: {output} was not written", output=output)
        stop.args = (text,)
        raise


def _writable(call: Call, excel: bool, output: str | None) -> None:
    if output is not None and not output.strip():
        raise UsageProblem(
            msg("--output is empty"), msg("name a file, a folder with a slash at its end, or - for stdout")
        )
    output_files.keep_apart(call, output)
    if excel and output is not None and writer.form_of(output) == "jsonl":
        raise UsageProblem(
            msg("--excel can only be used for CSV, TSV and workbooks"),
            msg("name a file that ends in .csv or .xlsx"),
        )


def _is_folder(output: str) -> bool:
    return output.endswith(("/", os.sep)) or Path(output).is_dir()


def _into(
    output: str,
    cols: Sequence[Column],
    records: Iterable[Mapping[str, Any]],
    excel: bool,
    chinese: bool,
) -> Answer:
    with writer.rows_into(Path(output), cols, excel=excel, chinese=chinese) as rows:
        for row in records:
            rows.add(row)
    return Answer(
        "exchange.export", {"exported": rows.count, "output": output, "format": writer.form_of(output)}
    )


def _onto(
    out: TextIO,
    cols: Sequence[Column],
    records: Iterable[Mapping[str, Any]],
    excel: bool,
    chinese: bool,
    safe: Show | None,
) -> None:
    """Nothing goes to `out` before all of it is there, so that a failure leaves no half of a file in a pipe."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as copy:
        rows = writer.onto(copy, "csv", cols, excel=excel, chinese=chinese, safe=safe)
        for row in records:
            rows.add(row)
        copy.seek(0)
        shutil.copyfileobj(copy, out)
