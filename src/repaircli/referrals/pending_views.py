"""How pending tickets look to a person."""

from __future__ import annotations

from repaircli.platform.output.cells import short_time
from repaircli.platform.output.described import of, several
from repaircli.platform.output.view import Column, View
from repaircli.platform.text import N_
from repaircli.referrals.tables import PendingTicket

_TICKET = (
    *several(PendingTicket, "id", "state", "region", "station", "customer", "phones", "address", "units"),
    Column("product", N_("product"), words="product"),
    Column("model", N_("model")),
    Column("serials", N_("serial no.")),
    *several(PendingTicket, "fault", "orders", "created_by", "created_at", "judged_by", "judged_at", "why"),
)
_LIST = (
    Column("id", N_("no."), right=True),
    *several(PendingTicket, "state", "station"),
    of(PendingTicket, "created_at", show=short_time, keep=True),
    of(PendingTicket, "customer"),
    of(PendingTicket, "units", right=True),
    *several(PendingTicket, "fault", "orders"),
)

VIEWS = {
    "opened": View(fields=_TICKET),
    "judged": View(fields=_TICKET),
    "show": View(fields=_TICKET),
    "list": View(columns=_LIST, csv=[c.key for c in _TICKET], empty=N_("no pending tickets")),
}
