"""How applications look: as a form, and in a list."""

from __future__ import annotations

from dataclasses import replace

from repaircli.network.coverage_tables import Change
from repaircli.network.tables import Station
from repaircli.platform.db.columns import label
from repaircli.platform.i18n import after_colon
from repaircli.platform.output.cells import coloured
from repaircli.platform.output.described import of, several
from repaircli.platform.output.view import Column, Data, Pen, Rows, Styled, View, joined, semicolons
from repaircli.platform.text import N_

_TITLES = {
    2: N_("form 2: application to change the areas of a station (001-5.5.2)"),
    3: N_("form 3: application to adjust the areas and capacity of a station (001-5.6)"),
    None: N_("application to change the data of a station (001-5.6.4)"),
}
_state = coloured("change_state", {"approved": "green", "rejected": "red", "withdrawn": "dim"})


def _areas(value: Rows | None, pen: Pen) -> str:
    return semicolons((f"{a['area']} {a['name'] or ''}".strip() for a in value or ()), pen)


def _codes(value: Rows | None, pen: Pen) -> str:
    return " ".join(a["area"] for a in value or ())


def _data(value: Data | None, pen: Pen) -> str:
    told = (
        after_colon(pen.tr(label(Station, key)), pen.text(text), pen.lang)
        for key, text in (value or {}).items()
    )
    return semicolons(told, pen)


_ADD = of(Change, "add_areas", show=_areas)
_REMOVE = of(Change, "remove_areas", show=_areas)
_FROM, _TO = of(Change, "from_day"), of(Change, "to_day")
_HEAD = (
    of(Change, "id"),
    of(Change, "state", show=_state),
    *several(Change, "region", "station", "cause"),
)
_LINE = several(Change, "product", "service")
_DAYS = (_FROM, _TO, *several(Change, "effective_from", "reason"))
_BY = several(Change, "applied_by", "applied_as", "applied_at")
_REGION = several(Change, "agreed_by", "agreed_at", "region_opinion")
_CSSD = several(Change, "decided_by", "decided_at", "cssd_opinion")
_REMARKS = Column("remarks", N_("to be noted"), show=joined)
_FORM_2 = (*_HEAD, _ADD, _REMOVE, *_LINE, *_DAYS, *_BY, *_CSSD)
_FORM_3 = (
    *_HEAD,
    Column("before.daily", N_("orders a day before"), always=True),
    Column("after.daily", N_("orders a day after"), always=True),
    Column("before.areas", N_("areas before"), show=_areas, always=True),
    Column("after.areas", N_("areas after"), show=_areas, always=True),
    *_LINE,
    *_DAYS,
    _REMARKS,
    *_BY,
    *_REGION,
    *_CSSD,
)
_DATA_FORM = (
    *_HEAD,
    Column("old", N_("data before"), show=_data),
    of(Change, "data", show=_data),
    *_DAYS,
    *_BY,
    *_REGION,
    *_CSSD,
)


def _draw(data: Data, pen: Pen) -> None:
    pen.title(Styled(pen.tr(_TITLES[data["form"]]), "bold"))
    if data["form"] is None:
        old = {key: data["before"].get(key) or "–" for key in data["data"]}
        pen.fields(_DATA_FORM, {**data, "old": old})
    else:
        pen.fields(_FORM_2 if data["form"] == 2 else _FORM_3, data)


_SHOWN = View(draw=_draw)
_LIST = (
    Column("id", N_("no."), right=True),
    of(Change, "state", show=_state),
    of(Change, "station", keep=True),
    of(Change, "cause"),
    of(Change, "daily", right=True),
    replace(_ADD, show=_codes),
    replace(_REMOVE, show=_codes),
    replace(_FROM, keep=True),
    replace(_TO, keep=True),
    of(Change, "reason"),
)

VIEWS = {
    **dict.fromkeys(("show", "applied", "agreed", "approved", "rejected", "withdrawn"), _SHOWN),
    "list": View(
        columns=_LIST,
        csv=[
            "id", "status", "waits_for", "form", "cause", "station", "region", "daily", "product", "service", "from",
            "to", "effective_from", "reason", "applied_by", "applied_at", "agreed_by", "agreed_at", "decided_by",
            "decided_at",
        ],
        empty=N_("no applications"),
    ),
}  # fmt: skip
