"""How coverage looks."""

from __future__ import annotations

from repaircli.network.coverage_tables import Coverage, No800Area
from repaircli.network.tables import Station
from repaircli.platform.output.described import of, several
from repaircli.platform.output.view import Column, Section, View, nested
from repaircli.platform.text import N_

_AREA_NAME = Column("area_name", N_("full name"))
_WITHOUT_800 = (
    of(No800Area, "area", keep=True),
    _AREA_NAME,
    of(No800Area, "station", keep=True),
    *several(No800Area, "region", "reason", "filed_by", "filed_at"),
)
_STATION = (of(Station, "no", key="station", keep=True), *several(Station, "name", "region", "head"))
_SERVED = (
    of(Coverage, "area", keep=True),
    _AREA_NAME,
    *several(Coverage, "product", "service"),
    of(Coverage, "from_day", key="from"),
    of(Coverage, "to_day", key="to"),
    of(Coverage, "cause"),
    of(Coverage, "change", right=True),
)

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
                columns=[of(Coverage, "covers"), *_SERVED, *several(Coverage, "set_by", "set_at")],
            ),
        ],
    ),
    "no800-list": View(columns=_WITHOUT_800, empty=N_("no area without 800 was filed")),
    "no800-add": View(fields=[*nested("no800", _WITHOUT_800), Column("notify", N_("queued notices"))]),
}
