"""`order show`, `history`, `print` and `download` of several orders, typed or read from a list."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from network import Network


@pytest.fixture
def two(network: Network) -> list[str]:
    return [network.create(customer="张三"), network.create(customer="李四")]


def test_one_number_is_an_object_and_several_are_a_list(network: Network, two: list[str]) -> None:
    first, second = two
    shown = network.ok("co1", f"order show {first} {second}")
    assert [order["order_no"] for order in shown] == two
    assert shown[0] == network.ok("co1", f"order show {first}")
    # parts of the number, and one that is named twice
    assert network.ok("co1", f"order show {first[-4:]} {second} {second}") == shown
    assert [
        json.loads(line)["customer"]
        for line in network.run("co1", f"order show {first} {second}", format="jsonl").out.splitlines()
    ] == ["张三", "李四"]


def test_a_person_sees_one_order_below_the_other(network: Network, two: list[str]) -> None:
    drawn = network.run("co1", f"order show {two[0]} {two[1]}", format="table", columns=80).out
    assert drawn.index("张三") < drawn.index(two[1]) < drawn.index("李四")


def test_a_station_is_reminded_to_look_at_one_order_at_a_time(network: Network, two: list[str]) -> None:
    reminder = "a station should look at one order at a time (001-6.1.4)"
    assert reminder in network.run("co1", f"order show {two[0]} {two[1]}").err
    assert reminder not in network.run("co1", f"order show {two[0]}").err
    assert reminder not in network.run("north", f"order show {two[0]} {two[1]}").err


LISTS = {
    "lines": "# 今天\n{0}\n\n{1}  # 第二张\n",
    "JSON lines": '{{"order_no": "{0}"}}\n{{"order_no": "{1}", "status": "x"}}\n',
    "a JSON list of texts": '["{0}", "{1}"]',
    "a JSON list of orders": '[{{"order_no": "{0}"}},\n {{"order_no": "{1}"}}]',
}


@pytest.mark.parametrize("form", LISTS)
def test_numbers_come_from_a_list(network: Network, two: list[str], form: str, tmp_path: Path) -> None:
    text = LISTS[form].format(*two)
    shown = network.run("co1", "order show --from -", stdin=text)
    assert [order["order_no"] for order in shown.data] == two
    file = tmp_path / "numbers.txt"
    file.write_text(text, encoding="utf-8-sig")
    assert network.ok("co1", "order", "show", "--from", str(file)) == shown.data


def test_what_a_list_printed_is_taken_as_it_is(network: Network, two: list[str]) -> None:
    listed = network.run("co1", "order list --sort t1").out
    assert [o["order_no"] for o in network.run("co1", "order show --from -", stdin=listed).data] == two
    results = network.run("co1", "order download --from -", stdin=listed).data
    assert [r["order_no"] for r in results["results"]] == two and results["downloaded"] == 2
    again = network.run("co1", "order print --from -", stdin=listed).data
    assert again["printed"] == 2


def test_a_list_with_one_number_gives_a_list(network: Network, two: list[str]) -> None:
    assert len(network.run("co1", "order show --from -", stdin=two[0]).data) == 1
    assert network.run("co1", "order download --from -", stdin=two[0]).data["downloaded"] == 1
    assert network.run("co1", "order print --from -", stdin=two[0]).data["printed"] == 1


@pytest.mark.parametrize("stdin", ["", "\n", "# nothing today\n", "[]", "\ufeff"])
def test_an_empty_list_is_nothing_to_do(network: Network, two: list[str], stdin: str) -> None:
    """Without a list, `order download` takes all that wait; with an empty one none."""
    assert network.run("co1", "order show --from -", stdin=stdin).data == []
    assert network.run("co1", "order history --from -", stdin=stdin).data == []
    for command, done in (("download", "downloaded"), ("print", "printed")):
        result = network.run("co1", f"order {command} --from -", stdin=stdin)
        assert (result.exit, result.data["results"], result.data[done]) == (0, [], 0)
    assert {network.show(no)["status"] for no in two} == {"dispatched"}
    assert network.ok("co1", "order download")["downloaded"] == 2


def test_an_order_that_is_not_found_is_told_and_the_others_are_shown(
    network: Network, two: list[str]
) -> None:
    foreign = network.create(station="000101", area="310101")
    for command in ("show", "history"):
        result = network.run("co1", f"order {command} {two[0]} {foreign} nothing {two[1]}")
        assert result.exit == 7
        assert list(dict.fromkeys(row["order_no"] for row in result.data)) == two
        assert f"order {foreign} belongs to another station or region" in result.err
        assert "no such order: nothing" in result.err and "2 of 4 orders not found" in result.err


def test_the_history_of_several_has_each_under_its_number(network: Network, two: list[str]) -> None:
    events = network.ok("co1", f"order history {two[0]} {two[1]}")
    assert events == [e for no in two for e in network.ok("co1", f"order history {no}")]
    drawn = network.run("co1", f"order history {two[0]} {two[1]}", format="table").out
    assert drawn.index(two[0]) < drawn.index("张三") < drawn.index(two[1]) < drawn.index("李四")
    assert two[0] not in network.run("co1", f"order history {two[0]}", format="table").out


@pytest.mark.parametrize("command", ["show", "history", "print", "download"])
def test_what_is_no_list_is_refused_with_its_place(network: Network, two: list[str], command: str) -> None:
    wrong = network.run("co1", f"order {command} --from -", stdin='{"id": 3}\n')
    assert wrong.exit == 2 and "line 1: expected an order number" in wrong.err
    wrong = network.run("co1", f"order {command} --from -", stdin=f'["{two[0]}", 7]')
    assert wrong.exit == 2 and "line 2: expected an order number, got 7" in wrong.err
    assert network.run("co1", f"order {command} --from missing.txt").exit == 2
    both = network.run("co1", f"order {command} {two[0]} --from -", stdin=two[1])
    assert both.exit == 2 and "not both" in both.err
    if command != "download":
        bare = network.run("co1", f"order {command}")
        assert bare.exit == 2 and "write one order number or several" in bare.err
