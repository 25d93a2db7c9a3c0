"""The columns of every exchanged file: key, headers in two languages, how a cell is read and written."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache, cached_property, lru_cache
from typing import Any

from repaircli.platform import amounts, codes, telephone
from repaircli.platform.db.columns import (
    DIGITS,
    Bool,
    Day,
    Described,
    Integer,
    Json,
    Kind,
    Stored,
    Text,
    UtcTime,
    described,
    json_text,
)
from repaircli.platform.several import one_cell, several
from repaircli.platform.text import LONGEST_TEXT, Msg, msg
from repaircli.rules.cancelling.matrix import ROWS, named, reason_code, reason_word
from repaircli.rules.orders.close_facts import CLOSE_FACTS
from repaircli.tabular.delimited import place
from repaircli.tabular.rows import BadCell, NumberText, Row, RowError, harmless, letter

Parse = Callable[[str, "Reading"], Any]

_KNOWN = 4096
"""Texts whose values each parser remembers."""


@dataclass
class Reading:
    """What reading the cells needs from outside, and what was repaired on the way.

    `moment` and `day` read a time and a day (ValueError with a Msg as its argument where they cannot). `repaired`
    counts each repair by column, text and what it was read as. `sentinels` are the days that in T3 stand for no time.
    """

    moment: Callable[[str], datetime]
    day: Callable[[str], date]
    repaired: dict[tuple[str, str, str], int] = field(default_factory=dict)
    sentinels: frozenset[date] = frozenset()
    repairs: int = 0
    numbers: dict[str, int] = field(default_factory=dict)
    known: dict[Parse, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    """What each parser made of the texts that it met last; most cells of a file repeat."""

    def __post_init__(self) -> None:
        self.years = {str(day.year) for day in self.sentinels}

    def repair(self, column: str, text: str, value: str) -> None:
        known = (column, text, value)
        self.repaired[known] = self.repaired.get(known, 0) + 1
        self.repairs += 1


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key, its Chinese header, its parser.

    `history` marks what only a record with a past has, `digits` values that may be digits only. `write` is the text of a value
    where it is not that of its type, `words` its text for a Chinese reader where that is another. `json` is its English header
    where that is not the key; a file may have either. In a workbook a column is coloured if its cells are there to be
    `edited`, one of `choices` if it has them, and hidden if it is `technical`.
    """

    key: str
    zh: str
    parse: Parse
    required: bool = False
    history: bool = False
    write: Callable[[Any], str] | None = None
    json: str = ""
    digits: bool = False
    words: Callable[[Any], str] | None = None
    edited: bool = False
    choices: tuple[str, ...] = ()
    technical: bool = False

    @property
    def figure(self) -> bool:
        """Whether its values are counts or amounts, with which a spreadsheet computes."""
        return self.parse in (whole, amount)

    @property
    def header(self) -> str:
        """Its English header, which is its key in JSON."""
        return self.json or self.key


def folded(header: str) -> str:
    """A header for comparing: full-width forms made plain, blanks at its ends and letter case left out."""
    return re.sub(r"[\s\-]+", "_", unicodedata.normalize("NFKC", header).strip().strip("﻿").lower())


def plain(text: str) -> str:
    """A code, number or date for reading: NFKC, without blanks at its ends."""
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).strip()


# Parsers. Each gets the text of a cell that is not empty.


def free_text(text: str, reading: Reading) -> str:
    """Text as it stands, blanks and line ends included."""
    if len(text) > LONGEST_TEXT:
        raise BadCell(
            "too_long", msg("longer than {limit} characters", limit=LONGEST_TEXT), msg("shorten the text")
        )
    return text


def number_text(text: str, reading: Reading) -> str:
    """An identifier such as an order number: no blanks at its ends, no control characters."""
    found = text.strip()
    if not found or not found.isprintable():
        raise BadCell("identifier", msg("not a number or name on one line"), msg("type it again"))
    return free_text(_kept(found, reading), reading)


def digits(text: str, reading: Reading) -> str:
    """A text such as a serial number, which is kept as it stands unless it is digits that a spreadsheet changed."""
    found = plain(text)
    if _ROUNDED.fullmatch(found):
        raise _lost()
    return _without_decimals(found, reading) if _DECIMALS.fullmatch(found) else free_text(text, reading)


def station_number(text: str, reading: Reading) -> str:
    """A station number: six digits as text; zeros that a spreadsheet dropped are put back and reported."""
    found = _kept(_digits(text), reading)
    if not re.fullmatch(r"[0-9]{1,6}", found):
        raise BadCell("station_no", msg("a station number has six digits"), msg("for example 000104"))
    if len(found) < 6:
        reading.repair("station", found, found.zfill(6))
        return found.zfill(6)
    return found


_SCIENTIFIC = re.compile(r"[+-]?[0-9](?:\.[0-9]+)?[eE]\+?[0-9]+")
_ROUNDED = re.compile(r"[+-]?[0-9](?:\.[0-9]+)?[eE]\+[0-9]+")
"""What a spreadsheet makes of a long number; a serial number such as 5E12345 is none."""
_DECIMALS = re.compile(r"([0-9]+)\.0+")
_EXACT = 15
"""Digits of a number that a spreadsheet keeps; it makes zeros of those behind them."""


def phone(text: str, reading: Reading) -> str:
    """The one telephone number of a cell; what a spreadsheet rounded is refused."""
    found = phones(text, reading)
    if len(found) > 1:
        raise BadCell("phone", msg("several telephone numbers, where one is expected"), telephone.EXAMPLE)
    return found[0]


def of_the_past(column: Column) -> Column:
    """The column as a record with a past has it: what is not a telephone number is kept as it was taken down."""
    if column.parse not in (phone, phones):
        return column
    one = column.parse is phone

    def parse(text: str, reading: Reading) -> str | list[str]:
        found = [n for part in ([text] if one else several(text)) for n in _past_numbers(part, reading)]
        # several numbers where one belongs are no number of the order, and stay as they are
        return (
            (found[0] if len(found) == 1 else free_text(text, reading)) if one else list(dict.fromkeys(found))
        )

    return replace(column, parse=parse)


def _past_numbers(text: str, reading: Reading) -> Sequence[str]:
    try:
        return _numbers(text, reading)
    except BadCell as error:
        if error.code != "phone" or not text.isprintable():
            raise
        return (free_text(text.strip(), reading),)


def shown_phone(text: str, reading: Reading) -> str:
    """A telephone number that is printed as it was written, and compared with none."""
    _numbers(text, reading)
    return free_text(_kept(_digits(text), reading), reading)


def phones(text: str, reading: Reading) -> list[str]:
    """One or more telephone numbers, each once and in its one form."""
    found = list(dict.fromkeys(number for part in several(text) for number in _numbers(part, reading)))
    if not found:
        raise BadCell("phone", msg("not a telephone number"), telephone.EXAMPLE)
    return found


def _numbers(text: str, reading: Reading) -> tuple[str, ...]:
    found = _digits(text)
    _not_scientific(found)
    if re.fullmatch(r"[0-9]{7,}\.0+", found):
        found = found.partition(".")[0]
    try:
        return tuple(_with_zero(number, reading) for number in telephone.numbers(found))
    except ValueError as error:
        raise BadCell(
            "phone", msg("not a telephone number: {why}", why=error.args[0]), telephone.EXAMPLE
        ) from None


def _with_zero(number: telephone.Telephone, reading: Reading) -> str:
    """The number with the 0 before its area code that a spreadsheet dropped; one that may lack another digit is refused."""
    whole = telephone.with_zero(number.typed)
    if whole is None:
        return number
    if not whole:
        raise BadCell(
            "phone",
            msg("the 0 before the area code or another digit is missing"),
            msg("format the column as text in the source, and type the number again"),
        )
    reading.repair("phone", number.typed, whole)
    return telephone.numbers(whole)[0]


def numbers(text: str, reading: Reading) -> list[telephone.Entry]:
    """What is kept of an order's numbers, as an export wrote it."""
    try:
        return telephone.entries(json.loads(text))
    except ValueError:
        text_ = msg("not a history of numbers as `order export` writes it")
        raise BadCell("numbers", text_, msg("leave the cell as it was exported")) from None


def area(text: str, reading: Reading) -> str:
    """An area code, as it stands."""
    found = plain(text)
    kept = _kept(found, reading)
    return free_text(text if kept == found else kept, reading)


def texts(text: str, reading: Reading) -> list[str]:
    """Several texts such as area codes, each once."""
    found = list(dict.fromkeys(several(text)))
    return [area(part, reading) for part in found]


def day(text: str, reading: Reading) -> date:
    try:
        return reading.day(_digits(text))
    except ValueError as error:
        if re.fullmatch(r"[0-9]{5}(\.[0-9]+)?", plain(text)):
            raise BadCell(
                "date",
                msg("a spreadsheet's day number, not a date"),
                msg("format the column as a date, for example 2026-06-01"),
            ) from None
        raise _bad_time("date", error, msg("for example 2026-06-01 or 2026/6/1")) from None


def moment(text: str, reading: Reading) -> datetime:
    """A time of a day; a day alone is refused, because midnight would be a guess."""
    found = _digits(text)
    try:
        at = reading.moment(found)
    except ValueError as error:
        raise _bad_time("time", error, msg("for example 2026-06-01 08:32:24 or 2026/6/1 8:32")) from None
    if not any(mark in found for mark in ":：点點时"):
        raise BadCell("time", msg("the time of day is missing"), msg("for example 2026-06-01 08:32"))
    return at


def promise(text: str, reading: Reading) -> datetime | date:
    """A promised time, or a day that stands for a sentinel (requirements A9)."""
    found = _digits(text)
    if found[:4] in reading.years:
        with suppress(ValueError):
            day = reading.day(found)
            if day in reading.sentinels:
                return day
    return moment(text, reading)


def whole(text: str, reading: Reading) -> int:
    """A count: ASCII or full-width digits only."""
    found = _digits(text)
    if re.fullmatch(r"[0-9]{1,9}\.0+", found):
        found = found.partition(".")[0]
    if not re.fullmatch(r"[0-9]{1,9}", found):
        raise BadCell("integer", msg("not a whole number"), msg("digits only, for example 120"))
    return int(found)


def amount(text: str, reading: Reading) -> int:
    """An amount in amount, as fen."""
    try:
        return amounts.fen(_digits(text))
    except ValueError:
        raise BadCell("amount", msg("not an amount in yuan"), msg("for example 120 or 120.50")) from None


_YES = {"是", "yes", "y", "true", "1", "有", "√"}
_NO = {"否", "no", "n", "false", "0", "无", "×"}


def boolean(text: str, reading: Reading) -> bool:
    found = plain(text).lower()
    if found in _YES:
        return True
    if found in _NO:
        return False
    raise BadCell("boolean", msg("neither yes nor no"), msg("是 or 否, true or false"))


def code(area: str) -> Parse:
    """A code of `domain.ZH`, or its Chinese word."""

    @lru_cache(maxsize=256)
    def look_up(text: str) -> str | None:
        # some Chinese words hold a full-width comma, which `plain` makes another
        ways = (text.strip(), plain(text), plain(text).lower())
        return next((found for way in ways if (found := codes.code_of(area, way))), None)

    def parse(text: str, reading: Reading) -> str:
        found = look_up(text)
        if found is None:
            known = tuple(f"{c} {zh}" for c, zh in codes.ZH[area].items())
            raise BadCell("code", msg("unknown value"), msg("one of {known}", known=known))
        return found

    return parse


def one_of(known: Sequence[str]) -> Parse:
    """One of the words of `known`, compared after NFKC."""
    by_plain = {plain(word): word for word in known}

    def parse(text: str, reading: Reading) -> str:
        found = by_plain.get(plain(text))
        if found is None:
            raise BadCell("code", msg("unknown value"), msg("one of {known}", known=tuple(known)))
        return found

    return parse


def reason(text: str, reading: Reading) -> str:
    """A cancel reason: its code or the Chinese word of its row."""
    found = reason_code(text)
    if found is None:
        raise BadCell(
            "code",
            msg("unknown cancel reason"),
            msg("one of {known}", known=tuple(named(c, typed=True) for c in ROWS)),
        )
    return found


def facts(text: str, reading: Reading) -> list[str]:
    """Close facts by code or Chinese word, each once."""
    found = []
    for part in several(text):
        known = reason_code(part)
        if known not in CLOSE_FACTS:
            raise BadCell(
                "code",
                msg("unknown close fact"),
                msg("one of {known}", known=tuple(named(c, typed=True) for c in CLOSE_FACTS)),
            )
        found.append(known)
    return list(dict.fromkeys(found))


def json_value(text: str, reading: Reading) -> object:
    try:
        return json.loads(text)
    except ValueError:
        raise BadCell("json", msg("not JSON"), msg("leave the cell as it was exported")) from None


def _digits(text: str) -> str:
    # `="000104"` and a leading apostrophe are how people keep a spreadsheet from changing digits.
    found = plain(text)
    if found[:2] == '="' and found[-1:] == '"':
        found = found[2:-1]
    return found.removeprefix("'").strip()


def _not_scientific(found: str) -> None:
    found = plain(found)
    if ("E" in found or "e" in found) and _SCIENTIFIC.fullmatch(found):
        raise _lost()


def _lost() -> BadCell:
    return BadCell(
        "digits_lost",
        msg("a spreadsheet rounded this number and its digits are lost"),
        msg("format the column as text in the source, and type the number again"),
    )


def _kept(found: str, reading: Reading) -> str:
    """A value that may be digits only, as it was before a spreadsheet took it for a number. Raises BadCell if it is lost."""
    _not_scientific(found)
    return _without_decimals(found, reading)


def _without_decimals(found: str, reading: Reading) -> str:
    whole = _DECIMALS.fullmatch(found)
    if whole is None:
        return found
    if len(whole[1]) > _EXACT:
        raise _lost()
    reading.repair("decimals", found, whole[1])
    return whole[1]


def _bad_time(kind: str, error: ValueError, fix: Msg) -> BadCell:
    text = error.args[0] if error.args and isinstance(error.args[0], Msg) else msg("not a time")
    return BadCell(kind, text, fix)


def _fact(text: str, reading: Reading) -> str:
    found = facts(text, reading)
    if len(found) != 1:
        raise BadCell(
            "code",
            msg("unknown close fact"),
            msg("one of {known}", known=tuple(named(c, typed=True) for c in CLOSE_FACTS)),
        )
    return found[0]


_BY_TYPE: Mapping[Any, Parse] = {
    Text: free_text,
    Integer: whole,
    UtcTime: moment,
    Day: day,
    Bool: boolean,
    Json: json_value,
}
_BY_KIND: Mapping[Kind, Parse] = {
    "number": number_text,
    "digits": digits,
    "station": station_number,
    "phone": phone,
    "phones": phones,
    "shown_phone": shown_phone,
    "numbers": numbers,
    "area": area,
    "texts": texts,
    "money": amount,
    "reason": reason,
    "close_fact": _fact,
    "promise": promise,
}


_WRITTEN: Mapping[Kind | None, Callable[[Any], str]] = {"money": amounts.yuan, "numbers": json_text}
"""How a value of a kind is written into a cell, where it is not as `cell_text` does."""


def _reason_word(code: str) -> str:
    return reason_word(code, "zh")


def fact_words(found: Iterable[str]) -> str:
    return one_cell([*map(_reason_word, found)])


_WORDS: Mapping[Any, Callable[[Any], str]] = {
    Bool: lambda value: codes.word("bool", cell_text(value), "zh"),
    "reason": _reason_word,
    "close_fact": _reason_word,
}
"""How a value of a type or kind is written for a Chinese reader."""


def words_of(area: str) -> Callable[[str], str]:
    """The Chinese word of each code of the area, as a cell has it."""
    return lambda code: codes.word(area, code, "zh")


def several_words(area: str) -> Callable[[Iterable[str]], str]:
    """The Chinese words of several codes of the area, in one cell."""
    return lambda found: one_cell([codes.word(area, code, "zh") for code in found])


def coded(key: str, zh: str, area: str, *, required: bool = False, edited: bool = False) -> Column:
    """A column of codes of the area: as they are, or as words for a Chinese reader."""
    choices = tuple(codes.ZH[area]) if edited else ()
    return Column(key, zh, code(area), required, words=words_of(area), edited=edited, choices=choices)


def column_of(described: Described) -> Column:
    """A column of a table as it stands in a file."""
    if described.one_of:
        parse = one_of(described.one_of)
    elif described.codes is not None:
        parse = code(described.codes)
    else:
        parse = _BY_TYPE[described.type] if described.kind is None else _BY_KIND[described.kind]
    history = described.travels == "history"
    required = described.required and not history
    write = _WRITTEN.get(described.kind)
    words = _WORDS.get(described.kind or described.type)
    if described.codes is not None and not described.one_of:
        words = words_of(described.codes)
    return Column(
        described.name,
        described.header,
        parse,
        required,
        history,
        write,
        described.json,
        digits=described.kind in DIGITS,
        words=words,
    )


def pick(table: type[Stored], name: str, *, required: bool | None = None) -> Column:
    """The column `name` of `table` for a file of another kind, where it may be `required` otherwise."""
    found = column_of(described(table)[name])
    return found if required is None else replace(found, required=required)


def travelling(table: type[Stored]) -> list[Described]:
    """The columns of `table` that stand in files, in the order of a file."""
    return sorted((c for c in described(table).values() if c.travels != "never"), key=lambda c: c.file)


@cache
def of(table: type[Stored]) -> tuple[Column, ...]:
    """The columns of `table` in a file of its own."""
    return tuple(map(column_of, travelling(table)))


# Layout of one file.


@dataclass(frozen=True)
class Layout:
    """Which column of the file is which: the header as it stands and, by place, the column or None."""

    header: tuple[str, ...]
    columns: tuple[Column | None, ...]

    @cached_property
    def known(self) -> Sequence[tuple[int, Column]]:
        """The columns that are read, with their places in the file."""
        return [(i, c) for i, c in enumerate(self.columns) if c is not None]

    @cached_property
    def keys(self) -> frozenset[str]:
        return frozenset(c.key for _, c in self.known)

    def at(self, key: str) -> int | None:
        """The place of the column `key` in the file."""
        return next((i for i, c in self.known if c.key == key), None)

    def error(
        self, row: Row, key: str | None, code: str, text: Msg, fix: Msg, clause: str | None = None
    ) -> RowError:
        """An error of `row`, at its cell of the column `key` where the file has one."""
        index = self.at(key) if key else None
        if index is None:
            return RowError(row.line, code, text, fix, clause=clause)
        value = harmless(row.cells[index])
        where, name = letter(index), self.header[index]
        return RowError(place(row, index), code, text, fix, where, name, value, clause=clause)


def names(columns: Iterable[Column]) -> Mapping[str, Column]:
    """The columns by folded header, English and Chinese."""
    return {folded(name): c for c in columns for name in (c.key, c.header, c.zh)}


def known_headers(columns: Iterable[Column]) -> Callable[[str], bool]:
    """Whether a header is that of one of the columns."""
    found = names(columns)
    return lambda header: folded(header) in found


def lay_out(
    header: Sequence[str], line: int, columns: Sequence[Column]
) -> tuple[Layout, list[RowError], list[Msg]]:
    """Finds the columns of the file `header`; missing and doubled ones are errors, unknown ones warnings."""
    known = names(columns)
    found = tuple(known.get(folded(name)) for name in header)
    errors: list[RowError] = []
    seen: dict[str, str] = {}
    for i, (name, column) in enumerate(zip(header, found, strict=True)):
        if column is None:
            continue
        if column.key in seen:
            text = msg(
                "column {name} occurs twice, the first time as {first}", name=name, first=seen[column.key]
            )
            errors.append(
                RowError(
                    line,
                    "duplicate_column",
                    text,
                    msg("remove one of the two columns"),
                    letter(i),
                    name,
                    harmless(name),
                )
            )
        seen.setdefault(column.key, name)
    for column in columns:
        if column.required and column.key not in seen:
            text = msg("column {key} ({zh}) is missing", key=column.key, zh=column.zh)
            errors.append(
                RowError(line, "missing_column", text, msg("add the column to the file"), None, column.key)
            )
    unknown = tuple(
        harmless(name) for name, column in zip(header, found, strict=True) if column is None and name.strip()
    )
    warnings = [msg("unknown columns are ignored: {names}", names=unknown)] if unknown else []
    return Layout(tuple(header), found), errors, warnings


_SHORTENED = frozenset((number_text, digits))
"""What reads values whose length is not known, so that nobody sees that zeros at the beginning are missing."""


def read_cells(row: Row, layout: Layout, reading: Reading) -> tuple[dict[str, Any], list[RowError]]:
    """The values of one row by key, None for an empty cell, and every error in its cells."""
    values: dict[str, Any] = dict.fromkeys(layout.keys)
    errors: list[RowError] = []
    cells, known = row.cells, reading.known
    guarded = row.one_line or not row.raw or "'" in row.raw
    for index, column in layout.known:
        text, parse = cells[index], column.parse
        if text:
            if guarded:
                if type(text) is NumberText and parse in _SHORTENED:
                    name = layout.header[index]
                    reading.numbers[name] = reading.numbers.get(name, 0) + 1
                text = unguarded(text)
            if parse is free_text:
                if len(text) <= LONGEST_TEXT and not (column.required and text.isspace()):
                    values[column.key] = text
                    continue
            elif (value := known[parse].get(text)) is not None:
                values[column.key] = value
                continue
            if not text.isspace():
                try:
                    values[column.key] = _parsed(text, column.parse, reading)
                except BadCell as bad:
                    errors.append(layout.error(row, column.key, bad.code, bad.text, bad.fix))
                continue
        if column.required:
            errors.append(layout.error(row, column.key, "empty", msg("the cell is empty"), msg("fill it in")))
    return values, errors


def _parsed(text: str, parse: Parse, reading: Reading) -> object:
    """The value of a cell; one that cannot be changed is remembered, unless the cell was repaired."""
    repairs = reading.repairs
    value = parse(text, reading)
    if isinstance(value, (str, int, date)) and repairs == reading.repairs:
        known = reading.known[parse]
        if len(known) >= _KNOWN:
            known.clear()
        known[text] = value
    return value


# Writing cells.

_FORMULA = "=+-@\t\r\n＝＋－＠"
_GUARDED = re.compile(rf"'+[{re.escape(_FORMULA)}]", re.S)


def unguarded(cell: str) -> str:
    """The text of a cell without the apostrophe that `guarded` put before it."""
    return cell[1:] if cell[:1] == "'" and _GUARDED.match(cell) else cell


def guarded(text: str, against_formulas: bool) -> str:
    """`text` so that `unguarded` gives it back; with `against_formulas` no spreadsheet takes it for a formula."""
    if not text:
        return text
    if text[0] == "'":
        return "'" + text if _GUARDED.match(text) else text
    return "'" + text if against_formulas and text[0] in _FORMULA else text


def cell_text(value: object) -> str:
    """A value as its column's parser reads it back. Times must already be in the zone that is wanted."""
    if value is None:
        return ""
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, str):
        return str(value)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return one_cell([str(v) for v in value])
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return str(value)
