"""Imports of a table whose rows are known by a key: a new key is added, a known one is changed, the same again is nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

from repaircli.platform.db.columns import Stored
from repaircli.platform.db.rows import chunks
from repaircli.platform.db.session import Tx, values
from repaircli.platform.errors import UsageProblem
from repaircli.platform.text import msg
from repaircli.platform.transaction import Transaction
from repaircli.tabular.import_report import Counts
from repaircli.tabular.import_rows import ImportFile, ValidRow
from repaircli.tabular.rows import RowError
from repaircli.tabular.small_import import BadRows, SmallImport

Key = tuple[Any, ...]  # values of any columns


class _Compared(NamedTuple):
    """The rows of a file beside what is stored: those to add, those to change with their number, those that do not fit."""

    new: list[ValidRow]
    changed: list[tuple[int, dict[str, Any]]]
    bad: BadRows


class KeyedImport(SmallImport):
    """A file whose columns are those of `table`. Cells that are left out or empty leave a known row as it is."""

    table: ClassVar[type[Stored]]
    by: ClassVar[Sequence[str]]
    """The columns that a row is known by."""

    def stored(self, tx: Tx, keys: Sequence[Key]) -> Mapping[Key, Any]:  # rows of `table`
        """The rows that are stored for the keys."""
        raise NotImplementedError

    def key_of(self, entry: Mapping[str, Any]) -> Key:
        """The key of a row of the file, as `stored` has it."""
        return tuple(entry.get(name) for name in self.by)

    def added(self, tx: Transaction, entry: Mapping[str, Any]) -> dict[str, Any]:
        """The whole row for an entry that is new; every row names the same columns."""
        raise NotImplementedError

    def changes(self, before: Any, entry: Mapping[str, Any]) -> dict[str, Any]:  # a row of `table`
        """What the entry changes of a known row."""
        there = values(before)
        return {name: v for name, v in entry.items() if name not in self.by and there[name] != v}

    def misfit(self, file: ImportFile, entry: ValidRow, before: Any) -> RowError | None:  # a row of `table`
        """What is wrong with an entry beside the row that is stored, None for a new one; if anything."""
        return None

    def compare_all(
        self, tx: Transaction, file: ImportFile, entries: Sequence[ValidRow], counts: Counts
    ) -> BadRows:
        return self._compared(tx, file, entries, counts).bad

    def store(self, tx: Transaction, file: ImportFile, entries: Sequence[ValidRow], counts: Counts) -> None:
        """Writes the rows, compared again with what is stored by now. Raises UsageProblem where one does not fit now."""
        found = self._compared(tx, file, entries, counts)
        if found.bad:
            (_, (flaw, *_)), *_ = found.bad
            raise UsageProblem(flaw.text, flaw.fix, code=flaw.code)
        tx.insert_many(self.table, [self.added(tx, entry.values) for entry in found.new])
        for number, other in found.changed:
            tx.update(self.table, {"id": number}, **other)
        source = file.source
        told = {"added": counts.imported, "changed": counts.changed}
        tx.event(f"{self.name}.imported", after={"file": source.name, "sha256": source.sha256, **told})

    def _compared(
        self, tx: Transaction, file: ImportFile, entries: Sequence[ValidRow], counts: Counts
    ) -> _Compared:
        lines: dict[Key, int] = {}
        found = _Compared([], [], [])
        once: list[tuple[Key, ValidRow]] = []
        for entry in entries:
            key = self.key_of(entry.values)
            if key not in lines:
                lines[key] = entry.row.line
                once.append((key, entry))
                continue
            text = msg("the row in line {line} has the same key", line=lines[key])
            flaw = file.layout.error(
                entry.row, self.by[-1], "twice_in_file", text, msg("remove one of the two rows")
            )
            found.bad.append((entry.row, [flaw]))
        known: dict[Key, Any] = {}
        for part in chunks([key for key, _ in once]):
            known.update(self.stored(tx, part))
        for key, entry in once:
            before = known.get(key)
            wrong = self.misfit(file, entry, before)
            if wrong is not None:
                found.bad.append((entry.row, [wrong]))
            elif before is None:
                found.new.append(entry)
            elif other := self.changes(before, entry.values):
                found.changed.append((before.id, other))
            else:
                counts.unchanged += 1
        counts.imported += len(found.new)
        counts.changed += len(found.changed)
        return found
