"""The other files of a folder with records: what hangs on an order, and what hangs on a station alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from repaircli.files import records
from repaircli.network.tables import Station
from repaircli.orders.state import order_state
from repaircli.orders.tables import Order
from repaircli.platform.codes import RequestStatus, VisitResult
from repaircli.platform.db.columns import flags
from repaircli.platform.db.session import Tx
from repaircli.platform.text import Msg, command_line, msg
from repaircli.rules.cancelling import statements
from repaircli.rules.orders import past
from repaircli.rules.orders.history import Finding
from repaircli.tabular.columns import Layout
from repaircli.tabular.import_rows import NEW_STATES, Importer, ImportFile, Numbers, RowStatus, ValidRow
from repaircli.tabular.rows import Row, RowError

_WHO = {
    "contacts": "recorded_by",
    "facts": "logged_by",
    "urges": "created_by",
    "notes": "written_by",
    "attachments": "attached_by",
    "parts": "requested_by",
    "replaced": "logged_by",
    "visits": "visited_by",
    "advices": "given_by",
    "entrustments": "issued_by",
    "forms": "submitted_by",
    "violations": "recorded_by",
    "polls": "login",
}
"""Who did it, by default the importer."""


def stored(
    name: str, values: Mapping[str, Any], folder: PastFolder, order: Order | None = None
) -> dict[str, Any]:
    """The row of the file `name` as its table holds it. `order` is the one that it hangs on."""
    row = {c.key: values.get(c.key) for c in records.columns_of(name)}
    row |= {flag: bool(row[flag]) for flag in flags(records.TABLES[name])}
    if (who := _WHO.get(name)) is not None:
        row[who] = row[who] or folder.importer.login
    if name == "contacts":
        row["recorded_at"] = row["recorded_at"] or row["at"]
    if order is not None and name in ("forms", "requests", "entrustments"):
        row["station"] = row["station"] or order.station
        row["region"] = row["region"] or order.region
    if order is not None and name == "forms":
        state = order_state(order, folder.importer.now)
        row["subject"] = row["subject"] or str(statements.usual(state, values["submitted_at"]))
    if name == "requests":
        row["channel"] = row["channel"] or ("region" if row["asked_by"] == "region" else "web")
        row["requested_name"] = row["requested_name"] or row["requested_login"]
        # an identity that is not in this database is nobody's, so that four eyes never mistake it for another
        row["requested_by"] = folder.users.get(str(row["requested_login"]), 0)
        row["decided_by"] = folder.users.get(str(row["decided_login"] or ""))
    if name == "pending":
        row["orders"] = list(row["orders"] or ())
    return row


@dataclass(slots=True)
class Tickets:
    """The pending tickets of the folder: what each is told by, and which of those that look alike it is."""

    known: dict[int, tuple[tuple[Any, ...], int]] = field(default_factory=dict)

    def number(self, tx: Tx, id_: int | None) -> int | None:
        """The number that the ticket of the file has in the database."""
        if id_ is None or id_ not in self.known:
            return None
        key, nth = self.known[id_]
        alike = [row.id for row in records.alike(tx, "pending", [key[0]]) if _identity(row, "pending") == key]
        return alike[nth - 1] if len(alike) >= nth else None


@dataclass(slots=True)
class PastFolder:
    """What the judges of all files of a folder share: who imports, what the database knows, what the folder names."""

    importer: Importer
    numbers: Numbers
    stations: Mapping[str, Station]
    regions: frozenset[str]
    users: Mapping[str, int]
    """The number of each identity by login."""
    tickets: Tickets = field(default_factory=Tickets)

    def places(self, row: Row, layout: Layout, values: Mapping[str, Any]) -> Iterator[RowError]:
        """The stations of a row that do not exist."""
        for name in ("station", "branch"):
            no = values.get(name)
            if no is not None and no not in self.stations:
                text = msg("no such station: {no}", no=no)
                yield layout.error(row, name, "no_station", text, command_line("station list"))

    def region(self, row: Row, layout: Layout, values: Mapping[str, Any]) -> Iterator[RowError]:
        """The region of a row where it does not exist."""
        region = values.get("region")
        if region is not None and region not in self.regions:
            text = msg("no such region: {name}", name=region)
            add = command_line("region add", "{name}", name=region)
            yield layout.error(row, "region", "no_region", text, add)


@dataclass(slots=True)
class PastChildren:
    """Judges the rows of a file that hang on orders of the folder."""

    name: str
    folder: PastFolder
    key: str | None = None
    _pending: set[str] = field(default_factory=set)
    _visited: set[str] = field(default_factory=set)
    _parts: dict[str, tuple[str, set[str]]] = field(default_factory=dict)
    _papers: dict[str, str] = field(default_factory=dict)

    def judge(self, row: Row, layout: Layout, values: dict[str, Any]) -> list[RowError]:
        """That its order is in the folder, and that it can be true beside the other rows of that order."""
        no = values["order_no"]
        state = self.folder.numbers.state(no)
        if state is None:
            return [_no_order(row, layout, "order_no", no)]
        if state not in NEW_STATES:
            return []
        found = list(past.check(self.name, values, self.folder.importer.now, self.folder.numbers.of(no)))
        beside = {
            "requests": self._request,
            "visits": self._visit,
            "parts": self._part,
            "entrustments": self._entrusted,
        }.get(self.name)
        if not found and beside is not None:
            found += beside(no, values)
        return _errors(row, layout, found)

    def compare(self, tx: Tx, file: ImportFile, entries: Sequence[ValidRow]) -> list[int | RowError]:
        """Of each row what became of its order: it is written with a new one, and otherwise left out.

        The number of a parts order, or of a paper, that another order of the database has is an error.
        """
        states: list[int | RowError] = [
            self.folder.numbers.state(g.values["order_no"]) or RowStatus.BAD for g in entries
        ]
        if self.name not in ("parts", "entrustments"):
            return states
        column, owners, taken = (
            ("po", records.owners, _taken)
            if self.name == "parts"
            else ("paper_no", records.papers, _paper_taken)
        )
        known = owners(tx, list({g.values[column] for g in entries if g.values.get("voided_at") is None}))
        for i, (entry, state) in enumerate(zip(entries, states, strict=True)):
            owner = known.get(entry.values[column]) if entry.values.get("voided_at") is None else None
            if state in NEW_STATES and owner not in (None, entry.values["order_no"]):
                finding = taken(entry.values[column], owner or "")
                states[i] = _errors(entry.row, file.layout, [finding])[0]
        return states

    def _request(self, no: str, values: Mapping[str, Any]) -> list[Finding]:
        if values["status"] != RequestStatus.PENDING:
            return []
        if no in self._pending:
            text = msg("order {no} has two pending requests", no=no)
            return [Finding("status", "two_pending", "own-1", text, msg("decide or withdraw one of them"))]
        self._pending.add(no)
        return []

    def _visit(self, no: str, values: Mapping[str, Any]) -> list[Finding]:
        if no in self._visited:
            text = msg("the customer of this order was already visited")
            return [Finding("order_no", "already_visited", "001-1.5.9", text, msg("remove this row"))]
        if values["result"] != VisitResult.UNREACHABLE:
            self._visited.add(no)
        return []

    def _part(self, no: str, values: Mapping[str, Any]) -> list[Finding]:
        po, code = values["po"], values["part_code"]
        owner, codes = self._parts.setdefault(po, (no, set()))
        if owner != no:
            return [_taken(po, owner)]
        if code in codes:
            text = msg("part {code} is already applied for with parts order {po}", code=code, po=po)
            return [Finding("part_code", "part_applied_for", "001-1.5.5", text, msg("remove this row"))]
        codes.add(code)
        return []

    def _entrusted(self, no: str, values: Mapping[str, Any]) -> list[Finding]:
        if values.get("voided_at") is not None:
            return []
        paper = values["paper_no"]
        if paper in self._papers:
            return [_paper_taken(paper, self._papers[paper])]
        if no in self._papers.values():
            text = msg("order {no} has two valid entrustment forms", no=no)
            fix = msg("one of them was taken back: write the time")
            return [Finding("voided_at", "already_entrusted", "001-4.5.3", text, fix)]
        self._papers[paper] = no
        return []


@dataclass(slots=True)
class PastOwn:
    """Judges the rows of a file that hang on a station alone: pending tickets, referrals, polls."""

    name: str
    folder: PastFolder
    key: str | None = None
    _seen: Counter[tuple[Any, ...]] = field(default_factory=Counter)

    def judge(self, row: Row, layout: Layout, values: dict[str, Any]) -> list[RowError]:
        """Checks that station, region and orders are known, and that the row can be true."""
        folder = self.folder
        found = [*folder.places(row, layout, values), *folder.region(row, layout, values)]
        column = "orders" if self.name == "pending" else "order_no"
        named = values.get(column) or ()
        for no in (named,) if isinstance(named, str) else named:
            if folder.numbers.state(no) is None:
                found.append(_no_order(row, layout, column, no))
        ticket = values.get("ticket")
        if ticket is not None and ticket not in folder.tickets.known:
            text, fix = msg("no such pending ticket: {id}", id=str(ticket)), msg("add it to pending.csv")
            found.append(layout.error(row, "ticket", "no_ticket", text, fix))
        importer = folder.importer
        limits = importer.limits_at(values.get("created_at") or importer.now)
        found += _errors(row, layout, past.check(self.name, values, importer.now, limits=limits))
        if not found and self.name != "polls":
            # of those that look alike the n-th of the file is the n-th of the database
            key = tuple(values.get(k) for k in records.OWN[self.name])
            self._seen[key] += 1
            values["nth"] = self._seen[key]
            if self.name == "pending":
                folder.tickets.known[values["id"]] = (key, values["nth"])
        return found

    def compare(self, tx: Tx, file: ImportFile, entries: Sequence[ValidRow]) -> list[int | RowError]:
        """Of each row whether it is there; one whose order is bad is left out."""
        key = records.OWN[self.name]
        there = Counter(
            _identity(row, self.name)
            for row in records.alike(tx, self.name, [g.values[key[0]] for g in entries])
        )
        states: list[int | RowError] = []
        for entry in entries:
            mine = tuple(entry.values.get(k) for k in key)
            order = entry.values.get("order_no")
            if there[mine] >= entry.values.get("nth", 1):
                states.append(RowStatus.UNCHANGED)
            elif order is not None and self.folder.numbers.state(order) == RowStatus.BAD:
                states.append(RowStatus.BAD)
            else:
                states.append(RowStatus.NEW)
                if self.name == "polls":
                    there[mine] += 1
        return states


def _identity(row: object, name: str) -> tuple[object, ...]:
    return tuple(getattr(row, k) for k in records.OWN[name])


def _taken(po: str, owner: str) -> Finding:
    text = msg("parts order {po} belongs to order {no}", po=po, no=owner)
    return Finding("po", "parts_order_taken", "001-1.5.5", text, msg("correct the number"))


def _paper_taken(paper: str, owner: str) -> Finding:
    text = msg("paper form {paper} is already used for order {no}", paper=paper, no=owner)
    return Finding("paper_no", "paper_taken", "001-4.5.3", text, msg("correct the number"))


def _no_order(row: Row, layout: Layout, column: str, no: str) -> RowError:
    text: Msg = msg("order {no} is not in the file of the orders", no=no)
    return layout.error(row, column, "no_order", text, msg("add the order, or remove this row"))


def _errors(row: Row, layout: Layout, findings: Sequence[Finding]) -> list[RowError]:
    return [layout.error(row, f.column, f.code, f.text, f.fix, f.clause) for f in findings]
