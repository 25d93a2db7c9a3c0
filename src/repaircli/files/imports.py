"""Files into the database: every row checked first, then all of them, or the good ones, or none."""

from __future__ import annotations

import hashlib
import shlex
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Row as DatabaseRow

from repaircli.files import queries as files_queries
from repaircli.files import records
from repaircli.files.import_history import COLUMNS as PAST_COLUMNS
from repaircli.files.import_history import PastOrders
from repaircli.files.import_orders import COLUMNS as NEW_COLUMNS
from repaircli.files.import_orders import NewOrders
from repaircli.files.import_past import PastChildren, PastOwn
from repaircli.files.order_columns import ORDERS
from repaircli.network import scope
from repaircli.platform.answers import Answer, Call, refusal
from repaircli.platform.codes import Role, named
from repaircli.platform.db.session import Database, Tx
from repaircli.platform.errors import Conflict, Denied, NotFound
from repaircli.platform.output import progress
from repaircli.platform.text import Msg, command_line, msg
from repaircli.platform.transaction import Transaction, reads, step, writes, writing
from repaircli.policy.in_force import policy_of
from repaircli.tabular import columns, import_report, output_files
from repaircli.tabular.columns import Layout, folded, known_headers, lay_out, names
from repaircli.tabular.import_calls import answered, part_of, with_file, with_key
from repaircli.tabular.import_report import About, Counts
from repaircli.tabular.import_rows import (
    NEW_STATES,
    Errors,
    Good,
    Importer,
    Numbers,
    Part,
    State,
    in_pages,
    judged,
    reading_for,
    repairs,
)
from repaircli.tabular.rows import Row, RowError, harmless
from repaircli.tabular.source import Source, opened

Batch = DatabaseRow[Any]
"""A row of the table of imports."""

AT_ONCE = 20_000
"""Rows that are written in one transaction; a larger file goes in chunks, invisible until the last one."""
CHUNK = 5_000
"""Rows of a chunk at most: about a third of a second behind the lock."""
FIRST = 2_000
"""Rows of the first chunk; from how long it takes the next ones learn their size."""
PAGE = 500

_SECONDS = 0.15
"""How long a chunk should stay behind the lock; a busy machine makes it two or three times as long, and half a
second is the bar."""
_LEAST = 250
_LISTED = 100
_NAMED = 8


class Writer(Protocol):
    """What writes the rows of one kind of file."""

    def write(
        self, tx: Transaction, goods: Mapping[str, Sequence[Good]], batch: int | None
    ) -> Mapping[str, Any]:
        """Writes the rows by name of their part; what the audit event keeps."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way through the file: judges remember what they have seen, so that each way has its own."""

    parts: Sequence[Part]
    writer: Writer
    numbers: Numbers


Item = tuple[Part, Good]
Bad = tuple[Part, Row, RowError]


@dataclass(slots=True)
class Run:
    """One import on its way: who reads what how, and what came of it so far."""

    call: Call
    about: About
    importer: Importer
    make: Callable[[], Way]
    errors: Errors
    skip_invalid: bool
    path: str
    counts: Counts = field(default_factory=Counts)
    warnings: list[Msg] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Written:
    """What a transaction wrote: new rows, rows that turned out to be there, rows that turned out to be bad."""

    imported: int = 0
    unchanged: int = 0
    bad: list[Bad] = field(default_factory=list)
    others: dict[str, int] = field(default_factory=dict)


class _Stopped(Exception):
    """Rows that were good when they were checked are bad now, and none may be left out."""

    def __init__(self, bad: Sequence[Bad]) -> None:
        super().__init__()
        self.bad = bad


def orders(
    call: Call,
    file: str,
    *,
    history: bool = False,
    check: bool = False,
    skip_invalid: bool = False,
    errors: str | None = None,
    encoding: str | None = None,
) -> Answer:
    """Imports new orders, or with `history` orders with their past (admin only; `file` may be a folder).

    Every row is checked before anything is written; bad rows are left out with `skip_invalid`, else nothing is
    written. `check` only checks. `errors` names a file (a folder, where `file` is one) that gets the bad rows. The same
    file again adds nothing. Raises UsageProblem for a file that cannot be read, Denied, Conflict.
    """
    output_files.keep_apart(call, errors, file)
    with ExitStack() as stack:
        stack.enter_context(progress.shown(call.command))
        sources = _sources(stack, file, history, encoding)
        sha256 = _together(sources)
        call = with_file(call, sha256)
        if (known := answered(call)) is not None:
            return known
        importer = _importer(call, history)
        first = sources["orders"]
        if not check and (row := _unfinished(call, importer, sha256, history)) is not None:
            return _gone_on(call, row, sources, importer)
        if not history and (refused := _with_past(call, file, first)) is not None:
            return refused
        laid = _laid_out(sources, history)
        if isinstance(laid, Answer):
            return laid
        layouts, warnings = laid
        name = Path(file).name or file
        run = Run(
            call=call,
            about=About("history" if history else "orders", name, sha256, first.encoding, first.notes),
            importer=importer,
            make=_ways(call, importer, sources, layouts, sha256, history),
            errors=stack.enter_context(Errors(errors, folder=len(sources) > 1)),
            skip_invalid=skip_invalid,
            path=file if file == "-" else str(Path(file).resolve()),
            warnings=warnings,
        )
        return _run(run, check)


@reads
def batches(tx: Transaction) -> Answer:
    """The latest imports, those under way and those finished."""
    return Answer("exchange.batches", [_batch_data(tx, row) for row in files_queries.listed(tx, _LISTED)])


def resume(call: Call, number: int) -> Answer:
    """Goes on with an unfinished import where it stopped; the file must still be as it was.

    Raises NotFound, Denied for somebody else's import, Conflict for one that is not unfinished.
    """
    row = _loading(call, number)
    if row.options["path"] == "-":
        raise _not_loading(
            number, msg("it read standard input"), msg("give the same command the same input once more")
        )
    with ExitStack() as stack:
        stack.enter_context(progress.shown(call.command))
        history = row.kind == "history"
        sources = _sources(stack, row.options["path"], history, row.options["encoding"])
        return _gone_on(with_file(call, row.sha256), row, sources, _importer(call, False))


def _gone_on(call: Call, row: Batch, sources: Mapping[str, Source], importer: Importer) -> Answer:
    """Goes on with the batch `row`; the rows are judged by the role that began it."""
    options, history = row.options, row.kind == "history"
    if options.get("discarding"):
        raise _not_loading(
            row.id, msg("it is being discarded"), command_line("import discard", "{id}", id=row.id)
        )
    if _together(sources) != row.sha256:
        text = msg("its file {file} has changed since", file=options["path"])
        raise _not_loading(row.id, text, command_line("import discard", "{id}", id=row.id))
    laid = _laid_out(sources, history)
    if isinstance(laid, Answer):
        return laid
    importer = replace(importer, login=row.started_by, role=Role(options["role"]), region=options["region"])
    first = sources["orders"]
    run = Run(
        call=call,
        about=About(row.kind, row.file_name, row.sha256, first.encoding, first.notes),
        importer=importer,
        make=_ways(call, importer, sources, laid[0], row.sha256, history),
        errors=Errors(None, folder=len(sources) > 1),
        skip_invalid=options["skip_invalid"],
        path=options["path"],
        counts=Counts(**options["counts"]),
        warnings=laid[1],
    )
    return _in_chunks(run, row.id, row.done, again=True)


def discard(call: Call, number: int) -> Answer:
    """Gives up an unfinished import and removes its rows, in chunks; its orders were never visible.

    Raises NotFound, Denied for somebody else's import, Conflict for one that is not unfinished.
    """
    row = _loading(call, number)
    return _discarded(with_key(call), row)


# One import from beginning to end.


def _run(run: Run, check: bool) -> Answer:
    try:
        way, kept = _first_pass(run)
    except KeyboardInterrupt as stop:
        stop.args = (msg("interrupted while the rows were checked: nothing is written"),)
        raise
    bad = run.errors.rows
    if check or (bad and not run.skip_invalid):
        return _answer(run, None, check=check, written=check)
    run.counts.skipped = bad
    if not run.counts.imported and not run.counts.others:
        return _answer(run, None)
    if kept is not None:
        return _at_once(run, way, kept)
    del way
    return _in_chunks(run, _begun(run.call, run), 0, again=False)


def _first_pass(run: Run) -> tuple[Way, list[Item] | None]:
    """Checks every row and counts; with the good new ones where they can be written at once, else None."""
    way = run.make()
    kept: list[Item] | None = []
    reader = reading_for(run.importer.zone, run.importer.policy.sentinels())
    db = Database.open(run.call.database)
    try:
        for part in way.parts:
            run.errors.open(part)
            for page in in_pages(judged(part, reader, way.numbers), PAGE):
                goods = [good for _, good, _ in page if good is not None]
                with db.read() as tx:
                    verdicts = iter(part.judge.compare(tx, part, goods))
                for row, good, errors in page:
                    verdict = next(verdicts) if good is not None else None
                    if _counted(run, way, part, row, good, errors, verdict) and kept is not None:
                        assert good is not None
                        kept.append((part, good))
                if kept is not None and len(kept) > AT_ONCE:
                    kept = None
                progress.count(run.counts.rows)
        if isinstance(way.writer, NewOrders):
            with db.read() as tx:
                run.warnings += way.writer.warnings(files_queries.daily(tx, run.importer.now.date()))
    finally:
        db.close()
    run.warnings += repairs(reader)
    return way, kept


def _counted(
    run: Run,
    way: Way,
    part: Part,
    row: Row,
    good: Good | None,
    errors: Sequence[RowError],
    verdict: int | RowError | None,
) -> bool:
    """Notes what became of one row; whether it is to be written."""
    main, counts = part.name == "orders", run.counts
    counts.rows += main
    if isinstance(verdict, RowError):
        errors = [verdict]
    if good is not None and good.no is not None:
        _note(way, good.no, verdict)
    if good is None or errors:
        run.errors.add(part, row, errors)
        if main and (good is None or good.no is None):
            run.left_out.append(row.line)
        return False
    if verdict not in NEW_STATES:
        counts.unchanged += main
        return False
    if not main:
        counts.others[part.name] = counts.others.get(part.name, 0) + 1
        return True
    counts.imported += 1
    if isinstance(way.writer, NewOrders):
        way.writer.note_new(good)
    return True


def _note(way: Way, no: str, verdict: int | RowError | None) -> None:
    if isinstance(verdict, RowError):
        way.numbers.set(no, State.BAD)
    elif verdict == State.UNCHANGED:
        way.numbers.set(no, State.UNCHANGED)


def _write(tx: Transaction, run: Run, way: Way, items: Sequence[Item], batch: int | None) -> Written:
    """Writes rows that were good when they were checked, each asked of the database again under the lock."""
    written = Written()
    goods: dict[str, list[Good]] = {}
    for part in way.parts:
        mine = [good for p, good in items if p.name == part.name]
        chosen = goods[part.name] = []
        for good, verdict in zip(mine, part.judge.compare(tx, part, mine), strict=True):
            if good.no is not None:
                _note(way, good.no, verdict)
            if isinstance(verdict, RowError):
                written.bad.append((part, good.row, verdict))
            elif verdict in NEW_STATES:
                chosen.append(good)
            elif part.name == "orders":
                written.unchanged += 1
    if written.bad and not run.skip_invalid:
        raise _Stopped(written.bad)
    kept = way.writer.write(tx, goods, batch)
    written.imported = len(goods["orders"])
    written.others = {name: len(rows) for name, rows in goods.items() if name != "orders" and rows}
    about = run.about
    told = {"kind": about.kind, "file": about.name, "sha256": about.sha256, "orders": written.imported}
    tx.event("imported", after={**told, **({"batch": batch} if batch else {}), **kept})
    return written


def _at_once(run: Run, way: Way, items: Sequence[Item]) -> Answer:
    """All rows in one transaction, with a batch that is done at once."""

    def work(tx: Transaction) -> Answer:
        written = _write(tx, run, way, items, None)
        counts = replace(run.counts, imported=written.imported, others=written.others)
        counts.unchanged += written.unchanged
        counts.skipped += len(written.bad)
        values = _batch_values(run, tx, counts)
        number = files_queries.start(tx, **values, state="done", done=counts.rows, finished_at=tx.now)
        outcome = replace(run, counts=counts, errors=run.errors.also(written.bad))
        return _answer(outcome, number)

    try:
        return writing(run.call, work)
    except _Stopped as stopped:
        return _stopped(run, stopped)


@step
def _begun(tx: Transaction, run: Run) -> int:
    """The number of the new batch of a large import."""
    run.counts = replace(run.counts, imported=0, others={})
    return files_queries.start(tx, **_batch_values(run, tx, run.counts), state="loading", done=0)


def _in_chunks(run: Run, number: int, done: int, *, again: bool) -> Answer:
    """The rows from the `done`-th on in chunks of their own transaction; the last step makes them visible.

    `again`: nothing was checked in this run, so that bad rows are yet to be reported.
    """
    size, seen, place = FIRST, done, 0
    items: list[Item] = []
    way = run.make()
    try:
        for place, part, row, good, errors in _numbered(
            way, reading_for(run.importer.zone, run.importer.policy.sentinels())
        ):
            if good is None:
                if again:
                    run.errors.add(part, row, errors)
                continue
            if place <= done:
                continue
            items.append((part, good))
            if len(items) >= size:
                took = _chunk(run, way, number, items, seen, place)
                seen, items = place, []
                progress.count(place, max(place, run.counts.rows))
                fitting = int(size * min(2.0, _SECONDS / max(took, 0.001)))
                size = min(CHUNK, max(_LEAST, fitting))
        _chunk(run, way, number, items, seen, max(place, seen))
    except _Stopped as stopped:
        _discarded(part_of(run.call, "stopped"), _row(run.call, number))
        return _stopped(run, stopped)
    except KeyboardInterrupt as stop:
        text = msg(
            "interrupted: {done} rows of import {id} are done and not visible yet; repaircli import resume {id} goes on",
            done=seen,
            id=number,
        )
        stop.args = (text,)
        raise

    def end(tx: Transaction) -> Answer:
        if not files_queries.end(tx, number, "done", tx.now):
            raise _not_loading(
                number, msg("it was finished or discarded meanwhile"), command_line("import list")
            )
        about, counts = run.about, run.counts
        told = {"kind": about.kind, "file": about.name, "sha256": about.sha256, "batch": number}
        tx.event("import.done", after={**told, "orders": counts.imported})
        return _answer(run, number)

    return writing(run.call, end)


def _numbered(
    way: Way, reader: columns.Reading
) -> Iterator[tuple[int, Part, Row, Good | None, list[RowError]]]:
    place = 0
    for part in way.parts:
        for row, good, errors in judged(part, reader, way.numbers):
            place += 1
            yield place, part, row, good, errors


def _chunk(run: Run, way: Way, number: int, items: Sequence[Item], seen: int, place: int) -> float:
    """One chunk, in a transaction; how many seconds it took behind the lock."""
    if not items and place <= seen:
        return 0.0
    begun, after, bad = _write_chunk(run.call, run, way, number, items, seen, place)
    took = time.monotonic() - begun
    run.counts = after
    run.errors = run.errors.also(bad)
    return took


@step
def _write_chunk(
    tx: Transaction, run: Run, way: Way, number: int, items: Sequence[Item], seen: int, place: int
) -> tuple[float, Counts, list[Bad]]:
    """When it began to hold the lock, the counts of the import with this chunk, and the rows that turned out bad."""
    begun = time.monotonic()
    written = _write(tx, run, way, items, number)
    others = {
        name: run.counts.others.get(name, 0) + written.others.get(name, 0)
        for name in {*run.counts.others, *written.others}
    }
    after = replace(
        run.counts,
        imported=run.counts.imported + written.imported,
        unchanged=run.counts.unchanged + written.unchanged,
        skipped=run.counts.skipped + len(written.bad),
        others=others,
    )
    if not files_queries.advance(tx, number, seen=seen, done=place, options=_options(run, after)):
        raise _not_loading(number, msg("another process goes on with it"), command_line("import list"))
    return begun, after, written.bad


def _discarded(call: Call, row: Batch) -> Answer:
    _give_up(call, row)
    removed = _removed(call, row.id, files_queries.remove_some)
    _removed(call, row.id, files_queries.remove_own)
    return _given_up(call, row, removed)


@step
def _give_up(tx: Transaction, row: Batch) -> None:
    if not files_queries.discarding(tx, row.id, row.options):
        raise _not_loading(row.id, msg("it is finished or discarded"), command_line("import list"))


@writes
def _given_up(tx: Transaction, row: Batch, removed: int) -> Answer:
    files_queries.end(tx, row.id, "discarded", tx.now)
    tx.event("import.discarded", after={"batch": row.id, "file": row.file_name, "orders": removed})
    ended = files_queries.batch(tx, row.id)
    assert ended is not None, row.id
    return Answer("exchange.batch", {**_batch_data(tx, ended), "removed": removed})


def _removed(call: Call, number: int, some_of: Callable[[Tx, int, int], int]) -> int:
    """Removes rows of a batch, so many in a transaction, until none is left; how many there were."""
    removed = 0
    while some := _remove_some(call, number, some_of):
        removed += some
    return removed


@step
def _remove_some(tx: Transaction, number: int, some_of: Callable[[Tx, int, int], int]) -> int:
    return some_of(tx, number, CHUNK // 2)


def _answer(run: Run, batch: int | None, *, check: bool = False, written: bool = True) -> Answer:
    return import_report.answer(
        run.about, run.counts, run.errors, run.warnings, batch, check=check, written=written
    )


def _stopped(run: Run, stopped: _Stopped) -> Answer:
    outcome = replace(run, errors=run.errors.also(stopped.bad))
    return _answer(outcome, None, written=False)


# What an import begins with.


def _sources(stack: ExitStack, file: str, history: bool, encoding: str | None) -> dict[str, Source]:
    """The files of the import by name of their part: one file, or with `history` those of a folder."""
    path = Path(file)
    if not history or not path.is_dir():
        cols = PAST_COLUMNS if history else ORDERS
        return {"orders": stack.enter_context(opened(file, known_headers(cols), encoding))}
    found: dict[str, Source] = {}
    for name, file_name in records.FILES.items():
        if name == "orders" or (path / file_name).exists():
            known = known_headers(records.columns_of(name))
            found[name] = stack.enter_context(opened(str(path / file_name), known, encoding))
    return found


def _together(sources: Mapping[str, Source]) -> str:
    """The fingerprint of one file, or of those of a folder together."""
    if len(sources) == 1:
        return next(iter(sources.values())).sha256
    lines = "".join(f"{name}:{source.sha256}\n" for name, source in sorted(sources.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def _with_past(call: Call, file: str, source: Source) -> Answer | None:
    """The refusal of a file that carries what only the tool itself writes: T2, T3, status, closing, cancel."""
    header = source.header.cells if source.header is not None else ()
    known = names(ORDERS)
    past = tuple(
        harmless(cell) for cell in header if (c := known.get(folded(cell))) is not None and c.history
    )
    if not past:
        return None
    shown = (*past[:_NAMED], "…") if len(past) > _NAMED else past
    text = msg("columns of records with a past cannot be imported as new orders: {names}", names=shown)
    hint = command_line("order import", "--history {file}", file=shlex.quote(file))
    return writing(call, lambda tx: refusal([("history_columns", "001-1.3.7", text)], hint=hint))


def _laid_out(sources: Mapping[str, Source], history: bool) -> Answer | tuple[dict[str, Layout], list[Msg]]:
    """The columns of every file, with warnings; the answer to give where a header does not fit."""
    layouts: dict[str, Layout] = {}
    warnings: list[Msg] = []
    for name, source in sources.items():
        cols = (PAST_COLUMNS if history else NEW_COLUMNS) if name == "orders" else records.columns_of(name)
        header = source.header
        if header is None or header.error is not None:
            error = header.error if header is not None else None
            error = error or RowError(
                1, "empty_file", msg("the file is empty"), msg("its first line names the columns")
            )
            return import_report.unreadable(source, [error], "orders", warnings)
        layout, errors, more = lay_out(header.cells, header.line, cols)
        if errors:
            return import_report.unreadable(source, errors, "orders", warnings + more)
        layouts[name] = layout
        warnings += more
    return layouts, warnings


@reads
def _importer(tx: Transaction, history: bool) -> Importer:
    """The identity that imports. Raises Denied where another than an admin imports records with a past."""
    who = tx.acting
    if history and who.role is not Role.ADMIN:
        raise Denied(
            msg("records with a past are imported by an admin, not by {role}", role=named("role", who.role)),
            command_line("order import", "--history FILE --as admin"),
        )
    return Importer(who.login, who.role, who.region, tx.now, tx.zone, policy_of(tx))


def _ways(
    call: Call,
    importer: Importer,
    sources: Mapping[str, Source],
    layouts: Mapping[str, Layout],
    sha256: str,
    history: bool,
) -> Callable[[], Way]:
    """Makes a way through the files, with what the database knows at that moment."""

    def make() -> Way:
        numbers = Numbers(with_times=history)
        judge = (
            _past(call, importer, numbers, "facts" in sources) if history else _new(call, importer, sha256)
        )
        parts = [
            Part(name, source, layouts[name], judge if name == "orders" else _other(name, judge))
            for name, source in sources.items()
        ]
        return Way(parts, judge, numbers)

    return make


@reads
def _new(tx: Transaction, importer: Importer, sha256: str) -> NewOrders:
    return NewOrders(importer, files_queries.stations(tx), files_queries.engineers(tx), sha256)


@reads
def _past(tx: Transaction, importer: Importer, numbers: Numbers, with_facts: bool) -> PastOrders:
    return PastOrders(
        importer,
        files_queries.stations(tx),
        scope.regions(tx),
        numbers,
        with_facts,
        user_ids=files_queries.user_ids(tx),
    )


def _other(name: str, orders: Any) -> PastChildren | PastOwn:  # `PastOrders`, which the caller may not know
    """The judge of another file of the folder whose orders `orders` judges."""
    cols = records.columns_of(name)
    if name not in records.OWN:
        return PastChildren(name, orders.importer, orders.numbers, cols)
    return PastOwn(
        name, orders.importer, orders.numbers, orders.stations, orders.regions, orders.tickets, cols
    )


# Request ids and batches.


@reads
def _row(tx: Transaction, number: int) -> Batch:
    row = files_queries.batch(tx, number)
    if row is None:
        raise NotFound(msg("no such import: {id}", id=number), command_line("import list"), code="no_import")
    if row.started_by != tx.acting.login and Role.ADMIN not in tx.acting.roles:
        raise Denied(msg("import {id} was begun by {login}", id=number, login=row.started_by))
    return row


@reads
def _unfinished(tx: Transaction, importer: Importer, sha256: str, history: bool) -> Batch | None:
    """The unfinished import of the same file, None if there is none. Raises Conflict for that of another identity."""
    row = files_queries.same_file(tx, "history" if history else "orders", sha256, "loading")
    if row is not None and row.started_by != importer.login:
        text = msg("{login} began to import the same file", login=row.started_by)
        raise _not_loading(row.id, text, command_line("import list"))
    return row


def _loading(call: Call, number: int) -> Batch:
    row = _row(call, number)
    if row.state != "loading":
        raise _not_loading(
            number, msg("it is {state}", state=named("import_state", row.state)), command_line("import list")
        )
    return row


def _not_loading(number: int, why: Msg, hint: Msg) -> Conflict:
    return Conflict(msg("import {id} cannot go on: {why}", id=number, why=why), hint, code="not_unfinished")


def _batch_values(run: Run, tx: Transaction, counts: Counts) -> dict[str, Any]:
    return {
        "kind": run.about.kind,
        "file_name": run.about.name,
        "sha256": run.about.sha256,
        "total": counts.rows,
        "options": _options(run, counts),
        "started_by": tx.acting.login,
        "started_at": tx.now,
        "request_id": run.call.request_id,
    }


def _options(run: Run, counts: Counts) -> dict[str, Any]:
    return {
        "path": run.path,
        "encoding": run.about.encoding,
        "skip_invalid": run.skip_invalid,
        "role": str(run.importer.role),
        "region": run.importer.region,
        "counts": asdict(counts),
        "left_out": run.left_out,
    }


def _batch_data(tx: Transaction, row: Batch) -> dict[str, Any]:
    counts = row.options.get("counts", {})
    return {
        "id": row.id,
        "kind": row.kind,
        "state": row.state,
        "file": row.file_name,
        "sha256": row.sha256,
        "rows": row.total,
        "done": row.done,
        "imported": counts.get("imported"),
        "unchanged": counts.get("unchanged"),
        "skipped": counts.get("skipped"),
        "started_by": row.started_by,
        "started_at": tx.local(row.started_at),
        "finished_at": None if row.finished_at is None else tx.local(row.finished_at),
        "request_id": row.request_id,
    }
