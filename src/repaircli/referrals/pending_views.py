"""How pending tickets look to a person."""

from __future__ import annotations

from repaircli.platform.output.cells import short_time
from repaircli.platform.output.view import Column, View
from repaircli.platform.text import N_

_TICKET = (
    Column("id", N_("pending ticket")),
    Column("state", N_("state"), words="pending_state"),
    Column("region", N_("region")),
    Column("station", N_("station")),
    Column("customer", N_("customer")),
    Column("phones", N_("phone")),
    Column("address", N_("address")),
    Column("units", N_("machines")),
    Column("product", N_("product"), words="product"),
    Column("model", N_("model")),
    Column("serials", N_("serial no.")),
    Column("fault", N_("fault")),
    Column("orders", N_("orders")),
    Column("created_by", N_("by")),
    Column("created_at", N_("written")),
    Column("judged_by", N_("judged by")),
    Column("judged_at", N_("judged")),
    Column("why", N_("why")),
)
_LIST = (
    Column("id", N_("no."), right=True),
    Column("state", N_("state"), words="pending_state"),
    Column("station", N_("station")),
    Column("created_at", N_("written"), show=short_time, keep=True),
    Column("customer", N_("customer")),
    Column("units", N_("machines"), right=True),
    Column("fault", N_("fault")),
    Column("orders", N_("orders")),
)

VIEWS = {
    "opened": View(fields=_TICKET),
    "judged": View(fields=_TICKET),
    "show": View(fields=_TICKET),
    "list": View(columns=_LIST, csv=[c.key for c in _TICKET], empty=N_("no pending tickets")),
}
