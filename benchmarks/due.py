"""What is due: over 200,000 orders, 5,000 of them open in every stage, it costs little more than one order shown."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import dataset
from measure import REPAIRCLI, Command, Ratio, ratio, show, timed

from repaircli.orders.part_tables import PartsRequest
from repaircli.orders.tables import Contact, Fact, Order, Promise
from repaircli.platform.db.session import Database
from repaircli.platform.user_tables import User

LARGE, OPEN, BAR = 200_000, 5_000, 1.5
_NOW = datetime.fromisoformat(dataset.NOW)
_LATE, _SOON = _NOW - timedelta(hours=5), _NOW + timedelta(hours=3)


def make(path: Path) -> None:
    """The usual network with its orders of years, all closed, and the open ones in the stages of `_STAGES`."""
    dataset.make(path, LARGE - OPEN)
    database = Database.open(str(path))
    with database.write() as tx:
        closed = {"closed_at": _NOW, "close_basis": "signed", "status": "resolved"}
        tx.update(Order, {"status": "downloaded"}, **closed)
        tx.insert(User, login="ag", name="ag", roles="agent", created_at=_NOW)
        for i in range(OPEN):
            _STAGES[i % len(_STAGES)](tx, f"O-{i:05d}", i)
    database.close()


def _order(tx: Any, no: str, i: int, t1: datetime, **values: Any) -> None:
    station, region = dataset.STATIONS[i % len(dataset.STATIONS)]
    row = dataset.open_order(no, station, region, t1) | {"status": "in_service", "engineer": "eng"}
    tx.insert(Order, **(row | values))


def _slot(tx: Any, no: str, at: datetime | None, written: datetime, slot: int = 1) -> None:
    kind = "normal" if at else "unreachable"
    reasons = {"type": "客户原因", "reason": "用户改期"} if slot > 1 else {}
    tx.insert(
        Promise, order_no=no, slot=slot, kind=kind, at=at, written_at=written, written_by="eng", **reasons
    )


def _uncontacted(tx: Any, no: str, i: int) -> None:
    special = {"special": "media"} if i % 40 == 0 else {}
    _order(tx, no, i, _NOW - timedelta(minutes=i % 400), status="dispatched", **special)


def _unreachable(tx: Any, no: str, i: int) -> None:
    t1 = _NOW - timedelta(days=2 + i % 6, hours=8)
    t2 = t1 + timedelta(hours=3, minutes=40)
    _order(tx, no, i, t1, t2=t2, first_contact_at=t1 + timedelta(hours=1))
    _slot(tx, no, None, t2)
    tx.insert_many(Contact, list(_calls(no, t1, i % 7)))


def _calls(no: str, t1: datetime, each: int) -> Iterator[dict[str, Any]]:
    yield dataset.logged_call(no, t1 + timedelta(hours=1), "no-answer")
    day = t1.date() + timedelta(days=1)
    while day <= _NOW.date():
        for n in range(each):
            at = datetime.combine(day, time(9 + n), _NOW.tzinfo)
            yield dataset.logged_call(no, at.astimezone(UTC), "no-answer")
        day += timedelta(days=1)


def _promised(at: datetime) -> Any:
    def stage(tx: Any, no: str, i: int) -> None:
        t1 = _NOW - timedelta(days=3)
        _order(tx, no, i, t1, t2=t1 + timedelta(hours=1), first_contact_at=t1 + timedelta(minutes=30))
        _slot(tx, no, at, t1 + timedelta(hours=1))
        tx.insert(Contact, **dataset.logged_call(no, t1 + timedelta(minutes=30), "reached"))
        if i % 4 == 0:
            _slot(tx, no, at + timedelta(days=1), t1 + timedelta(days=2), 2)
        if i % 11 == 0:
            tx.insert(
                PartsRequest, order_no=no, po=f"PO{i}", part_code="PWR", eta=_LATE.date() - timedelta(days=i % 3),
                status="requested", requested_by="co", requested_at=t1,
            )  # fmt: skip

    return stage


def _in_station(tx: Any, no: str, i: int) -> None:
    t1 = _NOW - timedelta(days=4)
    values = {"origin": "station", "service": "carry-in", "in_custody": True, "arrived_at": t1}
    if i % 2:
        _order(tx, no, i, t1, repaired_at=_LATE, **values)
    else:
        _order(tx, no, i, t1, recontact_at=_SOON, **values)


def _done(tx: Any, no: str, i: int) -> None:
    t1 = _NOW - timedelta(days=3)
    done = {"repaired_at": _LATE, "started_at": _LATE} | ({"signed_at": _LATE} if i % 2 else {})
    _order(tx, no, i, t1, t2=t1 + timedelta(hours=1), first_contact_at=t1, **done)
    _slot(tx, no, _LATE, t1 + timedelta(hours=1))
    tx.insert(Fact, order_no=no, code="repaired", logged_at=_LATE, logged_by="eng")


_STAGES = (
    _uncontacted,
    _promised(_LATE),
    _promised(_NOW + timedelta(days=2)),
    _unreachable,
    _promised(_SOON),
    _in_station,
    _done,
    _promised(_NOW + timedelta(days=1)),
)


def measured(rounds: int = 25) -> list[Ratio]:
    """`due` for everybody, for a region and for a station, against one order shown to the same person."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "due.db"
        make(path)
        return measured_on(path, rounds)


def measured_on(path: Path, rounds: int) -> list[Ratio]:
    """The same on a database that is there already."""
    env = dataset.environment(path)
    base = Command([REPAIRCLI, "order", "show", "B-0100008"], env | {"REPAIRCLI_AS": "ag"})
    commands = {"order show": base}
    for who, words in (("ag", "all"), ("li", "a region"), ("co", "a station")):
        commands[f"due, {words}"] = Command([REPAIRCLI, "due"], env | {"REPAIRCLI_AS": who})
    found = timed(commands, rounds)
    return [
        ratio(
            f"{name} of {LARGE:,} orders, {OPEN:,} open", "order show", found[name], found["order show"], BAR
        )
        for name in commands
        if name != "order show"
    ]


if __name__ == "__main__":
    sys.exit(0 if show(measured_on(Path(sys.argv[1]), 9) if sys.argv[1:] else measured()) else 1)
