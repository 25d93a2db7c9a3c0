"""Prints an order before service: the paper, and the stamp that it exists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from repaircli.network import scope
from repaircli.orders import custody, part_record, urge_queries
from repaircli.orders import record as orders_record
from repaircli.platform.answers import Answer, Call
from repaircli.platform.errors import EXIT_OK, EXIT_PARTIAL, Denied, NotFound
from repaircli.platform.text import msg
from repaircli.platform.transaction import Transaction, writes
from repaircli.platform.user_tables import User
from repaircli.tabular import output_files, writer

Paper = Callable[[Sequence[Mapping[str, Any]]], bytes]
"""Makes the file's bytes of what stands on the papers, one mapping an order."""


def print_orders(
    call: Call,
    numbers: Sequence[str],
    output: str | None = None,
    paper: Paper | None = None,
    *,
    listed: bool = False,
) -> Answer:
    """Stamps the orders as printed and answers all that stands on the paper, or one result each for several.

    `listed`: they come from a list, which may have one or none.

    With `output` the bytes that `paper` makes go into that file before the stamps are committed, so that no order
    counts as printed whose paper could not be written. Of several, those that may not be printed are left out.
    """
    output_files.keep_apart(call, output)
    if len(numbers) == 1 and not listed:
        return _print_one(call, numbers[0], output, paper)
    return _print_several(call, numbers, output, paper)


@writes
def _print_one(tx: Transaction, no: str, output: str | None, paper: Paper | None) -> Answer:
    found = _print(tx, no, output)
    if found.exit == EXIT_OK:
        _write([found.data], output, paper)
    return found


@writes
def _print_several(
    tx: Transaction, numbers: Sequence[str], output: str | None, paper: Paper | None
) -> Answer:
    results: list[dict[str, Any]] = []
    printed: list[Mapping[str, Any]] = []
    for no in numbers:
        try:
            found = _print(tx, no, output)
        except (NotFound, Denied) as error:
            results.append({"order_no": no, "exit": error.exit, "text": error.message})
            continue
        result = {"order_no": found.data["order_no"], "exit": found.exit}
        if found.exit == EXIT_OK:
            printed.append(found.data)
            results.append(result | {"printed_at": found.data["printed_at"]})
        else:
            results.append(result | {"checks": found.data["checks"], "text": found.complaint})
    if printed:
        _write(printed, output, paper)
    bad = len(results) - len(printed)
    return Answer(
        "order.printed_many",
        {"results": results, "printed": len(printed), "refused": bad, "output": output},
        exit=EXIT_PARTIAL if bad else EXIT_OK,
        complaint=msg("{bad} of {all} orders not printed", bad=bad, all=len(results)) if bad else None,
    )


def _write(printed: Sequence[Mapping[str, Any]], output: str | None, paper: Paper | None) -> None:
    if output is None or paper is None:
        return
    with writer.replaced(Path(output)) as file:
        file.write_bytes(paper(printed))


def _print(tx: Transaction, no: str, output: str | None) -> Answer:
    record = orders_record.find(tx, no)
    if refusal := orders_record.step_refused(record, "print"):
        return refusal
    before = record.order.printed_at
    copy = not record.state.open
    if copy:
        tx.note(msg("order {no} is closed: this is a copy for the files", no=record.no))
        tx.event("order.reprinted", order_no=record.no, after={"copy": True})
    elif before is None:
        orders_record.change(tx, record, "order.printed", printed_at=tx.now)
    else:
        tx.note(msg("printed again; the first print was {time}", time=f"{tx.local(before):%Y-%m-%d %H:%M}"))
        tx.event("order.reprinted", order_no=record.no)
    urges = urge_queries.of_orders(tx, [record.no]).get(record.no, [])
    station = scope.station(tx, record.order.station)
    engineer = None if record.order.engineer is None else tx.get(User, login=record.order.engineer)
    return orders_record.answer(
        tx,
        "order.printed",
        record,
        urges=[urge_queries.urge_data(urge, tx.zone) for urge in urges],
        station_name=station.name,
        station_phone=station.phone,
        engineer_name=None if engineer is None else engineer.name,
        voucher=custody.voucher(tx, record.order),
        printed_now=tx.now,
        copy=copy,
        **part_record.of_order(tx, record),
        output=output,
    )
