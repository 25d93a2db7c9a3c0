"""Regions and stations: what is saved, what is refused, and by whom."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from network import EAST, NORTH, Network

from repaircli.network import stations
from repaircli.network.station_checks import FlawKind
from repaircli.network.stations import Saved
from repaircli.platform.answers import Answer, Call
from repaircli.platform.transaction import Transaction, writing


def save(network: Network, values: dict[str, Any], **more: Any) -> Saved:
    kept: list[Saved] = []

    def work(tx: Transaction) -> Answer:
        kept.append(stations.save(tx, values, **more))
        return Answer("station.import", {})

    writing(Call("station import", str(network.path), login="admin", now=network.now), work)
    return kept[0]


def codes(saved: Saved) -> list[tuple[str, str]]:
    return [(flaw.field, flaw.code) for flaw in saved.flaws]


def test_a_region_is_added_once(network: Network) -> None:
    assert network.ok("admin", "region add 西南区")["region"] == "西南区"
    assert network.refused("admin", "region add 西南区") == {"exists"}
    assert [r["region"] for r in network.ok("agent", "region list")] == sorted([NORTH, EAST, "西南区"])


@pytest.mark.parametrize("name", ["", "  ", "华北/华东", "华北／华东", "x" * 65, "a\nb", "a\x1b[31m"])
def test_a_region_name_must_fit_into_the_cancel_remark(network: Network, name: str) -> None:
    assert network.run("admin", "region", "add", name).exit == 2


@pytest.mark.parametrize("who", ["agent", "north", "co1", "eng1", "visitor"])
def test_only_admin_adds_regions_and_stations(network: Network, who: str) -> None:
    assert network.run(who, "region add 西南区").exit == 4
    assert network.run(who, "station", "add", "000500", "--name", "x", "--region", NORTH).exit == 4


def test_cssd_adds_and_edits_stations_but_no_regions(network: Network) -> None:
    network.ok("admin", "user add cssd --name 支持 --role cssd")
    network.ok("cssd", "station", "add", "000500", "--name", "x", "--region", NORTH)
    assert network.ok("cssd", "station edit 000500 --phone 010-1")["phone"] == "010-1"
    assert network.run("cssd", "region add 西南区").exit == 4


def test_a_new_station_has_its_capacity_from_today_on(network: Network) -> None:
    words = ["--monthly-volume", "80", "--daily", "15", "--area", "110108", "--area", "110105", "--notebook"]
    made = network.ok("admin", "station", "add", "000500", "--name", "合山", "--region", NORTH, *words)
    expected = {
        "station": "000500",
        "name": "合山",
        "region": NORTH,
        "head": None,
        "branches": [],
        "notebook": True,
        "monthly_volume": 80,
        "daily": 15,
        "areas": ["110108", "110105"],
        "closed": False,
    }
    assert {key: made[key] for key in expected} == expected
    assert network.ok("agent", "station show 000500") | {"created": True} == made
    shown = network.ok("north", "capacity show 000500")
    assert (shown["daily"], shown["from"], shown["cause"]) == (15, "2026-06-03", "routine")


@pytest.mark.parametrize("no", ["1", "00001", "0000001", "00000a", "０００００１", "-00001", "000 01", ""])
def test_a_station_number_has_six_digits(network: Network, no: str) -> None:
    if not no.startswith("-"):
        assert network.run("admin", "station", "add", no, "--name", "x", "--region", NORTH).exit == 2
    assert save(network, {"no": no, "name": "x", "region": NORTH}).flaws[0].code == "station_no"


def test_a_number_is_given_once(network: Network) -> None:
    words = ["--name", "x", "--region", NORTH]
    assert network.refused("admin", "station", "add", "000001", *words) == {"exists"}
    assert network.run("admin", "station edit 000500 --name x").exit == 5


def test_unknown_region_and_unknown_head_are_not_found(network: Network) -> None:
    assert network.run("admin", "station add 000500 --name x --region 西南区").exit == 5
    words = ["--name", "x", "--region", NORTH, "--head", "000777"]
    assert network.run("admin", "station", "add", "000500", *words).exit == 5


def test_a_branch_stands_under_a_head_of_its_own_region(network: Network) -> None:
    words = ["--name", "x", "--region", NORTH, "--head"]
    assert network.refused("admin", "station", "add", "000500", *words, "000002") == {"head_is_branch"}
    assert network.refused("admin", "station", "add", "000500", *words, "000101") == {"head_elsewhere"}
    assert network.refused("admin", "station", "add", "000500", *words, "000500") == {"own_head"}
    network.ok("admin", "station", "add", "000500", *words, "000001")
    assert network.ok("admin", "station show 000001")["branches"] == ["000002", "000500"]


def test_a_head_with_branches_becomes_no_branch_and_moves_to_no_other_region(network: Network) -> None:
    assert network.refused("admin", "station edit 000001 --head 000003") == {"has_branches"}
    assert network.refused("admin", "station", "edit", "000001", "--region", EAST) == {"has_branches"}
    network.ok("admin", "station edit 000002 --no-head")
    assert network.ok("admin", "station edit 000001 --head 000003")["head"] == "000003"


def test_a_branch_moves_to_another_region_with_another_head_only(network: Network) -> None:
    assert network.refused("admin", "station", "edit", "000002", "--region", EAST) == {"head_elsewhere"}
    moved = network.ok("admin", "station", "edit", "000002", "--region", EAST, "--head", "000101")
    assert (moved["region"], moved["head"]) == (EAST, "000101")


def test_areas_and_capacity_of_a_station_change_by_other_commands_only(network: Network) -> None:
    result = network.run("admin", "station edit 000001 --area 110199")
    assert (result.exit, result.checks) == (3, {"coverage_change"})
    assert result.data["checks"][0]["clause"] == "001-5.5.2"
    assert result.data["hint"].startswith("repaircli change apply 000001")
    network.ok("admin", "station edit 000001 --daily 5")
    result = network.run("admin", "station edit 000001 --daily 6")
    assert (result.exit, result.checks) == (3, {"capacity_change"})
    assert result.data["hint"] == "repaircli capacity set 000001 6"
    network.ok("admin", "station edit 000001 --area 110102 --area 110101 --daily 5")


def test_an_edit_changes_only_what_is_given_and_is_in_the_audit_log(network: Network) -> None:
    before = network.ok("admin", "station show 000003")
    after = network.ok("admin", "station edit 000003 --no-notebook --closed --tier 一")
    assert {k: v for k, v in after.items() if k in before and before[k] != v} == {
        "notebook": False,
        "closed": True,
        "tier": "一",
    }
    assert "000003" not in [s["station"] for s in network.ok("admin", "station list")]
    assert "000003" in [s["station"] for s in network.ok("admin", "station list --closed")]
    event = network.ok("admin", "audit log")[-1]
    assert (event["by"], event["what"]) == ("admin", "station.changed")


def test_stations_are_listed_by_region_and_area(network: Network) -> None:
    listed = network.ok("agent", "station", "list", "--region", EAST)
    assert [s["station"] for s in listed] == ["000101"]
    assert [s["station"] for s in network.ok("agent", "station list --area 110101")] == [
        "000001",
        "000003",
    ]
    assert network.run("agent", "station list --region 西南区").exit == 5


def test_saving_for_an_import_inserts_changes_and_makes_regions(network: Network) -> None:
    values = {"no": "000600", "name": "甲", "region": "西南区", "daily": 9, "areas": ["510101"]}
    assert codes(save(network, values)) == [("region", "no_region")]
    saved = save(network, values, make_region=True)
    assert saved.created and saved.station is not None and saved.station["daily"] == 9
    again = save(network, values, make_region=True)
    assert not again.created and again.station == saved.station
    assert save(network, {**values, "principal": "王"}).station == {**saved.station, "principal": "王"}
    assert len(network.ok("admin", "capacity show 000600")["history"]) == 1


def test_a_flawed_station_names_every_flaw_and_writes_nothing(network: Network) -> None:
    values = {"no": "000600", "name": " ", "region": "a/b", "head": "12", "daily": -1, "areas": ["1 2"]}
    saved = save(network, values, make_region=True)
    assert {field for field, _ in codes(saved)} == {"name", "region", "head", "daily", "areas"}
    assert {flaw.kind for flaw in saved.flaws} == {FlawKind.VALUE}
    assert network.run("admin", "station show 000600").exit == 5


def test_a_head_that_the_same_file_brings_counts(network: Network) -> None:
    class Coming:
        head = None
        region = NORTH

    branch = {"no": "000601", "name": "分点", "region": NORTH, "head": "000600"}
    assert codes(save(network, branch)) == [("head", "no_head")]

    def both(tx: Transaction) -> Answer:
        assert stations.save(tx, branch, find={"000600": Coming}.get).created
        assert stations.save(tx, {"no": "000600", "name": "总站", "region": NORTH}).created
        return Answer("station.import", {})

    writing(Call("station import", str(network.path), login="admin", now=network.now), both)
    assert network.ok("admin", "station show 000600")["branches"] == ["000601"]


def test_a_station_closes_and_opens_again_on_its_days(network: Network) -> None:
    edited = network.ok("admin", "station edit 000003 --closed --from 06-10")
    assert (edited["closed"], edited["closes_on"], edited["reopens_on"]) == (False, "2026-06-10", None)
    network.ok("admin", "station edit 000003 --open --from 06-12")
    words = ("dispatch", "suggest", "--area", "110101", "--on")
    found = {
        d: [c["station"] for c in network.ok("agent", *words, d)["candidates"]]
        for d in ("06-09", "06-11", "06-12")
    }
    assert found == {"06-09": ["000001", "000003"], "06-11": ["000001"], "06-12": ["000001", "000003"]}
    network.at("2026-06-10T09:00:00")
    assert network.ok("admin", "station show 000003")["closed"] is True
    create = (
        "order",
        "create",
        "--service",
        "onsite",
        "--customer",
        "张",
        "--phone",
        "13800000001",
        "--address",
        "a",
        "--fault",
        "f",
    )
    assert network.refused("agent", *create, "--station", "000003") == {"station_closed"}
    network.at("2026-06-12T09:00:00").ok("agent", *create, "--station", "000003")


def test_a_planned_day_is_given_up_by_saying_how_it_is(network: Network) -> None:
    network.ok("admin", "station edit 000003 --closed --from 06-10")
    edited = network.ok("admin", "station edit 000003 --open")
    assert (edited["closed"], edited["closes_on"]) == (False, None)
    assert network.run("admin", "station edit 000003 --closed --from 06-02").exit == 2
    assert network.run("admin", "station edit 000003 --from 06-10").exit == 2
    assert network.run("admin", "station edit 000777 --closed --from 06-10").exit == 5


def test_a_file_that_says_how_a_station_is_leaves_its_planned_day(network: Network, tmp_path: Path) -> None:
    network.ok("admin", "station edit 000003 --closed --from 06-10")
    file = tmp_path / "stations.csv"
    file.write_text("no,name,region,closed\n000003,新名,华北区,否\n", encoding="utf-8")
    network.ok("admin", "station", "import", str(file))
    shown = network.ok("admin", "station show 000003")
    assert (shown["name"], shown["closed"], shown["closes_on"]) == ("新名", False, "2026-06-10")
