"""The printed order: plain text, or one self-contained HTML page for B5 paper (001-6.6, A-56)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

from repaircli.domain import T3Kind, word
from repaircli.i18n import tr
from repaircli.render.clean import clean
from repaircli.render.resolve import Reader
from repaircli.render.width import pad, width
from repaircli.text import N_

PAPER = "182mm 257mm"
"""JIS B5."""
MARGINS = "15mm 6.4mm"
"""Top and bottom, left and right."""

TITLE = N_("repair order")
_URGES = N_("urge orders")
_TO_WRITE = (N_("fault found, parts failed and replaced (names, barcodes)"), N_("actual fault and solution"))
_SIGNATURES = (N_("engineer"), N_("customer's signature: the service is done"), N_("date"))
_RULE = "_" * 24

_CSS = f"""
@page {{ size: {PAPER}; margin: {MARGINS}; }}
body {{ font: 9pt/1.45 "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", SimSun, sans-serif; margin: 0; color: #000; }}
h1 {{ font-size: 13pt; margin: 0 0 2mm; display: flex; justify-content: space-between; }}
h2 {{ font-size: 9pt; margin: 3mm 0 1mm; }}
table {{ border-collapse: collapse; width: 100%; table-layout: fixed; }}
th, td {{ border: .3mm solid #000; padding: .8mm 1.5mm; text-align: left; vertical-align: top; overflow-wrap: anywhere; }}
th {{ width: 22mm; font-weight: normal; background: #eee; }}
.blank {{ height: 18mm; }}
.sign {{ display: flex; justify-content: space-between; margin-top: 8mm; }}
.sign span {{ border-top: .3mm solid #000; padding-top: 1mm; min-width: 40mm; }}
"""


def text(data: Mapping[str, Any], lang: str) -> str:
    """The order as plain text, one line each."""
    return "\n".join(lines(data, lang)) + "\n"


def lines(data: Mapping[str, Any], lang: str) -> list[str]:
    """The lines of the order as plain text; everything that somebody typed is harmless in them."""
    rows = _rows(data, lang)
    left = max(width(label) for label, _ in rows)
    found = [f"{tr(TITLE, lang)}  {data['order_no']}", ""]
    found += [f"{pad(label, left)}  {value}" for label, value in rows]
    if data["urges"]:
        found += ["", tr(_URGES, lang)]
        found += [f"  {clean(str(urge['text']))}" for urge in data["urges"]]
    for label in _TO_WRITE:
        found += ["", f"{tr(label, lang)}:", "", _RULE * 3]
    return [*found, "", "  ".join(f"{tr(label, lang)} {_RULE}" for label in _SIGNATURES)]


def html(data: Mapping[str, Any], lang: str) -> str:
    """The order as one HTML page that needs nothing else."""
    title, no = escape(tr(TITLE, lang)), escape(clean(str(data["order_no"])))
    rows = "".join(
        f"<tr><th>{escape(label)}</th><td>{escape(value)}</td></tr>" for label, value in _rows(data, lang)
    )
    urges = "".join(f"<li>{escape(clean(str(urge['text'])))}</li>" for urge in data["urges"])
    blanks = "".join(
        f'<h2>{escape(tr(label, lang))}</h2><table><tr><td class="blank"></td></tr></table>'
        for label in _TO_WRITE
    )
    signs = "".join(f"<span>{escape(tr(label, lang))}</span>" for label in _SIGNATURES)
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(lang)}"><head><meta charset="utf-8"><title>{title} {no}</title>'
        f"<style>{_CSS}</style></head><body>\n<h1><span>{title}</span><span>{no}</span></h1>\n<table>{rows}</table>\n"
        + (f"<h2>{escape(tr(_URGES, lang))}</h2><ul>{urges}</ul>\n" if urges else "")
        + f'{blanks}\n<div class="sign">{signs}</div>\n</body></html>\n'
    )


def _rows(data: Mapping[str, Any], lang: str) -> list[tuple[str, str]]:
    reader = Reader(lang)

    def shown(value: Any) -> str:
        if isinstance(value, datetime):
            return reader.local(value).strftime("%Y-%m-%d %H:%M")
        if isinstance(value, (list, tuple)):
            return "、".join(clean(str(v)) for v in value)
        return clean(str(value))

    service = word("service", data["service"], lang)
    visit = [tr(N_("paid visit"), lang)] if data["paid_visit"] else []
    station = [data["station"], data["station_name"], data.get("station_phone"), data["branch"]]
    machine = [word("product", data["product"], lang), data["model"], data["serial"]]
    cells: Sequence[tuple[str, Any]] = (
        (N_("service"), " ".join([service, *visit])),
        (N_("origin"), word("origin", data["origin"], lang)),
        (N_("station"), "  ".join(str(s) for s in station if s)),
        (N_("engineer"), data["engineer"]),
        (N_("customer"), data["customer"]),
        (N_("phone"), data["phones"]),
        (N_("called from"), data["caller_no"]),
        (N_("address"), data["address"]),
        (N_("special user"), word("special", data["special"], lang)),
        (N_("machine"), "  ".join(str(m) for m in machine if m)),
        (N_("on-site until"), data["onsite_until"]),
        (N_("warranty until"), data["warranty_until"]),
        (N_("fault"), data["fault"]),
        ("T1", data["t1"]),
        ("T2", data["t2"]),
        ("T3", _promised(data["t3"])),
        (N_("pick-up voucher"), data["voucher_no"]),
        (N_("call again by"), data["recontact_at"]),
        (N_("printed"), data["printed_now"]),
    )
    return [(tr(label, lang), shown(value)) for label, value in cells if value not in (None, "", [])]


def _promised(t3: Sequence[Mapping[str, Any]]) -> Any:
    """The time that was promised to the customer; a sentinel promises none."""
    return t3[-1]["at"] if t3 and t3[-1]["kind"] == T3Kind.NORMAL else None
