"""How wide text is on a terminal, and text fitted to a width: Chinese takes two columns, marks none."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

# wcwidth takes 17 ms of CPU time to load, more than a command without a database can spare. Nearly all texts consist of the
# characters below, whose widths need no table; a test compares them with wcwidth. Patterns would take 2 ms to compile.
_NARROW = (" ~", "\u00a1\u00ac", "\u00ae\u00ff", "\u2010\u2027", "\u2190\u21ff")
_WIDE = ("\u3000\u3011", "\u4e00\u9fff", "\uff01\uff5e")


@lru_cache(maxsize=4096)
def known(char: str) -> int:
    """Columns of a character that is as wide wherever it stands; 0 where wcwidth is to be asked."""
    if any(span[0] <= char <= span[1] for span in _NARROW):
        return 1
    return 2 if any(span[0] <= char <= span[1] for span in _WIDE) else 0


def width(text: str) -> int:
    """Terminal columns that `text` takes."""
    if text.isascii():
        return len(text)
    columns = [*map(known, text)]
    if all(columns):
        return sum(columns)
    from wcwidth import width as measured

    return measured(text, control_codes="ignore")


def _signs(text: str) -> Iterable[str]:
    """What the reader sees as one character: a letter with its accents, a flag, an emoji with what modifies it."""
    if all(map(known, text)):
        return text
    from wcwidth import iter_graphemes

    return iter_graphemes(text)


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


_WHOLE = 28
"""Columns up to which a word is not broken: a number, a login, a time. Longer ones are paths and the like."""


def longest(text: str) -> int:
    """Columns of the widest part of `text` that a table may not break."""
    if text.isascii() and " " not in text:
        return len(text) if len(text) <= _WHOLE else 0
    return max((size for size in map(width, _pieces(text)) if size <= _WHOLE), default=0)


_NOT_FIRST = frozenset("，。、；：！？）》」』”’…％,.;:!?)%")

_NOT_LAST = frozenset("（《「『“‘(")


def _pieces(text: str) -> list[str]:
    """What may not be broken: words, single wide characters with the punctuation around them, spaces."""
    pieces: list[str] = []
    last = " "
    for sign in _signs(text):
        if (
            last != " "
            and sign != " "
            and (sign in _NOT_FIRST or last in _NOT_LAST or (width(sign) < 2 and width(last) < 2))
        ):
            pieces[-1] += sign
        else:
            pieces.append(sign)
        last = sign
    return pieces


def _head(piece: str, columns: int) -> str:
    """The signs of `piece` that fit, at least one."""
    head, taken = "", 0
    for sign in _signs(piece):
        taken += width(sign)
        if head and taken > columns:
            break
        head += sign
    return head
