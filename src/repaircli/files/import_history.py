"""Orders with their past from a file or folder: checked against the rules that made them, times kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from repaircli.files import queries as files_queries
from repaircli.files import records
from repaircli.files.exports import record
from repaircli.files.import_orders import numbers_typed, other_order
from repaircli.files.import_past import PastFolder, stored
from repaircli.files.order_columns import ORDERS, SLOT_DETAILS, STORED
from repaircli.orders import queries as order_rows
from repaircli.orders.tables import Order, Promise
from repaircli.platform.codes import Status, T3Kind
from repaircli.platform.db.columns import flags
from repaircli.platform.db.session import Tx
from repaircli.platform.text import Msg
from repaircli.platform.transaction import Transaction
from repaircli.rules.orders import history
from repaircli.rules.orders.history import SLOTS
from repaircli.rules.policy.editions import Policy
from repaircli.tabular.columns import Column, Layout, of_the_past
from repaircli.tabular.import_rows import ImportFile, RowStatus, ValidRow
from repaircli.tabular.rows import Row, RowError

_NEEDED = ("order_no", "origin", "t1", "status")
COLUMNS: Sequence[Column] = tuple(
    of_the_past(replace(c, required=True) if c.key in _NEEDED else c) for c in ORDERS
)

_ENDED = {str(Status.RESOLVED): RowStatus.RESOLVED, str(Status.CANCELLED): RowStatus.CANCELLED}
_NOT_COMPARED = ("order_no", "pending_request")


@dataclass(slots=True)
class PastOrders:
    """Judges and writes orders with their past, and writes what came with them."""

    folder: PastFolder
    with_facts: bool
    """Whether a file of its own brings the close facts; then the column `facts` only repeats them."""
    key: str | None = "order_no"

    def judge(self, row: Row, layout: Layout, values: dict[str, Any]) -> list[RowError]:
        """Checks the rules of `rules.history`, stations and region. Slots get their kind and time."""
        found = list(self.folder.places(row, layout, values))
        importer = self.folder.importer
        for slot in SLOTS:
            _read_slot(slot, values, importer.policy)
        limits = importer.limits_at(values.get("t2") or values["t1"])
        for finding in history.check(values, importer.now, limits):
            where = finding.column if finding.column in layout.keys else "order_no"
            found.append(layout.error(row, where, finding.code, finding.text, finding.fix, finding.clause))
        if found:
            return found
        if values.get("region") is None:
            values["region"] = self.folder.stations[values["station"]].region
        elif wrong := list(self.folder.region(row, layout, values)):
            return wrong
        if "late_contact" not in layout.keys and history.state_of(values, importer.now).visit:
            t2 = values.get("t2")
            values["late_contact"] = (
                t2 is not None and t2 - values["t1"] > importer.limits_at(values["t1"]).contact
            )
        state = _ENDED.get(values["status"], RowStatus.NEW)
        ended = values.get("closed_at" if state == RowStatus.RESOLVED else "cancelled_at")
        self.folder.numbers.set(values["order_no"], state, values["t1"], ended)
        return []

    def compare(self, tx: Tx, file: ImportFile, entries: Sequence[ValidRow]) -> list[int | RowError]:
        """Returns for each order: new, unchanged, or the error that its number belongs to another order."""
        there = files_queries.existing(tx, [entry.no for entry in entries if entry.no is not None])
        status, importer = self.folder.numbers.state, self.folder.importer
        promises, facts = order_rows.promises(tx, list(there)), order_rows.facts(tx, list(there))
        answers: list[int | RowError] = []
        for entry in entries:
            no = entry.no or ""
            row = there.get(no)
            if row is None:
                answers.append(status(no) or RowStatus.NEW)
                continue
            theirs = record(row, promises.get(no, []), facts.get(no, []), importer.zone, importer.policy)
            for slot in SLOTS:
                _read_slot(slot, theirs, importer.policy)
            compared = sorted(file.layout.keys.difference(_NOT_COMPARED))
            different = next((k for k in compared if not _equal(entry.values.get(k), theirs.get(k))), None)
            answers.append(
                RowStatus.UNCHANGED
                if different is None
                else other_order(file.layout, entry, different, theirs)
            )
        return answers

    def note_new(self, entry: ValidRow) -> None:
        """Nothing is counted: orders with a past load no station."""

    def warnings(self, tx: Tx) -> list[Msg]:
        return []

    def write(
        self, tx: Transaction, entries: Mapping[str, Sequence[ValidRow]], batch: int | None
    ) -> Mapping[str, Any]:
        """Writes orders with slots and facts, and the rows of the other files; returns what the audit event keeps."""
        orders = entries.get("orders", ())
        tx.insert_many(Order, [self._order(entry.values, batch) for entry in orders])
        tx.insert_many(Promise, [row for entry in orders for row in self._promises(entry.values)])
        if not self.with_facts:
            records.add(tx, "facts", [row for entry in orders for row in self._facts(entry.values)])
        ends = {"first": orders[0].no, "last": orders[-1].no} if orders else {}
        return ends | self._write_children(tx, entries, batch) | self._write_own(tx, entries, batch)

    def _write_children(
        self, tx: Transaction, entries: Mapping[str, Sequence[ValidRow]], batch: int | None
    ) -> dict[str, int]:
        """Writes what hangs on orders of this import; how many rows of each file."""
        children = {n: rows for n, rows in entries.items() if n not in ("orders", *records.OWN) and rows}
        numbers = {entry.values["order_no"] for rows in children.values() for entry in rows}
        parents = {
            no: row
            for no, row in files_queries.existing(tx, sorted(numbers)).items()
            if row.batch_id == batch
        }
        written = {}
        for name, rows in children.items():
            added = [
                stored(name, entry.values, self.folder, parents[entry.values["order_no"]])
                for entry in rows
                if entry.values["order_no"] in parents
            ]
            records.add(tx, name, added)
            written[name] = len(added)
        return written

    def _write_own(
        self, tx: Transaction, entries: Mapping[str, Sequence[ValidRow]], batch: int | None
    ) -> dict[str, int]:
        """Writes what hangs on no order; how many rows of each file."""
        written = {}
        for name in records.OWN:
            rows = [
                stored(name, entry.values, self.folder) | {"batch_id": batch}
                for entry in entries.get(name, ())
            ]
            if name == "referrals":
                for row in rows:
                    row["ticket"] = self.folder.tickets.number(tx, row["ticket"])
            records.add(tx, name, rows)
            if rows:
                written[name] = len(rows)
        return written

    def _order(self, values: Mapping[str, Any], batch: int | None) -> dict[str, Any]:
        row = {name: values.get(name) for name in STORED}
        row |= {name: bool(row[name]) for name in flags(Order)}
        return row | {
            "number_history": row["number_history"]
            or numbers_typed(values, values["t1"], self.folder.importer),
            "pending_request": None,
            "created_by": values.get("created_by") or self.folder.importer.login,
            "created_at": values.get("created_at") or values["t1"],
            "batch_id": batch,
        }

    def _promises(self, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        found = []
        written = values.get("t2")
        for number, slot in enumerate(SLOTS, 1):
            kind = values.get(f"{slot}_kind")
            if kind is None:
                continue
            written = values.get(f"{slot}_written_at") or written
            row = {name: values.get(f"{slot}_{name}") for name in SLOT_DETAILS}
            row["written_by"] = row["written_by"] or self.folder.importer.login
            found.append(
                {
                    **row,
                    "order_no": values["order_no"],
                    "slot": number,
                    "kind": kind,
                    "at": values.get(slot),
                    "written_at": written,
                }
            )
        return found

    def _facts(self, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        at = values.get("closed_at") or values.get("t2") or values["t1"]
        return [
            {
                "order_no": values["order_no"],
                "code": code,
                "note": None,
                "logged_at": (values.get("repaired_at") if code == "repaired" else None) or at,
                "logged_by": values.get("t31_written_by") or self.folder.importer.login,
                "voided_at": None,
                "voided_by": None,
                "void_why": None,
            }
            for code in values.get("facts") or ()
        ]


def _read_slot(slot: str, values: dict[str, Any], policy: Policy) -> None:
    """Makes time and kind out of what a T3 cell says; a bare special day is told by its reason (requirements A9)."""
    at, kind = values.get(slot), values.get(f"{slot}_kind")
    if isinstance(at, date) and not isinstance(at, datetime):
        values[slot] = None
        kind = kind or history.sentinel_kind(values.get(f"{slot}_reason"), at, policy)
    elif at is not None:
        kind = kind or T3Kind.NORMAL
    values[f"{slot}_kind"] = None if kind is None else str(kind)


def _equal(mine: object, theirs: object) -> bool:
    several = [value for value in (mine, theirs) if isinstance(value, (list, tuple))]
    if several:
        return (len(several) == 2 and sorted(several[0], key=str) == sorted(several[1], key=str)) or not (
            mine or theirs
        )
    return bool((mine or None) == (theirs or None))
