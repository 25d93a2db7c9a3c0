"""What people type about an order, read: texts, codes, telephone numbers, times to come."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime

from repaircli import domain
from repaircli.actions.transaction import Work
from repaircli.errors import UsageProblem
from repaircli.text import msg


def required(text: str | None, option: str) -> str:
    """`text` without the blanks around it. Raises UsageProblem naming `option` when nothing is left."""
    found = optional(text)
    if found is None:
        raise UsageProblem(msg("{option} is missing", option=option), msg("repaircli order create --help"))
    return found


def optional(text: str | None) -> str | None:
    return (text.strip() or None) if text is not None else None


def code(area: str, text: str, option: str) -> str:
    """The code that `text` (code or Chinese word) stands for. Raises UsageProblem naming those that exist."""
    found = domain.code_of(area, text.strip())
    if found is None:
        raise UsageProblem(
            msg("{option}: unknown value {text}", option=option, text=text),
            msg("known are {known}", known=tuple(domain.ZH[area])),
        )
    return found


def coming(w: Work, text: str, option: str) -> datetime:
    """A time that a customer was promised, not before now. Raises UsageProblem."""
    moment = w.when(text, option)
    if moment < w.now:
        raise UsageProblem(msg("{option}: {text} is before now", option=option, text=text))
    return moment


_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+", re.A)


def phone(text: str, option: str = "--phone") -> str:
    """A telephone number as it is kept: full-width digits made plain, nothing else changed. Raises UsageProblem."""
    found = unicodedata.normalize("NFKC", text).strip()
    if not any(ch.isdigit() for ch in found) or any(not ch.isprintable() for ch in found):
        raise UsageProblem(msg("{option}: {text} is not a telephone number", option=option, text=text))
    if _SCIENTIFIC.fullmatch(found):
        raise UsageProblem(
            msg(
                "{option}: {text} is what a spreadsheet made of a number; its digits are lost",
                option=option,
                text=text,
            )
        )
    return found


def phone_list(texts: Sequence[str]) -> list[str]:
    """The customer's numbers, each once. Raises UsageProblem when there is none."""
    found = list(dict.fromkeys(phone(t) for t in texts))
    if not found:
        raise UsageProblem(msg("{option} is missing", option="--phone"), msg("repaircli order create --help"))
    return found
