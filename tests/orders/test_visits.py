"""Return visits: closed orders wait for one, the visitor records it, the scores are counted."""

from __future__ import annotations

import pytest
from network import Network


def closed(network: Network, **values: str) -> str:
    """A closed on-site order of 000001."""
    no = network.downloaded("agent", **values)
    network.ok("eng1", f"order writeback-t3 {no} --at +2h")
    network.ok("co1", f"order print {no}")
    network.ok("eng1", f"order fact {no} reseat")
    network.ok("eng1", f"order sign {no}")
    network.ok("eng1", f"order close {no} --solution 重新插拔内存")
    return no


def due(network: Network, *words: str, who: str = "visitor") -> list[str]:
    return [row["order_no"] for row in network.ok(who, "visit", "due", *words)]


def test_closed_orders_wait_the_one_closed_first_at_the_head(network):
    first = closed(network)
    second = closed(network.at("10:00:00"), customer="李四", phone="13900000001", address="二号")
    network.downloaded(customer="王五", phone="13700000001", address="三号")
    assert due(network) == [first, second]
    assert due(network, "--limit", "1") == [first]
    assert "1 more" in network.run("visitor", "visit due --limit 1").err
    assert due(network, "--station", "000001") == due(network, "--region", "华北区") == [first, second]
    assert due(network, "--station", "000101") == due(network, "--region", "华东区") == []
    assert due(network, who="co1") == due(network, who="north") == [first, second]
    assert due(network, who="east") == []


def test_a_phone_solution_is_visited_and_a_cancelled_order_never(network):
    solved = network.downloaded()
    network.ok("eng1", "order", "writeback-t3", solved, "--phone-resolved", "software")
    gone = network.create(customer="李四", phone="13900000001", address="二号")
    network.ok(
        "agent", "cancel", "by-customer", gone, "--reason", "self_resolved", "--detail", "用户自行解决"
    )
    assert due(network) == [solved]
    assert network.refused("visitor", "visit", "record", gone, "--score", "5") == {"order_cancelled"}


def test_a_visit_takes_the_order_off_the_list(network):
    no = closed(network)
    visit = network.ok(
        "visitor", f"visit record {no} --score 5 --answer 态度=好 --answer '及时 = 是' --note 满意"
    )
    assert next(iter(visit)) == "id"
    assert (visit["order_no"], visit["result"], visit["score"]) == (no, "satisfied", 5)
    assert visit["answers"] == {"态度": "好", "及时": "是"}
    assert (visit["visited_by"], visit["at"]) == ("visitor", "2026-06-03T09:00:00+08:00")
    assert due(network) == []
    assert network.refused("visitor", f"visit record {no} --score 1") == {"already_visited"}
    order = network.show(no)
    assert [v["score"] for v in order["visits"]] == [5] and order["status"] == "resolved"
    assert [e["what"] for e in network.ok("co1", f"order history {no}")].count("visit.recorded") == 1


def test_a_customer_who_is_not_reached_stays_on_the_list_with_the_tries(network):
    no = closed(network)
    for _ in range(2):
        network.ok("visitor", f"visit record {no} --result unreachable")
    (row,) = network.ok("visitor", "visit due")
    assert (row["order_no"], row["tries"]) == (no, 2)
    assert network.ok("visitor", f"visit record {no} --score 2 --result 满意")["result"] == "satisfied"
    assert due(network) == []


def test_an_unsatisfied_customer_is_pointed_out_and_the_order_stays_closed(network):
    no = closed(network)
    result = network.run("visitor", f"visit record {no} --score 3")
    assert (result.exit, result.data["result"]) == (0, "unsatisfied")
    assert "not satisfied" in result.err and network.show(no)["status"] == "resolved"


def test_an_order_that_is_not_closed_is_not_visited(network):
    no = network.downloaded()
    result = network.run("visitor", f"visit record {no} --score 5")
    assert (result.exit, result.checks) == (3, {"not_closed"})
    assert result.data["checks"][0]["clause"] == "001-1.5.9"


def test_only_the_visitor_records_a_visit(network):
    no = closed(network)
    for who in ("admin", "north", "co1", "eng1", "agent", "cisd", "parts"):
        assert network.run(who, f"visit record {no} --score 5").exit == 4


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--score", "0"),
        ("--score", "6"),
        ("--score", "x"),
        ("--result", "satisfied"),
        ("--score", "5", "--result", "unreachable"),
        ("--score", "5", "--result", "delighted"),
        ("--score", "5", "--answer", "态度"),
        ("--score", "5", "--answer", "=好"),
    ],
)
def test_a_visit_that_cannot_be_read_is_a_usage_error(network, words):
    assert network.run("visitor", "visit", "record", closed(network), *words).exit == 2


def test_the_visits_of_a_month_are_counted_by_station(network):
    for score, name in ((5, "甲"), (4, "乙"), (1, "丙")):
        no = closed(network, customer=name, phone=f"1380000000{score}", address=name)
        network.ok("visitor", "visit", "record", no, "--score", str(score))
    missed = closed(network, customer="丁", phone="13600000001", address="丁")
    network.ok("visitor", "visit", "record", missed, "--result", "unreachable")
    (row,) = network.ok("visitor", "visit stats --month 2026-06")
    assert row == {
        "station": "000001", "region": "华北区", "month": "2026-06", "visits": 4, "satisfied": 2, "unsatisfied": 1,
        "unreachable": 1, "mean_score": 3.33, "satisfaction_rate": 0.6667,
    }  # fmt: skip
    network.at("2026-07-01T00:00:00")
    assert network.ok("visitor", "visit stats") == [row]
    assert len(network.ok("visitor", "visit stats --month 2026-06")) == 1
    assert network.ok("visitor", "visit stats --month 2026-06 --station 000101") == []
    assert network.ok("east", "visit stats --month 2026-06") == []
    for month in ("2026", "2026-13", "06-2026"):
        assert network.run("visitor", f"visit stats --month {month}").exit == 2


def test_the_last_second_of_a_month_belongs_to_it(network):
    no = closed(network)
    network.at("2026-12-31T23:59:59").ok("visitor", f"visit record {no} --score 5")
    assert len(network.ok("visitor", "visit stats --month 2026-12")) == 1
    assert network.ok("visitor", "visit stats") == []
    network.at("2027-01-01T00:00:00")
    assert [row["month"] for row in network.ok("visitor", "visit stats")] == ["2026-12"]
