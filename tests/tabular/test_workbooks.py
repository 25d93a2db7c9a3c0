"""Which sheet of a workbook is read."""

from __future__ import annotations

import io

import pytest
import xlsxwriter

from repaircli.tabular import xlsx


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


@pytest.mark.parametrize(
    ("sheets", "read"),
    [
        ([("甲", True)], "甲"),
        ([("隐藏", False), ("乙", True)], "乙"),
        ([("隐藏", False), ("也隐藏", False), ("丙", True), ("丁", True)], "丙"),
    ],
)
def test_the_first_sheet_that_a_person_sees_is_read_and_a_hidden_one_never(
    sheets: list[tuple[str, bool]], read: str
) -> None:
    assert [row.cells for row in xlsx.read(_workbook(*sheets))] == [(read,)]
