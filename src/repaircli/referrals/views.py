"""How referrals look to a person."""

from __future__ import annotations

from repaircli.platform.output.cells import short_time
from repaircli.platform.output.described import every, of, several
from repaircli.platform.output.view import Column, View
from repaircli.platform.text import N_
from repaircli.referrals.tables import Referral

_REFERRAL = every(Referral, "id", "kind", "state", "order_no")
_LIST = (
    Column("id", N_("no."), right=True),
    *several(Referral, "kind", "state", "station"),
    of(Referral, "created_at", show=short_time, keep=True),
    *several(Referral, "customer", "fault"),
    of(Referral, "order_no", keep=True),
)

VIEWS = {
    "created": View(fields=_REFERRAL),
    "withdrawn": View(fields=_REFERRAL),
    "show": View(fields=_REFERRAL),
    "list": View(columns=_LIST, csv=[c.key for c in _REFERRAL], empty=N_("no referrals")),
}
