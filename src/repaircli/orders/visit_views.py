"""How return visits look to a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from repaircli.orders.followup_tables import Visit
from repaircli.orders.tables import Order
from repaircli.orders.views import first
from repaircli.platform.i18n import after_colon
from repaircli.platform.output.cells import short_time
from repaircli.platform.output.described import of, several
from repaircli.platform.output.view import Column, Pen, View, semicolons
from repaircli.platform.text import N_


def _rate(value: float | None, pen: Pen) -> str:
    return "" if value is None else f"{value * 100:.1f} %"


def _mean(value: float | None, pen: Pen) -> str:
    return "" if value is None else f"{value:.2f}"


def _survey(answers: Mapping[str, str] | None, pen: Pen) -> str:
    return semicolons((after_colon(key, answer, pen.lang) for key, answer in (answers or {}).items()), pen)


RECORD = (
    *several(Visit, "at", "result", "score"),
    of(Visit, "answers", show=_survey),
    *several(Visit, "note", "visited_by"),
)
"""One visit, as an order shows it."""

_DUE = (
    of(Order, "order_no", keep=True),
    of(Order, "closed_at", show=short_time, keep=True),
    of(Order, "customer"),
    of(Order, "phones", show=first, keep=True),
    of(Order, "station", keep=True),
    of(Order, "solution"),
    Column("tries", N_("not reached"), right=True),
)


def _draw_due(data: Sequence[Mapping[str, Any]], pen: Pen) -> None:
    if data:
        tried = any(row["tries"] for row in data)
        pen.table([c for c in _DUE if tried or c.key != "tries"], data)


VIEWS = {
    "due": View(
        draw=_draw_due,
        csv=(
            "order_no", "closed_at", "customer", "phones", "station", "region", "service", "engineer", "solution",
            "close_basis", "tries",
        ),
        empty=N_("no follow-up calls due"),
    ),
    "recorded": View(fields=(*several(Visit, "id", "order_no"), *RECORD)),
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
