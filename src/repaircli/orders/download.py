"""The coordinator takes over what was dispatched to his station: one order, several, or all that wait."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from repaircli.network import polls as network_polls
from repaircli.orders import queries as rows
from repaircli.orders import record as orders_record
from repaircli.orders import scope
from repaircli.orders import scope_queries as lookup_rows
from repaircli.orders.queries import OrderFilter
from repaircli.orders.record import Dossier
from repaircli.platform.codes import Answer, Call, PollKind, Status
from repaircli.platform.errors import EXIT_OK, EXIT_PARTIAL, EXIT_REFUSED, Conflict, RepairError
from repaircli.platform.text import msg
from repaircli.platform.transaction import Work, writing, writing_in_chunks
from repaircli.rules.orders import steps as orders_steps

_WAITING_AT_ONCE = 100_000


def download(call: Call, numbers: Sequence[str]) -> Answer:
    """Downloads the orders `numbers`, or with none everything dispatched to the identity's station (001-1.3.2).

    One number answers the order; otherwise one result for each, exit 7 when one was refused or not found.
    """
    if len(numbers) == 1:
        return writing(call, lambda w: _one(w, numbers[0]))
    return writing_in_chunks(call, lambda w: _wanted(w, numbers), _each, _finish)


def _wanted(w: Work, numbers: Sequence[str]) -> list[str]:
    """The orders to take over. Looking for them is a poll, also where none waits (001-6.2.1)."""
    _on_line(w)
    w.event("station.polled", after={"station": w.acting.station, "kind": str(PollKind.DOWNLOAD)})
    return list(numbers) or _waiting(w)


def _on_line(w: Work) -> None:
    network_polls.log(w, scope.own_station(w).no, PollKind.DOWNLOAD)


def _one(w: Work, no: str) -> Answer:
    d = orders_record.find(w, no)
    checks = orders_steps.may("download", orders_record.flow_facts(d))
    if checks:
        return orders_record.refused(d, checks)
    orders_record.change(
        w,
        d,
        "order.downloaded",
        status=str(Status.DOWNLOADED),
        downloaded_at=w.now,
        downloaded_by=w.acting.login,
    )
    _on_line(w)
    return orders_record.answer(w, "order.downloaded", d.no)


def _waiting(w: Work) -> list[str]:
    wanted = OrderFilter(scope.bounds(w), statuses=(str(Status.DISPATCHED),))
    return [row.order_no for row in rows.listed(w.tx, wanted, "t1", False, _WAITING_AT_ONCE)]


def _each(w: Work, numbers: Sequence[str]) -> list[dict[str, Any]]:
    """Judges a chunk on rows that one query gathered, and downloads with one statement what may be downloaded."""
    known = lookup_rows.orders(w.tx, numbers)
    going: dict[str, Any] = {}
    results = [_result(w, no, known.get(no), going) for no in numbers]
    if rows.downloaded(w.tx, list(going), w.now, w.acting.login) != len(going):
        raise Conflict(msg("an order was changed meanwhile"), msg("repaircli order list --status dispatched"))
    return results


def _result(w: Work, no: str, row: Any, going: dict[str, Any]) -> dict[str, Any]:
    try:
        row = scope.order(w, no) if row is None or scope.role_over(w, row) is None else row
    except RepairError as error:
        return {"order_no": no, "exit": error.exit, "text": error.message}
    d = Dossier(row, (), ())
    checks = orders_steps.may("download", orders_record.flow_facts(d))
    if checks or d.no in going:
        text = checks[0].text if checks else msg("the order is named twice")
        if checks:
            w.event("refused", order_no=d.no, after={"answer": orders_record.refused(d, checks).data})
        return {"order_no": d.no, "exit": EXIT_REFUSED, "text": text}
    going[d.no] = row
    w.event(
        "order.downloaded",
        order_no=d.no,
        before={"status": row.status},
        after={"status": str(Status.DOWNLOADED)},
    )
    data = orders_record.data(w, d) | {"status": str(Status.DOWNLOADED)}
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
