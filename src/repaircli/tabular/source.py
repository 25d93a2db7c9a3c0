"""A file to import, whatever its form: read as often as needed, its header found, its fingerprint known."""

from __future__ import annotations

import hashlib
import io
import json
import os
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from repaircli.platform import invocation
from repaircli.platform.errors import UsageProblem, reason
from repaircli.platform.text import Msg, msg
from repaircli.tabular import delimited, encodings
from repaircli.tabular.columns import Column, Layout, lay_out
from repaircli.tabular.rows import Row, RowError

LARGEST = 4 * 1024**3
"""Bytes of a file that is read at all."""
_PIECE = 1024 * 1024
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")


@dataclass(frozen=True, slots=True)
class Source:
    """An open file of rows.

    `form` is csv, jsonl or xlsx; `sha256` the fingerprint of its bytes; `encoding` the codec of a text, None for a
    workbook, whose `sheet` is read; `delimiter` that of a csv; `header` the header record, None for an empty file.
    """

    path: str
    name: str
    form: str
    sha256: str
    encoding: str | None
    delimiter: str
    header: Row | None
    notes: tuple[Msg, ...]
    _stream: BinaryIO
    _encoding: encodings.Encoding | None
    sheet: str = ""

    def rows(self) -> Iterator[Row]:
        """The records after the header, from the first on; a new call reads the file again."""
        if self.header is None:
            return
        self._stream.seek(0)
        header = self.header.cells
        if self.form == "xlsx":
            yield from _rows_of(self._stream, self.sheet, self.header.line)
            return
        assert self._encoding is not None
        text = encodings.open_text(self._stream, self._encoding)
        try:
            lines = delimited.Lines(text)
            if self.form == "jsonl":
                yield from _objects(lines, header)
            else:
                delimited.skip_to(lines, self.header.line)
                delimited.record(lines, self.delimiter, None)
                yield from delimited.rows(lines, self.delimiter, header)
        finally:
            with suppress(ValueError):  # closed by then where the reader was left half way
                text.detach()

    def lay_out(self, columns: Sequence[Column]) -> tuple[Layout, list[RowError], list[Msg]]:
        """Finds the columns of the file as `columns.lay_out` does; an empty file and a broken header are errors."""
        if self.header is None:
            error = RowError(
                1, "empty_file", msg("the file is empty"), msg("its first line must contain the column names")
            )
        else:
            if self.header.error is None:
                return lay_out(self.header.cells, self.header.line, columns)
            error = self.header.error
        return Layout((), ()), [error], []


@contextmanager
def opened(
    path: str, known: Callable[[str], bool], encoding: str | None = None, sheet: str | None = None
) -> Iterator[Source]:
    """The file at `path`, `-` for standard input. `known` tells headers that the caller has columns for.

    `sheet`: of a workbook, the name or the number of a sheet; by default what was typed as --sheet, else the first that
    a person sees. Raises UsageProblem where the file cannot be read or its encoding cannot be found out.
    """
    stream = _standard_input() if path == "-" else _file(path)
    with stream:
        size = stream.seek(0, io.SEEK_END)
        if size > LARGEST:
            raise UsageProblem(msg("{file} is larger than {size} bytes", file=path, size=LARGEST))
        suffix = Path(path).suffix.lower()
        sha256 = _sha256(stream)
        name = "-" if path == "-" else Path(path).name
        if suffix in _WORKBOOKS:
            yield _workbook(
                path, name, sha256, stream, known, sheet or invocation.current().given.get("sheet")
            )
        else:
            yield _text(path, name, sha256, stream, known, encoding, suffix in (".jsonl", ".ndjson"))


def _text(
    path: str,
    name: str,
    sha256: str,
    stream: BinaryIO,
    known: Callable[[str], bool],
    option: str | None,
    objects: bool,
) -> Source:
    encoding = encodings.detect(stream, option)
    text = encodings.open_text(stream, encoding)
    try:
        lines = delimited.Lines(text)
        if objects:
            delimiter, header, title = ",", _first_object(lines), False
        else:
            delimiter, header, title = delimited.head(lines, known)
    finally:
        text.detach()
    form = "jsonl" if objects else "csv"
    notes = [encoding.note()]
    if title and header is not None:
        notes.append(_below_title(header))
    return Source(path, name, form, sha256, encoding.name, delimiter, header, tuple(notes), stream, encoding)


def _workbook(
    path: str, name: str, sha256: str, stream: BinaryIO, known: Callable[[str], bool], sheet: str | None
) -> Source:
    from repaircli.tabular import xlsx

    xlsx.require_bounded(stream)
    seen, hidden = xlsx.sheets(stream)
    chosen = _sheet(path, seen, sheet)
    header, title = _header(xlsx.read(stream, chosen), known)
    notes = [*title]
    if len(seen) > 1 or hidden:
        others = tuple(other for other in seen if other != chosen)
        notes.insert(
            0,
            msg("sheet {sheet} is read; --sheet reads another: {others}", sheet=chosen, others=others)
            if others
            else msg("sheet {sheet} is read", sheet=chosen),
        )
    if sheet is not None:
        # two sheets of one workbook are two files
        sha256 = hashlib.sha256(f"{sha256} {chosen}".encode()).hexdigest()
    return Source(path, name, "xlsx", sha256, None, ",", header, tuple(notes), stream, None, chosen)


def _sheet(path: str, seen: Sequence[str], wanted: str | None) -> str:
    """The sheet that is meant: by its name, by its number among those that a person sees, else the first."""
    if wanted is None:
        if seen:
            return seen[0]
        raise UsageProblem(msg("{file} has no sheet that is visible", file=path), code="workbook")
    if wanted in seen:
        return wanted
    if wanted.isascii() and wanted.isdigit() and 1 <= int(wanted) <= len(seen):
        return seen[int(wanted) - 1]
    raise UsageProblem(
        msg("{option}: {file} has no sheet {text}", option="--sheet", file=path, text=wanted),
        msg("possible values: {known}", known=tuple(seen)),
        code="workbook",
    )


def _below_title(header: Row) -> Msg:
    return msg("the column names are in row {row}; the rows above it are ignored", row=header.line)


def _header(rows: Iterator[Row], known: Callable[[str], bool]) -> tuple[Row | None, list[Msg]]:
    """The row that names the columns: the first, or where that names none the first below it that names two."""
    first = next(rows, None)
    if first is None or any(known(cell.strip()) for cell in first.cells):
        return first, []
    for row in islice(rows, delimited.TITLE_LINES):
        if sum(known(cell.strip()) for cell in row.cells) > 1:
            return row, [_below_title(row)]
    return first, []


def _rows_of(stream: BinaryIO, sheet: str, header: int) -> Iterator[Row]:
    from repaircli.tabular import xlsx

    return (row for row in xlsx.read(stream, sheet) if row.line > header)


class _Doubled(ValueError):
    pass


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Doubled
    return found


def _not_a_number(text: str) -> NoReturn:
    raise ValueError(text)


def _object(line: str) -> dict[str, str] | None:
    """The cells of one JSON object by header; None where the line is no such object."""
    try:
        found = json.loads(
            line, object_pairs_hook=_pairs, parse_constant=_not_a_number, parse_int=str, parse_float=str
        )
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    cells: dict[str, str] = {}
    for key, value in found.items():
        if value is None:
            cells[key] = ""
        elif isinstance(value, bool):
            cells[key] = "true" if value else "false"
        elif isinstance(value, str):
            cells[key] = value
        elif isinstance(value, list) and all(isinstance(v, str) for v in value):
            cells[key] = json.dumps(value, ensure_ascii=False) if value else ""
        else:
            cells[key] = json.dumps(value, ensure_ascii=False)
    return cells


def _first_object(lines: delimited.Lines) -> Row | None:
    while (taken := lines.take()) is not None:
        if taken[1].strip():
            cells = _object(taken[1])
            if cells is None:
                error = RowError(taken[0], "json", msg("not a JSON object"), msg("one object a line"))
                return Row(taken[0], (), taken[1], error, one_line=True)
            return Row(taken[0], tuple(cells), taken[1], one_line=True)
    return None


def _objects(lines: delimited.Lines, header: Sequence[str]) -> Iterator[Row]:
    while (taken := lines.take()) is not None:
        number, line = taken
        if not line.strip():
            continue
        found = _object(line)
        if found is None:
            error = RowError(number, "json", msg("not a JSON object"), msg("one object a line"))
            yield Row(number, (), line, error, one_line=True)
        elif not found.keys() <= set(header):
            strange = tuple(sorted(found.keys() - set(header)))
            text = msg("keys that the first line does not have: {names}", names=strange)
            yield Row(
                number,
                (),
                line,
                RowError(number, "keys", text, msg("use the same keys in every line")),
                one_line=True,
            )
        else:
            cells = tuple(found.get(name, "") for name in header)
            yield Row(number, cells, line, delimited.checked(number, cells, header), one_line=True)


def _file(path: str) -> BinaryIO:
    try:
        stream = open(path, "rb")  # noqa: SIM115 - closed by the caller
    except (OSError, ValueError) as error:
        raise UsageProblem(_missing(path, error), code="no_file") from None
    mode = os.fstat(stream.fileno()).st_mode
    if stat.S_ISREG(mode):
        return stream
    # A pipe can be read once only, and the file is read twice.
    with stream:
        return _spooled(stream)


def _missing(path: str, error: Exception) -> Msg:
    if isinstance(error, FileNotFoundError):
        return msg("no such file: {file}", file=path)
    return msg("{file} cannot be read: {why}", file=path, why=reason(error))


def _standard_input() -> BinaryIO:
    raw = getattr(sys.stdin, "buffer", None)
    if raw is not None:
        return _spooled(raw)
    return _spooled(io.BytesIO(sys.stdin.read().encode("utf-8", "surrogateescape")))


def _spooled(stream: BinaryIO) -> BinaryIO:
    copy = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the caller
    while piece := stream.read(_PIECE):
        copy.write(piece)
    copy.seek(0)
    return copy


def _sha256(stream: BinaryIO) -> str:
    stream.seek(0)
    digest = hashlib.sha256()
    while piece := stream.read(_PIECE):
        digest.update(piece)
    stream.seek(0)
    return digest.hexdigest()
