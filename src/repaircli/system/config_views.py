"""How the settings look to a person."""

from __future__ import annotations

from repaircli.platform.i18n import tr
from repaircli.platform.output.view import Column, Data, Pen, View
from repaircli.platform.text import N_

_SOURCES = {
    "option": N_("option"),
    "environment": N_("environment"),
    "file": N_("settings file"),
    "default": N_("default"),
}


def _source(code: str, lang: str) -> str:
    return tr(_SOURCES[code], lang)


def _path(data: Data, pen: Pen) -> None:
    pen.line(data["path"])


VIEWS = {
    "show": View(
        rows="settings",
        columns=[
            Column("name", N_("setting"), keep=True),
            Column("value", N_("value")),
            Column("source", N_("comes from"), words=_source),
            Column("variable", N_("variable"), keep=True),
        ],
    ),
    "path": View(draw=_path),
}
