"""Orders from a file or folder: every row is checked first, then all of them, the valid ones or none are written."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from repaircli.files import import_batches as batches
from repaircli.files import queries as files_queries
from repaircli.files import records
from repaircli.files.import_batches import Batch
from repaircli.files.import_history import COLUMNS as PAST_COLUMNS
from repaircli.files.import_history import PastOrders
from repaircli.files.import_orders import COLUMNS as NEW_COLUMNS
from repaircli.files.import_orders import NewOrders
from repaircli.files.import_past import PastChildren, PastFolder, PastOwn
from repaircli.files.kept_rows import Item, KeptRows, rare_collection
from repaircli.files.order_columns import ORDERS
from repaircli.network import scope
from repaircli.orders import attachments
from repaircli.platform.answers import Answer, Call, refusal
from repaircli.platform.codes import Role, named
from repaircli.platform.errors import Denied
from repaircli.platform.output import progress
from repaircli.platform.text import Msg, command_line, msg
from repaircli.platform.transaction import Transaction, kept, reads, step, writes
from repaircli.policy.in_force import policy_of
from repaircli.tabular import import_report, output_files
from repaircli.tabular.columns import Layout, folded, known_headers, names
from repaircli.tabular.import_calls import answered, with_file, with_key
from repaircli.tabular.import_report import Counts, ImportInfo
from repaircli.tabular.import_rows import (
    NEW_STATES,
    BadRow,
    Errors,
    Importer,
    ImportFile,
    Numbers,
    RowStatus,
    ValidRow,
    in_pages,
    judge_rows,
    reading_for,
    repairs,
)
from repaircli.tabular.rows import Row, RowError, harmless
from repaircli.tabular.source import Source, opened

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
_NAMED = 8


@dataclass(frozen=True, slots=True)
class ImportPass:
    """One reading of the files by name, with what the judges remember of it; `writer` judges and writes the orders."""

    files: Mapping[str, ImportFile]
    writer: NewOrders | PastOrders
    numbers: Numbers


@dataclass(slots=True)
class ImportRun:
    """One import on its way: who reads what, and what came of it so far. `places` counts the rows that were read."""

    call: Call
    info: ImportInfo
    importer: Importer
    make: Callable[[], ImportPass]
    errors: Errors
    skip_invalid: bool
    path: str
    warnings: list[Msg]
    counts: Counts = field(default_factory=Counts)
    left_out: list[int] = field(default_factory=list)
    places: int = 0


class _Stopped(Exception):
    """Rows that were valid when they were checked are bad now, and none may be left out."""

    def __init__(self, bad: Sequence[BadRow]) -> None:
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
    with kept(), rare_collection(), progress.shown(call.command), ExitStack() as stack:
        sources = _sources(stack, file, history, encoding)
        sha256 = _fingerprint(sources)
        call = with_key(with_file(call, sha256))
        if (known := answered(call)) is not None:
            return known
        importer = _importer(call, history)
        if not check and (batch := batches.unfinished(call, importer.login, sha256, history)) is not None:
            return _resumed(call, batch, sources, importer)
        if history and not check:
            attachments.taken_over(call, Path(file) / attachments.FOLDER)
        if not history and (past := _past_columns(sources["orders"])):
            return _refused(call, file, past)
        name, first = Path(file).name or file, sources["orders"]
        info = ImportInfo("history" if history else "orders", name, sha256, first.encoding, first.notes)
        bad = stack.enter_context(Errors(errors, folder=len(sources) > 1))
        path = file if file == "-" else str(Path(file).resolve())
        run = _prepared(call, info, importer, sources, bad, skip_invalid, path)
        return run if isinstance(run, Answer) else _run(run, check)


def resume(call: Call, number: int) -> Answer:
    """Goes on with an unfinished import where it stopped; the file must still be as it was.

    Raises NotFound, Denied for somebody else's import, Conflict for one that is not unfinished.
    """
    with kept(), rare_collection(), progress.shown(call.command), ExitStack() as stack:
        batch = batches.loading(call, number)
        if batch.options["path"] == "-":
            raise batches.not_loading(
                number, msg("it read standard input"), msg("run the same command again with the same input")
            )
        told = batch.options
        sources = _sources(stack, told["path"], batch.kind == "history", told["encoding"], told.get("sheet"))
        return _resumed(with_key(with_file(call, batch.sha256)), batch, sources, _importer(call, False))


def _resumed(call: Call, batch: Batch, sources: Mapping[str, Source], importer: Importer) -> Answer:
    """Goes on with `batch`; its rows are judged by the role that began it."""
    options, discard = batch.options, command_line("import discard", "{id}", id=batch.id)
    if options.get("discarding"):
        raise batches.not_loading(batch.id, msg("it is being discarded"), discard)
    if _fingerprint(sources) != batch.sha256:
        text = msg("its file {file} has changed since", file=options["path"])
        raise batches.not_loading(batch.id, text, discard)
    importer = replace(importer, login=batch.started_by, role=Role(options["role"]), region=options["region"])
    first = sources["orders"]
    info = ImportInfo(batch.kind, batch.file_name, batch.sha256, first.encoding, first.notes)
    bad = Errors(None, folder=len(sources) > 1)
    run = _prepared(call, info, importer, sources, bad, options["skip_invalid"], options["path"])
    if isinstance(run, Answer):
        return run
    run.counts = Counts(**options["counts"])
    current = run.make()
    return _in_chunks(run, current, batch.id, _judged_again(run, current), batch.done)


def _prepared(
    call: Call,
    info: ImportInfo,
    importer: Importer,
    sources: Mapping[str, Source],
    errors: Errors,
    skip_invalid: bool,
    path: str,
) -> ImportRun | Answer:
    """The import with the columns of every file found; the answer to give where a header does not fit."""
    history = info.kind == "history"
    layouts: dict[str, Layout] = {}
    warnings: list[Msg] = []
    for name, source in sources.items():
        cols = (PAST_COLUMNS if history else NEW_COLUMNS) if name == "orders" else records.columns_of(name)
        layouts[name], wrong, more = source.lay_out(cols)
        warnings += more
        if wrong:
            return import_report.unreadable(source, wrong, "orders", warnings)

    def make() -> ImportPass:
        numbers = Numbers(with_times=history)
        writer = (
            _past_orders(call, importer, numbers, "facts" in sources)
            if history
            else _new_orders(call, importer, info.sha256)
        )
        files = {
            name: ImportFile(name, source, layouts[name], _judge(name, writer))
            for name, source in sources.items()
        }
        return ImportPass(files, writer, numbers)

    return ImportRun(call, info, importer, make, errors, skip_invalid, path, warnings)


# One import from beginning to end.


def _run(run: ImportRun, check: bool) -> Answer:
    with ExitStack() as stack:
        rows = KeptRows(stack, AT_ONCE)
        try:
            current = _first_pass(run, None if check else rows)
        except KeyboardInterrupt as stop:
            stop.args = (msg("interrupted while the rows were checked: nothing is written"),)
            raise
        bad, counts = run.errors.rows, run.counts
        if check or (bad and not run.skip_invalid):
            return _answer(run, None, check=check, written=check)
        counts.skipped = bad
        if not counts.imported and not counts.others:
            return _answer(run, None)
        run.counts = replace(counts, imported=0, others={})
        if not rows.in_memory:
            return _in_chunks(run, current, _start(run.call, run), rows, 0)
        try:
            return _at_once(run.call, run, current, list(rows))
        except _Stopped as stopped:
            return _stopped(run, stopped)
        except KeyboardInterrupt as stop:
            text = msg(
                "interrupted while the rows were written: run the same command again; rows already written are not written twice"
            )
            stop.args = (text,)
            raise


def _first_pass(run: ImportRun, rows: KeptRows | None) -> ImportPass:
    """Checks every row and counts; `rows` gets those that are to be written."""
    current = run.make()
    reader = reading_for(run.importer.zone, run.importer.policy)
    for file in current.files.values():
        run.errors.open(file)
        for page in in_pages(judge_rows(file, reader, current.numbers), PAGE):
            entries = [entry for _, entry, _ in page if entry is not None]
            statuses = iter(_compared(run.call, file, entries))
            for row, entry, errors in page:
                run.places += 1
                if entry is None:
                    _count_bad(run, file, row, errors, None)
                elif _is_new(run, current, file, entry, next(statuses)) and rows is not None:
                    rows.add(Item(run.places, file.name, entry))
            progress.count(run.counts.rows)
    run.warnings += _load_warnings(run.call, current.writer)
    run.warnings += repairs(reader)
    return current


@reads
def _compared(tx: Transaction, file: ImportFile, entries: Sequence[ValidRow]) -> list[int | RowError]:
    return file.judge.compare(tx, file, entries)


@reads
def _load_warnings(tx: Transaction, writer: NewOrders | PastOrders) -> list[Msg]:
    return writer.warnings(tx)


def _is_new(
    run: ImportRun, current: ImportPass, file: ImportFile, entry: ValidRow, status: int | RowError
) -> bool:
    """Counts a row that is valid in itself; whether it is to be written."""
    main, counts = file.name == "orders", run.counts
    _note(current, entry, status)
    if isinstance(status, RowError):
        _count_bad(run, file, entry.row, [status], entry.no)
        return False
    counts.rows += main
    if status not in NEW_STATES:
        counts.unchanged += main
        return False
    if main:
        counts.imported += 1
        current.writer.note_new(entry)
    else:
        counts.others[file.name] = counts.others.get(file.name, 0) + 1
    return True


def _count_bad(
    run: ImportRun, file: ImportFile, row: Row, errors: Sequence[RowError], no: str | None
) -> None:
    main = file.name == "orders"
    run.counts.rows += main
    run.errors.add(file, row, errors)
    if main and no is None:
        run.left_out.append(row.line)


def _note(current: ImportPass, entry: ValidRow, status: int | RowError) -> None:
    if entry.no is None:
        return
    if isinstance(status, RowError):
        current.numbers.set(entry.no, RowStatus.BAD)
    elif status == RowStatus.UNCHANGED:
        current.numbers.set(entry.no, RowStatus.UNCHANGED)


def _write(
    tx: Transaction, run: ImportRun, current: ImportPass, items: Sequence[Item], batch: int | None
) -> tuple[Counts, list[BadRow]]:
    """Writes rows that were valid when they were checked, each asked of the database again under the lock.

    Returns what was written and what was there, and the rows that turned out to be bad.
    """
    counts = Counts()
    bad: list[BadRow] = []
    chosen: dict[str, list[ValidRow]] = {name: [] for name in current.files}
    given: dict[str, list[ValidRow]] = {name: [] for name in current.files}
    for item in items:
        given[item.file].append(item.entry)
    for name, file in current.files.items():
        for entry, status in zip(given[name], file.judge.compare(tx, file, given[name]), strict=True):
            _note(current, entry, status)
            if isinstance(status, RowError):
                bad.append((file, entry.row, status))
            elif status in NEW_STATES:
                chosen[name].append(entry)
            elif name == "orders":
                counts.unchanged += 1
    if bad and not run.skip_invalid:
        raise _Stopped(bad)
    written = current.writer.write(tx, chosen, batch)
    counts.skipped, counts.imported = len(bad), len(chosen.pop("orders"))
    counts.others = {name: len(rows) for name, rows in chosen.items() if rows}
    event = run.info.as_event() | {"orders": counts.imported} | ({"batch": batch} if batch else {})
    tx.event("imported", after=event | dict(written))
    return counts, bad


@writes
def _at_once(tx: Transaction, run: ImportRun, current: ImportPass, items: Sequence[Item]) -> Answer:
    """Writes all rows in this transaction, with a batch that is done at once. Raises _Stopped."""
    written, bad = _write(tx, run, current, items, None)
    counts = run.counts + written
    values = _batch_values(tx, run, counts)
    number = files_queries.start(tx, **values, state="done", done=counts.rows, finished_at=tx.now)
    return _answer(replace(run, counts=counts, errors=run.errors.also(bad)), number)


@step
def _start(tx: Transaction, run: ImportRun) -> int:
    """The number of the new batch of a large import."""
    return files_queries.start(tx, **_batch_values(tx, run, run.counts), state="loading", done=0)


def _in_chunks(run: ImportRun, current: ImportPass, number: int, rows: Iterable[Item], done: int) -> Answer:
    """Writes the rows behind the place `done` in chunks; the last transaction makes them visible."""
    size, seen = FIRST, done
    items: list[Item] = []
    try:
        for item in rows:
            if item.place <= done:
                continue
            items.append(item)
            if len(items) >= size:
                took = _chunk(run, current, number, items, seen, item.place)
                seen, items = item.place, []
                fitting = int(size * min(2.0, _SECONDS / max(took, 0.001)))
                size = min(CHUNK, max(_LEAST, fitting))
                progress.count(seen, max(seen, run.counts.rows))
        _chunk(run, current, number, items, seen, max(run.places, seen))
    except _Stopped as stopped:
        batches.discard_rows(replace(run.call, request_id=f"{run.call.request_id}#stopped"), number)
        return _stopped(run, stopped)
    except KeyboardInterrupt as stop:
        text = msg(
            "interrupted: {done} rows of import {id} are done but not visible yet; continue with repaircli import resume {id}",
            done=seen,
            id=number,
        )
        stop.args = (text,)
        raise
    return _finish(run.call, run, number)


def _judged_again(run: ImportRun, current: ImportPass) -> Iterator[Item]:
    """The valid rows of an import that goes on; the bad ones are reported."""
    reader = reading_for(run.importer.zone, run.importer.policy)
    for file in current.files.values():
        for row, entry, errors in judge_rows(file, reader, current.numbers):
            run.places += 1
            if entry is None:
                run.errors.add(file, row, errors)
            else:
                yield Item(run.places, file.name, entry)


def _chunk(
    run: ImportRun, current: ImportPass, number: int, items: Sequence[Item], seen: int, place: int
) -> float:
    """Writes one chunk; how many seconds it held the lock."""
    if not items and place <= seen:
        return 0.0
    begun, run.counts, bad = _write_chunk(run.call, run, current, number, items, seen, place)
    took = time.monotonic() - begun
    run.errors = run.errors.also(bad)
    return took


@step
def _write_chunk(
    tx: Transaction,
    run: ImportRun,
    current: ImportPass,
    number: int,
    items: Sequence[Item],
    seen: int,
    place: int,
) -> tuple[float, Counts, list[BadRow]]:
    """When it began to hold the lock, the counts of the import with this chunk, and the rows that turned out bad."""
    begun = time.monotonic()
    written, bad = _write(tx, run, current, items, number)
    counts = run.counts + written
    if not files_queries.advance(tx, number, seen=seen, done=place, options=_options(run, counts)):
        raise batches.not_loading(
            number, msg("another process is already continuing it"), command_line("import list")
        )
    return begun, counts, bad


@writes
def _finish(tx: Transaction, run: ImportRun, number: int) -> Answer:
    """Makes the rows of the batch visible."""
    if not files_queries.end(tx, number, "done", tx.now):
        text = msg("it was finished or discarded meanwhile")
        raise batches.not_loading(number, text, command_line("import list"))
    tx.event("import.done", after=run.info.as_event() | {"batch": number, "orders": run.counts.imported})
    return _answer(run, number)


def _answer(run: ImportRun, batch: int | None, *, check: bool = False, written: bool = True) -> Answer:
    return import_report.answer(
        run.info, run.counts, run.errors, run.warnings, batch, check=check, written=written
    )


def _stopped(run: ImportRun, stopped: _Stopped) -> Answer:
    return _answer(replace(run, errors=run.errors.also(stopped.bad)), None, written=False)


def _batch_values(tx: Transaction, run: ImportRun, counts: Counts) -> dict[str, Any]:
    return {
        "kind": run.info.kind,
        "file_name": run.info.name,
        "sha256": run.info.sha256,
        "total": counts.rows,
        "options": _options(run, counts),
        "started_by": tx.acting.login,
        "started_at": tx.now,
        "request_id": run.call.request_id,
    }


def _options(run: ImportRun, counts: Counts) -> dict[str, Any]:
    return {
        "path": run.path,
        "encoding": run.info.encoding,
        "sheet": run.call.content.get("sheet"),
        "skip_invalid": run.skip_invalid,
        "role": str(run.importer.role),
        "region": run.importer.region,
        "counts": counts.as_data(),
        "left_out": run.left_out,
    }


# What an import begins with.


def _sources(
    stack: ExitStack, file: str, history: bool, encoding: str | None, sheet: str | None = None
) -> dict[str, Source]:
    """The files of the import by name: one file, or with `history` those of a folder."""
    path = Path(file)
    if not history or not path.is_dir():
        cols = PAST_COLUMNS if history else ORDERS
        return {"orders": stack.enter_context(opened(file, known_headers(cols), encoding, sheet))}
    return {
        name: stack.enter_context(
            opened(str(path / file_name), known_headers(records.columns_of(name)), encoding)
        )
        for name, file_name in records.FILES.items()
        if name == "orders" or (path / file_name).exists()
    }


def _fingerprint(sources: Mapping[str, Source]) -> str:
    """The SHA-256 of one file, or of those of a folder together."""
    if len(sources) == 1:
        return next(iter(sources.values())).sha256
    lines = "".join(f"{name}:{source.sha256}\n" for name, source in sorted(sources.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def _past_columns(source: Source) -> tuple[str, ...]:
    """The headers of columns that only orders with a past have: T2, T3, status, closing, cancel."""
    header = source.header.cells if source.header is not None else ()
    known = names(ORDERS)
    return tuple(harmless(cell) for cell in header if (c := known.get(folded(cell))) and c.history)


@writes
def _refused(tx: Transaction, file: str, past: tuple[str, ...]) -> Answer:
    shown = (*past[:_NAMED], "…") if len(past) > _NAMED else past
    text = msg("columns of historical records cannot be imported as new orders: {names}", names=shown)
    hint = command_line("order import", "--history {file}", file=file)
    return refusal([("history_columns", "001-1.3.7", text)], hint=hint)


@reads
def _importer(tx: Transaction, history: bool) -> Importer:
    """The identity that imports. Raises Denied where another than an admin imports records with a past."""
    who = tx.acting
    if history and who.role is not Role.ADMIN:
        raise Denied(
            msg("historical records are imported by an admin, not by {role}", role=named("role", who.role)),
            command_line("order import", "--history FILE --as admin"),
        )
    return Importer(who.login, who.role, who.region, tx.now, tx.zone, policy_of(tx))


@reads
def _new_orders(tx: Transaction, importer: Importer, sha256: str) -> NewOrders:
    return NewOrders(importer, files_queries.stations(tx), files_queries.engineers(tx), sha256)


@reads
def _past_orders(tx: Transaction, importer: Importer, numbers: Numbers, with_facts: bool) -> PastOrders:
    known = files_queries.stations(tx), scope.regions(tx), files_queries.user_ids(tx)
    return PastOrders(PastFolder(importer, numbers, *known), with_facts)


def _judge(name: str, orders: NewOrders | PastOrders) -> NewOrders | PastOrders | PastChildren | PastOwn:
    """The judge of the file `name` beside that of its orders."""
    if name == "orders" or isinstance(orders, NewOrders):
        return orders
    return (PastOwn if name in records.OWN else PastChildren)(name, orders.folder)
