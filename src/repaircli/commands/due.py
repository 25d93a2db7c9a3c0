"""`due`: what must be done now, most urgent first."""

from __future__ import annotations

from repaircli.commands.framework.bridge import N_, Into, Noun
from repaircli.commands.framework.options import (
    ORDERS_OF_ENGINEER,
    ORDERS_OF_REGION,
    ORDERS_OF_STATION,
    flag,
    limit,
    number,
)

app = Noun()

app.action(
    "due",
    N_("what must be done now, most urgent first"),
    "deadlines.due.due",
    wanted=Into("deadlines.due.DueFilter"),
    station=ORDERS_OF_STATION,
    region=ORDERS_OF_REGION,
    engineer=ORDERS_OF_ENGINEER,
    mine=flag("--mine", N_("only orders assigned to you")),
    within=number(
        "--within HOURS", N_("what falls due within so many hours; by default until the end of today"), low=0
    ),
    limit=limit(),
    exit_code=flag("--exit-code", N_("exit 7 when something is overdue, for scripts and cron")),
)
