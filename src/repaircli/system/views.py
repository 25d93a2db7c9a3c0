"""How the settings, the database, an operation and the acting identity look to a person."""

from __future__ import annotations

from repaircli.calendar.views import HOURS, since
from repaircli.platform.i18n import aside, tr
from repaircli.platform.output.view import Column, Data, Pen, Section, View, draw, semicolons, view_of
from repaircli.platform.text import N_, Msg, msg

_SOURCES = {
    "option": N_("option"),
    "environment": N_("environment"),
    "file": N_("settings file"),
    "default": N_("default"),
}


def _source(code: str, lang: str) -> str:
    return tr(_SOURCES[code], lang)


def _identities(value: list[Data], pen: Pen) -> str:
    """Several identities of one person, each with its roles; nothing for a single one."""
    if len(value) < 2:
        return ""
    return semicolons(
        (f"{aside(one['name'], one['login'], pen.lang)} {pen.text(one['roles'], 'role')}" for one in value),
        pen,
    )


def _path(data: Data, pen: Pen) -> None:
    pen.line(data["path"])


def _value(data: Data, pen: Pen) -> None:
    if data["value"] is not None:
        pen.line(str(data["value"]))


def _changed(data: Data, pen: Pen) -> None:
    if data["value"] is None:
        pen.say(msg("{name} was removed from {file}", name=data["name"], file=data["path"]))
    else:
        pen.say(msg("{name} = {value}, in {file}", name=data["name"], value=data["value"], file=data["path"]))


_CONFIG = {
    "config.show": View(
        rows="settings",
        columns=[
            Column("name", N_("setting"), keep=True),
            Column("value", N_("value")),
            Column("source", N_("comes from"), words=_source),
            Column("variable", N_("variable"), keep=True),
        ],
    ),
    "config.path": View(draw=_path),
    "config.get": View(draw=_value),
    "config.changed": View(draw=_changed),
}


def _document(data: Data, pen: Pen) -> None:
    pen.markdown(data["text"])


_DOCS = {
    "docs.list": View(columns=[Column("name", N_("document"), keep=True), Column("about", N_("content"))]),
    "docs.page": View(draw=_document),
}


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

_DB = {
    "db.info": View(
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
    "db.check": View(
        fields=[Column("database", N_("database")), _HEAD],
        summary=lambda data: msg("file, references, schema and audit chain are sound"),
    ),
    "db.backup": View(
        fields=[
            Column("database", N_("database")),
            Column("file", N_("copy")),
            Column("bytes", N_("bytes"), show=_bytes),
        ],
    ),
    "db.migrate": View(
        fields=[
            Column("database", N_("database")),
            Column("from_version", N_("schema version before")),
            Column("schema_version", N_("schema version")),
            Column("backup", N_("copy of before")),
        ],
        summary=lambda data: None if data["migrated"] else msg("nothing to do: the schema is up to date"),
    ),
}


def _next(data: Data) -> Msg:
    if data["sample"]:
        return msg("try next: repaircli --as admin user list")
    return msg("try next: repaircli --as admin region add 华北区")


_INIT = {
    "init.create": View(
        fields=[
            Column("database", N_("database")),
            Column("training", N_("training database")),
            Column("admin", N_("identity")),
        ],
        sections=[
            Section(
                "sample",
                N_("sample data"),
                fields=[
                    Column("regions", N_("regions")),
                    Column("stations", N_("stations")),
                    Column("people", N_("identities")),
                    Column("orders", N_("orders")),
                ],
            )
        ],
        summary=_next,
    )
}


_STATES = {"running": N_("not finished"), "done": N_("done")}


def _operation_state(code: str, pen: Pen) -> str:
    return pen.tr(_STATES[code])


_FIELDS = [
    Column("request_id", N_("request id")),
    Column("command", N_("command")),
    Column("status", N_("status"), show=_operation_state),
    Column("exit", N_("exit code")),
    Column("by", N_("by")),
    Column("started_at", N_("started at")),
    Column("finished_at", N_("finished at")),
    Column("done", N_("done")),
    Column("of", N_("of")),
]


def _show(data: Data, pen: Pen) -> None:
    pen.fields(_FIELDS, data)
    if data["answer"] is not None:
        pen.heading(N_("answer"))
        draw(view_of(data["kind"], data["answer"]), data["answer"], pen)


_OP = {"op.show": View(draw=_show)}


_WHOAMI = {
    "whoami.show": View(
        fields=[
            Column("login", N_("login")),
            Column("name", N_("person's name")),
            Column("role", N_("acts as"), words="role"),
            Column("identities", N_("identities"), show=_identities),
            Column("roles", N_("roles"), words="role"),
            Column("region", N_("region")),
            Column("station", N_("station")),
            Column("training", N_("training database")),
            Column("database", N_("database")),
            Column("now", N_("now")),
        ]
    )
}

VIEWS = _CONFIG | _DB | _DOCS | _INIT | _OP | _WHOAMI
