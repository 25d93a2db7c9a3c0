"""A row as it was read, and what is wrong with one: line, column, header, code, value, reason and remedy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from repaircli.platform.text import Msg

_SHOWN = 120


@dataclass(frozen=True, slots=True)
class RowError:
    """One thing that is wrong with one row.

    `line` is the physical line as an editor counts it, `column` the letter as a spreadsheet counts it (None where
    the whole row is meant), `header` the column's name as the file has it, `value` the cell made harmless, `clause`
    the rule that the row breaks, `file` which file of a folder it is in.
    """

    line: int
    code: str
    text: Msg
    fix: Msg
    column: str | None = None
    header: str | None = None
    value: str | None = None
    file: str | None = None
    clause: str | None = None

    def as_data(self) -> Mapping[str, Any]:
        """The JSON object of the contract, sentences still as `Msg`."""
        more = {"file": self.file, "clause": self.clause}
        return {
            "line": self.line,
            "column": self.column,
            "header": self.header,
            "code": self.code,
            "value": self.value,
            "text": self.text,
            "fix": self.fix,
        } | {key: value for key, value in more.items() if value}


class BadCell(ValueError):
    """What a cell's parser raises; the reader adds where the cell stands."""

    def __init__(self, code: str, text: Msg, fix: Msg) -> None:
        super().__init__(code)
        self.code = code
        self.text = text
        self.fix = fix


class NumberText(str):
    """The text of a cell that a workbook holds as a number, not as text."""

    __slots__ = ()


class Row(NamedTuple):
    """One record: its first physical line, its cells, its text as it stood in the file, and what is wrong with it.

    `cells` has one text for each column of the header and is empty where `error` says that the row cannot be cut.
    `one_line`: the record has one number whatever line ends its cells contain, as in a workbook.
    """

    line: int
    cells: tuple[str, ...]
    raw: str
    error: RowError | None = None
    one_line: bool = False


def letter(index: int) -> str:
    """The letter of the column at `index` (from 0), as spreadsheets count: A … Z, AA, AB …"""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text


def harmless(value: str) -> str:
    """`value` cut to a length that can be shown, with everything that does not print as an escape."""
    cut = value if len(value) <= _SHOWN else value[:_SHOWN] + "…"
    return "".join(c if c.isprintable() or c == "　" else ascii(c)[1:-1] for c in cut)
