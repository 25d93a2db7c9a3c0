"""`capacity`: what stations can take a day, as their region maintains it."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun

app = Noun()

app.action(
    "set",
    N_("set how many orders a station can take a day; the CSSD is informed"),
    "network.capacity.set_",
    no=opt.STATION_NO,
    daily=opt.argument("N", N_("orders a day"), int),
    from_=opt.text("--from DAY", N_("first day on which it applies; default: today")),
    to=opt.LAST_DAY,
    cause=opt.text("--cause", N_("only routine; for other causes use `change apply`"), "routine"),
    note=opt.text("--note TEXT", N_("a remark for the CSSD")),
    dry_run=opt.TRIAL,
)
app.action(
    "show",
    N_("show how many orders stations can take on a day; for one station also the changes behind it"),
    "network.capacity.show",
    no=opt.STATION_NO.optional(),
    day=opt.DAY,
)
app.action(
    "load",
    N_("show how much capacity of each station is used and free on a day"),
    "network.capacity.load",
    day=opt.DAY,
    region=opt.STATIONS_OF_REGION,
)
