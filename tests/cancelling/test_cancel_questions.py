"""On a terminal a command that ends orders or requests asks first, and says what would become of them."""

from __future__ import annotations

import pytest
from network import Network

SELF = "cancel self {no} --reason entry_error --detail 录错"
CALL = "cancel by-customer {no} --reason self_resolved --detail 不修了"


def own_order(network: Network) -> str:
    return network.create("co1", service="carry-in", customer="张三", address="建国路一号")


@pytest.mark.parametrize(
    ("who", "line", "question"),
    [
        ("co1", SELF, "cancel order {no} (张三, 建国路一号)? It cannot be taken back. [y/N]"),
        (
            "co1",
            SELF.replace("self", "request"),
            "cancel order {no} (张三, 建国路一号)? It cannot be taken back. [y/N]",
        ),
    ],
)
def test_a_cancel_that_ends_the_order_at_once_asks_with_number_customer_and_address(
    network: Network, who: str, line: str, question: str
) -> None:
    no = own_order(network)
    line, question = line.format(no=no), question.format(no=no)
    declined = network.run(who, line, typed="n\n")
    assert (declined.exit, declined.err) == (130, f"{question} not confirmed: nothing was done\n")
    assert network.ok("co1", f"order show {no}")["status"] != "cancelled"
    agreed = network.run(who, line, typed="y\n")
    assert agreed.exit == 0 and agreed.err.startswith(question)
    assert network.ok("co1", f"order show {no}")["status"] == "cancelled"


def test_the_agent_is_told_where_the_new_order_would_be(network: Network) -> None:
    no = network.create("agent", customer="张三", address="建国路一号")
    asked = network.run("agent", f"{CALL.format(no=no)} --to-station 000003", typed="\n")
    assert asked.exit == 130
    assert f"cancel order {no} (张三, 建国路一号) and make a new order at station 000003?" in asked.err
    refused = network.run("agent", f"{CALL.format(no=no)} --to-station 000002", typed="")
    assert refused.exit == 3 and "[y/N]" not in refused.err
    chinese = network.run("agent", CALL.format(no=no), typed="\n", lang="zh")
    assert f"撤销维修单 {no}（张三，建国路一号）？撤销后不能恢复。 [y/N]" in chinese.err


def test_nothing_is_asked_with_yes_off_a_terminal_or_where_the_rule_refuses(network: Network) -> None:
    no = own_order(network)
    network.ok("co1", f"order start {no} --system-failure 停电")
    refused = network.run("co1", SELF.format(no=no), typed="")
    assert refused.exit == 3 and "[y/N]" not in refused.err
    network.ok("co1", SELF.format(no=own_order(network)))
    agreed = network.run("co1", f"{SELF.format(no=own_order(network))} --yes", typed="")
    assert agreed.exit == 0 and "[y/N]" not in agreed.err
    called = network.run("agent", f"{CALL.format(no=network.create())} --caller station", typed="")
    assert called.exit == 3 and "[y/N]" not in called.err
