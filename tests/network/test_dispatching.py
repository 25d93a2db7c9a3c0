"""Dispatch by area: what is suggested is what is taken, capacity binds it, and a cancelled order frees its place."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from network import NORTH, Network

from repaircli.network.coverage_queries import TAKEN

BASE = ("--customer", "张三", "--phone", "13800000001", "--address", "一号", "--fault", "无显示")
ON_SITE = (*BASE, "--service", "onsite")


def suggest(network: Network, area: str, *words: str, who: str = "agent"):
    return network.ok(who, "dispatch", "suggest", "--area", area, *words)


def first(network: Network, area: str, *words: str, who: str = "agent"):
    return [c["station"] for c in suggest(network, area, *words, who=who)["candidates"]]


def why(network: Network, area: str, *words: str, who: str = "agent"):
    return {o["station"]: o["why"] for o in suggest(network, area, *words, who=who)["others"]}


def test_every_candidate_stands_in_order_and_every_other_station_with_its_reason(network):
    found = suggest(network, "110101")
    assert [(c["rank"], c["station"], c["by_area"]) for c in found["candidates"]] == [
        (1, "000001", "110101"),
        (2, "000003", "110101"),
    ]
    assert found["area_name"] == "北京市东城区"
    assert why(network, "110101") == {"000009": "closed", "000002": "branch", "000101": "not_covering"}
    assert why(network, "110101", "--product", "desktop")["000003"] == "wrong_kind"
    assert first(network, "110101", "--product", "笔记本") == ["000003", "000001"]
    assert why(network, "110101", who="east")["000001"] == "other_region"
    assert first(network, "110101", who="east") == []


def test_a_branch_point_counts_for_its_head(network):
    (found,) = suggest(network, "110103")["candidates"]
    assert (found["station"], found["point"]) == ("000001", "000002")


def test_a_province_covers_its_counties_and_the_most_specific_station_wins(network):
    network.ok("admin", "station", "add", "000200", "--name", "河北", "--region", NORTH, "--area", "130000")
    network.ok("admin", "station", "add", "000201", "--name", "沧州", "--region", NORTH, "--area", "130900")
    assert first(network, "130924") == ["000201", "000200"]
    assert first(network, "130102") == ["000200"]
    network.ok("north", "capacity set 000201 0")
    assert first(network, "130924") == ["000200"]
    assert why(network, "130924")["000201"] == "full"
    listed = network.ok("agent", "station list --area 130924")
    assert [s["station"] for s in listed] == ["000200", "000201"]


def test_a_cancelled_order_frees_its_place_at_once(network):
    for no in ("000001", "000003"):
        network.ok("north", f"capacity set {no} 1")
    taken = network.ok("agent", "order", "create", *ON_SITE, "--area", "110102")["order_no"]
    assert first(network, "110102") == []
    result = network.run("agent", "order", "create", *ON_SITE, "--area", "110102")
    assert (result.exit, result.checks) == (3, {"capacity_full"})
    assert [c["station"] for c in result.data["candidates"]] == ["000001"]
    assert "--overload" in result.data["hint"]
    network.ok("agent", "cancel", "by-customer", taken, "--reason", "self_resolved", "--detail", "用户来电")
    assert first(network, "110102") == ["000001"]


def test_beyond_capacity_only_with_a_reason_which_is_kept_and_shown(network):
    network.ok("north", "capacity set 000001 1")
    words = ("order", "create", *ON_SITE, "--area", "110102")
    assert network.ok("agent", *words)["overload"] is None
    assert network.run("agent", *words, "--overload", " ").exit == 3
    result = network.run("agent", *words, "--overload", "用户急用")
    assert (result.exit, result.data["station"], result.data["overload"]) == (0, "000001", "用户急用")
    assert "can take 1" in result.err
    no = result.data["order_no"]
    assert "用户急用" in network.run("agent", f"order show {no}", format="table", lang="zh").out
    (load,) = [r for r in network.ok("north", "capacity load") if r["station"] == "000001"]
    assert (load["taken"], load["daily"], load["free"], load["over"]) == (2, 1, 0, True)


def test_a_target_beyond_its_capacity_is_warned_about_and_recorded_not_refused(network):
    network.ok("north", "capacity set 000003 0")
    no = network.downloaded()
    request = network.ok("co1", f"cancel request {no} --reason wrong_area --detail 用户已搬家")
    result = network.run("north", "cancel", "approve", str(request["id"]), "--to-station", "000003")
    assert result.exit == 0 and "can take 0" in result.err
    new = result.data["results"][0]["new_order_no"]
    events = network.ok("north", f"order history {new}")
    assert [e["after"]["daily"] for e in events if e["what"] == "order.overload"] == [0]


def test_a_target_in_another_region_is_told_to_both_regions_and_the_station(network):
    no = network.downloaded()
    request = network.ok("co1", f"cancel request {no} --reason wrong_area_cross_region --detail 在上海")
    network.ok("north", "cancel", "approve", str(request["id"]), "--to-station", "000101")
    told = {(n["code"], n["to_kind"], n["to"]) for n in network.ok("admin", "notify list")}
    assert {("N35", "region", "华东区"), ("N5", "station", "000001")} <= told


def test_capacity_is_that_of_the_day_asked_about(network):
    network.ok("north", "capacity set 000001 0 --from 06-10 --to 06-12")
    assert first(network, "110102", "--on", "06-09") == ["000001"]
    assert first(network, "110102", "--on", "06-12") == []
    loads = network.ok("agent", "capacity", "load", "--on", "06-11", "--region", NORTH)
    assert {r["station"]: r["free"] for r in loads} == {"000001": 0, "000003": None}


@pytest.mark.parametrize(
    ("who", "words", "exit"),
    [
        ("co1", ("--area", "110101"), 4),
        ("agent", (), 2),
        ("agent", ("--area", " "), 2),
        ("agent", ("--area", "110101", "--product", "toaster"), 2),
        ("agent", ("--area", "110101", "--on", "soon"), 2),
        ("agent", ("--area", "999999"), 0),
    ],
)
def test_who_may_ask_and_what(network, who, words, exit):
    assert network.run(who, "dispatch", "suggest", *words).exit == exit


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    area=st.sampled_from(["110101", "110102", "110103"]),
    product=st.sampled_from([None, "desktop", "notebook", "server"]),
    capacities=st.tuples(st.integers(0, 3), st.integers(0, 3)),
    units=st.integers(1, 2),
)
def test_create_takes_what_suggest_puts_first(network, area, product, capacities, units):
    for no, daily in zip(("000001", "000003"), capacities, strict=True):
        network.ok("north", "capacity", "set", no, str(daily))
    words = ["--area", area, "--service", "onsite", "--units", str(units)]
    words += ["--product", product] if product else []
    found = first(network, *[words[1], "--service", "onsite", "--units", str(units)], *words[6:])
    made = network.run("agent", "order", "create", *BASE, *words)
    assert (made.exit == 0) == bool(found)
    if found:
        assert made.data["station"] == found[0]


def test_what_is_taken_is_counted_in_an_index(network):
    sql = TAKEN.replace(":stations", "(:a, :b)")
    with network.tx() as tx:
        plan = tx.conn.exec_driver_sql(
            f"EXPLAIN QUERY PLAN {sql}", {"a": "000001", "b": "000003", "since": "2026", "until": "2027"}
        ).all()
    assert "USING INDEX orders_load (station=? AND t1>? AND t1<?)" in plan[0][3]


def test_coverage_is_shown_by_station_and_by_area(network):
    found = network.ok("agent", "coverage show --area 110101")
    assert [(r["station"], r["area"], r["area_name"]) for r in found] == [
        ("000001", "110101", "北京市东城区"),
        ("000003", "110101", "北京市东城区"),
    ]
    one = network.ok("co101", "coverage show 000001")
    assert ([r["area"] for r in one["areas"]], one["changes"]) == (["110101", "110102"], [])
    assert network.run("agent", "coverage show 000777").exit == 5


def test_rows_of_a_file_beyond_capacity_are_imported_warned_about_and_recorded(network, tmp_path):
    network.ok("north", "capacity set 000001 1")
    file = tmp_path / "orders.csv"
    rows = [f"cc,onsite,000001,张三,1380000000{n},一号,无显示,2026-06-03 0{n}:00" for n in (7, 8)]
    header = "origin,service,station,customer,phones,address,fault,t1"
    file.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    result = network.run("agent", "order", "import", str(file))
    assert result.exit == 0 and result.data["imported"] == 2
    assert "more orders than its capacity of 1" in result.err + result.out
    told = [e["after"] for e in network.ok("admin", "audit log") if "import" in e["what"]]
    assert [t["beyond_capacity"] for t in told if "beyond_capacity" in t] == [{"000001": 1}]
