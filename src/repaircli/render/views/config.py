"""How the settings look to a person."""

from __future__ import annotations

from typing import Any

from repaircli.render.view import Column, Pen, View
from repaircli.text import N_


def _path(data: Any, pen: Pen) -> None:
    pen.line(data["path"])


VIEWS = {
    "show": View(
        rows="settings",
        columns=[
            Column("name", N_("setting"), keep=True),
            Column("value", N_("value")),
            Column("source", N_("from"), words=lambda code, lang: code),
            Column("variable", N_("variable"), keep=True),
        ],
    ),
    "path": View(draw=_path),
}
