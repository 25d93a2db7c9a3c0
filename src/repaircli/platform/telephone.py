"""Telephone numbers: one form for each, however it is written, and the list of those that an order has had."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from repaircli.platform.text import msg

FEWEST, MOST = 7, 15
"""Digits of a telephone number, its extension not counted; 15 is the most that any country has (E.164)."""

EXAMPLE = msg("digits, for example 010-61234567 or 13800000000; several numbers with ; between them")

_SEPARATORS = re.compile(r"[,，;；、/／|｜\t\r\n]+|或")
_EXTENSION = re.compile(r"(.*?)(?:转|轉|分机|分機|extension|ext\.?|x|#)[\s:.]*([0-9]{1,6})", re.I)
_FOREIGN = re.compile(r"[^0-9\s+\-‐‑‒–—―−.·()\[\]【】]|(?<=[0-9])\D*\+")
_FULL = re.compile(
    r"1[3-9][0-9]{9}|0(?:10|2[0-9])[0-9]{8}|0[3-9][0-9]{2}[0-9]{7,8}|[48]00[0-9]{7}|(?P<local>(?![48]00)[2-9][0-9]{6,7})"
)
"""A mobile number, a landline with its area code, a service number, or a landline without area code."""

Entry = Mapping[str, str | None]
"""What is kept of one number of an order: `number`, `typed`, `since`, `by`, `role`, and `until`, `ended_by`,
`ended_role` once it was taken out; times as their column texts."""


class Telephone(str):
    """A telephone number in its one form; `typed` is how it was written."""

    typed: str


def normal(text: str) -> str:
    """The one form of the number `text`: digits, with 转 before an extension.

    Blanks, hyphens, brackets, full-width forms and the country code of China go; the 0 before an area code stays, and
    comes back where the country code stood in its place. Raises ValueError with a Msg for what cannot be a number.
    """
    if _FULL.fullmatch(text):
        return text
    plain = unicodedata.normalize("NFKC", text).strip()
    found = _EXTENSION.fullmatch(plain)
    main, extension = (found[1], found[2]) if found else (plain, "")
    foreign = _FOREIGN.search(main)
    if foreign is not None:
        raise ValueError(msg("a telephone number cannot contain {found}", found=foreign[0][-1]))
    groups = re.findall("[0-9]+", main)
    if "+" in main and groups:
        groups[0] = "00" + groups[0]
    digits = _national("".join(groups))
    if not extension and len(groups) > 1 and len(groups[-1]) <= 6 and not _FULL.fullmatch(digits):
        before = _national("".join(groups[:-1]))
        whole = _FULL.fullmatch(before)
        # an area code without its 0 looks like the beginning of a local number
        if whole is not None and (whole["local"] is None or len(groups) == 2):
            digits, extension = before, groups[-1]
    count = len(digits.removeprefix("00"))
    if not FEWEST <= count <= MOST:
        raise ValueError(
            msg(
                "it has {count} digits; a number has {fewest} to {most}",
                count=count,
                fewest=FEWEST,
                most=MOST,
            )
        )
    return f"{digits}转{extension}" if extension else digits


def _national(digits: str) -> str:
    """The digits as they are dialled within China, where they are a number of China."""
    rest = re.sub("^(0086)+", "", digits)
    ways = ["0" + rest] if rest != digits else []
    if rest.startswith("86"):
        ways += [rest[2:], "0" + rest[2:]]
    if not _FULL.fullmatch(rest):
        rest = next((way for way in ways if len(way) > 9 and _FULL.fullmatch(way)), rest)
    digits = rest
    # people dial 0 before the mobile number of another town; no area code begins so
    return digits[1:] if re.fullmatch("01[3-9][0-9]{9}", digits) else digits


def numbers(text: str) -> list[Telephone]:
    """The numbers that `text` holds, each once: separated by , ; / 、 or by blanks between whole numbers.

    Raises ValueError as `normal`, for the first part that is not a number.
    """
    found: dict[str, Telephone] = {}
    # most values are one number in its one form, and imports bring thousands
    for part in (text,) if _FULL.fullmatch(text) else _SEPARATORS.split(text):
        for typed in _by_blanks(part.strip()):
            number = Telephone(normal(typed))
            number.typed = typed
            found.setdefault(number, number)
    return list(found.values())


def _by_blanks(text: str) -> list[str]:
    """The parts of `text` where blanks separate whole numbers, else `text` as one; none where it is empty."""
    words = text.split()
    if len(words) < 2:
        return words
    parts: list[str] = []
    open_: list[str] = []
    for word in words:
        open_.append(word)
        together = "".join(re.findall("[0-9]+", unicodedata.normalize("NFKC", "".join(open_))))
        whole = _FULL.fullmatch(_national(together))
        if whole is not None and (whole["local"] is None or len(open_) == 1):
            parts.append(" ".join(open_))
            open_ = []
    return [text] if open_ or len(parts) < 2 else parts


def part(text: str) -> str:
    """A part of a number as it stands in the one form: without blanks, hyphens and brackets."""
    found = re.sub(r"[\s\-‐‑‒–—―−.·()\[\]【】]", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"^(\+|00)86", "", found)


def doubtful(number: str) -> bool:
    """Whether a number in its one form begins as a mobile number does and has not its 11 digits."""
    main = number.partition("转")[0]
    return main.startswith("1") and len(main) != 11


_TOWN = re.compile("(?:10|2[0-9])[0-9]{8}")
"""A landline of Beijing or another town with a code of three digits, its 0 left out. No mobile number is like it."""


def with_zero(typed: str) -> str | None:
    """The number whose 0 a spreadsheet dropped: a landline with its area code, typed without anything but digits.

    None where nothing is missing; empty where it may as well be a mobile number without its 1.
    """
    if not re.fullmatch("[1-9][0-9]{9,10}", typed) or _FULL.fullmatch(_national(typed)):
        return None
    if not _FULL.fullmatch("0" + typed):
        return None
    return "0" + typed if len(typed) == 11 or _TOWN.fullmatch(typed) else ""


_TIMES = ("since", "until")
_KEYS = frozenset(("number", "typed", "by", "role", "ended_by", "ended_role", *_TIMES))


def entries(value: object) -> list[Entry]:
    """`value` as it was read from JSON. Raises ValueError where it is not a list of entries."""
    if not isinstance(value, list):
        raise ValueError("a list is expected")
    for entry in value:
        if (
            not isinstance(entry, dict)
            or not entry.keys() <= _KEYS
            or not (entry.get("number") and entry.get("typed"))
        ):
            raise ValueError("not an entry")
        if any(not isinstance(text, str) for text in entry.values() if text is not None):
            raise ValueError("not a text")
        for name in _TIMES:
            if entry.get(name) is not None and datetime.fromisoformat(entry[name]).utcoffset() is None:
                raise ValueError("a time without a zone")
    return value


def doubtful_in(*given: str | Sequence[str]) -> list[str]:
    """The doubtful ones of the numbers that were typed; what is no number is reported where it is read."""
    found: list[str] = []
    for text in (text for value in given for text in ([value] if isinstance(value, str) else value)):
        with suppress(ValueError):
            found += filter(doubtful, numbers(text))
    return found


def first_entries(given: Iterable[str], since: str, by: str | None, role: str | None) -> list[Entry]:
    """The entries of a new order's numbers; only those that were written in another way need one."""
    typed = {number: getattr(number, "typed", number) for number in given}
    return [
        {"number": str(number), "typed": text, "since": since, "by": by, "role": role}
        for number, text in typed.items()
        if text != number
    ]


def changed_entries(
    kept: Sequence[Entry],
    before: Sequence[str],
    after: Sequence[str],
    *,
    since: str,
    at: str,
    by: str,
    role: str,
) -> list[Entry]:
    """The entries of an order whose numbers `before` became `after`; a number that has none yet is there `since`."""
    found = [dict(entry) for entry in kept]
    for number in before:
        if number not in after:
            last = next((e for e in reversed(found) if (e["number"], e.get("until")) == (number, None)), None)
            if last is None:
                last = {"number": str(number), "typed": str(number), "since": since, "by": None, "role": None}
                found.append(last)
            last |= {"until": at, "ended_by": by, "ended_role": role}
    for number in after:
        if number not in before:
            typed = getattr(number, "typed", number)
            found.append({"number": str(number), "typed": typed, "since": at, "by": by, "role": role})
    return list(found)
