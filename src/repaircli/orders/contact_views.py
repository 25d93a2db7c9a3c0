"""How a logged call looks to a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from repaircli.orders.tables import Contact
from repaircli.orders.views import draw_next_of
from repaircli.platform.output.described import several
from repaircli.platform.output.view import Column, Pen, View
from repaircli.platform.text import N_, Msg

_CALL = (
    *several(Contact, "id", "at", "result", "number", "prompt", "note", "late", "void_why"),
    Column("status", N_("order status"), words="status"),
)


def _written(sentence: str) -> View:
    def draw(data: Mapping[str, Any], pen: Pen) -> None:
        pen.say(pen.tr(Msg(sentence, {"no": str(data["order_no"])})))
        contact = data["contact"]
        pen.fields(_CALL, {**contact, "late": contact["late"] or None, "status": data["status"]}, indent=2)
        draw_next_of(data, pen)

    return View(draw=draw)


VIEWS = {
    "log": _written(N_("order {no}: the call is logged")),
    "void": _written(N_("order {no}: the call is taken back")),
}
