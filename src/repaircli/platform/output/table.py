"""Writes for a person: lines, aligned fields and tables, in their language, cleaned."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, TextIO

from repaircli.platform.codes import word
from repaircli.platform.i18n import listed, tr
from repaircli.platform.output.clean import clean
from repaircli.platform.output.resolve import Reader
from repaircli.platform.output.width import pad, width, wrap
from repaircli.platform.text import N_, Msg

GAP = 2
"""Columns between two columns of a table."""


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
    """Where a view draws: plain text, where the program's output goes to a file or another program.

    `columns` is None there, and nothing is ever wrapped or cut; with a width, sentences and fields are wrapped to it.
    `terminal.TerminalPen` draws the same on a terminal.
    """

    colour = False

    def __init__(self, out: TextIO, reader: Reader, columns: int | None = None) -> None:
        self.out = out
        self.reader = reader
        self.lang = reader.lang
        self.columns = columns

    def like(self, out: TextIO, columns: int) -> Pen:
        """A pen of the same kind for a picture of `columns` within a page."""
        return Pen(out, self.reader, columns)

    def line(self, *parts: str | Styled | Msg, indent: int = 0) -> None:
        """One line made of the parts; it is never wrapped, so that a command on it can be copied."""
        text = "".join(clean(self._plain(part)[0]) for part in parts)
        self.out.write(" " * indent + text.rstrip(" ") + "\n")

    def title(self, *parts: str | Styled | Msg) -> None:
        """The first line of a page about one thing; what follows, up to a heading, belongs to it."""
        self.line(*parts)

    def say(self, text: str | Msg | Styled, indent: int = 0, hang: int = 0) -> None:
        """A sentence, wrapped on a terminal; `hang` indents the lines after the first one further."""
        plain, style = self._plain(text)
        for number, part in enumerate(self._wrapped(plain, indent + hang)):
            self.line(Styled(part, style) if style else part, indent=indent + (hang if number else 0))

    def heading(self, text: str | Msg) -> None:
        """A title above what follows, translated, with an empty line before it; what is indented belongs to it."""
        self.line()
        self.line(Styled(self.tr(text), "bold"))

    def markdown(self, text: str) -> None:
        """A document, as it is written."""
        for line in text.splitlines():
            self.line(line)

    def end(self) -> None:
        """Everything is drawn."""

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
            return listed((self.text(v, words) for v in several), self.lang)
        code = str(value.value) if isinstance(value, Enum) else str(value)
        if words is None:
            return code
        return words(code, self.lang) if callable(words) else word(words, code, self.lang)

    def table(self, columns: Sequence[Column], rows: Sequence[Any], indent: int = 0) -> None:
        """The rows under the columns' titles. A terminal may leave out a column that says nothing of any row."""
        titles = [self.tr(c.title) for c in columns]
        cells = [[self.cell(c, row)[0] for c in columns] for row in rows]
        widths = [max(map(width, texts)) for texts in zip(titles, *cells, strict=True)]
        for line in (titles, ["─" * w for w in widths], *cells):
            shown = [pad(text, w, c.right) for text, w, c in zip(line, widths, columns, strict=True)]
            self.line((" " * GAP).join(shown), indent=indent)

    def fields(self, columns: Sequence[Column], data: object, indent: int = 0) -> None:
        """One object as lines of title and value; what is empty is left out unless it is to show always."""
        shown = self.filled(columns, data)
        left = max((width(title) for title, _, _ in shown), default=0) + GAP
        for title, text, _ in shown:
            first, *others = self._wrapped(text, indent + left)
            self.line(pad(title, left) + first, indent=indent)
            for part in others:
                self.line(part, indent=indent + left)

    def filled(self, columns: Sequence[Column], data: object) -> list[tuple[str, str, str | None]]:
        """Title, text and style of each field that is shown."""
        found = [(self.tr(c.title), *self.cell(c, data), c.always) for c in columns]
        return [(title, text or "–", style) for title, text, style, always in found if text or always]

    def cell(self, column: Column, row: object) -> tuple[str, str | None]:
        """The text of the column for the row, cleaned, and its style."""
        value = at(row, column.key)
        shown = column.show(value, self) if column.show else self.text(value, column.words)
        plain, style = self._plain(shown)
        return clean(plain), style

    def _plain(self, part: str | Styled | Msg) -> tuple[str, str | None]:
        if isinstance(part, Styled):
            return part.text, part.style
        return (self.tr(part) if isinstance(part, Msg) else part), None

    def _wrapped(self, text: str, taken: int) -> list[str]:
        safe = clean(text)
        return [safe] if self.columns is None else wrap(safe, max(self.columns - taken, 10))


def at(row: object, key: str) -> Any:  # data of an answer
    """What stands at `key` in `row`; dots lead into nested objects. None where there is nothing."""
    for part in key.split("."):
        if not isinstance(row, Mapping):
            return None
        row = row.get(part)
    return row
