"""What is written reads back as it was, harms no spreadsheet, and takes the place of a whole file or of none."""

from __future__ import annotations

import csv
import os
import stat
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
import tools
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from repaircli.platform import clock
from repaircli.platform.errors import Unusable, UsageProblem
from repaircli.tabular import columns, writer
from repaircli.tabular.columns import Column, Reading
from repaircli.tabular.source import opened

ZONE = ZoneInfo("Asia/Shanghai")
TABLE = (
    Column("order_no", "维修单号", columns.number_text, required=True),
    Column("station", "维修站编号", columns.station_number),
    Column("customer", "用户姓名", columns.free_text),
    Column("phones", "联系电话", columns.phones),
    Column("areas", "服务区域", columns.texts),
    Column("onsite_until", "上门期至", columns.day),
    Column("t1", "派单时间", columns.moment),
    Column("notebook", "笔记本站", columns.boolean),
    Column("monthly_volume", "月维修量", columns.whole),
    Column("facts", "关单事实", columns.facts),
    Column("fault", "故障现象", columns.free_text),
)
FORMS = ["a.csv", "a.tsv", "a.jsonl", "a.xlsx"]

nasty = st.sampled_from(
    ["=1+1", "+86", "-1", "@x", "'=1", "''=1", "'", "''", "'x", "\t=1", "\r", "\n", '"', '""', '","', "000104", "　", " a ", "😀",
     "a\r\nb", "sep=;", "[red]", "\x1b[31m", "\u202e", "nan", "1.38E+10", ";", "；、", "_x0041_", "=", "＝1", "\ufeff", "NULL"]
)  # fmt: skip
words = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\ufffe\uffff"), max_size=30)
free = st.one_of(nasty, words, st.lists(st.one_of(nasty, words), max_size=4).map("".join))
days = st.dates(date(1000, 1, 1), date(9998, 1, 1))
times = st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1)).map(
    lambda t: t.replace(microsecond=0, tzinfo=ZONE)
)
numbers = st.from_regex(r"(1[3-9][0-9]{9}|0[3-9][0-9]{9}|00[1-7][0-9]{9})(转[0-9]{1,4})?", fullmatch=True)
rows = st.fixed_dictionaries(
    {
        "order_no": st.from_regex(r"[A-Z]{1,3}[0-9]{1,9}(-[0-9]+)?", fullmatch=True),
        "station": st.from_regex(r"[0-9]{6}", fullmatch=True),
        "customer": free,
        "phones": st.lists(numbers, min_size=1, max_size=3, unique=True),
        "areas": st.lists(st.from_regex(r"[0-9]{6}", fullmatch=True), max_size=3, unique=True),
        "onsite_until": st.none() | days,
        "t1": st.none() | times,
        "notebook": st.booleans(),
        "monthly_volume": st.none() | st.integers(0, 999_999_999),
        "facts": st.lists(st.sampled_from(["reseat", "repaired", "nff_power"]), unique=True),
        "fault": free,
    }
)


def reading() -> Reading:
    return Reading(
        moment=lambda text: clock.parse_cell(text, ZONE),
        day=clock.parse_cell_day,
        sentinels=frozenset({date(2010, 1, 1)}),
    )


def read(path: Path, table=TABLE) -> list[dict]:
    found = []
    with opened(str(path), columns.known_headers(table)) as source:
        assert source.header is not None and source.header.error is None
        layout, errors, warnings = columns.lay_out(source.header.cells, source.header.line, table)
        assert not errors and not warnings
        for row in source.rows():
            assert row.error is None, row.error
            values, errors = columns.read_cells(row, layout, reading())
            assert not errors, errors
            found.append(values)
    return found


def write(path: Path, records, **how) -> int:
    with writer.rows_into(path, TABLE, **how) as out:
        for record in records:
            out.add(record)
    return out.count


def expected(record: dict) -> dict:
    """Nothing and an empty text are the same in a cell."""
    return {k: (None if v in ("", []) else v) for k, v in record.items()}


@pytest.mark.parametrize("excel", [False, True])
@pytest.mark.parametrize("chinese", [False, True])
@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=st.lists(rows, min_size=1, max_size=4))
@example(
    records=[
        {
            "order_no": "A1", "station": "000001", "customer": "'=cmd|' /C calc'!A0", "phones": ["0311876543转2", "13800000000"], "areas": [],
            "onsite_until": None, "t1": None, "notebook": False, "monthly_volume": None, "facts": [], "fault": '"\n,\r\n"',
        }
    ]
)  # fmt: skip
def test_export_then_import_is_the_identity(tmp_path, name, excel, chinese, records):
    path = tmp_path / name
    assert write(path, records, excel=excel, chinese=chinese) == len(records)
    assert read(path) == [expected(r) for r in records]


@pytest.mark.parametrize("name", ["a.csv", "a.tsv"])
def test_a_spreadsheet_gets_a_mark_crlf_and_no_formula(tmp_path, name):
    path = tmp_path / name
    cells = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "＝1", "'=1", "plain"]
    write(path, [{"order_no": f"A{i}", "customer": c} for i, c in enumerate(cells)], excel=True)
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and data.count(b"\r\n") == len(cells) + 1
    text = data.decode("utf-8-sig")
    body = list(csv.reader(text.splitlines(keepends=True), delimiter="\t" if name == "a.tsv" else ","))
    assert all(row[2][:1] not in set("=+-@\t\r＝") for row in body[1:])


def test_the_standard_library_reads_what_is_written(tmp_path):
    path = tmp_path / "a.csv"
    texts = ['a "b" c', "x\ny", "u\r\nv", "p,q", " r ", "\r", "", "t"]
    write(path, [{"order_no": f"A{i}", "fault": t} for i, t in enumerate(texts)])
    with path.open(encoding="utf-8", newline="") as file:
        assert [row["fault"] for row in csv.DictReader(file, strict=True)] == texts


def test_a_workbook_holds_texts_and_never_a_formula(tmp_path):
    import python_calamine

    path = tmp_path / "a.xlsx"
    write(path, [{"order_no": "A1", "station": "000104", "customer": "=1+1", "phones": ["13800000000"]}])
    sheet = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    assert sheet.to_python()[1][:4] == ["A1", "000104", "=1+1", "13800000000"]


def test_a_workbook_is_made_for_work(tmp_path):
    path = tmp_path / "a.xlsx"
    table = (
        *TABLE,
        Column("paid", "金额", columns.amount),
        Column("seal", "校验码", columns.free_text, technical=True),
    )
    long = "主板不启动" * 40
    with writer.rows_into(path, table, chinese=True) as out:
        out.add(
            {
                "order_no": "000012",
                "station": "000104",
                "phones": ["01061234567"],
                "fault": long,
                "paid": "120.50",
                "monthly_volume": 80,
            }
        )
    sheet = openpyxl.load_workbook(path).active
    assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == "A1:M2"
    wide = [sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]]
    keys = [c.key for c in table]
    # a Chinese character is as wide as two digits, and room for the arrow of the filter is left
    assert 13 <= wide[keys.index("station")] <= 15 and 14 <= wide[keys.index("phones")] <= 16
    assert 60 <= wide[keys.index("fault")] <= 61
    assert [
        c.key
        for c, cell in zip(table, sheet[1], strict=True)
        if sheet.column_dimensions[cell.column_letter].hidden
    ] == ["seal"]
    row = dict(zip(keys, sheet[2], strict=True))
    for key in ("order_no", "station", "phones"):
        assert row[key].data_type == "s" and row[key].number_format == "@"
    assert (row["monthly_volume"].value, row["paid"].value) == (80, 120.5)
    # what is typed into a column of digits later stays as it is typed, too
    for key in ("phones", "order_no"):
        letter = row[key].column_letter
        assert sheet.column_dimensions[letter].number_format == "@"


def test_numbers_and_dates_that_a_person_typed_into_a_workbook_are_read(tmp_path):
    import xlsxwriter

    path = tmp_path / "typed.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        day, time = (
            book.add_format({"num_format": "yyyy/m/d"}),
            book.add_format({"num_format": "yyyy/m/d h:mm"}),
        )
        for i, name in enumerate(
            ["维修单号", "维修站编号", "联系电话", "上门期至", "派单时间", "笔记本站", "月维修量"]
        ):
            sheet.write(0, i, name)
        sheet.write_row(1, 0, ["A1", 104, 13800000000])
        sheet.write_datetime(1, 3, datetime(2027, 1, 2), day)
        sheet.write_datetime(1, 4, datetime(2026, 6, 1, 8, 32), time)
        sheet.write_boolean(1, 5, True)
        sheet.write_number(1, 6, 80)
    (row,) = read(path)
    assert row["station"] == "000104" and row["phones"] == ["13800000000"]
    assert row["onsite_until"] == date(2027, 1, 2) and row["t1"] == datetime(2026, 6, 1, 8, 32, tzinfo=ZONE)
    assert row["notebook"] is True and row["monthly_volume"] == 80


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"PK\x03\x04broken"])
def test_a_file_that_is_no_workbook_is_a_usage_error(tmp_path, data):
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    with pytest.raises(UsageProblem):
        read(path)


# Files.


@tools.on_unix
def test_a_new_file_is_its_owner_s_and_a_replaced_one_keeps_its_mode(tmp_path):
    path = tmp_path / "a.csv"
    write(path, [])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o640)
    write(path, [{"order_no": "A1"}])
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.parametrize("name", FORMS)
def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path, name):
    path = tmp_path / name
    path.write_text("old")

    def records():
        yield {"order_no": "A1"}
        raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        write(path, records())
    assert path.read_text() == "old" and os.listdir(tmp_path) == [name]


@tools.on_unix
def test_links_folders_and_pipes_are_not_replaced(tmp_path):
    target, link = tmp_path / "target.csv", tmp_path / "link.csv"
    target.write_text("old")
    link.symlink_to(target)
    folder = tmp_path / "folder.csv"
    folder.mkdir()
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    dangling = tmp_path / "dangling.csv"
    dangling.symlink_to(tmp_path / "nowhere")
    for path in (link, folder, pipe, dangling, tmp_path / "no" / "such" / "folder.csv"):
        with pytest.raises(UsageProblem):
            write(path, [])
    assert target.read_text() == "old" and not (tmp_path / "nowhere").exists()


def test_a_full_disk_is_told_as_one(tmp_path, monkeypatch):
    def full(path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writer, "_flush", full)
    with pytest.raises(Unusable):
        write(tmp_path / "a.csv", [{"order_no": "A1"}])
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("name", ["orders.xls", "orders.ods", "orders.xlsm", "orders.docx"])
def test_a_file_of_another_kind_is_never_written_under_its_name(name: str) -> None:
    with pytest.raises(UsageProblem, match=r"files ending in \.\w+ cannot be written") as refused:
        writer.form_of(name)
    assert ".xlsx" in str(refused.value.hint)


@pytest.mark.parametrize(
    ("name", "form"), [("a.CSV", "csv"), ("a.xlsx", "xlsx"), ("a", "csv"), ("a.b/c", "csv"), ("a.tsv", "tsv")]
)
def test_the_ending_says_the_form(name: str, form: str) -> None:
    assert writer.form_of(name) == form
