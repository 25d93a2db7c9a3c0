"""`init`: the database."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun

app = Noun()

app.action(
    "init",
    N_("create the database, with the identity admin"),
    "system.init.create",
    training=opt.flag("--training", N_("for practice: everyone may use any identity and set the clock")),
    sample=opt.flag("--sample", N_("load a sample network with orders")),
)
