"""The words that stand in help where a person puts a value of their own, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping

from repaircli.platform import invocation
from repaircli.platform.codes import ZH
from repaircli.platform.i18n import tr
from repaircli.platform.text import N_

METAVARS = (
    N_("ADDRESS"),
    N_("BARCODE"),
    N_("CLAUSE"),
    N_("CODE"),
    N_("COMMAND"),
    N_("DAY"),
    N_("DAYS"),
    N_("DIR"),
    N_("EMAIL"),
    N_("FIELD"),
    N_("FIELDS"),
    N_("FILE"),
    N_("HASH"),
    N_("HOURS"),
    N_("ID"),
    N_("KEY"),
    N_("KIND"),
    N_("LOGIN"),
    N_("MODEL"),
    N_("MONTH"),
    N_("N"),
    N_("NAME"),
    N_("NO"),
    N_("NUMBER"),
    N_("PATH"),
    N_("PHONE"),
    N_("PO"),
    N_("REASON"),
    N_("REGION"),
    N_("REQUEST"),
    N_("RESULT"),
    N_("REQUEST-ID"),
    N_("ROLE"),
    N_("SEQ"),
    N_("SERIAL"),
    N_("SETTING"),
    N_("SPAN"),
    N_("STATION"),
    N_("STATUS"),
    N_("TEXT"),
    N_("TIER"),
    N_("TIME"),
    N_("TYPE"),
    N_("URL"),
    N_("VALUE"),
    N_("YEAR"),
    N_("YUAN"),
)
"""Each stands for one thing in every command: NO for an order number, ID for the number of anything else."""

_OF_HINTS = ("DATE", "WHY", "ANOTHER", "…", "……", "...")

_WORD = re.compile(r"[A-Z][A-Z-]*")


def shown(metavar: str) -> str:
    """`metavar` in the reader's language: a word that stands for a value, and the choices that have Chinese words.

    What is typed as it stands (`table|json`) stays.
    """
    if "|" in metavar and invocation.current().lang == "zh":
        choices = metavar.split("|")
        if words := next((of for of in ZH.values() if all(choice in of for choice in choices)), None):
            return "|".join(words[choice] for choice in choices)
    return _WORD.sub(lambda word: tr(word[0]), metavar)


_ENGLISH = frozenset((*METAVARS, *_OF_HINTS)) - {"N"}


def is_placeholder(value: str, metavar: str) -> bool:
    """Whether nobody means `value` where `metavar` stands in help: a word of help or hints, or this one in Chinese."""
    return value in _ENGLISH or value in (tr(word, "zh") for word in _WORD.findall(metavar))


_AREAS = {"STATUS": "status", "ROLE": "role"}
"""The words that stand for the codes of one area."""


def choices(metavar: str) -> Mapping[str, str]:
    """What an option with this metavar may be, each code with its Chinese word; empty where anything may be typed.

    A metavar that lists every code of an area (`open|batch|not-batch`) takes these and nothing else.
    """
    from repaircli.platform.codes import ZH

    if metavar in _AREAS:
        return ZH[_AREAS[metavar]]
    named = metavar.split("|")
    spellings = ({code.replace("_", "-"): zh for code, zh in words.items()} for words in ZH.values())
    return next((spelt for spelt in spellings if len(named) > 1 and spelt.keys() == set(named)), {})
