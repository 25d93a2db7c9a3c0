"""What nobody means is refused however it comes in: too long texts, rounded numbers, a visit at night."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from network import Network

LONGEST = "长" * 10_000


def test_a_text_has_one_bound_however_it_comes_in(network: Network, tmp_path: Path) -> None:
    no = network.downloaded()
    network.ok("co1", "order", "note", no, "--text", LONGEST)
    ways = [
        network.run("co1", "order", "note", no, "--text", LONGEST + "长"),
        network.run("agent", "order", "show", LONGEST + "长"),
        network.run("agent", "order create --from-json -", stdin=json.dumps({"fault": LONGEST + "长"})),
        network.run("agent", "order create --from-json -", stdin=json.dumps({"serial": [LONGEST + "长"]})),
    ]
    for result, field in zip(
        ways, ("--text", "NO", "--from-json: fault", "--from-json: serial"), strict=True
    ):
        problem = json.loads(result.err)["error"]
        assert (result.exit, problem["code"]) == (2, "too_long")
        assert problem["message"] == f"{field}: the text is too long (10,001 characters)"
        assert problem["hint"] == "shorten the text to 10,000 characters"
    lines = network.run("co1", "batch -", stdin=f"order note {no} --text {LONGEST}长\n")
    assert lines.exit == 7 and "10,001 characters" in lines.out
    rows = tmp_path / "orders.csv"
    rows.write_text(
        f"service,station,customer,phones,address,fault\nonsite,000001,甲,13800000001,路,{LONGEST}长\n",
        encoding="utf-8",
    )
    assert network.run("agent", f"order import {rows}").data["errors"][0]["code"] == "too_long"


@pytest.mark.parametrize("typed", ["1.23E+14", "1e+10", "１.2E+14"])
def test_a_number_that_a_spreadsheet_rounded_is_refused(network: Network, typed: str) -> None:
    no = network.downloaded()
    create = "order create --service onsite --station 000001 --customer 甲 --phone 13800000009 --address 路 --fault x"
    for who, *words in (
        ("agent", *create.split(), "--serial", typed),
        ("co1", "order", "edit", no, "--serial", typed),
        ("eng1", "parts", "replace", no, "--part", "X", "--name", "电源", "--old", typed, "--new", "B2"),
        ("eng1", "parts", "replace", no, "--part", "X", "--name", "电源", "--old", "B1", "--new", typed),
    ):
        result = network.run(who, *words)
        assert result.exit == 2 and json.loads(result.err)["error"]["code"] == "digits_lost", words
    asked = {"service": "onsite", "serial": typed}
    result = network.run("agent", "order create --from-json -", stdin=json.dumps(asked))
    assert json.loads(result.err)["error"]["code"] == "digits_lost"


def test_a_serial_number_with_an_e_is_one(network: Network) -> None:
    no = network.downloaded()
    assert network.ok("co1", "order", "edit", no, "--serial", "5E12345")["serial"] == "5E12345"


def test_a_visit_at_night_is_doubted(network: Network) -> None:
    no = network.downloaded()
    network.ok("eng1", f"contact log {no} --result reached")
    assert network.run("eng1", f"order writeback-t3 {no} --at 明天三点", typed="n\n").exit == 130
    result = network.run("eng1", f"order writeback-t3 {no} --at 明天三点")
    assert result.exit == 0
    assert "2026-06-04 03:00 is at night; for the afternoon write '06-04 15:00'" in result.err
    network.ok("eng1", f"order writeback-t3 {no} --undo --why 写错")
    assert "night" not in network.run("eng1", f"order writeback-t3 {no} --at '明天 07:00'").err


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("order list --status foo", "dispatched, downloaded, in_service"),
        ("order list --status 处理中", None),
        ("order list --status in_service", None),
        ("form list --status foo", "pending, agreed, refused, withdrawn"),
        ("pending list --status foo", "open, batch, not-batch"),
        ("pending list --status not_batch", None),
        ("user list --role foo", "agent, cisd"),
        ("machine list --product car", "desktop, notebook, server"),
        ("codes edit order-type paid --free items,cars", "parts, items"),
        ("codes edit order-type paid --free items,parts", None),
        ("contact log 1 --result foo", "reached, no-answer"),
    ],
)
def test_a_value_of_a_closed_list_is_checked_before_a_database_is_opened(
    network: Network, tmp_path: Path, line: str, said: str | None
) -> None:
    nowhere = Network(tmp_path / "none.db")
    result = nowhere.run("admin", line)
    if said is None:
        assert result.exit == 8
    else:
        assert result.exit == 2 and f"possible values: {said}" in result.err
