"""How the fee table looks to a person."""

from __future__ import annotations

from repaircli.money.tables import Fee
from repaircli.platform.output.described import of, several
from repaircli.platform.output.view import Column, Data, Pen, Rows, View
from repaircli.platform.text import N_
from repaircli.tabular import columns


def _volume(value: Data, pen: Pen) -> str:
    first, last = value["volume_from"], value["volume_to"]
    return f"{first}+" if last is None else f"{first}-{last}"


def _draw(data: Rows, pen: Pen) -> None:
    if data:
        pen.table(_LIST, [{**row, "row": row} for row in data])


_LIST = (
    of(Fee, "tier", keep=True),
    *several(Fee, "service", "product"),
    of(Fee, "step", right=True),
    Column("row", N_("orders a month"), show=_volume, right=True),
    of(Fee, "fee", right=True, keep=True),
    of(Fee, "valid_from", keep=True),
    of(Fee, "valid_to"),
)

VIEWS = {
    "list": View(
        columns=_LIST,
        draw=_draw,
        csv=[c.key for c in columns.of(Fee)],
        empty=N_("the fee table is empty"),
    )
}
