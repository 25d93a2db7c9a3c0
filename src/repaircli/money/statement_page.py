"""A station's settlement as a self-contained HTML page for A4: statements to print and sign (A16)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from repaircli.platform.amounts import yuan
from repaircli.platform.codes import printed
from repaircli.platform.i18n import tr
from repaircli.platform.output.page import page
from repaircli.platform.output.resolve import Reader
from repaircli.platform.text import N_
from repaircli.rules.money.settlement import UNPAID

TITLE = N_("settlement of a station")
SIGNATURES = (N_("service support department"), N_("station"), N_("date"))
_PAID, _HELD = N_("paid items"), N_("items not paid, or not paid yet")
_SUM = N_("total")


def html(data: Mapping[str, Any], lang: str) -> str:
    """The statements of `data`, one a station, as one file that needs nothing else.

    It does not say when it was made, so that the same settlement gives the same file.
    """
    lines: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for line in data["lines"]:
        lines[line["station"]].append(line)
    return page(
        "money/statement_page.html",
        lang=lang,
        title=tr(TITLE, lang),
        month=data["month"],
        titles=[(kind, tr(label, lang)) for label, kind in _TITLES],
        signatures=[tr(label, lang) for label in SIGNATURES],
        stations=[_of_page(s, lines[s["station"]], lang) for s in data["stations"]],
    )


def _of_page(station: Mapping[str, Any], lines: Sequence[Mapping[str, Any]], lang: str) -> dict[str, object]:
    """What the template shows of one station."""
    held = [line for line in lines if line["reason"] in UNPAID and not line["amount_fen"]]
    paid = [line for line in lines if line not in held]
    sums = [
        (printed("settle_kind", k.removesuffix("_fen"), lang), v) for k, v in station["totals"].items() if v
    ]
    return {
        "head": _head(station, lang),
        "sums": [(name, yuan(v)) for name, v in (*sums, (tr(_SUM, lang), station["total_fen"]))],
        "tables": [
            (tr(_PAID, lang), [_row(line, lang, "amount_fen") for line in paid]),
            (tr(_HELD, lang), [_row(line, lang, "held_fen") for line in held]),
        ],
        "hash": station["hash"],
    }


def _head(station: Mapping[str, Any], lang: str) -> list[tuple[str, object]]:
    reader = Reader(lang)
    locked = station["locked_at"]
    when = "" if locked is None else f" {reader.local(locked):%Y-%m-%d %H:%M} {station['locked_by']}"
    mean = station["mean_score"]
    cells = (
        (N_("station"), f"{station['station']} {station['name']}"),
        (N_("region"), station["region"]),
        (N_("tier"), station["tier"] or "–"),
        (N_("orders closed"), station["orders"]),
        (N_("status"), printed("settle_state", station["status"], lang) + when),
        (N_("return visits, mean score"), "–" if mean is None else f"{station['visited']}, {mean:.2f}"),
    )
    return [(tr(name, lang), value) for name, value in cells]


_TITLES = (
    (N_("order"), "code"),
    (N_("day of closing"), "code"),
    (N_("service"), "code"),
    (N_("item"), ""),
    (N_("part or form"), "wide"),
    (N_("volume step"), "right"),
    (N_("score"), "right"),
    (N_("yuan"), "right"),
    (N_("why"), ""),
    (N_("clause"), "code"),
)


def _row(line: Mapping[str, Any], lang: str, key: str) -> tuple[object, ...]:
    what = printed("settle_kind", line["kind"], lang)
    if line["of_month"] is not None:
        what = f"{printed('settle_kind', 'adjustment', lang)} {line['of_month']} {what}"
    return (
        line["order_no"],
        f"{line['closed_on']:%m-%d}",
        printed("service", line["service"], lang),
        what,
        line["item"],
        line["step"],
        line["score"],
        yuan(line[key]),
        printed("settle_reason", line["reason"], lang),
        line["clause"],
    )
