"""What stations are paid for a month: computed while it is open, kept as it was once it is locked (A16)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from repaircli.files import writer
from repaircli.files.columns import Column, free_text
from repaircli.money import fee_table
from repaircli.money import queries as rows
from repaircli.money.tables import Settlement, SettlementLine
from repaircli.orders import record as orders_record
from repaircli.orders import record_json, scope
from repaircli.platform import months, output_files
from repaircli.platform.codes import Answer, Call, Role, refusal, word
from repaircli.platform.db import codec
from repaircli.platform.errors import EXIT_OK, Denied, UsageProblem
from repaircli.platform.text import Msg, msg
from repaircli.platform.transaction import Transaction, reading, writing
from repaircli.rules.calendar.month import Month
from repaircli.rules.money import settlement as rules
from repaircli.rules.money.amounts import yuan
from repaircli.rules.money.settlement import ClosedOrder, Form, Key, Line, Paid, Part
from repaircli.rules.policy.decision import Check

Paper = Callable[[Mapping[str, Any]], str]
"""Makes the text of a file of what `settle station` answers."""

LISTED_MONTHS = 12
_CHECKS = 20


@dataclass(frozen=True, slots=True)
class Files:
    """The files that a settlement goes into: its lines as a table, and the page for the printer that `paper` makes.

    `chinese`: a workbook has Chinese headers and words.
    """

    output: str | None = None
    html: str | None = None
    paper: Paper | None = None
    chinese: bool = False


def station(
    call: Call,
    month: str,
    *,
    station: str | None = None,
    region: str | None = None,
    lock: bool = False,
    files: Files | None = None,
) -> Answer:
    """The settlement of a month, of every station in the identity's scope or of one, or of a region's.

    A locked month answers what was locked. With `lock` what is still open is locked, all of it or nothing; refused
    while the month is not over, fees are missing or a month before it is open. Raises UsageProblem and NotFound.
    """
    wanted = months.typed(month)
    files = files or Files()
    output_files.keep_apart(call, files.output, files.html)
    output_files.keep_apart(call, files.html)
    if lock:
        answer = writing(call, lambda tx: _lock(tx, wanted, station, region))
        if answer.exit != EXIT_OK or not (files.output or files.html):
            return answer
    shown = reading(replace(call, request_id=None), lambda tx: _show(tx, wanted, station, region, files))
    _write(shown.data, files)
    if lock:
        return replace(answer, data={**answer.data, "output": files.output, "html": files.html})
    return shown


def listing(
    call: Call, station: str | None = None, region: str | None = None, limit: int = LISTED_MONTHS
) -> Answer:
    """The last months with closed orders, the latest first: how many stations are locked, and for how much."""
    return reading(call, lambda tx: _listed(tx, station, region, limit))


# ---------------------------------------------------------------------------------------------------------- statements


@dataclass(frozen=True, slots=True)
class Statement:
    """A station's month; `row` is its locked settlement, None while it is open."""

    station: Any
    orders: int
    lines: Sequence[Line]
    row: Any = None


def _heads(tx: Transaction, station: str | None, region: str | None) -> list[Any]:
    """The head stations that are meant; a branch point stands for its head (001-6.3.8).

    Raises NotFound for an unknown station or region, Denied for a station outside the identity's scope,
    UsageProblem for one that is not in `region`.
    """
    region = scope.region_filter(tx, region)
    no = None
    if station is not None:
        place = scope.station(tx, station)
        no = place.head or place.no
        if place.head is not None:
            tx.note(msg("{no} is a branch point; settlement is in the name of {head}", no=place.no, head=no))
    found = rows.heads(tx, scope.bounds(tx), station=no, region=region)
    if not found and no is not None:
        for there in rows.heads(tx, scope.bounds(tx), station=no):
            raise UsageProblem(msg("station {no} belongs to {region}", no=no, region=there.region))
        raise Denied(
            msg("{login} may not see station {no}", login=tx.acting.login, no=no), code="foreign_station"
        )
    return found


def _statements(tx: Transaction, month: Month, heads: Sequence[Any]) -> list[Statement]:
    """The statement of each station, stored where it is locked, else computed."""
    numbers = [head.no for head in heads]
    there = rows.locked(tx, str(month), numbers)
    stored = rows.lines(tx, [row.id for row in there.values()])
    open_ = [no for no in numbers if no not in there]
    closed = _closed(tx, rows.closed_between(tx, open_, *months.span(tx, month)))
    table = fee_table.table(tx)
    adjusted = _adjustments(tx, month, open_)
    found = []
    for head in heads:
        row = there.get(head.no)
        if row is not None:
            lines: list[Line] = [_line(line) for line in stored.get(row.id, ())]
            found.append(Statement(head, row.orders, lines, row))
            continue
        orders = closed.get(head.no, [])
        lines = rules.statement(orders, head.tier, table, len(orders))
        found.append(Statement(head, len(orders), [*lines, *adjusted.get(head.no, ())]))
    return found


def _closed(tx: Transaction, found: rows.Closed) -> dict[str, list[ClosedOrder]]:
    """The closed orders as the rules take them, by station."""
    orders: dict[str, list[ClosedOrder]] = defaultdict(list)
    for row in found.orders:
        no = row.order_no
        orders[row.station].append(
            ClosedOrder(
                no,
                tx.local(row.closed_at).date(),
                row.service,
                row.product,
                fund=bool(row.compensation_fund),
                customer_pays=no in found.paid_by_customer,
                parts=[
                    Part(p.id, f"{p.name} {p.part_code}", bool(p.monitor), p.fee, p.returned_at is not None)
                    for p in found.parts.get(no, ())
                ],
                forms=[Form(f.id, f.paper_no, f.fee) for f in found.forms.get(no, ())],
                score=found.scores.get(no),
            )
        )
    return orders


def _adjustments(tx: Transaction, month: Month, stations: Sequence[str]) -> dict[str, list[Line]]:
    """What changed in locked months since, by station, for the stations whose first open month this is."""
    last = {no: Month.of(text) for no, text in rows.last_locked(tx).items()}
    mine = [no for no in stations if rules.carries(month, last.get(no))]
    changed = rows.changed_since(tx, mine) if mine else {}
    if not changed:
        return {}
    numbers = sorted({no for of_month in changed.values() for no in of_month})
    orders = {o.order_no: o for found in _closed(tx, rows.closed_of(tx, numbers)).values() for o in found}
    paid: dict[str, dict[Key, Paid]] = defaultdict(dict)
    for row in rows.paid(tx, numbers):
        paid[row.order_no][row.order_no, row.kind, row.ref] = Paid(int(row.amount), row.item)
    table = fee_table.table(tx)
    lines: dict[str, list[Line]] = defaultdict(list)
    for row in sorted(rows.settlements(tx, list(changed)).values(), key=lambda row: row.month):
        for no in changed[row.id]:
            if no in orders:
                now = rules.order_lines(orders[no], row.tier, table, row.orders)
                lines[row.station] += rules.adjustments(now, paid[no], row.month)
    return lines


_FIELDS = tuple(Line.__dataclass_fields__)


def _line(row: Any) -> Line:
    return Line(*(getattr(row, name) for name in _FIELDS))


# ------------------------------------------------------------------------------------------------------------- answers


def _state(month: Month, today: date, locked: int, open_: int) -> str:
    if locked and open_:
        return "partly"
    if locked:
        return "locked"
    return "provisional" if today < month.following.first else "open"


def _show(tx: Transaction, month: Month, station: str | None, region: str | None, files: Files) -> Answer:
    today = tx.today
    if month.first > today:
        raise UsageProblem(msg("--month: {text} has not begun", text=str(month)))
    found = _statements(tx, month, _heads(tx, station, region))
    found = [s for s in found if s.lines or station is not None]
    for statement in found:
        if statement.row is not None and _hash(month, statement) != statement.row.hash:
            tx.note(
                msg(
                    "the stored settlement of station {station} does not match its hash: repaircli db check",
                    station=statement.station.no,
                )
            )
    return Answer("settle.station", _answer(tx, month, found, files))


def _answer(tx: Transaction, month: Month, found: Sequence[Statement], files: Files) -> dict[str, Any]:
    today = tx.today
    lines = [line for s in found for line in s.lines]
    locked = sum(s.row is not None for s in found)
    return {
        "month": str(month),
        "state": _state(month, today, locked, len(found) - locked),
        "orders": sum(s.orders for s in found),
        **_money(lines),
        "stations": [_station_data(tx, month, s, today) for s in found],
        "lines": [_line_data(month, s, seq, line) for s in found for seq, line in enumerate(s.lines, 1)],
        "output": files.output,
        "html": files.html,
    }


def _money(lines: Sequence[Line]) -> dict[str, Any]:
    found = rules.totals(lines)
    return {
        "total_fen": sum(found.values()),
        "totals": {f"{kind}_fen": amount for kind, amount in found.items()},
        "held_fen": sum(line.held for line in lines),
    }


def _station_data(tx: Transaction, month: Month, statement: Statement, today: date) -> dict[str, Any]:
    row = statement.row
    of = row if row is not None else statement.station
    scores = [line.score for line in statement.lines if line.score is not None]
    return {
        "station": statement.station.no,
        "name": of.name,
        "region": of.region,
        "tier": of.tier,
        "month": str(month),
        "state": _state(month, today, row is not None, row is None),
        "orders": statement.orders,
        **_money(statement.lines),
        "visited": len(scores),
        "mean_score": sum(scores) / len(scores) if scores else None,
        "locked_by": None if row is None else row.locked_by,
        "locked_at": None if row is None else record_json.local(row.locked_at, tx.zone),
        "hash": None if row is None else row.hash,
    }


def _line_data(month: Month, statement: Statement, seq: int, line: Line) -> dict[str, Any]:
    return {
        "station": statement.station.no,
        "month": str(month),
        "seq": seq,
        "order_no": line.order_no,
        "of_month": line.of_month,
        "kind": line.kind,
        "ref": line.ref or None,
        "closed_on": line.closed_on,
        "service": line.service,
        "product": line.product,
        "item": line.item,
        "step": line.step,
        "amount_fen": line.amount,
        "held_fen": line.held,
        "reason": line.reason,
        "clause": line.clause,
        "score": line.score,
    }


COLUMNS = tuple(
    Column(key, zh, free_text)
    for key, zh in (
        ("station", "维修站编号"), ("month", "月份"), ("seq", "序号"), ("order_no", "维修单号"),
        ("of_month", "所属月份"), ("closed_on", "关单日期"), ("service", "服务方式"), ("product", "产品"),
        ("kind", "项目"), ("item", "备件或委托单"), ("step", "台阶"), ("amount", "金额（元）"),
        ("held", "未结（元）"), ("reason", "说明"), ("clause", "条款"), ("score", "回访分"),
    )
)  # fmt: skip
"""The columns of the file that the lines of a settlement go into."""

_WORDS = {"service": "service", "product": "product", "kind": "settle_kind", "reason": "settle_reason"}


def _write(data: Mapping[str, Any], files: Files) -> None:
    if files.output is not None:
        chinese = files.chinese and writer.form_of(files.output) == "xlsx"
        with writer.rows_into(Path(files.output), COLUMNS, chinese=chinese) as out:
            for line in data["lines"]:
                row = {**line, "amount": yuan(line["amount_fen"]), "held": yuan(line["held_fen"])}
                if chinese:
                    row |= {key: word(area, line[key], "zh") for key, area in _WORDS.items()}
                out.add(row)
    if files.html is not None and files.paper is not None:
        with writer.replaced(Path(files.html)) as file:
            file.write_text(files.paper(data), encoding="utf-8")


# ------------------------------------------------------------------------------------------------------------- locking


def _lock(tx: Transaction, month: Month, station: str | None, region: str | None) -> Answer:
    orders_record.act_only_as(tx, Role.PARTS)
    today = tx.today
    found = _statements(tx, month, _heads(tx, station, region))
    open_ = [s for s in found if s.row is None]
    checks = _refused(tx, month, today, found, open_)
    if checks:
        shown = [(c.code, c.clause, c.text) for c in checks[:_CHECKS]]
        return refusal(shown, hint=_hint(month, checks))
    stored = {s.station.no: replace(s, row=_store(tx, month, s)) for s in open_}
    now = [stored.get(s.station.no, s) for s in found]
    told = [{"station": s.station.no, "total": s.row.total, "hash": s.row.hash} for s in stored.values()]
    tx.event("settlement.locked", after={"month": str(month), "stations": told})
    data = _answer(tx, month, [s for s in now if s.lines or station is not None], Files())
    # thousands of lines would be kept under the request id beside the table that holds them
    del data["lines"]
    return Answer("settle.locked", data | {"locked_now": len(open_)})


def _refused(
    tx: Transaction, month: Month, today: date, found: Sequence[Statement], open_: Sequence[Statement]
) -> list[Check]:
    if found and not open_:
        text = msg("month {month} is already locked", month=str(month))
        return [Check("already_locked", "001-1.4.4", text)]
    last = rows.last_locked(tx)
    checks: list[Check] = []
    for s in open_:
        before = last.get(s.station.no)
        checks += rules.lock(
            month, today, None if before is None else Month.of(before), s.lines, s.station.no
        )
    # that the month is not over is said once, not for each station
    return list({(c.code, c.text.id, str(c.text.args)): c for c in checks}.values())


def _hint(month: Month, checks: Sequence[Check]) -> Msg | None:
    first = checks[0]
    args = first.text.args
    if first.code == "month_left_out":
        return msg(
            "repaircli settle station --month {month} --station {station} --lock",
            month=args["month"],
            station=args["station"],
        )
    if first.code == "no_tier":
        return msg("repaircli station edit {no} --tier TIER", no=args["station"])
    if first.code == "no_fee":
        return msg("repaircli fee import FILE")
    return msg("repaircli settle station --month {month}", month=str(month))


def _hash(month: Month, statement: Statement) -> str:
    """The fingerprint of a settlement: its head and every line."""
    of = statement.row if statement.row is not None else statement.station
    head = [str(month), statement.station.no, of.name, of.region, of.tier, statement.orders]
    text = codec.dump([head, [asdict(line) for line in statement.lines]])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _store(tx: Transaction, month: Month, statement: Statement) -> Any:
    """Keeps a settlement and its lines; its row."""
    since, until = months.span(tx, month)
    place = statement.station
    id_ = tx.insert(
        Settlement,
        month=str(month),
        station=place.no,
        name=place.name,
        region=place.region,
        tier=place.tier,
        since=since,
        until=until,
        orders=statement.orders,
        total=sum(line.amount for line in statement.lines),
        hash=_hash(month, statement),
        locked_by=tx.acting.login,
        locked_at=tx.now,
    )
    lines = [asdict(line) | {"settlement": id_, "seq": n} for n, line in enumerate(statement.lines, 1)]
    if lines:
        tx.insert_many(SettlementLine, lines)
    return tx.get(Settlement, id=id_)


# ----------------------------------------------------------------------------------------------------------- the months


def _listed(tx: Transaction, station: str | None, region: str | None, limit: int) -> Answer:
    numbers = [head.no for head in _heads(tx, station, region)]
    locked = rows.locked_months(tx, numbers)
    first = rows.first_closed(tx, numbers)
    known = [Month.of(text) for text in locked]
    if first is not None:
        known.append(Month.with_day(tx.local(first).date()))
    if not known:
        return Answer("settle.list", [])
    today = tx.today
    listed = [min(known)]
    while listed[-1] < max(Month.with_day(today), *known):
        listed.append(listed[-1].following)
    listed = listed[-limit:]
    counts = rows.closed_counts(tx, numbers, [(str(m), *months.span(tx, m)) for m in listed])
    found = []
    for month in reversed(listed):
        done, closed = locked.get(str(month), []), counts.get(str(month), {})
        open_ = set(closed) - {row.station for row in done}
        if not done and not closed:
            continue
        found.append(
            {
                "month": str(month),
                "state": _state(month, today, len(done), len(open_)),
                "orders": sum(closed.values()),
                "stations": len(set(closed) | {row.station for row in done if row.orders or row.total}),
                "open": len(open_),
                "total_fen": sum(row.total for row in done) if done else None,
                "locked_at": max((tx.local(row.locked_at) for row in done), default=None),
            }
        )
    return Answer("settle.list", found)
