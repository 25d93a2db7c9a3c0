"""`region`: the regions of the network."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun

app = Noun()

app.action("add", N_("add a region"), "network.regions.add", name=opt.argument("NAME", N_("its name")))
app.action("list", N_("every region and how many stations it has"), "network.regions.list_")
