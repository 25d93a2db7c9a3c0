"""`coverage`: which areas stations serve, and areas without the 800 number."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun

app = Noun()
no800 = app.noun("no800", N_("areas without the 800 number, filed beforehand"))

app.action(
    "show",
    N_("the areas that stations serve on a day; of one station also how it came about"),
    "network.coverage.show",
    no=opt.STATION_NO.optional(),
    area=opt.STATIONS_OF_AREA,
    day=opt.DAY,
)
no800.action(
    "add",
    N_("file an area without 800 for a head station"),
    "network.coverage.add_without_800",
    area=opt.argument("AREA", N_("area code")),
    station_no=opt.text("--station NO", N_("the head station that serves it")).needed(),
    why=opt.text("--why T", N_("why it has no 800")),
)
no800.action(
    "list",
    N_("the filed areas of one's own station or region, or all"),
    "network.coverage.list_without_800",
    region=opt.text("--region R", N_("only areas of this region")),
    station=opt.text("--station NO", N_("only areas of this station")),
)
