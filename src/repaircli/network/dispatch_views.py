"""How the choice of a station looks: the candidates in order, the others under their reasons."""

from __future__ import annotations

from itertools import groupby

from repaircli.network.coverage_tables import Capacity
from repaircli.network.tables import Station
from repaircli.platform.output.described import of, several
from repaircli.platform.output.view import Column, Data, Pen, Styled, View
from repaircli.platform.text import N_, Msg, msg

_CANDIDATES = (
    Column("rank", N_("no."), right=True),
    of(Station, "no", key="station", keep=True),
    *several(Station, "name", "region"),
    Column("by", N_("by area")),
    Column("point", N_("branch point")),
    Column("taken", N_("orders of the day"), right=True),
    of(Capacity, "daily", right=True),
    Column("free", N_("free"), right=True),
)


_TITLES = {
    "full": N_("full"),
    "wrong_line": N_("not for this product or service"),
    "wrong_kind": N_("notebook station, for notebooks only"),
    "other_region": N_("in another region"),
    "closed": N_("closed"),
    "branch": N_("branch point, orders go to its head station"),
    "not_covering": N_("does not cover the area"),
}


def _draw(data: Data, pen: Pen) -> None:
    asked = [pen.text(data["product"], "product"), pen.text(data["service"], "service")]
    title = [data["area"], data["area_name"] or "", pen.text(data["date"]), *asked]
    pen.line(Styled("  ".join(str(t) for t in title if t), "bold"))
    found = data["candidates"]
    if found:
        pen.table([c for c in _CANDIDATES if any(row[c.key] is not None for row in found)], found)
    else:
        pen.say(pen.tr(N_("no station can take it")))
    if not data["others"]:
        return
    pen.heading(pen.tr(N_("not taken")))
    for why, rows in groupby(data["others"], key=lambda row: str(row["why"])):
        stations = tuple(_other(why, row) for row in rows)
        pen.say(pen.tr(msg("{why}: {stations}", why=Msg(_TITLES[why]), stations=stations)), indent=2, hang=2)


def _other(why: str, row: Data) -> str:
    """A station without a place; the many that do not cover the area by their numbers alone."""
    if why == "branch":
        return f"{row['station']} → {row['head']}"
    if why == "full":
        return f"{row['station']} {row['name']} ({row['taken']}/{row['daily']})"
    if why == "other_region":
        return f"{row['station']} {row['region']}"
    return row["station"] if why == "not_covering" else f"{row['station']} {row['name']}"


VIEWS = {
    "suggest": View(draw=_draw, rows="candidates", columns=_CANDIDATES, csv=[c.key for c in _CANDIDATES])
}
