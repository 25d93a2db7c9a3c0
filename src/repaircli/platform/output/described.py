"""Columns of tables as a view shows them: label and words come from the description in the table class."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, TypedDict, Unpack

from repaircli.platform.db.columns import Described, Stored, described
from repaircli.platform.output.table import Column, Pen, Styled
from repaircli.platform.text import Msg

Words = Callable[[str, str], str]


class Changes(TypedDict, total=False):
    """What a view may say of a column beside its description: fields of Column."""

    key: str
    title: str
    words: str | Words
    show: Callable[[Any, Pen], str | Styled | Msg]
    right: bool
    keep: bool
    always: bool


def of(table: type[Stored], name: str, **changes: Unpack[Changes]) -> Column:
    """The column `name` of `table`, with `changes` to the fields of a view's Column."""
    return replace(_shown(described(table)[name]), **changes)


def several(table: type[Stored], *names: str, **words: Words) -> tuple[Column, ...]:
    """The columns of `table` with those names; `words` makes the text of a column's codes, by its name."""
    return tuple(_shown(described(table)[name], words.get(name)) for name in names)


def group(table: type[Stored], name: str, **words: Words) -> tuple[Column, ...]:
    """The columns of `table` that a page shows in its part `name`, in the order of the class; `words` as above."""
    return tuple(_shown(c, words.get(c.name)) for c in described(table).values() if c.group == name)


def every(table: type[Stored], *first: str) -> tuple[Column, ...]:
    """Every column of `table` that an answer has, those named `first` before the others."""
    names = [c.name for c in described(table).values() if not c.internal and c.name not in first]
    return several(table, *first, *names)


def loaded(keys: Iterable[str]) -> dict[str, Column]:
    """The columns with those keys, each of the first table in use that has it."""
    wanted, found = set(keys), dict[str, Column]()
    for table in Stored.__subclasses__():
        for column in described(table).values():
            if column.key in wanted and not column.internal:
                found.setdefault(column.key, _shown(column))
    return found


def _shown(column: Described, words: Words | None = None) -> Column:
    return Column(column.key, column.label, words or column.codes)
