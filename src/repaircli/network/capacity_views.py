"""How capacity looks."""

from __future__ import annotations

from collections.abc import Sequence

from repaircli.platform.output.view import Column, Section, View
from repaircli.platform.text import N_


def _window(within: str = "") -> Sequence[Column]:
    return [
        Column(f"{within}daily", N_("orders a day"), right=True),
        Column(f"{within}from", N_("from")),
        Column(f"{within}to", N_("to")),
        Column(f"{within}cause", N_("cause"), words="change_cause"),
    ]


_STATION = [
    Column("station", N_("station"), keep=True),
    Column("name", N_("name")),
    Column("region", N_("region")),
]

_LOAD = [
    *_STATION,
    Column("taken", N_("orders of the day"), right=True),
    Column("daily", N_("orders a day"), right=True),
    Column("free", N_("free"), right=True),
]

VIEWS = {
    "load": View(columns=_LOAD, csv=[*(c.key for c in _LOAD), "date", "over"], empty=N_("no stations")),
    "list": View(columns=[*_STATION, *_window()], empty=N_("no stations")),
    "show": View(
        fields=[*_STATION, Column("date", N_("day")), *_window()],
        sections=[
            Section(
                "history",
                N_("entries, the last one first"),
                columns=[
                    *_window(),
                    Column("note", N_("note")),
                    Column("set_by", N_("set by")),
                    Column("set_at", N_("set at")),
                ],
            )
        ],
    ),
    "set": View(
        fields=[
            Column("capacity.station", N_("station")),
            Column("capacity.before", N_("before")),
            *_window("capacity."),
            Column("capacity.note", N_("note")),
            Column("notify", N_("queued notices")),
        ]
    ),
}
