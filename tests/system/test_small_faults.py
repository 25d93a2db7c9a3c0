"""Filters that name nobody, words too long to repeat, files that are damaged, full or not named: told clearly."""

from __future__ import annotations

import json
import sqlite3

import pytest
from network import Network

FILTERED = (
    ("admin", "order", "list"),
    ("admin", "order", "export"),
    ("north", "cancel", "list"),
    ("north", "due"),
    ("admin", "parts", "list"),
    ("visitor", "visit", "due"),
    ("visitor", "visit", "stats"),
    ("admin", "notify", "list"),
)


@pytest.mark.parametrize("command", FILTERED, ids=" ".join)
def test_a_filter_that_names_nobody_is_an_error_with_what_looks_like_it(network, command):
    who, *words = command
    for option, name, near, code in (
        ("--station", "00001", "000001", "no_station"),
        ("--region", "华北", "华北区", "no_region"),
    ):
        result = network.run(who, *words, option, name)
        assert (result.exit, result.out) == (5, ""), (words, option)
        assert code in result.err and near in result.err
    assert network.run(who, *words, "--station", "000001", format="csv").exit == 0
    assert network.run(who, *words, "--region", "华北区", format="csv").exit == 0
    assert network.run(who, *words, "--station", "000009", format="csv").exit == 0, "a closed one has a past"


def test_lists_of_regions_alone_do_the_same(network):
    for words in (("station", "list"), ("station", "poll-check")):
        result = network.run("admin", *words, "--region", "华东")
        assert result.exit == 5 and "华东区" in result.err


def test_a_station_is_found_by_its_name_in_the_hint(network):
    assert "000101" in network.run("admin", "order list --station 000101站").err
    assert "station list" in network.run("admin", "order list --station xyz").err


@pytest.mark.parametrize(
    "words",
    [
        ("order", "show", "X" * 5000),
        ("order", "list", "--status", "X" * 5000),
        ("order", "list", "--since", "X" * 5000),
        ("order", "list", "--limit", "X" * 5000),
        ("nonsense" + "x" * 5000,),
        ("order", "list", "X" * 5000),
        ("order", "list", "--x" + "y" * 5000),
        ("order", "list", "--station", "X" * 5000),
        ("order", "import", "/tmp/" + "x" * 200 + "/" + "y" * 5000),
        ("user", "edit", "X" * 5000, "--role", "y" * 5000),
    ],
)
@pytest.mark.parametrize("format", ["table", "json"])
def test_what_is_typed_is_not_repeated_without_end(network, words, format):
    result = network.run("admin", *words, format=format)
    assert result.exit in (2, 5), result.err[:300]
    assert "…" in result.err and len(result.err) < 1200


def test_a_nul_in_a_line_of_a_batch_is_a_usage_error(network):
    result = network.run("admin", "batch", stdin="order export --output a\0b\norder list\n", format="jsonl")
    assert result.exit == 7
    assert '"exit": 2' in result.out + result.err and "NUL" in result.out + result.err


def test_an_empty_output_is_no_file(network):
    for words in (("order", "export"), ("station", "export")):
        result = network.run("admin", *words, "--output", " ")
        assert result.exit == 2 and "--output is empty" in result.err


def test_the_fixed_text_of_a_phone_solution_leads_to_its_option(network):
    no = network.downloaded()
    words = ("order", "writeback-t3", no, "--at", "2010-01-01", "--reason")
    for text, how in (("软件问题,电话解决", "software"), ("其他问题，电话解决", "other")):
        hint = network.run("eng1", *words, text).data["hint"]
        assert hint == f"repaircli order writeback-t3 {no} --phone-resolved {how} --as eng1"
    assert network.run("eng1", *words, "联系不上").data["hint"].endswith("--unreachable --as eng1")


def asked(network: Network, *stations: str) -> list[str]:
    found = []
    for station in stations:
        no = network.downloaded(customer=f"某{len(found)}", address=f"{len(found)}号")
        more = ("--to-station", station) if station else ()
        words = ("--reason", "dispatch_error" if not station else "wrong_area", "--detail", "x")
        found.append(str(network.ok("co1", "cancel", "request", no, *words, *more)["id"]))
    return found


def test_many_decisions_have_one_summary(network):
    ids = asked(network, "000003", "000003", "000003")
    network.ok("co1", "cancel", "withdraw", ids[0])
    some = network.run("north", "cancel", "approve", *ids[:2], format="table", columns=100)
    assert some.exit == 7
    assert (some.out + some.err).count("approved, ") == 1 and "1 approved, 1 refused" in some.err
    rest = network.run("north", "cancel", "reject", ids[2], ids[2], "--why", "x", format="table", columns=100)
    assert rest.exit == 0 and (rest.out + rest.err).count("rejected, 0 refused") == 1


def test_the_hint_of_a_damaged_file_leads_out_of_it(network):
    with sqlite3.connect(network.path) as file:
        file.execute("PRAGMA foreign_keys = OFF")
        file.execute("INSERT INTO urge_orders (order_no, kind, text, created_by, created_at)"
                     " VALUES ('R9', 'special_user', 'x', 'a', '2026-06-03T01:00:00Z')")  # fmt: skip
    file.close()
    result = network.run("admin", "db check")
    assert result.exit == 8 and ".recover" in result.err and "db check" not in result.err


def test_a_backup_onto_a_full_disk_names_the_disk_of_the_copy(network, tmp_path, monkeypatch):
    from repaircli.platform.db import failures, maintenance

    def full(*args: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(maintenance, "backup", full)
    result = network.run("admin", "db", "backup", str(tmp_path / "copy.db"))
    assert result.exit == 8 and str(failures.room(tmp_path)) in json.loads(result.err)["error"]["hint"]
