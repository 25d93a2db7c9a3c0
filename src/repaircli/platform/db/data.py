"""Rows as the JSON of an answer has them."""

from __future__ import annotations

from datetime import datetime, tzinfo
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from repaircli.platform.db.columns import described
from repaircli.platform.db.session import values

if TYPE_CHECKING:
    from repaircli.platform.db.columns import Stored

R = TypeVar("R", bound="Stored")


def data_of(table: type[R], row: R, zone: tzinfo, *without: str) -> dict[str, Any]:
    """The columns of a row of `table` by their keys, times in `zone`. Internal columns and `without` are left out."""
    found = values(row)
    data = {}
    for name, key in _names(table, without):
        value = found[name]
        data[key] = value.astimezone(zone) if isinstance(value, datetime) else value
    return data


def keys_of(table: type[Stored], *without: str) -> tuple[str, ...]:
    """The keys that `data_of` gives, in its order."""
    return tuple(key for _, key in _names(table, without))


@cache
def _names(table: type[Stored], without: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (c.name, c.key) for c in described(table).values() if not c.internal and c.name not in without
    )
