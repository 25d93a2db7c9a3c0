"""Imports of small files: every row is read and judged, then what is new is written in one transaction or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from repaircli.platform.answers import Answer, Call
from repaircli.platform.db.session import Tx
from repaircli.platform.errors import UsageProblem
from repaircli.platform.text import Msg, msg
from repaircli.platform.transaction import Transaction, reads, writes
from repaircli.tabular import columns, import_report, output_files
from repaircli.tabular.columns import Column, Layout, lay_out
from repaircli.tabular.import_calls import answered, with_file
from repaircli.tabular.import_report import About, Counts
from repaircli.tabular.import_rows import Errors, Good, Numbers, Part, State, judged, reading_for, repairs
from repaircli.tabular.rows import Row, RowError
from repaircli.tabular.source import Source, opened

Bad = list[tuple[Row, list[RowError]]]


class SmallImport:
    """One kind of small file: its columns, how many rows it may have, and what its rows are to each other."""

    name: ClassVar[str]
    columns: Sequence[Column]
    key: str | None = None
    """The column whose values may stand only once in the file."""
    max_rows: ClassVar[int]
    too_long: ClassVar[Msg]
    """What is said of a file with more rows."""
    whole: ClassVar[Msg | None] = None
    """The hint where a bad row keeps out all others and none may be left out."""

    def judge(self, row: Row, layout: Layout, values: dict[str, Any]) -> list[RowError]:
        """What is wrong with the values of one row."""
        return []

    def compare(self, tx: Tx, part: Part, goods: Sequence[Good]) -> list[int | RowError]:
        """All rows are to be written as far as this goes; `compare_all` says which."""
        return [State.NEW] * len(goods)

    def compare_all(self, tx: Transaction, part: Part, goods: Sequence[Good], counts: Counts) -> Bad:
        """Counts what the rows would change; those that do not fit each other or what is stored."""
        raise NotImplementedError

    def warnings(self, tx: Transaction, goods: Sequence[Good]) -> list[Msg]:
        """What is strange in the rows without being wrong."""
        return []

    def store(self, tx: Transaction, part: Part, goods: Sequence[Good], counts: Counts) -> int | None:
        """Writes and counts the rows that are new or changed; the number of the import where it has one."""
        raise NotImplementedError


def import_file(
    call: Call,
    file: str,
    kind: SmallImport,
    *,
    check: bool = False,
    skip_invalid: bool = False,
    errors: str | None = None,
    encoding: str | None = None,
) -> Answer:
    """Imports all rows of `file`; with a bad one none, or with `skip_invalid` the good ones (exit 7).

    `check` writes nothing, `errors` names a file that gets the bad rows. A request id that is known gives its first
    answer. Raises UsageProblem for a file that cannot be read or has too many rows.
    """
    output_files.keep_apart(call, errors, file)
    with opened(file, columns.known_headers(kind.columns), encoding) as source:
        call = with_file(call, source.sha256)
        if (known := answered(call)) is not None:
            return known
        with Errors(errors) as found:
            return _import(call, source, kind, found, check, skip_invalid)


def _import(
    call: Call, source: Source, kind: SmallImport, errors: Errors, check: bool, skip_invalid: bool
) -> Answer:
    header = source.header
    if header is None or header.error is not None:
        error = header.error if header is not None else None
        error = error or RowError(
            1, "empty_file", msg("the file is empty"), msg("its first line names the columns")
        )
        return import_report.unreadable(source, [error], kind.name, ())
    layout, wrong, warnings = lay_out(header.cells, header.line, kind.columns)
    if wrong:
        return import_report.unreadable(source, wrong, kind.name, warnings)
    part = Part(kind.name, source, layout, kind)
    about = About(kind.name, source.name, source.sha256, source.encoding, source.notes)
    found = _judged(call, part, kind)
    warnings += found.warnings
    errors.open(part)
    for row, wrong in sorted(found.bad, key=lambda bad: bad[0].line):
        errors.add(part, row, wrong)

    def report(counts: Counts, batch: int | None = None) -> Answer:
        return import_report.answer(about, counts, errors, warnings, batch)

    counts = found.counts
    if check or (found.bad and not skip_invalid):
        answer = import_report.answer(about, counts, errors, warnings, None, check=check, written=check)
        return answer if check or kind.whole is None else replace(answer, hint=kind.whole)
    counts.skipped = len(found.bad)
    if not counts.imported and not counts.changed:
        return report(counts)
    left_out = {row.line for row, _ in found.bad}
    goods = [good for good in found.goods if good.row.line not in left_out]
    return _stored(call, part, kind, goods, Counts(rows=counts.rows, skipped=counts.skipped), report)


@dataclass(frozen=True, slots=True)
class _Judged:
    """The rows of a file, good and bad ones, with what they would change."""

    goods: Sequence[Good]
    bad: Bad
    counts: Counts
    warnings: Sequence[Msg]


@reads
def _judged(tx: Transaction, part: Part, kind: SmallImport) -> _Judged:
    counts = Counts()
    goods: list[Good] = []
    bad: Bad = []
    reader = reading_for(tx.zone)
    for row, good, wrong in judged(part, reader, Numbers()):
        counts.rows += 1
        if counts.rows > kind.max_rows:
            raise UsageProblem(kind.too_long)
        if good is None:
            bad.append((row, wrong))
        else:
            goods.append(good)
    bad += kind.compare_all(tx, part, goods, counts)
    return _Judged(goods, bad, counts, [*kind.warnings(tx, goods), *repairs(reader)])


@writes
def _stored(
    tx: Transaction,
    part: Part,
    kind: SmallImport,
    goods: Sequence[Good],
    counts: Counts,
    report: Callable[[Counts, int | None], Answer],
) -> Answer:
    batch = kind.store(tx, part, goods, counts)
    return report(counts, batch)
