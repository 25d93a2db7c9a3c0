"""`audit`: who did what and when."""

from __future__ import annotations

from repaircli.commands.framework.bridge import N_, Noun
from repaircli.commands.framework.options import NO, limit, number, text

app = Noun()

app.action(
    "log",
    N_("events of an order, or the latest of all, oldest first"),
    "system.audit.log",
    no=NO.optional(),
    who=text("--who LOGIN", N_("only what this identity did")),
    since=text("--since TIME", N_("only events from this on")),
    until=text("--until TIME", N_("only events up to this")),
    after=number("--after SEQ", N_("the events behind this number"), low=0),
    limit=limit(100),
)
app.action(
    "verify",
    N_("whether anybody changed the audit log; ends with its head"),
    "system.audit.verify",
    head=text("--head SEQ:HASH", N_("head of an earlier run that was kept elsewhere")),
)
