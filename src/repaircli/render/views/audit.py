"""How the audit log looks to a person: one line an event, with what it changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from repaircli.render.view import Column, Pen, View
from repaircli.text import N_, msg


def _change(data: Any, pen: Pen) -> str:
    """`status: in_service → cancelled` for what an event names; the values themselves where it made something."""
    before, after = data.get("before") or {}, data.get("after") or {}
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return pen.text(data.get("after"))
    parts = []
    for key in dict.fromkeys([*before, *after]):
        old, new = pen.text(before.get(key)), pen.text(after.get(key))
        if old != new:
            parts.append(f"{key}: {old} → {new}" if old else f"{key}: {new}")
    return "; ".join(parts)


_COLUMNS = [
    Column("seq", N_("no."), right=True, keep=True),
    Column("at", N_("at"), keep=True),
    Column("who", N_("who")),
    Column("role", N_("role"), words="role"),
    Column("command", N_("command")),
    Column("what", N_("what")),
    Column("order_no", N_("order"), keep=True),
    Column("change", N_("change")),
]


def _log(data: Any, pen: Pen) -> None:
    if not data:
        pen.say(pen.tr(N_("no events")))
        return
    pen.table(_COLUMNS, [{**row, "change": _change(row, pen)} for row in data])


VIEWS = {
    "log": View(
        draw=_log,
        csv=(
            "seq",
            "at",
            "who",
            "role",
            "command",
            "what",
            "order_no",
            "before",
            "after",
            "request_id",
            "hash",
        ),
    ),
    "verify": View(
        rows="breaks",
        columns=[Column("seq", N_("no."), right=True), Column("text", N_("what is wrong"))],
        fields=[
            Column("events", N_("events")),
            Column("head", N_("head")),
            Column("compared_with", N_("kept head")),
        ],
        summary=lambda data: msg("the audit chain holds") if data["ok"] else None,
    ),
}
