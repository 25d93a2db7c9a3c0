"""How referrals and pending tickets look to a person."""

from __future__ import annotations

from repaircli.platform.db.data import keys_of
from repaircli.platform.output.cells import short_time
from repaircli.platform.output.described import of, several
from repaircli.platform.output.view import Column, View
from repaircli.platform.text import N_
from repaircli.referrals.tables import PendingTicket, Referral

_NO = Column("id", N_("no."), right=True)
_REFERRAL = several(
    Referral, "id", "kind", "state", "order_no", "station", "branch", "region", "customer", "phones", "caller_no",
    "address", "area", "product", "model", "serial", "onsite_until", "warranty_until", "fault", "said_first",
    "in_station", "note", "ticket", "created_by", "created_at", "taken_by", "taken_at",
)  # fmt: skip
_TICKET = (
    *several(PendingTicket, "id", "state", "region", "station", "customer", "phones", "address", "units"),
    *several(Referral, "product", "model"),
    of(Referral, "serial", key="serials"),
    *several(PendingTicket, "fault", "orders", "created_by", "created_at", "judged_by", "judged_at", "why"),
)

VIEWS = {
    **dict.fromkeys(("referral.created", "referral.withdrawn", "referral.show"), View(fields=_REFERRAL)),
    "referral.list": View(
        columns=(
            _NO,
            *several(Referral, "kind", "state", "station"),
            of(Referral, "created_at", show=short_time, keep=True),
            *several(Referral, "customer", "fault"),
            of(Referral, "order_no", keep=True),
        ),
        csv=keys_of(Referral),
        empty=N_("no referrals"),
    ),
    **dict.fromkeys(("pending.opened", "pending.judged", "pending.show"), View(fields=_TICKET)),
    "pending.list": View(
        columns=(
            _NO,
            *several(PendingTicket, "state", "station"),
            of(PendingTicket, "created_at", show=short_time, keep=True),
            of(PendingTicket, "customer"),
            of(PendingTicket, "units", right=True),
            *several(PendingTicket, "fault", "orders"),
        ),
        csv=[c.key for c in _TICKET],
        empty=N_("no pending tickets"),
    ),
}
