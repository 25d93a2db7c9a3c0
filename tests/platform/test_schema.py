"""The migrated schema, against the table classes, the code words and the queries that must stay fast."""

from __future__ import annotations

import importlib
import pkgutil
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Index, Table, UniqueConstraint
from sqlalchemy.dialects import sqlite
from sqlmodel import SQLModel

import repaircli
from repaircli.platform import codes
from repaircli.platform.db import system_tables
from repaircli.platform.db.columns import Stored, described
from repaircli.platform.db.migrations import runner

for _module in pkgutil.walk_packages(repaircli.__path__, "repaircli."):
    if _module.name.endswith("tables"):
        importlib.import_module(_module.name)

TABLES: dict[str, Table] = {**SQLModel.metadata.tables, **system_tables.metadata.tables}


@pytest.fixture(scope="module")
def migrated() -> Iterator[sqlite3.Connection]:
    file = sqlite3.connect(":memory:")
    for step in runner.STEPS:
        step(file.execute, "sqlite")
    yield file
    file.close()


def sql_of(file: sqlite3.Connection, name: str) -> str:
    return str(file.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0])


def test_there_is_a_step_for_every_version() -> None:
    files = {f.stem for f in Path(runner.__file__).parent.glob("step_*.*")}
    assert files == {f"step_{n:03}" for n in range(1, system_tables.SCHEMA_VERSION + 1)}


def test_the_migrations_make_exactly_the_tables_that_the_program_knows(migrated: sqlite3.Connection) -> None:
    found = {r[0] for r in migrated.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert found == set(TABLES)
    assert len(found) >= 20


@pytest.mark.parametrize("name", sorted(TABLES))
def test_columns_agree_in_name_type_null_and_key(migrated: sqlite3.Connection, name: str) -> None:
    dialect = sqlite.dialect()
    wanted = {(c.name, c.type.compile(dialect), not c.nullable, c.primary_key) for c in TABLES[name].columns}
    found = {
        # the key that SQLite counts up is never null, whatever the column says
        (r[1], r[2], bool(r[3]) or bool(r[5]), bool(r[5]))
        for r in migrated.execute(f"PRAGMA table_info({name})")
    }
    assert found == wanted


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_table_is_strict(migrated: sqlite3.Connection, name: str) -> None:
    assert sql_of(migrated, name).endswith("STRICT")


@pytest.mark.parametrize("name", sorted(TABLES))
def test_indexes_agree_in_name_columns_uniqueness_and_condition(
    migrated: sqlite3.Connection, name: str
) -> None:
    assert made_indexes(migrated, name) == declared_indexes(TABLES[name])


def declared_indexes(table: Table) -> set[Any]:
    found: set[Any] = set()
    for index in table.indexes:
        assert isinstance(index, Index)
        where = index.dialect_options["sqlite"]["where"]
        found.add(
            (
                index.name,
                tuple(c.name for c in index.columns),
                bool(index.unique),
                str(where) if where is not None else "",
            )
        )
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            found.add((None, tuple(c.name for c in constraint.columns), True, ""))
    return found


def made_indexes(file: sqlite3.Connection, table: str) -> set[Any]:
    found: set[Any] = set()
    for _, name, unique, origin, partial in file.execute(f"PRAGMA index_list({table})"):
        if origin == "pk":
            continue
        columns = tuple(r[2] for r in file.execute(f"PRAGMA index_info({name})"))
        where = sql_of(file, name).partition(" WHERE ")[2] if partial else ""
        found.add((name if origin == "c" else None, columns, bool(unique), where))
    return found


def stored_classes() -> list[type[Stored]]:
    return sorted(Stored.__subclasses__(), key=lambda table: str(table.__tablename__))


@pytest.mark.parametrize("table", stored_classes(), ids=lambda table: table.__tablename__)
def test_a_column_that_travels_or_is_shown_has_a_name_in_both_languages(table: type[Stored]) -> None:
    for column in described(table).values():
        shown = column.group or column.edit or column.travels != "never"
        en, zh = column.label, column.label.zh
        assert zh or not shown, column.name
        assert en.isascii() and (not zh or not zh.isascii() or en == zh), column.name


UNCHECKED = {
    ("capacity", "cause"),
    ("changes", "applied_as"),
    ("coverage", "cause"),
    ("orders", "promise_type"),
    ("polls", "role"),
    ("promises", "type"),
    ("settlement_lines", "reason"),
    ("users", "products"),
    ("users", "roles"),
}
"""Columns with codes that the database does not check."""


@pytest.mark.parametrize("table", stored_classes(), ids=lambda table: table.__tablename__)
def test_a_column_takes_the_values_that_its_class_names_and_no_others(
    migrated: sqlite3.Connection, table: type[Stored]
) -> None:
    name = str(table.__tablename__)
    checks = re.findall(r"CHECK \((\w+) IN \(('[^)]*)\)\)", sql_of(migrated, name))
    found = {column: {c.strip().strip("'") for c in listed.split(",")} for column, listed in checks}
    limited = {
        c.name: set(c.one_of or codes.ZH[c.codes or ""])
        for c in described(table).values()
        if c.one_of or c.codes
    }
    assert found == {column: values for column, values in limited.items() if (name, column) not in UNCHECKED}


BUSINESS_ROWS = [
    ("promises", "order_no"),
    ("contacts", "order_no"),
    ("facts", "order_no"),
    ("requests", "order_no"),
    ("forms", "order_no"),
    ("notifications", "order_no"),
    ("parts_requests", "order_no"),
    ("replaced_parts", "order_no"),
    ("visits", "order_no"),
    ("special_advices", "order_no"),
    ("entrustments", "order_no"),
    ("settlement_lines", "order_no"),
    ("settlement_lines", "settlement"),
    ("settlements", "station"),
    ("polls", "station"),
    ("orders", "station"),
    ("orders", "region"),
    ("stations", "region"),
    ("changes", "station"),
    ("coverage", "station"),
    ("coverage", "change"),
]


@pytest.mark.parametrize(("table", "column"), BUSINESS_ROWS)
def test_rows_cannot_hang_on_what_is_not_there(migrated: sqlite3.Connection, table: str, column: str) -> None:
    assert column in {r[3] for r in migrated.execute(f"PRAGMA foreign_key_list({table})")}


FAST = [
    "SELECT * FROM orders WHERE order_no = ?",
    "SELECT * FROM orders WHERE station = ? AND status = ?",
    "SELECT * FROM orders WHERE region = ? AND status = ?",
    "SELECT * FROM orders WHERE station = ? OR branch = ? OR station IN (SELECT no FROM stations WHERE head = ?)",
    "SELECT * FROM orders WHERE engineer = ? AND status = ?",
    "SELECT * FROM orders WHERE status = ? AND t1 < ?",
    "SELECT * FROM orders WHERE batch_id = ?",
    "SELECT * FROM promises WHERE order_no = ?",
    "SELECT * FROM contacts WHERE order_no = ? ORDER BY at",
    "SELECT * FROM facts WHERE order_no = ?",
    "SELECT * FROM urge_orders WHERE order_no = ?",
    "SELECT * FROM forms WHERE order_no = ?",
    "SELECT * FROM violations WHERE order_no = ?",
    "SELECT * FROM requests WHERE order_no = ?",
    "SELECT * FROM requests WHERE order_no = ? AND status = 'pending'",
    "SELECT * FROM requests WHERE status = ? AND region = ?",
    "SELECT * FROM notifications WHERE order_no = ?",
    "SELECT * FROM notifications WHERE status = ? ORDER BY id",
    "SELECT * FROM parts_requests WHERE order_no = ?",
    "SELECT * FROM parts_requests WHERE po = ?",
    "SELECT * FROM parts_requests WHERE status = ? AND eta < ?",
    "SELECT * FROM replaced_parts WHERE order_no = ?",
    "SELECT * FROM polls WHERE station = ? ORDER BY at",
    "SELECT * FROM polls WHERE at >= ? AND at < ?",
    "SELECT * FROM visits WHERE order_no = ?",
    "SELECT * FROM audit WHERE order_no = ? ORDER BY seq",
    "SELECT * FROM users WHERE login = ?",
    "SELECT * FROM batches WHERE state = ?",
    "SELECT * FROM special_advices WHERE order_no = ?",
    "SELECT * FROM entrustments WHERE order_no = ?",
    "SELECT * FROM entrustments WHERE paper_no = ? AND voided_at IS NULL",
    "SELECT * FROM orders WHERE station = ? AND closed_at >= ? AND closed_at < ?",
    "SELECT * FROM settlements WHERE station = ? ORDER BY month DESC",
    "SELECT * FROM settlement_lines WHERE settlement = ? ORDER BY seq",
    "SELECT * FROM settlement_lines WHERE order_no = ?",
    "SELECT * FROM areas WHERE code = ?",
    "SELECT * FROM coverage WHERE station = ? AND from_day <= ?",
    "SELECT * FROM changes WHERE station = ?",
    "SELECT * FROM changes WHERE state = ? AND region = ?",
    "SELECT count(*) FROM orders WHERE station = ? AND t1 >= ? AND t1 < ? AND status <> 'cancelled'",
]


@pytest.mark.parametrize("query", FAST)
def test_no_query_of_a_single_order_or_a_worklist_reads_a_whole_table(
    migrated: sqlite3.Connection, query: str
) -> None:
    plan = [r[3] for r in migrated.execute("EXPLAIN QUERY PLAN " + query, ["x"] * query.count("?"))]
    assert plan
    assert not [step for step in plan if step.startswith("SCAN")], plan


def test_the_steps_for_postgresql_have_no_word_that_only_sqlite_knows() -> None:
    made: list[str] = []
    for step in runner.STEPS:
        step(made.append, "postgresql")
    assert len(made) > 40
    for statement in made:
        assert not re.search(
            r"STRICT|AUTOINCREMENT|GLOB|WITHOUT ROWID|IN \(0, 1\)|id INTEGER PRIMARY", statement
        )
        assert statement.count("(") == statement.count(")")
