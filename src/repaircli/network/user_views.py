"""How identities look."""

from __future__ import annotations

from collections.abc import Sequence

from repaircli.platform.output.view import Column, View
from repaircli.platform.text import N_


def _columns(within: str = "") -> Sequence[Column]:
    return [
        Column(f"{within}login", N_("login"), keep=True),
        Column(f"{within}name", N_("person's name")),
        Column(f"{within}roles", N_("roles"), words="role"),
        Column(f"{within}region", N_("region")),
        Column(f"{within}station", N_("station"), keep=True),
        Column(f"{within}disabled", N_("disabled")),
    ]


VIEWS = {
    "list": View(columns=_columns(), empty=N_("no identities")),
    "add": View(fields=_columns("user.")),
    "edit": View(fields=_columns("user.")),
    "disable": View(fields=_columns("user.")),
}
