"""Imports of small files: every row is read and judged, then what is new is written in one transaction or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from repaircli.platform.answers import Answer, Call
from repaircli.platform.db.session import Tx
from repaircli.platform.errors import UsageProblem
from repaircli.platform.text import Msg
from repaircli.platform.transaction import Transaction, kept, reads, writes
from repaircli.tabular import columns, import_report, output_files
from repaircli.tabular.columns import Column, Layout
from repaircli.tabular.import_calls import answered, with_file, with_key
from repaircli.tabular.import_report import Counts, ImportInfo
from repaircli.tabular.import_rows import (
    Errors,
    ImportFile,
    Numbers,
    RowStatus,
    ValidRow,
    judge_rows,
    reading_for,
    repairs,
)
from repaircli.tabular.rows import Row, RowError
from repaircli.tabular.source import opened

BadRows = list[tuple[Row, list[RowError]]]


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

    def compare(self, tx: Tx, file: ImportFile, entries: Sequence[ValidRow]) -> list[int | RowError]:
        """All rows are to be written as far as this goes; `compare_all` says which."""
        return [RowStatus.NEW] * len(entries)

    def compare_all(
        self, tx: Transaction, file: ImportFile, entries: Sequence[ValidRow], counts: Counts
    ) -> BadRows:
        """Counts what the rows would change; those that do not fit each other or what is stored."""
        raise NotImplementedError

    def warnings(self, tx: Transaction, entries: Sequence[ValidRow]) -> list[Msg]:
        """What is strange in the rows without being wrong."""
        return []

    def store(
        self, tx: Transaction, file: ImportFile, entries: Sequence[ValidRow], counts: Counts
    ) -> int | None:
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
    """Imports all rows of `file`; with a bad one none, or with `skip_invalid` the valid ones (exit 7).

    `check` writes nothing, `errors` names a file that gets the bad rows. A request id that is known gives its first
    answer. Raises UsageProblem for a file that cannot be read or has too many rows.
    """
    output_files.keep_apart(call, errors, file)
    with kept(), opened(file, columns.known_headers(kind.columns), encoding) as source:
        call = with_key(with_file(call, source.sha256))
        if (known := answered(call)) is not None:
            return known
        layout, wrong, warnings = source.lay_out(kind.columns)
        if wrong:
            return import_report.unreadable(source, wrong, kind.name, warnings)
        info = ImportInfo(kind.name, source.name, source.sha256, source.encoding, source.notes)
        imported = ImportFile(kind.name, source, layout, kind)
        with Errors(errors) as found:
            found.open(imported)
            return _import(call, imported, kind, info, found, warnings, check, skip_invalid)


def _import(
    call: Call,
    file: ImportFile,
    kind: SmallImport,
    info: ImportInfo,
    errors: Errors,
    warnings: list[Msg],
    check: bool,
    skip_invalid: bool,
) -> Answer:
    counts = Counts()
    entries, bad, more = _judged(call, file, kind, counts)
    warnings += more
    for row, wrong in sorted(bad, key=lambda pair: pair[0].line):
        errors.add(file, row, wrong)
    if check or (bad and not skip_invalid):
        answer = import_report.answer(info, counts, errors, warnings, None, check=check, written=check)
        return answer if check or kind.whole is None else replace(answer, hint=kind.whole)
    counts.skipped = len(bad)
    if not counts.imported and not counts.changed:
        return import_report.answer(info, counts, errors, warnings, None)
    left_out = {row.line for row, _ in bad}
    chosen = [entry for entry in entries if entry.row.line not in left_out]
    written = Counts(rows=counts.rows, skipped=counts.skipped)
    return _stored(
        call,
        file,
        kind,
        chosen,
        written,
        lambda batch: import_report.answer(info, written, errors, warnings, batch),
    )


@reads
def _judged(
    tx: Transaction, file: ImportFile, kind: SmallImport, counts: Counts
) -> tuple[list[ValidRow], BadRows, list[Msg]]:
    """The valid rows, the bad ones and the warnings; `counts` learns what the rows would change."""
    entries: list[ValidRow] = []
    bad: BadRows = []
    reader = reading_for(tx.zone)
    for row, entry, wrong in judge_rows(file, reader, Numbers()):
        counts.rows += 1
        if counts.rows > kind.max_rows:
            raise UsageProblem(kind.too_long)
        if entry is None:
            bad.append((row, wrong))
        else:
            entries.append(entry)
    bad += kind.compare_all(tx, file, entries, counts)
    return entries, bad, [*kind.warnings(tx, entries), *repairs(reader)]


@writes
def _stored(
    tx: Transaction,
    file: ImportFile,
    kind: SmallImport,
    entries: Sequence[ValidRow],
    counts: Counts,
    answer: Callable[[int | None], Answer],
) -> Answer:
    return answer(kind.store(tx, file, entries, counts))
