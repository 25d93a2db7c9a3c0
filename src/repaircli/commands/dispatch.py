"""`dispatch`: the station that would get an order, the engineers who could come, and why."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Into, Noun

app = Noun()

app.action(
    "suggest",
    N_("list the stations that could get an order, best first, and why the others cannot"),
    "orders.suggest.suggest",
    asked=Into("network.dispatch.DispatchInput"),
    no=opt.argument(
        "NO", N_("an order; its area, machine and service count where no option says otherwise")
    ).optional(),
    area=opt.AREA,
    product=opt.text("--product desktop|notebook|server", N_("kind of machine")),
    service=opt.SERVICE,
    day=opt.DAY,
    units=opt.number("--units N", N_("number of machines"), 1, low=1),
)
app.action(
    "engineer",
    N_("list the engineers who could come, best first, and why"),
    "overview.engineers.choice",
    no=opt.NO.optional(),
    wanted=Into("overview.engineers.EngineerNeed"),
    station=opt.text("--station STATION", N_("the engineers of this station and its branch points")),
    area=opt.text("--area CODE", N_("the engineers of the stations that could get an order of this area")),
    product=opt.text("--product desktop|notebook|server", N_("kind of machine; default: that of the order")),
    day=opt.DAY,
    limit=opt.LIMIT_TOLD,
)
