"""Which sheet of a workbook is read, where its header stands, and which workbook is too large."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter

from repaircli.orders.tables import Order
from repaircli.platform.errors import UsageProblem
from repaircli.tabular import columns, xlsx
from repaircli.tabular.import_rows import reading_for, repairs
from repaircli.tabular.source import opened


def _workbook(*sheets: tuple[str, bool]) -> io.BytesIO:
    """A workbook whose sheets hold their own name; each is visible or hidden."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for number, (name, visible) in enumerate(sheets):
        sheet = book.add_worksheet(name)
        sheet.write_string(0, 0, name)
        if not visible:
            sheet.hide()
        elif not any(shown for _, shown in sheets[:number]):
            sheet.activate()
            sheet.set_first_sheet()
    book.close()
    return io.BytesIO(out.getvalue())


KNOWN = {"customer", "phone", "用户"}


def _read(
    book: io.BytesIO, tmp_path: Path, sheet: str | None = None
) -> tuple[list[tuple[str, ...]], list[str]]:
    path = tmp_path / "book.xlsx"
    path.write_bytes(book.getvalue())
    with opened(str(path), KNOWN.__contains__, sheet=sheet) as file:
        assert file.header is not None
        return [file.header.cells, *(row.cells for row in file.rows())], [str(note) for note in file.notes]


@pytest.mark.parametrize(
    ("sheets", "read", "notes"),
    [
        ([("甲", True)], "甲", []),
        ([("隐藏", False), ("乙", True)], "乙", ["sheet 乙 is read"]),
        (
            [("隐藏", False), ("也隐藏", False), ("丙", True), ("丁", True)],
            "丙",
            ["sheet 丙 is read; --sheet reads another: 丁"],
        ),
    ],
)
def test_the_first_sheet_that_a_person_sees_is_read_and_a_hidden_one_never(
    tmp_path: Path, sheets: list[tuple[str, bool]], read: str, notes: list[str]
) -> None:
    assert _read(_workbook(*sheets), tmp_path) == ([(read,)], notes)


@pytest.mark.parametrize(("sheet", "read"), [("丁", "丁"), ("2", "丁"), ("1", "丙")])
def test_a_sheet_is_chosen_by_its_name_or_its_number(tmp_path: Path, sheet: str, read: str) -> None:
    book = _workbook(("隐藏", False), ("丙", True), ("丁", True))
    assert _read(book, tmp_path, sheet)[0] == [(read,)]


@pytest.mark.parametrize("sheet", ["隐藏", "3", "0", "戊"])
def test_a_sheet_that_nobody_sees_is_not_chosen(tmp_path: Path, sheet: str) -> None:
    with pytest.raises(UsageProblem, match="has no sheet") as refused:
        _read(_workbook(("隐藏", False), ("丙", True), ("丁", True)), tmp_path, sheet)
    assert "丙, 丁" in str(refused.value.hint)


def _cells(*rows: list[str]) -> io.BytesIO:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text)
    return out


TOLD = "the column names are in row {row}; the rows above it are ignored"


@pytest.mark.parametrize(
    ("above", "row"), [([], None), ([["六月报修单"]], 2), ([["六月报修单"], [], ["制表：张三"]], 4)]
)
def test_a_title_above_the_header_is_left_out_and_told(
    tmp_path: Path, above: list[list[str]], row: int | None
) -> None:
    table = [["customer", "phone"], ["张三", "13800000001"]]
    notes = [] if row is None else [TOLD.format(row=row)]
    assert _read(_cells(*above, *table), tmp_path) == ([tuple(line) for line in table], notes)
    path = tmp_path / "table.csv"
    path.write_text("".join(f"{','.join(line)}\n" for line in [*above, *table]), encoding="utf-8")
    with opened(str(path), KNOWN.__contains__) as file:
        assert file.header is not None and file.header.cells == ("customer", "phone")
        assert [r.cells for r in file.rows()] == [("张三", "13800000001")]
        assert [n for n in map(str, file.notes) if "are ignored" in n] == notes


def test_a_file_of_unknown_columns_is_read_from_its_first_line(tmp_path: Path) -> None:
    table = [["a", "b"], ["customer", "c"], ["x", "y"]]
    assert _read(_cells(*table), tmp_path) == ([tuple(line) for line in table], [])


def _far(cell: str, value: str = "<v>1</v>") -> bytes:
    """A small workbook whose second cell stands at `cell`."""
    data = _cells(["customer"]).getvalue()
    out = io.BytesIO()
    number = "".join(c for c in cell if c.isdigit())
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                rest = f">{value}</c>" if value else ' s="0"/>'
                more = f'<row r="{number}"><c r="{cell}"{rest}</row>'
                text = text.replace(b"</sheetData>", more.encode() + b"</sheetData>")
            new.writestr(name, text)
    return out.getvalue()


def test_a_value_in_the_last_cell_of_a_sheet_is_refused_before_memory_is_taken(tmp_path: Path) -> None:
    data = _far("XFD1048576")
    assert len(data) < 10_000
    with pytest.raises(UsageProblem, match="spans 1048576 rows and 16384 columns"):
        _read(io.BytesIO(data), tmp_path)


def test_a_cell_far_away_that_is_formatted_and_empty_does_no_harm(tmp_path: Path) -> None:
    assert _read(io.BytesIO(_far("XFD1048576", "")), tmp_path)[0] == [("customer",)]


def test_a_workbook_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "MOST_BYTES", 1000)
    with pytest.raises(UsageProblem, match="bytes when unpacked"):
        _read(_cells(["customer"]), tmp_path)


def test_what_is_no_workbook_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="the workbook cannot be read"):
        _read(io.BytesIO(b"PK\x03\x04 broken"), tmp_path)


def test_numbers_in_a_column_of_serial_numbers_are_told(tmp_path: Path) -> None:
    path = tmp_path / "serials.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["序列号", "区域编码", "用户姓名"])
        sheet.write_row(1, 0, [123, 110108, "张三"])
        sheet.write_row(2, 0, ["00124", "110108", "李四"])
    wanted = [columns.pick(Order, name) for name in ("serial", "area", "customer")]
    reader = reading_for(ZoneInfo("Asia/Shanghai"))
    with opened(str(path), columns.known_headers(wanted)) as file:
        layout, _, _ = file.lay_out(wanted)
        serials = [columns.read_cells(row, layout, reader)[0]["serial"] for row in file.rows()]
    assert serials == ["123", "00124"]
    assert [str(note) for note in repairs(reader)] == [
        "column 序列号: 1 cells are numbers in the workbook, so zeros at the beginning are lost;"
        " format the column as text if there were any"
    ]
