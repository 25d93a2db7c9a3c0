"""A station's settlement as a self-contained HTML page for A4: statements to print and sign (A16)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from repaircli.platform.amounts import yuan
from repaircli.platform.codes import word
from repaircli.platform.i18n import tr
from repaircli.platform.output.clean import clean
from repaircli.platform.output.resolve import Reader
from repaircli.platform.text import N_
from repaircli.rules.money.settlement import UNPAID

TITLE = N_("settlement of a station")
SIGNATURES = (N_("service support department"), N_("station"), N_("date"))
_PAID, _HELD = N_("what is paid"), N_("what is not paid, or not yet")
_SUM = N_("total")

_CSS = """
@page { size: A4; margin: 15mm 12mm 18mm; @bottom-center { content: counter(page) " / " counter(pages); font: 8pt sans-serif; } }
* { box-sizing: border-box; }
body { font: 8.5pt/1.35 "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", SimSun, sans-serif; margin: 0; color: #000; }
section { break-after: page; }
section:last-child { break-after: auto; }
h1 { font-size: 15pt; margin: 0 0 2mm; }
h2 { font-size: 10pt; margin: 4mm 0 1mm; break-after: avoid; }
dl { display: grid; grid-template-columns: auto 1fr auto 1fr; gap: .5mm 4mm; margin: 0 0 2mm; border: solid #000; border-width: .4mm 0; padding: 1.5mm 0; }
dt { color: #444; }
dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { border: .2mm solid #777; padding: .5mm 1.2mm; text-align: left; vertical-align: top; }
th { font-weight: normal; background: #eee; print-color-adjust: exact; }
td.wide { overflow-wrap: anywhere; }
td.code { white-space: nowrap; }
.right { text-align: right; white-space: nowrap; }
.sums { width: auto; min-width: 70mm; break-inside: avoid; }
.sums tr:last-child td { font-weight: bold; border-top-width: .6mm; }
.hash { font: 7pt ui-monospace, Consolas, monospace; color: #444; overflow-wrap: anywhere; }
.sign { display: flex; gap: 6mm; margin-top: 16mm; break-inside: avoid; }
.sign span { border-top: .3mm solid #000; padding-top: 1mm; flex: 1 1 0; }
@media screen { body { background: #888; } section { background: #fff; width: 210mm; margin: 6mm auto; padding: 15mm 12mm; } }
"""


def html(data: Mapping[str, Any], lang: str) -> str:
    """The statements of `data`, one a station, as one file that needs nothing else.

    It says nothing of when it was made, so that the same settlement is the same file. What somebody typed is harmless.
    """
    lines: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for line in data["lines"]:
        lines[line["station"]].append(line)
    title = f"{tr(TITLE, lang)} {data['month']}"
    pages = "\n".join(_page(s, lines[s["station"]], lang) for s in data["stations"])
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(lang)}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_CSS}</style></head><body>\n{pages}\n</body></html>\n"
    )


def _page(station: Mapping[str, Any], lines: Sequence[Mapping[str, Any]], lang: str) -> str:
    paid, held = (
        [line for line in lines if (line["reason"] in UNPAID and not line["amount_fen"]) is unpaid]
        for unpaid in (False, True)
    )
    sums = [(word("settle_kind", k.removesuffix("_fen"), lang), v) for k, v in station["totals"].items() if v]
    signs = "".join(f"<span>{escape(tr(label, lang))}</span>" for label in SIGNATURES)
    seal = f'<p class="hash">{escape(str(station["hash"]))}</p>' if station["hash"] else ""
    return (
        f"<section><h1>{escape(tr(TITLE, lang))} {escape(station['month'])}</h1>\n{_head(station, lang)}\n"
        f"{_sums([*sums, (tr(_SUM, lang), station['total_fen'])])}\n"
        + (_table(_PAID, paid, lang, "amount_fen") if paid else "")
        + (_table(_HELD, held, lang, "held_fen") if held else "")
        + f'{seal}<div class="sign">{signs}</div></section>'
    )


def _head(station: Mapping[str, Any], lang: str) -> str:
    reader = Reader(lang)
    locked = station["locked_at"]
    when = "" if locked is None else f" {reader.local(locked):%Y-%m-%d %H:%M} {station['locked_by']}"
    mean = station["mean_score"]
    cells = (
        (N_("station"), f"{station['station']} {station['name']}"),
        (N_("region"), station["region"]),
        (N_("tier"), station["tier"] or "–"),
        (N_("orders closed"), station["orders"]),
        (N_("state"), word("settle_state", station["state"], lang) + when),
        (N_("return visits, mean score"), "–" if mean is None else f"{station['visited']}, {mean:.2f}"),
    )
    return (
        "<dl>"
        + "".join(f"<dt>{escape(tr(k, lang))}</dt><dd>{escape(clean(str(v)))}</dd>" for k, v in cells)
        + "</dl>"
    )


def _sums(sums: Sequence[tuple[str, int]]) -> str:
    rows = "".join(f'<tr><td>{escape(k)}</td><td class="right">{yuan(v)}</td></tr>' for k, v in sums)
    return f'<table class="sums">{rows}</table>'


_TITLES = (
    (N_("order"), "code"),
    (N_("day of closing"), "code"),
    (N_("service"), "code"),
    (N_("what for"), ""),
    (N_("part or form"), "wide"),
    (N_("volume step"), "right"),
    (N_("score"), "right"),
    (N_("yuan"), "right"),
    (N_("why"), ""),
    (N_("clause"), "code"),
)


def _table(title: str, lines: Sequence[Mapping[str, Any]], lang: str, key: str) -> str:
    head = "".join(f'<th class="{kind}">{escape(tr(label, lang))}</th>' for label, kind in _TITLES)
    body = "\n".join(_row(line, lang, key) for line in lines)
    return f"<h2>{escape(tr(title, lang))}</h2>\n<table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>\n"


def _row(line: Mapping[str, Any], lang: str, key: str) -> str:
    what = word("settle_kind", line["kind"], lang)
    if line["of_month"] is not None:
        what = f"{word('settle_kind', 'adjustment', lang)} {line['of_month']} {what}"
    cells = (
        line["order_no"],
        f"{line['closed_on']:%m-%d}",
        word("service", line["service"], lang),
        what,
        line["item"],
        line["step"],
        line["score"],
        yuan(line[key]),
        word("settle_reason", line["reason"], lang),
        line["clause"],
    )
    return (
        "<tr>"
        + "".join(
            f'<td class="{kind}">{escape(clean("" if v is None else str(v)))}</td>'
            for v, (_, kind) in zip(cells, _TITLES, strict=True)
        )
        + "</tr>"
    )
