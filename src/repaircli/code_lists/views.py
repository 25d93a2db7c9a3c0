"""How codes look to a person."""

from __future__ import annotations

from repaircli.code_lists.tables import ListCode
from repaircli.platform.db.data import keys_of
from repaircli.platform.output.described import of, several
from repaircli.platform.output.view import Column, Pen, Styled, View, joined
from repaircli.platform.text import N_


def _retired(value: object, pen: Pen) -> str | Styled:
    return Styled(pen.tr(N_("retired")), "dim") if value else ""


_HEAD = several(ListCode, "kind", "code", "name", "name_en")
_OWN = (
    *several(ListCode, "fault_class", "object", "answer"),
    of(ListCode, "choices", show=joined),
    *several(ListCode, "weight", "required"),
    of(ListCode, "subjects", words="visit_subject"),
    of(ListCode, "free", words="charged"),
)
_RETIRED = Column("retired", N_("status"), show=_retired)

VIEWS = {
    "codes.list": View(
        columns=(*_HEAD, *_OWN, _RETIRED),
        csv=(*keys_of(ListCode, "id"), "retired"),
        empty=N_("no codes"),
    ),
    "codes.saved": View(fields=(*_HEAD, *_OWN, _RETIRED)),
}
