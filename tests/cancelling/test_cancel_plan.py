"""Approving by plan: written, edited in a spreadsheet, carried out; refused exactly where facts have changed."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from network import Network, Result, copied

from repaircli.cancelling import plan_file
from repaircli.cancelling.tables import CancelRequest
from repaircli.orders.tables import Order

Lines = list[dict[str, str]]


@pytest.fixture(scope="module")
def played(network_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """Six requests: plain, with a target, either way, to another region, to be closed, without its target."""
    network, numbers = copied(network_template, tmp_path_factory.mktemp("asked") / "network.db"), []
    for reason, *more in (
        ("self_resolved",),
        ("wrong_area", "--to-station", "000003"),
        ("dispatch_error",),
        ("wrong_area_cross_region", "--to-station", "000101"),
        ("capacity_exceeded",),
        ("wrong_area",),
    ):
        no = network.downloaded("cisd", "--special", "media")
        network.ok("co1", "cancel", "request", no, "--reason", reason, "--detail", "用户来电，已核实", *more)
        numbers.append(no)
    network.ok("co1", "order", "fact", numbers[4], "reseat")
    return network.path, numbers


@pytest.fixture
def asked(played: tuple[Path, list[str]], tmp_path: Path) -> tuple[Network, list[str]]:
    """What `played` leaves, in a copy."""
    return copied(played[0], tmp_path / "network.db"), played[1]


def planned(network: Network, file: Path, *words: str, lang: str = "en") -> Lines:
    made = network.run(
        "north", "cancel", "approve", *(words or ("--all",)), "--plan", str(file), "-y", lang=lang
    )
    assert made.exit == 0, made.err
    return read(file)


def read(file: Path) -> Lines:
    with open(file, encoding="utf-8-sig", newline="") as found:
        return list(csv.DictReader(found))


def approving(lines: Lines) -> Lines:
    """The lines with every request to be approved."""
    for line in lines:
        line["decision"] = "approve"
    return lines


def save(file: Path, lines: Lines, encoding: str = "utf-8-sig", **how: Any) -> None:
    with open(file, "w", encoding=encoding, newline="") as out:
        writer = csv.DictWriter(out, list(lines[0]), **how)
        writer.writeheader()
        writer.writerows(lines)


def carried_out(network: Network, file: Path, *more: str, who: str = "north") -> Result:
    return network.run(who, "cancel", "approve", "--apply", str(file), *more)


def everything(network: Network) -> tuple[list[Any], ...]:
    with network.tx() as tx:
        return tuple([tuple(r._mapping.items()) for r in tx.find(t)] for t in (Order, CancelRequest))


# ------------------------------------------------------------------------------------------------------- the plan


def test_a_plan_says_what_would_happen_to_each_and_writes_nothing_to_the_database(asked, tmp_path) -> None:
    network, numbers = asked
    before = everything(network)
    lines = planned(network, tmp_path / "plan.csv")
    assert everything(network) == before
    assert [line["order_no"] for line in lines] == numbers
    assert [(line["outcome"], line["decision"], line["to_station"]) for line in lines] == [
        ("region_cancel", "approve", ""),
        ("region_cancel_reassign", "approve", "000003"),
        ("region_cancel", "approve", ""),
        ("region_cancel_reassign", "approve", "000101"),
        ("must_close", "leave", ""),
        ("region_cancel_reassign", "leave", ""),
    ]
    assert {line["status"] for line in lines} == {"pending"}
    assert lines[0]["remark"] == "华北区/000001/已正常/用户来电，已核实/north名"
    assert lines[3]["clauses"] == "001-3.5.2, 000-5.2"
    assert [n.split()[0] for n in lines[3]["notices"].split("; ")] == ["N8", "N5", "N35"]
    assert all(line["hash"].startswith("h:") for line in lines)
    assert len({line["hash"] for line in lines}) == len(lines)


def test_a_plan_in_chinese_has_chinese_headers_and_words(asked, tmp_path) -> None:
    lines = planned(asked[0], tmp_path / "plan.csv", lang="zh")
    assert lines[1]["判定"] == "撤单改派" and lines[1]["改派维修站"] == "000003"
    assert lines[4]["判定"] == "正常关单，不予撤单" and lines[4]["状态"] == "待审批"
    assert lines[0]["撤单原因"].startswith("用户自行解决") and lines[0]["判定说明"] == "大区可以撤单"
    assert [line["处理意见"] for line in lines] == [*["批准"] * 4, *["暂不处理"] * 2]
    assert {line["驳回理由"] for line in lines} == {""}


def test_a_plan_takes_ids_files_and_every_filter(asked, tmp_path) -> None:
    network, _ = asked
    file = tmp_path / "plan.csv"
    assert [line["id"] for line in planned(network, file, "3", "1")] == ["3", "1"]
    assert len(planned(network, file, "--all", "--reason", "wrong_area", "--station", "000001")) == 2
    assert planned(network, file, "--all", "--station", "000003") == []
    made = network.run(
        "north", "cancel", "approve", "--from", "-", "--plan", str(file), "-y", stdin="2\n4 # x\n"
    )
    assert made.exit == 0 and [line["id"] for line in read(file)] == ["2", "4"]
    assert made.data["lines"] == 2 and made.data["plan"] == str(file)


def test_what_cannot_be_decided_is_not_in_the_plan_and_ends_it_with_7(asked, tmp_path) -> None:
    network, _ = asked
    network.ok("north", "cancel approve 1")
    made = network.run("north", "cancel", "approve", "1", "2", "99", "--plan", str(tmp_path / "p.csv"))
    assert made.exit == 7 and made.data["lines"] == 1
    assert [(r["exit"], r["planned"]) for r in made.data["results"]] == [(0, False), (0, True), (5, False)]
    twice = network.run("north", "cancel", "approve", "2", "2", "--plan", str(tmp_path / "p.csv"), "-y")
    assert twice.exit == 0 and len(read(tmp_path / "p.csv")) == 1
    assert network.run("north", "cancel approve 2 --plan -").exit == 2
    alone = network.run("north", "cancel", "approve", "99", "--plan", str(tmp_path / "none.csv"))
    assert alone.exit == 5 and not (tmp_path / "none.csv").exists()


def test_a_foreign_regions_requests_do_not_come_into_a_plan(asked, tmp_path) -> None:
    made = asked[0].run("east", "cancel", "approve", "1", "2", "--plan", str(tmp_path / "p.csv"))
    assert made.exit == 7 and made.data["lines"] == 0 and read(tmp_path / "p.csv") == []


# ------------------------------------------------------------------------------------------------- carrying it out


def test_a_plan_is_carried_out_line_by_line_with_its_edited_station(asked, tmp_path) -> None:
    network, numbers = asked
    file = tmp_path / "plan.csv"
    lines = planned(network, file)
    del lines[0]
    lines[1]["to_station"] = lines[4]["to_station"] = "000003"
    approving(lines)
    save(file, lines)
    answer = carried_out(network, file)
    assert answer.exit == 7, "the order to be closed is refused, as the plan said"
    assert [(r["id"], r["status"]) for r in answer.data["results"]] == [
        (2, "approved"),
        (3, "approved"),
        (4, "approved"),
        (5, "refused"),
        (6, "approved"),
    ]
    stations = [
        r["new_order_no"] and network.show(r["new_order_no"])["station"] for r in answer.data["results"]
    ]
    assert stations == ["000003", "000003", "000101", None, "000003"]
    assert network.show(numbers[0])["pending_request"] == 1, "its line was deleted"


def test_a_station_that_is_blanked_in_the_plan_is_none(asked, tmp_path) -> None:
    network, _ = asked
    file = tmp_path / "plan.csv"
    lines = planned(network, file, "2")
    lines[0]["to_station"] = ""
    save(file, lines)
    result = carried_out(network, file).data["results"][0]
    assert (result["exit"], result["status"]) == (3, "pending")
    assert [m["code"] for m in result["decision"]["missing"]] == ["target_station"]


def test_exactly_the_lines_whose_facts_have_changed_are_refused_with_the_fact_named(asked, tmp_path) -> None:
    network, numbers = asked
    file = tmp_path / "plan.csv"
    planned(network, file, "1", "2", "3", "4")
    network.ok("co1", "contact", "log", numbers[0], "--result", "no-answer")
    network.ok("co1", f"contact log {numbers[2]} --result guided-solved")
    answer = carried_out(network, file)
    assert answer.exit == 7
    assert [r["status"] for r in answer.data["results"]] == ["pending", "approved", "pending", "approved"]
    calls, _, facts, _ = answer.data["results"]
    assert [c["fact"] for c in calls["changes"]] == ["status", "calls"]
    assert calls["changes"][0] == {"fact": "status", "before": "downloaded", "after": "in_service"}
    assert {"fact": "facts", "before": "", "after": "phone_resolved"} in facts["changes"]
    assert facts["text"].startswith("line 4: changed since the plan: ")
    assert "close facts: none → solved by telephone" in facts["text"]
    assert network.show(numbers[2])["status"] == "in_service"


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("zh", "联系记录：无 → 1 次，末次 2026-06-03 09:00 无人接听"),
        ("en", "calls logged: none → 1, the last at 2026-06-03 09:00: no-answer"),
    ],
)
def test_a_changed_call_is_told_in_the_readers_words(asked, tmp_path, lang: str, told: str) -> None:
    network, numbers = asked
    file = tmp_path / "plan.csv"
    planned(network, file, "1", "2")
    network.ok("co1", "contact", "log", numbers[0], "--result", "no-answer")
    answer = network.run("north", "cancel", "approve", "--apply", str(file), lang=lang)
    assert answer.data["results"][0]["text"].endswith(told)


def test_an_answer_that_time_alone_has_changed_is_refused_too(network: Network, tmp_path: Path) -> None:
    no = network.downloaded()
    network.ok("co1", f"contact log {no} --result no-answer")
    network.at("12:45").ok("eng1", f"order writeback-t3 {no} --unreachable")
    for day in (4, 5, 8, 9, 10):
        for hour in range(10, 16):
            network.at(f"2026-06-{day:02}T{hour}:00:00")
            network.ok("co1", f"contact log {no} --result no-answer")
    network.at("2026-06-10T18:30:00")
    network.ok("co1", f"cancel request {no} --reason unreachable --detail 联系不上")
    file = tmp_path / "plan.csv"
    lines = planned(network.at("2026-06-10T17:00:00"), file)
    assert (lines[0]["outcome"], lines[0]["decision"]) == ("continue_repair", "leave")
    save(file, approving(lines))
    answer = carried_out(network.at("2026-06-10T18:30:00"), file)
    assert answer.exit == 7
    assert answer.data["results"][0]["changes"] == [
        {"fact": "outcome", "before": "continue_repair", "after": "region_cancel"}
    ]
    assert network.show(no)["pending_request"] == 1
    planned(network, file)
    assert carried_out(network, file).exit == 0


def test_a_plan_carried_out_again_gives_what_stands_and_decides_nothing_twice(asked, tmp_path) -> None:
    network, _ = asked
    file = tmp_path / "plan.csv"
    planned(network, file, "1", "2")
    first = carried_out(network, file).data["results"]
    again = carried_out(network, file)
    assert again.exit == 0 and all(r["already"] for r in again.data["results"])
    assert [r["new_order_no"] for r in again.data["results"]] == [r["new_order_no"] for r in first]


def test_each_line_is_approved_rejected_or_left_as_its_decision_says(asked, tmp_path) -> None:
    network, numbers = asked
    file = tmp_path / "plan.csv"
    lines = planned(network, file)
    for line, decision, why in zip(
        lines, ["", "驳回", "leave", " Reject", "暂不处理", "leave"], "-二-四--", strict=False
    ):
        line["decision"], line["why"] = decision or line["decision"], why.strip("-")
    save(file, lines)
    before = everything(network)
    tried = carried_out(network, file, "--dry-run")
    assert everything(network) == before and "dry run: nothing was written" in tried.err
    answer = carried_out(network, file)
    counts = {key: n for key, n in answer.data.items() if key != "results"}
    assert counts == {"approved": 1, "rejected": 2, "left": 3, "already": 0, "refused": 0}
    assert {**counts, "dry_run": True} == {key: n for key, n in tried.data.items() if key != "results"}
    assert [r["would_be"] for r in tried.data["results"] if "would_be" in r] == [
        "approved",
        "rejected",
        "rejected",
    ]
    assert [(r["id"], r["status"]) for r in answer.data["results"]] == [
        (1, "approved"),
        (2, "rejected"),
        (3, None),
        (4, "rejected"),
        (5, None),
        (6, None),
    ]
    assert answer.data["results"][1]["why"] == "二"
    told = {n["order_no"]: n["code"] for n in network.ok("north", "notify list --code N6")}
    assert set(told) == {numbers[1], numbers[3]}
    assert [r["id"] for r in network.ok("north", "cancel list --status pending")] == [3, 5, 6]
    again = carried_out(network, file)
    assert [again.data[key] for key in ("approved", "rejected", "left", "already", "refused")] == [
        0,
        0,
        3,
        3,
        0,
    ]
    summary = network.run("north", f"cancel approve --apply {file}", format="table")
    assert (
        summary.out.splitlines()[-1]
        == "0 approved, 1 already approved, 2 already rejected, 3 left undecided, 0 refused"
    )


def test_a_rejection_by_plan_is_refused_too_where_facts_have_changed(asked, tmp_path) -> None:
    network, numbers = asked
    file = tmp_path / "plan.csv"
    (line,) = planned(network, file, "1")
    save(file, [{**line, "decision": "reject", "why": "用户仍要修"}])
    network.ok("co1", f"contact log {numbers[0]} --result reached")
    answer = carried_out(network, file)
    assert (answer.exit, answer.data["rejected"], answer.data["refused"]) == (7, 0, 1)
    assert answer.data["results"][0]["changes"]


def test_a_plan_of_before_there_were_decisions_approves_every_line(asked, tmp_path) -> None:
    network, _ = asked
    file = tmp_path / "plan.csv"
    lines = planned(network, file)[:2]
    old = [
        {
            ("why" if key == "because" else key): value
            for key, value in line.items()
            if key not in ("decision", "why")
        }
        for line in lines
    ]
    assert all(line["why"] for line in old)
    save(file, old)
    answer = carried_out(network, file)
    assert (answer.exit, answer.data["approved"]) == (0, 2)


def test_a_plan_is_not_written_over_a_file_without_a_yes(asked, tmp_path) -> None:
    network, _ = asked
    file = tmp_path / "plan.csv"
    save(file, planned(network, file)[:3])
    edited, words = file.read_bytes(), f"cancel approve --all --plan {file}"
    refused = network.run("north", words)
    assert refused.exit == 2 and "there is already a file" in refused.err
    declined = network.run("north", words, typed="n\n")
    assert (declined.exit, declined.err) == (
        130,
        f"replace the file {file}? [y/N] not confirmed: nothing was done\n",
    )
    assert file.read_bytes() == edited
    assert network.run("north", words, typed="y\n").exit == 0 and len(read(file)) == 6
    link = tmp_path / "link.csv"
    link.symlink_to(tmp_path / "nowhere.csv")
    assert network.run("north", f"cancel approve --all --plan {link}").exit == 2


def test_a_withdrawn_request_is_refused_by_name(asked, tmp_path) -> None:
    network, _ = asked
    file = tmp_path / "plan.csv"
    planned(network, file, "1", "2")
    network.ok("co1", "cancel withdraw 1")
    answer = carried_out(network, file)
    assert [r["status"] for r in answer.data["results"]] == ["withdrawn", "approved"]
    assert answer.exit == 7 and "withdrawn" in answer.data["results"][0]["text"]


def test_a_dry_run_of_a_plan_says_the_same_and_writes_nothing(asked, tmp_path) -> None:
    network, numbers = asked
    file = tmp_path / "plan.csv"
    planned(network, file)
    network.ok("co1", f"contact log {numbers[0]} --result guided-solved")
    before = everything(network)
    trial = carried_out(network, file, "--dry-run")
    assert everything(network) == before
    done = carried_out(network, file)
    assert [r["exit"] for r in trial.data["results"]] == [r["exit"] for r in done.data["results"]]
    assert trial.exit == done.exit == 7


def test_the_same_request_id_gives_the_first_answer_and_another_plan_is_refused(asked, tmp_path) -> None:
    network, _ = asked
    file = tmp_path / "plan.csv"
    lines = planned(network, file, "1", "2")
    first = carried_out(network, file, "--request-id", "k1")
    assert carried_out(network, file, "--request-id", "k1").out == first.out
    save(file, lines[:1])
    assert carried_out(network, file, "--request-id", "k1").exit == 3


def test_an_order_made_by_one_region_stays_out_of_reach_of_anothers_plan(asked, tmp_path) -> None:
    network, _ = asked
    file = tmp_path / "plan.csv"
    planned(network, file, "1")
    answer = carried_out(network, file, who="east")
    assert answer.exit == 7 and [r["exit"] for r in answer.data["results"]] == [4]
    assert network.run("co1", "cancel", "approve", "--apply", str(file)).exit == 4


# ---------------------------------------------------------------------------------------------- what comes back


def dropped_zeros(lines: Lines) -> Lines:
    return [{k: v.lstrip("0") if v.isdigit() else v for k, v in line.items()} for line in lines]


@pytest.mark.parametrize(
    ("encoding", "how"),
    [
        ("utf-8", {}),
        ("gb18030", {"quoting": csv.QUOTE_ALL}),
        ("utf-16", {"delimiter": "\t"}),
        ("utf-8-sig", {"delimiter": ";"}),
    ],
)
def test_a_plan_saved_by_a_spreadsheet_is_read_and_lost_zeros_put_back(
    asked, tmp_path, encoding: str, how: dict[str, Any]
) -> None:
    network, _ = asked
    file = tmp_path / "plan.csv"
    lines = dropped_zeros(planned(network, file, "2", "4", lang="zh"))
    assert lines[0]["改派维修站"] == "3" and lines[0]["维修站编号"] == "1"
    save(file, lines, encoding, **how)
    answer = carried_out(network, file)
    assert answer.exit == 0, answer.err
    made = [network.show(r["new_order_no"])["station"] for r in answer.data["results"]]
    assert made == ["000003", "000101"]
    assert "leading zeros that a spreadsheet removed" in answer.err


def test_a_plan_goes_through_a_workbook(asked, tmp_path) -> None:
    network, _ = asked
    file = tmp_path / "plan.xlsx"
    made = network.run("north", "cancel", "approve", "--all", "--plan", str(file), lang="zh")
    assert made.exit == 0 and file.read_bytes()[:2] == b"PK"
    answer = carried_out(network, file)
    assert [r["status"] for r in answer.data["results"]] == [*["approved"] * 4, None, None]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_plan_as_a_workbook_shows_what_is_to_be_edited_and_hides_what_is_not(
    asked, tmp_path, lang: str
) -> None:
    network, _ = asked
    file = tmp_path / "plan.xlsx"
    assert network.run("north", "cancel", "approve", "--all", "--plan", str(file), lang=lang).exit == 0
    book = openpyxl.load_workbook(file)
    sheet = book.active
    letters = {c.key: openpyxl.utils.get_column_letter(i) for i, c in enumerate(plan_file.COLUMNS, 1)}
    assert {k for k, at in letters.items() if sheet.column_dimensions[at].hidden} == {"facts", "hash"}
    coloured = {k for k, at in letters.items() if sheet[f"{at}2"].fill.fill_type == "solid"}
    assert coloured == {"to_station", "decision", "why"}
    (choices,) = sheet.data_validations.dataValidation
    assert choices.formula1 == ('"批准,驳回,暂不处理"' if lang == "zh" else '"approve,reject,leave"')
    assert str(choices.sqref).startswith(f"{letters['decision']}2:")
    line = 2
    sheet[f"{letters['decision']}{line}"] = "驳回" if lang == "zh" else "reject"
    sheet[f"{letters['why']}{line}"] = "电话能打通"
    book.save(file)
    answer = carried_out(network, file)
    assert answer.data["rejected"] == 1, answer


def changed(key: str, value: str) -> Callable[[Lines], None]:
    def change(lines: Lines) -> None:
        lines[1][key] = value

    return change


def doubled(lines: Lines) -> None:
    lines.append(dict(lines[0]))


def swapped(lines: Lines) -> None:
    lines[0]["facts"], lines[1]["facts"] = lines[1]["facts"], lines[0]["facts"]


def decided(decision: str, why: str = "") -> Callable[[Lines], None]:
    def change(lines: Lines) -> None:
        lines[1] |= {"decision": decision, "why": why}

    return change


def without_seal(lines: Lines) -> None:
    for line in lines:
        del line["hash"]


@pytest.mark.parametrize(
    ("change", "code", "told"),
    [
        (changed("id", "4"), "plan_changed_line", "line 3"),
        (changed("order_no", "R260603-0001"), "plan_changed_line", "line 3"),
        (changed("outcome", "must_close"), "plan_changed_line", "line 3"),
        (changed("status", "refused"), "plan_changed_line", "line 3"),
        (changed("remark", "改过"), "plan_changed_line", "line 3"),
        (changed("hash", "1.2E+23"), "plan_digits_lost", "line 3, hash"),
        (changed("hash", "deadbeef"), "plan_changed_line", "does not begin with h:"),
        (changed("facts", "{}"), "plan_changed_line", "line 3"),
        (changed("facts", "[1"), "plan_json", "line 3, facts"),
        (changed("to_station", "3号站"), "plan_station_no", "line 3, to_station (3号站)"),
        (changed("to_station", "1E+05"), "plan_digits_lost", "line 3, to_station"),
        (
            decided("reject"),
            "plan_no_why",
            "line 3, decision (reject): a rejection needs a reason in the column why",
        ),
        (decided("驳回", " "), "plan_no_why", "line 3, decision"),
        (decided("approve", "不行"), "plan_needless_why", "line 3, why (不行)"),
        (decided(""), "plan_empty", "line 3, decision"),
        (decided("maybe"), "plan_code", "line 3, decision (maybe): unknown value"),
        (doubled, "plan_twice", "line 5, id (1): request 1 is already on line 2"),
        (swapped, "plan_changed_line", "line 2"),
        (without_seal, "no_plan", "hash (校验码)"),
    ],
)
def test_a_plan_that_was_tampered_with_is_refused_whole_with_the_line_named(
    asked, tmp_path, change: Callable[[Lines], None], code: str, told: str
) -> None:
    network, _ = asked
    file = tmp_path / "plan.csv"
    lines = planned(network, file, "1", "2", "3")
    change(lines)
    save(file, lines)
    before = everything(network)
    answer = carried_out(network, file)
    error = json.loads(answer.err)["error"]
    assert (answer.exit, answer.out, error["code"]) == (2, "", code), error
    assert told in error["message"] and error["hint"]
    assert everything(network) == before


@pytest.mark.parametrize("text", ["", "hello\nworld\n", "id,order_no\n1,R260603-0001\n", '{"id": 1}\n'])
def test_a_file_that_is_no_plan_says_so(asked, tmp_path, text: str) -> None:
    file = tmp_path / "no.csv"
    file.write_text(text)
    answer = carried_out(asked[0], file)
    assert answer.exit == 2 and json.loads(answer.err)["error"]["code"] == "no_plan"


@pytest.mark.parametrize(
    "more", [["--all"], ["1"], ["--to-station", "000003"], ["--plan", "x.csv"], ["--reason", "x"]]
)
def test_a_plan_says_itself_what_is_decided(asked, tmp_path, more: list[str]) -> None:
    file = tmp_path / "plan.csv"
    planned(asked[0], file)
    assert carried_out(asked[0], file, *more).exit == 2
