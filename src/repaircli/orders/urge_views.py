"""How urge orders look to a person."""

from __future__ import annotations

from repaircli.platform.output.view import Column, View
from repaircli.platform.text import N_

_URGE = (
    Column("id", N_("urge order")),
    Column("order_no", N_("order")),
    Column("kind", N_("kind"), words="urge_kind"),
    Column("text", N_("text")),
    Column("created_by", N_("by")),
    Column("created_at", N_("written")),
)
_LIST = (
    Column("id", N_("no."), right=True),
    Column("order_no", N_("order"), keep=True),
    Column("kind", N_("kind"), words="urge_kind"),
    Column("text", N_("text")),
    Column("created_by", N_("by")),
    Column("created_at", N_("written"), keep=True),
)

VIEWS = {
    "added": View(fields=_URGE),
    "list": View(columns=_LIST, empty=N_("no urge orders")),
}
