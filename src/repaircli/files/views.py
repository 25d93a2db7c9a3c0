"""How imports and exports look to a person."""

from __future__ import annotations

from collections.abc import Sequence

from repaircli.platform.i18n import listed
from repaircli.platform.output.view import FILE_ERRORS, Column, Data, Pen, View
from repaircli.platform.text import N_, msg

_SHOWN = 30
_ALIKE = 3
"""Errors of one problem that are shown as one, and the lines that are named of it."""

_COUNTS = [
    Column("file", N_("file")),
    Column("rows", N_("rows")),
    Column("imported", N_("imported")),
    Column("unchanged", N_("unchanged")),
    Column("skipped", N_("skipped")),
    Column("bad", N_("bad")),
    Column("batch", N_("import")),
]


def _import(data: Data, pen: Pen) -> None:
    fields = list(_COUNTS)
    if data.get("changed"):
        fields.insert(3, Column("changed", N_("changed")))
    if data.get("check"):
        fields.insert(2, Column("importable", N_("can be imported")))
    if data.get("kept_out"):
        fields.insert(2, Column("kept_out", N_("kept out by bad rows")))
    pen.fields(fields, data)
    shown = _alike(data["errors"], pen)
    if shown:
        pen.table(FILE_ERRORS, [row for row, _ in shown[:_SHOWN]])
    more = sum(n for _, n in shown[_SHOWN:]) + data["errors_left_out"]
    if more > 0:
        pen.say(
            msg("{more} more errors; --errors FILE writes every bad row, --format json lists them", more=more)
        )


def _alike(errors: Sequence[Data], pen: Pen) -> list[tuple[Data, int]]:
    """The errors, those of one problem in one column as one, each with how many it stands for."""
    groups: dict[tuple[object, str], list[Data]] = {}
    for error in errors:
        groups.setdefault((error["column"], pen.text(error["text"])), []).append(error)
    found = []
    for same in groups.values():
        if len(same) < _ALIKE:
            found += [(error, 1) for error in same]
            continue
        lines = [str(error["line"]) for error in same[:_ALIKE]]
        more = [msg("and {n} more", n=len(same) - _ALIKE)] if len(same) > _ALIKE else []
        found.append(({**same[0], "line": listed([*lines, *map(pen.tr, more)], pen.lang)}, len(same)))
    return found


_WRITTEN = [
    Column("exported", N_("exported"), always=True),
    Column("output", N_("written to")),
    Column("format", N_("format")),
]
_FILES = [Column("file", N_("file"), keep=True), Column("rows", N_("rows"), right=True)]


def _export(data: Data, pen: Pen) -> None:
    pen.fields(_WRITTEN, data)
    files = [{"file": f"{name}.csv", "rows": count} for name, count in data.get("rows", {}).items() if count]
    if files:
        pen.line()
        pen.table(_FILES, files)


VIEWS = {
    "export": View(draw=_export),
    "import": View(draw=_import, csv=[c.key for c in FILE_ERRORS]),
    "batches": View(
        columns=[
            Column("id", N_("import"), keep=True),
            Column("kind", N_("kind")),
            Column("status", N_("status"), keep=True),
            Column("file", N_("file")),
            Column("rows", N_("rows")),
            Column("done", N_("done")),
            Column("imported", N_("imported")),
            Column("started_by", N_("by")),
            Column("started_at", N_("begun")),
        ],
        empty=N_("no imports"),
    ),
}
