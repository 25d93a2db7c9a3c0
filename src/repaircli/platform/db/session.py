"""One database, opened by the recipe that loses no update: a read and a write engine, and transactions on them."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast, overload
from urllib.parse import quote

from sqlalchemy import Table, bindparam, create_engine, delete, event, insert, select, update
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.util import LRUCache

from repaircli.platform.db import failures, system_tables
from repaircli.platform.errors import Unusable, UsageProblem, reason
from repaircli.platform.text import command_line, msg

if TYPE_CHECKING:
    from sqlalchemy import (
        Connection,
        Delete,
        Dialect,
        Engine,
        ExceptionContext,
        Executable,
        Insert,
        Row,
        Select,
        Update,
    )

    from repaircli.platform.db.columns import Stored

    Stores = type[Stored] | Table

BUSY_SECONDS = 30
_PRAGMAS = (f"busy_timeout={BUSY_SECONDS * 1000}", "synchronous=FULL", "foreign_keys=ON")

Genesis = Callable[["Tx"], None]

R = TypeVar("R", bound="Stored")


class Tx:
    """A transaction: statements go through here, rows come out whole, nothing outlives it.

    Where a method takes equalities by column name, None means NULL and a list, tuple or set means "one of".
    """

    def __init__(self, conn: Connection, dialect: str) -> None:
        self.conn = conn
        self.dialect = dialect
        self.head: tuple[int, str] | None = None
        """Last audit event of this transaction, kept by `store.audit`."""
        self._settings: dict[str, Any] | None = None

    def one(self, stmt: Executable, params: Mapping[str, Any] | None = None) -> Row[Any] | None:
        """The first row, or None."""
        return self.conn.execute(stmt, params).first()

    def all(self, stmt: Executable, params: Mapping[str, Any] | None = None) -> list[Row[Any]]:
        """Every row."""
        return list(self.conn.execute(stmt, params).all())

    def scalar(self, stmt: Executable, params: Mapping[str, Any] | None = None) -> Any:  # any column
        """The first column of the first row, or None."""
        return self.conn.execute(stmt, params).scalar()

    def run(
        self, stmt: Executable, params: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> int:
        """Executes a writing statement; how many rows it touched."""
        return self.conn.execute(stmt, params).rowcount

    @overload
    def get(self, table: type[R], **eq: object) -> R | None: ...
    @overload
    def get(self, table: Table, **eq: object) -> Row[Any] | None: ...
    def get(self, table: Stores, **eq: Any) -> Any:
        """The first row of `table` where every named column equals its value; typed as the table's class."""
        stmt, params = _selection(table, eq, ())
        return self.one(stmt, params)

    def one_row(self, table: type[R], **eq: object) -> R:
        """The row of `table` where every named column equals its value; it must be there."""
        row = self.get(table, **eq)
        assert row is not None, (table, eq)
        return row

    def rows(self, table: type[R], stmt: Select[Any], params: Mapping[str, Any] | None = None) -> list[R]:
        """Every row of `stmt`, which selects whole rows of `table`; typed as the table's class.

        At run time a row is SQLAlchemy's, read-only, with the attributes of the class.
        """
        return cast("list[R]", self.all(stmt, params))

    @overload
    def find(
        self,
        table: type[R],
        order_by: str | Sequence[str] | None = None,
        limit: int | None = None,
        **eq: object,
    ) -> list[R]: ...
    @overload
    def find(
        self,
        table: Table,
        order_by: str | Sequence[str] | None = None,
        limit: int | None = None,
        **eq: object,
    ) -> list[Row[Any]]: ...
    def find(
        self, table: Stores, order_by: str | Sequence[str] | None = None, limit: int | None = None, **eq: Any
    ) -> Any:
        """Rows of `table` where every named column equals its value, sorted by `order_by` (`-name`: falling).

        Without `order_by` by the primary key.
        """
        core = _table(table)
        if order_by is None:
            order_by = [c.name for c in core.primary_key]
        stmt, params = _selection(core, eq, (order_by,) if isinstance(order_by, str) else tuple(order_by))
        return self.all(stmt if limit is None else stmt.limit(limit), params)

    def insert(self, table: Stores, **values: object) -> int:
        """Adds a row; its new id where the database counts them, else 0."""
        core = _table(table)
        key = self.conn.execute(_insertion(core), values).inserted_primary_key
        number = key[0] if key else 0
        return number if isinstance(number, int) else 0

    def add(self, table: type[R], **values: object) -> R:
        """Adds a row and gives it as it is stored, with its new id and the defaults."""
        return cast("R", self.conn.execute(_insertion(table.__table__, returning=True), values).one())

    def insert_many(self, table: Stores, rows: Sequence[Mapping[str, Any]]) -> None:
        """Adds rows in one executemany; every mapping names the same columns."""
        if rows:
            self.conn.execute(_insertion(_table(table)), list(rows))

    def update(self, table: Stores, where: Mapping[str, Any], **values: object) -> int:
        """Sets `values` on the rows that `where` describes; how many there were.

        Put the expected status into `where` and look at the number: that holds on every database.
        """
        shape, params = _bound(where)
        stmt = _change(_table(table), shape, tuple(values))
        return self.run(stmt, params | {f"v_{name}": value for name, value in values.items()})

    def change(self, table: type[R], where: Mapping[str, Any], **values: object) -> R | None:
        """As `update` for the one row that `where` describes: that row as it is stored now, None if there is none."""
        shape, params = _bound(where)
        stmt = _change(table.__table__, shape, tuple(values), returning=True)
        changed = self.one(stmt, params | {f"v_{name}": value for name, value in values.items()})
        return cast("R | None", changed)

    def delete(self, table: Stores, **eq: object) -> int:
        """Removes the rows where every named column equals its value; how many there were. `eq` may not be empty."""
        if not eq:
            raise ValueError("a delete without a condition")
        shape, params = _bound(eq)
        return self.run(_removal(_table(table), shape), params)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What happens inside is undone alone when it raises; the transaction goes on."""
        head, settings = self.head, None if self._settings is None else dict(self._settings)
        try:
            with self.conn.begin_nested():
                yield
        except BaseException:
            self.head, self._settings = head, settings
            raise

    @property
    def settings(self) -> Mapping[str, Any]:
        """Every setting, read in one query when first asked for."""
        if self._settings is None:
            self._settings = {row.key: row.value for row in self.all(_SETTINGS)}
        return self._settings

    def set(self, key: str, value: object) -> None:
        """Stores one setting; `value` is anything JSON can hold, but not None."""
        if not self.update(system_tables.settings, {"key": key}, value=value):
            self.insert(system_tables.settings, key=key, value=value)
        if self._settings is not None:
            self._settings[key] = value

    @property
    def training(self) -> bool:
        """Whether this is a training database."""
        return self.settings.get("training") is True


_SETTINGS = select(system_tables.settings)


class Database:
    """A database by its path or URL. Nothing is opened before the first transaction.

    `name` is how the person named it, without a password; `path` is None on a server.
    """

    def __init__(self, target: str) -> None:
        self.path, self._url = _located(target)
        self.dialect = "sqlite" if self._url is None else self._url.get_backend_name()
        self.name = str(self.path) if self._url is None else self._url.render_as_string(hide_password=True)
        self._engines: dict[bool, Engine] = {}
        self._training: bool | None = None

    @classmethod
    def open(cls, target: str) -> Database:
        """The database at `target`, a file path or an SQLAlchemy URL.

        Raises UsageProblem for a URL that names nothing we know, Unusable where there is no database.
        """
        database = cls(target)
        if database.path is not None:
            _require_file(database.path)
        return database

    @property
    def training(self) -> bool:
        """Whether this is a training database; costs a read transaction when none was open before."""
        if self._training is None:
            with self.read() as tx:
                self._training = tx.training
        return self._training

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """A transaction that cannot write. Keep it to one page of rows: in rollback mode it holds up commits."""
        with self.transaction(reading=True) as tx:
            yield tx

    @contextmanager
    def write(self) -> Iterator[Tx]:
        """A transaction that writes: alone from its first moment, committed at the end of the block.

        Raises Unusable when the database is locked, full, read-only or damaged, OutcomeUnknown when COMMIT met an
        I/O error.
        """
        with self.turn(), self.transaction() as tx:
            yield tx

    def turn(self) -> AbstractContextManager[object]:
        """The writers' queue of this database, as a context; empty on a server."""
        if self.path is None:
            return nullcontext()
        from repaircli.platform.db.write_lock import turn

        return turn(self.path.with_name(self.path.name + ".lock"))

    def close(self) -> None:
        """Gives every connection back. The object may be used again."""
        for engine in self._engines.values():
            engine.dispose()
        self._engines.clear()

    def is_retryable(self, error: BaseException) -> bool:
        """Whether a transaction that failed with `error` may be run again as a whole."""
        return failures.is_retryable(error)

    def engine(self, *, reading: bool) -> Engine:
        """The engine for reading or for writing; two, because what is set on a connection stays with it."""
        if reading not in self._engines:
            make = self._server_engine if self.path is None else self._file_engine
            self._engines[reading] = _shared(make(reading), self.name if self.path is None else "sqlite")
        return self._engines[reading]

    def failure(self, error: BaseException, *, committing: bool = False) -> BaseException:
        """What to raise for `error`: a fault of the database in our words, anything else as it is."""
        return failures.translated(error, self.name, committing=committing) or error

    @contextmanager
    def transaction(
        self,
        *,
        reading: bool = False,
        any_version: bool = False,
        prepare: Callable[[Database, Connection], None] | None = None,
    ) -> Iterator[Tx]:
        """A transaction outside the writers' queue: for `read`, `write` and the migrations, not for actions.

        `any_version` leaves the schema version unasked; `prepare` gets the connection before BEGIN.
        """
        try:
            conn = self.engine(reading=reading).connect()
        except (DBAPIError, sqlite3.Error) as e:
            raise self.failure(e) from e
        try:
            try:
                if prepare is not None:
                    prepare(self, conn)
                begun = conn.begin()
                if not any_version:
                    self._require_version(conn)
                tx = Tx(conn, self.dialect)
                if self._training is None and not any_version:
                    self._training = tx.training
                yield tx
            except BaseException as e:
                _abandon(conn)
                if isinstance(e, (DBAPIError, sqlite3.Error)):
                    raise self.failure(e) from e
                raise
            try:
                begun.rollback() if reading else begun.commit()
            except (DBAPIError, sqlite3.Error) as e:
                _abandon(conn)
                raise self.failure(e, committing=not reading) from e
        finally:
            conn.close()

    def _require_version(self, conn: Connection) -> None:
        found = self.version(conn)
        if found == system_tables.SCHEMA_VERSION:
            return
        if found > system_tables.SCHEMA_VERSION:
            raise failures.too_new(found, system_tables.SCHEMA_VERSION)
        if found == 0:
            raise failures.unfinished(self.name)
        raise failures.too_old(found, system_tables.SCHEMA_VERSION, self.name)

    def version(self, conn: Connection) -> int:
        """The schema version, 0 for an empty database. Unusable when the file belongs to another program."""
        if self.path is None:
            from sqlalchemy import inspect, text

            if not inspect(conn).has_table("schema_version"):
                return 0
            return int(conn.execute(text("SELECT max(version) FROM schema_version")).scalar() or 0)
        raw = driver(conn)
        version, owner = (
            int(raw.execute(f"PRAGMA {p}").fetchone()[0]) for p in ("user_version", "application_id")
        )
        if owner != system_tables.APPLICATION_ID and (
            version or owner or raw.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
        ):
            raise failures.not_ours(self.name)
        return version

    def _file_engine(self, reading: bool) -> Engine:
        from sqlalchemy.pool import QueuePool

        assert self.path is not None
        uri = f"file:{quote(os.fsencode(self.path))}?mode=rw"

        def connect() -> sqlite3.Connection:
            return sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, check_same_thread=False)

        engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool)
        event.listen(engine, "connect", lambda raw, _: self._prepare(raw, reading))
        # the driver's own half-transactions lose updates: ours begin here, and a writer's is exclusive at once
        begin = "BEGIN" if reading else "BEGIN IMMEDIATE"
        event.listen(engine, "begin", lambda conn: conn.exec_driver_sql(begin))
        event.listen(engine, "handle_error", _keep_interrupted)
        return engine

    def _prepare(self, raw: sqlite3.Connection, reading: bool) -> None:
        assert self.path is not None
        raw.isolation_level = None
        for pragma in _PRAGMAS:
            raw.execute(f"PRAGMA {pragma}")
        mode = raw.execute("PRAGMA journal_mode").fetchone()[0]
        wanted = "truncate"
        if mode == "wal":
            from repaircli.platform.db import journal

            wanted = journal.wanted(self.path, sqlite3.sqlite_version_info)
        if mode != wanted:
            # WAL stays in the file, TRUNCATE does not: it is asked for on every connection
            mode = raw.execute(f"PRAGMA journal_mode={wanted}").fetchone()[0]
        if mode != wanted:
            raise Unusable(
                msg("journal mode {wanted} is required, but SQLite keeps {mode}", mode=mode, wanted=wanted),
                command_line("db info", "--db {db}", db=self.name),
                code="journal",
            )
        if reading:
            raw.execute("PRAGMA query_only=ON")

    def _server_engine(self, reading: bool) -> Engine:
        assert self._url is not None
        try:
            engine = create_engine(self._url, isolation_level="SERIALIZABLE", pool_pre_ping=True)
        except ModuleNotFoundError as e:
            raise Unusable(
                msg("the driver for {url} is not installed", url=self.name),
                msg("pipx inject repaircli 'psycopg[binary]'"),
                code="no_driver",
            ) from e
        return engine.execution_options(postgresql_readonly=True) if reading else engine


_kept: ContextVar[dict[tuple[Any, ...], Database] | None] = ContextVar("repaircli_databases", default=None)


@contextmanager
def kept() -> Iterator[None]:
    """What is `opened` inside the block stays open until its end, so that many commands pay for it once."""
    databases: dict[tuple[Any, ...], Database] = {}
    token = _kept.set(databases)
    try:
        yield
    finally:
        _kept.reset(token)
        for database in databases.values():
            database.close()


def values(row: Stored) -> Mapping[str, Any]:
    """The columns of a row that `get`, `find` or `rows` gave, by name."""
    return cast("Mapping[str, Any]", cast("Row[Any]", row)._mapping)


@contextmanager
def opened(target: str) -> Iterator[Database]:
    """The database at `target` for the block; inside of `kept` it stays open for the next one.

    Raises as `Database.open` does.
    """
    database = Database.open(target)
    databases = _kept.get()
    if databases is not None:
        yield databases.setdefault(_identity(database), database)
        return
    try:
        yield database
    finally:
        database.close()


def _identity(database: Database) -> tuple[Any, ...]:
    """What tells a database from one that took its name since: a file put in its place is another one."""
    if database.path is None:
        return (database._url,)
    found = database.path.stat()
    return (database.path, found.st_dev, found.st_ino)


def driver(conn: Connection) -> sqlite3.Connection:
    """The driver's own connection below `conn`, for what must pass by SQLAlchemy."""
    raw = conn.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw


_dialects: dict[str, Dialect] = {}
_statements: LRUCache[Any, Any] = LRUCache(2_000)
"""One cache of compiled statements for every engine of the process."""


def _shared(engine: Engine, server: str) -> Engine:
    """`engine` with the dialect and the statement cache of every other engine of `server`.

    An engine's own would be empty, and compiling the statements of a command again costs more than running them. The
    dialect is part of a statement's key in the cache; it is kept once it has been on a connection.
    """
    known = _dialects.get(server)
    if known is not None:
        engine.dialect = known
    else:
        event.listen(engine, "connect", lambda *_: _dialects.setdefault(server, engine.dialect))
    engine.update_execution_options(compiled_cache=_statements)
    return engine


def _keep_interrupted(context: ExceptionContext) -> None:
    """Leaves the connection of an interrupted statement open, so that its transaction is rolled back.

    SQLAlchemy closes it, and SQLite keeps the lock of a closed connection for as long as the interrupt's traceback
    holds one of its statements.
    """
    if not isinstance(context.original_exception, Exception):
        context.is_disconnect = False


def _abandon(conn: Connection) -> None:
    """Undoes what is open and throws the connection away where even that fails."""
    try:
        if (begun := conn.get_transaction()) is not None:
            begun.rollback()
    except (DBAPIError, sqlite3.Error):
        with suppress(DBAPIError, sqlite3.Error):
            conn.invalidate()


def _located(target: str) -> tuple[Path | None, URL | None]:
    if "://" not in target:
        return _path(target), None
    try:
        url = make_url(target)
        url.get_dialect()
    except (ArgumentError, NoSuchModuleError, ValueError) as e:
        raise UsageProblem(
            msg("not a database URL: {url}", url=target.partition("://")[0] + "://…"),
            command_line("db info", "--db repair.db"),
        ) from e
    except ModuleNotFoundError:
        pass
    backend = url.get_backend_name()
    if backend == "sqlite" and url.database and url.database != ":memory:":
        return _path(url.database), None
    if backend != "postgresql":
        raise UsageProblem(
            msg("a database is a SQLite file or PostgreSQL, not {backend}", backend=backend),
            command_line("db info", "--db repair.db"),
        )
    return None, url


def _path(text: str) -> Path:
    if not text or "\0" in text:
        raise UsageProblem(msg("--db is empty"), command_line("db info", "--db repair.db"))
    # resolved, so that a link and its target share one write queue
    return Path(os.path.realpath(os.path.expanduser(text)))


def _require_file(path: Path) -> None:
    name = str(path)
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError) as e:
        raise failures.missing(name) from e
    except OSError as e:
        raise Unusable(
            msg("{db} cannot be opened: {why}", db=name, why=reason(e)),
            failures.look(path),
            code="cannot_open",
        ) from e
    if not stat.S_ISREG(mode):
        raise failures.not_ours(name)


def _table(table: Stores) -> Table:
    return table if isinstance(table, Table) else table.__table__


# Statements are built once per shape: SQLAlchemy then finds the compiled text by a key it need not make again.

_Shape = tuple[tuple[str, str], ...]


def _bound(eq: Mapping[str, Any]) -> tuple[_Shape, dict[str, Any]]:
    shape: list[tuple[str, str]] = []
    params: dict[str, Any] = {}
    for name, value in eq.items():
        if value is None:
            shape.append((name, "null"))
            continue
        many = isinstance(value, (list, tuple, set, frozenset))
        shape.append((name, "in" if many else "eq"))
        params[f"w_{name}"] = list(value) if many else value
    return tuple(shape), params


def _conditions(table: Table, shape: _Shape) -> Iterator[Any]:
    for name, how in shape:
        column = table.c[name]
        if how == "null":
            yield column.is_(None)
        elif how == "in":
            yield column.in_(bindparam(f"w_{name}", expanding=True, type_=column.type))
        else:
            yield column == bindparam(f"w_{name}", type_=column.type)


def _selection(
    table: Stores, eq: Mapping[str, Any], order_by: tuple[str, ...]
) -> tuple[Select[Any], dict[str, Any]]:
    shape, params = _bound(eq)
    return _select(_table(table), shape, order_by), params


@lru_cache(maxsize=256)
def _select(table: Table, shape: _Shape, order_by: tuple[str, ...]) -> Select[Any]:
    stmt = select(table).where(*_conditions(table, shape))
    for name in order_by:
        stmt = stmt.order_by(table.c[name[1:]].desc() if name.startswith("-") else table.c[name])
    return stmt


@lru_cache(maxsize=64)
def _insertion(table: Table, returning: bool = False) -> Insert:
    return insert(table).returning(table) if returning else insert(table)


@lru_cache(maxsize=256)
def _change(table: Table, shape: _Shape, names: tuple[str, ...], returning: bool = False) -> Update:
    stmt = update(table).where(*_conditions(table, shape))
    stmt = stmt.values({name: bindparam(f"v_{name}", type_=table.c[name].type) for name in names})
    return stmt.returning(table) if returning else stmt


@lru_cache(maxsize=64)
def _removal(table: Table, shape: _Shape) -> Delete:
    return delete(table).where(*_conditions(table, shape))
