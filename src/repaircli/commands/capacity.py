"""`capacity`: what stations can take a day, as their region maintains it."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun

app = Noun()

app.action(
    "set",
    N_("set what a station can take a day, and file it with the CSSD"),
    "network.capacity.set_",
    no=opt.STATION_NO,
    daily=opt.argument("N", N_("orders a day"), int),
    from_=opt.text("--from D", N_("first day it counts; today where not given")),
    to=opt.LAST_DAY,
    cause=opt.text("--cause", N_("routine; for any other cause use `change apply`"), "routine"),
    note=opt.text("--note T", N_("a remark for the filing")),
    dry_run=opt.TRIAL,
)
app.action(
    "show",
    N_("what stations can take on a day; of one station also how it came about"),
    "network.capacity.show",
    no=opt.STATION_NO.optional(),
    day=opt.DAY,
)
app.action(
    "load",
    N_("what is taken of each station's capacity on a day, and what is free"),
    "network.capacity.load",
    day=opt.DAY,
    region=opt.STATIONS_OF_REGION,
)
