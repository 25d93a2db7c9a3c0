"""Codes from a file and into one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select, tuple_

from repaircli.code_lists import lists
from repaircli.code_lists.lists import CODE_FORM
from repaircli.code_lists.tables import ListCode
from repaircli.platform import codes
from repaircli.platform.answers import Answer, Call
from repaircli.platform.db.session import Tx, values
from repaircli.platform.errors import UsageProblem
from repaircli.platform.text import msg
from repaircli.platform.transaction import Transaction, reads
from repaircli.rules import code_lists as rules
from repaircli.tabular import columns
from repaircli.tabular.columns import Layout
from repaircli.tabular.keyed_import import Key, KeyedImport
from repaircli.tabular.rows import Row, RowError
from repaircli.tabular.small_import import import_file

MAX_CODES = 10_000
"""Codes in one file."""

_WORDS = {"subjects": "visit_subject", "free": "charged"}
"""The columns with several codes, and the area of each."""

COLUMNS = tuple(
    replace(c, words=columns.several_words(_WORDS[c.key])) if c.key in _WORDS else c
    for c in columns.of(ListCode)
)


class Codes(KeyedImport):
    """Rows of codes, known by list and code. The code and the name of a row may be those of no other one."""

    name = "codes"
    columns = COLUMNS
    table = ListCode
    by = ("kind", "code")
    max_rows = MAX_CODES
    too_long = msg("a file of codes has {most} rows at most", most=MAX_CODES)

    def judge(self, row: Row, layout: Layout, values: dict[str, Any]) -> list[RowError]:
        found = []
        try:
            values["code"] = lists.typed_code(values["code"])
        except UsageProblem as problem:
            found.append(layout.error(row, "code", "bad_code", problem.message, CODE_FORM))
        for column, area in _WORDS.items():
            known = [codes.code_of(area, text) for text in values.get(column) or ()]
            if None in known:
                text, fix = msg("unknown value"), msg("one of {known}", known=codes.choices(area))
                found.append(layout.error(row, column, "code", text, fix))
            elif known:
                values[column] = list(dict.fromkeys(known))
        for column, text in rules.flaws(values["kind"], values).items():
            fix = msg("the columns of each list: {command}", command="repaircli codes add --help")
            found.append(layout.error(row, column, "not_of_list", text, fix))
        return found

    def stored(self, tx: Tx, keys: Sequence[Key]) -> Mapping[Key, Any]:
        c = ListCode.__table__.c
        rows = tx.rows(ListCode, select(ListCode.__table__).where(tuple_(c.kind, c.code).in_(keys)))
        return {(row.kind, row.code): row for row in rows}

    def added(self, tx: Transaction, entry: Mapping[str, Any]) -> dict[str, Any]:
        return {**lists.blank(), **entry, "added_by": tx.acting.login, "added_at": tx.now}


def import_(
    call: Call,
    file: str,
    *,
    check: bool = False,
    skip_invalid: bool = False,
    errors: str | None = None,
    encoding: str | None = None,
) -> Answer:
    """Imports codes as `import_file` does; a known code is changed, and a file that was imported changes nothing."""
    return import_file(
        call, file, Codes(), check=check, skip_invalid=skip_invalid, errors=errors, encoding=encoding
    )


@reads
def rows(tx: Transaction) -> list[dict[str, Any]]:
    """Every code as a file has it, in the order of list and code; retired ones are left out."""
    found = tx.find(ListCode, order_by=("kind", "code"))
    return [dict(values(row)) for row in found if row.retired_at is None]
