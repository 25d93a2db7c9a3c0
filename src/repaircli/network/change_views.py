"""How applications look: as the form that they are, and in a list."""

from __future__ import annotations

from repaircli.platform.output.cells import coloured
from repaircli.platform.output.view import Column, Data, Pen, Rows, Styled, View
from repaircli.platform.text import N_

_TITLES = {
    2: N_("form 2: application to change the areas of a station (001-5.5.2)"),
    3: N_("form 3: application to adjust the areas and capacity of a station (001-5.6)"),
    None: N_("application to change the data of a station (001-5.6.4)"),
}
_state = coloured("change_state", {"approved": "green", "rejected": "red", "withdrawn": "dim"})


def _areas(value: Rows | None, pen: Pen) -> str:
    return "; ".join(f"{a['area']} {a['name'] or ''}".strip() for a in value or ())


def _codes(value: Rows | None, pen: Pen) -> str:
    return " ".join(a["area"] for a in value or ())


def _data(value: Data | None, pen: Pen) -> str:
    return "; ".join(f"{pen.tr(_FIELDS[key])}: {pen.text(text)}" for key, text in (value or {}).items())


_FIELDS = {"phone": N_("telephone"), "address": N_("address"), "principal": N_("principal")}

_HEAD = (
    Column("id", N_("application")),
    Column("state", N_("state"), show=_state),
    Column("region", N_("region")),
    Column("station", N_("station")),
    Column("cause", N_("cause"), words="change_cause"),
)
_LINE = (
    Column("product", N_("product"), words="product"),
    Column("service", N_("service"), words="service"),
)
_DAYS = (
    Column("from", N_("from")),
    Column("to", N_("to")),
    Column("effective_from", N_("counts from")),
    Column("reason", N_("reason")),
)
_BY = (
    Column("applied_by", N_("applied by")),
    Column("applied_as", N_("applied as"), words="role"),
    Column("applied_at", N_("applied at")),
)
_REGION = (
    Column("agreed_by", N_("agreed by")),
    Column("agreed_at", N_("agreed at")),
    Column("region_opinion", N_("opinion of the region")),
)
_CSSD = (
    Column("decided_by", N_("decided by")),
    Column("decided_at", N_("decided at")),
    Column("cssd_opinion", N_("opinion of the CSSD")),
)
_FORM_2 = (
    *_HEAD,
    Column("add_areas", N_("areas added"), show=_areas),
    Column("remove_areas", N_("areas removed"), show=_areas),
    *_LINE,
    *_DAYS,
    *_BY,
    *_CSSD,
)
_FORM_3 = (
    *_HEAD,
    Column("before.daily", N_("orders a day before"), always=True),
    Column("after.daily", N_("orders a day after"), always=True),
    Column("before.areas", N_("areas before"), show=_areas, always=True),
    Column("after.areas", N_("areas after"), show=_areas, always=True),
    *_LINE,
    *_DAYS,
    *_BY,
    *_REGION,
    *_CSSD,
)
_DATA_FORM = (
    *_HEAD,
    Column("old", N_("data before"), show=_data),
    Column("data", N_("data after"), show=_data),
    *_DAYS,
    *_BY,
    *_REGION,
    *_CSSD,
)


def _draw(data: Data, pen: Pen) -> None:
    pen.line(Styled(pen.tr(_TITLES[data["form"]]), "bold"))
    if data["form"] is None:
        old = {key: data["before"].get(key) or "–" for key in data["data"]}
        pen.fields(_DATA_FORM, {**data, "old": old})
    else:
        pen.fields(_FORM_2 if data["form"] == 2 else _FORM_3, data)


_SHOWN = View(draw=_draw)
_LIST = (
    Column("id", N_("no."), right=True),
    Column("state", N_("state"), show=_state),
    Column("station", N_("station"), keep=True),
    Column("cause", N_("cause"), words="change_cause"),
    Column("daily", N_("orders a day"), right=True),
    Column("add_areas", N_("areas added"), show=_codes),
    Column("remove_areas", N_("areas removed"), show=_codes),
    Column("from", N_("from"), keep=True),
    Column("to", N_("to"), keep=True),
    Column("reason", N_("reason")),
)

VIEWS = {
    **dict.fromkeys(("show", "applied", "agreed", "approved", "rejected", "withdrawn"), _SHOWN),
    "list": View(
        columns=_LIST,
        csv=[
            "id", "state", "waits_for", "form", "cause", "station", "region", "daily", "product", "service", "from",
            "to", "effective_from", "reason", "applied_by", "applied_at", "agreed_by", "agreed_at", "decided_by",
            "decided_at",
        ],
        empty=N_("no applications"),
    ),
}  # fmt: skip
