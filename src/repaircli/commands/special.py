"""`special`: special-identity users, between their station and the region."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun

app = Noun()

app.action(
    "notify",
    N_("report a special user's order to the region; due within half a working day"),
    "special_users.advice.notify",
    no=opt.NO,
    note=opt.text("--note TEXT", N_("a remark for the region")),
)
app.action(
    "advise",
    N_("give the station the region's solution for a special user (for liaisons)"),
    "special_users.advice.advise",
    no=opt.NO,
    solution=opt.text("--solution TEXT", N_("the solution for the station to carry out")).needed(),
)
