"""`audit`: who did what and when."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun

app = Noun()

app.action(
    "log",
    N_("events of an order, or the latest of all, oldest first"),
    "system.audit.log",
    no=opt.NO.optional(),
    who=opt.text("--who LOGIN", N_("only what this identity did")),
    since=opt.text("--since TIME", N_("only events from this on")),
    until=opt.text("--until TIME", N_("only events up to this")),
    after=opt.number("--after SEQ", N_("the events behind this number"), low=0),
    limit=opt.limit(100),
)
app.action(
    "verify",
    N_("whether anybody changed the audit log; ends with its head"),
    "system.audit.verify",
    head=opt.text("--head SEQ:HASH", N_("head of an earlier run that was kept elsewhere")),
)
