"""Databases to measure on: a network, its people, and as many orders as wanted, the same at every run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from repaircli.cancelling.tables import CancelRequest
from repaircli.network.tables import Region, Station
from repaircli.orders.tables import Contact, Order, Promise
from repaircli.platform.db.migrations import runner
from repaircli.platform.db.session import Tx
from repaircli.platform.user_tables import User

NOW = "2026-06-10T18:00:00+08:00"
_NOW = datetime.fromisoformat(NOW)
REGIONS = ("华北区", "华东区", "华南区")
STATIONS = tuple((f"{n:06d}", REGIONS[n % 3]) for n in range(1, 13))
STATION, REGION = STATIONS[0]
"""The station and region whose people act in the benchmarks: `co` and `eng` of the one, `li` of the other."""

OPEN = 40
"""One order in so many is open, the newest ones; all others are closed, as in a database of some years."""

_CHUNK = 5_000


def make(path: Path, orders: int) -> None:
    """A training database with so many orders, each with its first promise and one call.

    `U-1` is an unreachable customer's order at the end of its clock; `W-1` to `W-100` wait for their T31.
    """

    def fill(tx: Tx) -> None:
        _people(tx)
        for start in range(0, orders, _CHUNK):
            numbers = range(start, min(start + _CHUNK, orders))
            tx.insert_many(Order, [_order(i, orders) for i in numbers])
            tx.insert_many(Promise, [_promise(i, orders) for i in numbers])
            tx.insert_many(Contact, [_contact(i, orders) for i in numbers])
        tx.insert_many(Order, [_waiting(i) for i in range(1, 101)])
        _unreachable(tx)

    runner.create(str(path), True, fill).close()


def make_requests(path: Path, requests: int) -> None:
    """A training database with so many orders, on each of which a cancel request waits for the region."""

    def fill(tx: Tx) -> None:
        _people(tx)
        for start in range(0, requests, _CHUNK):
            numbers = range(start, min(start + _CHUNK, requests))
            tx.insert_many(Order, [open_order(f"Q-{i}") | {"pending_request": i + 1} for i in numbers])
            tx.insert_many(CancelRequest, [_request(i) for i in numbers])

    runner.create(str(path), True, fill).close()


def environment(path: Path) -> dict[str, str]:
    """What a command needs to work on the database at `path` at its time."""
    return {"REPAIRCLI_DB": os.fspath(path), "REPAIRCLI_NOW": NOW, "REPAIRCLI_LANG": "en"}


def _people(tx: Tx) -> None:
    for name in REGIONS:
        tx.insert(Region, name=name, created_at=_NOW)
    for no, region in STATIONS:
        tx.insert(Station, no=no, name=f"{region}{no}站", region=region, created_at=_NOW)
    for login, roles, where in (
        ("co", "coordinator", {"station": STATION}),
        ("eng", "engineer", {"station": STATION}),
        ("li", "liaison", {"region": REGION}),
    ):
        tx.insert(User, login=login, name=login, roles=roles, created_at=_NOW, **where)


def _t1(i: int, orders: int) -> datetime:
    """Spread evenly over the three years before now, the oldest first."""
    return (_NOW - timedelta(days=1095) * ((orders - i) / orders)).astimezone(UTC)


def _order(i: int, orders: int) -> dict[str, Any]:
    station, region = STATIONS[i % len(STATIONS)]
    t1 = _t1(i, orders)
    row = open_order(f"B-{i:07d}", station, region, t1) | {"t2": t1 + timedelta(hours=1)}
    closed = i < orders - orders // OPEN
    if closed and i % 10 == 0:
        return row | {
            "status": "cancelled",
            "cancel_reason": "self_resolved",
            "cancel_remark": f"{region}，{station}，已正常，用户自行解决，li",
            "cancelled_by": "li",
            "cancelled_at": t1 + timedelta(days=2),
        }
    if closed:
        return row | {
            "status": "resolved",
            "solution": "更换内存后正常",
            "signed_at": t1 + timedelta(days=2),
            "repaired_at": t1 + timedelta(days=2),
            "closed_at": t1 + timedelta(days=2),
            "closed_by": "eng",
            "close_basis": "signed",
        }
    return row


_EMPTY = (
    "solution signed_at repaired_at closed_at closed_by close_basis cancel_reason cancel_remark cancelled_by"
    " cancelled_at pending_request t2"
)


def open_order(
    no: str, station: str = STATION, region: str = REGION, t1: datetime = _NOW - timedelta(hours=1)
) -> dict[str, Any]:
    """An order of the call centre that is downloaded."""
    # every row names the same columns, so that all of them go in as one statement
    return dict.fromkeys(_EMPTY.split()) | {
        "order_no": no,
        "origin": "cc",
        "service": "onsite",
        "station": station,
        "region": region,
        "customer": f"用户{no}",
        "phones": ["13800000000"],
        "address": f"{region}人民路{no}号",
        "product": "desktop",
        "fault": "开机无显示，风扇转动，已更换电源线仍不能启动",
        "status": "downloaded",
        "t1": t1,
        "downloaded_at": t1 + timedelta(minutes=5),
        "downloaded_by": "co",
        "created_at": t1,
    }


def _waiting(i: int) -> dict[str, Any]:
    return open_order(f"W-{i}")


def _promise(i: int, orders: int) -> dict[str, Any]:
    t1 = _t1(i, orders)
    return {
        "order_no": f"B-{i:07d}",
        "slot": 1,
        "kind": "normal",
        "at": t1 + timedelta(days=1),
        "type": "承诺时间内",
        "reason": "已约用户",
        "written_at": t1 + timedelta(hours=1),
        "written_by": "eng",
    }


def _contact(i: int, orders: int) -> dict[str, Any]:
    return logged_call(f"B-{i:07d}", _t1(i, orders) + timedelta(minutes=30), "reached")


def logged_call(no: str, at: datetime, result: str) -> dict[str, Any]:
    """A call to the customer, entered when it was made."""
    return {
        "order_no": no,
        "at": at,
        "recorded_at": at,
        "result": result,
        "number": "13800000000",
        "recorded_by": "eng",
    }


def _unreachable(tx: Tx) -> None:
    """An order whose customer did not answer six calls a day on every working day since the sentinel."""
    t1 = datetime.fromisoformat("2026-06-03T09:00:00+08:00")
    t2 = t1 + timedelta(hours=3, minutes=30)
    tx.insert(Order, **open_order("U-1", t1=t1) | {"t2": t2})
    tx.insert(
        Promise,
        order_no="U-1",
        slot=1,
        kind="unreachable",
        type="客户原因",
        reason="联系不上用户",
        written_at=t2,
        written_by="eng",
    )
    days = (3, 4, 5, 8, 9, 10)
    tx.insert_many(Contact, list(_calls("U-1", days)))


def _calls(no: str, days: tuple[int, ...]) -> Iterator[dict[str, Any]]:
    for day in days:
        for hour in range(9, 15):
            yield logged_call(
                no, datetime.fromisoformat(f"2026-06-{day:02d}T{hour:02d}:00:00+08:00"), "no-answer"
            )


_REASONS = ("self_resolved", "already_normal", "info_incomplete", "special_request", "wrong_area")


def _request(i: int) -> dict[str, Any]:
    reason = _REASONS[i % len(_REASONS)]
    return {
        "id": i + 1,
        "order_no": f"Q-{i}",
        "region": REGION,
        "station": STATION,
        "asked_by": "station",
        "channel": "web",
        "reason": reason,
        "detail": "用户来电说明，维修站已核实",
        # the head station of the same region that is next in the list
        "to_station": STATIONS[3][0] if reason == "wrong_area" else None,
        "status": "pending",
        "requested_by": 1,
        "requested_login": "co",
        "requested_name": "co",
        "requested_at": _NOW - timedelta(minutes=30),
    }
