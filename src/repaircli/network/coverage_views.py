"""How coverage looks."""

from __future__ import annotations

from collections.abc import Sequence

from repaircli.platform.output.view import Column, Section, View
from repaircli.platform.text import N_


def _columns(within: str = "") -> Sequence[Column]:
    return [
        Column(f"{within}area", N_("area"), keep=True),
        Column(f"{within}area_name", N_("full name")),
        Column(f"{within}station", N_("station"), keep=True),
        Column(f"{within}region", N_("region")),
        Column(f"{within}reason", N_("reason")),
        Column(f"{within}filed_by", N_("filed by")),
        Column(f"{within}filed_at", N_("filed at")),
    ]


_STATION = [
    Column("station", N_("station"), keep=True),
    Column("name", N_("name")),
    Column("region", N_("region")),
    Column("head", N_("head station")),
]
_SERVED = [
    Column("area", N_("area"), keep=True),
    Column("area_name", N_("full name")),
    Column("product", N_("product"), words="product"),
    Column("service", N_("service"), words="service"),
    Column("from", N_("from")),
    Column("to", N_("to")),
    Column("cause", N_("cause"), words="change_cause"),
    Column("change", N_("application"), right=True),
]

VIEWS = {
    "list": View(
        columns=[*_STATION[:2], *_SERVED],
        csv=[c.key for c in (*_STATION, *_SERVED)],
        empty=N_("no station serves it"),
    ),
    "show": View(
        fields=[*_STATION, Column("date", N_("day"))],
        sections=[
            Section("areas", N_("areas it serves"), columns=_SERVED),
            Section(
                "changes",
                N_("changes of its areas, the first day first"),
                columns=[
                    Column("covers", N_("serves")),
                    *_SERVED,
                    Column("set_by", N_("set by")),
                    Column("set_at", N_("set at")),
                ],
            ),
        ],
    ),
    "no800-list": View(columns=_columns(), empty=N_("no area without 800 was filed")),
    "no800-add": View(fields=[*_columns("no800."), Column("notify", N_("queued notices"))]),
}
