"""How the acting identity looks."""

from __future__ import annotations

from repaircli.platform.output.view import Column, View
from repaircli.platform.text import N_

VIEWS = {
    "show": View(
        fields=[
            Column("login", N_("login")),
            Column("name", N_("name")),
            Column("role", N_("acts as"), words="role"),
            Column("roles", N_("roles"), words="role"),
            Column("region", N_("region")),
            Column("station", N_("station")),
            Column("training", N_("training database")),
            Column("database", N_("database")),
            Column("now", N_("now")),
        ]
    )
}
