"""The areas that were imported, over the list that is shipped with the program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, column, select, table

from repaircli.platform.db.session import Tx

# Read by every command that looks where an order belongs: the class stays unloaded.
_areas = table("areas", column("code"), column("name"), column("parent"))
_ONE = select(_areas).where(_areas.c.code == bindparam("code"))


def imported(tx: Tx, code: str) -> Row[Any] | None:
    """The imported area of that code, None where none was."""
    return tx.one(_ONE, {"code": code})


def every_imported(tx: Tx) -> list[Row[Any]]:
    """Every imported area by code."""
    return tx.all(select(_areas).order_by(_areas.c.code))


def store(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Adds areas, or replaces those whose code is there."""
    from repaircli.network.coverage_tables import ImportedArea

    there = {row.code for row in every_imported(tx)}
    tx.insert_many(ImportedArea, [row for row in rows if row["code"] not in there])
    for row in rows:
        if row["code"] in there:
            tx.update(ImportedArea, {"code": row["code"]}, **{k: v for k, v in row.items() if k != "code"})
