"""Fault labels as one self-contained HTML page, one label for each part (001-6.8.3, A-46)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from repaircli.orders.printed.workorder import MARGINS, PAPERS
from repaircli.platform.i18n import tr
from repaircli.platform.output import barcode
from repaircli.platform.output.page import page
from repaircli.platform.text import N_

TITLE = N_("fault label")


def html(labels: Sequence[Mapping[str, Any]], lang: str) -> str:
    """The labels as one self-contained page; every text that was typed is escaped."""
    wide, high = PAPERS["jis-b5"]
    return page(
        "parts/label_page.html",
        lang=lang,
        title=tr(TITLE, lang),
        wide=wide,
        high=high,
        margins=MARGINS,
        labels=[_label(label, lang) for label in labels],
    )


def _label(label: Mapping[str, Any], lang: str) -> dict[str, object]:
    """What the template shows of one label."""
    cells = (
        (N_("part"), label["name"]),
        (N_("part code"), label["part_code"]),
        (N_("barcode"), label["barcode"]),
        (N_("station"), "  ".join(str(label[key]) for key in ("station", "station_name") if label[key])),
        (N_("date"), label["date"].isoformat()),
    )
    return {
        "no": label["order_no"],
        "cells": [(tr(name, lang), value) for name, value in cells if value],
        "bars": barcode.svg(str(label["barcode"] or ""), height_mm=8),
    }
