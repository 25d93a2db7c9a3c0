"""Machines and the service policy from files, and machines into one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, tuple_

from repaircli.machines import machines
from repaircli.machines.machines import key_of
from repaircli.machines.tables import Machine, ServicePolicy
from repaircli.network import scope
from repaircli.platform.answers import Answer, Call
from repaircli.platform.db.session import Tx, values
from repaircli.platform.text import msg
from repaircli.platform.transaction import Transaction, reads
from repaircli.tabular import columns
from repaircli.tabular.columns import Layout
from repaircli.tabular.import_rows import ImportFile, ValidRow
from repaircli.tabular.keyed_import import Key, KeyedImport
from repaircli.tabular.rows import Row, RowError
from repaircli.tabular.small_import import import_file

COLUMNS = columns.of(Machine)
POLICY = columns.of(ServicePolicy)
MAX_ROWS = 500_000
"""Machines in one file."""
MAX_POLICY = 5_000


class Machines(KeyedImport):
    """Rows of machines, known by their serial number in whatever letters."""

    name = "machines"
    columns = COLUMNS
    table = Machine
    by = ("serial",)
    max_rows = MAX_ROWS
    too_long = msg("a file of machines has {most} rows at most", most=MAX_ROWS)

    def key_of(self, entry: Mapping[str, Any]) -> Key:
        return (key_of(entry["serial"]),)

    def stored(self, tx: Tx, keys: Sequence[Key]) -> Mapping[Key, Any]:
        self._stations = scope.stations(tx)
        rows = tx.find(Machine, serial_key=[key for (key,) in keys])
        return {(row.serial_key,): row for row in rows}

    def misfit(self, file: ImportFile, entry: ValidRow, before: Any) -> RowError | None:  # a Machine
        station = entry.values.get("station")
        if station is None or station in self._stations:
            return None
        text, fix = msg("no such station: {no}", no=station), msg("see the stations with station list")
        return file.layout.error(entry.row, "station", "no_station", text, fix)

    def added(self, tx: Transaction, entry: Mapping[str, Any]) -> dict[str, Any]:
        key = key_of(entry["serial"])
        return {
            **machines.blank(),
            **entry,
            "serial_key": key,
            "added_by": tx.acting.login,
            "added_at": tx.now,
        }


class Policies(KeyedImport):
    """Rows of the service policy, known by product, model and first day of sale."""

    name = "policies"
    columns = POLICY
    table = ServicePolicy
    by = ("product", "model", "from_day")
    max_rows = MAX_POLICY
    too_long = msg("a service policy has {most} rows at most", most=MAX_POLICY)
    whole = msg("correct them; a service policy is imported completely or not at all")

    def judge(self, row: Row, layout: Layout, values: dict[str, Any]) -> list[RowError]:
        values["model"] = values.get("model") or ""
        return []

    def stored(self, tx: Tx, keys: Sequence[Key]) -> Mapping[Key, Any]:
        c = ServicePolicy.__table__.c
        known = tuple_(c.product, c.model, c.from_day)
        rows = tx.rows(ServicePolicy, select(ServicePolicy.__table__).where(known.in_(keys)))
        return {(row.product, row.model, row.from_day): row for row in rows}

    def added(self, tx: Transaction, entry: Mapping[str, Any]) -> dict[str, Any]:
        empty = dict.fromkeys(c.key for c in POLICY)
        return {**empty, **entry, "set_by": tx.acting.login, "set_at": tx.now}


def import_(
    call: Call,
    file: str,
    *,
    check: bool = False,
    skip_invalid: bool = False,
    errors: str | None = None,
    encoding: str | None = None,
) -> Answer:
    """Imports machines as `import_file` does; a known machine is changed, the same file again changes nothing."""
    return import_file(
        call, file, Machines(), check=check, skip_invalid=skip_invalid, errors=errors, encoding=encoding
    )


def import_policy(
    call: Call, file: str, *, check: bool = False, errors: str | None = None, encoding: str | None = None
) -> Answer:
    """Imports rows of the service policy as `import_file` does: all of them, or none where any is bad."""
    return import_file(call, file, Policies(), check=check, errors=errors, encoding=encoding)


@reads
def rows(tx: Transaction) -> list[dict[str, Any]]:
    """Every machine as a file has it, by serial number."""
    return [dict(values(row)) for row in tx.find(Machine, order_by="serial_key")]


@reads
def policy(tx: Transaction, product: str | None = None, on: str | None = None) -> Answer:
    """The service policy: of a product, or the rows for machines sold on a day."""
    from repaircli.platform.inputs import code

    wanted = None if product is None else code("product", product, "--product")
    day = None if on is None else tx.day(on, "--on")
    found = tx.find(ServicePolicy, order_by=("product", "model", "from_day"))
    latest = {(row.product, row.model): row.id for row in found if day is not None and row.from_day <= day}
    return Answer(
        "machine.policy",
        [
            tx.as_json(ServicePolicy, row)
            for row in found
            if wanted in (None, row.product) and (day is None or row.id in latest.values())
        ],
    )
