"""The columns that --fields chooses of an answer: by the keys of JSON, or by a title in either language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from repaircli.platform.errors import UsageProblem
from repaircli.platform.i18n import tr
from repaircli.platform.output.described import loaded
from repaircli.platform.output.view import Column, View, generic, view_of
from repaircli.platform.text import msg

_BETWEEN = re.compile(r"[,，、]")


def picked(kind: str, data: Any, wanted: str) -> tuple[Any, View]:  # data of an answer
    """The data with the fields `wanted` alone, separated by commas, and the view that draws it.

    Raises UsageProblem naming the fields there are, for one that the answer does not have.
    """
    view = view_of(kind, data)
    rows = _rows(data, view)
    known: dict[str, None] = {}
    for row in rows:
        known.update(dict.fromkeys(row))
    columns = loaded(known) | {column.key: column for column in (*view.columns, *view.fields)}
    keys = [_key(name.strip(), known, columns) for name in _BETWEEN.split(wanted) if name.strip()]
    found = [{key: row.get(key) for key in keys} for row in rows]
    drawn = [columns.get(key) or _plain(key) for key in keys]
    if isinstance(data, Mapping) and rows and rows[0] is data:
        return found[0], View(fields=drawn)
    return found, View(columns=drawn, empty=view.empty)


def _rows(data: Any, view: View) -> Sequence[Mapping[str, Any]]:  # data of an answer
    if isinstance(data, Mapping):
        listed = data.get(view.rows)
        data = listed if isinstance(listed, (list, tuple)) else [data]
    rows = data if isinstance(data, (list, tuple)) else [data]
    return [row if isinstance(row, Mapping) else {"value": row} for row in rows]


def _key(name: str, known: Mapping[str, None], columns: Mapping[str, Column]) -> str:
    if name in known or not known:
        return name
    for column in columns.values():
        if column.key in known and name in (tr(column.title, "zh"), tr(column.title, "en")):
            return column.key
    raise UsageProblem(
        msg("{option}: there is no field {text}", option="--fields", text=name),
        msg("possible values: {known}", known=tuple(known)),
    )


def _plain(key: str) -> Column:
    return Column(key, generic({key: None}).fields[0].title)
