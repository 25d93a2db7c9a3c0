"""Draws on a terminal with Rich: tables that fit it, a panel for each part of a page. Loaded on a terminal only."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import compress
from typing import Any, TextIO

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from repaircli.platform.output.clean import clean
from repaircli.platform.output.resolve import Reader
from repaircli.platform.output.table import GAP, Column, Pen, Styled
from repaircli.platform.output.width import longest, width, wrap
from repaircli.platform.text import Msg

_FRAME = 4
"""Columns that the frame of a panel takes."""


_LEAST = 8
"""Columns below which text is hard to read."""
Shown = tuple[str, str, str | None]
"""Title, text and style of a field."""


def console(out: TextIO, columns: int | None = None, colour: bool | None = None) -> Console:
    """Rich on `out`, without any markup of its own; by default as wide as the terminal, coloured without NO_COLOR."""
    if colour is None:
        colour = not os.environ.get("NO_COLOR")
    return Console(
        file=out,
        width=columns,
        force_terminal=True,
        color_system="auto" if colour else None,
        markup=False,
        emoji=False,
        highlight=False,
    )


class TerminalPen(Pen):
    """Draws as wide as the terminal. `framed` puts the parts of a page into panels, else their titles stand above."""

    def __init__(
        self, out: TextIO, reader: Reader, columns: int, colour: bool = False, framed: bool = True
    ) -> None:
        super().__init__(out, reader, columns)
        self.width = columns
        self.colour = colour
        self._framed = framed
        self._console = console(out, columns, colour)
        self._title = Text()
        self._inside: list[RenderableType | list[Shown]] | None = None
        self._page = False
        self._loose = False

    def like(self, out: TextIO, columns: int) -> Pen:
        return TerminalPen(out, self.reader, columns, self.colour, framed=False)

    def line(self, *parts: str | Styled | Msg, indent: int = 0) -> None:
        text = self._text(*parts)
        self._put(text, indent)
        if self._inside is not None and text.cell_len > self._room(indent):
            # it would be broken, and could not be copied
            self._loose = not self._page

    def title(self, *parts: str | Styled | Msg) -> None:
        self._open(self._text(*parts), page=True)

    def heading(self, text: str | Msg) -> None:
        self._open(Text(clean(self.tr(text)), "bold"), page=False)

    def say(self, text: str | Msg | Styled, indent: int = 0, hang: int = 0) -> None:
        plain, style = self._plain(text)
        room = max(self._room(indent) - hang, 10)
        for number, part in enumerate(wrap(clean(plain), room)):
            self._put(Text(part, style or ""), indent + (hang if number else 0))

    def table(self, columns: Sequence[Column], rows: Sequence[Any], indent: int = 0) -> None:
        """As wide as the terminal at most; where not even narrow columns fit, each row is a block of lines."""
        cells = [[self.cell(c, row) for c in columns] for row in rows]
        told = [c.keep or any(line[i][0] for line in cells) for i, c in enumerate(columns)]
        kept = list(compress(columns, told))
        cells = [list(compress(line, told)) for line in cells]
        titles = [clean(self.tr(c.title)) for c in kept]
        room, gap = self._room(indent), GAP
        fitted = _fitted(kept, titles, cells, room - gap * (len(kept) - 1))
        if fitted is None:
            gap = 1
            fitted = _fitted(kept, titles, cells, room - gap * (len(kept) - 1))
        if fitted is None:
            for number, row in enumerate(rows):
                if number:
                    self.line(indent=indent)
                self._put(_grid(self.filled(columns, row), self._room(indent)), indent)
            return
        table = Table(
            box=box.SIMPLE_HEAD,
            show_edge=False,
            pad_edge=False,
            padding=(0, gap - 1, 0, 0),
            border_style="dim",
        )
        for column, title, size in zip(kept, titles, fitted, strict=True):
            table.add_column(
                _folded(title, "bold", size),
                width=size,
                justify="right" if column.right else "left",
                overflow="fold",
            )
        for line in cells:
            table.add_row(*(_folded(*cell, size) for cell, size in zip(line, fitted, strict=True)))
        self._put(table, indent)

    def fields(self, columns: Sequence[Column], data: object, indent: int = 0) -> None:
        shown = self.filled(columns, data)
        own = self._framed and not indent and (self._inside is None or not self._page)
        if own and shown:
            self._open(Text(), page=True)
        if self._page and self._inside is not None and not indent:
            self._inside.append(shown)
        else:
            self._put(_grid(shown, self._room(indent)), indent)
        if own:
            self.end()

    def markdown(self, text: str) -> None:
        """A document with its headings, tables and code set for reading."""
        from rich.markdown import Markdown

        self._put(Markdown("\n".join(map(clean, text.splitlines())), hyperlinks=False), 0)

    def end(self) -> None:
        inside, self._inside = self._inside, None
        if inside is None:
            return
        if inside and inside[-1] == Text():
            inside.pop()
        # the groups of a page have their values below one another
        left = max((_left(part) for part in inside if isinstance(part, list)), default=0)
        room = self.width - _FRAME
        parts = [_grid(part, room, left) if isinstance(part, list) else part for part in inside]
        title = self._title
        title.stylize_before("not dim")
        if not inside or self._loose:
            self._console.print(Text("\n") + title)
            for part in parts:
                text = Text("  ") + part if isinstance(part, Text) else part
                self._console.print(text, soft_wrap=isinstance(text, Text))
            return
        if title.cell_len > self.width - _FRAME - 2:
            # Rich would cut it
            parts.insert(0, title)
            title = Text()
        frame = Panel(
            Group(*parts), title=title or None, title_align="left", border_style="dim", width=self.width
        )
        self._console.print(frame)

    def _open(self, title: Text, *, page: bool) -> None:
        self.end()
        if self._framed:
            self._title, self._page, self._inside, self._loose = title, page, [], False
        else:
            self._console.print(title if page else Text("\n") + title, soft_wrap=True)

    def _room(self, indent: int) -> int:
        """Columns for what is drawn next."""
        if self._inside is None or (not self._page and not indent):
            return self.width - indent
        return self.width - _FRAME - (indent if self._page else indent - 2)

    def _put(self, part: RenderableType, indent: int) -> None:
        blank = part == Text()
        if self._inside is not None and not self._page and not indent:
            self.end()
            if blank:
                return
        if self._inside is None:
            if isinstance(part, Text):
                self._console.print(Text(" " * indent) + part, soft_wrap=True)
            else:
                self._console.print(Padding.indent(part, indent) if indent else part)
        elif self._inside or not blank:
            indent -= 0 if self._page else 2
            self._inside.append(Padding(part, (0, 0, 0, indent)) if indent > 0 else part)

    def _text(self, *parts: str | Styled | Msg) -> Text:
        text = Text(overflow="fold")
        for plain, style in map(self._plain, parts):
            text.append(clean(plain), style)
        text.rstrip()
        return text


def _left(shown: Sequence[Shown]) -> int:
    return max((width(title) for title, _, _ in shown), default=0)


def _grid(shown: Sequence[Shown], room: int, left: int = 0) -> Table:
    """One object as lines of title and value; `left` is what the titles of its neighbours take."""
    left = min(max(left, _left(shown)), room // 2)
    right = max(room - left - GAP, 10)
    grid = Table.grid(padding=(0, GAP, 0, 0))
    grid.add_column(width=left, overflow="fold")
    grid.add_column(width=right, overflow="fold")
    for title, text, style in shown:
        grid.add_row(_folded(clean(title), "dim", left), _folded(text, style, right))
    return grid


def _folded(text: str, style: str | None, size: int) -> Text:
    # Rich breaks Chinese text only at blanks
    return Text("\n".join(wrap(text, max(size, 2))), style or "")


def _fitted(
    columns: Sequence[Column],
    titles: Sequence[str],
    cells: Sequence[Sequence[tuple[str, str | None]]],
    room: int,
) -> list[int] | None:
    """The widths with which a table fits; None where none do. Rich would break numbers and cut what is kept."""
    texts = [[line[i][0] for line in cells] for i in range(len(columns))]
    fitted = [max(map(width, (title, *found))) for title, found in zip(titles, texts, strict=True)]
    excess = sum(fitted) - room
    if excess <= 0:
        return fitted
    least = [
        max(
            longest(title),
            *map(width if c.keep or c.right else longest, found),
            0 if c.keep or c.right else _LEAST,
        )
        for c, title, found in zip(columns, titles, texts, strict=True)
    ]
    least = [min(sizes) for sizes in zip(least, fitted, strict=True)]
    if sum(fitted) - sum(least) < excess:
        return None
    # The widest column gives way first: a long text wraps well, a short one does not.
    for _ in range(excess):
        widest = max((i for i in range(len(fitted)) if fitted[i] > least[i]), key=lambda i: fitted[i])
        fitted[widest] -= 1
    return fitted
