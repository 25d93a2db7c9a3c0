"""The fee table: import it, and list its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from repaircli.money import fee_table
from repaircli.money import queries as money_queries
from repaircli.money.tables import Fee
from repaircli.network import queries as network_queries
from repaircli.platform.amounts import yuan
from repaircli.platform.answers import Answer, Call
from repaircli.platform.codes import FeeProduct
from repaircli.platform.errors import UsageProblem
from repaircli.platform.text import Msg, msg
from repaircli.platform.transaction import Transaction, reads
from repaircli.rules.money.fees import FIRST_STEP, FeeKey, FeeRow, clash, touched
from repaircli.tabular import columns
from repaircli.tabular.columns import Layout
from repaircli.tabular.import_report import Counts
from repaircli.tabular.import_rows import ImportFile, ValidRow
from repaircli.tabular.rows import Row, RowError
from repaircli.tabular.small_import import BadRows, SmallImport, import_file

FEES = columns.of(Fee)

MAX_FEE_ROWS = 5_000
"""Rows of one file."""


class Fees(SmallImport):
    """Rows of the fee table. A row is known by tier, service, product, step and first day.

    A row that clashes with another one is bad, and so is one that would change a locked month.
    """

    name = "fees"
    columns = FEES
    max_rows = MAX_FEE_ROWS
    too_long = msg("a fee table has {most} rows at most", most=MAX_FEE_ROWS)
    whole = msg("correct them; a fee table is imported completely or not at all")

    def judge(self, row: Row, layout: Layout, values: dict[str, Any]) -> list[RowError]:
        found = []
        for low, high in (("volume_from", "volume_to"), ("valid_from", "valid_to")):
            first, last = values.get(low), values.get(high)
            if first is not None and last is not None and last < first:
                text = msg("it ends before it begins")
                found.append(
                    layout.error(row, high, "ends_early", text, msg("swap the two, or leave it empty"))
                )
        if values.get("step") == 0:
            text, fix = msg("steps are counted from 1"), msg("write 1 for the first step")
            found.append(layout.error(row, "step", "step", text, fix))
        return found

    def compare_all(
        self, tx: Transaction, file: ImportFile, entries: Sequence[ValidRow], counts: Counts
    ) -> BadRows:
        return _compared(tx, file.layout, entries, counts)[1]

    def warnings(self, tx: Transaction, entries: Sequence[ValidRow]) -> list[Msg]:
        tiers = {station.tier for station in network_queries.all_stations(tx)}
        unknown = tuple(sorted({entry.values["tier"] for entry in entries} - tiers))
        return [msg("no station has settlement tier {tiers}", tiers=unknown)] if unknown else []

    def store(self, tx: Transaction, file: ImportFile, entries: Sequence[ValidRow], counts: Counts) -> None:
        """Writes the rows, compared again with what the table holds by now. Raises UsageProblem where one is bad now."""
        chosen, bad = _compared(tx, file.layout, entries, counts)
        if bad:
            (_, (flaw, *_)), *_ = bad
            raise UsageProblem(flaw.text, flaw.fix, code=flaw.code)
        for row in chosen:
            _save(tx, row)
        source = file.source
        after = {"file": source.name, "sha256": source.sha256, "rows": len(chosen)}
        tx.event("fees.imported", after=after)


def import_(
    call: Call, file: str, *, check: bool = False, errors: str | None = None, encoding: str | None = None
) -> Answer:
    """Imports rows of the fee table as `import_file` does: all of them, or none where any is bad."""
    return import_file(call, file, Fees(), check=check, errors=errors, encoding=encoding)


@reads
def listing(tx: Transaction, tier: str | None = None, on: str | None = None) -> Answer:
    """The rows of the fee table, of one tier, or those valid on a day. Raises UsageProblem for a text that is not a day."""
    day = None if on is None else tx.day(on, "--on")
    return Answer("fee.list", [fee_data(tx, row) for row in fee_table.fees(tx, tier=tier, on=day)])


def fee_data(tx: Transaction, row: Fee) -> dict[str, Any]:
    """The JSON object of a row; `fee` is the amount in yuan as a file has it."""
    return tx.as_json(Fee, row) | {"fee": yuan(row.fee), "fee_fen": row.fee}


def _compared(
    tx: Transaction, layout: Layout, entries: Sequence[ValidRow], counts: Counts
) -> tuple[list[FeeRow], BadRows]:
    """Counts the rows; returns those that are new or changed, and those that do not fit the others or a locked month."""
    stored = fee_table.stored(tx)
    rows: dict[FeeKey, tuple[ValidRow, FeeRow]] = {}
    bad: BadRows = []
    for entry in entries:
        row = _fee_row(entry.values)
        if row.key in rows:
            text = msg("the row in line {line} is for the same days and step", line=rows[row.key][0].row.line)
            fix = msg("remove one of the two rows")
            bad.append((entry.row, [layout.error(entry.row, "valid_from", "twice_in_file", text, fix)]))
            counts.unchanged += stored.get(row.key) == row
            continue
        rows[row.key] = entry, row
    final = stored | {key: row for key, (_, row) in rows.items()}
    locked = money_queries.locked_days(tx, tx.zone)
    chosen: list[FeeRow] = []
    for key, (entry, row) in rows.items():
        before = stored.get(key)
        if before == row:
            counts.unchanged += 1
        elif found := _flaws(layout, entry.row, row, before, final, locked.get(row.tier, ())):
            bad.append((entry.row, found))
        else:
            counts.imported += before is None
            counts.changed += before is not None
            chosen.append(row)
    return chosen, bad


def _flaws(
    layout: Layout,
    at: Row,
    row: FeeRow,
    before: FeeRow | None,
    final: Mapping[FeeKey, FeeRow],
    locked: Sequence[tuple[date, date]],
) -> list[RowError]:
    for other in final.values():
        why = clash(row, other) if other.key != row.key else None
        if why is not None:
            fix = msg(
                "end one of the two rows: the same row once more, with the last day on which it is valid, in the same file"
            )
            return [layout.error(at, "valid_from", "overlap", why, fix)]
    for first, last in locked:
        if any(
            span.first <= last and (span.last is None or first <= span.last) for span in touched(before, row)
        ):
            text = msg(
                "month {month} is locked for stations of tier {tier}", month=f"{first:%Y-%m}", tier=row.tier
            )
            fix = msg("let the row begin, or end, on a day of a month that is not locked")
            return [layout.error(at, "valid_from", "month_locked", text, fix, clause="001-1.4.4")]
    return []


def _fee_row(values: Mapping[str, Any]) -> FeeRow:
    defaults = {"product": str(FeeProduct.ANY), "step": FIRST_STEP, "volume_from": 0}
    given = defaults | dict(values)
    return FeeRow(*(given.get(name) for name in fee_table.FIELDS))  # type: ignore[arg-type]


def _save(tx: Transaction, row: FeeRow) -> None:
    values = asdict(row)
    key = {name: values[name] for name in ("tier", "service", "product", "step", "valid_from")}
    before = tx.get(Fee, **key)
    if before is None:
        tx.insert(Fee, **values, set_by=tx.acting.login, set_at=tx.now)
        tx.event("fee.added", after=values)
        return
    rest = {name: value for name, value in values.items() if name not in key}
    tx.update(Fee, key, **rest, set_by=tx.acting.login, set_at=tx.now)
    tx.event("fee.changed", before=key | {name: getattr(before, name) for name in rest}, after=values)
