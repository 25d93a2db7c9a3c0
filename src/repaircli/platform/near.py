"""Which known word a mistyped one may have been meant for. Imported only where something was not found."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(typed: str, known: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """The words of `known` that differ from `typed` by a typing mistake, the nearest first; at most `most`.

    A word is near when one letter in three, at least one, is wrong, missing, added or exchanged with its neighbour, or
    when `typed` is its beginning or its end. Capitals, blanks, hyphens and underscores do not count.
    """
    wanted = _plain(typed)
    if not wanted:
        return ()
    found = []
    for word in dict.fromkeys(known):
        plain = _plain(word)
        cut = len(wanted) >= _LEAST and (plain.startswith(wanted) or plain.endswith(wanted))
        apart = _distance(wanted, plain)
        if cut or apart <= max(1, min(len(wanted), len(plain)) // 3) < max(len(wanted), len(plain)):
            found.append((0 if cut else apart, apart, word))
    return tuple(word for _, _, word in sorted(found)[:most])


_LEAST = 2
"""The fewest letters of which the beginning of a word is recognized."""


def _plain(word: str) -> str:
    return "".join(letter for letter in word.casefold() if letter not in " -_")


def _distance(one: str, other: str) -> int:
    """How many letters must be changed, added, removed or exchanged with a neighbour (Damerau and Levenshtein)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        last, row_before = row, before
        row = [i]
        for j, b in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, row_before[j - 2] + 1)
            row.append(cost)
        before = last
    return row[-1]
