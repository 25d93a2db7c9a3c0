"""The printed order: plain text, or one self-contained HTML page for B5 paper (001-6.6, A-56)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from repaircli.platform.codes import T3Kind, printed
from repaircli.platform.i18n import tr
from repaircli.platform.output import barcode
from repaircli.platform.output.clean import clean
from repaircli.platform.output.page import page
from repaircli.platform.output.resolve import Reader
from repaircli.platform.output.width import pad, width
from repaircli.platform.text import N_

PAPERS = {"jis-b5": (182, 257), "iso-b5": (176, 250)}
"""Width and height in millimetres; the documents' "B5" is the JIS one (A-56)."""
MARGIN_SIDE, MARGIN_TOP = 6.4, 15
"""Left and right, top and bottom, in millimetres (001-6.6.2)."""
MARGINS = f"{MARGIN_TOP}mm {MARGIN_SIDE}mm"

TITLE = N_("repair order")
COPY = N_("copy of a closed order")
_URGES = N_("urge orders")
TO_WRITE = (N_("fault found, parts failed and replaced (names, barcodes)"), N_("actual fault and solution"))
SIGNATURES = (N_("engineer"), N_("customer's signature: the service is done"), N_("date"))
VOUCHER = N_("pick-up voucher: for the customer")
_RULE = "_" * 24


def text(data: Mapping[str, Any], lang: str) -> str:
    """The order as plain text, one line each."""
    return "\n".join(lines(data, lang)) + "\n"


def lines(data: Mapping[str, Any], lang: str) -> list[str]:
    """The lines of the order as plain text; everything that somebody typed is harmless in them."""
    rows = _rows(data, lang)
    left = max(width(label) for label, _ in rows)
    found = [f"{title(data, lang)}  {data['order_no']}", ""]
    found += [f"{pad(label, left)}  {value}" for label, value in rows]
    if data["urges"]:
        found += ["", tr(_URGES, lang)]
        found += [f"  {clean(str(urge['text']))}" for urge in data["urges"]]
    for label, written in to_write(data):
        found += ["", f"{tr(label, lang)}:", written, _RULE * 3]
    found += ["", "  ".join(f"{tr(label, lang)} {_RULE}" for label in SIGNATURES)]
    if slip := voucher(data, lang):
        left = max(width(label) for label, _ in slip)
        found += ["", "- " * 36, tr(VOUCHER, lang), ""]
        found += [f"{pad(label, left)}  {value}" for label, value in slip]
    return found


def title(data: Mapping[str, Any], lang: str) -> str:
    """The title of the page; that of a closed order, which nobody works by, says that it is a copy."""
    of_copy = f" ({tr(COPY, lang)})" if lang != "zh" else f"（{tr(COPY, lang)}）"
    return tr(TITLE, lang) + (of_copy if data.get("copy") else "")


def html(orders: Sequence[Mapping[str, Any]], lang: str, paper: str = "jis-b5") -> str:
    """The orders as one HTML file that needs nothing else, each on pages of its own, without header or footer."""
    wide, high = PAPERS[paper]
    numbers = ", ".join(str(data["order_no"]) for data in orders[:3]) + (" …" if len(orders) > 3 else "")
    return page(
        "orders/printed/workorder.html",
        lang=lang,
        title=tr(TITLE, lang),
        numbers=numbers,
        wide=wide,
        high=high,
        margins=MARGINS,
        urges=tr(_URGES, lang),
        signatures=[tr(label, lang) for label in SIGNATURES],
        voucher=tr(VOUCHER, lang),
        orders=[_of_page(data, lang) for data in orders],
    )


def _of_page(data: Mapping[str, Any], lang: str) -> dict[str, object]:
    """What the template shows of one order."""
    pairs, wide = cells(data, lang)
    return {
        "title": title(data, lang),
        "no": data["order_no"],
        "barcode": barcode.svg(clean(str(data["order_no"]))),
        "pairs": pairs,
        "wide": wide,
        "urges": [urge["text"] for urge in data["urges"]],
        "to_write": [(tr(label, lang), written) for label, written in to_write(data)],
        "slip": voucher(data, lang),
    }


def to_write(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The boxes that are filled in by hand, with what is recorded of them already."""
    parts, solution = TO_WRITE
    known = clean(str(data.get("fault_description") or "")) if data.get("replaced_parts") else ""
    return [(parts, known), (solution, clean(str(data.get("solution") or "")))]


_SHORT = 24
"""A value of at most so many columns stands beside another one."""


def cells(data: Mapping[str, Any], lang: str) -> tuple[list[list[tuple[str, str]]], list[tuple[str, str]]]:
    """The short values two a line, and the long ones with a line for each."""
    rows = _rows(data, lang)
    short = [row for row in rows if width(row[1]) <= _SHORT]
    pairs = [short[i : i + 2] for i in range(0, len(short), 2)]
    if pairs and len(pairs[-1]) == 1:
        pairs[-1].append(("", ""))
    return pairs, [row for row in rows if width(row[1]) > _SHORT]


def voucher(data: Mapping[str, Any], lang: str) -> list[tuple[str, str]]:
    """The lines of the pick-up voucher; none where no machine is in the station (001-2.5.5, A12)."""
    v = data.get("voucher")
    if not v:
        return []
    machine = [printed("product", v["product"], lang), v["model"], v["serial"]]
    return _said(
        (
            (N_("pick-up voucher"), v["no"]),
            (N_("order"), v["order_no"]),
            (N_("customer"), v["customer"]),
            (N_("machine"), "  ".join(str(m) for m in machine if m)),
            (N_("machine arrived"), v["date"]),
            (N_("station"), f"{v['station']}  {v['station_name']}"),
            (N_("query phone"), v["query_phone"]),
            (N_("call again by"), v["recontact_at"]),
        ),
        lang,
    )


def _said(cells: Sequence[tuple[str, object]], lang: str) -> list[tuple[str, str]]:
    """The titles translated and the values as text, without those that are empty."""
    reader = Reader(lang)

    def shown(value: object) -> str:
        if isinstance(value, datetime):
            return reader.local(value).strftime("%Y-%m-%d %H:%M")
        if isinstance(value, (list, tuple)):
            return "、".join(clean(str(v)) for v in value)
        return clean(str(value))

    return [(tr(label, lang), shown(value)) for label, value in cells if value not in (None, "", [])]


def _rows(data: Mapping[str, Any], lang: str) -> list[tuple[str, str]]:
    service = printed("service", data["service"], lang)
    paid_by = N_("visit paid by the fund") if data["compensation_fund"] else N_("paid visit")
    visit = [tr(paid_by, lang)] if data["paid_visit"] else []
    station = [data["station"], data["station_name"], data.get("station_phone"), data["branch"]]
    machine = [printed("product", data["product"], lang), data["model"], data["serial"]]
    cells: Sequence[tuple[str, object]] = (
        (N_("service"), " ".join([service, *visit])),
        (N_("origin"), printed("origin", data["origin"], lang)),
        (N_("station"), "  ".join(str(s) for s in station if s)),
        (N_("engineer"), data.get("engineer_name") or data["engineer"]),
        (N_("customer"), data["customer"]),
        (N_("phone"), data["phones"]),
        (N_("called from"), data["caller_no"]),
        (N_("address"), data["address"]),
        (N_("special user"), printed("special", data["special"], lang)),
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
    return _said(cells, lang)


def _promised(t3: Sequence[Mapping[str, Any]]) -> object:
    """The time that was promised to the customer; a sentinel promises none."""
    return t3[-1]["at"] if t3 and t3[-1]["kind"] == T3Kind.NORMAL else None
