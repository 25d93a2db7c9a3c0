"""Workbooks in and out: the first visible sheet, every cell as text, nothing as a formula."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from repaircli.platform.errors import UsageProblem
from repaircli.platform.text import msg
from repaircli.tabular.rows import Row

MOST_ROWS = 1_048_576
"""Rows that a sheet holds, its header included."""
LONGEST_CELL = 32_767


def read(stream: BinaryIO) -> Iterator[Row]:
    """The rows of the first sheet that a person sees, its header first, numbered as the sheet does.

    A hidden sheet is never read. Raises UsageProblem.
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    try:
        workbook = CalamineWorkbook.from_filelike(stream)
        seen = [s.name for s in workbook.sheets_metadata if s.visible == SheetVisibleEnum.Visible]
        sheet = workbook.get_sheet_by_name(seen[0])
        margin = ("",) * (sheet.start[1] if sheet.start else 0)
        for number, cells in enumerate(sheet.iter_rows(), 1):
            texts = margin + tuple(_text(cell) for cell in cells)
            if any(texts):
                yield Row(number, texts, "", one_line=True)
    except (CalamineError, IndexError, OSError) as error:
        raise UsageProblem(
            msg("the workbook cannot be read: {why}", why=str(error)),
            msg("save it as .xlsx or as CSV"),
            code="workbook",
        ) from None


@contextmanager
def writing(path: Path, header: Sequence[str]) -> Iterator[Callable[[Sequence[str]], None]]:
    """Takes rows of texts for a new workbook, every cell as text. Raises UsageProblem."""
    import xlsxwriter  # type: ignore[import-untyped,unused-ignore]

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as workbook:
        sheet = workbook.add_worksheet("repaircli")
        sheet.freeze_panes(1, 0)
        count = 0

        def put(cells: Sequence[str]) -> None:
            nonlocal count
            if count >= MOST_ROWS:
                raise UsageProblem(msg("a workbook holds {most} rows", most=MOST_ROWS - 1), _AS_CSV)
            _line(sheet, count, cells)
            count += 1

        put(header)
        yield put


_AS_CSV = msg("export to .csv instead")


def _line(sheet: Any, number: int, cells: Sequence[str]) -> None:  # xlsxwriter has no types
    for column, text in enumerate(cells):
        if len(text) > LONGEST_CELL:
            raise UsageProblem(
                msg("a workbook's cell holds {most} characters", most=LONGEST_CELL),
                msg("export to .csv instead"),
            )
        if text:
            sheet.write_string(number, column, text)


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds") if cell.time() != time() else cell.date().isoformat()
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)
