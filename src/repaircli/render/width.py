"""How wide text is on a terminal, and text fitted to a width: Chinese takes two columns, marks none."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


def width(text: str) -> int:
    """Terminal columns that `text` takes."""
    return len(text) if text.isascii() else sum(map(_char_width, text))


@lru_cache(maxsize=4096)
def _char_width(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def pad(text: str, columns: int, right: bool = False) -> str:
    """`text` with spaces up to `columns`, on the left of it where `right`."""
    space = " " * (columns - width(text))
    return space + text if right else text + space


def wrap(text: str, columns: int) -> list[str]:
    """`text` in lines of at most `columns`: broken at spaces and between Chinese characters, else where it must.

    At least one line; a character wider than `columns` has a line of its own.
    """
    if width(text) <= columns:
        return [text]
    lines: list[str] = []
    line, taken = "", 0
    for piece in _pieces(text):
        size = width(piece)
        if taken + size > columns:
            if line.strip():
                lines.append(line.rstrip())
            line, taken = "", 0
            if piece == " ":
                continue
        while size > columns:
            head = _head(piece, columns)
            lines.append(head)
            piece = piece[len(head) :]
            size = width(piece)
        line, taken = line + piece, taken + size
    if line.strip() or not lines:
        lines.append(line.rstrip())
    return lines


_NOT_FIRST = frozenset("，。、；：！？）》」』”’…％,.;:!?)%")

_NOT_LAST = frozenset("（《「『“‘(")


def _pieces(text: str) -> list[str]:
    """What may not be broken: words, single wide characters with the punctuation around them, spaces."""
    pieces: list[str] = []
    for char in text:
        glued = (
            bool(pieces)
            and pieces[-1] != " "
            and char != " "
            and (
                char in _NOT_FIRST
                or pieces[-1][-1] in _NOT_LAST
                or _char_width(char) == 0
                or (_char_width(char) < 2 and _char_width(pieces[-1][-1]) < 2)
            )
        )
        if glued:
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _head(piece: str, columns: int) -> str:
    taken = 0
    for index, char in enumerate(piece):
        taken += _char_width(char)
        if taken > columns:
            return piece[: max(index, 1)]
    return piece
