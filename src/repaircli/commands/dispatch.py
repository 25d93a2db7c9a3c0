"""`dispatch`: who would get an order, and why."""

from __future__ import annotations

from repaircli.commands.framework.bridge import N_, Into, Noun
from repaircli.commands.framework.options import AREA, SERVICE, number, text

app = Noun()

app.action(
    "suggest",
    N_("the stations that could get an order of an area, best first, and why no other"),
    "network.dispatch.suggest",
    asked=Into("network.dispatch.DispatchInput"),
    area=AREA.needed(),
    product=text("--product desktop|notebook|server", N_("what kind of machine it is")),
    service=SERVICE,
    day=text("--date D", N_("the day; today where not given")),
    as_of=text("--as-of D", N_("the same as --date")),
    units=number("--units N", N_("how many machines at once"), 1, low=1),
)
