"""The coordinator takes over what was dispatched to his station: one order, several, or all that wait."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from repaircli.network import scope
from repaircli.orders import lookup
from repaircli.orders import lookup_queries as lookup_rows
from repaircli.orders import polls as network_polls
from repaircli.orders import queries as rows
from repaircli.orders import record as orders_record
from repaircli.orders.queries import OrderFilter
from repaircli.orders.record import Dossier
from repaircli.platform.answers import Answer, Call
from repaircli.platform.codes import PollKind, Status
from repaircli.platform.errors import EXIT_OK, EXIT_PARTIAL, EXIT_REFUSED, Conflict, RepairError
from repaircli.platform.text import msg
from repaircli.platform.transaction import Chunks, Transaction, writes_in_chunks, writing
from repaircli.rules.orders import steps as orders_steps

_WAITING_AT_ONCE = 100_000


def download(call: Call, numbers: Sequence[str]) -> Answer:
    """Downloads the orders `numbers`, or with none everything dispatched to the identity's station (001-1.3.2).

    One number answers the order; otherwise one result for each, exit 7 when one was refused or not found.
    """
    if len(numbers) == 1:
        return writing(call, lambda tx: _one(tx, numbers[0]))
    return _several(call, numbers)


@writes_in_chunks
def _several(numbers: Sequence[str]) -> Chunks[str, dict[str, Any]]:
    return Chunks(prepare=lambda tx: _wanted(tx, numbers), each=_each, finish=_finish)


def _wanted(tx: Transaction, numbers: Sequence[str]) -> list[str]:
    """The orders to take over. Looking for them is a poll, also where none waits (001-6.2.1)."""
    _on_line(tx)
    tx.event("station.polled", after={"station": tx.acting.station, "kind": str(PollKind.DOWNLOAD)})
    return list(numbers) or _waiting(tx)


def _on_line(tx: Transaction) -> None:
    network_polls.log(tx, scope.own_station(tx).no, PollKind.DOWNLOAD)


def _one(tx: Transaction, no: str) -> Answer:
    d = orders_record.find(tx, no)
    checks = orders_steps.may("download", orders_record.flow_facts(d))
    if checks:
        return orders_record.refused(d, checks)
    orders_record.change(
        tx,
        d,
        "order.downloaded",
        status=str(Status.DOWNLOADED),
        downloaded_at=tx.now,
        downloaded_by=tx.acting.login,
    )
    _on_line(tx)
    return orders_record.answer(tx, "order.downloaded", d.no)


def _waiting(tx: Transaction) -> list[str]:
    wanted = OrderFilter(scope.bounds(tx), statuses=(str(Status.DISPATCHED),))
    return [row.order_no for row in rows.listed(tx, wanted, "t1", False, _WAITING_AT_ONCE)]


def _each(tx: Transaction, numbers: Sequence[str]) -> list[dict[str, Any]]:
    """Judges a chunk on rows that one query gathered, and downloads with one statement what may be downloaded."""
    known = lookup_rows.orders(tx, numbers)
    going: dict[str, Any] = {}
    results = [_result(tx, no, known.get(no), going) for no in numbers]
    if rows.downloaded(tx, list(going), tx.now, tx.acting.login) != len(going):
        raise Conflict(msg("an order was changed meanwhile"), msg("repaircli order list --status dispatched"))
    return results


def _result(tx: Transaction, no: str, row: Any, going: dict[str, Any]) -> dict[str, Any]:
    try:
        row = lookup.order(tx, no) if row is None or lookup.role_over(tx, row) is None else row
    except RepairError as error:
        return {"order_no": no, "exit": error.exit, "text": error.message}
    d = Dossier(row, (), ())
    checks = orders_steps.may("download", orders_record.flow_facts(d))
    if checks or d.no in going:
        text = checks[0].text if checks else msg("the order is named twice")
        if checks:
            tx.event("refused", order_no=d.no, after={"answer": orders_record.refused(d, checks).data})
        return {"order_no": d.no, "exit": EXIT_REFUSED, "text": text}
    going[d.no] = row
    tx.event(
        "order.downloaded",
        order_no=d.no,
        before={"status": row.status},
        after={"status": str(Status.DOWNLOADED)},
    )
    data = orders_record.data(tx, d) | {"status": str(Status.DOWNLOADED)}
    return {name: data[name] for name in _KEPT} | {"exit": EXIT_OK, "text": None}


_KEPT = (
    "order_no",
    "status",
    "service",
    "station",
    "customer",
    "phones",
    "address",
    "fault",
    "special",
    "t1",
)


def _finish(results: list[dict[str, Any]]) -> Answer:
    bad = sum(r["exit"] != EXIT_OK for r in results)
    data = {"results": results, "downloaded": len(results) - bad, "refused": bad}
    if bad:
        return Answer(
            "order.downloads",
            data,
            exit=EXIT_PARTIAL,
            complaint=msg("{bad} of {all} orders were not downloaded", bad=bad, all=len(results)),
        )
    return Answer("order.downloads", data)
