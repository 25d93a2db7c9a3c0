"""`visit`: return visits to the customers of closed orders."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun

app = Noun()

app.action(
    "due",
    N_("closed orders that wait for their visit, the one closed first at the head"),
    "orders.visits.due",
    region=opt.ORDERS_OF_REGION,
    station=opt.ORDERS_OF_STATION,
    limit=opt.limit(),
)
app.action(
    "record",
    N_("record the visit of a closed order"),
    "orders.visits.record",
    no=opt.NO,
    score=opt.number("--score 1..5", N_("the customer's score, 5 is best")),
    result=opt.text(
        "--result satisfied|unsatisfied|unreachable",
        N_("what came of it; without it 4 and 5 are satisfied; unreachable has no score"),
    ),
    answers=opt.texts("--answer KEY=VALUE", N_("an answer of the survey; may be repeated")),
    note=opt.text("--note T", N_("what the customer said")),
)
app.action(
    "stats",
    N_("visits of a month by station: how many, mean score, how many were satisfied"),
    "orders.visits.stats",
    month=opt.MONTH,
    station=opt.ORDERS_OF_STATION,
    region=opt.ORDERS_OF_REGION,
)
