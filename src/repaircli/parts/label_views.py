"""How fault labels look to a person."""

from __future__ import annotations

from repaircli.platform.output.view import Column, View
from repaircli.platform.text import N_

VIEWS = {
    "printed": View(
        rows="labels",
        columns=(
            Column("order_no", N_("order"), keep=True),
            Column("name", N_("part")),
            Column("barcode", N_("barcode"), keep=True),
            Column("part_code", N_("part code")),
            Column("station", N_("station"), keep=True),
            Column("date", N_("date"), keep=True),
        ),
        fields=(Column("output", N_("file")),),
    ),
}
