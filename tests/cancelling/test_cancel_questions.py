"""On a terminal a command that ends orders or requests asks first, and says what would become of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from network import Network

SELF = "cancel self {no} --reason entry_error --detail 录错"
CALL = "cancel by-customer {no} --reason self_resolved --detail 不修了"


def own_order(network: Network) -> str:
    return network.create("co1", service="carry-in", customer="张三", address="建国路一号")


@pytest.mark.parametrize(
    ("who", "line", "question"),
    [
        ("co1", SELF, "cancel order {no} (张三, 建国路一号)? This cannot be undone. [y/N]"),
        (
            "co1",
            SELF.replace("self", "request"),
            "cancel order {no} (张三, 建国路一号)? This cannot be undone. [y/N]",
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
    assert f"cancel order {no} (张三, 建国路一号) and create a new order at station 000003?" in asked.err
    refused = network.run("agent", f"{CALL.format(no=no)} --to-station 000002", typed="")
    assert refused.exit == 3 and "[y/N]" not in refused.err
    chinese = network.run("agent", CALL.format(no=no), typed="\n", lang="zh")
    assert f"撤掉维修单 {no}（张三，建国路一号）？撤单后不能恢复。 [y/N]" in chinese.err


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


# ------------------------------------------------------------------------------------------------------ many at once


@pytest.fixture
def asked(network: Network) -> Network:
    """Four requests: two plain ones, one with a target, one whose order must be closed."""
    for reason, more in (
        ("self_resolved", ""),
        ("wrong_area", "--to-station 000003"),
        ("already_normal", ""),
        ("self_resolved", ""),
    ):
        no = network.downloaded(customer="张三", address="建国路一号")
        network.ok("co1", f"cancel request {no} --reason {reason} --detail 用户来电 {more}")
    network.ok("eng1", f"order fact {no} reseat")
    return network


def pending(network: Network) -> list[int]:
    return [r["id"] for r in network.ok("north", "cancel list --status pending")]


@pytest.mark.parametrize(
    ("who", "line", "question", "done"),
    [
        (
            "north",
            "approve --all",
            "approve 4 requests: 2 cancel, 1 cancel and reassign, 1 refused by the rule?",
            [],
        ),
        ("north", "approve 1 3 99", "approve 2 requests: 2 cancel, 1 cannot be decided?", [2, 4]),
        (
            "north",
            "approve 2",
            "request 2 of order R260603-0002 (张三, 建国路一号): cancel and reassign?",
            [1, 3, 4],
        ),
        ("north", "reject --all --reason self_resolved --why 请修", "reject 2 requests?", [2, 3]),
        (
            "north",
            "reject 1 --why 请修",
            "request 1 of order R260603-0001 (张三, 建国路一号): reject?",
            [2, 3, 4],
        ),
        ("co1", "withdraw 1 2", "withdraw 2 requests?", [3, 4]),
        ("co1", "withdraw 1 2 77", "withdraw requests: 2 withdrawn, 1 cannot be decided?", [3, 4]),
        ("co1", "withdraw 4", "request 4 of order R260603-0004 (张三, 建国路一号): withdraw?", [1, 2, 3]),
    ],
)
def test_a_batch_asks_with_how_many_and_how_they_would_end(
    asked: Network, who: str, line: str, question: str, done: list[int]
) -> None:
    declined = asked.run(who, f"cancel {line}", typed="n\n")
    assert (declined.exit, declined.err) == (130, f"{question} [y/N] not confirmed: nothing was done\n")
    assert pending(asked) == [1, 2, 3, 4]
    agreed = asked.run(who, f"cancel {line}", typed="y\n")
    assert agreed.exit in (0, 7) and question in agreed.err
    assert pending(asked) == done
    again = asked.run(who, f"cancel {line}", typed="")
    assert "[y/N]" not in again.err, "nothing new would come of it"


def test_a_plan_asks_with_what_its_lines_decide(asked: Network, tmp_path: Path) -> None:
    plan = tmp_path / "plan.csv"
    asked.ok("north", f"cancel approve --all --plan {plan}")
    text = plan.read_text(encoding="utf-8-sig").splitlines()
    text[1] = text[1].replace(",approve,,", ",reject,请修,")
    text[2] = text[2].replace(",approve,,", ",leave,,")
    plan.write_text("\n".join(text), encoding="utf-8")
    declined = asked.run("north", f"cancel approve --apply {plan}", typed="n\n")
    assert declined.exit == 130
    assert "decide 2 requests of the plan: 1 rejected, 1 cancel, 2 left as they are? [y/N]" in declined.err
    assert pending(asked) == [1, 2, 3, 4]
    assert asked.run("north", f"cancel approve --apply {plan}", typed="y\n").exit == 0
    assert pending(asked) == [2, 4]


def test_only_the_requests_of_the_question_are_decided(
    asked: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that comes in while a person reads the question waits for the next time."""
    from repaircli.platform.output import aside

    def agreed(question: object) -> bool:
        monkeypatch.undo()
        no = asked.downloaded()
        asked.ok("co1", f"cancel request {no} --reason self_resolved --detail 用户来电")
        return True

    monkeypatch.setattr(aside, "agreed", agreed)
    answer = asked.run("north", "cancel approve --all", typed="")
    assert [r["id"] for r in answer.data["results"]] == [1, 2, 3, 4]
    assert pending(asked) == [5]


def test_a_batch_asks_nothing_with_yes_off_a_terminal_for_trial_or_of_no_request(asked: Network) -> None:
    assert "[y/N]" not in asked.run("north", "cancel approve --all --dry-run", typed="").err
    assert asked.run("north", "cancel reject --from - --why x", stdin="").data == {
        "results": [], "rejected": 0, "already": 0, "refused": 0,
    }  # fmt: skip
    assert asked.run("north", "cancel reject --all --station 000002 --why x", typed="").exit == 0
    assert pending(asked) == [1, 2, 3, 4]
    assert asked.run("north", "cancel approve 1 --yes", typed="").exit == 0
    assert asked.run("north", "cancel approve 2").exit == 0
    assert pending(asked) == [3, 4]
