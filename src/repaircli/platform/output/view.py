"""How an answer looks to a person: a table of rows, the fields of one object, or a drawing of its own."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from repaircli.platform.output.table import Column, Pen, Styled, at
from repaircli.platform.text import N_, Msg

__all__ = [
    "Column",
    "Data",
    "Pen",
    "Rows",
    "Section",
    "Styled",
    "View",
    "at",
    "generic",
    "joined",
    "nested",
    "semicolons",
    "view_of",
]

Data = Mapping[str, Any]
"""An object of an answer, as JSON has it."""
Rows = Sequence[Data]
"""A list of such objects."""

FILE_ERRORS = (
    Column("line", N_("line"), keep=True),
    Column("column", N_("column"), keep=True),
    Column("header", N_("header")),
    Column("value", N_("value")),
    Column("text", N_("problem")),
    Column("fix", N_("how to correct it")),
)
"""The errors of a file that was read, a line each."""


def joined(value: Sequence[Msg | Data] | None, pen: Pen) -> str:
    """Several sentences, or objects that have one as their `text`, in one cell."""
    return semicolons(
        [pen.text(one["text"] if isinstance(one, Mapping) else one) for one in value or ()], pen
    )


def semicolons(parts: Iterable[str], pen: Pen) -> str:
    """Sentences in one cell, with the marks of the reader's language."""
    return ("；" if pen.lang == "zh" else "; ").join(parts)


def nested(within: str, columns: Sequence[Column]) -> list[Column]:
    """The columns of an object that stands under the key `within`."""
    return [replace(column, key=f"{within}.{column.key}") for column in columns]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a detail view under a title of its own, left out where it is empty.

    `key` is where its list (`columns`) or its object (`fields`) stands.
    """

    key: str
    title: str
    columns: Sequence[Column] = ()
    fields: Sequence[Column] = ()


@dataclass(frozen=True, slots=True)
class View:
    """The layout of one kind of answer; `draw` overrules all else and gives False where it had nothing to draw.

    `columns` make a table of a list: the data itself or, where it is an object, the list at `rows`. `fields` and
    `sections` show one object. `empty` is said on stderr where a list has no rows. `summary` is a line beneath.
    CSV has the keys of `csv`, by default those of `columns`.
    """

    columns: Sequence[Column] = ()
    fields: Sequence[Column] = ()
    sections: Sequence[Section] = ()
    rows: str = "results"
    empty: str = N_("no entries")
    summary: Callable[[Any], Msg | None] | None = None
    draw: Callable[[Any, Pen], bool | None] | None = None
    csv: Sequence[str] = ()

    def csv_keys(self) -> list[str]:
        """The columns of CSV; none where the data's own keys are meant."""
        return list(self.csv) or [c.key for c in self.columns]


def draw(view: View, data: object, pen: Pen) -> bool:
    """Draws `data`; False where it was an empty list and there was nothing to draw."""
    drawn = _drawn(view, data, pen)
    pen.end()
    return drawn


def _drawn(view: View, data: object, pen: Pen) -> bool:
    if view.draw is not None:
        return view.draw(data, pen) is not False and bool(data != [])
    drawn = not isinstance(data, (list, tuple)) or bool(data)
    if view.columns:
        rows = rows_of(data, view.rows)
        drawn = bool(rows)
        if rows:
            pen.table(view.columns, rows)
    if isinstance(data, Mapping):
        if view.fields:
            pen.fields(view.fields, data)
        for section in view.sections:
            _draw_section(section, data, pen)
    if view.summary is not None and (said := view.summary(data)) is not None:
        pen.say(said)
        drawn = True
    return drawn


def rows_of(data: Any, key: str = "results") -> list[Any]:  # data of an answer
    """The rows of a list answer: the list itself, or the one at `key` of an object."""
    if isinstance(data, Mapping):
        data = data.get(key, [data])
    return list(data)


def _draw_section(section: Section, data: object, pen: Pen) -> None:
    part = at(data, section.key)
    if not part:
        return
    pen.heading(pen.tr(section.title))
    if section.columns:
        pen.table(section.columns, list(part), indent=2)
    else:
        pen.fields(section.fields, part, indent=2)


_NOUNS = {
    "calendar.views": "calendar",
    "cancelling.views": "cancel form",
    "code_lists.views": "codes",
    "deadlines.tick_views": "tick",
    "deadlines.views": "due",
    "demo.views": "demo",
    "files.views": "exchange",
    "machines.views": "machine",
    "money.views": "fee settle",
    "network.change_views": "change",
    "network.views": "area capacity coverage dispatch region station user",
    "notices.views": "notify",
    "orders.contact_views": "contact",
    "orders.urge_views": "urge",
    "orders.visit_views": "visit",
    "overview.order_views": "order",
    "parts.views": "label parts",
    "referrals.views": "pending referral",
    "reports.views": "report",
    "special_users.views": "entrust special",
    "system.audit_views": "audit",
    "system.rules_views": "rules",
    "system.views": "config db docs init op whoami",
}
MODULES: Mapping[str, str] = {noun: module for module, nouns in _NOUNS.items() for noun in nouns.split()}
"""By the noun of an answer's kind: the module whose `VIEWS` say how it looks, imported when it is shown.

`VIEWS` has the views by their kind, or by what follows its noun where the module is for one noun.
"""


def view_of(kind: str, data: object) -> View:
    """The view of an answer's kind, as its noun's file names it; a generic one where it names none."""
    noun, _, verb = kind.partition(".")
    module = MODULES.get(noun)
    if module is not None:
        views: Mapping[str, View] = importlib.import_module(f"repaircli.{module}").VIEWS
        found = views.get(kind) or views.get(verb)
        if found is not None:
            return found
    return _REFUSAL if kind == "refusal" else generic(data)


_REFUSAL = View(
    rows="checks",
    columns=[Column("clause", N_("clause"), keep=True), Column("text", N_("why"))],
)


def generic(data: object) -> View:
    """A view from the data alone: its keys are its titles."""
    if isinstance(data, Mapping):
        plain = [key for key, value in data.items() if not _rows(value)]
        listed = [key for key, value in data.items() if _rows(value)]
        return View(
            fields=[Column(key, _title(key)) for key in plain],
            sections=[Section(key, _title(key), columns=_columns(data[key])) for key in listed],
        )
    rows: list[Any] = list(data) if isinstance(data, (list, tuple)) else [data]
    if all(isinstance(row, Mapping) for row in rows):
        return View(columns=_columns(rows))
    return View(draw=_lines)


def _lines(data: object, pen: Pen) -> None:
    for value in data if isinstance(data, (list, tuple)) else [data]:
        pen.line(pen.text(value))


def _rows(value: object) -> bool:
    return isinstance(value, (list, tuple)) and bool(value) and all(isinstance(v, Mapping) for v in value)


def _columns(rows: Sequence[Mapping[str, Any]]) -> list[Column]:
    keys = dict.fromkeys(key for row in rows for key in row)
    return [Column(key, _title(key)) for key in keys]


def _title(key: str) -> str:
    return key.replace("_", " ")
