"""`audit`: who did what and when."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun

app = Noun()

app.action(
    "log",
    N_("list the events of an order, or the latest events of all, oldest first"),
    "system.audit.log",
    no=opt.NO.optional(),
    by=opt.text("--by LOGIN", N_("only events of this identity")),
    since=opt.text("--since TIME", N_("only events at or after this time")),
    until=opt.text("--until TIME", N_("only events up to this time")),
    after=opt.number("--after SEQ", N_("only events after this number"), low=0),
    limit=opt.LIMIT_TOLD,
)
app.action(
    "verify",
    N_("check that the audit log was not changed, and print its head (number and hash of the last entry)"),
    "system.audit.verify",
    head=opt.text("--head SEQ:HASH", N_("head printed by an earlier run and kept elsewhere")),
)
