"""Reads what people type: texts, codes, telephone numbers and times."""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NoReturn

from repaircli.platform import amounts, codes, telephone
from repaircli.platform.errors import UsageProblem, reason
from repaircli.platform.telephone import Telephone
from repaircli.platform.text import LONGEST_TEXT, CommandLine, Msg, Word, command_line, msg

if TYPE_CHECKING:
    from repaircli.platform.transaction import Transaction


def text_of(source: str, option: str) -> str:
    """The text of the file `source`, of standard input for `-`; a byte order mark and a Ctrl-Z at its end are dropped.

    Raises UsageProblem where there is no such file, or where it cannot be read.
    """
    try:
        found = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UsageProblem(
            msg("{option}: no such file: {file}", option=option, file=source), code="no_file"
        ) from None
    except (OSError, ValueError) as error:
        raise UsageProblem(
            msg("{option}: {file} cannot be read: {error}", option=option, file=source, error=reason(error))
        ) from None
    return found.removeprefix("\ufeff").rstrip("\n").removesuffix("\x1a")


def entries(source: str, option: str, key: str) -> Iterator[tuple[int, str, object]]:
    """Each entry of the list in the file `source`, or on standard input for `-`: its line, its text, its value.

    An entry is a line, with # for comments; or JSON lines or a JSON list, of texts or of objects with `key` (None where
    it is missing). Raises as `text_of` and `json_of`.
    """
    text = text_of(source, option)
    if text.lstrip().startswith("["):
        listed = json_of(text, option)
        for number, value in enumerate(listed if isinstance(listed, list) else [], start=1):
            yield number, str(value), value.get(key) if isinstance(value, Mapping) else value
        return
    for number, line in enumerate(text.splitlines(), start=1):
        if line.lstrip().startswith("{"):
            value = json_of(line, option)
            yield number, line.strip(), value.get(key) if isinstance(value, Mapping) else None
        elif bare := line.split("#", 1)[0].strip():
            yield number, bare, bare


def json_of(text: str, option: str) -> object:
    """The JSON value `text`. Raises UsageProblem for what no sender means: a key given twice, NaN, a NUL, endless depth."""
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except RecursionError:
        raise UsageProblem(msg("{option}: the JSON is nested too deeply", option=option)) from None
    except ValueError as error:
        raise UsageProblem(
            msg("{option}: not JSON: {error}", option=option, error=_wrong_json(error))
        ) from None
    if any("\0" in held for held in _texts(found)):
        raise UsageProblem(msg("{option}: the JSON holds a NUL character", option=option), msg("remove it"))
    return found


def _wrong_json(error: ValueError) -> Msg:
    """Where the text stops being JSON, with what is wrong there in the words of the parser that are known."""
    if isinstance(error.args[0], Msg):
        return error.args[0]
    if not isinstance(error, json.JSONDecodeError):
        return Msg(str(error).replace("{", "(").replace("}", ")"))
    found = _JSON_FAULTS.get(error.msg.split(":")[0])
    return msg(
        "line {line}, column {column}: {fault}",
        line=error.lineno,
        column=error.colno,
        fault=msg("it cannot be read") if found is None else found,
    )


_JSON_FAULTS = {
    "Expecting value": msg("a value is missing"),
    "Expecting property name enclosed in double quotes": msg("a key in double quotes is missing"),
    "Illegal trailing comma before end of object": msg("there is one comma too many"),
    "Illegal trailing comma before end of array": msg("there is one comma too many"),
    "Expecting ',' delimiter": msg("a comma is missing"),
    "Expecting ':' delimiter": msg("a colon is missing"),
    "Unterminated string starting at": msg("the closing quote of a text is missing"),
    "Invalid control character at": msg("the text contains a line break or another control character"),
    "Invalid \\escape": msg("a backslash is followed by a wrong character"),
    "Extra data": msg("there is more text after the end of the value"),
}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for part in [*value, *value.values()] if isinstance(value, dict) else value:
            yield from _texts(part)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(key for key, _ in pairs if sum(key == other for other, _ in pairs) > 1)
        raise ValueError(msg("the key {key} occurs twice", key=twice))
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(msg("{text} is not a number", text=text))


def refuse_longer(text: str, option: str) -> None:
    """Raises UsageProblem where `text` is longer than any text that is kept."""
    if len(text) > LONGEST_TEXT:
        raise UsageProblem(
            msg(
                "{option}: the text is too long ({length} characters)", option=option, length=f"{len(text):,}"
            ),
            msg("shorten the text to {most} characters", most=f"{LONGEST_TEXT:,}"),
            code="too_long",
        )


_ROUNDED = re.compile(r"[+-]?[0-9](?:\.[0-9]+)?[eE]\+[0-9]+")


def refuse_rounded(text: str, option: str) -> None:
    """Raises UsageProblem where `text` is what a spreadsheet makes of a long number; a serial number 5E12345 is none."""
    if _ROUNDED.fullmatch(unicodedata.normalize("NFKC", text).strip()):
        raise UsageProblem(
            msg(
                "{option}: {text} is a number that a spreadsheet rounded; its last digits are lost",
                option=option,
                text=text,
            ),
            msg("type the digits as printed on the machine or part"),
            code="digits_lost",
        )


_HELP = command_line("order create", "--help")


def required(text: str | None, option: str, hint: Msg | None = _HELP) -> str:
    """`text` without the blanks around it. Raises UsageProblem naming `option` when nothing is left."""
    found = optional(text)
    if found is None:
        raise UsageProblem(msg("{option} is missing", option=option), hint)
    return found


def require_filled(texts: Mapping[str, str | Sequence[str] | None], hint: Msg | None = _HELP) -> None:
    """Raises UsageProblem naming every option, the keys of `texts`, that is left out or empty."""
    missing = tuple(
        option
        for option, given in texts.items()
        if not any(optional(text) for text in ([given] if isinstance(given, str) else given or ()))
    )
    if missing:
        raise UsageProblem(msg("missing: {names}", names=missing), hint)


def optional(text: str | None) -> str | None:
    """`text` without the blanks around it; None where it has nothing that can be seen."""
    if text is None or all(_unseen(character) for character in text):
        return None
    return text.strip()


_FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
"""Letters and marks that are drawn as nothing, though Unicode calls them neither blanks nor controls."""


def _unseen(character: str) -> bool:
    return (
        character.isspace()
        or character in _FILLERS
        or "\ufe00" <= character <= "\ufe0f"
        or unicodedata.category(character) in ("Cc", "Cf")
    )


def code(area: str, text: str, option: str) -> str:
    """The code of the area that `text` stands for, as `chosen` reads it. Raises UsageProblem."""
    return chosen(codes.ZH[area], text, option)


def chosen(
    words: Mapping[str, str],
    text: str,
    option: str,
    *,
    also: Mapping[str, str] = MappingProxyType({}),
    unknown: str = "usage",
    listing: CommandLine | None = None,
) -> str:
    """The code of `words` that `text` stands for: code, Chinese word, or a part that only one of them has.

    Raises UsageProblem (its code is `unknown`) with those it may stand for, the nearest, or the command `listing` that
    lists all, without one all themselves.
    """
    hits = codes.meant(words, text, also)
    if len(hits) == 1:
        return hits[0]
    problem = msg("{option}: unknown value {text}", option=option, text=text)
    if hits:
        problem = msg("{option}: {text} may mean several values", option=option, text=text)
    else:
        from repaircli.platform.near import nearest

        near = nearest(codes.plain(text), [*words, *map(codes.plain, words.values())])
        hits = tuple(code for code, zh in words.items() if code in near or codes.plain(zh) in near)
    known = tuple(Word(code, words[code], typed=True) for code in hits or words)
    hint = listing or msg("possible values: {known}", known=known)
    raise UsageProblem(problem, msg("did you mean {near}?", near=known) if hits else hint, code=unknown)


def coming(tx: Transaction, text: str, option: str) -> datetime:
    """A time that a customer was promised, not before now. Raises UsageProblem."""
    moment = tx.when(text, option, future=True)
    if moment < tx.now:
        raise UsageProblem(msg("{option}: {text} is before now", option=option, text=text))
    return moment


def past(tx: Transaction, text: str, option: str) -> datetime:
    """A time at which something happened, not after now. Raises UsageProblem."""
    moment = tx.when(text, option)
    if moment > tx.now:
        raise UsageProblem(msg("{option}: {text} is after now", option=option, text=text))
    return moment


def amount(text: str, option: str) -> int:
    """The amount in yuan as whole fen. Raises UsageProblem."""
    try:
        return amounts.fen(text)
    except ValueError as error:
        raise UsageProblem(
            msg(
                "{option}: {text} is not an amount: {expected}",
                option=option,
                text=text,
                expected=error.args[0],
            )
        ) from None


_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+", re.A)


def phone(text: str, option: str = "--phone") -> Telephone:
    """The one telephone number that `text` holds, in its one form. Raises UsageProblem."""
    found = _phones(text, option)
    if len(found) != 1:
        raise UsageProblem(
            msg("{option}: expected one telephone number, got {text}", option=option, text=text)
        )
    return found[0]


def _phones(text: str, option: str) -> list[Telephone]:
    if _SCIENTIFIC.fullmatch(text.strip()):
        raise UsageProblem(
            msg(
                "{option}: a spreadsheet changed the number to {text}; its digits are lost",
                option=option,
                text=text,
            )
        )
    try:
        return telephone.numbers(text)
    except ValueError as error:
        raise UsageProblem(
            msg(
                "{option}: {text} is not a telephone number: {why}",
                option=option,
                text=text,
                why=error.args[0],
            ),
            telephone.EXAMPLE,
        ) from None


def note_doubtful(tx: Transaction, *numbers: str | None) -> None:
    """Warns of numbers that begin as a mobile number does and have not its 11 digits."""
    for number in dict.fromkeys(numbers):
        if number is not None and telephone.doubtful(number):
            tx.note(msg("{number} looks like a mobile number but does not have 11 digits", number=number))


def phone_list(texts: Sequence[str]) -> list[Telephone]:
    """The customer's numbers, each once. Raises UsageProblem when there is none."""
    found = list(dict.fromkeys(number for text in texts for number in _phones(text, "--phone")))
    if not found:
        raise UsageProblem(msg("{option} is missing", option="--phone"))
    return found
