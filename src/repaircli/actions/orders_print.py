"""Prints an order before service: the paper, and the stamp that it exists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from repaircli.actions import dossier, lookup, order_data
from repaircli.actions.dossier import Dossier
from repaircli.actions.transaction import Work, writing
from repaircli.domain import Answer, Call
from repaircli.exchange import writer
from repaircli.rules import flow
from repaircli.store import urges
from repaircli.text import msg


def print_order(
    call: Call, no: str, output: str | None = None, paper: Callable[[Mapping[str, Any]], str] | None = None
) -> Answer:
    """Stamps the order as printed and answers all that stands on the paper.

    With `output` the text that `paper` makes of the answer goes into that file before the stamp is committed, so
    that no order counts as printed whose paper could not be written.
    """
    return writing(call, lambda w: _print(w, dossier.find(w, no), output, paper))


def _print(
    w: Work, d: Dossier, output: str | None, paper: Callable[[Mapping[str, Any]], str] | None
) -> Answer:
    checks = flow.may("print", dossier.flow_facts(d))
    if checks:
        return dossier.refused(d, checks)
    first = d.order.printed_at is None
    if first:
        dossier.change(w, d, "order.printed", printed_at=w.now)
    else:
        w.note(
            msg(
                "printed again; the first print was {time}",
                time=f"{w.local(d.order.printed_at):%Y-%m-%d %H:%M}",
            )
        )
        w.event("order.reprinted", order_no=d.no)
    appended = [order_data.urge_data(u, w.zone) for u in urges.of_orders(w.tx, [d.no]).get(d.no, [])]
    station = lookup.station(w, d.order.station)
    found = dossier.answer(
        w,
        "order.printed",
        d.no,
        urges=appended,
        station_name=station.name,
        station_phone=station.phone,
        printed_now=w.now,
        output=output,
    )
    if output is not None and paper is not None:
        with writer.replaced(Path(output)) as file:
            file.write_text(paper(found.data), encoding="utf-8")
    return found
