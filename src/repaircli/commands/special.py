"""`special`: special-identity users, between their station and the region."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun

app = Noun()

app.action(
    "notify",
    N_("report a special user's order to the region, within half a working day"),
    "special_users.advice.notify",
    no=opt.NO,
    note=opt.text("--note TEXT", N_("what else the region should know")),
)
app.action(
    "advise",
    N_("the region gives the station its solution for a special user"),
    "special_users.advice.advise",
    no=opt.NO,
    solution=opt.text("--solution T", N_("what the station is to do")).needed(),
)
