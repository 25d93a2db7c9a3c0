"""The chain of reassigned orders: clocks of each leg, the customer's, and what a foreign leg shows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from network import Network

from repaircli.orders.tables import Order
from repaircli.platform.db.columns import UtcTime

HOUR = 3600


def moved(network: Network, no: str, who: str, region: str, reason: str, to: str) -> str:
    """The order that takes the place of `no`."""
    asked = network.ok(
        who, "cancel", "request", no, "--reason", reason, "--detail", "用户已搬家", "--to-station", to
    )
    answer = network.ok(region, "cancel", "approve", str(asked["id"]))
    return str(answer["results"][0]["new_order_no"])


@pytest.fixture
def chain(network: Network) -> tuple[Network, list[str]]:
    """Three orders: 000001 and 000003 in the north, 000101 in the east, dispatched at 9, 12 and the next day at 10."""
    first = network.downloaded("cisd", "--special", "media")
    network.at("10:00").ok("co1", f"contact log {first} --result reached")
    network.at("11:00").ok("eng1", f"order writeback-t3 {first} --at '2026-06-04 10:00'")
    second = moved(network.at("12:00"), first, "co1", "north", "wrong_area", "000003")
    network.ok("co3", f"order download {second}")
    third = moved(
        network.at("2026-06-04T10:00:00"), second, "co3", "north", "wrong_area_cross_region", "000101"
    )
    return network.at("2026-06-04T12:00:00"), [first, second, third]


@pytest.mark.parametrize("which", [0, 1, 2])
def test_every_order_of_the_chain_leads_to_the_whole_of_it(chain, which: int) -> None:
    network, numbers = chain
    found = network.ok("admin", "order", "lineage", numbers[which])
    assert [leg["order_no"] for leg in found["legs"]] == numbers
    assert [leg["this"] for leg in found["legs"]] == [i == which for i in range(3)]
    assert [leg["elapsed_seconds"] for leg in found["legs"]] == [3 * HOUR, 22 * HOUR, 2 * HOUR]
    assert [leg["first_contact_seconds"] for leg in found["legs"]] == [HOUR, None, None]
    assert [(gap["after_order"], gap["before_order"], gap["seconds"]) for gap in found["gaps"]] == [
        (numbers[0], numbers[1], 0),
        (numbers[1], numbers[2], 0),
    ]
    assert found["totals"] == {
        "orders": 3,
        "started": "2026-06-03T09:00:00+08:00",
        "ended": None,
        "elapsed_seconds": 27 * HOUR,
        "in_orders_seconds": 27 * HOUR,
        "between_seconds": 0,
        "first_contact_seconds": HOUR,
    }


def test_no_leg_inherits_a_time_or_a_flag(chain) -> None:
    network, numbers = chain
    own = {"t1", "created_at", "reported_at"}
    with network.writing() as tx:
        # whatever a first leg can carry
        times = {
            c.name: datetime(2026, 6, 3, 1, tzinfo=UTC)
            for c in Order.__table__.c
            if isinstance(c.type, UtcTime)
        }
        told = dict.fromkeys(("voucher_no", "solution", "print_exception", "close_why", "overload"), "x")
        flags = dict.fromkeys(("late_contact", "in_custody", "must_deliver_back", "parts_issued"), True)
        tx.update(Order, {"order_no": numbers[2]}, **times | told | flags | {"closed_at": None})
    last = moved(network, numbers[2], "co101", "east", "wrong_area_cross_region", "000001")
    with network.tx() as tx:
        row: Any = tx.get(Order, order_no=last)
        assert [n for n in times if n not in own and getattr(row, n) is not None] == []
        assert [n for n in told if getattr(row, n) is not None] == []
        assert [n for n in flags if getattr(row, n)] == []
        assert row.t1 == row.created_at == datetime(2026, 6, 4, 4, tzinfo=UTC)
    found = network.ok("admin", "order", "lineage", last)
    totals = found["totals"]
    assert totals["elapsed_seconds"] == totals["in_orders_seconds"] + totals["between_seconds"]


def test_a_leg_outside_ones_scope_shows_number_station_and_times_only(chain) -> None:
    network, numbers = chain
    legs = network.ok("east", "order", "lineage", numbers[2])["legs"]
    assert [leg["visible"] for leg in legs] == [False, False, True]
    foreign = legs[0]
    assert (foreign["station"], foreign["status"], foreign["t1"][:10]) == (
        "000001",
        "cancelled",
        "2026-06-03",
    )
    assert foreign["elapsed_seconds"] == 3 * HOUR
    assert [foreign[k] for k in ("origin", "late_contact", "cancel_reason", "cancel_remark")] == [None] * 4
    text = network.run("east", "order", "lineage", numbers[2], format="table", columns=80).out
    assert "搬家" not in text and "27 h" not in text and "1 d 3 h 0 min" in text
    assert network.run("east", "order", "lineage", numbers[0]).exit == 4, "as with order show"
    assert network.run("co1", "order", "lineage", numbers[1]).exit == 4
    assert [leg["visible"] for leg in network.ok("north", "order", "lineage", numbers[0])["legs"]] == [
        True,
        True,
        False,
    ]


def test_the_legs_add_up_to_the_minute(chain) -> None:
    network, numbers = chain
    text = network.at("2026-06-05T10:50:00").run("admin", "order", "lineage", numbers[0], format="table").out
    assert [clock in text for clock in ("3 h 0 min", "22 h 0 min", "1 d 0 h 50 min", "2 d 1 h 50 min")] == [
        True
    ] * 4


def test_an_order_that_was_never_reassigned_is_a_chain_of_one(network: Network) -> None:
    no = network.downloaded()
    network.at("10:00").ok("eng1", f"order writeback-t3 {no} --phone-resolved software")
    found = network.at("20:00").ok("co1", f"order lineage {no}")
    assert len(found["legs"]) == 1 and found["gaps"] == []
    assert found["totals"]["elapsed_seconds"] == HOUR
    assert found["totals"]["ended"] == "2026-06-03T10:00:00+08:00"


def test_links_that_lead_round_in_a_circle_end(chain) -> None:
    network, numbers = chain
    with network.writing() as tx:
        tx.update(Order, {"order_no": numbers[0]}, reassigned_from=numbers[2])
        tx.update(Order, {"order_no": numbers[2]}, reassigned_to=numbers[0])
    assert len(network.ok("admin", "order", "lineage", numbers[1])["legs"]) == 3


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("columns", [80, 140])
def test_a_chain_fits_the_terminal(chain, lang: str, columns: int) -> None:
    from repaircli.platform.output.width import width

    network, numbers = chain
    out = network.run("admin", "order", "lineage", numbers[1], format="table", lang=lang, columns=columns).out
    assert max(map(width, out.splitlines())) <= columns and "▶ " + numbers[1] in out
