"""`urge`: urge orders, printed with the order they belong to."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun

app = Noun()

app.action(
    "add",
    N_("append an urge order: a special need, or a special user's information"),
    "orders.urges.add",
    no=opt.NO,
    text=opt.text("--text T", N_("what the station must know")).needed(),
)
app.action(
    "list", N_("urge orders, newest first"), "orders.urges.listing", no=opt.OF_ORDER, limit=opt.limit()
)
