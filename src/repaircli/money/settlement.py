"""The settlement of a month: computed while the month is open, stored once it is locked (A16)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from repaircli.calendar import months
from repaircli.money import fee_table
from repaircli.money import queries as rows
from repaircli.money.tables import Settlement, SettlementLine
from repaircli.network import scope
from repaircli.network.tables import Station
from repaircli.orders import record
from repaircli.platform.amounts import yuan
from repaircli.platform.answers import Answer, Call, refusal
from repaircli.platform.codes import Role
from repaircli.platform.db import codec
from repaircli.platform.db.rows import grouped
from repaircli.platform.errors import EXIT_OK, Denied, UsageProblem
from repaircli.platform.output import progress
from repaircli.platform.text import Msg, command_line, msg
from repaircli.platform.transaction import Transaction, reads, writes
from repaircli.rules.calendar.month import Month
from repaircli.rules.money import settlement as rules
from repaircli.rules.money.settlement import ClosedOrder, Form, Line, Part
from repaircli.rules.policy.decision import Check
from repaircli.tabular import output_files, writer
from repaircli.tabular.columns import Column, amount, coded, free_text, whole

Paper = Callable[[Mapping[str, Any]], str]
"""Makes the text of a file of what `settle station` answers."""

LISTED_MONTHS = 12
_CHECKS = 20


@dataclass(frozen=True, slots=True)
class Files:
    """The files that a settlement goes into: its lines as a table, and the page for the printer that `paper` makes.

    `chinese`: the lines have Chinese headers and words.
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

    A locked month shows the stored settlement. `lock` locks every station that is still open, or none; refused while the
    month is not over, fees are missing or an earlier month is open. Raises UsageProblem and NotFound.
    """
    asked = SettlementFilter(months.typed(month), station, region)
    files = files or Files()
    output_files.keep_apart(call, files.output, files.html)
    output_files.keep_apart(call, files.html)
    if lock:
        answer = _lock(call, asked)
        if answer.exit != EXIT_OK or call.dry_run or not (files.output or files.html):
            return answer
    shown = _show(replace(call, request_id=None), asked, files)
    _write(shown.data, files)
    if lock:
        return replace(answer, data={**answer.data, "output": files.output, "html": files.html})
    return shown


@reads
def asked_month(tx: Transaction, month: str | None) -> str:
    """The month that --month names, such as 2026-06; the last complete one where it was not given. Raises UsageProblem."""
    return str(months.asked(tx, month))


@reads
def listing(
    tx: Transaction, station: str | None = None, region: str | None = None, limit: int = LISTED_MONTHS
) -> Answer:
    """The last months with closed orders, the latest first: how many stations are locked, and for how much."""
    numbers = [head.no for head in _heads(tx, station, region)]
    locked = grouped(rows.locked(tx, numbers), lambda settlement: settlement.month)
    first = rows.first_closed(tx, numbers)
    known = [Month.of(text) for text in locked]
    if first is not None:
        known.append(Month.with_day(tx.local(first).date()))
    if not known:
        return Answer("settle.list", [])
    listed = min(known).through(max(Month.with_day(tx.today), *known))[-limit:]
    counts = rows.closed_counts(tx, numbers, [(str(m), *months.span(tx, m)) for m in listed])
    found = [
        _month_data(tx, month, locked.get(str(month), []), counts.get(str(month), {}))
        for month in reversed(listed)
        if str(month) in locked or counts.get(str(month))
    ]
    return Answer("settle.list", found)


def _month_data(
    tx: Transaction, month: Month, locked: Sequence[Settlement], closed: Mapping[str, int]
) -> dict[str, Any]:
    """A month with its locked settlements and the number of orders that each station closed."""
    open_ = set(closed) - {row.station for row in locked}
    return {
        "month": str(month),
        "status": _status(tx, month, len(locked), len(open_)),
        "orders": sum(closed.values()),
        "stations": len(set(closed) | {row.station for row in locked if row.orders or row.total}),
        "open": len(open_),
        "total_fen": sum(row.total for row in locked) if locked else None,
        "locked_at": max((tx.local(row.locked_at) for row in locked), default=None),
    }


# ---------------------------------------------------------------------------------------------------------- statements


@dataclass(frozen=True, slots=True)
class SettlementFilter:
    """A month, and the station or region that is asked for; None: every one in the identity's scope."""

    month: Month
    station: str | None
    region: str | None


@dataclass(frozen=True, slots=True)
class Statement:
    """A station's month; `locked` is its settlement once the month is locked, None while it is open."""

    station: Station
    month: Month
    orders: int
    lines: Sequence[Line]
    locked: Settlement | None = None

    @property
    def head(self) -> Station | Settlement:
        """The name, region and tier of the station: as they were when the month was locked, else as they are."""
        return self.locked or self.station

    @property
    def hash(self) -> str:
        """The fingerprint of the settlement: its head and every line."""
        of = self.head
        head = [str(self.month), self.station.no, of.name, of.region, of.tier, self.orders]
        text = codec.dump([head, [asdict(line) for line in self.lines]])
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _heads(tx: Transaction, station: str | None, region: str | None) -> list[Station]:
    """The head stations that are asked for; for a branch point its head station (001-6.3.8).

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


def _statements(tx: Transaction, asked: SettlementFilter) -> list[Statement]:
    """The statement of each station, stored where it is locked, else computed."""
    month = asked.month
    heads = _heads(tx, asked.station, asked.region)
    numbers = [head.no for head in heads]
    locked = {row.station: row for row in rows.locked(tx, numbers, str(month))}
    stored = rows.lines(tx, [row.id for row in locked.values()])
    open_ = [no for no in numbers if no not in locked]
    closed = _closed(tx, rows.closed_between(tx, open_, *months.span(tx, month)))
    table = fee_table.table(tx)
    adjusted = _adjustments(tx, month, open_)
    found = []
    for place, head in enumerate(heads):
        progress.count(place, len(heads))
        row = locked.get(head.no)
        if row is not None:
            kept = [Line(*(getattr(line, name) for name in _FIELDS)) for line in stored.get(row.id, ())]
            found.append(Statement(head, month, row.orders, kept, row))
            continue
        orders = closed.get(head.no, [])
        lines = rules.statement(orders, head.tier, table, len(orders))
        found.append(Statement(head, month, len(orders), [*lines, *adjusted.get(head.no, ())]))
    return found


_FIELDS = tuple(Line.__dataclass_fields__)


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


def _adjustments(tx: Transaction, month: Month, stations: Sequence[str]) -> Mapping[str, list[Line]]:
    """What changed in locked months since, by station, for the stations whose first open month this is."""
    last = {no: Month.of(text) for no, text in rows.last_locked(tx).items()}
    mine = [no for no in stations if rules.carries(month, last.get(no))]
    changed = rows.changed_since(tx, mine) if mine else {}
    if not changed:
        return {}
    numbers = sorted({no for of_month in changed.values() for no in of_month})
    orders = {o.order_no: o for found in _closed(tx, rows.closed_of(tx, numbers)).values() for o in found}
    paid = rows.paid(tx, numbers)
    table = fee_table.table(tx)
    lines: dict[str, list[Line]] = defaultdict(list)
    for settlement in rows.settlements(tx, list(changed)):
        for no in changed[settlement.id]:
            if no in orders:
                now = rules.order_lines(orders[no], settlement.tier, table, settlement.orders)
                lines[settlement.station] += rules.adjustments(now, paid.get(no, {}), settlement.month)
    return lines


# ------------------------------------------------------------------------------------------------------------- answers


def _status(tx: Transaction, month: Month, locked: int, open_: int) -> str:
    if locked and open_:
        return "partly"
    if locked:
        return "locked"
    return "provisional" if tx.today < month.following.first else "open"


@reads
def _show(tx: Transaction, asked: SettlementFilter, files: Files) -> Answer:
    if asked.month.first > tx.today:
        raise UsageProblem(msg("--month: {text} has not begun", text=str(asked.month)))
    found = _statements(tx, asked)
    for statement in found:
        if statement.locked is not None and statement.hash != statement.locked.hash:
            tx.note(
                msg(
                    "the stored settlement of station {station} does not match its hash: repaircli db check",
                    station=statement.station.no,
                )
            )
    return Answer("settle.station", _answer(tx, asked, found, files))


def _answer(
    tx: Transaction, asked: SettlementFilter, found: Sequence[Statement], files: Files
) -> dict[str, Any]:
    shown = [statement for statement in found if statement.lines or asked.station is not None]
    lines = [line for statement in shown for line in statement.lines]
    locked = sum(statement.locked is not None for statement in shown)
    return {
        "month": str(asked.month),
        "status": _status(tx, asked.month, locked, len(shown) - locked),
        "orders": sum(statement.orders for statement in shown),
        **_money(lines),
        "stations": [_station_data(tx, statement) for statement in shown],
        "lines": [
            _line_data(statement, seq, line)
            for statement in shown
            for seq, line in enumerate(statement.lines, 1)
        ],
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


def _station_data(tx: Transaction, statement: Statement) -> dict[str, Any]:
    of, locked = statement.head, statement.locked
    scores = [line.score for line in statement.lines if line.score is not None]
    return {
        "station": statement.station.no,
        "name": of.name,
        "region": of.region,
        "tier": of.tier,
        "month": str(statement.month),
        "status": _status(tx, statement.month, locked is not None, locked is None),
        "orders": statement.orders,
        **_money(statement.lines),
        "visited": len(scores),
        "mean_score": sum(scores) / len(scores) if scores else None,
        "locked_by": locked and locked.locked_by,
        "locked_at": locked and tx.local(locked.locked_at),
        "hash": locked and locked.hash,
    }


def _line_data(statement: Statement, seq: int, line: Line) -> dict[str, Any]:
    data = asdict(line)
    del data["ref"]
    fen = {"amount_fen": data.pop("amount"), "held_fen": data.pop("held")}
    place = {"station": statement.station.no, "month": str(statement.month), "seq": seq}
    return place | data | fen | {"item_id": line.ref or None}


COLUMNS = (
    Column("station", "维修站编号", free_text),
    Column("month", "月份", free_text),
    Column("seq", "序号", whole),
    Column("order_no", "维修单号", free_text),
    Column("of_month", "所属月份", free_text),
    Column("closed_on", "关单日期", free_text),
    coded("service", "服务方式", "service"),
    coded("product", "产品", "product"),
    coded("kind", "项目", "settle_kind"),
    Column("item", "备件或委托单", free_text),
    Column("step", "台阶", whole),
    Column("amount", "金额（元）", amount),
    Column("held", "未结（元）", amount),
    coded("reason", "说明", "settle_reason"),
    Column("clause", "条款", free_text),
    Column("score", "回访分", whole),
)
"""The columns of the file that the lines of a settlement go into."""


def _write(data: Mapping[str, Any], files: Files) -> None:
    if files.output is not None:
        with writer.rows_into(Path(files.output), COLUMNS, chinese=files.chinese) as out:
            for line in data["lines"]:
                out.add({**line, "amount": yuan(line["amount_fen"]), "held": yuan(line["held_fen"])})
    if files.html is not None and files.paper is not None:
        with writer.replaced(Path(files.html)) as file:
            file.write_text(files.paper(data), encoding="utf-8", newline="\n")


# ------------------------------------------------------------------------------------------------------------- locking


@writes
def _lock(tx: Transaction, asked: SettlementFilter) -> Answer:
    record.act_only_as(tx, Role.PARTS)
    found = _statements(tx, asked)
    open_ = [statement for statement in found if statement.locked is None]
    checks = _refused(tx, asked.month, found, open_)
    if checks:
        shown = [(c.code, c.clause, c.text) for c in checks[:_CHECKS]]
        return refusal(shown, hint=_hint(asked.month, checks))
    now = [statement if statement.locked else _locked(tx, statement) for statement in found]
    stored = [
        {"station": row.station, "total": row.total, "hash": row.hash}
        for before, after in zip(found, now, strict=True)
        if before.locked is None and (row := after.locked) is not None
    ]
    tx.event("settlement.locked", after={"month": str(asked.month), "stations": stored})
    data = _answer(tx, asked, now, Files())
    # thousands of lines would be kept under the request id beside the table that holds them
    del data["lines"]
    return Answer("settle.locked", data | {"locked_now": len(open_)})


@reads
def ask_lock(
    tx: Transaction, month: str, station: str | None = None, region: str | None = None
) -> Msg | None:
    """What a person is asked before a month is locked; None where that is going to be refused."""
    record.act_only_as(tx, Role.PARTS)
    asked = SettlementFilter(months.typed(month), station, region)
    found = _statements(tx, asked)
    open_ = [statement for statement in found if statement.locked is None]
    if _refused(tx, asked.month, found, open_):
        return None
    return msg(
        "lock the settlement of {month} (stations: {stations}, orders: {orders}, total: {yuan} yuan)? It cannot be opened again.",
        month=month,
        stations=len(open_),
        orders=sum(statement.orders for statement in open_),
        yuan=yuan(sum(_money(statement.lines)["total_fen"] for statement in open_)),
    )


def _refused(
    tx: Transaction, month: Month, found: Sequence[Statement], open_: Sequence[Statement]
) -> list[Check]:
    if found and not open_:
        text = msg("month {month} is already locked", month=str(month))
        return [Check("already_locked", "001-1.4.4", text)]
    last = rows.last_locked(tx)
    checks: list[Check] = []
    for s in open_:
        before = last.get(s.station.no)
        checks += rules.lock(
            month, tx.today, None if before is None else Month.of(before), s.lines, s.station.no
        )
    # that the month is not over is said once, not for each station
    return list({(c.code, c.text.id, str(c.text.args)): c for c in checks}.values())


def _hint(month: Month, checks: Sequence[Check]) -> Msg | None:
    first = checks[0]
    args = first.text.args
    if first.code == "month_left_out":
        return command_line(
            "settle station",
            "--month {month} --station {station} --lock",
            month=args["month"],
            station=args["station"],
        )
    if first.code == "no_tier":
        return command_line("station edit", "{no} --tier TIER", no=args["station"])
    if first.code == "no_fee":
        return command_line("fee import", "FILE")
    return command_line("settle station", "--month {month}", month=str(month))


def _locked(tx: Transaction, statement: Statement) -> Statement:
    """Stores a settlement and its lines; returns the statement with the settlement."""
    since, until = months.span(tx, statement.month)
    station = statement.station
    id_ = tx.insert(
        Settlement,
        month=str(statement.month),
        station=station.no,
        name=station.name,
        region=station.region,
        tier=station.tier,
        since=since,
        until=until,
        orders=statement.orders,
        total=sum(line.amount for line in statement.lines),
        hash=statement.hash,
        locked_by=tx.acting.login,
        locked_at=tx.now,
    )
    lines = [asdict(line) | {"settlement": id_, "seq": n} for n, line in enumerate(statement.lines, 1)]
    tx.insert_many(SettlementLine, lines)
    return replace(statement, locked=tx.get(Settlement, id=id_))
