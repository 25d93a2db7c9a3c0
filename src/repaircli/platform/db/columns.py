"""Column types of our own, one text form each, so that SQLite's STRICT tables and PostgreSQL hold the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypedDict, Unpack, get_args

from sqlalchemy import Boolean, Column, Table
from sqlalchemy import Integer as Integer
from sqlalchemy import Text as Text
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field, SQLModel

from repaircli.platform.text import Label

if TYPE_CHECKING:
    from sqlalchemy import Dialect
    from sqlalchemy.schema import SchemaItem


class UtcTime(TypeDecorator[datetime]):
    """An instant: aware in Python, `2026-06-03T01:00:00Z` in the file, so that text order is time order.

    Parts of a second are cut; a naive time raises ValueError, because nobody knows which instant it means.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else utc_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


class Day(TypeDecorator[date]):
    """A calendar day, `2026-06-03`. A date-time raises ValueError: its day depends on a zone."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if isinstance(value, datetime):
            raise ValueError(f"a day is wanted, not an instant: {value!r}")
        return value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


class Bool(TypeDecorator[bool]):
    """True or false: INTEGER with a CHECK on SQLite, BOOLEAN on PostgreSQL."""

    impl = Boolean
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else Boolean())

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> bool | None:
        if value is None or value is True or value is False:
            return value
        raise ValueError(f"true or false is wanted, not {value!r}")

    def process_result_value(self, value: int | None, dialect: Dialect) -> bool | None:
        return None if value is None else bool(value)


class Json(TypeDecorator[Any]):
    """A list, an object or a plain value as compact JSON text; keys keep their order, None is NULL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:
        return None if value is None else json_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> object:
        return None if value is None else json.loads(value)


def utc_text(value: datetime) -> str:
    """The fixed-width UTC text of an aware instant, as every time column holds it."""
    if value.utcoffset() is None:
        raise ValueError(f"a time without a zone names no instant: {value!r}")
    return value.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat() + "Z"


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (frozenset, set)):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no JSON form here")


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_plain).encode


def json_text(value: object) -> str:
    """`value` as the compact JSON that the file holds; times and days as their column texts."""
    return _encode(value)


Travels = Literal["new", "history", "never"]
"""Where a column stands: also in files of new rows, only in files of rows with their history, or in no file."""

EditedBy = Literal["contact", "station"]
"""Who may correct a column by `edit`: every role that is in contact with the customer, or only the station's coordinator."""

Kind = Literal[
    "number",
    "digits",
    "station",
    "phone",
    "phones",
    "shown_phone",
    "numbers",
    "area",
    "texts",
    "money",
    "reason",
    "close_fact",
    "promise",
]
"""What the text of a column means, where its type alone does not say how a cell of a file is read. `digits` are texts
such as a serial number or a barcode, which may be digits only."""

DIGITS: frozenset[Kind] = frozenset(
    ("number", "digits", "station", "phone", "phones", "shown_phone", "area", "texts")
)
"""The kinds whose values may be digits only, which a spreadsheet takes for a number that it may round or shorten."""


class About(TypedDict, total=False):
    """What a table class says of a column beside its type; see `Described`."""

    header: str
    group: str
    travels: Travels
    kind: Kind
    codes: str
    one_of: tuple[str, ...]
    filled: bool
    edit: EditedBy
    internal: bool
    file: int
    json: str


@dataclass(frozen=True, slots=True)
class Described:
    """One column of a table, with everything that files, JSON, views and `edit` need to know of it.

    `label` is its name on a screen in both languages, `header` its Chinese header in a file where that differs. `group`
    names the part of a page that shows it. `kind`, `codes` (an area of the codes' Chinese words) or `one_of` (then no
    Chinese word in a file) say which values it takes. `filled`: an import puts a value into a cell that is empty. `internal`: neither in JSON nor in
    files. `file` is its place in a file; columns without a place come last, in the order of the class. `json` is its key in
    JSON, where that is another than its name.
    """

    name: str
    type: type[TypeEngine[Any]]
    nullable: bool
    label: Label
    header: str
    group: str = ""
    travels: Travels = "never"
    kind: Kind | None = None
    codes: str | None = None
    one_of: tuple[str, ...] = ()
    filled: bool = False
    edit: EditedBy | None = None
    internal: bool = False
    file: int = 1_000
    json: str = ""

    @property
    def key(self) -> str:
        """Its key in JSON."""
        return self.json or self.name

    @property
    def required(self) -> bool:
        """Whether a file must have a value in every row."""
        return not (self.nullable or self.filled)


class Stored(SQLModel):
    """The base of every table class: the one description of a table and its columns.

    The classes are not mapped by SQLAlchemy's ORM, because nobody creates objects of them: a row is read with Core and
    typed as its class. The Core table is made from the fields, which takes half the time of a mapped class.
    """

    # Nobody validates with a table class, so its validator is built only when somebody asks for it.
    model_config = {"defer_build": True}

    __table__: ClassVar[Table]
    __table_args__: ClassVar[tuple[SchemaItem, ...]] = ()
    __travels__: ClassVar[Travels] = "never"
    """Where the columns of this table travel that do not say so themselves."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: object) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        columns = [_core(name, field) for name, field in cls.model_fields.items()]
        cls.__table__ = Table(str(cls.__tablename__), SQLModel.metadata, *columns, *cls.__table_args__)


_TYPES: Mapping[Any, type[TypeEngine[Any]]] = {
    str: Text,
    int: Integer,
    bool: Bool,
    date: Day,
    datetime: UtcTime,
}


def _core(name: str, field: Any) -> Column[Any]:  # SQLModel's FieldInfo has more than its type says
    ways = get_args(field.annotation) if isinstance(field.annotation, UnionType) else (field.annotation,)
    key = field.primary_key is True
    return Column(
        name,
        _TYPES.get(ways[0], Json),
        primary_key=key,
        nullable=not key and type(None) in ways,
        unique=field.unique is True or None,
        default=field.default_factory or (None if field.is_required() else field.default),
        info=field.sa_column_kwargs,
    )


@cache
def described(table: type[Stored]) -> Mapping[str, Described]:
    """The columns of `table` by name, in the order of the class."""
    return {c.name: _described(c, table.__travels__) for c in table.__table__.columns}


def _described(column: Column[Any], travels: Travels) -> Described:
    about: dict[str, Any] = {"travels": travels, **column.info}
    label = about.pop("label")
    if about.get("internal"):
        about["travels"] = "never"
    # a flag that a file leaves out is false
    about.setdefault("filled", isinstance(column.type, Bool))
    about.setdefault("header", label.zh)
    return Described(column.name, type(column.type), bool(column.nullable), label, **about)


@cache
def flags(table: type[Stored]) -> tuple[str, ...]:
    """The true-or-false columns of `table`."""
    return tuple(c.name for c in described(table).values() if c.type is Bool)


def label(table: type[Stored], name: str) -> Label:
    """What a person reads as the name of a column."""
    return described(table)[name].label


# `en` and `zh` are the label of a column. Its annotation says its type, and whether NULL is allowed: `str | None` is.
# Therefore the functions below give Any, as SQLModel's own `Field` does.


def key(en: str = "", zh: str = "", **about: Unpack[About]) -> Any:
    """A primary key column that we fill ourselves."""
    return _field(en, zh, about, primary_key=True)


def number(en: str = "", zh: str = "", **about: Unpack[About]) -> Any:
    """The primary key column that the database counts up."""
    about.setdefault("travels", "never")
    return _field(en, zh, about, primary_key=True, default=None)


def column(
    en: str = "",
    zh: str = "",
    *,
    default: object = ...,
    default_factory: Callable[[], Any] | None = None,
    unique: bool = False,
    **about: Unpack[About],
) -> Any:
    """A column. A row that does not name it gets `default`, or what `default_factory` makes."""
    if default_factory is not None:
        return _field(en, zh, about, default_factory=default_factory)
    return _field(en, zh, about, default=default, unique=unique)


def flag(en: str = "", zh: str = "", *, default: bool = False, **about: Unpack[About]) -> Any:
    """A true-or-false column; a row that does not name it gets `default`."""
    return _field(en, zh, about, default=default)


def _field(en: str, zh: str, about: About, **more: Any) -> Any:
    return Field(sa_column_kwargs={"label": Label(en, zh), **about}, **more)
