"""How capacity looks."""

from __future__ import annotations

from repaircli.network.coverage_tables import Capacity
from repaircli.network.tables import Station
from repaircli.platform.output.described import of, several
from repaircli.platform.output.view import Column, Section, View, nested
from repaircli.platform.text import N_

_DAILY = of(Capacity, "daily", right=True)
_WINDOW = (
    _DAILY,
    of(Capacity, "from_day", key="from"),
    of(Capacity, "to_day", key="to"),
    of(Capacity, "cause"),
)
_STATION = (of(Station, "no", key="station", keep=True), *several(Station, "name", "region"))
_LOAD = (
    *_STATION,
    Column("taken", N_("orders of the day"), right=True),
    _DAILY,
    Column("free", N_("free"), right=True),
)

VIEWS = {
    "load": View(columns=_LOAD, csv=[*(c.key for c in _LOAD), "date", "over"], empty=N_("no stations")),
    "list": View(columns=[*_STATION, *_WINDOW], empty=N_("no stations")),
    "show": View(
        fields=[*_STATION, Column("date", N_("day")), *_WINDOW],
        sections=[
            Section(
                "history",
                N_("entries, the last one first"),
                columns=[*_WINDOW, *several(Capacity, "note", "set_by", "set_at")],
            )
        ],
    ),
    "set": View(
        fields=[
            *nested(
                "capacity",
                [of(Capacity, "station"), Column("before", N_("before")), *_WINDOW, of(Capacity, "note")],
            ),
            Column("notify", N_("queued notices")),
        ]
    ),
}
