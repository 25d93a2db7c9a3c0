"""New orders and stations from files: who may bring what, all or nothing, nothing twice, bad rows named and kept."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import stat
from pathlib import Path

import pytest
from network import Network

DATA = Path(__file__).resolve().parent.parent / "data"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
HEADER = "order_no,origin,service,station,customer,phones,address,fault,special,t1"
NOON = "2026-06-03 08:30"


def line(
    no: str = "", origin: str = "cc", station: str = "000001", special: str = "", t1: str = NOON, **more: str
) -> str:
    cells = {
        "order_no": no,
        "origin": origin,
        "service": "onsite",
        "station": station,
        "customer": "张三",
        "phones": "13800000001",
        "address": "北京市东城区一号",
        "fault": "开机无显示",
        "special": special,
        "t1": t1,
    } | more
    return ",".join(cells[name] for name in HEADER.split(","))


@pytest.fixture
def file(tmp_path: Path):
    def write(*lines: str, name: str = "orders.csv", header: str = HEADER) -> str:
        path = tmp_path / name
        path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        return str(path)

    return write


def take(network: Network, file: str, *words: str, who: str = "agent", exit: int = 0):
    result = network.run(who, "order", "import", file, *words)
    assert result.exit == exit, (result.exit, result.out, result.err)
    return result.data


def codes(answer) -> list[tuple[int, str]]:
    return [(e["line"], e["code"]) for e in answer["errors"]]


def numbers(network: Network) -> list[str]:
    return sorted(o["order_no"] for o in network.ok("admin", "order list --limit 500"))


# What is written.


def test_orders_come_in_as_written_and_are_dispatched(network, file):
    answer = take(network, file(line("A1"), line("A2", "region", "000003"), line("A3", t1="")))
    assert (answer["imported"], answer["skipped"], answer["errors"], answer["encoding"]) == (
        3,
        0,
        [],
        "utf-8",
    )
    first, second, third = (network.show(f"A{i}") for i in (1, 2, 3))
    assert (first["status"], first["origin"], first["region"]) == ("dispatched", "cc", "华北区")
    assert first["t1"] == "2026-06-03T08:30:00+08:00" and first["phones"] == ["13800000001"]
    assert (second["origin"], second["station"]) == ("region", "000003")
    assert third["t1"] == "2026-06-03T09:00:00+08:00", "an empty T1 is now"
    assert first["created_by"] == "agent"


def test_an_import_of_orders_asks_on_a_terminal_for_how_many(network, file):
    path = file(line("A1"), line("A2"), line("A3", station="000099"))
    bad = network.run("agent", f"order import {path}", typed="")
    assert bad.exit == 7 and "[y/N]" not in bad.err and numbers(network) == []
    declined = network.run("agent", f"order import {path} --skip-invalid", typed="n\n")
    assert declined.exit == 130 and numbers(network) == []
    assert f"import 2 orders from {path}? They cannot be removed again. [y/N]" in declined.err
    assert "[y/N]" not in network.run("agent", f"order import {path} --skip-invalid --dry-run", typed="").err
    assert network.run("agent", f"order import {path} --skip-invalid", typed="y\n").data["imported"] == 2
    again = network.run("agent", f"order import {path} --skip-invalid", typed="")
    assert again.data["unchanged"] == 2 and "[y/N]" not in again.err


def test_rows_without_a_number_get_one_of_the_day(network, file):
    network.create()
    take(network, file(line(), line("X1"), line()))
    assert numbers(network) == ["R260603-0001", "R260603-0002", "R260603-0003", "X1"]
    assert network.create() == "R260603-0004"


def test_a_special_row_gets_its_urge_order_and_notice_at_once(network, file):
    take(network, file(line("A1", special="key-account"), line("A2", special="媒体记者"), line("A3")))
    (urge,) = network.show("A1")["urges"]
    assert (urge["kind"], urge["created_by"]) == ("special_user", "agent") and "大客户" in urge["text"]
    notices = [n["order_no"] for n in network.ok("admin", "notify list") if n["code"] == "N8"]
    assert sorted(notices) == ["A1", "A2"] and network.show("A3")["urges"] == []


def test_one_audit_event_tells_of_the_file_and_its_fingerprint(network, file):
    name = file(*(line(f"A{i}") for i in range(5)))
    take(network, name)
    (event,) = [e for e in network.ok("admin", "audit log") if e["what"] == "imported"]
    kept = event["after"]
    assert (kept["first"], kept["last"], kept["orders"], kept["file"]) == ("A0", "A4", 5, "orders.csv")
    assert kept["sha256"] == hashlib.sha256(Path(name).read_bytes()).hexdigest()


def test_the_origin_that_a_role_dispatches_with_is_the_default(network, file):
    take(network, file(line("A1", "")), who="cisd")
    take(network, file(line("B1", "")), who="north")
    assert (network.show("A1")["origin"], network.show("B1")["origin"]) == ("cc", "region")
    assert codes(take(network, file(line("C1", "")), who="admin", exit=7)) == [(2, "empty")]


# Who, and for which station.


def test_a_liaison_imports_for_his_own_region_only(network, file):
    answer = take(network, file(line("A1", "region"), line("A2", "region", "000101")), who="north", exit=7)
    assert codes(answer) == [(3, "foreign_region")]
    take(network, file(line("A2", "region", "000101")), who="east")
    take(network, file(line("A3", "cc", "000101")), who="admin")


@pytest.mark.parametrize("who", ["co1", "eng1", "visitor"])
def test_stations_and_visitors_import_nothing(network, file, who):
    result = network.run(who, "order", "import", file(line("A1")))
    assert result.exit == 4 and not result.out


def test_a_branch_point_gets_no_order_and_the_error_names_its_head(network, file):
    (error,) = take(network, file(line("A1", station="000002")), exit=7)["errors"]
    assert (error["line"], error["column"], error["header"], error["value"]) == (2, "D", "station", "000002")
    assert "001-1.5.1" in error["text"] and "001-6.3.8" in error["text"] and "000001" in error["text"]
    assert "000001" in error["fix"]


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (line("A1", station="000404"), "no_station", "D"),
        (line("A1", station="000009"), "station_closed", "D"),
        (line("A1", "station"), "origin", "B"),
        (line("A1", "站内生成"), "origin", "B"),
        (line("A1", "plan"), "origin", "B"),
        (line("A1", t1="2026-06-03 09:01"), "in_future", "J"),
        (line("A1", phones="1.38E+10"), "digits_lost", "F"),
        (line("A1", customer=""), "empty", "E"),
        (line("A1", service="飞送"), "code", "C"),
    ],
)
def test_every_bad_row_is_named_by_line_column_value_and_fix(network, file, row, code, column):
    answer = take(network, file(line("A0"), row), exit=7)
    (error,) = answer["errors"]
    assert (error["line"], error["code"], error["column"]) == (3, code, column)
    assert error["header"] == HEADER.split(",")["ABCDEFGHIJ".index(column)]
    assert (
        error["value"] == next(csv.reader([row]))["ABCDEFGHIJ".index(column)]
        and error["text"]
        and error["fix"]
    )
    assert numbers(network) == [], "nothing is written unless all rows are good"


def test_branch_and_engineer_belong_to_the_station(network, file):
    header = HEADER + ",branch,engineer"
    rows = [
        line("A1") + ",000002,eng2",
        line("A2") + ",,eng1",
        line("A3") + ",000003,",
        line("A4") + ",,eng3",
    ]
    answer = take(network, file(*rows, header=header), "--skip-invalid", exit=7)
    assert codes(answer) == [(4, "no_branch"), (5, "no_engineer")]
    assert (network.show("A1")["branch"], network.show("A2")["engineer"]) == ("000002", "eng1")


def test_a_station_number_without_its_zeros_is_repaired_with_a_warning(network, file):
    answer = take(network, file(line("A1", station="1"), line("A2", station="1")))
    assert network.show("A1")["station"] == "000001"
    assert ["000001" in w and "2" in w for w in answer["warnings"]] == [True]


def test_more_orders_than_a_station_takes_are_warned_of_and_taken(network, file):
    network.ok("north", "capacity set 000001 2")
    answer = take(network, file(*(line(f"A{i}") for i in range(4))))
    assert answer["imported"] == 4 and "000001" in answer["warnings"][0]


# All, or the good ones, or none.


def test_nothing_is_written_unless_all_rows_are_good(network, file):
    answer = take(network, file(line("A1"), line("A2", service="x"), line("A3")), exit=7)
    assert (answer["imported"], answer["skipped"], answer["bad"], answer["batch"]) == (0, 0, 1, None)
    assert numbers(network) == []
    assert not [e for e in network.ok("admin", "audit log") if e["what"] == "imported"]


def test_skip_invalid_takes_the_good_rows_and_says_which_were_left_out(network, file):
    answer = take(network, file(line("A1"), line("A2", service="x"), line("A3")), "--skip-invalid", exit=7)
    assert (answer["imported"], answer["skipped"], codes(answer)) == (2, 1, [(3, "code")])
    assert numbers(network) == ["A1", "A3"]


def test_check_writes_nothing(network, file):
    answer = take(network, file(line("A1")), "--dry-run")
    assert (answer["imported"], answer["importable"], answer["check"]) == (0, 1, True)
    assert codes(take(network, file(line("A1"), line("A2", service="x")), "--dry-run", exit=7)) == [
        (3, "code")
    ]
    assert numbers(network) == []


def test_the_file_of_bad_rows_is_corrected_and_imported_again(network, file, tmp_path):
    bad = tmp_path / "bad.csv"
    name = file(
        line("A1"), line("A2", service="x"), line("A3", customer='"王\n""五"""', station="7"), line("A4")
    )
    take(network, name, "--skip-invalid", "--errors", str(bad), exit=7)
    text = bad.read_text(encoding="utf-8")
    assert text.splitlines()[0] == HEADER and len(list(csv.reader(text.splitlines(keepends=True)))) == 3
    assert stat.S_IMODE(bad.stat().st_mode) == 0o600
    bad.write_text(text.replace(",x,", ",送修,").replace(",7,", ",000003,"), encoding="utf-8")
    assert take(network, str(bad))["imported"] == 2
    assert network.show("A3")["customer"] == '王\n"五"' and network.show("A2")["service"] == "carry-in"


def test_the_file_of_bad_rows_is_no_link(network, file, tmp_path):
    link = tmp_path / "bad.csv"
    link.symlink_to(tmp_path / "target.csv")
    result = network.run("agent", "order", "import", file(line("A1")), "--errors", str(link))
    assert result.exit == 2 and numbers(network) == []


def test_no_output_replaces_what_the_command_itself_uses(network, file):
    name = file(line("A1"), line("A2", service="x"))
    before = Path(name).read_bytes()
    assert network.run("agent", "order", "import", name, "--skip-invalid", "--errors", name).exit == 2
    assert Path(name).read_bytes() == before
    for command in (
        ("order", "export", "--output"),
        ("station", "export", "--output"),
        ("order", "import", name, "--errors"),
    ):
        for path in (network.path, f"{network.path}-journal", network.path.parent / "." / network.path.name):
            assert network.run("admin", *command, str(path)).exit == 2
    assert numbers(network) == []


# Nothing twice.


def test_the_same_file_again_adds_nothing(network, file):
    name = file(*(line(f"A{i}") for i in range(5)))
    take(network, name)
    again = take(network, name)
    assert (again["imported"], again["unchanged"], again["batch"]) == (0, 5, None)
    assert len(numbers(network)) == 5


def test_what_the_station_did_since_does_not_make_an_order_another_one(network, file):
    name = file(line("A1"))
    take(network, name)
    network.ok("co1", "order download A1")
    network.ok("co1", "order assign A1 --engineer eng1")
    assert take(network, name)["unchanged"] == 1


def test_the_number_of_another_order_is_an_error(network, file):
    take(network, file(line("A1")))
    (error,) = take(network, file(line("A1", customer="李四"), name="other.csv"), exit=7)["errors"]
    assert (error["code"], error["column"]) == ("order_exists", "A") and "customer" in error["text"]
    assert network.show("A1")["customer"] == "张三"


def test_a_newer_state_of_the_same_order_is_not_told_to_take_another_number(network, file):
    take(network, file(line("A1")))
    answer = take(network, file(line("A1", fault="换过主板"), line("A2"), name="newer.csv"), exit=7)
    (error,) = answer["errors"]
    assert "is here already, with another fault" in error["text"] and "--skip-invalid" in error["fix"]
    assert "another number" not in error["fix"]
    counted = ("imported", "kept_out", "unchanged", "skipped", "bad")
    assert [answer[name] for name in counted] == [0, 1, 0, 0, 1] and answer["rows"] == 2


def test_errors_of_one_problem_are_shown_once_with_their_lines(network, file):
    name = file(*(line(f"B{n}", station="000077") for n in range(5)))
    shown = network.run("admin", "order", "import", name, format="table")
    assert shown.out.count("000077") == 2 and "2, 3, 4, and 2 more" in shown.out


def test_a_number_stands_only_once_in_a_file(network, file):
    answer = take(network, file(line("A1"), line("A2"), line("A1")), exit=7)
    assert codes(answer) == [(4, "twice_in_file")] and "2" in answer["errors"][0]["text"]


def test_a_file_without_numbers_is_known_by_its_fingerprint(network, file):
    name = file(line(), line())
    take(network, name)
    again = take(network, name)
    assert (again["imported"], again["unchanged"]) == (0, 2)
    assert take(network, file(line(), line(), line(), name="more.csv"))["imported"] == 3


def test_rows_without_a_number_that_were_left_out_can_come_later_from_the_same_file(network, file):
    name = file(line(), line(station="000777"), line())
    take(network, name, "--skip-invalid", exit=7)
    station = ("station", "add", "000777", "--name", "新站", "--region", "华北区")
    network.ok("admin", *station)
    again = take(network, name)
    assert (again["imported"], again["unchanged"]) == (1, 2)
    assert take(network, name)["unchanged"] == 3


def test_a_request_id_gives_the_first_answer_and_belongs_to_one_file(network, file):
    name = file(line("A1"))
    first = take(network, name, "--request-id", "K1")
    assert take(network, name, "--request-id", "K1") == first and first["imported"] == 1
    result = network.run("agent", "order", "import", file(line("A2"), name="b.csv"), "--request-id", "K1")
    assert result.exit == 3 and numbers(network) == ["A1"]


# What a file may carry.


@pytest.mark.parametrize(
    "column", ["t2", "T31", "状态", "closed_at", "cancel_remark", "reassigned_to", "printed_at"]
)
def test_columns_of_the_past_are_refused_with_the_way_to_import_them(network, file, column):
    result = network.run("agent", "order", "import", file(line("A1") + ",", header=f"{HEADER},{column}"))
    assert result.exit == 3 and result.checks == {"history_columns"}
    assert "--history" in result.data["hint"] and column in result.data["checks"][0]["text"]
    assert numbers(network) == []


def test_unknown_columns_are_warned_of_and_missing_or_doubled_ones_refused(network, file):
    answer = take(network, file(line("A1") + ",x", header=HEADER + ",备注"))
    assert answer["imported"] == 1 and "备注" in answer["warnings"][0]
    answer = take(network, file("A2,000001", header="order_no,station"), exit=7)
    assert {e["header"] for e in answer["errors"]} == {"service", "customer", "phones", "address", "fault"}
    answer = take(network, file(line("A1") + ",x", header=HEADER + ",维修单号"), exit=7)
    assert codes(answer) == [(1, "duplicate_column")] and answer["errors"][0]["column"] == "K"


@pytest.mark.parametrize("content", [b"", b"\n\n", b"sep=;\n", b"\xef\xbb\xbf", b'order_no,"customer\n'])
def test_a_file_without_a_header_is_one_error(network, tmp_path, content):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert len(take(network, str(path), exit=7)["errors"]) == 1


def test_a_file_of_another_form_is_read_too(network, file, tmp_path):
    chinese = dict(zip(HEADER.split(","), line("A1").split(","), strict=True))
    (tmp_path / "a.jsonl").write_text(
        json.dumps(chinese | {"phones": ["13800000001", "010-61234567"]}, ensure_ascii=False) + "\n"
    )
    assert take(network, str(tmp_path / "a.jsonl"))["imported"] == 1
    assert network.show("A1")["phones"] == ["13800000001", "01061234567"]
    tabs = file(line("A2").replace(",", "\t"), header=HEADER.replace(",", "\t"), name="a.tsv")
    assert take(network, tabs)["imported"] == 1
    import xlsxwriter

    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER.split(","))
        sheet.write_row(1, 0, line("A3").split(","))
        sheet.write_row(2, 0, line("A4", service="x").split(","))
    answer = take(
        network, str(tmp_path / "a.xlsx"), "--skip-invalid", "--errors", str(tmp_path / "bad.csv"), exit=7
    )
    assert answer["imported"] == 1 and codes(answer) == [(3, "code")] and answer["encoding"] is None
    assert (tmp_path / "bad.csv").read_text().splitlines()[1] == line("A4", service="x")


def test_standard_input_is_a_file_too(network):
    result = network.run("agent", "order import -", stdin=f"{HEADER}\n{line('A1')}\n")
    assert result.exit == 0 and numbers(network) == ["A1"]


@pytest.mark.parametrize("name", ["missing.csv", ".", "no/such/file.csv", "a\0b"])
def test_a_file_that_cannot_be_read_is_a_usage_error(network, tmp_path, name):
    result = network.run("agent", "order", "import", str(tmp_path / name))
    assert result.exit == 2 and not result.out and "error" in json.loads(result.err.splitlines()[-1])


def test_hostile_text_is_stored_whole_and_shown_harmless(network, tmp_path):
    names = [
        "[red]张三[/x]",
        "\x1b[31m红",
        "第一行\n第二行",
        "长" * 4000,
        "'=1+1",
        "=cmd|' /C calc'!A0",
        "\u202e反",
    ]
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(HEADER.split(","))
        for i, name in enumerate(names):
            cells = next(csv.reader([line(f"A{i}")]))
            # an apostrophe before a formula is the guard that exports write, and is doubled for a real one
            cells[4] = "'" + name if name.startswith("'=") else name
            writer.writerow(cells)
    take(network, str(path))
    assert [network.show(f"A{i}")["customer"] for i in range(len(names))] == names
    bad = tmp_path / "b.csv"
    bad.write_text(f"{HEADER}\n{line('B1', service='x' + chr(27) + '[31m')}\n")
    for form in ("table", "json", "jsonl", "csv"):
        result = network.run("agent", "order", "import", str(bad), format=form)
        assert result.exit == 7 and "\x1b" not in result.out + result.err


# The real files.


@pytest.fixture
def empty(tmp_path):
    network = Network(tmp_path / "empty.db")
    network.now = "2026-06-11T09:00:00"
    assert network.run(None, "init --training").exit == 0
    return network


def real(name: str, excerpt: str) -> Path:
    return SHARED / name if (SHARED / name).exists() else DATA / excerpt


def test_the_files_of_the_call_centre_import_as_they_are(empty):
    stations, orders = (
        real("stations.csv", "stations-excerpt.csv"),
        real("call-centre-2026-06.csv", "call-centre-excerpt.csv"),
    )
    answer = empty.ok("admin", "station", "import", str(stations))
    assert (answer["imported"], answer["bad"], answer["encoding"]) == (15, 0, "utf-8")
    rows = orders.read_bytes().decode("gb18030").splitlines()
    answer = empty.ok("admin", "order", "import", str(orders))
    assert (answer["imported"], answer["bad"], answer["encoding"]) == (len(rows) - 1, 0, "gb18030")
    again = empty.ok("admin", "order", "import", str(orders))
    assert (again["imported"], again["unchanged"]) == (0, len(rows) - 1)
    order = empty.show("WX260600001")
    assert (order["customer"], order["station"], order["warranty_until"]) == ("卢文", "000104", "2030-02-13")


def test_the_excerpts_import_too(empty):
    empty.ok("admin", "station", "import", str(DATA / "stations-excerpt.csv"))
    answer = empty.ok("admin", "order", "import", str(DATA / "call-centre-excerpt.csv"))
    assert answer["imported"] == 30 and answer["encoding"] == "gb18030"


# Stations.

STATIONS = "no,name,region,head,notebook,monthly_volume,daily,areas,phone"


def test_stations_come_in_whatever_their_order_and_regions_are_made(network, file):
    name = file(
        "000501,分点,西北区,000500,否,,,,",
        "500,西安站,西北区,,是,120,15,610101；610102,029-88880000",
        header=STATIONS,
    )
    answer = network.ok("admin", "station", "import", name)
    assert (answer["imported"], answer["bad"]) == (2, 0) and "000500" in answer["warnings"][0]
    station = network.ok("admin", "station show 000500")
    assert (station["branches"], station["notebook"], station["daily"]) == (["000501"], True, 15)
    assert station["areas"] == ["610101", "610102"]
    again = network.ok("admin", "station", "import", name)
    assert (again["imported"], again["changed"], again["unchanged"]) == (0, 0, 2)


def test_a_changed_station_is_changed(network, file):
    answer = network.ok("admin", "station", "import", file("000003,新名,华北区", header="no,name,region"))
    assert (answer["imported"], answer["changed"]) == (0, 1)
    station = network.ok("admin", "station show 000003")
    assert station["name"] == "新名" and station["notebook"] is True, "what the file does not say stays"


def test_bad_stations_are_named_and_their_branches_go_with_them(network, file):
    name = file(
        "000601,甲,华北区,000600,,,,,",
        "000600,乙,华北区,,maybe,,,,",
        "000602,丙,华北区,000002,,,,,",
        "000603,丁,华北区,,,1_000,,,",
        "000604,戊,华北区,,,,,,",
        header=STATIONS,
    )
    result = network.run("admin", "station", "import", name)
    assert result.exit == 7
    assert codes(result.data) == [(2, "no_head"), (3, "boolean"), (4, "head_is_branch"), (5, "integer")]
    assert network.run("admin", "station show 000604").exit == 5
    result = network.run("admin", "station", "import", name, "--skip-invalid")
    assert (result.exit, result.data["imported"], result.data["skipped"]) == (7, 1, 4)


def test_only_admin_and_cssd_import_stations(network, file):
    name = file("000700,甲,华北区", header="no,name,region")
    assert network.run("north", "station", "import", name).exit == 4
    assert network.run("agent", "station", "import", name).exit == 4


def test_exported_stations_come_back_as_they_were(network, tmp_path, empty):
    network.ok("north", "capacity set 000001 12")
    path = str(tmp_path / "stations.csv")
    assert network.ok("admin", "station", "export", "--output", path)["exported"] == 5
    empty.ok("admin", "station", "import", path)
    again = str(tmp_path / "again.csv")
    empty.ok("admin", "station", "export", "--output", again)
    assert Path(path).read_bytes() == Path(again).read_bytes()


# Exports.


def test_an_export_goes_to_standard_output_as_csv_whatever_the_format_of_answers(network, file):
    take(network, file(line("A1"), line("A2", station="000101")))
    for form in ("table", "json"):
        result = network.run("admin", "order export", format=form)
        rows = list(csv.DictReader(result.out.splitlines()))
        assert [r["order_no"] for r in rows] == ["A1", "A2"] and rows[0]["status"] == "dispatched"
    rows = list(csv.DictReader(network.run("admin", "order export --region 华东区").out.splitlines()))
    assert [r["order_no"] for r in rows] == ["A2"]


def test_a_person_reads_in_words_what_was_exported_and_where_to(network, tmp_path):
    network.create()
    words = ("order", "export", "--output", f"{tmp_path}/out/")
    said = network.run("admin", *words, format="table", lang="zh").out
    assert "已导出" in said and "orders.csv" in said and "forms.csv" not in said and "{" not in said
    assert network.ok("admin", *words)["rows"]["forms"] == 0


def test_each_sees_only_his_own_orders_in_an_export(network, file):
    take(network, file(line("A1"), line("A2", station="000101"), line("A3", station="000003")))

    def seen(who: str) -> list[str]:
        return [r["order_no"] for r in csv.DictReader(network.run(who, "order export").out.splitlines())]

    assert (seen("north"), seen("east"), seen("co3"), seen("agent")) == (
        ["A1", "A3"],
        ["A2"],
        ["A3"],
        ["A1", "A2", "A3"],
    )


def test_on_a_terminal_the_cells_of_an_export_are_harmless(network, file):
    take(network, file(line("A1", customer="张\x1b[31m三")))
    assert "\x1b" in network.run("admin", "order export").out
    assert "\x1b" not in network.run("admin", "order export", columns=100).out


def test_a_spreadsheet_has_headers_in_the_language_of_its_reader(network, file, tmp_path):
    take(network, file(line("A1")))
    path = tmp_path / "a.csv"
    for lang, first in (("zh", "维修单号"), ("en", "order_no")):
        network.run("admin", "order", "export", "--excel", "--output", str(path), lang=lang)
        assert path.read_text(encoding="utf-8-sig").startswith(first)
    network.run("admin", "order", "export", "--output", str(path), lang="zh")
    assert path.read_text(encoding="utf-8").startswith("order_no")


def test_an_export_with_an_error_prints_nothing(network, tmp_path):
    for words in (["--status", "x"], ["--since", "x"], ["--output", str(tmp_path / "no" / "such" / "a.csv")]):
        result = network.run("admin", "order", "export", *words)
        assert result.exit == 2 and not result.out
    assert [n for n in os.listdir(tmp_path) if n != "network.db" and not n.startswith("network.db")] == []


@pytest.mark.parametrize("end", ["\n\x1a", "\x1a", "\r\n\x1a"])
def test_a_ctrl_z_at_the_end_of_a_dos_file_is_its_end(network, tmp_path, end):
    file = tmp_path / "dos.csv"
    row = "onsite,000001,甲,13800000001,路1号,不开机"
    file.write_bytes(f"service,station,customer,phones,address,fault\n{row}{end}".encode())
    answer = network.ok("agent", "order", "import", str(file))
    assert (answer["imported"], answer["bad"]) == (1, 0)
    assert network.ok("agent", "order list")[0]["fault"] == "不开机"
