"""Special-case statements and urge orders."""

from __future__ import annotations

from network import Network


def submit(network: Network, no: str, who: str = "co1"):
    return network.run(who, f"form submit {no} --proposal 更换主板 --refusal 用户嫌贵")


def notices(network: Network, no: str) -> list[tuple[str, str]]:
    return [(n["code"], n["to"]) for n in network.ok("admin", "notify list") if n["order_no"] == no]


def test_a_statement_goes_to_the_region_and_its_decision_back(network):
    no = network.downloaded()
    form = submit(network, no).data
    assert next(iter(form)) == "id" and (form["order_no"], form["state"], form["region"]) == (
        no,
        "pending",
        "华北区",
    )
    decided = network.ok("north", "form", "decide", str(form["id"]), "--agree", "--opinion", "同意撤单")
    assert (decided["state"], decided["opinion"], decided["decided_by"]) == ("agreed", "同意撤单", "north")
    assert sorted(notices(network, no)) == [("N36", "000001"), ("N7", "华北区")]


def test_only_one_undecided_statement_an_order(network):
    no = network.downloaded()
    first = submit(network, no).data["id"]
    again = submit(network, no)
    assert (again.exit, again.checks) == (3, {"form_pending"})
    network.ok("north", f"form decide {first} --refuse")
    assert submit(network, no).exit == 0


def test_a_statement_is_decided_once_by_the_region_of_its_order(network):
    no = network.downloaded()
    id_ = str(submit(network, no).data["id"])
    assert network.run("co1", f"form decide {id_} --agree").exit == 4
    assert network.run("east", f"form decide {id_} --agree").exit == 4
    assert network.run("north", "form decide 99 --agree").exit == 5
    assert network.run("north", f"form decide {id_}").exit == 2
    assert network.run("north", f"form decide {id_} --agree --refuse").exit == 2
    assert network.run("north", f"form decide {id_} --agree").exit == 0
    assert network.run("north", f"form decide {id_} --agree").exit == 0
    changed = network.run("north", f"form decide {id_} --refuse")
    assert (changed.exit, changed.checks) == (3, {"form_decided"})
    assert [c for c, _ in notices(network, no)].count("N36") == 1


def test_nobody_decides_his_own_statement(network):
    network.ok("admin", "user edit both1 --role coordinator --role liaison --region 华北区")
    no = network.downloaded()
    id_ = str(network.ok("both1", f"form submit {no} --proposal p --refusal r --role coordinator")["id"])
    assert network.run("both1", f"form decide {id_} --agree").exit == 4


def test_an_empty_statement_is_a_usage_error(network):
    no = network.downloaded()
    assert network.run("co1", f"form submit {no} --proposal ' ' --refusal r").exit == 2


def test_statements_are_listed_within_the_scope(network):
    mine, other = network.downloaded(), network.create("co101", service="carry-in")
    submit(network, mine)
    submit(network, other, "co101")
    assert [f["order_no"] for f in network.ok("co1", "form list")] == [mine]
    assert [f["order_no"] for f in network.ok("east", "form list")] == [other]
    assert [f["order_no"] for f in network.ok("admin", "form list")] == [other, mine]
    assert network.ok("north", "form list --state agreed") == []
    assert len(network.ok("north", "form", "list", mine)) == 1
    assert network.run("north", "form list --state lost").exit == 2


def test_an_urge_order_is_appended_told_and_printed(network):
    no = network.downloaded()
    urge = network.ok("agent", f"urge add {no} --text 有投诉倾向")
    assert next(iter(urge)) == "id" and urge["kind"] == "special_need"
    assert notices(network, no) == [("N9", "000001")]
    assert network.run("co1", f"urge add {no} --text x").exit == 4
    printed = network.run("co1", f"order print {no}", format="table")
    assert "有投诉倾向" in printed.out
    assert [u["id"] for u in network.ok("co1", f"urge list {no}")] == [urge["id"]]
    assert network.ok("co101", "urge list") == []
