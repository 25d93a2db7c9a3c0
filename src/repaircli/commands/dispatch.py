"""`dispatch`: who would get an order, and why."""

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
