"""How imports and exports look to a person."""

from __future__ import annotations

from repaircli.platform.output.view import FILE_ERRORS, Column, Data, Pen, View
from repaircli.platform.text import N_, msg

_SHOWN = 30

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
    pen.fields(fields, data)
    errors = data["errors"]
    if errors:
        pen.table(FILE_ERRORS, errors[:_SHOWN])
    more = len(errors) - len(errors[:_SHOWN]) + data["errors_left_out"]
    if more > 0:
        pen.say(
            msg("{more} more errors; --errors FILE writes every bad row, --format json lists them", more=more)
        )


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
