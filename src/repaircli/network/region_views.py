"""How regions look."""

from __future__ import annotations

from repaircli.network.tables import Region
from repaircli.platform.output.described import several
from repaircli.platform.output.view import Column, View, nested
from repaircli.platform.text import N_

_NAME, _ADDED = several(Region, "name", "created_at")

VIEWS = {
    "list": View(
        columns=[_NAME, Column("stations", N_("stations"), right=True), _ADDED],
        empty=N_("no regions yet"),
    ),
    "add": View(fields=nested("region", [_NAME, _ADDED])),
}
