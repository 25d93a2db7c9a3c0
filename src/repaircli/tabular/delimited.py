"""Delimited text into rows: physical lines counted as an editor does, every bad record kept apart, none swallowed."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import TextIO

from repaircli.platform.text import Msg, msg
from repaircli.tabular.encodings import UNDECODABLE
from repaircli.tabular.rows import Row, RowError, harmless, letter

LONGEST_FIELD = 32_767
"""Characters in one cell: what a spreadsheet's cell holds."""
LONGEST_LINE = 1_000_000
"""Characters in one physical line."""
DELIMITERS = (",", ";", "\t")

_SEP = re.compile(r'"?sep=([^"\r\n])"?', re.I)
_ENDS = "\r\n"
_DOS_END = "\x1a"
"""Ctrl-Z, with which old programs end a file."""
_BREAK = re.compile(r"\r\n|\r|\n")


def line_breaks(text: str) -> int:
    return len(_BREAK.findall(text))


class Lines:
    """The physical lines of a text with their numbers; lines can be given back to be read again.

    A line ends with LF, CR or CRLF and keeps its end. Of a line longer than `LONGEST_LINE` only the beginning is
    kept, without an end.
    """

    def __init__(self, text: TextIO, first: int = 1) -> None:
        self._text = text
        self._next = first
        self._returned: deque[tuple[int, str]] = deque()

    def take(self) -> tuple[int, str] | None:
        if self._returned:
            return self._returned.popleft()
        line = self._text.readline(LONGEST_LINE + 2)
        if line[-1:] == _DOS_END:
            line = line[:-1]
        if not line:
            return None
        number = self._next
        self._next += 1
        if len(line) >= LONGEST_LINE + 2 and line[-1] not in _ENDS:
            while (rest := self._text.readline(LONGEST_LINE)) and rest[-1] not in _ENDS:
                pass
        return number, line

    def give_back(self, lines: Sequence[tuple[int, str]]) -> None:
        self._returned.extendleft(reversed(lines))


class _Broken(Exception):
    def __init__(self, code: str, text: Msg, fix: Msg, column: int | None, value: str = "") -> None:
        super().__init__(code)
        self.code, self.text, self.fix, self.column, self.value = code, text, fix, column, value


TITLE_LINES = 10
"""Lines below the first in which the names of the columns are looked for."""


def head(lines: Lines, known: Callable[[str], bool]) -> tuple[str, Row | None, bool]:
    """The delimiter, the header record, None for that of a text without one, and whether a title stands above it.

    A line `sep=;` decides the delimiter. Else it is the one with which most names of the header are `known`,
    the comma first. Where the first line names no column, the first line below it that names two is the header.
    """
    first = _first_filled(lines)
    if first is None:
        return ",", None, False
    told = _SEP.fullmatch(first[1].rstrip(_ENDS))
    if told:
        header = _first_filled(lines)
        if header is None:
            return told[1], None, False
        lines.give_back([header])
        return told[1], record(lines, told[1], None), False
    best, most = _delimiter(first[1], known)
    if most:
        lines.give_back([first])
        return best, record(lines, best, None), False
    passed = [first]
    while len(passed) <= TITLE_LINES and (below := lines.take()) is not None:
        passed.append(below)
        better, hits = _delimiter(below[1], known)
        if hits > 1:
            lines.give_back([below])
            return better, record(lines, better, None), True
    lines.give_back(passed)
    return best, record(lines, best, None), False


def _delimiter(line: str, known: Callable[[str], bool]) -> tuple[str, int]:
    """The delimiter with which most names of the line are known, and how many those are."""
    hits = [
        (sum(known(cell.strip().strip('"')) for cell in line.rstrip(_ENDS).split(d)), d) for d in DELIMITERS
    ]
    most = max(count for count, _ in hits)
    return next(d for count, d in hits if count == most), most


def skip_to(lines: Lines, number: int) -> None:
    """Leaves out the lines before the line `number`."""
    while (taken := lines.take()) is not None:
        if taken[0] >= number:
            lines.give_back([taken])
            return


def rows(lines: Lines, delimiter: str, header: Sequence[str]) -> Iterator[Row]:
    """The records after the header, good and bad, in order; records of empty cells only are no records."""
    width = len(header)
    while (taken := lines.take()) is not None:
        number, line = taken
        cells = _plain(line, delimiter)
        if cells is not None and len(cells) == width:
            if any(cells):
                yield Row(number, tuple(cells), line)
            continue
        lines.give_back([taken])
        row = record(lines, delimiter, header)
        assert row is not None
        if row.error is not None or any(row.cells):
            yield row


def _plain(line: str, delimiter: str) -> list[str] | None:
    """The cells of a line that is a whole record without any fault; None where `record` has to look closer."""
    if len(line) > LONGEST_FIELD or "\0" in line or UNDECODABLE in line:
        return None
    if '"' not in line:
        return line.rstrip(_ENDS).split(delimiter)
    try:
        return next(csv.reader((line,), delimiter=delimiter, strict=True))
    except csv.Error:
        return None


def record(lines: Lines, delimiter: str, header: Sequence[str] | None) -> Row | None:
    """The next record, or None at the end. A record that cannot be cut gives its line back except the first.

    `header` None means that this is the header itself, whose number of cells is not checked.
    """
    taken = lines.take()
    if taken is None:
        return None
    number, line = taken
    if _overlong(line):
        text = msg("the line is longer than {limit} characters", limit=LONGEST_LINE)
        return Row(number, (), line[:LONGEST_FIELD], RowError(number, "line_too_long", text, _CHECK_QUOTES))
    pulled: list[tuple[int, str]] = []
    try:
        cells = _cut(line, delimiter, lines, pulled)
        if header is not None and pulled and _is_several(line, pulled, delimiter, len(cells), len(header)):
            raise _unclosed(_odd_quote(line, delimiter))
    except _Broken as broken:
        lines.give_back(pulled)
        name = (
            header[broken.column]
            if header and broken.column is not None and broken.column < len(header)
            else None
        )
        where = letter(broken.column) if broken.column is not None else None
        error = RowError(
            number, broken.code, broken.text, broken.fix, where, name, harmless(broken.value) or None
        )
        return Row(number, (), line, error)
    raw = line + "".join(text for _, text in pulled)
    return Row(number, tuple(cells), raw, checked(number, cells, header))


def place(row: Row, index: int) -> int:
    """The physical line on which the cell at `index` of `row` begins."""
    return row.line if row.one_line else row.line + sum(line_breaks(cell) for cell in row.cells[:index])


_CHECK_QUOTES = msg("look for a quotation mark that is not closed")


def _unclosed(column: int, value: str = "") -> _Broken:
    return _Broken(
        "unclosed_quote",
        msg("a quotation mark opens this cell and is not closed"),
        msg("close it, or double a quotation mark inside a cell"),
        column,
        value,
    )


def _cut(line: str, delimiter: str, lines: Lines, pulled: list[tuple[int, str]]) -> list[str]:
    """The cells of the record that begins with `line`; further lines that a quoted cell needs go to `pulled`."""
    if '"' not in line:
        return line.rstrip(_ENDS).split(delimiter)
    cells: list[str] = []
    at = 0
    while True:
        if line.startswith('"', at):
            before = len(pulled)
            cell, line, at = _quoted(line, at + 1, len(cells), lines, pulled)
            rest = line[at : at + 1]
            if rest and rest != delimiter and rest not in _ENDS:
                if len(pulled) > before:
                    # it ran into the opening mark of a later cell: its own closing mark is missing
                    raise _unclosed(len(cells), cell)
                raise _Broken(
                    "text_after_quote",
                    msg("there is text after the closing quotation mark"),
                    msg("put the delimiter after it, or double a quotation mark inside a cell"),
                    len(cells),
                    cell,
                )
        else:
            end = line.find(delimiter, at)
            if end < 0:
                cells.append(line[at:].rstrip(_ENDS))
                return cells
            cell, at = line[at:end], end
        cells.append(cell)
        if line[at : at + 1] != delimiter:
            return cells
        at += 1


def _quoted(
    line: str, at: int, column: int, lines: Lines, pulled: list[tuple[int, str]]
) -> tuple[str, str, int]:
    """A quoted cell from behind its opening mark: its text, the line it ends on, the place behind its closing mark."""
    pieces: list[str] = []
    size = 0
    while True:
        end = line.find('"', at)
        if end >= 0 and line.startswith('"', end + 1):
            pieces.append(line[at : end + 1])
            at = end + 2
        elif end >= 0:
            pieces.append(line[at:end])
            return "".join(pieces), line, end + 1
        else:
            pieces.append(line[at:])
            size += len(pieces[-1])
            more = lines.take() if size <= LONGEST_FIELD else None
            if more is not None:
                pulled.append(more)
            if more is None or _overlong(more[1]):
                raise _unclosed(column, "".join(pieces))
            line, at = more[1], 0


def _is_several(line: str, pulled: Sequence[tuple[int, str]], delimiter: str, found: int, width: int) -> bool:
    """Whether one record was made of several rows by a stray quotation mark in each of two of them.

    Then each line is a whole row where the mark counts as a character; the lines of a real multi-line record are
    not. Where the width is wrong as well, one such line is enough.
    """
    if width < 2:
        return False
    whole = [len(_alone(text, delimiter)) == width for text in (line, *(text for _, text in pulled))]
    return all(whole) or (found != width and any(whole[1:]))


def _alone(line: str, delimiter: str) -> list[str]:
    """The cells of one physical line by itself; a quotation mark without partner on the line is a character."""
    d = re.escape(delimiter)
    body = line.rstrip(_ENDS)
    return [m[0] for m in re.finditer(rf'(?:^|(?<={d}))(?:"(?:[^"]|"")*"(?={d}|$)|[^{d}]*)', body)]


def _odd_quote(line: str, delimiter: str) -> int:
    """The index of the cell of `line` whose opening quotation mark has no partner on the line."""
    cells = _alone(line, delimiter)
    return next(
        (i for i, c in enumerate(cells) if c.startswith('"') and not (len(c) > 1 and c.endswith('"'))), 0
    )


def checked(number: int, cells: Sequence[str], header: Sequence[str] | None) -> RowError | None:
    """What is wrong with a record that could be cut: NUL, bytes that are no characters, length, number of cells."""
    for i, cell in enumerate(cells):
        found: tuple[str, Msg, Msg] | None = None
        if "\0" in cell:
            found = ("nul", msg("the cell contains a NUL character"), msg("remove it"))
        elif UNDECODABLE in cell:
            text = msg("the cell contains bytes that are not valid in the file's encoding")
            found = ("undecodable", text, msg("type the text again, or name the encoding with --encoding"))
        elif len(cell) > LONGEST_FIELD:
            text = msg("the cell is longer than {limit} characters", limit=LONGEST_FIELD)
            found = ("too_long", text, msg("shorten it"))
        if found:
            at = number + sum(line_breaks(c) for c in cells[:i])
            name = header[i] if header and i < len(header) else None
            return RowError(at, found[0], found[1], found[2], letter(i), name, harmless(cell))
    if header is None or len(cells) == len(header) or not any(cells):
        return None
    if len(cells) > len(header):
        text = msg("cells in the row: {found}, in the header: {wanted}", found=len(cells), wanted=len(header))
        value = harmless(cells[len(header)])
        fix = msg("put a cell that contains the delimiter between quotation marks")
        return RowError(number, "too_many_cells", text, fix, letter(len(header)), None, value)
    text = msg("cells in the row: {found}, in the header: {wanted}", found=len(cells), wanted=len(header))
    return RowError(
        number,
        "too_few_cells",
        text,
        msg("add the missing cells, empty ones too"),
        letter(len(cells)),
        header[len(cells)],
    )


def _overlong(line: str) -> bool:
    return len(line) > LONGEST_LINE and line[-1] not in _ENDS


def _first_filled(lines: Lines) -> tuple[int, str] | None:
    while (taken := lines.take()) is not None and not taken[1].strip():
        pass
    return taken
