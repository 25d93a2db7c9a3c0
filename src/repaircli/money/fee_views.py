"""How the fee table looks to a person."""

from __future__ import annotations

from repaircli.platform.output.view import Column, Data, Pen, Rows, View
from repaircli.platform.text import N_


def _volume(value: Data, pen: Pen) -> str:
    first, last = value["volume_from"], value["volume_to"]
    return f"{first}+" if last is None else f"{first}-{last}"


def _draw(data: Rows, pen: Pen) -> None:
    if data:
        pen.table(_LIST, [{**row, "row": row} for row in data])


_LIST = (
    Column("tier", N_("tier"), keep=True),
    Column("service", N_("service"), words="fee_service"),
    Column("product", N_("product"), words="fee_product"),
    Column("step", N_("volume step"), right=True),
    Column("row", N_("orders a month"), show=_volume, right=True),
    Column("fee", N_("fee in yuan"), right=True, keep=True),
    Column("valid_from", N_("from day"), keep=True),
    Column("valid_to", N_("to day")),
)

VIEWS = {
    "list": View(
        columns=_LIST,
        draw=_draw,
        csv=(
            "tier",
            "service",
            "product",
            "step",
            "volume_from",
            "volume_to",
            "fee",
            "valid_from",
            "valid_to",
        ),
        empty=N_("the fee table is empty"),
    )
}
