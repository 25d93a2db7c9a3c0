"""Fault labels: one for each replaced part of an order, all with its number (001-6.8.3, A-46)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from repaircli.network import scope
from repaircli.orders import part_record, record
from repaircli.platform.answers import Answer, Call
from repaircli.platform.text import command_line, msg
from repaircli.platform.transaction import Transaction, reads
from repaircli.rules.policy.decision import Check
from repaircli.tabular import output_files, writer

Paper = Callable[[Sequence[Mapping[str, Any]]], str]


def print_labels(call: Call, no: str, output: str | None = None, paper: Paper | None = None) -> Answer:
    """The labels of the order's failed parts; with `output` the text that `paper` makes of them goes into that file.

    Refused where no part was replaced.
    """
    output_files.keep_apart(call, output)
    return _print(call, no, output, paper)


@reads
def _print(tx: Transaction, no: str, output: str | None, paper: Paper | None) -> Answer:
    d = record.find(tx, no)
    replaced = part_record.replaced_in(tx, d.no)
    if not replaced:
        text = msg("no replaced part is recorded for this order, so there is nothing to label")
        hint = command_line(
            "parts replace", "{no} --part CODE --name NAME --old BARCODE --new BARCODE", no=d.no
        )
        return record.refused(d, [Check("no_parts", "001-6.8.3", text)], hint=hint)
    station = scope.station(tx, d.order.branch or d.order.station)
    labels = [
        {
            "order_no": d.no,
            "part_code": row.part_code,
            "name": row.name,
            "barcode": row.old_barcode,
            "station": station.no,
            "station_name": station.name,
            "date": tx.local(row.logged_at).date(),
        }
        for row in replaced
    ]
    if output is not None and paper is not None:
        with writer.replaced(Path(output)) as file:
            file.write_text(paper(labels), encoding="utf-8", newline="\n")
    return Answer("label.printed", {"order_no": d.no, "labels": labels, "output": output})
