"""--fields chooses the columns of any list and of what is shown, in every format."""

from __future__ import annotations

import json

import pytest
from network import Network


@pytest.fixture
def two(network: Network) -> tuple[Network, str]:
    network.create("agent", customer="张三")
    return network, network.create("agent", customer="李四")


@pytest.mark.parametrize(
    "typed", ["order_no,customer", "order_no, customer", "order_no，用户", "order no.,customer"]
)
def test_fields_are_named_by_key_or_by_title(two: tuple[Network, str], typed: str) -> None:
    network, no = two
    rows = network.ok("admin", "order", "list", "--fields", typed, "--sort", "-order_no")
    assert rows[0] == {"order_no": no, "customer": "李四"} and [*rows[0]] == ["order_no", "customer"]
    assert len(rows) == 2


def test_every_format_has_these_fields_in_their_order(two: tuple[Network, str]) -> None:
    network, no = two

    def told(form: str, lang: str = "en") -> str:
        line = ("order", "list", "--fields", "customer,order_no", "--sort", "-order_no", "--limit", "1")
        return network.run("admin", *line, format=form, lang=lang).out

    assert told("csv") == f"customer,order_no\n李四,{no}\n"
    assert told("tsv") == f"customer\torder_no\n李四\t{no}\n"
    assert json.loads(told("jsonl")) == {"customer": "李四", "order_no": no}
    assert told("table").split() == ["customer", "order", "no.", "────────", "────────────", "李四", no]
    assert told("table", "zh").split()[:2] == ["用户", "维修单号"]


def test_what_is_shown_has_these_fields(two: tuple[Network, str]) -> None:
    network, no = two
    assert network.ok("admin", f"order show {no} --fields status,customer") == {
        "status": "dispatched",
        "customer": "李四",
    }
    assert network.run("admin", f"order show {no} --fields customer", format="csv").out == "customer\n李四\n"


def test_an_empty_list_has_the_header_alone(network: Network) -> None:
    assert network.run("admin", "cancel list --fields id,reason", format="csv").out == "id,reason\n"
    assert network.ok("admin", "cancel list --fields id,reason") == []


@pytest.mark.parametrize("line", ["order list --fields customer,colour", "order show {no} --fields colour"])
def test_a_field_that_is_not_there_is_named_with_those_that_are(two: tuple[Network, str], line: str) -> None:
    network, no = two
    result = network.run("admin", line.format(no=no))
    assert (result.exit, result.out) == (2, "")
    assert "there is no field colour" in result.err and "customer" in result.err


def test_a_refusal_is_told_whole(two: tuple[Network, str]) -> None:
    network, no = two
    refused = network.run("eng1", "order", "close", no, "--solution", "x", "--fields", "customer")
    assert refused.exit == 3 and refused.data["checks"]
