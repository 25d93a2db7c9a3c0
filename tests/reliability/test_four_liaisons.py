"""R3: four liaisons approve the same requests at once, and each request is approved exactly once."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import crowd
import network as networks

from repaircli.cancelling.tables import CancelRequest
from repaircli.network.scope import Bounds
from repaircli.orders.tables import Order
from repaircli.platform.db import audit
from repaircli.platform.db.session import Tx, opened
from repaircli.platform.notice_tables import Notification
from repaircli.platform.user_tables import User
from repaircli.system import audit_queries

REQUESTS = 2_000 if crowd.FULL else 700
LIAISONS = ("north", "north2", "north3", "north4")
T1 = datetime(2026, 6, 2, 1, tzinfo=UTC)


def waiting(tx: Tx) -> None:
    """As many requests of a station's customers who need no repair any more, and the liaisons of their region."""
    coordinator = tx.get(User, login="co1")
    assert coordinator is not None
    for login in LIAISONS[1:]:
        tx.insert(User, login=login, name=login, roles="liaison", region=networks.NORTH, created_at=T1)
    tx.insert_many(
        Order,
        [
            {
                "order_no": f"Q-{n}",
                "origin": "cc",
                "service": "onsite",
                "station": "000001",
                "region": networks.NORTH,
                "customer": f"用户{n}",
                "phones": ["13800000000"],
                "address": "东城区一号",
                "fault": "开机无显示",
                "status": "downloaded",
                "t1": T1,
                "downloaded_at": T1,
                "downloaded_by": "co1",
                "created_at": T1,
                "pending_request": n,
            }
            for n in range(1, REQUESTS + 1)
        ],
    )
    tx.insert_many(
        CancelRequest,
        [
            {
                "order_no": f"Q-{n}",
                "region": networks.NORTH,
                "station": "000001",
                "asked_by": "station",
                "channel": "web",
                "reason": "self_resolved",
                "detail": "用户来电称已自行解决",
                "status": "pending",
                "requested_by": coordinator.id,
                "requested_login": coordinator.login,
                "requested_name": coordinator.name,
                "requested_at": T1,
            }
            for n in range(1, REQUESTS + 1)
        ],
    )


def approve(path: str, who: str, ids: str) -> crowd.Said:
    return crowd.command(path, who, "cancel", "approve", "--from", ids, "--yes")


def test_each_request_is_approved_once_and_everybody_gets_a_line_for_each(
    network: networks.Network, tmp_path: Path
) -> None:
    path, ids = str(network.path), tmp_path / "ids"
    with network.writing() as tx:
        waiting(tx)
    asked = [row.id for row in _requests(network)]
    ids.write_text("".join(f"{n}\n" for n in asked))

    found = crowd.run(approve, [(path, who, str(ids)) for who in LIAISONS])

    assert [said.exit for said in found] == [0] * len(LIAISONS), [said.err for said in found]
    results = [json.loads(said.out)["results"] for said in found]
    for lines in results:
        assert [line["id"] for line in lines] == asked
        assert {line["status"] for line in lines} == {"approved"}
    first = Counter(line["id"] for lines in results for line in lines if not line["already"])
    assert first == Counter(asked)

    requests = _requests(network)
    assert {row.status for row in requests} == {"approved"}
    with network.tx() as tx:
        orders = tx.find(Order)
        assert {(row.status, row.pending_request) for row in orders} == {("cancelled", None)}
        by_order = Counter(row.order_no for row in tx.find(Notification, code="N5"))
        assert by_order == Counter(row.order_no for row in orders)
        events = [e for e in audit_queries.events(tx, Bounds(everywhere=True), "") if e.order_no is not None]
    # an event each for the request and for the order, by the one whose approval it was, and none by the others
    kinds = {e.what for e in events}
    assert Counter((e.order_no, e.what) for e in events) == Counter(
        (row.order_no, kind) for row in requests for kind in kinds
    )
    assert {(e.order_no, e.who) for e in events} == {(row.order_no, row.decided_login) for row in requests}
    with opened(path) as database:
        assert audit.verify(database).breaks == ()
    assert len({row.decided_login for row in requests}) > 1 or not crowd.FULL, "void: one liaison did it all"


def _requests(network: networks.Network) -> list[CancelRequest]:
    with network.tx() as tx:
        return tx.find(CancelRequest)  # type: ignore[return-value]
