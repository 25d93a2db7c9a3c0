"""How stations look."""

from __future__ import annotations

from collections.abc import Sequence

from repaircli.platform.output.view import Column, Pen, Rows, View
from repaircli.platform.text import N_


def _detail(within: str = "") -> Sequence[Column]:
    return [
        Column(f"{within}no", N_("station")),
        Column(f"{within}name", N_("name")),
        Column(f"{within}region", N_("region")),
        Column(f"{within}head", N_("head station")),
        Column(f"{within}branches", N_("branches")),
        Column(f"{within}notebook", N_("notebook station")),
        Column(f"{within}monthly_volume", N_("orders a month")),
        Column(f"{within}daily", N_("orders a day")),
        Column(f"{within}areas", N_("areas")),
        Column(f"{within}kind", N_("kind")),
        Column(f"{within}tier", N_("tier")),
        Column(f"{within}phone", N_("phone")),
        Column(f"{within}address", N_("address")),
        Column(f"{within}principal", N_("principal")),
        Column(f"{within}closed", N_("closed down")),
        Column(f"{within}closes_on", N_("closes on")),
        Column(f"{within}reopens_on", N_("opens again on")),
    ]


def _warnings(value: Rows, pen: Pen) -> str:
    return "; ".join(pen.text(warning["text"]) for warning in value)


VIEWS = {
    "list": View(
        columns=[
            Column("no", N_("station"), keep=True),
            Column("name", N_("name")),
            Column("region", N_("region")),
            Column("head", N_("head station"), keep=True),
            Column("notebook", N_("notebook station")),
            Column("daily", N_("orders a day"), right=True),
            Column("areas", N_("areas")),
            Column("phone", N_("phone")),
        ],
        empty=N_("no stations"),
        csv=(
            "no", "name", "region", "head", "notebook", "monthly_volume", "daily", "areas", "kind", "tier", "phone",
            "address", "principal", "closed",
        ),
    ),
    "show": View(fields=_detail()),
    "poll": View(
        fields=[
            Column("station", N_("station")),
            Column("at", N_("on line")),
            Column("login", N_("by")),
            Column("waiting", N_("orders to download")),
        ]
    ),
    "poll-check": View(
        columns=[
            Column("station", N_("station"), keep=True),
            Column("name", N_("name")),
            Column("date", N_("day"), keep=True),
            Column("duty", N_("on line"), words="duty", keep=True),
            Column("volume", N_("orders a month"), right=True),
            Column("polls", N_("times"), right=True),
            Column("clause", N_("clause"), keep=True),
            Column("warnings", N_("warning"), show=_warnings),
        ],
        empty=N_("every station was on line as often as it must be"),
        csv=("station", "name", "region", "date", "duty", "clause", "volume", "polls", "ok", "warnings"),
    ),
    "add": View(fields=_detail("station.")),
    "edit": View(fields=_detail("station.")),
}  # fmt: skip
