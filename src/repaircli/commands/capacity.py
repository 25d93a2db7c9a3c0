"""`capacity`: what stations can take a day, as their region maintains it."""

from __future__ import annotations

from repaircli.commands.framework.bridge import N_, Noun
from repaircli.commands.framework.options import DAY, LAST_DAY, STATION_NO, STATIONS_OF_REGION, argument, text

app = Noun()

app.action(
    "set",
    N_("set what a station can take a day, and file it with the CSSD"),
    "network.capacity.set_",
    no=STATION_NO,
    daily=argument("N", N_("orders a day"), int),
    from_=text("--from D", N_("first day it counts; today where not given")),
    to=LAST_DAY,
    cause=text("--cause", N_("routine; any other cause goes by `change apply`"), "routine"),
    note=text("--note T", N_("a remark for the filing")),
)
app.action(
    "show",
    N_("what stations can take on a day; of one station also how it came about"),
    "network.capacity.show",
    no=STATION_NO.optional(),
    day=DAY,
)
app.action(
    "load",
    N_("what is taken of each station's capacity on a day, and what is free"),
    "network.capacity.load",
    day=DAY,
    region=STATIONS_OF_REGION,
)
