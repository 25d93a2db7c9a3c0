"""How stations look."""

from __future__ import annotations

from dataclasses import replace

from repaircli.network.coverage_tables import Capacity, Poll
from repaircli.network.tables import Station
from repaircli.platform.output.described import of, several
from repaircli.platform.output.view import Column, Pen, Rows, View, nested
from repaircli.platform.text import N_

_DAILY = of(Capacity, "daily")
_DETAIL = (
    *several(Station, "no", "name", "region", "head"),
    Column("branches", N_("branches")),
    *several(Station, "notebook", "monthly_volume"),
    _DAILY,
    *several(Station, "areas", "kind", "tier", "phone", "address", "principal"),
    *several(Station, "closed", "closes_on", "reopens_on"),
)
_CHANGED = View(fields=nested("station", _DETAIL))


def _warnings(value: Rows, pen: Pen) -> str:
    return "; ".join(pen.text(warning["text"]) for warning in value)


VIEWS = {
    "list": View(
        columns=[
            of(Station, "no", keep=True),
            *several(Station, "name", "region"),
            of(Station, "head", keep=True),
            of(Station, "notebook"),
            replace(_DAILY, right=True),
            *several(Station, "areas", "phone"),
        ],
        empty=N_("no stations"),
        csv=(
            "no",
            "name",
            "region",
            "head",
            "notebook",
            "monthly_volume",
            "daily",
            "areas",
            "kind",
            "tier",
            "phone",
            "address",
            "principal",
            "closed",
        ),
    ),
    "show": View(fields=_DETAIL),
    "poll": View(
        fields=[
            *several(Poll, "station", "at", "login"),
            Column("waiting", N_("orders to download")),
        ]
    ),
    "poll-check": View(
        columns=[
            of(Poll, "station", keep=True),
            of(Station, "name"),
            Column("date", N_("day"), keep=True),
            Column("duty", N_("on line"), words="duty", keep=True),
            of(Station, "monthly_volume", key="volume", right=True),
            Column("polls", N_("times"), right=True),
            Column("clause", N_("clause"), keep=True),
            Column("warnings", N_("warning"), show=_warnings),
        ],
        empty=N_("every station was on line as often as it must be"),
        csv=("station", "name", "region", "date", "duty", "clause", "volume", "polls", "ok", "warnings"),
    ),
    **dict.fromkeys(("add", "edit"), _CHANGED),
}
