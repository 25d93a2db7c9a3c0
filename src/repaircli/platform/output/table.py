"""Writes for a person: lines, aligned fields and tables, in his language, cleaned, as wide as his terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from itertools import compress
from typing import Any, TextIO

from repaircli.platform.codes import word
from repaircli.platform.i18n import tr
from repaircli.platform.output.clean import clean
from repaircli.platform.output.resolve import Reader
from repaircli.platform.output.width import pad, width, wrap
from repaircli.platform.text import N_, Msg

_GAP = 2
_STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


@dataclass(frozen=True, slots=True)
class Styled:
    """Text with a style that shows on a coloured terminal only: bold, dim, red, green, yellow, cyan."""

    text: str
    style: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table, or one line of a detail view.

    `key` is where the value stands, with dots into nested objects; `title` an original marked with `N_`; `words` the
    area of `domain.ZH` whose word is shown for a code, or a function of the code and the language; `show` makes the
    text itself from the value and the pen. `right` aligns to the right. `keep` is never narrowed on a terminal.
    `always` shows a line of a detail view even where there is nothing to show.
    """

    key: str
    title: str
    words: str | Callable[[str, str], str] | None = None
    show: Callable[[Any, Pen], str | Styled | Msg] | None = None
    right: bool = False
    keep: bool = False
    always: bool = False


class Pen:
    """Where a view draws. All text goes through `line`, and what is no style of ours is cleaned there.

    `columns` is the width of the terminal, None off a terminal, where nothing is ever wrapped or cut.
    """

    def __init__(self, out: TextIO, reader: Reader, columns: int | None = None, colour: bool = False) -> None:
        self.out = out
        self.reader = reader
        self.lang = reader.lang
        self.columns = columns
        self.colour = colour

    def line(self, *parts: str | Styled | Msg, indent: int = 0) -> None:
        """One line made of the parts."""
        self.out.write(" " * indent + "".join(self._shown(part) for part in parts).rstrip(" ") + "\n")

    def say(self, text: str | Msg | Styled, indent: int = 0, hang: int = 0) -> None:
        """A sentence, wrapped on a terminal; `hang` indents the lines after the first one further."""
        plain, style = self._plain(text)
        lines = self._wrapped(plain, indent + hang)
        for number, part in enumerate(lines):
            self.line(Styled(part, style) if style else part, indent=indent + (hang if number else 0))

    def heading(self, text: str | Msg) -> None:
        """A title above what follows, translated, with an empty line before it."""
        self.line()
        self.line(Styled(self.tr(text), "bold"))

    def tr(self, text: Msg | str) -> str:
        """`text` in the reader's language."""
        return tr(text, self.lang)

    def text(self, value: object, words: str | Callable[[str, str], str] | None = None) -> str:
        """`value` as a person reads it: a code as its word, a time to the minute, yes and no, several with commas."""
        if value is None or value == "":
            return ""
        if isinstance(value, Msg):
            return self.tr(value)
        if isinstance(value, bool):
            return self.tr(N_("yes") if value else N_("no"))
        if isinstance(value, datetime):
            return self.reader.local(value).strftime("%Y-%m-%d %H:%M")
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, Mapping):
            return self.reader.json(value)
        if isinstance(value, (list, tuple, set, frozenset)):
            several = sorted(value) if isinstance(value, (set, frozenset)) else value
            return ("、" if self.lang == "zh" else ", ").join(self.text(v, words) for v in several)
        code = str(value.value) if isinstance(value, Enum) else str(value)
        if words is None:
            return code
        return words(code, self.lang) if callable(words) else word(words, code, self.lang)

    def table(self, columns: Sequence[Column], rows: Sequence[Any], indent: int = 0) -> None:
        """The rows under the columns' titles: as wide as they are off a terminal, fitted to it on one.

        On a terminal a column that says nothing of any row makes room for the others, unless it is kept. Where not even the narrowest columns fit, each row is written as a block of lines.
        """
        titles = [self.tr(c.title) for c in columns]
        cells = [[self._cell(c, row) for c in columns] for row in rows]
        if self.columns is not None:
            told = [c.keep or any(line[i][0] for line in cells) for i, c in enumerate(columns)]
            columns, titles = list(compress(columns, told)), list(compress(titles, told))
            cells = [list(compress(line, told)) for line in cells]
        widths = [
            max([width(title), *(width(line[i][0]) for line in cells)]) for i, title in enumerate(titles)
        ]
        fitted = self._fitted(columns, titles, widths, indent)
        if fitted is None:
            for number, row in enumerate(rows):
                if number:
                    self.line()
                self.fields(columns, row, indent)
            return
        self._row(columns, fitted, [(t, "bold") for t in titles], indent)
        self.line(Styled((" " * _GAP).join("─" * w for w in fitted), "dim"), indent=indent)
        for line in cells:
            self._row(columns, fitted, line, indent)

    def fields(self, columns: Sequence[Column], data: object, indent: int = 0) -> None:
        """One object as lines of title and value; what is empty is left out unless it is to show always."""
        shown = [(self.tr(c.title), self._cell(c, data), c) for c in columns]
        shown = [entry for entry in shown if entry[1][0] or entry[2].always]
        if not shown:
            return
        left = max(width(title) for title, _, _ in shown)
        for title, (text, style), _ in shown:
            lines = self._wrapped(text or "–", indent + left + _GAP)
            for number, part in enumerate(lines):
                start = pad(title, left) if number == 0 else " " * left
                self.line(
                    Styled(start, "dim"), " " * _GAP, Styled(part, style) if style else part, indent=indent
                )

    def _cell(self, column: Column, row: object) -> tuple[str, str | None]:
        value = at(row, column.key)
        shown = column.show(value, self) if column.show else self.text(value, column.words)
        plain, style = self._plain(shown)
        return clean(plain), style

    def _plain(self, part: str | Styled | Msg) -> tuple[str, str | None]:
        if isinstance(part, Styled):
            return part.text, part.style
        return (self.tr(part) if isinstance(part, Msg) else part), None

    def _shown(self, part: str | Styled | Msg) -> str:
        plain, style = self._plain(part)
        safe = clean(plain)
        if not (style and self.colour and safe.strip()):
            return safe
        return f"\x1b[{_STYLES[style]}m{safe}\x1b[0m"

    def _wrapped(self, text: str, taken: int) -> list[str]:
        safe = clean(text)
        return [safe] if self.columns is None else wrap(safe, max(self.columns - taken, 10))

    def _row(
        self,
        columns: Sequence[Column],
        widths: Sequence[int],
        cells: Sequence[tuple[str, str | None]],
        indent: int,
    ) -> None:
        wrapped = [
            [text] if self.columns is None else wrap(text, size)
            for (text, _), size in zip(cells, widths, strict=True)
        ]
        for number in range(max(map(len, wrapped))):
            parts: list[str | Styled] = []
            for index, (column, size) in enumerate(zip(columns, widths, strict=True)):
                text = wrapped[index][number] if number < len(wrapped[index]) else ""
                style = cells[index][1]
                space = " " * (size - width(text))
                shown = Styled(text, style) if style else text
                parts += [" " * _GAP] if index else []
                parts += [space, shown] if column.right else [shown, space]
            self.line(*parts, indent=indent)

    def _fitted(
        self, columns: Sequence[Column], titles: Sequence[str], natural: list[int], indent: int
    ) -> list[int] | None:
        """The widths that fit the terminal; None where none do."""
        if self.columns is None:
            return natural
        room = self.columns - indent - _GAP * (len(columns) - 1)
        excess = sum(natural) - room
        if excess <= 0:
            return natural
        least = [
            size if column.keep or column.right else min(size, max(width(title), 8))
            for column, title, size in zip(columns, titles, natural, strict=True)
        ]
        if sum(least) > room:
            return None
        fitted = list(natural)
        # The widest column gives way first: a long text wraps well, a short one does not.
        while excess > 0:
            widest = max((i for i in range(len(fitted)) if fitted[i] > least[i]), key=lambda i: fitted[i])
            fitted[widest] -= 1
            excess -= 1
        return fitted


def at(row: object, key: str) -> Any:
    """What stands at `key` in `row`; dots lead into nested objects. None where there is nothing."""
    for part in key.split("."):
        if not isinstance(row, Mapping):
            return None
        row = row.get(part)
    return row
