"""The lists that a company makes itself: added, changed, retired, in files."""

from __future__ import annotations

from pathlib import Path

import pytest
from network import Network


def added(network: Network, *words: str) -> dict[str, object]:
    found: dict[str, object] = network.ok("admin", "codes", "add", *words)
    return found


def test_a_list_holds_what_was_added_and_what_is_shipped(network: Network) -> None:
    made = added(network, "fault-cause", "Power-Supply", "--name", "电源故障", "--class", "硬件")
    assert (made["code"], made["class"], made["retired"]) == ("power-supply", "hardware", False)
    assert "weight" not in made and "for" not in made
    assert [row["code"] for row in network.ok("agent", "codes list fault-cause")] == ["power-supply"]
    types = {row["code"]: row["free"] for row in network.ok("agent", "codes list order-type")}
    assert types == {"warranty": ["parts", "items"], "agreement": [], "paid": [], "proactive": ["items"]}
    assert {row["code"] for row in network.ok("agent", "codes list 费用类别")} == {
        "travel",
        "lodging",
        "transport",
        "freight",
        "other",
    }


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("carrier sf_1 --name 顺丰", "CODE: sf_1 is not a valid code"),
        (f"carrier {'a' * 41} --name 顺丰", "is not a valid code"),
        ("carrier sf", "--name is missing"),
        ("carrier sf --name 顺丰 --weight 3", "--weight: carrier does not have this column"),
        ("complaint-reason late --name 迟到", "--object: complaint-reason requires this value"),
        ("visit-element how --name 方式 --type choice --choice 上门", "--choice: at least two choices"),
        ("visit-element how --name 方式 --type score --choice 好 --choice 坏", "--choice: only an element"),
        ("visit-element how --name 方式 --type score --weight 101", "--weight: a weight is"),
        ("order-type gift --name 赠送 --free cars", "--free: unknown value cars"),
        ("nothing x --name y", "KIND: unknown value nothing"),
        ("order-type PAID --name 自费", "order-type already has paid"),
        ("order-type own --name 收费服务", "order-type already has paid"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_added(network: Network, line: str, said: str) -> None:
    before = network.ok("admin", "codes list --all")
    result = network.run("admin", f"codes add {line}")
    assert result.exit == 2 and said in result.err
    assert network.ok("admin", "codes list --all") == before


def test_a_code_is_changed_by_code_or_name(network: Network) -> None:
    made = network.ok("admin", "codes edit order-type 收费服务 --name 自费服务 --free parts,服务项目")
    assert (made["code"], made["name"], made["free"]) == ("paid", "自费服务", ["parts", "items"])
    assert network.run("admin", "codes edit order-type paid").exit == 2
    assert network.run("admin", "codes edit order-type nothing --name x").exit == 5
    assert network.run("admin", "codes edit order-type paid --name 保修").exit == 2
    changed = [e for e in network.ok("admin", "audit log") if e["what"] == "code.changed"]
    assert [e["before"]["name"] for e in changed] == ["收费服务"]


def test_a_retired_code_is_listed_with_all_and_can_come_back(network: Network) -> None:
    assert network.ok("admin", "codes retire expense-kind freight")["already"] is False
    assert network.ok("admin", "codes retire expense-kind freight")["already"] is True
    assert "freight" not in {row["code"] for row in network.ok("admin", "codes list expense-kind")}
    assert "freight" in {row["code"] for row in network.ok("admin", "codes list expense-kind --all")}
    assert network.ok("admin", "codes retire expense-kind freight --undo")["retired"] is False


@pytest.mark.parametrize("code", ["warranty", "agreement", "paid", "proactive"])
def test_a_type_that_new_orders_get_cannot_be_retired(network: Network, code: str) -> None:
    result = network.run("admin", f"codes retire order-type {code}")
    assert result.exit == 3
    assert [(c["code"], c["clause"]) for c in result.data["checks"]] == [("in_use", "003-3.1.7")]


def test_who_does_not_keep_the_lists_only_reads_them(network: Network) -> None:
    assert network.run("co1", "codes add carrier sf --name 顺丰").exit == 4
    assert network.run("co1", "codes list").exit == 0


@pytest.mark.parametrize("name", ["codes.csv", "codes.xlsx", "codes.jsonl"])
def test_a_file_that_was_exported_changes_nothing(network: Network, tmp_path: Path, name: str) -> None:
    added(
        network,
        "visit-element",
        "how",
        "--name",
        "方式",
        "--type",
        "choice",
        "--choice",
        "电话",
        "--choice",
        "上门;到店",
    )
    added(
        network,
        "visit-element",
        "manner",
        "--name",
        "态度",
        "--type",
        "score",
        "--weight",
        "2",
        "--for",
        "order",
    )
    before = network.ok("admin", "codes list")
    file = tmp_path / name
    network.ok("admin", f"codes export -o {file}")
    again = network.ok("admin", f"codes import {file}")
    assert (again["imported"], again["changed"], again["unchanged"]) == (0, 0, len(before))
    assert network.ok("admin", "codes list") == before


def test_a_file_adds_and_changes_and_names_each_bad_row(network: Network, tmp_path: Path) -> None:
    file = tmp_path / "codes.csv"
    file.write_text(
        "清单,代码,名称,故障类别,免费项目\n"
        "故障原因,psu,电源,硬件,\n"
        "服务单类型,paid,自费,,配件\n"
        "fault-cause,a b,空格,,\n"
        "fault-cause,PSU,又一个,,\n"
        "承运商,sf,顺丰,软件,\n",
        encoding="utf-8",
    )
    result = network.run("admin", f"codes import {file}")
    assert result.exit == 7
    assert [(e["line"], e["code"]) for e in result.data["errors"]] == [
        (4, "bad_code"),
        (5, "twice_in_file"),
        (6, "not_of_list"),
    ]
    done = network.run("admin", f"codes import {file} --skip-invalid").data
    assert (done["imported"], done["changed"], done["skipped"]) == (1, 1, 3)
    assert network.ok("admin", "codes list fault-cause")[0]["class"] == "hardware"
    paid = next(row for row in network.ok("admin", "codes list order-type") if row["code"] == "paid")
    assert (paid["name"], paid["name_en"], paid["free"]) == ("自费", "paid", ["parts"])


def test_the_sample_has_codes_of_the_lists_that_people_fill_first(tmp_path: Path) -> None:
    path = tmp_path / "sample.db"
    network = Network(path)
    assert network.run(None, "init --training --sample").exit == 0
    listed = [row["kind"] for row in network.ok("admin", "codes list")]
    assert {kind: listed.count(kind) for kind in set(listed)} == {
        "fault-cause": 12,
        "complaint-reason": 7,
        "visit-element": 4,
        "carrier": 2,
        "order-type": 4,
        "expense-kind": 5,
    }
