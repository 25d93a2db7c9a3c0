"""What an import answers: how many rows came in, were there, were left out, and every bad one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from repaircli.platform.answers import Answer
from repaircli.platform.errors import EXIT_OK, EXIT_PARTIAL
from repaircli.platform.text import Msg, msg
from repaircli.tabular.import_rows import Errors
from repaircli.tabular.rows import RowError
from repaircli.tabular.source import Source


@dataclass(slots=True)
class Counts:
    """Rows read in all; new ones written (or to be written); changed ones; those that were there; those left out.

    `others` are rows of the other files of a folder, by name.
    """

    rows: int = 0
    imported: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: int = 0
    others: dict[str, int] = field(default_factory=dict)

    def __add__(self, more: Counts) -> Counts:
        """These counts and `more`, which another transaction of the same import wrote."""
        both = zip(self.as_data().items(), more.as_data().values(), strict=True)
        sums: dict[str, Any] = {
            name: dict(Counter(mine) + Counter(theirs)) if name == "others" else mine + theirs
            for (name, mine), theirs in both
        }
        return Counts(**sums)

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class ImportInfo:
    """Which file is imported, as what."""

    kind: str
    name: str
    sha256: str
    encoding: str | None
    notes: tuple[Msg, ...] = ()

    def as_event(self) -> dict[str, Any]:
        """The file in the audit log."""
        return {"kind": self.kind, "file": self.name, "sha256": self.sha256}


def answer(
    about: ImportInfo,
    counts: Counts,
    errors: Errors,
    warnings: Sequence[Msg],
    batch: int | None,
    *,
    check: bool = False,
    written: bool = True,
) -> Answer:
    """The answer of an import. Exit 7 where any row is bad.

    `written` false: bad rows kept all of it out; then `kept_out` counts the good ones, where there are any.
    """
    data: dict[str, Any] = {
        "imported": counts.imported if written and not check else 0,
        "changed": counts.changed if written and not check else 0,
        "unchanged": counts.unchanged,
        "skipped": counts.skipped,
        "rows": counts.rows,
        "bad": errors.rows,
        "errors": errors.data(),
        "errors_left_out": errors.errors - len(errors.listed),
        "encoding": about.encoding,
        "file": about.name,
        "sha256": about.sha256,
        "batch": batch,
        "check": check,
        "warnings": list(warnings),
    }
    if check:
        data["importable"] = counts.imported + counts.changed
    elif not written and (good := counts.imported + counts.changed):
        data["kept_out"] = good
    if counts.others:
        data["others"] = counts.others if written and not check else {}
    notes = (*about.notes, *warnings)
    if not errors.rows:
        return Answer("exchange.import", data, EXIT_OK, notes)
    complaint, hint = _complaint(counts, errors, check, written)
    return Answer("exchange.import", data, EXIT_PARTIAL, notes, complaint, hint)


def unreadable(source: Source, found: Sequence[RowError], kind: str, warnings: Sequence[Msg]) -> Answer:
    """The answer where the file has no header that fits: nothing is read further."""
    about = ImportInfo(kind, source.name, source.sha256, source.encoding, source.notes)
    errors = Errors(None)
    errors.listed += found
    errors.errors = len(found)
    made = answer(about, Counts(), errors, warnings, None, written=False)
    text = msg(
        "the header of {file} does not fit: {first}; nothing was imported",
        file=source.name,
        first=found[0].text,
    )
    return Answer(made.kind, made.data, EXIT_PARTIAL, made.notes, text, found[0].fix)


def _complaint(counts: Counts, errors: Errors, check: bool, written: bool) -> tuple[Msg, Msg | None]:
    if check:
        return msg("bad rows: {bad} of {rows}", bad=errors.rows, rows=counts.rows), None
    if not written:
        text = msg("bad rows: {bad} of {rows}; nothing was imported", bad=errors.rows, rows=counts.rows)
        return text, msg("correct them, or leave them out with --skip-invalid --errors FILE")
    return msg("bad rows: {bad} of {rows}; they were skipped", bad=errors.rows, rows=counts.rows), None
