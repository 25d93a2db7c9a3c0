"""The areas that were imported, over the list that is shipped with the program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from repaircli.network.coverage_tables import ImportedArea
from repaircli.platform.db.session import Tx


def imported(tx: Tx, code: str) -> ImportedArea | None:
    """The imported area of that code, None where none was."""
    return tx.get(ImportedArea, code=code)


def every_imported(tx: Tx) -> list[ImportedArea]:
    """Every imported area by code."""
    return tx.find(ImportedArea)


def store(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Adds areas, or replaces those whose code is there."""
    there = {row.code for row in every_imported(tx)}
    tx.insert_many(ImportedArea, [row for row in rows if row["code"] not in there])
    for row in rows:
        if row["code"] in there:
            tx.update(ImportedArea, {"code": row["code"]}, **{k: v for k, v in row.items() if k != "code"})
