"""`urge`: urge orders, printed with the order they belong to."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Into, Noun

app = Noun()

app.action(
    "add",
    N_("create an urge order: tell the station about a special need or a special user"),
    "orders.urges.add",
    no=opt.NO,
    text=opt.text("--text TEXT", N_("the information for the station")).needed(),
)
app.action(
    "list",
    N_("list urge orders, newest first"),
    "orders.urges.listing",
    no=opt.OF_ORDER,
    wanted=Into("network.scope.ListFilter"),
    **opt.LIST_FILTERS,
    limit=opt.LIMIT,
)
