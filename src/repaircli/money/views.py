"""How settlements and the fee table look to a person."""

from __future__ import annotations

from datetime import date, datetime

from repaircli.money.tables import Fee, Settlement, SettlementLine
from repaircli.platform.codes import word
from repaircli.platform.db.data import keys_of
from repaircli.platform.output.cells import coloured, money, short_day
from repaircli.platform.output.described import of, several
from repaircli.platform.output.view import Column, Data, Pen, Rows, Styled, View
from repaircli.platform.text import N_, msg
from repaircli.rules.money.settlement import UNPAID


def _day(value: date | None, pen: Pen) -> str:
    if isinstance(value, datetime):
        return pen.reader.local(value).strftime("%Y-%m-%d")
    return short_day(value, pen)


_status = coloured("settle_state", {"locked": "green", "provisional": "yellow", "partly": "yellow"})


def _kind(line: Data, pen: Pen) -> str:
    text = word("settle_kind", line["kind"], pen.lang)
    return text if line["of_month"] is None else f"{line['of_month']} {text}"


def _amount(line: Data, pen: Pen) -> str | Styled:
    """The amount that is paid; an unpaid amount in brackets."""
    if line["reason"] in UNPAID and not line["amount_fen"]:
        return Styled(f"({money(line['held_fen'], pen)})", "dim")
    return money(line["amount_fen"], pen)


def _mean(value: float | None, pen: Pen) -> str:
    return "" if value is None else f"{value:.2f}"


_STATIONS = (
    of(Settlement, "station", keep=True),
    *several(Settlement, "name", "tier"),
    Column("status", N_("status"), show=_status),
    of(Settlement, "orders", right=True),
    Column("mean_score", N_("score"), show=_mean, right=True),
    Column("held_fen", N_("not paid"), show=money, right=True),
    Column("total_fen", N_("total in yuan"), show=money, right=True, keep=True),
)
_LINES = (
    of(SettlementLine, "order_no", keep=True),
    of(SettlementLine, "closed_on", show=_day, keep=True),
    Column("line", N_("item"), show=_kind),
    of(SettlementLine, "item"),
    Column("line", N_("yuan"), show=_amount, right=True, keep=True),
    of(SettlementLine, "score", right=True),
    of(SettlementLine, "reason"),
    of(SettlementLine, "clause", keep=True),
)


def _draw(data: Data, pen: Pen) -> None:
    """The lines of one station, or one line for each of several stations; then the totals."""
    stations, lines = data["stations"], data.get("lines")
    if len(stations) == 1 and lines is not None:
        pen.fields(_STATIONS[:4], stations[0])
        pen.line()
        if lines:
            pen.table(_LINES, [{**line, "line": line} for line in lines])
    elif stations:
        pen.table(_STATIONS, stations)
    pen.line()
    sums = {k.removesuffix("_fen"): v for k, v in data["totals"].items() if v}
    rows = [{"what": pen.text(k, "settle_kind"), "amount": v} for k, v in sums.items()]
    rows.append({"what": pen.tr(N_("total")), "amount": data["total_fen"]})
    pen.table((Column("what", N_("item")), Column("amount", N_("yuan"), show=money, right=True)), rows)
    pen.say(
        msg(
            "{month}: orders closed {orders}, stations {stations}, {state}",
            month=data["month"],
            orders=data["orders"],
            stations=len(stations),
            state=pen.text(data["status"], "settle_state"),
        )
    )
    if len(stations) > 1 and lines is not None:
        pen.say(
            msg(
                "--station STATION shows the lines of one station; --output FILE writes the lines of all stations"
            )
        )
    for key in ("output", "html"):
        if data.get(key):
            pen.say(msg("written to {file}", file=data[key]))


_CSV = (
    "station", "month", "seq", "order_no", "of_month", "closed_on", "service", "product", "kind", "item", "step",
    "amount_fen", "held_fen", "reason", "clause", "score",
)  # fmt: skip

# ----------------------------------------------------------------------------------------------------------- fee table


def _volume(value: Data, pen: Pen) -> str:
    first, last = value["volume_from"], value["volume_to"]
    return f"{first}+" if last is None else f"{first}-{last}"


def _draw_fees(data: Rows, pen: Pen) -> None:
    if data:
        pen.table(_FEES, [{**row, "row": row} for row in data])


_FEES = (
    of(Fee, "tier", keep=True),
    *several(Fee, "service", "product"),
    of(Fee, "step", right=True),
    Column("row", N_("orders a month"), show=_volume, right=True),
    of(Fee, "fee", right=True, keep=True),
    of(Fee, "valid_from", keep=True),
    of(Fee, "valid_to"),
)

VIEWS = {
    "fee.list": View(
        columns=_FEES,
        draw=_draw_fees,
        csv=(*keys_of(Fee), "fee_fen"),
        empty=N_("no fees"),
    ),
    "settle.station": View(columns=_LINES, rows="lines", draw=_draw, csv=_CSV),
    "settle.locked": View(columns=_STATIONS, rows="stations", draw=_draw),
    "settle.list": View(
        columns=(
            Column("month", N_("month"), keep=True),
            Column("status", N_("status"), show=_status),
            Column("orders", N_("orders"), right=True),
            Column("stations", N_("stations"), right=True),
            Column("open", N_("open"), right=True),
            Column("total_fen", N_("total in yuan"), show=money, right=True, keep=True),
            Column("locked_at", N_("locked"), show=_day),
        ),
        empty=N_("no closed orders"),
    ),
}
