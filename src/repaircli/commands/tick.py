"""`tick`: what time alone brings."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun

app = Noun()

app.action(
    "tick",
    N_("queue the reminders that are due; for cron"),
    "deadlines.tick.tick",
    dry_run=opt.TRIAL,
    quiet=opt.flag("--quiet, -q", N_("print only how many were queued")),
    limit=opt.LIMIT_TOLD,
)
