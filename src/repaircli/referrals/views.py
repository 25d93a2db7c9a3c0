"""How referrals look to a person."""

from __future__ import annotations

from repaircli.platform.output.cells import short_time
from repaircli.platform.output.view import Column, View
from repaircli.platform.text import N_

_REFERRAL = (
    Column("id", N_("referral")),
    Column("kind", N_("kind"), words="referral_kind"),
    Column("state", N_("state"), words="referral_state"),
    Column("order_no", N_("order")),
    Column("station", N_("station")),
    Column("branch", N_("branch point")),
    Column("region", N_("region")),
    Column("customer", N_("customer")),
    Column("phones", N_("phone")),
    Column("caller_no", N_("called from")),
    Column("address", N_("address")),
    Column("area", N_("area")),
    Column("product", N_("product"), words="product"),
    Column("model", N_("model")),
    Column("serial", N_("serial no.")),
    Column("onsite_until", N_("on-site until")),
    Column("warranty_until", N_("warranty until")),
    Column("fault", N_("fault")),
    Column("said_first", N_("said first")),
    Column("in_station", N_("machine in station")),
    Column("note", N_("note")),
    Column("ticket", N_("pending ticket")),
    Column("created_by", N_("reported by")),
    Column("created_at", N_("reported")),
    Column("taken_by", N_("taken by")),
    Column("taken_at", N_("taken")),
)
_LIST = (
    Column("id", N_("no."), right=True),
    Column("kind", N_("kind"), words="referral_kind"),
    Column("state", N_("state"), words="referral_state"),
    Column("station", N_("station")),
    Column("created_at", N_("reported"), show=short_time, keep=True),
    Column("customer", N_("customer")),
    Column("fault", N_("fault")),
    Column("order_no", N_("order"), keep=True),
)

VIEWS = {
    "created": View(fields=_REFERRAL),
    "withdrawn": View(fields=_REFERRAL),
    "show": View(fields=_REFERRAL),
    "list": View(columns=_LIST, csv=[c.key for c in _REFERRAL], empty=N_("no referrals")),
}
