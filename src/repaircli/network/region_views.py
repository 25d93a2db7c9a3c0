"""How regions look."""

from __future__ import annotations

from repaircli.platform.output.view import Column, View
from repaircli.platform.text import N_

VIEWS = {
    "list": View(
        columns=[
            Column("name", N_("region")),
            Column("stations", N_("stations"), right=True),
            Column("created_at", N_("added")),
        ],
        empty=N_("no regions yet"),
    ),
    "add": View(fields=[Column("region.name", N_("region")), Column("region.created_at", N_("added"))]),
}
