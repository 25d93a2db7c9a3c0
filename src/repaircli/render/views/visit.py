"""How return visits look to a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from repaircli.render.view import Column, Pen, View
from repaircli.text import N_


def _first(value: Any, pen: Pen) -> str:
    return str(value[0]) if value else ""


def _rate(value: Any, pen: Pen) -> str:
    return "" if value is None else f"{value * 100:.1f} %"


def _mean(value: Any, pen: Pen) -> str:
    return "" if value is None else f"{value:.2f}"


def _tries(value: Any, pen: Pen) -> str:
    return str(value) if value else ""


def _survey(value: Any, pen: Pen) -> str:
    return "; ".join(f"{key}: {said}" for key, said in value.items()) if isinstance(value, Mapping) else ""


RECORD = (
    Column("at", N_("visited")),
    Column("result", N_("result"), words="visit"),
    Column("score", N_("score")),
    Column("answers", N_("answers"), show=_survey),
    Column("note", N_("note")),
    Column("visited_by", N_("by")),
)
"""One visit, as an order shows it."""

VIEWS = {
    "due": View(
        columns=(
            Column("order_no", N_("order"), keep=True),
            Column("closed_at", N_("closed"), keep=True),
            Column("customer", N_("customer")),
            Column("phones", N_("phone"), show=_first, keep=True),
            Column("station", N_("station"), keep=True),
            Column("service", N_("service"), words="service"),
            Column("solution", N_("actual fault and solution")),
            Column("tries", N_("not reached"), show=_tries, right=True),
        ),
        csv=(
            "order_no", "closed_at", "customer", "phones", "station", "region", "service", "engineer", "solution",
            "close_basis", "tries",
        ),
        empty=N_("no order waits for its visit"),
    ),
    "recorded": View(fields=(Column("id", N_("visit")), Column("order_no", N_("order")), *RECORD)),
    "stats": View(
        columns=(
            Column("station", N_("station"), keep=True),
            Column("region", N_("region")),
            Column("month", N_("month"), keep=True),
            Column("visits", N_("visits"), right=True),
            Column("satisfied", N_("satisfied"), right=True),
            Column("unsatisfied", N_("not satisfied"), right=True),
            Column("unreachable", N_("not reached"), right=True),
            Column("mean_score", N_("mean score"), show=_mean, right=True),
            Column("satisfaction_rate", N_("satisfied, of those reached"), show=_rate, right=True),
        ),
        empty=N_("no visits in that month"),
    ),
}  # fmt: skip
