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
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

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
    workbook; `delimiter` that of a csv; `header` the header record, None for an empty file.
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

    def rows(self) -> Iterator[Row]:
        """The records after the header, from the first on; a new call reads the file again."""
        if self.header is None:
            return
        self._stream.seek(0)
        header = self.header.cells
        if self.form == "xlsx":
            yield from _sheet(self._stream, header)
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
                1, "empty_file", msg("the file is empty"), msg("its first line names the columns")
            )
        else:
            if self.header.error is None:
                return lay_out(self.header.cells, self.header.line, columns)
            error = self.header.error
        return Layout((), ()), [error], []


@contextmanager
def opened(path: str, known: Callable[[str], bool], encoding: str | None = None) -> Iterator[Source]:
    """The file at `path`, `-` for standard input. `known` tells headers that the caller has columns for.

    Raises UsageProblem where the file cannot be read or its encoding cannot be found out.
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
            yield _workbook(path, name, sha256, stream)
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
            delimiter, header = ",", _first_object(lines)
        else:
            delimiter, header = delimited.head(lines, known)
    finally:
        text.detach()
    form = "jsonl" if objects else "csv"
    return Source(
        path, name, form, sha256, encoding.name, delimiter, header, (encoding.note(),), stream, encoding
    )


def _workbook(path: str, name: str, sha256: str, stream: BinaryIO) -> Source:
    from repaircli.tabular import xlsx

    stream.seek(0)
    header = next(xlsx.read(stream), None)
    return Source(path, name, "xlsx", sha256, None, ",", header, (), stream, None)


def _sheet(stream: BinaryIO, header: Sequence[str]) -> Iterator[Row]:
    from repaircli.tabular import xlsx

    rows = xlsx.read(stream)
    next(rows, None)
    yield from rows


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
                RowError(number, "keys", text, msg("give each line the same keys")),
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
