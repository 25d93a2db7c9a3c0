"""`region`: the regions of the network."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun

app = Noun()

app.action("add", N_("add a region"), "network.regions.add", name=opt.argument("NAME", N_("the name")))
app.action(
    "list",
    N_("list the regions with their numbers of stations"),
    "network.regions.list_",
    limit=opt.LIMIT_SHOWN,
)
