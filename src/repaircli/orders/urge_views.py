"""How urge orders look to a person."""

from __future__ import annotations

from repaircli.orders.followup_tables import UrgeOrder
from repaircli.platform.output.described import every, of, several
from repaircli.platform.output.view import View
from repaircli.platform.text import N_

_LIST = (
    of(UrgeOrder, "id", title=N_("no."), right=True),
    of(UrgeOrder, "order_no", keep=True),
    *several(UrgeOrder, "kind", "text", "created_by"),
    of(UrgeOrder, "created_at", keep=True),
)

VIEWS = {
    "added": View(fields=every(UrgeOrder)),
    "list": View(columns=_LIST, empty=N_("no urge orders")),
}
