"""`dispatch`: who would get an order, and why."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Into, Noun

app = Noun()

app.action(
    "suggest",
    N_("list the stations that could get an order of an area, best first, and why the others cannot"),
    "network.dispatch.suggest",
    asked=Into("network.dispatch.DispatchInput"),
    area=opt.AREA.needed(),
    product=opt.text("--product desktop|notebook|server", N_("kind of machine")),
    service=opt.SERVICE,
    day=opt.DAY,
    units=opt.number("--units N", N_("number of machines"), 1, low=1),
)
