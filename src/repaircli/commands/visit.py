"""`visit`: return visits to the customers of closed orders."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun

app = Noun()

app.action(
    "due",
    N_("list closed orders awaiting a follow-up call, oldest first"),
    "orders.visits.due",
    region=opt.ORDERS_OF_REGION,
    station=opt.ORDERS_OF_STATION,
    limit=opt.LIMIT_TOLD,
)
app.action(
    "record",
    N_("record the follow-up call for a closed order"),
    "orders.visits.record",
    no=opt.NO,
    score=opt.number("--score 1..5", N_("the customer's score; 5 is the best")),
    result=opt.text(
        "--result satisfied|unsatisfied|unreachable",
        N_("the result; default: satisfied for scores 4 and 5; unreachable takes no score"),
    ),
    answers=opt.texts("--answer KEY=VALUE", N_("an answer to the survey")),
    note=opt.text("--note TEXT", N_("the customer's words")),
)
app.action(
    "stats",
    N_("show the follow-up calls of a month by station: number, mean score, satisfied customers"),
    "orders.visits.stats",
    month=opt.MONTH,
    station=opt.ORDERS_OF_STATION,
    region=opt.ORDERS_OF_REGION,
)
