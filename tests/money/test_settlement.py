"""A station's month: computed from its closed orders, locked once, adjusted in the next one."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from network import Network

TABLE = """tier,service,product,step,volume_from,volume_to,fee,valid_from,valid_to
A,onsite,,1,0,2,80,2026-01-01,
A,onsite,,2,3,,60,2026-01-01,
A,carry-in,,1,0,,30.50,2026-01-01,
A,visit,,1,0,,40,2026-01-01,
"""


@pytest.fixture
def priced(network: Network, tmp_path: Path) -> Network:
    """The network with a fee table for tier A, which station 000001 has."""
    (tmp_path / "fees.csv").write_text(TABLE, encoding="utf-8")
    network.ok("parts", "fee", "import", str(tmp_path / "fees.csv"))
    network.ok("admin", "station edit 000001 --tier A")
    return network


def closed(
    network: Network, *parts: str, who: str = "agent", facts: tuple[str, ...] = (), solution: str = "更换备件",
    **values: str,
) -> str:  # fmt: skip
    """A closed on-site order of 000001; a part is `code:fee`, with `m` behind it a monitor, with `!` not returned."""
    no = network.downloaded(who, **values)
    network.ok("eng1", f"order writeback-t3 {no} --at +2h")
    network.ok("co1", f"order assign {no} --engineer eng1")
    network.ok("co1", f"order print {no}")
    network.ok("eng1", f"order start {no}")
    for fact in facts:
        network.ok("eng1", "order", "fact", no, fact)
    for part in parts:
        code, fee = part.rstrip("m!").split(":")
        words = ["--part", code, "--name", "主板", "--old", f"O-{code}", "--new", f"N-{code}"]
        words += ["--fee", fee] if fee else []
        network.ok("eng1", "parts", "replace", no, *words, *(["--monitor"] if "m" in part else []))
        if "!" not in part:
            network.ok("eng1", f"parts return {no} --part {code}")
    network.ok("eng1", f"order repaired {no}")
    network.ok("eng1", f"order sign {no}")
    network.ok("eng1", "order", "close", no, "--solution", solution)
    return no


def settled(network: Network, month: str = "2026-06", *words: str, who: str = "parts") -> Any:
    return network.ok(who, "settle", "station", "--month", month, *words)


def brief(answer: Any) -> list[tuple[Any, ...]]:
    keys = ("order_no", "kind", "amount_fen", "held_fen", "reason")
    return [tuple(line[k] for k in keys) for line in answer["lines"]]


def lock(network: Network, month: str = "2026-06", *words: str) -> Any:
    return network.ok("parts", "settle", "station", "--month", month, "--lock", *words)


def test_a_month_is_made_of_its_closed_orders_and_what_the_clauses_name(priced: Network) -> None:
    no = closed(priced, "A:100", "B:250", "C:99m", "D:10!")
    other = closed(priced, "E:70!", phone="13800000002", address="二号")
    answer = settled(priced)
    assert (answer["status"], answer["orders"]) == ("provisional", 2)
    assert brief(answer) == [
        (no, "service", 8000, 0, "closed"),
        (no, "part", 0, 10000, "not_dearest"),
        (no, "part", 25000, 0, "dearest"),
        (no, "monitor", 9900, 0, "monitor"),
        (no, "part", 0, 1000, "not_dearest"),
        (other, "service", 8000, 0, "closed"),
        (other, "part", 0, 7000, "not_returned"),
    ]
    assert all(re.fullmatch(r"001-[\d.]+", line["clause"]) for line in answer["lines"])
    assert answer["total_fen"] == sum(line["amount_fen"] for line in answer["lines"]) == 50900
    assert answer["totals"] == {
        "service_fen": 16000, "part_fen": 25000, "monitor_fen": 9900, "entrust_fen": 0, "fund_fen": 0,
        "adjustment_fen": 0,
    }  # fmt: skip
    (place,) = answer["stations"]
    assert (place["station"], place["tier"], place["orders"], place["total_fen"]) == ("000001", "A", 2, 50900)


def test_cancelled_open_and_other_month_s_orders_are_not_in_it(priced: Network) -> None:
    gone, open_ = priced.create(), priced.create(phone="13800000003")
    priced.ok("agent", "cancel", "by-customer", gone, "--reason", "self_resolved", "--detail", "用户来电")
    may = closed(priced.at("2026-05-31T20:00:00"), address="三号")
    june = closed(priced.at("2026-06-01T08:00:00"), address="四号", phone="13800000004")
    assert [line["order_no"] for line in settled(priced)["lines"]] == [june]
    assert [line["order_no"] for line in settled(priced, "2026-05")["lines"]] == [may]
    assert open_ not in str(settled(priced))


def test_an_order_closed_in_the_first_hours_of_a_month_belongs_to_it_in_the_configured_zone(
    priced: Network,
) -> None:
    no = closed(priced.at("2026-06-01T00:30:00"))
    assert priced.show(no)["closed_at"] == "2026-06-01T00:30:00+08:00"
    assert [line["order_no"] for line in settled(priced)["lines"]] == [no]
    assert settled(priced, "2026-05")["lines"] == []


def test_the_step_is_that_of_the_month_s_volume_for_all_its_orders(priced: Network) -> None:
    for n in range(3):
        closed(priced, phone=f"1380000001{n}", address=f"{n}号")
        fees = {line["amount_fen"] for line in settled(priced)["lines"]}
        assert fees == ({6000} if n == 2 else {8000})


def test_an_entrustment_form_and_the_fund_have_lines_of_their_own(priced: Network) -> None:
    special = closed(priced, who="cisd", special="media")
    priced.ok("north", "entrust", "issue", special, "--paper-no", "WT-1")
    words = ["--service", "carry-in", "--customer", "王五", "--phone", "13800000007", "--address", "七号",
             "--fault", "不开机", "--onsite-until", "2026-01-01", "--compensation-fund"]  # fmt: skip
    fund = priced.ok("co1", "order", "create", *words)["order_no"]
    priced.ok("eng1", "order", "writeback-t3", fund, "--at", "+2h")
    priced.ok("co1", "order", "print", fund)
    priced.ok("eng1", "order", "start", fund)
    for step in ("repaired", "sign"):
        priced.ok("eng1", "order", step, fund)
    priced.ok("eng1", "order", "close", fund, "--solution", "修复")
    found = {(line["order_no"], line["kind"]): line for line in settled(priced)["lines"]}
    entrusted = found[special, "entrust"]
    assert (entrusted["amount_fen"], entrusted["item"], entrusted["clause"]) == (4950, "WT-1", "001-4.5.3")
    assert found[fund, "service"]["amount_fen"] == 3050
    assert (found[fund, "fund"]["amount_fen"], found[fund, "fund"]["clause"]) == (4000, "001-6.3.7")


def test_what_the_customer_agreed_to_pay_is_not_paid_by_cssd(priced: Network) -> None:
    no = closed(priced, "A:100", facts=("soft_oow_agreed",), solution="保外，用户同意付费，更换主板")
    assert brief(settled(priced)) == [
        (no, "service", 0, 8000, "customer_pays"),
        (no, "part", 0, 10000, "customer_pays"),
    ]


def test_the_last_score_of_the_return_visit_stands_beside_and_deducts_nothing(priced: Network) -> None:
    no = closed(priced)
    priced.ok("visitor", f"visit record {no} --score 2")
    answer = settled(priced)
    assert (answer["lines"][0]["score"], answer["lines"][0]["amount_fen"]) == (2, 8000)
    assert (answer["stations"][0]["visited"], answer["stations"][0]["mean_score"]) == (1, 2.0)


# ------------------------------------------------------------------------------------------------------------- locking


def test_a_locked_month_stays_to_the_byte_whatever_happens_after(priced: Network, tmp_path: Path) -> None:
    no = closed(priced, "A:100!")
    priced.at("2026-07-01T09:00:00")
    locked = lock(priced)
    assert (locked["status"], locked["total_fen"], "lines" in locked) == ("locked", 8000, False)
    assert locked["stations"][0]["locked_by"] == "parts"

    def written(name: str) -> tuple[bytes, bytes, str]:
        files = [tmp_path / f"{name}.csv", tmp_path / f"{name}.html"]
        answer = priced.run("parts", "settle", "station", "--month", "2026-06", "--format", "json",
                            "--output", str(files[0]), "--html", str(files[1]))  # fmt: skip
        said = answer.out.replace(str(files[0]), "").replace(str(files[1]), "")
        return files[0].read_bytes(), files[1].read_bytes(), said

    before = written("before")
    priced.ok("eng1", f"parts return {no} --part A")
    priced.ok("admin", "station edit 000001 --tier B --name 改名")
    priced.ok("visitor", f"visit record {no} --score 1")
    assert written("after") == before


def test_a_part_returned_late_is_paid_in_the_first_open_month_and_once(priced: Network) -> None:
    no = closed(priced, "A:100!", "B:20")
    new = closed(priced.at("2026-07-02T09:00:00"), phone="13800000002")
    lock(priced)
    assert brief(settled(priced, "2026-07")) == [(new, "service", 8000, 0, "closed")]
    priced.ok("eng1", f"parts return {no} --part A")
    line = settled(priced, "2026-07")["lines"][-1]
    assert (line["order_no"], line["of_month"], line["kind"], line["amount_fen"], line["reason"]) == (
        no, "2026-06", "part", 10000, "dearest",
    )  # fmt: skip
    priced.at("2026-08-03T09:00:00")
    assert settled(priced, "2026-08")["lines"] == []
    july = lock(priced, "2026-07")
    assert (july["totals"]["adjustment_fen"], july["total_fen"]) == (10000, 18000)
    assert settled(priced, "2026-08")["lines"] == []


def test_a_form_that_changes_after_the_lock_is_taken_back_and_paid_anew(priced: Network) -> None:
    no = closed(priced, who="cisd", special="media")
    form = priced.ok("north", f"entrust issue {no} --paper-no WT-1")
    priced.at("2026-07-01T09:00:00")
    assert lock(priced)["total_fen"] == 12950
    priced.at("2026-07-02T09:00:00").ok("north", "entrust", "void", str(form["id"]), "--why", "单号抄错")
    priced.ok("north", f"entrust issue {no} --paper-no WT-2 --fee 60 --why 路远")
    answer = settled(priced, "2026-07")
    found = [(line["of_month"], line["kind"], line["amount_fen"], line["reason"]) for line in answer["lines"]]
    assert found == [("2026-06", "entrust", 6000, "entrusted"), ("2026-06", "entrust", -4950, "gone")]
    assert answer["total_fen"] == 1050
    assert "-49.50" in priced.run("parts", "settle station --month 2026-07", format="table").out


def test_an_order_brought_in_after_the_lock_is_paid_as_an_adjustment(priced: Network, tmp_path: Path) -> None:
    no = closed(priced)
    late = closed(priced, phone="13800000002", address="二号")
    history = tmp_path / "history"
    priced.ok("admin", "order", "export", "--output", f"{history}/")
    priced.at("2026-07-01T09:00:00")
    with sqlite3.connect(priced.path) as file:
        # as if the second order were still in another system
        for table in ("notifications", "promises", "facts", "contacts", "orders"):
            file.execute(f"DELETE FROM {table} WHERE order_no = ?", (late,))
    file.close()
    assert [line[0] for line in brief(settled(priced))] == [no]
    lock(priced)
    priced.ok("admin", "order", "import", "--history", f"{history}/")
    (line,) = settled(priced, "2026-07")["lines"]
    assert (line["order_no"], line["of_month"], line["amount_fen"]) == (late, "2026-06", 8000)


def test_only_a_month_that_is_over_is_locked_and_only_once(priced: Network) -> None:
    closed(priced)
    words = ("settle", "station", "--month", "2026-06", "--lock")
    assert priced.at("2026-06-30T23:59:59").refused("parts", *words) == {"month_not_over"}
    priced.at("2026-07-01T00:00:00")
    assert priced.ok("parts", *words, "--request-id", "k")["status"] == "locked"
    assert priced.ok("parts", *words, "--request-id", "k")["status"] == "locked"
    assert priced.refused("parts", *words) == {"already_locked"}
    (event,) = [e for e in priced.ok("admin", "audit log") if e["what"] == "settlement.locked"]
    assert event["after"]["month"] == "2026-06"
    assert len(event["after"]["stations"]) == 4


def test_locking_asks_on_a_terminal_for_how_many_and_how_much(priced: Network) -> None:
    closed(priced)
    closed(priced, phone="13800000002", address="二号")
    line = "settle station --month 2026-06 --lock"
    early = priced.at("2026-06-30T23:59:59").run("parts", line, typed="")
    assert early.exit == 3 and "[y/N]" not in early.err
    declined = priced.at("2026-07-01T00:00:00").run("parts", line, typed="n\n")
    assert declined.exit == 130
    assert (
        "lock the settlement of 2026-06 (stations: 4, orders: 2, total: 160.00 yuan)? It cannot be opened again. [y/N]"
        in declined.err
    )
    assert settled(priced)["status"] == "open"
    assert priced.run("parts", line, typed="y\n").data["status"] == "locked"


def test_months_are_locked_in_their_order(priced: Network) -> None:
    closed(priced)
    closed(priced.at("2026-08-03T09:00:00"), phone="13800000002")
    priced.at("2026-09-01T09:00:00")
    lock(priced, "2026-06", "--station", "000001")
    words = ("settle", "station", "--month", "2026-08", "--station", "000001", "--lock")
    refused = priced.run("parts", *words)
    assert (refused.exit, refused.checks) == (3, {"month_left_out"})
    assert (
        refused.data["hint"] == "repaircli settle station --month 2026-07 --station 000001 --lock --as parts"
    )
    lock(priced, "2026-07", "--station", "000001")
    assert lock(priced, "2026-08", "--station", "000001")["total_fen"] == 8000


def test_a_month_without_tier_or_fee_is_shown_but_not_locked(network: Network) -> None:
    no = closed(network)
    assert brief(settled(network)) == [(no, "service", 0, 0, "no_tier")]
    network.at("2026-07-01T09:00:00")
    words = ("settle", "station", "--month", "2026-06", "--lock")
    bare = network.run("parts", *words)
    assert (bare.exit, bare.checks) == (3, {"no_tier"})
    assert bare.data["hint"] == "repaircli station edit 000001 --tier TIER"
    network.ok("admin", "station edit 000001 --tier A")
    assert network.refused("parts", *words) == {"no_fee"}
    assert network.ok("parts", "settle list")[0]["status"] == "open"


def test_the_fee_table_does_not_change_under_a_locked_month(priced: Network, tmp_path: Path) -> None:
    closed(priced)
    priced.at("2026-07-01T09:00:00")
    lock(priced)
    head = TABLE.splitlines()[0]

    def codes(row: str) -> list[str]:
        (tmp_path / "new.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
        return [
            e["code"] for e in priced.run("parts", "fee", "import", str(tmp_path / "new.csv")).data["errors"]
        ]

    assert codes("A,carry-in,,1,0,,31,2026-01-01,") == ["month_locked"]
    assert codes("A,mail-in,,1,0,,20,2026-06-30,") == ["month_locked"]
    assert codes("A,carry-in,,1,0,,30.50,2026-01-01,2026-06-29") == ["month_locked"]
    assert codes("A,carry-in,,1,0,,30.50,2026-01-01,2026-06-30") == []
    assert codes("A,mail-in,,1,0,,20,2026-07-01,") == []
    assert codes("B,mail-in,,1,0,,20,2026-01-01,") == []


def test_what_somebody_changed_in_a_locked_month_is_noticed(priced: Network) -> None:
    closed(priced)
    priced.at("2026-07-01T09:00:00")
    lock(priced)
    with sqlite3.connect(priced.path) as file:
        file.execute("UPDATE settlement_lines SET amount = amount + 100")
    file.close()
    said = priced.run("parts", "settle station --month 2026-06").err
    assert "the stored settlement of station 000001 does not match its hash" in said


def test_the_months_are_listed_with_their_state(priced: Network) -> None:
    assert priced.ok("parts", "settle list") == []
    closed(priced)
    closed(priced.at("2026-07-02T09:00:00"), phone="13800000002")
    lock(priced)
    found = [
        (m["month"], m["status"], m["orders"], m["total_fen"]) for m in priced.ok("parts", "settle list")
    ]
    assert found == [("2026-07", "provisional", 1, None), ("2026-06", "locked", 1, 8000)]


# ------------------------------------------------------------------------------------------------------ who and how


def test_stations_and_regions_see_their_own_and_only_settlement_locks(priced: Network) -> None:
    closed(priced)
    priced.at("2026-07-01T09:00:00")
    assert len(settled(priced, who="co1")["stations"]) == len(settled(priced, who="north")["stations"]) == 1
    assert settled(priced, who="east")["stations"] == settled(priced, who="co3")["stations"] == []
    for who in ("co1", "north", "admin"):
        assert priced.run(who, "settle station --month 2026-06 --lock").exit == 4
    assert priced.run("eng1", "settle station --month 2026-06").exit == 4


def test_a_station_or_region_that_is_not_there_or_not_one_s_own_is_named(priced: Network) -> None:
    words = ("settle", "station", "--month", "2026-06")
    assert priced.run("parts", *words, "--station", "999999").exit == 5
    assert priced.run("parts", *words, "--region", "火星区").exit == 5
    assert priced.run("co3", *words, "--station", "000001").exit == 4
    elsewhere = priced.run("parts", *words, "--station", "000101", "--region", "华北区", "--lock")
    assert elsewhere.exit == 2 and "华东区" in elsewhere.err
    assert priced.run("co3", *words, "--station", "000001", "--region", "华北区").exit == 4
    assert priced.run("east", "settle list --station 000001").exit == 4


def test_a_branch_point_stands_for_its_head(priced: Network) -> None:
    no = closed(priced)
    found = priced.run("parts", "settle station --month 2026-06 --station 000002")
    assert [line["order_no"] for line in found.data["lines"]] == [no]
    assert "settlement is in the name of 000001" in found.err


def test_a_station_that_became_a_branch_point_is_paid_what_it_closed_before(priced: Network) -> None:
    no = closed(priced)
    with sqlite3.connect(priced.path) as file:
        file.execute("UPDATE stations SET head = NULL WHERE no = '000002'")
        file.execute("UPDATE stations SET head = '000003' WHERE no = '000001'")
    file.close()
    answer = settled(priced)
    assert [(s["station"], s["total_fen"]) for s in answer["stations"]] == [("000001", 8000)]
    assert [line["order_no"] for line in answer["lines"]] == [no]


@pytest.mark.parametrize("month", ["2026-13", "06", "2026-07", "下月"])
def test_a_month_that_is_none_or_has_not_begun_is_named(priced: Network, month: str) -> None:
    said = priced.run("parts", f"settle station --month {month}")
    assert (said.exit, "--month: " in said.err, month in said.err) == (2, True, True)


def test_the_files_say_what_the_answer_says(priced: Network, tmp_path: Path) -> None:
    no = closed(priced, "A:100", "B:20!")
    table, page = tmp_path / "lines.csv", tmp_path / "page.html"
    settled(priced, "2026-06", "--output", str(table), "--html", str(page))
    lines = table.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("station,month,seq,order_no,of_month,closed_on")
    assert (
        lines[2] == f"000001,2026-06,2,{no},,2026-06-03,onsite,,part,主板 A,,100.00,0.00,dearest,001-6.8.3,"
    )
    assert priced.run("parts", "settle station --month 2026-06", format="csv").out.count("\n") == 4
    first = page.read_bytes()
    settled(priced, "2026-06", "--html", str(page))
    assert page.read_bytes() == first
    same = priced.run("parts", "settle", "station", "--month", "2026-06", "--html", str(priced.path))
    assert same.exit == 2


@pytest.mark.parametrize("columns", [80, 140])
@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ("备件维修费", "维修费最高", "合计")), ("en", ("dearest", "total"))]
)
def test_it_reads_well_on_a_terminal(
    priced: Network, lang: str, words: tuple[str, ...], columns: int
) -> None:
    no = closed(priced, "A:100", "B:20!")
    said = priced.run("parts", "settle station --month 2026-06", format="table", lang=lang, columns=columns)
    assert no in said.out and "100.00" in said.out
    assert all(word in said.out for word in words), said.out
