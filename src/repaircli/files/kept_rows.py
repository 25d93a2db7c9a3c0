"""Valid rows between the check of a file and their writing, so that a large file is read and judged once."""

from __future__ import annotations

import gc
import pickle
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import IO, NamedTuple

from repaircli.tabular.import_rows import ValidRow
from repaircli.tabular.rows import Row

_PAGE = 500


class Item(NamedTuple):
    """A row to be written: the name of its file, and its place among the rows of all files, bad ones included."""

    place: int
    file: str
    entry: ValidRow


class KeptRows:
    """Rows in their order: up to `most` in memory, more of them in a temporary file that nobody else can open."""

    def __init__(self, stack: ExitStack, most: int) -> None:
        self._stack = stack
        self._most = most
        self._items: list[Item] = []
        self._file: IO[bytes] | None = None

    @property
    def in_memory(self) -> bool:
        return self._file is None

    def add(self, item: Item) -> None:
        self._items.append(item)
        if self._file is None and len(self._items) > self._most:
            self._file = self._stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - closed by the stack
        if self._file is not None and len(self._items) >= _PAGE:
            for start in range(0, len(self._items), _PAGE):
                # plain tuples are stored in half the time of named ones
                page = [
                    (place, file, tuple(row), no, values)
                    for place, file, (row, no, values) in self._items[start : start + _PAGE]
                ]
                pickle.dump(page, self._file, pickle.HIGHEST_PROTOCOL)
            self._items = []

    def __iter__(self) -> Iterator[Item]:
        if self._file is not None:
            end = self._file.tell()
            self._file.seek(0)
            while self._file.tell() < end:
                page = pickle.load(self._file)
                for place, file, row, no, values in page:
                    yield Item(place, file, ValidRow(Row(*row), no, values))
        yield from self._items


@contextmanager
def rare_collection() -> Iterator[None]:
    """Inside the block Python looks for unused cycles rarely: rows have none, and looking takes a fifth of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(200_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
