"""`due`: what must be done now, first what can still be done in time."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Into, Noun

app = Noun()

app.action(
    "due",
    N_("list due tasks: first what can still be done in time"),
    "deadlines.due.due",
    wanted=Into("deadlines.due.DueFilter"),
    station=opt.ORDERS_OF_STATION,
    region=opt.ORDERS_OF_REGION,
    engineer=opt.ORDERS_OF_ENGINEER,
    mine=opt.flag("--mine", N_("only orders assigned to you")),
    kinds=opt.texts("--kind KIND", N_("only this kind: first_contact, promise, close …, or its name")),
    not_overdue=opt.flag("--not-overdue", N_("only items that can still be done in time")),
    within=opt.number(
        "--within HOURS", N_("tasks due within this many hours; default: until the end of today"), low=0
    ),
    limit=opt.LIMIT_TOLD,
    exit_code=opt.flag("--exit-code", N_("exit 7 if anything is overdue, for scripts and cron")),
)
