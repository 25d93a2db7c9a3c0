"""Orders with their past from a file or folder: checked against the rules that made them, times kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from repaircli.actions.exports import record
from repaircli.actions.import_orders import other_order
from repaircli.actions.import_rows import Good, Importer, Numbers, Part, State
from repaircli.actions.transaction import Work
from repaircli.domain import OPEN_STATUSES, FormState, RequestStatus, T3Kind
from repaircli.exchange import columns
from repaircli.exchange.columns import Column, Layout
from repaircli.exchange.rows import Row, RowError
from repaircli.rules import history
from repaircli.rules.history import SLOTS
from repaircli.rules.limits import LIMITS
from repaircli.store import import_rows, imports
from repaircli.store import orders as order_rows
from repaircli.store.columns import Bool
from repaircli.store.session import Tx
from repaircli.store.tables.orders import Order
from repaircli.text import msg

_NEEDED = ("order_no", "origin", "t1", "status")
COLUMNS: Sequence[Column] = tuple(
    replace(c, required=True) if c.key in _NEEDED else c for c in columns.ORDERS
)

_STORED = tuple(c.name for c in Order.__table__.columns)
_FLAGS = tuple(c.name for c in Order.__table__.columns if isinstance(c.type, Bool))
_SLOT_DETAILS = ("type", "reason", "written_by", "parts_order", "part_code", "remark")
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

    def judge(self, row: Row, layout: Layout, values: dict[str, Any]) -> list[RowError]:
        """The rules of `rules.history`, and that stations and region are known. Slots get their kind and time."""
        found: list[RowError] = []
        for name in ("station", "branch"):
            no = values.get(name)
            if no is not None and no not in self.stations:
                text = msg("no such station: {no}", no=no)
                found.append(layout.error(row, name, "no_station", text, msg("repaircli station list")))
        for slot in SLOTS:
            _read_slot(slot, values)
        for finding in history.check(values, self.importer.now):
            where = finding.column if finding.column in layout.keys else "order_no"
            found.append(layout.error(row, where, finding.code, finding.text, finding.fix, finding.clause))
        if found:
            return found
        if values.get("region") is None:
            values["region"] = self.stations[values["station"]].region
        elif values["region"] not in self.regions:
            text = msg("no such region: {name}", name=values["region"])
            fix = msg("repaircli region add {name}", name=values["region"])
            return [layout.error(row, "region", "no_region", text, fix)]
        if "late_contact" not in layout.keys and history.is_visit(values):
            t2 = values.get("t2")
            values["late_contact"] = t2 is not None and t2 - values["t1"] > LIMITS.contact
        state = State.NEW if values["status"] in OPEN_STATUSES else State.ENDED
        self.numbers.set(values["order_no"], state, values["t1"])
        return []

    def compare(self, tx: Tx, part: Part, goods: Sequence[Good]) -> list[int | RowError]:
        """Of each order: new, unchanged, or the error that its number belongs to another order."""
        there = imports.existing(tx, [g.no for g in goods if g.no is not None])
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
                row, promises.get(row.order_no, []), facts.get(row.order_no, []), self.importer.zone
            )
            for slot in SLOTS:
                _read_slot(slot, theirs)
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

    def write(self, w: Work, goods: Mapping[str, Sequence[Good]], batch: int | None) -> Mapping[str, Any]:
        """Writes orders with slots and facts, and the rows of the other files; what the audit event keeps."""
        orders = goods.get("orders", ())
        import_rows.add_orders(w.tx, [self._order(w, g.values, batch) for g in orders])
        import_rows.add_promises(w.tx, [p for g in orders for p in self._promises(g.values)])
        if not self.with_facts:
            import_rows.add_facts(w.tx, [f for g in orders for f in self._facts(g.values)])
        kept: dict[str, Any] = {}
        if orders:
            kept = {"first": orders[0].no, "last": orders[-1].no}
        others = {name: rows for name, rows in goods.items() if name != "orders" and rows}
        if others:
            mine = {g.values["order_no"] for rows in others.values() for g in rows}
            parents = {
                no: row for no, row in imports.existing(w.tx, sorted(mine)).items() if row.batch_id == batch
            }
            for name, rows in others.items():
                added = [
                    self._child(name, g.values, parents[g.values["order_no"]])
                    for g in rows
                    if g.values["order_no"] in parents
                ]
                _add(w.tx, name, added)
                kept[name] = len(added)
        return kept

    def _order(self, w: Work, values: Mapping[str, Any], batch: int | None) -> dict[str, Any]:
        row = {name: values.get(name) for name in _STORED}
        row |= {name: bool(row[name]) for name in _FLAGS}
        return row | {
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
            row = {name: values.get(f"{slot}_{name}") for name in _SLOT_DETAILS}
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

    def _child(self, name: str, values: Mapping[str, Any], order: Any) -> dict[str, Any]:
        row = {c.key: values.get(c.key) for c in CHILDREN[name]}
        who = self.importer.login
        if name == "contacts":
            row["recorded_at"] = row["recorded_at"] or row["at"]
            row["recorded_by"] = row["recorded_by"] or who
            row["late"] = bool(row["late"])
        elif name == "facts":
            row["logged_by"] = row["logged_by"] or who
        elif name == "urges":
            row["created_by"] = row["created_by"] or who
        else:
            row["station"] = row["station"] or order.station
            row["region"] = row["region"] or order.region
        if name == "forms":
            row["submitted_by"] = row["submitted_by"] or who
        if name == "requests":
            row["channel"] = row["channel"] or ("region" if row["asked_by"] == "region" else "web")
            row["agrees_rereport"] = bool(row["agrees_rereport"])
            row["station_induced"] = bool(row["station_induced"])
            row["requested_name"] = row["requested_name"] or row["requested_login"]
            # an identity that is not in this database is nobody's, so that four eyes never mistake it for another
            row["requested_by"] = self.user_ids.get(str(row["requested_login"]), 0)
            row["decided_by"] = self.user_ids.get(str(row["decided_login"] or ""))
        return row


CHILDREN: Mapping[str, Sequence[Column]] = {
    "contacts": columns.CONTACTS,
    "facts": columns.FACTS,
    "urges": columns.URGES,
    "forms": columns.FORMS,
    "requests": columns.REQUESTS,
}


def _add(tx: Tx, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    if name in ("forms", "requests"):
        from repaircli.store import import_requests

        add = import_requests.add_forms if name == "forms" else import_requests.add_requests
    else:
        add = {
            "contacts": import_rows.add_contacts,
            "facts": import_rows.add_facts,
            "urges": import_rows.add_urges,
        }[name]
    add(tx, rows)


_HAPPENED = {
    "contacts": ("at", "recorded_at", "voided_at"),
    "facts": ("logged_at", "voided_at"),
    "urges": ("created_at",),
    "forms": ("submitted_at", "decided_at"),
    "requests": ("requested_at", "decided_at"),
}


@dataclass(slots=True)
class PastChildren:
    """Judges the rows of another file of the folder: calls, facts, urge orders, statements or requests."""

    name: str
    importer: Importer
    numbers: Numbers
    columns: Sequence[Column] = ()
    key: str | None = None
    _pending: set[str] = field(default_factory=set)

    def judge(self, row: Row, layout: Layout, values: dict[str, Any]) -> list[RowError]:
        """That its order is in the folder, that its times can be, and that a request or statement is whole."""
        no = values["order_no"]
        state = self.numbers.state(no)
        if state is None:
            text = msg("order {no} is not in the file of the orders", no=no)
            return [layout.error(row, "order_no", "no_order", text, msg("add the order, or remove this row"))]
        if state not in (State.NEW, State.ENDED):
            return []
        found = []
        for name in _HAPPENED[self.name]:
            at = values.get(name)
            if at is not None and at > self.importer.now:
                found.append(
                    layout.error(
                        row, name, "in_future", msg("this time is still to come"), msg("correct the time")
                    )
                )
            elif at is not None and at.timestamp() < self.numbers.t1(no):
                text, fix = msg("this time lies before T1"), msg("correct one of the two times")
                found.append(layout.error(row, name, "before_t1", text, fix, "001-1.5.2"))
        if self.name == "requests":
            found += self._request(row, layout, values, state)
        if self.name == "forms" and values["state"] != FormState.PENDING and values.get("decided_at") is None:
            text = msg("a decided statement has the time of its decision")
            found.append(
                layout.error(row, "decided_at", "undecided", text, msg("give the time"), "001-1.5.7")
            )
        return found

    def compare(self, tx: Tx, part: Part, goods: Sequence[Good]) -> list[int | RowError]:
        """Of each row what became of its order: it is written with a new one, and otherwise left out."""
        return [self.numbers.state(g.values["order_no"]) or State.BAD for g in goods]

    def _request(self, row: Row, layout: Layout, values: Mapping[str, Any], state: int) -> list[RowError]:
        if values["status"] != RequestStatus.PENDING:
            if values.get("decided_at") is None:
                text = msg("a request that is not pending has the time of its decision")
                return [layout.error(row, "decided_at", "undecided", text, msg("give the time"), "001-3.6.2")]
            return []
        no = values["order_no"]
        if state == State.ENDED:
            text = msg("order {no} is closed or cancelled, so no request of it is pending", no=no)
            return [
                layout.error(row, "status", "order_closed", text, msg("decide or withdraw it"), "001-1.3.4")
            ]
        if no in self._pending:
            text = msg("order {no} has two pending requests", no=no)
            return [
                layout.error(
                    row, "status", "two_pending", text, msg("decide or withdraw one of them"), "001-3.6.1"
                )
            ]
        self._pending.add(no)
        return []


def _read_slot(slot: str, values: dict[str, Any]) -> None:
    """Makes time and kind out of what a T3 cell says; a bare 2010-01-01 is told by its reason (requirements A9)."""
    at, kind = values.get(slot), values.get(f"{slot}_kind")
    sentinel = isinstance(at, date) and not isinstance(at, datetime)
    if sentinel:
        values[slot] = None
        kind = kind or history.sentinel_kind(values.get(f"{slot}_reason"))
    elif at is not None:
        kind = kind or T3Kind.NORMAL
    values[f"{slot}_kind"] = None if kind is None else str(kind)


def _equal(mine: Any, theirs: Any) -> bool:
    if isinstance(mine, (list, tuple)) or isinstance(theirs, (list, tuple)):
        return sorted(mine or ()) == sorted(theirs or ())
    return (mine or None) == (theirs or None)
