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
from repaircli.platform.text import N_, msg

PAPERS = {"jis-b5": (182, 257), "iso-b5": (176, 250)}
"""Width and height in millimetres; the documents' "B5" is the JIS one (A-56)."""
MARGIN_SIDE, MARGIN_TOP = 6.4, 15
"""Left and right, top and bottom, in millimetres (001-6.6.2)."""
MARGINS = f"{MARGIN_TOP}mm {MARGIN_SIDE}mm"

TITLE = N_("repair order")
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
    found = [
        f"{title(data, lang)}  {data['order_no']}",
        printed_at(data, lang),
        "",
        *_listed(rows(data, lang)),
    ]
    if data["urges"]:
        found += ["", tr(_URGES, lang)]
        found += [f"  {clean(str(urge['text']))}" for urge in data["urges"]]
    for label, written in to_write(data):
        found += ["", f"{tr(label, lang)}:", written, _RULE * 3]
    found += ["", "  ".join(f"{tr(label, lang)} {_RULE[:8]}" for label in SIGNATURES)]
    if slip := voucher(data, lang):
        found += ["", "- " * 36, tr(VOUCHER, lang), "", *_listed(slip)]
    return found


def _listed(found: Sequence[Sequence[tuple[str, str]]]) -> list[str]:
    fields = [field for row in found for field in row]
    left = max(width(label) for label, _ in fields)
    return [f"{pad(label, left)}  {value}".rstrip() for label, value in fields]


def title(data: Mapping[str, Any], lang: str) -> str:
    """The title of the page; that of a closed order, which nobody works by, says that it is a copy, and of which day."""
    if not data.get("copy"):
        return tr(TITLE, lang)
    day = Reader(lang).local(data["printed_now"]).date().isoformat()
    copy = tr(msg("COPY of {day}", day=day), lang)
    return f"{tr(TITLE, lang)}（{copy}）" if lang == "zh" else f"{tr(TITLE, lang)} ({copy})"


def printed_at(data: Mapping[str, Any], lang: str) -> str:
    """When this paper was printed, to stand below the title."""
    return " ".join(*_said([(N_("printed"), data["printed_now"])], lang))


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
        # a millimetre less than the paper has, so that rounding makes no second page
        inner=high - 2 * MARGIN_TOP - 1,
        urges=tr(_URGES, lang),
        signatures=[tr(label, lang) for label in SIGNATURES],
        voucher=tr(VOUCHER, lang),
        orders=[_of_page(data, lang) for data in orders],
    )


def _of_page(data: Mapping[str, Any], lang: str) -> dict[str, object]:
    """What the template shows of one order."""
    return {
        "title": title(data, lang),
        "printed": printed_at(data, lang),
        "no": data["order_no"],
        "barcode": barcode.svg(clean(str(data["order_no"]))),
        "rows": rows(data, lang),
        "urges": [urge["text"] for urge in data["urges"]],
        "to_write": [(tr(label, lang), written) for label, written in to_write(data)],
        "slip": voucher(data, lang),
    }


def to_write(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The boxes that are filled in by hand, with what is recorded of them already."""
    parts, solution = TO_WRITE
    known = clean(str(data.get("fault_description") or "")) if data.get("replaced_parts") else ""
    return [(parts, known), (solution, clean(str(data.get("solution") or "")))]


def voucher(data: Mapping[str, Any], lang: str) -> list[list[tuple[str, str]]]:
    """The fields of the pick-up voucher, one or two a line; none where no machine is in the station (001-2.5.5, A12).

    A field without a value is filled in by hand, as that of the accessories always is.
    """
    v = data.get("voucher")
    if not v:
        return []
    fields: Sequence[Sequence[tuple[str, object]]] = (
        [(N_("pick-up voucher"), v["no"]), (N_("order"), v["order_no"])],
        [(N_("customer"), v["customer"]), (N_("machine arrived"), v["date"])],
        [
            (N_("machine"), _joined(printed("product", v["product"], lang), v["model"])),
            (N_("serial no."), v["serial"]),
        ],
        [(N_("accessories handed in"), None)],
        [(N_("call again by"), v["recontact_at"]), (N_("query phone"), v["query_phone"])],
        [(N_("station"), _joined(v["station"], v["station_name"], v["station_address"]))],
    )
    return [_said(row, lang) for row in fields]


def _said(fields: Sequence[tuple[str, object]], lang: str) -> list[tuple[str, str]]:
    """The titles translated and the values as text, empty where there is none."""
    reader = Reader(lang)

    def shown(value: object) -> str:
        if value is None:
            return ""
        if isinstance(value, datetime):
            return reader.local(value).strftime("%Y-%m-%d %H:%M")
        if isinstance(value, (list, tuple)):
            return "、".join(clean(str(v)) for v in value)
        return clean(str(value))

    return [(tr(label, lang), shown(value)) for label, value in fields]


def _joined(*parts: object) -> str:
    return "  ".join(str(part) for part in parts if part)


def rows(data: Mapping[str, Any], lang: str) -> list[list[tuple[str, str]]]:
    """The fields of the order, one or two a line.

    Every paper has the same fields in the same places, whatever their values; one without a value stays empty.
    """
    service = printed("service", data["service"], lang)
    paid_by = N_("visit paid by the fund") if data["compensation_fund"] else N_("paid visit")
    visit = tr(paid_by, lang) if data["paid_visit"] else ""
    station = _joined(data["station"], data["station_name"], data.get("station_phone"), data["branch"])
    fields: Sequence[Sequence[tuple[str, object]]] = (
        [
            (N_("service"), " ".join(filter(None, [service, visit]))),
            (N_("origin"), printed("origin", data["origin"], lang)),
        ],
        [(N_("station"), station)],
        [
            (N_("engineer"), data.get("engineer_name") or data["engineer"]),
            (N_("pick-up voucher"), data["voucher_no"]),
        ],
        [(N_("customer"), data["customer"]), (N_("special user"), printed("special", data["special"], lang))],
        [(N_("phone"), data["phones"]), (N_("called from"), data["caller_no"])],
        [(N_("address"), data["address"])],
        [
            (N_("machine"), _joined(printed("product", data["product"], lang), data["model"])),
            (N_("serial no."), data["serial"]),
        ],
        [(N_("on-site until"), data["onsite_until"]), (N_("warranty until"), data["warranty_until"])],
        [(N_("fault"), data["fault"])],
        [(N_("T1 dispatched"), data["t1"]), (N_("T2 contacted"), data["t2"])],
        [(N_("T3 promised time"), _promised(data["t3"])), (N_("call again by"), data["recontact_at"])],
    )
    return [_said(row, lang) for row in fields]


def _promised(t3: Sequence[Mapping[str, Any]]) -> object:
    """The time that was promised to the customer; a sentinel promises none."""
    return t3[-1]["at"] if t3 and t3[-1]["kind"] == T3Kind.NORMAL else None
