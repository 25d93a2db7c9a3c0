"""A plan of decisions as a file, written in the reader's language and read back from any spreadsheet program."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

from repaircli.cancelling.tables import CancelRequest
from repaircli.orders.tables import Order
from repaircli.platform.codes import choices
from repaircli.platform.errors import UsageProblem
from repaircli.platform.i18n import tr
from repaircli.platform.text import Msg, command_line, msg
from repaircli.rules.cancelling.plan_facts import SEAL, seal
from repaircli.tabular import columns, source, writer
from repaircli.tabular.columns import Column, Layout, Reading
from repaircli.tabular.rows import Row, RowError

COLUMNS: tuple[Column, ...] = (
    columns.pick(CancelRequest, "id"),
    columns.pick(CancelRequest, "order_no"),
    columns.pick(CancelRequest, "station", required=True),
    columns.pick(Order, "customer", required=False),
    columns.pick(CancelRequest, "reason"),
    columns.coded("outcome", "判定", "outcome", required=True),
    columns.coded("status", "状态", "request_status", required=True),
    replace(columns.pick(CancelRequest, "to_station"), edited=True),
    columns.coded("decision", "处理意见", "plan_decision", edited=True),
    Column("why", "驳回理由", columns.free_text, edited=True),
    Column("clauses", "依据条款", columns.free_text),
    Column("because", "判定说明", columns.free_text),
    Column("evidence", "联系证据", columns.free_text),
    columns.pick(CancelRequest, "remark"),
    Column("notices", "通知", columns.free_text),
    Column("facts", "判定事实", columns.json_value, required=True, technical=True),
    Column("hash", "校验码", columns.number_text, required=True, technical=True),
)
"""`to_station`, `decision` and `why` are for the liaison to change; `hash` holds the others together, but those that
merely explain."""

APPROVE, REJECT, LEAVE = "approve", "reject", "leave"

_SEALED = ("id", "order_no", "station", "reason", "outcome", "status", "remark")
_NEEDED = (*_SEALED, "to_station", "facts", "hash")
_SENTENCES = ("because", "evidence", "notices")
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Line:
    """One request of a plan: the physical line, the station for its new order, and the texts it was decided on.

    `decision` is approve, reject with `why`, or leave.
    """

    line: int
    id: int
    order_no: str
    decision: str
    why: str
    to_station: str | None
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan as it was read. `repaired`: station numbers that had lost their leading zeros, as they were found."""

    lines: Sequence[Line]
    sha256: str
    repaired: tuple[str, ...]


def write(path: Path, planned: Iterable[Mapping[str, Any]], lang: str) -> int:
    """Writes a line for each of `planned` (by the keys of COLUMNS, `hash` left out); how many.

    Codes and sentences in the language `lang`, in a form that a spreadsheet opens. Raises what `writer.rows_into` does.
    """
    with writer.rows_into(path, COLUMNS, excel=True, chinese=lang == "zh") as rows:
        for line in planned:
            told = _facts_text(line["facts"])
            rows.add(
                {
                    **line,
                    "clauses": _joined(line["clauses"], lang),
                    **{key: _joined(line[key], lang, "；" if lang == "zh" else "; ") for key in _SENTENCES},
                    "facts": told,
                    "hash": _seal(line, told),
                }
            )
    return rows.count


def _joined(parts: Sequence[Msg | str], lang: str, between: str = ", ") -> str:
    return between.join(tr(p, lang) if isinstance(p, Msg) else p for p in parts)


def _facts_text(facts: Mapping[str, str]) -> str:
    return json.dumps(dict(facts), ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _seal(line: Mapping[str, Any], facts: str) -> str:
    return seal([*(str(line[key] or "") for key in _SEALED), facts])


def read(path: str) -> Plan:
    """The plan at `path`, `-` for standard input, in whatever encoding and form it was saved.

    Raises UsageProblem if it is not a plan, a line was changed beyond its station and decision, a rejection has no
    reason, or an id is repeated.
    """
    reading = Reading(_no_time, _no_time)
    with source.opened(path, columns.known_headers(COLUMNS)) as file:
        layout = _layout(file)
        lines: list[Line] = []
        errors: list[RowError] = []
        seen: dict[int, int] = {}
        for row in file.rows():
            if row.error is not None:
                errors.append(row.error)
                continue
            if not any(cell.strip() for cell in row.cells):
                continue
            values, bad = columns.read_cells(row, layout, reading)
            if not bad:
                bad = (
                    _changed(values, row, layout)
                    or _again(values, row, layout, seen)
                    or _undecided(values, row, layout)
                )
            if bad:
                errors += bad
                continue
            lines.append(_line(row, values, layout))
        if errors:
            raise _refused(file.name, errors)
        return Plan(lines, file.sha256, tuple(text for _, text, _ in reading.repaired))


def _line(row: Row, values: Mapping[str, Any], layout: Layout) -> Line:
    decided = "decision" in layout.keys
    return Line(
        line=row.line,
        id=values["id"],
        order_no=values["order_no"],
        decision=values["decision"] if decided else APPROVE,
        why=str(values.get("why") or "").strip() if decided else "",
        to_station=values["to_station"],
        facts=values["facts"],
    )


def _layout(file: source.Source) -> Layout:
    header = file.header
    cells = header.cells if header is not None else ()
    layout, errors, _ = columns.lay_out(cells, header.line if header is not None else 1, COLUMNS)
    lacking = tuple(
        msg("{key} ({zh})", key=c.key, zh=c.zh)
        for c in COLUMNS
        if c.key in _NEEDED and c.key not in layout.keys
    )
    if lacking:
        raise UsageProblem(
            msg(
                "{file} is not a plan of approvals; missing columns: {columns}",
                file=file.name,
                columns=lacking,
            ),
            _MAKE_ONE,
            code="no_plan",
        )
    if errors:
        raise _refused(file.name, errors)
    return layout


_MAKE_ONE = command_line("cancel approve", "--all --plan FILE")


def _changed(values: Mapping[str, Any], row: Row, layout: Layout) -> list[RowError]:
    """The line is as the plan was written, but for its station."""
    facts = values["facts"]
    whole = isinstance(facts, dict) and all(isinstance(v, str) for v in facts.values())
    if whole and _seal(values, _facts_text(facts)) == values["hash"]:
        return []
    text = msg(
        "the line was changed: only the station of the new order, the decision and why may be; lines may be deleted"
    )
    if not str(values["hash"]).startswith(SEAL):
        text = msg("the check code does not begin with {seal}", seal=SEAL)
    return [layout.error(row, "hash", "changed_line", text, _MAKE_ONE)]


def _again(values: Mapping[str, Any], row: Row, layout: Layout, seen: dict[int, int]) -> list[RowError]:
    first = seen.setdefault(values["id"], row.line)
    if first == row.line:
        return []
    text = msg("request {id} is already on line {first}", id=values["id"], first=first)
    return [layout.error(row, "id", "twice", text, msg("delete one of the two lines"))]


def _undecided(values: Mapping[str, Any], row: Row, layout: Layout) -> list[RowError]:
    """A rejection tells the station why; an approval with a reason is probably meant as one.

    A plan of before there were decisions approves every line; what explains its decision stands in its `why`.
    """
    if "decision" not in layout.keys:
        return []
    decision, why = values["decision"], str(values.get("why") or "").strip()
    if decision is None:
        fix = msg("one of {known}", known=choices("plan_decision"))
        return [layout.error(row, "decision", "empty", msg("the cell is empty"), fix)]
    if decision == REJECT and not why:
        text = msg("a rejection needs a reason in the column why; the station receives it")
        return [layout.error(row, "decision", "no_why", text, msg("write the reason into the column why"))]
    if decision == APPROVE and why:
        text = msg("the column why is for rejections, and this decision is approve")
        return [layout.error(row, "why", "needless_why", text, msg("set decision to reject, or clear why"))]
    return []


def _refused(name: str, errors: Sequence[RowError]) -> UsageProblem:
    told = _where(errors[0])
    for error in errors[1:_SHOWN]:
        told = msg("{first}; {then}", first=told, then=_where(error))
    if len(errors) > _SHOWN:
        told = msg("{first}; and {n} more", first=told, n=len(errors) - _SHOWN)
    return UsageProblem(
        msg("no line of {file} was executed: {errors}", file=name, errors=told),
        errors[0].fix,
        code=f"plan_{errors[0].code}",
    )


def _where(error: RowError) -> Msg:
    if error.header is None:
        return msg("line {line}: {text}", line=error.line, text=error.text)
    return msg(
        "line {line}, {column} ({value}): {text}",
        line=error.line,
        column=error.header,
        value=error.value or "",
        text=error.text,
    )


def _no_time(text: str) -> NoReturn:
    raise AssertionError("a plan has no column of times")
