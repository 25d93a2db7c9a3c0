"""The coordinator takes over the orders dispatched to their station: one, several, or all that wait."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from repaircli.network import scope
from repaircli.orders import lookup, polls
from repaircli.orders import lookup_queries as lookup_rows
from repaircli.orders import queries as rows
from repaircli.orders import record as orders_record
from repaircli.orders.queries import OrderFilter
from repaircli.orders.record import OrderRecord
from repaircli.orders.tables import Order
from repaircli.platform.answers import Answer
from repaircli.platform.codes import PollKind, Status
from repaircli.platform.errors import EXIT_OK, EXIT_PARTIAL, EXIT_REFUSED, Conflict, RepairError
from repaircli.platform.text import command_line, msg
from repaircli.platform.transaction import Chunks, Transaction, writes, writes_in_chunks
from repaircli.rules.orders import steps

_WAITING_AT_ONCE = 100_000


@writes_in_chunks
def download(numbers: Sequence[str] | None) -> Chunks[str, dict[str, Any]]:
    """Downloads the orders `numbers`, or for None everything dispatched to the identity's station (001-1.3.2).

    There is one result for each, exit 7 when one was refused or not found.
    """
    return Chunks(prepare=lambda tx: _wanted(tx, numbers), each=_each, finish=_finish)


@writes
def download_one(tx: Transaction, no: str) -> Answer:
    """Downloads one order; the answer is the order."""
    record = orders_record.find(tx, no)
    if refusal := orders_record.step_refused(record, "download"):
        return refusal
    orders_record.change(
        tx,
        record,
        "order.downloaded",
        status=str(Status.DOWNLOADED),
        downloaded_at=tx.now,
        downloaded_by=tx.acting.login,
    )
    _log_poll(tx)
    return orders_record.answer(tx, "order.downloaded", record)


def _wanted(tx: Transaction, numbers: Sequence[str] | None) -> list[str]:
    """The orders to take over. Looking for them is a poll, also where none waits (001-6.2.1)."""
    if numbers is not None and not numbers:
        return []
    _log_poll(tx)
    tx.event("station.polled", after={"station": tx.acting.station, "kind": str(PollKind.DOWNLOAD)})
    if numbers is not None:
        return list(numbers)
    dispatched = OrderFilter(scope.bounds(tx), statuses=(str(Status.DISPATCHED),))
    return [row.order_no for row in rows.listed(tx, dispatched, "t1", False, _WAITING_AT_ONCE)]


def _log_poll(tx: Transaction) -> None:
    polls.log(tx, scope.own_station(tx).no, PollKind.DOWNLOAD)


def _each(tx: Transaction, numbers: Sequence[str]) -> list[dict[str, Any]]:
    """Judges a chunk on rows that one query gathered, and downloads with one statement what may be downloaded."""
    known = lookup_rows.orders(tx, numbers)
    going: dict[str, Order] = {}
    results = [_result(tx, no, known.get(no), going) for no in numbers]
    if rows.downloaded(tx, list(going), tx.now, tx.acting.login) != len(going):
        raise Conflict(
            msg("an order was changed meanwhile"), command_line("order list", "--status dispatched")
        )
    return results


def _result(tx: Transaction, no: str, row: Order | None, going: dict[str, Order]) -> dict[str, Any]:
    """The result of one order; `going` collects those that are downloaded."""
    try:
        row = lookup.order(tx, no) if row is None or lookup.role_over(tx, row) is None else row
    except RepairError as error:
        return {"order_no": no, "exit": error.exit, "text": error.message}
    record = OrderRecord(row, tx.now)
    checks = steps.may("download", record.state)
    if checks:
        tx.event("refused", order_no=record.no, after={"answer": orders_record.refused(record, checks).data})
        return {"order_no": record.no, "exit": EXIT_REFUSED, "text": checks[0].text}
    if record.no in going:
        return {"order_no": record.no, "exit": EXIT_REFUSED, "text": msg("the order is listed twice")}
    going[record.no] = row
    tx.event(
        "order.downloaded",
        order_no=record.no,
        before={"status": row.status},
        after={"status": str(Status.DOWNLOADED)},
    )
    data = orders_record.data(tx, record) | {"status": str(Status.DOWNLOADED)}
    return {name: data[name] for name in _KEPT} | {"exit": EXIT_OK, "text": None}


_KEPT = (
    "order_no", "status", "service", "station", "customer", "phones", "address", "fault", "special", "t1",
)  # fmt: skip


def _finish(results: list[dict[str, Any]]) -> Answer:
    bad = sum(r["exit"] != EXIT_OK for r in results)
    return Answer(
        "order.downloads",
        {"results": results, "downloaded": len(results) - bad, "refused": bad},
        exit=EXIT_PARTIAL if bad else EXIT_OK,
        complaint=msg("{bad} of {all} orders not downloaded", bad=bad, all=len(results)) if bad else None,
    )
