"""`coverage`: which areas stations serve, and areas without the 800 number."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun

app = Noun()
areas_without_800 = app.noun("no800", N_("areas where the 800 number cannot be called"))

app.action(
    "show",
    N_("show the areas that stations serve on a day; for one station also the changes behind them"),
    "network.coverage.show",
    no=opt.STATION_NO.optional(),
    area=opt.STATIONS_OF_AREA,
    day=opt.DAY,
)
areas_without_800.action(
    "add",
    N_("register an area without 800 for a head station"),
    "network.coverage.add_without_800",
    area=opt.argument("CODE", N_("area code")),
    station_no=opt.text("--station STATION", N_("the head station that serves it")).needed(),
    why=opt.text("--why TEXT", N_("why the 800 number cannot be called there")),
)
areas_without_800.action(
    "list",
    N_("list the registered areas that you may see"),
    "network.coverage.list_without_800",
    region=opt.text("--region REGION", N_("only areas of this region")),
    station=opt.text("--station STATION", N_("only areas of this station")),
    limit=opt.LIMIT_SHOWN,
)
