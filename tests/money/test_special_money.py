"""A special user's order from its birth to the entrustment form: the region's solution, the paper, its fee."""

from __future__ import annotations

from pathlib import Path

import pytest
from network import Network

from repaircli.orders import generate
from repaircli.rules.policy.authority import AUTHORITY

HEADER = "tier,service,product,step,volume_from,volume_to,fee,valid_from,valid_to\n"
TABLE = (
    HEADER
    + "A,onsite,,1,0,100,80,2026-01-01,\n"
    + "A,onsite,,2,101,,60,2026-01-01,\n"
    + "A,carry-in,,1,0,,30.50,2026-01-01,\n"
    + "A,onsite,notebook,1,0,,100,2026-01-01,\n"
)


@pytest.fixture
def priced(network: Network, tmp_path: Path) -> Network:
    """The network with a fee table for tier A, which station 000001 has."""
    file = tmp_path / "fees.csv"
    file.write_text(TABLE, encoding="utf-8")
    network.ok("parts", "fee", "import", str(file))
    network.ok("admin", "station edit 000001 --tier A")
    return network


def test_an_order_of_a_special_user_that_cannot_be_born_leaves_no_urge_order_either(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["order", "create", "--service", "onsite", "--customer", "李记者", "--phone", "13800000009",
             "--address", "一号", "--fault", "无显示", "--station", "000001", "--special", "media"]  # fmt: skip

    def broken(*args: object) -> None:
        raise RuntimeError("the disk is gone")

    with monkeypatch.context() as breaking:
        # the order is written by then, its urge order is what fails
        breaking.setattr(generate, "word", broken)
        assert network.run("agent", *words).exit == 1
    assert network.ok("admin", "order list") == []
    assert network.ok("admin", "urge list") == []
    assert network.ok("admin", "notify list") == []
    no = network.ok("agent", *words)["order_no"]
    (urge,) = network.ok("co1", f"urge list {no}")
    assert (urge["kind"], urge["text"]) == ("special_user", "特殊身份用户（媒体记者）：李记者，13800000009")
    assert [n["code"] for n in network.ok("co1", "notify list")] == ["N8"]


# ------------------------------------------------------------------------------------------------------------ solution


def test_the_region_gives_its_solutions_and_the_station_is_told_of_each(network: Network) -> None:
    no = network.create("cisd", special="media")
    network.at("10:00:00").ok("co1", f"special notify {no}")
    first = network.at("10:30:00").run("north", f"special advise {no} --solution 今天带主板上门")
    assert (first.exit, first.err) == (0, "")
    assert [a["solution"] for a in first.data["advices"]] == ["今天带主板上门"]
    network.at("15:00:00").ok("north", f"special advise {no} --solution 改送备用机")
    shown = network.show(no, "co1")["advices"]
    assert [(a["solution"], a["given_by"], a["given_at"]) for a in shown] == [
        ("今天带主板上门", "north", "2026-06-03T10:30:00+08:00"),
        ("改送备用机", "north", "2026-06-03T15:00:00+08:00"),
    ]
    told = network.ok("co1", "notify list --code N11")
    assert sorted(n["args"]["solution"] for n in told) == ["今天带主板上门", "改送备用机"]
    assert {(n["to_kind"], n["to"], n["order_no"]) for n in told} == {("station", "000001", no)}
    page = network.run("co1", f"order show {no}", format="table", lang="zh").out
    assert page.index("今天带主板上门") < page.index("改送备用机")
    history = network.run("co1", f"order history {no}", format="table", lang="zh").out
    assert "大区解决方案 改送备用机" in history


def test_a_solution_before_the_station_s_report_is_given_with_a_warning(network: Network) -> None:
    no = network.create("cisd", special="media")
    given = network.run("north", f"special advise {no} --solution 今天上门")
    assert given.exit == 0
    assert "has not reported this special user yet (001-4.5.2)" in given.err


def test_a_solution_is_for_an_open_order_of_a_special_user_and_from_its_own_region(network: Network) -> None:
    plain, special = network.create(), network.create("cisd", special="media")
    assert network.refused("north", "special", "advise", plain, "--solution", "上门") == {"not_special"}
    assert network.run("east", "special", "advise", special, "--solution", "上门").exit == 4
    assert network.run("co1", "special", "advise", special, "--solution", "上门").exit == 4
    empty = network.run("north", "special", "advise", special, "--solution", "  ")
    assert (empty.exit, "--solution" in empty.err) == (2, True)
    network.ok("agent", "cancel", "by-customer", special, "--reason", "self_resolved", "--detail", "用户来电")
    assert network.refused("north", "special", "advise", special, "--solution", "上门") == {"order_closed"}
    assert network.ok("co1", "notify list --code N11") == []


def test_the_same_request_id_gives_one_solution(network: Network) -> None:
    no = network.create("cisd", special="media")
    words = ("special", "advise", no, "--solution", "上门", "--request-id", "k1")
    assert network.ok("north", *words) == network.ok("north", *words)
    assert len(network.show(no)["advices"]) == 1


# ---------------------------------------------------------------------------------------------------- entrustment form


def test_the_fee_is_the_difference_of_the_first_step_and_all_three_are_kept(priced: Network) -> None:
    no = priced.create("cisd", special="media")
    form = priced.ok("north", f"entrust issue {no} --paper-no WT-001")
    assert {k: form[k] for k in ("onsite_fen", "carry_in_fen", "computed_fen", "fee_fen", "why", "tier")} == {
        "onsite_fen": 8000, "carry_in_fen": 3050, "computed_fen": 4950, "fee_fen": 4950, "why": None, "tier": "A",
    }  # fmt: skip
    assert priced.ok("co1", "entrust", "show", str(form["id"])) == form
    assert priced.ok("parts", "entrust list") == [form]
    (brief,) = priced.show(no)["entrustments"]
    assert (brief["paper_no"], brief["fee_fen"], brief["computed_fen"]) == ("WT-001", 4950, 4950)
    assert "49.50" in priced.run("north", f"order history {no}", format="table").out


def test_a_product_s_own_row_goes_before_that_of_all_products(priced: Network) -> None:
    no = priced.create("cisd", special="media", product="notebook")
    assert priced.ok("north", f"entrust issue {no} --paper-no WT-001")["fee_fen"] == 6950


def test_another_fee_needs_a_reason_and_stands_beside_the_computed_one(priced: Network) -> None:
    no = priced.create("cisd", special="media")
    bare = priced.run("north", f"entrust issue {no} --paper-no WT-001 --fee 60")
    assert (bare.exit, "--why" in bare.err) == (2, True)
    form = priced.ok("north", f"entrust issue {no} --paper-no WT-001 --fee 60 --why 路程远")
    assert (form["computed_fen"], form["fee_fen"], form["why"]) == (4950, 6000, "路程远")


@pytest.mark.parametrize("fee", ["-1", "十元", "1.234", ""])
def test_an_amount_that_cannot_be_read_is_named(priced: Network, fee: str) -> None:
    no = priced.create("cisd", special="media")
    said = priced.run("north", "entrust", "issue", no, "--paper-no", "1", f"--fee={fee}", "--why", "远")
    assert (said.exit, "--fee" in said.err) == (2, True)


def test_without_a_row_of_the_table_the_answer_says_which_and_how_to_bring_it(network: Network) -> None:
    no = network.create("cisd", special="media")
    words = ("entrust", "issue", no, "--paper-no", "WT-001")
    bare = network.run("north", *words)
    assert (bare.exit, bare.checks, bare.data["hint"]) == (
        3, {"no_tier"}, "repaircli station edit 000001 --tier TIER",
    )  # fmt: skip
    network.ok("admin", "station edit 000001 --tier A")
    empty = network.run("north", *words)
    assert (empty.exit, empty.checks, empty.data["hint"]) == (3, {"no_fee"}, "repaircli fee import FILE")
    assert "tier A, on-site, carry-in, valid on 2026-06-03" in empty.data["checks"][0]["text"]
    form = network.ok("north", *words, "--fee", "50", "--why", "费用表未到")
    assert (form["computed_fen"], form["fee_fen"]) == (None, 5000)


def test_a_paper_number_stands_once_and_so_does_the_form_of_an_order(priced: Network) -> None:
    one, two = (priced.create("cisd", special="media", phone=f"1380000000{n}") for n in (1, 2))
    form = priced.ok("north", f"entrust issue {one} --paper-no WT-001")
    assert priced.refused("north", f"entrust issue {one} --paper-no WT-002") == {"already_entrusted"}
    assert priced.refused("north", f"entrust issue {two} --paper-no WT-001") == {"paper_taken"}
    priced.ok("north", "entrust", "void", str(form["id"]), "--why", "单号抄错")
    assert priced.refused("north", "entrust", "void", str(form["id"]), "--why", "再撤") == {"already_voided"}
    assert priced.ok("north", f"entrust issue {two} --paper-no WT-001")["order_no"] == two
    assert priced.ok("north", f"entrust issue {one} --paper-no WT-002")["order_no"] == one
    assert len(priced.ok("north", "entrust list")) == 2
    assert len(priced.ok("north", f"entrust list {one} --all")) == 2


def test_a_form_is_for_a_special_user_whose_order_is_not_cancelled(priced: Network) -> None:
    plain, over = priced.create(), priced.create("cisd", special="media", phone="13800000002")
    assert priced.refused("north", "entrust", "issue", plain, "--paper-no", "1") == {"not_special"}
    priced.ok("agent", "cancel", "by-customer", over, "--reason", "self_resolved", "--detail", "用户来电")
    assert priced.refused("north", "entrust", "issue", over, "--paper-no", "1") == {"order_cancelled"}


def test_forms_stay_within_the_region_and_the_station(priced: Network) -> None:
    no = priced.create("cisd", special="media")
    form = priced.ok("north", f"entrust issue {no} --paper-no 1")
    assert priced.run("east", "entrust", "show", str(form["id"])).exit == 4
    assert priced.ok("co3", "entrust list") == []
    assert priced.run("north", "entrust show 99").exit == 5
    assert priced.run("co1", f"entrust issue {no} --paper-no 2").exit == 4
    assert {str(r) for r in AUTHORITY["entrust issue"].roles} == {"liaison"}


# ----------------------------------------------------------------------------------------------------------- fee table


def imported(network: Network, tmp_path: Path, rows: str, *more: str) -> dict[str, object]:
    file = tmp_path / "more.csv"
    file.write_text(HEADER + rows, encoding="utf-8")
    result = network.run("parts", "fee", "import", str(file), *more)
    assert result.exit == (7 if result.data["bad"] else 0), result.err
    return dict(result.data)


def codes(answer: dict[str, object]) -> list[str]:
    return [e["code"] for e in answer["errors"]]  # type: ignore[attr-defined]


def test_the_same_fee_table_again_changes_nothing_and_what_is_listed_can_be_imported(
    priced: Network, tmp_path: Path
) -> None:
    again = imported(priced, tmp_path, TABLE.removeprefix(HEADER))
    assert (again["imported"], again["changed"], again["unchanged"]) == (0, 0, 4)
    listed = priced.run("co1", "fee list", format="csv").out
    assert set(HEADER.strip().split(",")) < set(listed.splitlines()[0].split(","))
    (tmp_path / "listed.csv").write_text(listed, encoding="utf-8")
    back = priced.ok("parts", "fee", "import", str(tmp_path / "listed.csv"))
    assert (back["imported"], back["changed"], back["unchanged"]) == (0, 0, 4)


def test_chinese_headers_and_words_are_read(network: Network, tmp_path: Path) -> None:
    file = tmp_path / "费用表.csv"
    text = "结费等级,服务方式,产品,台阶,费用（元）,生效日期\nB,补偿金上门,全部,1,45,2026/1/1\n"
    file.write_text(text, encoding="gb18030")
    assert network.ok("parts", "fee", "import", str(file))["imported"] == 1
    (row,) = network.ok("parts", "fee list --tier B")
    assert (row["service"], row["product"], row["fee_fen"]) == ("visit", "any", 4500)


def test_a_new_price_begins_where_the_old_one_is_ended_in_the_same_file(
    priced: Network, tmp_path: Path
) -> None:
    new = "A,carry-in,,1,0,,35,2026-07-01,\n"
    clashing = imported(priced, tmp_path, new)
    assert (clashing["imported"], codes(clashing)) == (0, ["overlap"])
    both = imported(priced, tmp_path, new + "A,carry-in,,1,0,,30.50,2026-01-01,2026-06-30\n")
    assert (both["imported"], both["changed"]) == (1, 1)
    for day, fee in (("2026-06-30", "30.50"), ("2026-07-01", "35.00")):
        rows = priced.ok("parts", f"fee list --on {day}")
        assert [r["fee"] for r in rows if r["service"] == "carry-in"] == [fee]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("A,onsite,,3,150,,50,2026-01-01,\n", "overlap"),  # step 2 is open to the top
        ("B,onsite,,1,0,100,50,2026-01-01,\nB,onsite,,2,100,,40,2026-01-01,\n", "overlap"),
        ("B,onsite,,1,0,,50,2026-01-01,\nB,onsite,,1,0,,50,2026-01-01,\n", "twice_in_file"),
        ("B,onsite,,1,9,3,50,2026-01-01,\n", "ends_early"),
        ("B,onsite,,1,0,,50,2026-01-01,2025-12-31\n", "ends_early"),
        ("B,onsite,,0,0,,50,2026-01-01,\n", "step"),
        ("B,onsite,,1,0,,-5,2026-01-01,\n", "amount"),
        ("B,phone,,1,0,,5,2026-01-01,\n", "code"),
        (",onsite,,1,0,,5,2026-01-01,\n", "empty"),
    ],
)
def test_rows_that_do_not_fit_keep_the_whole_file_out(
    priced: Network, tmp_path: Path, rows: str, code: str
) -> None:
    before = priced.ok("parts", "fee list")
    answer = imported(priced, tmp_path, "C,onsite,,1,0,,5,2026-01-01,\n" + rows)
    assert code in codes(answer)
    assert answer["imported"] == 0
    assert priced.ok("parts", "fee list") == before


def test_a_tier_that_no_station_has_is_pointed_out(priced: Network, tmp_path: Path) -> None:
    answer = imported(priced, tmp_path, "Ａ级,onsite,,1,0,,5,2026-01-01,\n")
    assert answer["imported"] == 1
    assert any("no station has settlement tier" in str(w) for w in answer["warnings"])  # type: ignore[attr-defined]


def test_checking_a_fee_table_writes_nothing(priced: Network, tmp_path: Path) -> None:
    answer = imported(priced, tmp_path, "C,onsite,,1,0,,5,2026-01-01,\n", "--dry-run")
    assert (answer["importable"], answer["imported"]) == (1, 0)
    assert priced.ok("parts", "fee list --tier C") == []


@pytest.mark.parametrize("who", ["co1", "north", "agent"])
def test_only_settlement_and_the_administrator_change_the_fee_table(
    priced: Network, tmp_path: Path, who: str
) -> None:
    (tmp_path / "x.csv").write_text(TABLE, encoding="utf-8")
    assert priced.run(who, "fee", "import", str(tmp_path / "x.csv")).exit == 4
    assert len(priced.ok(who, "fee list")) == 4
