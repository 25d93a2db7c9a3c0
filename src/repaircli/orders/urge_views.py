"""How urge orders look to a person."""

from __future__ import annotations

from repaircli.orders.followup_tables import UrgeOrder
<<<<<<< HEAD
from repaircli.platform.output.described import every, of, several
from repaircli.platform.output.view import View
from repaircli.platform.text import N_

_LIST = (
    of(UrgeOrder, "id", title=N_("no."), right=True),
    of(UrgeOrder, "order_no", keep=True),
    *several(UrgeOrder, "kind", "text", "created_by"),
=======
from repaircli.platform.output.described import of, several
from repaircli.platform.output.view import Column, View
from repaircli.platform.text import N_

_KIND = of(UrgeOrder, "kind", words="urge_kind")
_URGE = (
    Column("id", N_("urge order")),
    of(UrgeOrder, "order_no"),
    _KIND,
    *several(UrgeOrder, "text", "created_by", "created_at"),
)
_LIST = (
    of(UrgeOrder, "id", right=True),
    of(UrgeOrder, "order_no", keep=True),
    _KIND,
    *several(UrgeOrder, "text", "created_by"),
>>>>>>> 0ac8a40 (Views of orders name the types that they show; visits and urge orders take labels from the table classes)
    of(UrgeOrder, "created_at", keep=True),
)

VIEWS = {
    "added": View(fields=every(UrgeOrder)),
    "list": View(columns=_LIST, empty=N_("no urge orders")),
}
