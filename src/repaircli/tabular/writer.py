"""Rows out into CSV, TSV, JSONL or a workbook, and whole files into place: never half, never through a link."""

from __future__ import annotations

import json
import os
import re
import stat
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from repaircli.platform import machine
from repaircli.platform.errors import FULL, Unusable, UsageProblem, reason
from repaircli.platform.text import msg
from repaircli.tabular.columns import Column, cell_text, guarded

FORMS: Mapping[str, str] = {
    ".csv": "csv",
    ".txt": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".xlsx": "xlsx",
}
"""The form of a file by the end of its name; CSV where it has none."""


def form_of(name: str) -> str:
    """The form of the file `name`. Raises UsageProblem for an ending that no form has."""
    return FORMS.get(ending(name, FORMS), "csv")


def ending(name: str, known: Collection[str]) -> str:
    """How the file `name` ends, in small letters, empty where it has no ending. Raises UsageProblem unless it is `known`."""
    found = Path(name).suffix.lower()
    if found and found not in known:
        raise UsageProblem(
            msg("{file}: files ending in {ending} cannot be written", file=name, ending=found),
            msg("possible values: {known}", known=tuple(known)),
            code="file_form",
        )
    return found


def for_person(output: str | None, excel: bool, terminal: bool) -> bool:
    """Whether a person opens the file `output`, so that it has headers and words of their language.

    A workbook and a file for a spreadsheet are for a person everywhere, other text where the command runs on a `terminal`.
    A folder is for another database, JSON lines are for programs. Raises UsageProblem for an ending that no form has.
    """
    if excel:
        return True
    if output is not None and output != "-":
        if output.endswith(("/", os.sep)) or Path(output).is_dir():
            return False
        if (form := form_of(output)) in ("xlsx", "jsonl"):
            return form == "xlsx"
    return terminal


_QUOTED = re.compile(r'"|[^\S \t]')
_BLANK = ("", " ")


def quoted(cell: str, delimiter: str) -> str:
    """A cell of delimited text, in quotation marks where it could be read otherwise."""
    if any(c in cell for c in (delimiter, '"', "\r", "\n")) or cell[:1].isspace() or cell[-1:].isspace():
        return '"' + cell.replace('"', '""') + '"'
    return cell


def line(cells: Sequence[str], delimiter: str = ",", end: str = "\n") -> str:
    """One record of delimited text. A record of one empty cell is written so that it is not an empty line."""
    joined = delimiter.join(cells)
    # most records need no quotation marks, and that costs less to see at once than cell by cell
    if (
        joined.count(delimiter) == len(cells) - 1
        and not _QUOTED.search(joined)
        and (delimiter == "\t" or "\t" not in joined)
        and not (joined[:1] in _BLANK or joined[-1:] == " ")
        and f"{delimiter} " not in joined
        and f" {delimiter}" not in joined
    ):
        return joined + end
    return (delimiter.join(quoted(cell, delimiter) for cell in cells) or '""') + end


class Rows:
    """Takes rows for one file, one after the other; `count` says how many."""

    def __init__(
        self, put: Callable[[list[str]], None], columns: Sequence[Column], excel: bool, chinese: bool = False
    ) -> None:
        self.count = 0
        self._put = put
        self._columns = [(c.key, (chinese and c.words) or c.write or cell_text) for c in columns]
        self._excel = excel

    def add(self, row: Mapping[str, Any]) -> None:
        """One row by column key; times in the zone that they are to be written in."""
        get = row.get
        cells = [
            ""
            if (value := get(key)) is None
            else value
            if type(value) is str and text is cell_text
            else text(value)
            for key, text in self._columns
        ]
        if self._excel or "'" in "".join(cells):
            cells = [guarded(cell, self._excel) for cell in cells]
        self._put(cells)
        self.count += 1


def onto(
    out: TextIO,
    form: str,
    columns: Sequence[Column],
    *,
    excel: bool = False,
    chinese: bool = False,
    safe: Callable[[str], str] | None = None,
) -> Rows:
    """Rows as csv, tsv or jsonl onto an open text that does not translate line ends; the header is written at once.

    `excel`: byte order mark, CRLF, and cells that no spreadsheet takes for a formula. `chinese`: Chinese header and words;
    objects of jsonl keep keys and codes in every language.
    `safe` is applied to each cell of csv and tsv, for a terminal.
    """
    if form == "jsonl":
        keys = [c.header for c in columns]

        def put_object(cells: list[str]) -> None:
            found = json.dumps(dict(zip(keys, cells, strict=True)), ensure_ascii=False, separators=(",", ":"))
            out.write(found.translate(_JSON_ESCAPES) + "\n")

        return Rows(put_object, columns, False)
    delimiter, end = ("\t" if form == "tsv" else ","), ("\r\n" if excel else "\n")

    def put_line(cells: Sequence[str]) -> None:
        out.write(line([safe(c) for c in cells] if safe else cells, delimiter, end))

    if excel:
        out.write("\ufeff")
    put_line(_header(columns, chinese))
    return Rows(put_line, columns, excel, chinese)


@contextmanager
def rows_into(
    path: Path, columns: Sequence[Column], *, excel: bool = False, chinese: bool = False
) -> Iterator[Rows]:
    """Rows for the file `path` in the form that its name asks for; a failure leaves what was there before.

    Raises UsageProblem where `path` is no place for a file, Unusable where the disk fails.
    """
    form = form_of(path.name)
    with replaced(path) as temporary:
        if form == "xlsx":
            from repaircli.tabular import xlsx

            with xlsx.writing(temporary, _header(columns, chinese), columns, chinese) as put:
                yield Rows(put, columns, False, chinese)
        else:
            with open(temporary, "w", encoding="utf-8", newline="") as out:
                yield onto(out, form, columns, excel=excel, chinese=chinese)


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """A temporary file beside `path` that takes its place when the block ends well, and goes when it does not.

    A link, folder, device or pipe is not replaced. A new file is readable by its owner only. Raises UsageProblem, before
    anything is done, for a file that another program holds open.
    """
    mode = _replaceable(path)
    if mode is not None and machine.WINDOWS:
        _asked_for(path)
    try:
        handle, name = tempfile.mkstemp(prefix=".repaircli-", suffix=path.suffix, dir=path.parent)
    except OSError as error:
        raise _unwritable(path, error) from None
    temporary = Path(name)
    try:
        os.close(handle)
        yield temporary
        if mode is not None:
            os.chmod(temporary, mode)
        _flush(temporary)
        _replaceable(path)
        try:
            os.replace(temporary, path)
        except PermissionError as error:
            raise _in_use(path) or error from None
    except OSError as error:
        raise _unwritable(path, error) from None
    finally:
        temporary.unlink(missing_ok=True)


def keep_apart(output: str | None, others: Sequence[str | None]) -> None:
    """Raises UsageProblem where `output` is one of the files `others`: it would be replaced by what is made of it."""
    if output is None:
        return
    for other in others:
        if other is not None and os.path.realpath(output) == os.path.realpath(other):
            raise UsageProblem(
                msg("{file} is in use by this command and is not replaced", file=output),
                msg("name another file"),
                code="output",
            )


def make_folder(path: Path) -> None:
    """Makes the folder `path`, for its owner only; one that is there stays as it is. Raises UsageProblem."""
    try:
        path.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise _unwritable(path, error) from None


_JSON_ESCAPES = {
    c: f"\\u{c:04x}"
    for c in (*range(0x7F, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
}


def _header(columns: Sequence[Column], chinese: bool) -> list[str]:
    return [c.zh if chinese else c.header for c in columns]


def _replaceable(path: Path) -> int | None:
    """The mode of the regular file at `path`, None where there is none. Raises UsageProblem for anything else."""
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from None
    if stat.S_ISLNK(found.st_mode):
        text = msg("{file} is a link, and links are not followed", file=str(path))
        raise UsageProblem(text, msg("name the file itself"), code="output")
    if not stat.S_ISREG(found.st_mode):
        raise UsageProblem(msg("{file} is not a regular file", file=str(path)), code="output")
    return stat.S_IMODE(found.st_mode)


def _asked_for(path: Path) -> None:
    """Raises UsageProblem where the file at `path` cannot be opened to be written."""
    try:
        os.close(os.open(path, os.O_RDWR))
    except PermissionError as error:
        raise _in_use(path) or _unwritable(path, error) from None
    except OSError as error:
        raise _unwritable(path, error) from None


def _in_use(path: Path) -> UsageProblem | None:
    """The error where another program keeps the file at `path` from being written, as Excel does on Windows."""
    if not machine.WINDOWS or not path.exists() or not os.access(path, os.W_OK):
        return None
    return UsageProblem(
        msg("{file} is open in another program, such as Excel, and stays as it was", file=str(path)),
        msg("close it there and run the command again, or name another file"),
        code="output",
    )


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unwritable(path: Path, error: Exception) -> UsageProblem | Unusable:
    text = msg("{file} cannot be written: {why}", file=str(path), why=reason(error))
    if isinstance(error, OSError) and error.errno in FULL:
        return Unusable(text, code="output")
    return UsageProblem(text, code="output")
