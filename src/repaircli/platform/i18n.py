"""A message in the reader's language: gettext catalogues beside this file, English originals as msgids."""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from repaircli.platform import invocation
from repaircli.platform.text import CommandLine, Label, Msg, Word

LOCALE = Path(__file__).parent.parent / "locale"
DOMAIN = "repaircli"


_PLACEHOLDER = re.compile(r"(?<= )[A-Z]{2,}(?= |$)")
"""A word of a command line that stands for a value of the reader's own: `--at TIME`."""


def listed(parts: Iterable[str], lang: str) -> str:
    """Several values in one text: clauses, codes, names."""
    return ("、" if lang == "zh" else ", ").join(parts)


def aside(text: str, more: str, lang: str) -> str:
    """`text` with `more` in brackets behind it; `text` alone where there is nothing more."""
    if not more:
        return text
    return f"{text}（{more}）" if lang == "zh" else f"{text} ({more})"


def after_colon(name: str, text: str, lang: str) -> str:
    """`text` behind its `name`, or behind what it explains."""
    return f"{name}：{text}" if lang == "zh" else f"{name}: {text}"


def tr(text: Msg | str, lang: str | None = None) -> str:
    """`text` in `lang`, by default that of the current invocation; its gaps are filled after translation."""
    lang = lang or invocation.current().lang
    if isinstance(text, str):
        return _translated(text, lang)
    sentence = _translated(text.id, lang)
    if isinstance(text, CommandLine) and lang != "en":
        sentence = _PLACEHOLDER.sub(lambda word: _translated(word[0], lang), sentence)
    if not text.args:
        return sentence
    filled = {name: _filler(value, lang) for name, value in text.args.items()}
    try:
        return sentence.format(**filled)
    except (KeyError, IndexError, ValueError):
        return text.id.format(**filled)


def _filler(value: object, lang: str) -> str:
    if isinstance(value, (Msg, Label)):
        return tr(value, lang)
    if isinstance(value, Word):
        if lang != "zh" or value.code == value.zh:
            return value.code
        return f"{value.zh}（{value.code}）" if value.typed else value.zh
    if isinstance(value, (tuple, list)):
        return listed((_filler(v, lang) for v in value), lang)
    return "" if value is None else str(value)


def _translated(original: str, lang: str) -> str:
    if lang == "en" or not original:
        return original
    if isinstance(original, Label):
        return original.zh or str(original)
    catalogue = _catalogue(lang)
    return catalogue.gettext(original) if catalogue else original


@cache
def _catalogue(lang: str) -> gettext.NullTranslations | None:
    path = LOCALE / lang / "LC_MESSAGES" / f"{DOMAIN}.mo"
    try:
        with path.open("rb") as file:
            return gettext.GNUTranslations(file)
    except OSError:
        return None
