"""How the database itself looks to a person."""

from __future__ import annotations

from repaircli.calendar.views import HOURS, since
from repaircli.platform.output.view import Column, Pen, Section, View
from repaircli.platform.text import N_, msg


def _bytes(value: int, pen: Pen) -> str:
    return f"{value:,}"


_COUNTS = (
    ("orders", N_("orders")),
    ("open_orders", N_("of them open")),
    ("requests", N_("cancel requests")),
    ("pending_requests", N_("of them pending")),
    ("stations", N_("stations")),
    ("users", N_("identities")),
    ("notices_queued", N_("notices to be sent")),
    ("imports_loading", N_("unfinished imports")),
    ("events", N_("audit events")),
)

_HEAD = Column("audit_head", N_("audit head"))

VIEWS = {
    "info": View(
        fields=[
            Column("database", N_("database")),
            Column("dialect", N_("engine")),
            Column("engine_version", N_("engine version")),
            Column("journal_mode", N_("journal mode")),
            Column("synchronous", N_("synchronous")),
            Column("schema_version", N_("schema version")),
            Column("training", N_("training database")),
            Column("bytes", N_("bytes"), show=_bytes),
            *(Column(f"counts.{key}", title, always=True) for key, title in _COUNTS),
            _HEAD,
        ],
        sections=[
            Section(
                "working_hours", N_("working hours"), columns=[Column("from", N_("from"), show=since), HOURS]
            )
        ],
    ),
    "check": View(
        fields=[Column("database", N_("database")), _HEAD],
        summary=lambda data: msg("file, references, schema and audit chain are sound"),
    ),
    "backup": View(
        fields=[
            Column("database", N_("database")),
            Column("file", N_("copy")),
            Column("bytes", N_("bytes"), show=_bytes),
        ],
    ),
    "migrate": View(
        fields=[
            Column("database", N_("database")),
            Column("from_version", N_("schema version before")),
            Column("schema_version", N_("schema version")),
            Column("backup", N_("copy of before")),
        ],
        summary=lambda data: None if data["migrated"] else msg("nothing to do: the schema is up to date"),
    ),
}
