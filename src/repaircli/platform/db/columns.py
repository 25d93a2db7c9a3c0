"""Column types of our own, one text form each, so that SQLite's STRICT tables and PostgreSQL hold the same."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import Boolean, Integer, Text
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

if TYPE_CHECKING:
    from sqlalchemy import Dialect, Table
    from sqlalchemy.types import TypeEngine

__all__ = [
    "Bool",
    "Day",
    "Integer",
    "Json",
    "Stored",
    "Text",
    "UtcTime",
    "column",
    "flag",
    "json_text",
    "key",
    "number",
    "utc_text",
]


class UtcTime(TypeDecorator[datetime]):
    """An instant: aware in Python, `2026-06-03T01:00:00Z` in the file, so that text order is time order.

    Parts of a second are cut; a naive time raises ValueError, because nobody knows which instant it means.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        return None if value is None else utc_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


class Day(TypeDecorator[date]):
    """A calendar day, `2026-06-03`. A date-time raises ValueError: its day depends on a zone."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if isinstance(value, datetime):
            raise ValueError(f"a day is wanted, not an instant: {value!r}")
        return value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


class Bool(TypeDecorator[bool]):
    """True or false: INTEGER with a CHECK on SQLite, BOOLEAN on PostgreSQL."""

    impl = Boolean
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else Boolean())

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> Any:
        if value is None or value is True or value is False:
            return value
        raise ValueError(f"true or false is wanted, not {value!r}")

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:
        return None if value is None else bool(value)


class Json(TypeDecorator[Any]):
    """A list, an object or a plain value as compact JSON text; keys keep their order, None is NULL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else json_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


def utc_text(value: datetime) -> str:
    """The fixed-width UTC text of an aware instant, as every time column holds it."""
    if value.utcoffset() is None:
        raise ValueError(f"a time without a zone names no instant: {value!r}")
    return value.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat() + "Z"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (frozenset, set)):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no JSON form here")


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_plain).encode


def json_text(value: Any) -> str:
    """`value` as the compact JSON that the file holds; times and days as their column texts."""
    return _encode(value)


class Stored(SQLModel):
    """What every table class shares: its Core table, for statements that go past the ORM."""

    # A table class does not validate, so its validator is built only when somebody asks for it.
    model_config = {"defer_build": True}

    __table__: ClassVar[Table]


# The annotation beside it says whether NULL is allowed: `str | None` is, `str` is not.


def key(type_: Any = Text) -> Any:
    """A primary key column that we fill ourselves."""
    return Field(primary_key=True, sa_type=type_)


def number() -> Any:
    """The primary key column that the database counts up."""
    return Field(default=None, primary_key=True, sa_type=Integer)


def column(type_: Any = Text, **more: Any) -> Any:
    """A column of `type_`."""
    return Field(sa_type=type_, **more)


def flag(default: bool = False) -> Any:
    """A true-or-false column; a row that does not name it gets `default`."""
    return Field(default=default, sa_type=Bool)
