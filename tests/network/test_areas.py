"""Areas: the list that is shipped, what is imported over it, and what lies where."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from repaircli.network.areas import national, parent_of

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"


@pytest.fixture
def file(tmp_path):
    def write(*lines: str) -> str:
        path = tmp_path / "areas.csv"
        path.write_text("\n".join(("区域编码,名称,上级编码", *lines)) + "\n", encoding="utf-8")
        return str(path)

    return write


def test_the_list_holds_provinces_and_every_parent(network):
    areas = national()
    provinces = [a for a in areas.values() if a.parent is None]
    assert len(provinces) == 34 and len(areas) > 3200
    assert all(a.parent is None or a.parent in areas for a in areas.values())
    assert all(len(code) == 6 and code.isdigit() for code in areas)


def test_what_a_code_begins_with_leads_to_where_the_list_says_it_lies():
    for area in national().values():
        above, seen = parent_of(area.code), []
        while above is not None:
            seen.append(above)
            above = parent_of(above)
        assert area.parent is None or area.parent in seen


def test_the_sample_uses_codes_of_the_list():
    with open(SAMPLE / "stations.csv", encoding="utf-8-sig") as stations:
        codes = {code for row in csv.DictReader(stations) for code in row["服务区域"].split(";")}
    with open(SAMPLE / "orders.csv", encoding="utf-8-sig") as orders:
        codes |= {row["区域编码"] for row in csv.DictReader(orders)}
    assert len(codes) > 40 and codes <= set(national())


def test_areas_are_found_by_parent_and_by_name(network):
    assert len(network.ok("agent", "area list")) == 34
    assert "130924" in [a["code"] for a in network.ok("agent", "area list --parent 130900")]
    (found,) = network.ok("agent", "area list --name 沧州市海兴")
    assert (found["code"], found["parent"], found["full_name"]) == ("130924", "130900", "河北省沧州市海兴县")
    assert network.run("agent", "area list --parent 999999").exit == 5
    limited = network.run("agent", "area list --limit 3")
    assert len(limited.data) == 3 and "showing only the first 3" in limited.err


def test_an_area_is_shown_with_the_stations_that_serve_it(network):
    found = network.ok("agent", "area show 110101")
    assert [s["station"] for s in found["stations"]] == ["000001", "000003"]
    assert network.run("agent", "area show 999999").exit == 5


def test_an_imported_area_lies_where_the_file_says(network, file):
    answer = network.ok("admin", "area", "import", file("JKQ01,经开区,110101", "110102,西城,110000"))
    assert (answer["imported"], answer["changed"], answer["bad"]) == (1, 1, 0)
    assert network.ok("agent", "area show JKQ01")["full_name"] == "北京市东城区经开区"
    found = network.ok("agent", "dispatch suggest --area JKQ01")
    assert [c["by_area"] for c in found["candidates"]] == ["110101", "110101"]
    again = network.ok("admin", "area", "import", file("JKQ01,开发区,110102"))
    assert (again["imported"], again["changed"]) == (0, 1)
    found = network.ok("agent", "dispatch suggest --area JKQ01")
    assert [c["station"] for c in found["candidates"]] == ["000001"]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (("JKQ01,经开区,999999",), "no_area"),
        (("A1,甲,A2", "A2,乙,A1"), "loop"),
        (("A1,甲,A1",), "loop"),
        (("A1,甲,", "A1,乙,"), "twice"),
        (("A/1,甲,",), "bad_area"),
        (("A1,,",), "empty"),
    ],
)
def test_a_file_with_a_wrong_row_changes_nothing(network, file, lines, code):
    result = network.run("admin", "area", "import", file("JKQ09,好,110101", *lines))
    assert result.exit == 7 and code in {e["code"] for e in result.data["errors"]}
    assert network.run("agent", "area show JKQ09").exit == 5


def test_a_file_may_be_checked_only(network, file):
    answer = network.ok("admin", "area", "import", file("JKQ01,经开区,110101"), "--dry-run")
    assert (answer["checked_only"], answer["good"], answer["imported"]) == (True, 1, 0)
    assert network.run("agent", "area show JKQ01").exit == 5


@pytest.mark.parametrize("who", ["agent", "north", "co1"])
def test_only_headquarters_imports_areas(network, file, who):
    assert network.run(who, "area", "import", file("JKQ01,经开区,110101")).exit == 4
