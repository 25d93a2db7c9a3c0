"""Rows put into groups, and long lists of values cut into what one statement takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

R = TypeVar("R")
K = TypeVar("K")

_VALUES = 500
"""Values of one `IN (…)`; every database takes so many."""


def grouped(rows: Iterable[R], key: Callable[[R], K]) -> Mapping[K, list[R]]:
    """The rows by their key, in the order in which they come; a key that no row has gives an empty list."""
    found: dict[K, list[R]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


def chunks(values: Sequence[R]) -> Iterator[list[R]]:
    """The values in lists that are short enough for a condition `IN (…)`."""
    for start in range(0, len(values), _VALUES):
        yield list(values[start : start + _VALUES])
