"""How special-case statements look to a person."""

from __future__ import annotations

from repaircli.cancelling.tables import SpecialForm
from repaircli.platform.output.described import every, of, several
from repaircli.platform.output.view import Column, View
from repaircli.platform.text import N_

_FORM = every(SpecialForm, "id", "order_no", "state")
_LIST = (
    Column("id", N_("no."), right=True),
    of(SpecialForm, "order_no", keep=True),
    of(SpecialForm, "state"),
    of(SpecialForm, "station", keep=True),
    of(SpecialForm, "submitted_at", keep=True),
    *several(SpecialForm, "proposal", "refusal", "opinion"),
)

VIEWS = {
    "submitted": View(fields=_FORM),
    "decided": View(fields=_FORM),
    "list": View(columns=_LIST, csv=[c.key for c in _FORM], empty=N_("no statements")),
}
