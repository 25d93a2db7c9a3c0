"""How a new database looks."""

from __future__ import annotations

from repaircli.platform.output.view import Column, Data, Section, View
from repaircli.platform.text import N_, Msg, msg


def _next(data: Data) -> Msg:
    if data["sample"]:
        return msg("try next: repaircli --as admin user list")
    return msg("try next: repaircli --as admin region add 华北区")


VIEWS = {
    "create": View(
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
