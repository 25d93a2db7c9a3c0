"""Fault labels as one self-contained HTML page, one label for each part (001-6.8.3, A-46)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from repaircli.orders.printed.workorder import MARGINS, PAPERS
from repaircli.platform.i18n import tr
from repaircli.platform.output import barcode
from repaircli.platform.output.clean import clean
from repaircli.platform.text import N_

TITLE = N_("fault label")

_WIDE, _HIGH = PAPERS["jis-b5"]
_CSS = f"""
@page {{ size: {_WIDE}mm {_HIGH}mm; margin: {MARGINS}; }}
body {{ font: 9pt/1.4 "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", SimSun, sans-serif; margin: 0; color: #000; display: flex; flex-wrap: wrap; gap: 4mm; }}
.label {{ box-sizing: border-box; width: 82mm; border: .4mm solid #000; padding: 2mm 3mm; break-inside: avoid; }}
.label h1 {{ font-size: 11pt; margin: 0 0 1mm; display: flex; justify-content: space-between; }}
.label dl {{ display: grid; grid-template-columns: 18mm 1fr; margin: 0; }}
.label dt {{ color: #444; }}
.label dd {{ margin: 0; overflow-wrap: anywhere; }}
.label svg {{ display: block; max-width: 100%; margin: 1mm auto 0; }}
"""


def html(labels: Sequence[Mapping[str, Any]], lang: str) -> str:
    """The labels as one self-contained page; every text that was typed is escaped."""
    title = escape(tr(TITLE, lang))
    no = escape(clean(str(labels[0]["order_no"])))
    body = "\n".join(_label(label, title, lang) for label in labels)
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(lang)}"><head><meta charset="utf-8"><title>{title} {no}</title>'
        f"<style>{_CSS}</style></head><body>\n{body}\n</body></html>\n"
    )


def _label(label: Mapping[str, Any], title: str, lang: str) -> str:
    station = "  ".join(str(label[key]) for key in ("station", "station_name") if label[key])
    cells = (
        (N_("part"), label["name"]),
        (N_("part code"), label["part_code"]),
        (N_("barcode"), label["barcode"]),
        (N_("station"), station),
        (N_("date"), label["date"].isoformat()),
    )
    rows = "".join(
        f"<dt>{escape(tr(name, lang))}</dt><dd>{escape(clean(str(value)))}</dd>"
        for name, value in cells
        if value
    )
    no = escape(clean(str(label["order_no"])))
    bars = barcode.svg(str(label["barcode"] or ""), height_mm=8)
    return f'<section class="label"><h1><span>{title}</span><span>{no}</span></h1><dl>{rows}</dl>{bars}</section>'
