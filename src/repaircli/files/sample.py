"""The sample that is shipped with the program: a network of stations, its people, a call centre's orders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from repaircli.code_lists.files import Codes
from repaircli.files import queries as files_queries
from repaircli.files.import_orders import COLUMNS, NewOrders
from repaircli.files.import_stations import STATIONS
from repaircli.machines.files import Machines, Policies
from repaircli.network import stations, users
from repaircli.platform.codes import Role
from repaircli.platform.errors import Unusable
from repaircli.platform.identity import Acting
from repaircli.platform.several import several
from repaircli.platform.text import Msg, msg
from repaircli.platform.transaction import Transaction
from repaircli.platform.user_tables import User
from repaircli.tabular import columns
from repaircli.tabular.columns import Column, Layout
from repaircli.tabular.import_report import Counts
from repaircli.tabular.import_rows import Importer, ImportFile, Numbers, ValidRow, judge_rows, reading_for
from repaircli.tabular.keyed_import import KeyedImport
from repaircli.tabular.rows import RowError
from repaircli.tabular.source import Source, opened

TAKEN_OVER = "2026-06-12T09:00:00"
"""The Friday on which all orders of the sample have come in and none is touched; its holidays lie ahead."""


def _role_codes(text: str, reading: columns.Reading) -> list[Role]:
    return [Role(columns.code("role")(part, reading)) for part in several(text)]


PEOPLE: tuple[Column, ...] = (
    Column("login", "账号", columns.number_text, required=True),
    Column("name", "姓名", columns.free_text, required=True),
    Column("roles", "角色", _role_codes, required=True),
    Column("region", "大区", columns.free_text),
    Column("station", "维修站编号", columns.station_number),
)


def folder() -> Path:
    """Where the sample lies: in the installed package, or beside the source tree. Raises Unusable without one."""
    package = Path(__file__).resolve().parent.parent
    for place in (package / "sample", package.parent.parent / "data" / "sample"):
        if (place / "orders.csv").is_file():
            return place
    raise Unusable(msg("the sample data is not installed with the program"), code="no_sample")


def load(tx: Transaction) -> dict[str, Any]:
    """Writes the sample into this transaction, in which the identity `admin` was made; how many of each there are.

    Stations, people and orders are judged and written as by their commands. A clock that is set before the orders
    came in keeps them all the same.
    """
    place = folder()
    tx.act_as(_as_admin(tx))
    network = [
        stations.save(tx, values, new=True, make_region=True)
        for values in _values(tx, place / "stations.csv", STATIONS)
    ]
    if bad := next((s for s in network if s.flaws), None):
        raise _broken("stations.csv", bad.flaws[0].text)
    people = 0
    for person in _values(tx, place / "people.csv", PEOPLE):
        users.create(
            tx, person["login"], person["name"], person["roles"], person.get("region"), person.get("station")
        )
        people += 1
    for name, kind in (("codes", Codes()), ("policy", Policies()), ("machines", Machines())):
        _keyed(tx, place / f"{name}.csv", kind)
    return {
        "stations": len(network),
        "regions": len({s.station["region"] for s in network if s.station}),
        "people": people,
        "orders": _orders(tx, place / "orders.csv"),
    }


def _as_admin(tx: Transaction) -> Acting:
    row = tx.find(User, limit=1)[0]
    held = frozenset({Role.ADMIN})
    return Acting(row.id, row.login, row.name, Role.ADMIN, held, (Role.ADMIN,), None, None)


def _values(tx: Transaction, path: Path, known: Sequence[Column]) -> Iterator[Mapping[str, Any]]:
    """The rows of a file by column, without its empty cells."""
    reading = reading_for(tx.zone)
    with _file(path, known) as (source, layout):
        for row in source.rows():
            values, errors = columns.read_cells(row, layout, reading)
            _all_good(path, errors)
            yield {key: value for key, value in values.items() if value is not None}


def _orders(tx: Transaction, path: Path) -> int:
    now = max(tx.now, datetime.fromisoformat(TAKEN_OVER).replace(tzinfo=tx.zone))
    importer = Importer(tx.acting.login, Role.ADMIN, None, now, tx.zone)
    entries: list[ValidRow] = []
    with _file(path, COLUMNS) as (source, layout):
        judge = NewOrders(importer, files_queries.stations(tx), {}, source.sha256)
        file = ImportFile("orders", source, layout, judge)
        for _, entry, errors in judge_rows(file, reading_for(tx.zone), Numbers()):
            _all_good(path, errors)
            entries += [entry] if entry else []
        what = judge.write(tx, {"orders": entries}, None)
        tx.event(
            "orders.imported",
            after={"file": path.name, "sha256": source.sha256, "orders": len(entries), **what},
        )
    return len(entries)


def _keyed(tx: Transaction, path: Path, kind: KeyedImport) -> None:
    with _file(path, kind.columns) as (source, layout):
        file = ImportFile(kind.name, source, layout, kind)
        entries: list[ValidRow] = []
        for _, entry, errors in judge_rows(file, reading_for(tx.zone), Numbers()):
            _all_good(path, errors)
            entries += [entry] if entry else []
        kind.store(tx, file, entries, Counts())


@contextmanager
def _file(path: Path, known: Sequence[Column]) -> Iterator[tuple[Source, Layout]]:
    with opened(str(path), columns.known_headers(known)) as source:
        layout, errors, _ = source.lay_out(known)
        _all_good(path, errors)
        yield source, layout


def _all_good(path: Path, errors: Sequence[RowError]) -> None:
    if errors:
        raise _broken(f"{path.name}:{errors[0].line}", errors[0].text)


def _broken(where: str, why: Msg) -> Unusable:
    return Unusable(
        msg("the sample data is damaged: {where}: {why}", where=where, why=why), code="bad_sample"
    )
