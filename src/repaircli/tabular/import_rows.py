"""Rows of a file judged one by one: entry, unchanged or bad; each number once, each bad row listed and kept."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Protocol, TextIO
from zoneinfo import ZoneInfo

from repaircli.platform import clock, typed_times
from repaircli.platform.codes import Role
from repaircli.platform.db.session import Tx
from repaircli.platform.text import N_, Msg, msg
from repaircli.rules.orders.past import ParentOrder
from repaircli.rules.policy.editions import Policy
from repaircli.rules.policy.limits import Limits
from repaircli.tabular import columns, writer
from repaircli.tabular.columns import Layout, Reading
from repaircli.tabular.delimited import DELIMITERS
from repaircli.tabular.rows import Row, RowError
from repaircli.tabular.source import Source

MOST_LISTED = 10_000
"""Errors that an answer lists; more are counted, and are all in the file of `--errors`."""
_MOST_REPAIRS = 20


@dataclass(frozen=True, slots=True)
class Importer:
    """Who imports, as what, when, and by which policy the rows are judged. `region` is that of a liaison."""

    login: str
    role: Role
    region: str | None
    now: datetime
    zone: ZoneInfo
    policy: Policy = field(default_factory=Policy)

    def limits_at(self, moment: datetime) -> Limits:
        """The numbers of the policy in force on the day of `moment`."""
        return self.policy.on(moment.astimezone(self.zone).date()).limits


class ValidRow(NamedTuple):
    """A row that can be written: its place in the file, its number where it has one, its values that are not None."""

    row: Row
    no: str | None
    values: Mapping[str, Any]


class RowStatus:
    """What becomes of a row or an order number: new and open, there already, bad, or new and resolved or cancelled."""

    NEW = 1
    UNCHANGED = 2
    BAD = 3
    RESOLVED = 4
    CANCELLED = 5


NEW_STATES = frozenset({RowStatus.NEW, RowStatus.RESOLVED, RowStatus.CANCELLED})
"""The status of rows that are to be written."""


class Judge(Protocol):
    """The checks of one kind of file."""

    key: str | None
    """The column whose values may stand only once in the file."""

    def judge(self, row: Row, layout: Layout, values: dict[str, Any]) -> list[RowError]:
        """Returns what is wrong with the values of a row that could be read; fills in what follows from them."""

    def compare(self, tx: Tx, file: ImportFile, entries: Sequence[ValidRow]) -> list[int | RowError]:
        """Returns a RowStatus for each row, or an error where it does not fit the database."""


@dataclass(frozen=True, slots=True)
class ImportFile:
    """One file of an import with its columns found and the judge of its rows. `name` is that of the table."""

    name: str
    source: Source
    layout: Layout
    judge: Judge


JudgedRow = tuple[Row, ValidRow | None, list[RowError]]
BadRow = tuple[ImportFile, Row, RowError]


def reading_for(zone: ZoneInfo, policy: Policy | None = None) -> Reading:
    """Cells read in `zone`; `policy` names the days that in T3 stand for no time."""
    sentinels = (policy or Policy()).sentinels()
    return Reading(lambda text: typed_times.cell(text, zone), clock.parse_cell_day, sentinels=sentinels)


def judge_rows(file: ImportFile, reading: Reading, numbers: Numbers) -> Iterator[JudgedRow]:
    """Every row of the file as it can be written, or with its errors. `numbers` learns the values of the key column."""
    layout, judge, key = file.layout, file.judge.judge, file.judge.key
    for row in file.source.rows():
        if row.error is not None:
            yield row, None, [row.error]
            continue
        values, errors = columns.read_cells(row, layout, reading)
        no = values.get(key) if key else None
        twice = False
        if no is not None and (first := numbers.add(no, row.line)) is not None:
            twice = True
            text = msg("the number {no} is also in line {line}", no=no, line=first)
            errors.append(layout.error(row, key, "twice_in_file", text, msg("remove one of the two rows")))
        if not errors:
            errors = judge(row, layout, values)
        if not errors:
            yield row, ValidRow(row, no, {k: v for k, v in values.items() if v is not None}), errors
            continue
        if no is not None and not twice:
            numbers.set(no, RowStatus.BAD)
        yield row, None, errors


class Numbers:
    """Which numbers a file has named, in which line, and what became of each; T1 and end of each too `with_times`.

    A number is known by 64 bits of its hash: among a million the chance that two are taken for one is 1 in 10^7.
    """

    def __init__(self, with_times: bool = False) -> None:
        self._with_times = with_times
        self._bits = 12
        self._used = 0
        self._make()

    def add(self, no: str, line: int) -> int | None:
        """Learns a number; the line that had it before, if any."""
        if self._used * 5 > (1 << self._bits) * 3:
            self._grow()
        code = _hash(no)
        slot = self._slot(code)
        if self._codes[slot]:
            return self._lines[slot]
        self._used += 1
        self._codes[slot], self._lines[slot], self._states[slot] = code, line, RowStatus.NEW
        return None

    def set(self, no: str, state: int, t1: datetime | None = None, ended_at: datetime | None = None) -> None:
        """Notes what became of a known number, the T1 of its order and when that was closed or cancelled."""
        slot = self._slot(_hash(no))
        if self._codes[slot]:
            self._states[slot] = state
            if t1 is not None:
                self._t1[slot] = int(t1.timestamp())
                self._ended[slot] = int(ended_at.timestamp()) if ended_at is not None else 0

    def state(self, no: str) -> int | None:
        """What became of the number; None where the file does not name it."""
        slot = self._slot(_hash(no))
        return self._states[slot] if self._codes[slot] else None

    def of(self, no: str) -> ParentOrder:
        """What is known of the order of a number that stands in the file."""
        slot = self._slot(_hash(no))
        state, ended = self._states[slot], self._ended[slot]
        return ParentOrder(_at(self._t1[slot]), state == RowStatus.RESOLVED, _at(ended) if ended else None)

    def _slot(self, code: int) -> int:
        mask = (1 << self._bits) - 1
        slot = code & mask
        while self._codes[slot] not in (0, code):
            slot = (slot + 1) & mask
        return slot

    def _make(self) -> None:
        size = 1 << self._bits
        self._codes = array("Q", bytes(8 * size))
        self._lines = array("I", bytes(4 * size))
        self._states = array("B", bytes(size))
        times = bytes(8 * size if self._with_times else 0)
        self._t1, self._ended = array("q", times), array("q", times)

    def _grow(self) -> None:
        codes, lines, states, t1, ended = self._codes, self._lines, self._states, self._t1, self._ended
        self._bits += 1
        self._make()
        for i, code in enumerate(codes):
            if code:
                slot = self._slot(code)
                self._codes[slot], self._lines[slot], self._states[slot] = code, lines[i], states[i]
                if self._with_times:
                    self._t1[slot], self._ended[slot] = t1[i], ended[i]


def _at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _hash(no: str) -> int:
    return (
        int.from_bytes(hashlib.blake2b(no.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
        or 1
    )


@dataclass(slots=True)
class Errors:
    """The bad rows of an import: listed in the answer, and written to the file of `--errors` as they stood.

    `target` is that file, or a folder where the import is one (`folder`). Use as a context: what was written takes
    its place at the end.
    """

    target: str | None
    folder: bool = False
    listed: list[RowError] = field(default_factory=list)
    rows: int = 0
    errors: int = 0
    _stack: ExitStack = field(default_factory=ExitStack)
    _files: dict[str, TextIO] = field(default_factory=dict)

    def __enter__(self) -> Errors:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def open(self, file: ImportFile) -> None:
        """Begins the file of the bad rows of `file` with the header as it stood."""
        if self.target is None:
            return
        path = Path(self.target)
        if self.folder:
            writer.make_folder(path)
            path = path / file.source.name
        temporary = self._stack.enter_context(writer.replaced(path))
        text = temporary.open("w", encoding="utf-8", errors="replace", newline="")
        bad = self._files[file.name] = self._stack.enter_context(text)
        header = file.source.header
        if header is not None and file.source.form != "jsonl":
            if file.source.delimiter not in DELIMITERS:
                bad.write(f"sep={file.source.delimiter}\n")
            bad.write(_whole(header, file.source))

    def add(self, file: ImportFile, row: Row, errors: Sequence[RowError]) -> None:
        """One bad row with what is wrong with it."""
        self.rows += 1
        self.errors += len(errors)
        room = MOST_LISTED - len(self.listed)
        self.listed += [
            replace(e, file=file.source.name) if self.folder else e for e in errors[: max(room, 0)]
        ]
        if file.name in self._files:
            self._files[file.name].write(_whole(row, file.source))

    def also(self, bad: Sequence[BadRow]) -> Errors:
        """These errors and `bad`; the files of bad rows stay with the original."""
        if not bad:
            return self
        more = replace(self, listed=list(self.listed), _stack=ExitStack())
        for file, row, error in bad:
            more.add(file, row, [error])
        return more

    def data(self) -> list[Mapping[str, Any]]:
        return [error.as_data() for error in self.listed]


_REPAIRED = {
    "station": N_("station number {text} is read as {value} ({count}×): a spreadsheet dropped its zeros"),
    "phone": N_("telephone number {text} is read as {value} ({count}×): a spreadsheet dropped its zero"),
    "decimals": N_("{text} is read as {value} ({count}×): a spreadsheet added the decimals"),
}


def repairs(reading: Reading) -> list[Msg]:
    """A warning for each kind of value that was repaired while reading, and for each column that may have lost zeros."""
    found = sorted(reading.repaired.items())
    shown = [
        Msg(_REPAIRED[kind], {"text": text, "value": value, "count": count})
        for (kind, text, value), count in found[:_MOST_REPAIRS]
    ]
    if len(found) > _MOST_REPAIRS:
        shown.append(msg("{more} more values were read as they were before", more=len(found) - _MOST_REPAIRS))
    shown += [
        msg(
            "column {column}: {count} cells are numbers in the workbook, so zeros at the beginning are lost;"
            " format the column as text if there were any",
            column=column,
            count=count,
        )
        for column, count in sorted(reading.numbers.items())
    ]
    return shown


def in_pages(rows: Iterator[Any], size: int) -> Iterator[list[Any]]:
    """The rows in lists of up to `size`."""
    page: list[Any] = []
    for row in rows:
        page.append(row)
        if len(page) >= size:
            yield page
            page = []
    if page:
        yield page


def _whole(row: Row, source: Source) -> str:
    """The text of a record as it stood, ended by a line end."""
    text = row.raw or writer.line(row.cells, source.delimiter)
    return text if text.endswith(("\n", "\r")) else text + "\n"
