"""Orders with their past from a file or folder: checked against the rules that made them, times kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from repaircli.files import queries as files_queries
from repaircli.files import records
from repaircli.files.exports import record
from repaircli.files.import_orders import numbers_typed, other_order
from repaircli.files.import_past import Tickets, stored
from repaircli.files.order_columns import ORDERS, SLOT_DETAILS, STORED
from repaircli.orders import queries as order_rows
from repaircli.orders.tables import Order, Promise
from repaircli.platform.codes import Status, T3Kind
from repaircli.platform.db.columns import flags
from repaircli.platform.db.session import Tx
from repaircli.platform.text import command_line, msg
from repaircli.platform.transaction import Transaction
from repaircli.rules.orders import history
from repaircli.rules.orders.history import SLOTS
from repaircli.rules.policy.editions import Policy
from repaircli.tabular.columns import Column, Layout
from repaircli.tabular.import_rows import Good, Importer, Numbers, Part, State
from repaircli.tabular.rows import Row, RowError

_NEEDED = ("order_no", "origin", "t1", "status")
COLUMNS: Sequence[Column] = tuple(replace(c, required=True) if c.key in _NEEDED else c for c in ORDERS)

_ENDED = {str(Status.RESOLVED): State.RESOLVED, str(Status.CANCELLED): State.CANCELLED}
_NOT_COMPARED = ("order_no", "pending_request")


@dataclass(slots=True)
class PastOrders:
    """Judges and writes orders with their past. `regions` are those that exist, `numbers` what the file names."""

    importer: Importer
    stations: Mapping[str, Any]
    regions: frozenset[str]
    numbers: Numbers
    with_facts: bool
    """Whether a file of its own brings the close facts; then the column `facts` only repeats them."""
    columns: Sequence[Column] = COLUMNS
    key: str | None = "order_no"
    kind: str = "history"
    user_ids: Mapping[str, int] = field(default_factory=dict)
    tickets: Tickets = field(default_factory=Tickets)

    def judge(self, row: Row, layout: Layout, values: dict[str, Any]) -> list[RowError]:
        """The rules of `rules.history`, and that stations and region are known. Slots get their kind and time."""
        found: list[RowError] = []
        for name in ("station", "branch"):
            no = values.get(name)
            if no is not None and no not in self.stations:
                text = msg("no such station: {no}", no=no)
                found.append(layout.error(row, name, "no_station", text, command_line("station list")))
        for slot in SLOTS:
            _read_slot(slot, values, self.importer.policy)
        limits = self.importer.limits_at(values.get("t2") or values["t1"])
        for finding in history.check(values, self.importer.now, limits):
            where = finding.column if finding.column in layout.keys else "order_no"
            found.append(layout.error(row, where, finding.code, finding.text, finding.fix, finding.clause))
        if found:
            return found
        if values.get("region") is None:
            values["region"] = self.stations[values["station"]].region
        elif values["region"] not in self.regions:
            text = msg("no such region: {name}", name=values["region"])
            fix = command_line("region add", "{name}", name=values["region"])
            return [layout.error(row, "region", "no_region", text, fix)]
        if "late_contact" not in layout.keys and history.state_of(values, self.importer.now).visit:
            t2 = values.get("t2")
            values["late_contact"] = (
                t2 is not None and t2 - values["t1"] > self.importer.limits_at(values["t1"]).contact
            )
        state = _ENDED.get(values["status"], State.NEW)
        ended = values.get("closed_at" if state == State.RESOLVED else "cancelled_at")
        self.numbers.set(values["order_no"], state, values["t1"], ended)
        return []

    def compare(self, tx: Tx, part: Part, goods: Sequence[Good]) -> list[int | RowError]:
        """Of each order: new, unchanged, or the error that its number belongs to another order."""
        there = files_queries.existing(tx, [g.no for g in goods if g.no is not None])
        if not there:
            return [self.numbers.state(g.no or "") or State.NEW for g in goods]
        promises, facts = order_rows.promises(tx, list(there)), order_rows.facts(tx, list(there))
        answers: list[int | RowError] = []
        for good in goods:
            row = there.get(good.no or "")
            if row is None:
                answers.append(self.numbers.state(good.no or "") or State.NEW)
                continue
            mine = dict(good.values)
            theirs = record(
                row,
                promises.get(row.order_no, []),
                facts.get(row.order_no, []),
                self.importer.zone,
                self.importer.policy,
            )
            for slot in SLOTS:
                _read_slot(slot, theirs, self.importer.policy)
            different = next(
                (
                    k
                    for k in sorted(part.layout.keys)
                    if k not in _NOT_COMPARED and not _equal(mine.get(k), theirs.get(k))
                ),
                None,
            )
            answers.append(
                State.UNCHANGED if different is None else other_order(part.layout, good, different)
            )
        return answers

    def write(
        self, tx: Transaction, goods: Mapping[str, Sequence[Good]], batch: int | None
    ) -> Mapping[str, Any]:
        """Writes orders with slots and facts, and the rows of the other files; what the audit event keeps."""
        orders = goods.get("orders", ())
        tx.insert_many(Order, [self._order(tx, g.values, batch) for g in orders])
        tx.insert_many(Promise, [p for g in orders for p in self._promises(g.values)])
        if not self.with_facts:
            records.add(tx, "facts", [f for g in orders for f in self._facts(g.values)])
        kept: dict[str, Any] = {}
        if orders:
            kept = {"first": orders[0].no, "last": orders[-1].no}
        hanging = {n: rows for n, rows in goods.items() if n not in ("orders", *records.OWN) and rows}
        mine = {g.values["order_no"] for rows in hanging.values() for g in rows}
        parents = {
            no: row for no, row in files_queries.existing(tx, sorted(mine)).items() if row.batch_id == batch
        }
        for name, rows in hanging.items():
            added = [
                stored(name, g.values, self.importer, self.user_ids, parents[g.values["order_no"]])
                for g in rows
                if g.values["order_no"] in parents
            ]
            records.add(tx, name, added)
            kept[name] = len(added)
        for name in records.OWN:
            own = [stored(name, g.values, self.importer, self.user_ids) for g in goods.get(name, ())]
            for row in own:
                row["batch_id"] = batch
                if name == "referrals":
                    row["ticket"] = self.tickets.number(tx, row["ticket"])
            records.add(tx, name, own)
            if own:
                kept[name] = len(own)
        return kept

    def _order(self, tx: Transaction, values: Mapping[str, Any], batch: int | None) -> dict[str, Any]:
        row = {name: values.get(name) for name in STORED}
        row |= {name: bool(row[name]) for name in flags(Order)}
        return row | {
            "number_history": row["number_history"] or numbers_typed(values, values["t1"], self.importer),
            "pending_request": None,
            "created_by": values.get("created_by") or self.importer.login,
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
            row["written_by"] = row["written_by"] or self.importer.login
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
                "logged_by": values.get("t31_written_by") or self.importer.login,
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
