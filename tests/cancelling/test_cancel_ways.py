"""Whatever waits for the region: one by one, in a batch or by plan, the same comes of it."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st
from network import NORTH, Network, copied

from repaircli.cancelling.tables import CancelRequest, SpecialForm
from repaircli.orders.tables import Fact, Order
from repaircli.platform.codes import FormState, Origin, Status, Subject
from repaircli.platform.notice_tables import Notification
from repaircli.rules.cancelling.matrix import ROWS
from repaircli.rules.orders.close_facts import CLOSE_FACTS

T1 = datetime(2026, 6, 2, 1, tzinfo=UTC)
ASKED = datetime(2026, 6, 2, 8, tzinfo=UTC)


class Case(NamedTuple):
    """A request and what is recorded about its order."""

    reason: str
    origin: str
    status: str
    station: str
    target: str | None
    fact: str | None
    form: str | None
    started: bool
    gone: bool


CASES = st.builds(
    Case,
    st.sampled_from(list(ROWS)),
    st.sampled_from([str(o) for o in Origin]),
    st.sampled_from([str(s) for s in list(Status)[1:6]]),
    st.sampled_from(["000001", "000001", "000002"]),
    st.sampled_from([None, "000003", "000101", "000002", "000009", "000099"]),
    st.none() | st.none() | st.sampled_from(CLOSE_FACTS),
    st.none() | st.sampled_from([f"{s} {f}" for s in Subject for f in FormState]),
    st.booleans(),
    st.sampled_from([False, False, False, True]),
)


def fill(network: Network, cases: Sequence[Case]) -> None:
    """Puts the requests of `cases` into the database, numbered from 1."""
    with network.writing() as tx:
        for n, case in enumerate(cases, 1):
            no = f"Q-{n}"
            tx.insert(
                Order,
                order_no=no,
                origin=case.origin,
                service="onsite",
                station=case.station,
                region=NORTH,
                customer=f"用户{n}",
                phones=["13800000000"],
                address="东城区一号",
                fault="开机无显示",
                status=case.status,
                t1=T1,
                downloaded_at=T1,
                downloaded_by="co1",
                started_at=T1 if case.started else None,
                created_at=T1,
                pending_request=None if case.gone else n,
            )
            if case.fact:
                tx.insert(Fact, order_no=no, code=case.fact, logged_at=T1, logged_by="co1")
            if case.form:
                tx.insert(
                    SpecialForm,
                    order_no=no,
                    station=case.station,
                    region=NORTH,
                    subject=case.form.split()[0],
                    proposal="更换主板",
                    refusal="不同意",
                    submitted_by="co1",
                    submitted_at=T1,
                    state=case.form.split()[1],
                )
            tx.insert(
                CancelRequest,
                id=n,
                order_no=no,
                region=NORTH,
                station=case.station,
                asked_by="station",
                channel="web",
                reason=case.reason,
                detail="用户来电",
                to_station=case.target,
                status="withdrawn" if case.gone else "pending",
                requested_by=8,
                requested_login="co1",
                requested_name="co1",
                requested_at=ASKED,
            )


def outcome(network: Network) -> tuple[Any, ...]:
    """Everything that came of it: requests, orders and notices."""
    with network.tx() as tx:
        return tuple(
            sorted(tuple(str(v) for k, v in row._mapping.items() if k != "id") for row in tx.find(table))
            for table in (CancelRequest, Order, Notification)
        )


def one_by_one(network: Network, ids: list[str]) -> list[Any]:
    return [network.run("north", f"cancel approve {one}").data["results"][0] for one in dict.fromkeys(ids)]


def in_a_batch(network: Network, ids: list[str]) -> list[Any]:
    return list(network.run("north", "cancel", "approve", *ids, "999").data["results"][:-1])


def by_plan(network: Network, ids: list[str]) -> list[Any]:
    plan = str(network.path.with_suffix(".csv"))
    made = network.run("north", "cancel", "approve", *ids, "999", "--plan", plan).data["results"]
    # a request that would not be approved is proposed to be left alone
    text = Path(plan).read_text(encoding="utf-8").replace(",leave,", ",approve,")
    Path(plan).write_text(text, encoding="utf-8")
    done = network.run("north", "cancel", "approve", "--apply", plan)
    found = {r["id"]: r for r in done.data["results"]}
    return [found.get(r["id"], {k: v for k, v in r.items() if k != "planned"}) for r in made[:-1]]


@settings(max_examples=15, deadline=None)
@given(st.lists(CASES, min_size=1, max_size=8))
def test_the_same_comes_of_requests_one_by_one_in_a_batch_and_by_plan(
    network_template: Path, cases: list[Case]
) -> None:
    ids = [str(n) for n in range(1, len(cases) + 1)]
    with tempfile.TemporaryDirectory() as folder:
        found = []
        for way in (one_by_one, in_a_batch, by_plan):
            network = copied(network_template, Path(folder) / f"{way.__name__}.db")
            fill(network, cases)
            found.append((way(network, ids), outcome(network)))
    assert found[0] == found[1] == found[2]
