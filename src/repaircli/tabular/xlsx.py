"""Workbooks in and out: one visible sheet, cells as text but for counts and amounts, nothing as a formula."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from repaircli.platform.errors import UsageProblem
from repaircli.platform.output.width import width
from repaircli.platform.text import Msg, msg
from repaircli.tabular.columns import Column
from repaircli.tabular.rows import NumberText, Row

MOST_ROWS = 1_048_576
"""Rows that a sheet holds, its header included."""
LONGEST_CELL = 32_767


MOST_CELLS = 20_000_000
"""Cells that the used range of a sheet may span: the reader holds every one of them, empty ones too."""
MOST_BYTES = 2 * 1024**3
"""Bytes of a workbook once it is unpacked."""

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
# a cell that is formatted and empty ends at once, and the reader takes no notice of it
_CELL = re.compile(rb'<(?:\w+:)?c\b[^<>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^<>]*(?<!/)>')
_OVERLAP = 4096


def require_bounded(stream: BinaryIO) -> None:
    """Refuses a workbook that would take the memory of the machine, before it is read. Raises UsageProblem."""
    stream.seek(0)
    if not zipfile.is_zipfile(stream):
        return  # the old format packs nothing and has 65,536 rows at most
    with _readable(), zipfile.ZipFile(stream) as packed:
        if sum(part.file_size for part in packed.infolist()) > MOST_BYTES:
            raise _too_large(msg("the workbook has more than {size} bytes when unpacked", size=MOST_BYTES))
        for name in filter(_SHEET.fullmatch, packed.namelist()):
            rows, columns = _span(packed, name)
            if rows * columns > MOST_CELLS:
                text = msg(
                    "a sheet spans {rows} rows and {columns} columns; at most {most} cells are read",
                    rows=rows,
                    columns=columns,
                    most=MOST_CELLS,
                )
                raise _too_large(text)


def _too_large(text: Msg) -> UsageProblem:
    fix = msg("delete the rows and columns outside the data, or save the sheet as CSV")
    return UsageProblem(text, fix, code="workbook")


def _span(packed: zipfile.ZipFile, name: str) -> tuple[int, int]:
    """The last row and the last column with a value, read piece by piece."""
    rows = columns = 0
    rest = b""
    with packed.open(name) as part:
        while piece := part.read(1024 * 1024):
            text = rest + piece
            for letters, digits in _CELL.findall(text):
                rows, columns = max(rows, int(digits)), max(columns, _column(letters))
            rest = text[-_OVERLAP:]
    return rows, columns


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


@contextmanager
def _readable() -> Iterator[None]:
    from python_calamine import CalamineError

    try:
        yield
    except (CalamineError, IndexError, OSError, zipfile.BadZipFile, zlib.error) as error:
        raise UsageProblem(
            msg("the workbook cannot be read: {why}", why=str(error)),
            msg("open it in a spreadsheet program and save it as .xlsx (Excel workbook) or as CSV"),
            code="workbook",
        ) from None


def sheets(stream: BinaryIO) -> tuple[list[str], bool]:
    """The names of the sheets that a person sees, in their order, and whether there are hidden ones. Raises UsageProblem."""
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    stream.seek(0)
    with _readable():
        found = CalamineWorkbook.from_filelike(stream).sheets_metadata
        seen = [s.name for s in found if s.visible == SheetVisibleEnum.Visible]
        return seen, len(seen) < len(found)


def read(stream: BinaryIO, name: str) -> Iterator[Row]:
    """The rows of the sheet `name`, its header first, numbered as the sheet does. Raises UsageProblem."""
    from python_calamine import CalamineWorkbook

    stream.seek(0)
    with _readable():
        sheet = CalamineWorkbook.from_filelike(stream).get_sheet_by_name(name)
        margin = ("",) * (sheet.start[1] if sheet.start else 0)
        for number, cells in enumerate(sheet.iter_rows(), 1):
            texts = margin + tuple(_text(cell) for cell in cells)
            if any(texts):
                yield Row(number, texts, "", one_line=True)


@contextmanager
def writing(
    path: Path, header: Sequence[str], columns: Sequence[Column], chinese: bool
) -> Iterator[Callable[[Sequence[str]], None]]:
    """Takes rows of texts for a new workbook with the `columns`, in Chinese or with codes. Raises UsageProblem."""
    import xlsxwriter  # type: ignore[import-untyped,unused-ignore]

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as workbook:
        sheet = _Sheet(workbook, header, columns)
        yield sheet.put
        sheet.finish(chinese)


_WIDEST, _NARROWEST, _MEASURED = 60, 6, 500
"""Characters of the widest and the narrowest column, and how many rows are measured for it."""
_EDITED = "#FFF2CC"
_HEADER = "#D9E1F2"
_FIGURE = re.compile(r"-?[0-9]{1,11}(\.[0-9]{1,2})?")


class _Sheet:
    """A sheet that a person works in: wide enough, filtered, its header in sight, digits kept as they are."""

    def __init__(self, workbook: Any, header: Sequence[str], columns: Sequence[Column]) -> None:  # no types
        self._sheet = workbook.add_worksheet("repaircli")
        self._columns = columns
        text = {"num_format": "@"}
        self._head = workbook.add_format({**text, "bold": True, "bg_color": _HEADER})
        plain, edited = workbook.add_format(text), workbook.add_format({**text, "bg_color": _EDITED})
        figure = workbook.add_format({"num_format": "General"})
        self._formats = [edited if c.edited else figure if c.figure else plain for c in columns]
        self._widths = [0] * len(columns)
        self._count = 0
        self._sheet.freeze_panes(1, 0)
        self.put(header)

    def put(self, cells: Sequence[str]) -> None:
        """The next row. Raises UsageProblem where the sheet or a cell is full."""
        if self._count >= MOST_ROWS:
            raise UsageProblem(msg("a workbook holds {most} rows", most=MOST_ROWS - 1), _AS_CSV)
        for number, text in enumerate(cells):
            self._cell(number, text)
        if self._count < _MEASURED:
            self._widths = [max(known, _wide(text)) for known, text in zip(self._widths, cells, strict=True)]
        self._count += 1

    def _cell(self, number: int, text: str) -> None:
        if len(text) > LONGEST_CELL:
            raise UsageProblem(msg("a workbook's cell holds {most} characters", most=LONGEST_CELL), _AS_CSV)
        row, column = self._count, self._columns[number]
        if row == 0:
            self._sheet.write_string(row, number, text, self._head)
        elif text and column.figure and _FIGURE.fullmatch(text):
            self._sheet.write_number(row, number, float(text), self._formats[number])
        elif text:
            self._sheet.write_string(row, number, text, self._formats[number])
        elif column.edited:
            self._sheet.write_blank(row, number, None, self._formats[number])

    def finish(self, chinese: bool) -> None:
        """Widths, filter and choices, which are known once all rows are there."""
        for number, (column, wide) in enumerate(zip(self._columns, self._widths, strict=True)):
            # the arrow of the filter takes the place of two characters
            width = min(max(wide + 3, _NARROWEST), _WIDEST)
            hidden = {"hidden": True} if column.technical else {}
            self._sheet.set_column(number, number, width, self._formats[number], hidden)
            if column.choices and self._count > 1:
                source = [((chinese and column.words) or str)(code) for code in column.choices]
                choices = {"validate": "list", "source": source}
                self._sheet.data_validation(1, number, self._count - 1, number, choices)
        self._sheet.autofilter(0, 0, self._count - 1, len(self._columns) - 1)


_AS_CSV = msg("export to .csv instead")


def _wide(text: str) -> int:
    """How wide the widest line of a cell is; more than the widest column is not measured."""
    return max((width(part[:_WIDEST]) for part in text[: _WIDEST * 4].splitlines()), default=0)


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return NumberText(int(cell) if cell.is_integer() and abs(cell) < 1e15 else repr(cell))
    if isinstance(cell, int):
        return NumberText(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds") if cell.time() != time() else cell.date().isoformat()
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)
