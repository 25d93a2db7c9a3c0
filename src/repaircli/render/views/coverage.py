"""How coverage looks."""

from __future__ import annotations

from collections.abc import Sequence

from repaircli.render.view import Column, View
from repaircli.text import N_


def _columns(within: str = "") -> Sequence[Column]:
    return [
        Column(f"{within}area", N_("area"), keep=True),
        Column(f"{within}station", N_("station"), keep=True),
        Column(f"{within}region", N_("region")),
        Column(f"{within}reason", N_("reason")),
        Column(f"{within}filed_by", N_("filed by")),
        Column(f"{within}filed_at", N_("filed at")),
    ]


VIEWS = {
    "no800-list": View(columns=_columns(), empty=N_("no area without 800 was filed")),
    "no800-add": View(fields=[*_columns("no800."), Column("notify", N_("queued notices"))]),
}
