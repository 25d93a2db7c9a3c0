"""The cancel remark: region / station no. / reason / details / person cancelling (000-6.3)."""

from __future__ import annotations

from repaircli.platform.text import msg
from repaircli.rules.policy.decision import Check

FIELDS = 5


def compose(region: str, station: str, word: str, detail: str, person: str) -> str:
    """The five-field remark; a slash within a field is written full-width (A-19)."""
    return "/".join(_field(text) for text in (region, station, word, detail, person))


def check(remark: str) -> tuple[Check, ...]:
    """The faults of a remark that was written elsewhere; empty if it has its five fields."""
    fields = remark.split("/")
    if len(fields) != FIELDS or not all(field.strip() for field in fields):
        text = msg(
            "the cancel remark has {n} fields; it needs five: region/station no./reason/details/person cancelling",
            n=len(fields),
        )
        return (Check("remark_fields", "000-6.3", text),)
    return ()


def _field(text: str) -> str:
    return " ".join(text.replace("/", "／").split())
