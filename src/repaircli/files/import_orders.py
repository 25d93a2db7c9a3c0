"""New orders from a file: who may bring which, for which station, and how they are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from repaircli.files import queries as files_queries
from repaircli.files import records
from repaircli.files.order_columns import ORDERS
from repaircli.network import dispatch
from repaircli.network import queries as network_queries
from repaircli.network.tables import Station
from repaircli.orders import numbers
from repaircli.orders.tables import Order
from repaircli.platform import codes, telephone
from repaircli.platform.codes import Origin, Role, Service, Status
from repaircli.platform.db.columns import utc_text
from repaircli.platform.db.session import Tx
from repaircli.platform.telephone import Entry, first_entries
from repaircli.platform.text import Msg, command_line, counted, msg
from repaircli.platform.transaction import Transaction
from repaircli.rules.orders import create as orders_create
from repaircli.rules.policy.decision import Check
from repaircli.tabular.columns import Column, Layout
from repaircli.tabular.import_rows import Importer, ImportFile, RowStatus, ValidRow
from repaircli.tabular.rows import Row, RowError

COLUMNS: Sequence[Column] = tuple(c for c in ORDERS if not c.history)

BRANCH_CLAUSES = "001-1.5.1, 001-6.3.8"

_ORIGIN: Mapping[Role, Origin] = {Role.AGENT: Origin.CC, Role.CISD: Origin.CC, Role.LIAISON: Origin.REGION}
_COMPARED = tuple(c.key for c in COLUMNS if c.key not in ("order_no", "branch", "engineer"))
"""What makes two orders of one number the same; the station's own assignments are not looked at."""
_FLAGS = ("paid_visit", "proxy_report")


@dataclass(slots=True)
class NewOrders:
    """Judges rows of orders that are new, and writes them.

    `importer` brings them; `stations` by number, `engineers` their station by login, `sha256` of the file.
    """

    importer: Importer
    stations: Mapping[str, Station]
    engineers: Mapping[str, str | None]
    sha256: str
    key: str | None = "order_no"
    _per_day: Counter[tuple[str, date]] = field(default_factory=Counter)
    _checked: dict[tuple[str, str, bool], Sequence[Check]] = field(default_factory=dict)
    _doubtful: list[str] = field(default_factory=list)

    def judge(self, row: Row, layout: Layout, values: dict[str, Any]) -> list[RowError]:
        """Origin, station, branch, engineer and T1 by the rules of interface 10 and of generating (001-6.3)."""
        who = self.importer
        found = [*self._origin(row, layout, values), *self._station(row, layout, values)]
        t1 = values.get("t1")
        if t1 is not None and t1 > who.now:
            found.append(
                layout.error(row, "t1", "in_future", msg("T1 is later than now"), msg("correct the time"))
            )
        if not found:
            values["region"] = self.stations[values["station"]].region
        return found

    def note_new(self, entry: ValidRow) -> None:
        """Counts a new order for its station and day, for `warnings`."""
        at = entry.values.get("t1") or self.importer.now
        self._per_day[entry.values["station"], at.astimezone(self.importer.zone).date()] += 1
        known = (*entry.values["phones"], entry.values.get("caller_no"))
        self._doubtful += [number for number in known if number is not None and telephone.doubtful(number)]

    def _origin(self, row: Row, layout: Layout, values: dict[str, Any]) -> list[RowError]:
        origin = values.get("origin")
        if origin is None:
            usual = _ORIGIN.get(self.importer.role)
            if usual is None:
                text = msg("the origin of the order is missing")
                return [layout.error(row, "origin", "empty", text, msg("座席派单 or 大区派单, cc or region"))]
            values["origin"] = str(usual)
        elif origin not in (Origin.CC, Origin.REGION):
            text = msg("an order that a station generated is not dispatched")
            fix = msg("座席派单 or 大区派单, cc or region; for historical records: --history")
            return [layout.error(row, "origin", "origin", text, fix, "001-2.4.1")]
        return []

    def _station(self, row: Row, layout: Layout, values: dict[str, Any]) -> list[RowError]:
        station = self.stations.get(values["station"])
        if station is None:
            text = msg("no such station: {no}", no=values["station"])
            return [layout.error(row, "station", "no_station", text, command_line("station list"))]
        if station.head is not None:
            text = msg(
                "{station} is a branch point; orders are dispatched to its head station {head} ({clauses})",
                station=station.no,
                head=station.head,
                clauses=BRANCH_CLAUSES,
            )
            fix = msg("write {head}, and {station} as branch", head=station.head, station=station.no)
            return [layout.error(row, "station", "branch_station", text, fix, BRANCH_CLAUSES)]
        found = [
            layout.error(
                row, _COLUMN_OF.get(c.code, "station"), c.code, c.text, _FIX_OF.get(c.code, _FIX), c.clause
            )
            for c in self._broken(station, values["service"], bool(values.get("paid_visit")))
        ]
        branch, engineer = values.get("branch"), values.get("engineer")
        point = self.stations.get(branch) if branch else None
        if branch and (point is None or point.head != station.no):
            text = msg("{branch} is not a branch point of {station}", branch=branch, station=station.no)
            fix = command_line("station show", "{station}", station=station.no)
            found.append(layout.error(row, "branch", "no_branch", text, fix, "001-6.3.8"))
        if engineer and self.engineers.get(engineer) not in (branch, station.no):
            text = msg("{login} is not an engineer of this station", login=engineer)
            found.append(layout.error(row, "engineer", "no_engineer", text, command_line("user list")))
        return found

    def _broken(self, station: Station, service: str, paid_visit: bool) -> Sequence[Check]:
        """The rules of generating that such an order breaks; area and period matter to a station's own orders only."""
        known = self._checked.get((station.no, service, paid_visit))
        if known is not None:
            return known
        who = self.importer
        today = who.now.astimezone(who.zone).date()
        order = orders_create.NewOrder(
            role=str(who.role),
            service=service,
            station=station.no,
            head=station.head,
            station_closed=network_queries.is_closed(station, today),
            notebook_station=bool(station.notebook),
            same_station=False,
            same_region=who.role is not Role.LIAISON or who.region == station.region,
            paid_visit=paid_visit,
            area=None,
            onsite_until=None,
            today=today,
        )
        found = self._checked[station.no, service, paid_visit] = orders_create.check(order)
        return found

    def compare(self, tx: Tx, file: ImportFile, entries: Sequence[ValidRow]) -> list[int | RowError]:
        """Of each row: new, unchanged, or the error that its number belongs to another order."""
        there = files_queries.existing(tx, [g.no for g in entries if g.no is not None])
        # rows without a number can be told only by the file that they stand in
        before = None
        if any(g.no is None for g in entries):
            before = files_queries.same_file(tx, "orders", self.sha256, "done")
        left_out = frozenset(before.options.get("left_out", ())) if before is not None else frozenset()
        answers: list[int | RowError] = []
        for entry in entries:
            if entry.no is None:
                known = before is not None and entry.row.line not in left_out
                answers.append(RowStatus.UNCHANGED if known else RowStatus.NEW)
            elif entry.no not in there:
                answers.append(RowStatus.NEW)
            else:
                answers.append(self._same(file.layout, entry, there[entry.no]))
        return answers

    def _same(self, layout: Layout, entry: ValidRow, row: Order) -> int | RowError:
        for key in _COMPARED:
            mine, theirs = entry.values.get(key), getattr(row, key)
            if key == "t1" and mine is None:
                continue
            if key in _FLAGS:
                mine, theirs = bool(mine), bool(theirs)
            if mine != (theirs or None if isinstance(theirs, str) else theirs):
                return other_order(layout, entry, key, {c: getattr(row, c) for c in _IDENTIFYING})
        return RowStatus.UNCHANGED

    def write(
        self, tx: Transaction, entries: Mapping[str, Sequence[ValidRow]], batch: int | None
    ) -> Mapping[str, Any]:
        """Writes new orders, the urge orders of special ones and their notices; what the audit event keeps."""
        rows = entries.get("orders", ())
        nameless = sum(1 for g in rows if g.no is None)
        made = iter(numbers.next_order_nos(tx, tx.local(tx.now).date(), nameless))
        written = [self._row(tx, g, g.no if g.no is not None else next(made), batch) for g in rows]
        tx.insert_many(Order, written)
        special = [row for row in written if row["special"] is not None]
        records.add(tx, "urges", [_urge(tx, row) for row in special])
        for row in special:
            no, station = row["order_no"], row["station"]
            tx.notify("N8", to_kind="station", to=station, order_no=no, args={"special": row["special"]})
        if not written:
            return {}
        told = {"first": written[0]["order_no"], "last": written[-1]["order_no"]}
        beyond = _beyond(tx, written)
        return told | ({"beyond_capacity": beyond} if beyond else {})

    def _row(self, tx: Transaction, entry: ValidRow, no: str, batch: int | None) -> dict[str, Any]:
        values: dict[str, Any] = {key: entry.values.get(key) for key in _WRITTEN}
        t1 = entry.values.get("t1") or tx.now
        return values | {
            "number_history": numbers_typed(values, t1, self.importer),
            "order_no": no,
            "status": str(Status.DISPATCHED),
            "t1": t1,
            "paid_visit": bool(values["paid_visit"]),
            "proxy_report": bool(values["proxy_report"]),
            "late_contact": False,
            "in_custody": False,
            "must_deliver_back": False,
            "parts_issued": False,
            "created_by": self.importer.login,
            "created_at": tx.now,
            "batch_id": batch,
        }

    def warnings(self, tx: Tx) -> list[Msg]:
        """Says which numbers are odd, and which stations get more than they can take.

        A station that a file names is never refused (interface 7).
        """
        capacity = files_queries.daily(tx, self.importer.now.date())
        odd = []
        if self._doubtful:
            n, numbers = len(self._doubtful), tuple(self._doubtful[:_NAMED])
            text = counted(
                n,
                msg("{number} looks like a mobile number but does not have 11 digits", number=numbers[0]),
                msg(
                    "{n} numbers look like mobile numbers but do not have 11 digits: {numbers}",
                    n=n,
                    numbers=numbers,
                ),
            )
            odd.append(text)
        most: dict[str, tuple[int, int]] = {}
        for (station, _), count in self._per_day.items():
            limit = capacity.get(station)
            if limit is not None and count > limit:
                days, highest = most.get(station, (0, 0))
                most[station] = days + 1, max(highest, count)
        return odd + [
            msg(
                "station {no} gets more orders than its capacity of {limit} a day on {days} days, up to {most}",
                no=no,
                limit=capacity[no],
                days=days,
                most=highest,
            )
            for no, (days, highest) in sorted(most.items())
        ]


_IDENTIFYING = ("customer", "t1")
_NAMED = 5
"""Odd numbers that a warning names."""
_WRITTEN = (*(c.key for c in COLUMNS if c.key != "order_no"), "region")
_COLUMN_OF = {"paid_visit_type": "paid_visit"}
_FIX = command_line("station list")
_FIX_OF = {
    "foreign_region": msg("leave the row to the liaison of that region"),
    "paid_visit_type": msg("write {service} as service", service=str(Service.CARRY_IN)),
}


def numbers_typed(values: Mapping[str, Any], t1: datetime, who: Importer) -> list[Entry] | None:
    """How the numbers of a new row were written, where that is not their one form."""
    caller = values.get("caller_no")
    known = [*(values.get("phones") or ()), *([caller] if caller else ())]
    return first_entries(known, utc_text(t1), who.login, str(who.role)) or None


def other_order(layout: Layout, entry: ValidRow, key: str, there: Mapping[str, Any]) -> RowError:
    """The error of a number that an order has; it names the column in which they differ, not what is in it.

    `there` is the order of the database. One of the same customer and time is the same order, which a second number
    would double.
    """
    no = entry.no or ""
    if all(entry.values.get(column) in (None, there[column]) for column in _IDENTIFYING):
        text = msg(
            "order {no} is here already, with another {column}; an import adds orders and changes none",
            no=no,
            column=key,
        )
        fix = msg(
            "leave this row out with --skip-invalid; what happened since is recorded by its own commands, see"
            " repaircli order show {no}",
            no=no,
        )
    else:
        text = msg("order {no} already exists with another {column}", no=no, column=key)
        fix = msg(
            "write another number for this row, or leave the cell empty; see repaircli order show {no}", no=no
        )
    return layout.error(entry.row, "order_no", "order_exists", text, fix)


def _beyond(tx: Transaction, written: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """How many orders of today are beyond the capacity of their stations; a station that a row names is never refused."""
    today = tx.local(tx.now).date()
    stations = {row["station"] for row in written if tx.local(row["t1"]).date() == today}
    loads = dispatch.loads(tx, sorted(stations), today)
    return {
        load.station: load.taken - load.daily
        for load in loads
        if load.daily is not None and load.taken > load.daily
    }


def _urge(tx: Transaction, row: Mapping[str, Any]) -> dict[str, Any]:
    # the special user's information goes out with the order itself (001-4.4.1, 001-4.5.1)
    zh = codes.word("special", row["special"], "zh")
    text = f"特殊身份用户（{zh}）：{row['customer']}，{'、'.join(row['phones'])}"
    return {
        "order_no": row["order_no"],
        "kind": "special_user",
        "text": text,
        "created_by": row["created_by"],
        "created_at": tx.now,
    }
