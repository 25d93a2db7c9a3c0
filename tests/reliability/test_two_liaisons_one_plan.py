"""Two liaisons carry out the same plan at once, and each request is decided exactly once."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import crowd
import network as networks
import test_four_liaisons as liaisons

from repaircli.cancelling.tables import CancelRequest
from repaircli.orders.tables import Order
from repaircli.platform.db import audit
from repaircli.platform.db.session import opened
from repaircli.platform.notice_tables import Notification

TWO = liaisons.LIAISONS[:2]


def carry_out(path: str, who: str, plan: str) -> crowd.Said:
    return crowd.command(path, who, "cancel", "approve", "--apply", plan)


def test_one_plan_in_two_hands_decides_no_request_twice(network: networks.Network, tmp_path: Path) -> None:
    path, plan = str(network.path), str(tmp_path / "plan.csv")
    with network.writing() as tx:
        liaisons.waiting(tx)
    made = crowd.command(path, TWO[0], "cancel", "approve", "--all", "--plan", plan)
    assert made.exit == 0 and json.loads(made.out)["lines"] == liaisons.REQUESTS

    found = crowd.run(carry_out, [(path, who, plan) for who in TWO])

    assert [said.exit for said in found] == [0, 0], [said.err for said in found]
    lines = [line for said in found for line in json.loads(said.out)["results"]]
    asked = range(1, liaisons.REQUESTS + 1)
    assert Counter(line["id"] for line in lines if not line["already"]) == Counter(asked)
    assert Counter(line["id"] for line in lines) == Counter([*asked, *asked])
    with opened(path) as database:
        with database.read() as tx:
            assert {row.status for row in tx.find(CancelRequest)} == {"approved"}
            told = Counter(row.order_no for row in tx.find(Notification, code="N5"))
            assert told == Counter(row.order_no for row in tx.find(Order))
        assert audit.verify(database).breaks == ()
