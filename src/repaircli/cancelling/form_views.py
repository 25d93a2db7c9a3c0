"""How special-case statements look to a person."""

from __future__ import annotations

from repaircli.platform.output.view import Column, View
from repaircli.platform.text import N_

_FORM = (
    Column("id", N_("statement")),
    Column("order_no", N_("order")),
    Column("state", N_("state"), words="form_state"),
    Column("station", N_("station")),
    Column("region", N_("region")),
    Column("proposal", N_("proposed")),
    Column("refusal", N_("refused because")),
    Column("submitted_by", N_("submitted by")),
    Column("submitted_at", N_("submitted")),
    Column("opinion", N_("opinion")),
    Column("decided_by", N_("decided by")),
    Column("decided_at", N_("decided")),
)
_LIST = (
    Column("id", N_("no."), right=True),
    Column("order_no", N_("order"), keep=True),
    Column("state", N_("state"), words="form_state"),
    Column("station", N_("station"), keep=True),
    Column("submitted_at", N_("submitted"), keep=True),
    Column("proposal", N_("proposed")),
    Column("refusal", N_("refused because")),
    Column("opinion", N_("opinion")),
)

VIEWS = {
    "submitted": View(fields=_FORM),
    "decided": View(fields=_FORM),
    "list": View(columns=_LIST, csv=[c.key for c in _FORM], empty=N_("no statements")),
}
