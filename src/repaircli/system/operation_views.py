"""How an operation looks to a person: what it was, and its answer as it looked the first time."""

from __future__ import annotations

from repaircli.platform.output.view import Column, Data, Pen, View, draw, view_of
from repaircli.platform.text import N_

_STATES = {"running": N_("not finished"), "done": N_("done")}


def _state(code: str, pen: Pen) -> str:
    return pen.tr(_STATES[code])


_FIELDS = [
    Column("request_id", N_("request id")),
    Column("command", N_("command")),
    Column("state", N_("state"), show=_state),
    Column("exit", N_("exit code")),
    Column("by", N_("by")),
    Column("started_at", N_("started at")),
    Column("finished_at", N_("finished at")),
    Column("chunks", N_("finished chunks")),
]


def _show(data: Data, pen: Pen) -> None:
    pen.fields(_FIELDS, data)
    if data["answer"] is not None:
        pen.heading(N_("answer"))
        draw(view_of(data["kind"], data["answer"]), data["answer"], pen)


VIEWS = {"show": View(draw=_show)}
