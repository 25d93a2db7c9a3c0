"""One command, one transaction: identity, clock, request id, audit and outbox around what an action does."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import update_wrapper, wraps
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar, cast, overload

from repaircli.platform import clock, invocation, training
from repaircli.platform.answers import Answer, Call
from repaircli.platform.codes import Role, named
from repaircli.platform.db import audit, codec, operations, session
from repaircli.platform.db.data import data_of
from repaircli.platform.db.session import Database, R, Tx, opened
from repaircli.platform.errors import (
    EXIT_INTERRUPTED,
    EXIT_OK,
    EXIT_PARTIAL,
    EXIT_REFUSED,
    Conflict,
    Denied,
    OutcomeUnknown,
    RepairError,
    UsageProblem,
)
from repaircli.platform.identity import Acting, identify
from repaircli.platform.output import progress
from repaircli.platform.text import CommandLine, Msg, command_line, completed, msg
from repaircli.rules.policy.authority import AUTHORITY, Scope

if TYPE_CHECKING:
    from repaircli.platform.typed_times import Typed

MORNING = 7
"""The hour before which nobody visits a customer."""

FAR_DAYS = 90
"""A promise further away is probably a typing mistake, and a T3 cannot be corrected."""

T = TypeVar("T")
P = ParamSpec("P")
Item = TypeVar("Item")
Result = TypeVar("Result")

CHUNK = 500
"""Ids of a batch that share one transaction (interface 5)."""

"""A time of day, or hours and minutes from now, in what a person typed as a time."""

_MEDIA = {
    code: medium
    for medium, codes in (("email", "N2 N4 N12"), ("form", "N7 N8 N9 N13 N14 N16"), ("phone", "N22 N23 N24"))
    for code in codes.split()
}
"""The medium a clause names or implies (requirements A11); every other notice appears in the web list."""


class Transaction(Tx):
    """The transaction of one command: its rows, and who acts, when, with which audit events and notices.

    `now` is aware, in the configured zone, cut to seconds.
    """

    def __init__(self, db: Database, tx: Tx, call: Call) -> None:
        """Raises what `identify` raises: Denied and UsageProblem."""
        super().__init__(tx.conn, tx.dialect)
        self.db = db
        self.call = call
        self.zone = clock.zone(call.zone)
        self.now = clock.now(call.now, self.zone)
        self.notes: list[Msg] = []
        self._acting = identify(tx, db, call)
        self._events: list[audit.Event] = []
        self._notices: list[dict[str, Any]] = []
        self._read: dict[Callable[[Transaction], Any], Any] = {}

    @property
    def acting(self) -> Acting:
        """The identity; Denied where the command runs without one."""
        if self._acting is None:
            raise Denied(
                msg("no identity"), command_line(self.call.command, "… --as LOGIN"), code="not_logged_in"
            )
        return self._acting

    @property
    def identified(self) -> bool:
        return self._acting is not None

    @property
    def today(self) -> date:
        """The day of `now` in the configured zone."""
        return self.now.date()

    def act_as(self, acting: Acting) -> None:
        """The role in whose scope an order turned out to be counts from here on."""
        self._acting = acting

    def event(
        self,
        what: str,
        *,
        order_no: str | None = None,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> None:
        """Records in the audit log what happens; it is written with this transaction or not at all."""
        who = self._acting
        self._events.append(
            audit.Event(
                at=self.now,
                who=who.login if who else "",
                role=str(who.role) if who else "",
                command=self.call.command,
                what=what,
                order_no=order_no,
                before=codec.dump(before) if before is not None else None,
                after=codec.dump(after) if after is not None else None,
                request_id=self.call.request_id,
            )
        )

    def notify(
        self,
        code: str,
        *,
        to_kind: str,
        to: str,
        order_no: str | None = None,
        request_id: int | None = None,
        args: Mapping[str, str] | None = None,
        dedupe: str | None = None,
    ) -> None:
        """Queues the notice `code` of requirements A11, or a reminder, in the outbox, in this transaction."""
        self._notices.append(
            {
                "code": code,
                "order_no": order_no,
                "request_id": request_id,
                "to_kind": to_kind,
                "to_ref": to,
                "medium": _MEDIA.get(code, "web"),
                "args": dict(args or {}),
                "status": "queued",
                "created_at": self.now,
                "tries": 0,
                "dedupe": dedupe,
            }
        )

    def note(self, text: Msg) -> None:
        """A warning that goes to stderr with the answer."""
        self.notes.append(text)

    def when(self, text: str, field: str, *, future: bool = False) -> datetime:
        """The time that `text` of the option `field` names. Raises UsageProblem.

        `future`: a weekday or a day without a year is the next one, else the last one. How a time was understood is
        told where it was not written in digits.
        """
        return self._typed(text, field, future).at

    def through(self, text: str, field: str) -> datetime:
        """As `when`; a day without a time of day means all of it."""
        found = self._typed(text, field, False)
        return found.at if found.clock else found.at.replace(hour=23, minute=59, second=59)

    def promised(self, text: str, field: str) -> datetime:
        """A time that a customer is promised. Raises UsageProblem with the day filled in.

        A day of today or later needs a time of day: midnight is never meant.
        """
        found = self._typed(text, field, True)
        if not found.clock and found.at.date() >= self.now.date():
            raise UsageProblem(
                msg("{field}: {text} has no time of day", field=field, text=text),
                msg(
                    "write it with the time, such as {field} {example}",
                    field=field,
                    example=f"'{found.at:%m-%d} 15:00'",
                ),
            )
        if found.at.hour < MORNING:
            self.note(
                msg(
                    "{field}: {time} is at night; for the afternoon write {example}",
                    field=field,
                    time=f"{found.at:%Y-%m-%d %H:%M}",
                    example=f"'{found.at + timedelta(hours=12):%m-%d %H:%M}'",
                )
            )
        if found.at > self.now + timedelta(days=FAR_DAYS):
            self.note(
                msg(
                    "{field}: {time} is more than {days} days away",
                    field=field,
                    time=f"{found.at:%Y-%m-%d %H:%M}",
                    days=FAR_DAYS,
                )
            )
        return found.at

    def day(self, text: str, field: str, *, future: bool = False) -> date:
        """The day that `text` of the option `field` names; `future` as in `when`. Raises UsageProblem."""
        from repaircli.platform import typed_times  # its patterns take 10 ms to compile

        try:
            return typed_times.day(text, self.now, self.zone, future=future)
        except ValueError as error:
            raise _bad_time(field, text, error) from None

    def _typed(self, text: str, field: str, future: bool) -> Typed:
        from repaircli.platform import typed_times

        try:
            found = typed_times.moment(text, self.now, self.zone, future=future)
        except ValueError as error:
            raise _bad_time(field, text, error) from None
        if not found.plain:
            self.note(
                msg(
                    "{field} {text} is read as {time}",
                    field=field,
                    text=text,
                    time=f"{found.at:%Y-%m-%d %H:%M}",
                )
            )
        return found

    def once(self, read: Callable[[Transaction], T]) -> T:
        """What `read` gives for this transaction; called again with the same function it is not read again."""
        if read not in self._read:
            self._read[read] = read(self)
        return cast(T, self._read[read])

    @overload
    def local(self, moment: datetime) -> datetime: ...
    @overload
    def local(self, moment: datetime | None) -> datetime | None: ...
    def local(self, moment: datetime | None) -> datetime | None:
        """`moment` in the configured zone; None stays None."""
        return None if moment is None else moment.astimezone(self.zone)

    def as_json(self, table: type[R], row: R, *without: str) -> dict[str, Any]:
        """The row as JSON has it: see `data_of`."""
        return data_of(table, row, self.zone, *without)

    def flush(self) -> None:
        """Writes the events and notices gathered so far; the transaction's end does it too."""
        if self._notices:
            from repaircli.platform.notice_tables import Notification

            self.insert_many(Notification, self._notices)
            self._notices = []
        if self._events:
            audit.append(self, self._events)
            self._events = []

    def mark(self) -> tuple[int, int]:
        """Where the gathered events and notices stand, for `rewind`."""
        return len(self._events), len(self._notices)

    def rewind(self, mark: tuple[int, int]) -> None:
        """Forgets what was gathered since `mark`, when its savepoint is rolled back."""
        del self._events[mark[0] :]
        del self._notices[mark[1] :]


class Action(Generic[P, T]):
    """What one command does: a function over a transaction, run in a transaction of its own when called.

    `action(call, …)` opens the database that the call names. `action.within(tx, …)` runs in a transaction that is open
    already, as a part of another action.
    """

    def __init__(
        self,
        within: Callable[Concatenate[Transaction, P], T],
        run: Callable[[Call, Callable[[Transaction], T]], T],
    ) -> None:
        self.within = within
        self._run = run
        update_wrapper(cast("Callable[..., T]", self), within)

    def __call__(self, call: Call, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return self._run(call, lambda tx: self.within(tx, *args, **kwargs))


def reads(function: Callable[Concatenate[Transaction, P], T]) -> Action[P, T]:
    """Makes an action of `function`: it runs in one read transaction and may return any value."""
    return Action(function, reading)


def writes(function: Callable[Concatenate[Transaction, P], Answer]) -> Action[P, Answer]:
    """Makes an action of `function`: it runs in one write transaction, with audit events and notices, or not at all."""
    return Action(function, writing)


def on_database(
    function: Callable[Concatenate[Database, Call, P], Answer],
) -> Callable[Concatenate[Call, P], Answer]:
    """Makes an action of `function`, which gets the database itself: for what works on a schema of any version.

    Nobody's identity is checked. Raises as `Database.open`.
    """

    @wraps(function)
    def action(call: Call, /, *args: P.args, **kwargs: P.kwargs) -> Answer:
        with _working(call) as db:
            return function(db, call, *args, **kwargs)

    return action


def kept() -> AbstractContextManager[None]:
    """Inside the block databases stay open from one command to the next, so that many pay for opening once."""
    return session.kept()


@contextmanager
def _working(call: Call) -> Iterator[Database]:
    """The database of the call, and a progress bar where the command takes long."""
    with progress.shown(call.command), opened(call.database) as db:
        yield db


def reading(call: Call, work: Callable[[Transaction], T]) -> T:
    """Runs `work` in one read transaction; whatever it says, nothing is written."""
    with _working(call) as db, db.read() as rows:
        tx = _begin(db, rows, call)
        with _addressing(tx):
            found = work(tx)
        return cast(T, _complete(tx, found)) if isinstance(found, Answer) else found


def writing(call: Call, work: Callable[[Transaction], Answer]) -> Answer:
    """Runs `work` in one write transaction that holds all it does, its audit events and its notices, or nothing.

    An answer of exit 3 commits too, with the refusal recorded. A request id that is known gives its first answer.
    Raises what `work` raises, and Conflict where the request id belongs to something else.
    """
    call = _with_request_id(call)
    with _working(call) as db:

        def once() -> Answer:
            with _written(db, call) as rows:
                tx = _begin(db, rows, call)
                if call.dry_run:
                    with _addressing(tx):
                        return tried(_complete(tx, work(tx)))
                known = _known(tx, call)
                if known is not None:
                    return known
                with _addressing(tx):
                    answer = work(tx)
                _record_refusal(tx, answer)
                answer = _complete(tx, answer)
                tx.flush()
                if answer.exit in (EXIT_OK, EXIT_PARTIAL):
                    operations.done(
                        tx, **_operation(call, tx), exit=answer.exit, answer=codec.dump_answer(answer)
                    )
            return answer

        return _retried(db, call, once)


class Steps:
    """The short transactions of one command that has several, under one request id.

    Each commits by itself and checks the identity anew, so that others can write between them.
    """

    def __init__(self, db: Database, call: Call) -> None:
        self._db = db
        self._call = call
        self.notes: list[Msg] = []
        self.recorded = False
        """Whether any of them left an audit event."""
        self._last: Transaction | None = None

    def write(self, do: Callable[[Transaction], T]) -> T:
        """Runs `do` in a write transaction of its own, again as a whole where the engine asks for it."""

        def once() -> T:
            with _written(self._db, self._call) as rows:
                tx = _begin(self._db, rows, self._call)
                with _addressing(tx):
                    found = do(tx)
                recorded = tx.mark()[0] > 0
                tx.flush()
            self.recorded |= recorded and not self._call.dry_run
            self._keep(tx)
            return found

        return _retried(self._db, self._call, once)

    def read(self, do: Callable[[Transaction], T]) -> T:
        """Runs `do` in a read transaction of its own."""
        with self._db.read() as rows:
            tx = _begin(self._db, rows, self._call)
            with _addressing(tx):
                found = do(tx)
        self._keep(tx)
        return found

    def start(self, tx: Transaction) -> Answer | None:
        """The first answer of a request id that is finished; else None, with the id recorded as running."""
        known = _known(tx, self._call)
        if known is None and operations.find(tx, _key(self._call)) is None:
            operations.start(tx, **_operation(self._call, tx))
        return known

    def finish(self, tx: Transaction, answer: Answer) -> None:
        """Keeps `answer` as what the request id gives from now on, unless another run of the same id was first."""
        row = operations.find(tx, _key(self._call))
        if row is None:
            operations.start(tx, **_operation(self._call, tx))
        if row is None or row.state == "running":
            operations.finish(
                tx, _key(self._call), exit=answer.exit, answer=codec.dump_answer(answer), at=tx.now
            )

    def complete(self, answer: Answer) -> Answer:
        """`answer` with the notes of all transactions so far, each once, and a hint that says who can follow it."""
        hint = answer.hint if self._last is None else _addressed(self._last, answer.hint)
        return replace(answer, notes=(*answer.notes, *self.notes), hint=hint)

    def _keep(self, tx: Transaction) -> None:
        self._last = tx
        self.notes.extend(n for n in tx.notes if n not in self.notes)


def step(function: Callable[Concatenate[Transaction, P], T]) -> Action[P, T]:
    """Makes one write transaction of a command that has several, of `function`, which may return any value.

    No answer is kept under the request id: another transaction of the command does that.
    """
    return Action(function, _in_step)


def _in_step(call: Call, work: Callable[[Transaction], T]) -> T:
    call = _with_request_id(call)
    with _working(call) as db:
        return Steps(db, call).write(work)


def writes_in_steps(
    function: Callable[Concatenate[Steps, P], Answer],
) -> Callable[Concatenate[Call, P], Answer]:
    """Makes a command of `function`, whose work lies partly outside the database, between transactions of its own.

    It must bear being cut off between any two of them. The answer is kept under a request id that was given, or where
    something was recorded: an idle run, as cron makes many, leaves nothing behind.
    """

    @wraps(function)
    def run(call: Call, /, *args: P.args, **kwargs: P.kwargs) -> Answer:
        given = call.request_id is not None and not call.dry_run
        call = _with_request_id(call)
        with _working(call) as db:
            steps = Steps(db, call)
            known = steps.write(steps.start) if given else None
            if known is not None:
                return known
            try:
                answer = steps.complete(function(steps, *args, **kwargs))
            except KeyboardInterrupt as stop:
                done, all = progress.reached()
                told = msg(
                    "interrupted: {done} of {all} are done and kept; run the same command again for the others",
                    done=done,
                    all=all,
                )
                stop.args = (told,) if all else ()
                raise
            if (given or steps.recorded) and answer.exit in (EXIT_OK, EXIT_PARTIAL):
                steps.write(lambda tx: steps.finish(tx, answer))
            return tried(answer) if call.dry_run else answer

    return run


@dataclass(frozen=True, slots=True)
class Chunks(Generic[Item, Result]):
    """A batch: many items, a chunk of them in each transaction.

    `prepare` names the items once; `each` gives a result for each item of a chunk, in their order; `finish` makes the
    answer of all results. Items and results are stored by `codec.dump`. `size` is the number of items in a chunk.
    """

    prepare: Callable[[Transaction], Sequence[Item]]
    each: Callable[[Transaction, Sequence[Item]], list[Result]]
    finish: Callable[[list[Result]], Answer]
    size: int = CHUNK


class Batch(Generic[P]):
    """A command that works in chunks: `batch(call, …)` runs it in a transaction a chunk.

    `batch.within(tx, …)` does all of it in one open transaction: a trial run in a read transaction, for example.
    """

    def __init__(self, function: Callable[P, Chunks[Any, Any]]) -> None:  # items and results of any one batch
        self._function = function
        update_wrapper(cast("Callable[..., Answer]", self), function)

    def __call__(self, call: Call, /, *args: P.args, **kwargs: P.kwargs) -> Answer:
        call = _with_request_id(call)
        with _working(call) as db:
            return _ChunkRun(Steps(db, call), _key(call), self._function(*args, **kwargs)).answer()

    def within(self, tx: Transaction, /, *args: P.args, **kwargs: P.kwargs) -> Answer:
        chunks = self._function(*args, **kwargs)
        return chunks.finish(chunks.each(tx, chunks.prepare(tx)))


def writes_in_chunks(function: Callable[P, Chunks[Item, Result]]) -> Batch[P]:
    """Makes a command of `function`, which describes the batch.

    The results of finished chunks are kept under the request id, so that the same id goes on where a run that was
    killed stopped, and gives one result for each item. An interrupt answers what is done, with exit 130.
    """
    return Batch(function)


class _ChunkRun(Generic[Item, Result]):
    """One run of a batch: the items, and the results of the chunks that are committed."""

    def __init__(self, steps: Steps, key: str, chunks: Chunks[Item, Result]) -> None:
        self._steps = steps
        self._key = key
        self._chunks = chunks
        self._items: Sequence[Item] = ()
        self._results: list[Result] = []

    def answer(self) -> Answer:
        known = self._steps.write(self._start)
        if known is not None:
            return known
        try:
            while len(self._results) < len(self._items):
                progress.count(len(self._results), len(self._items))
                self._results = self._steps.write(self._next)
            answer = self._steps.complete(self._chunks.finish(self._results))
            self._steps.write(lambda tx: self._steps.finish(tx, answer))
            return answer
        except KeyboardInterrupt:
            return self._interrupted()

    def _start(self, tx: Transaction) -> Answer | None:
        known = self._steps.start(tx)
        if known is not None:
            return known
        parts = operations.parts(tx, self._key)
        if parts:
            self._items, self._results = codec.load(parts[0]), _results(parts)
        else:
            self._items, self._results = list(self._chunks.prepare(tx)), []
            operations.add_part(tx, self._key, codec.dump(self._items))
        return None

    def _next(self, tx: Transaction) -> list[Result]:
        """The results so far with those of the next chunk, which is done in `tx`."""
        done, size = len(self._results), self._chunks.size
        if operations.chunks(tx, self._key) != -(-done // size):
            # another run of the same request id went on meanwhile: its results stand
            return _results(operations.parts(tx, self._key))
        found = self._chunks.each(tx, self._items[done : done + size])
        operations.add_part(tx, self._key, codec.dump(found))
        return self._results + found

    def _interrupted(self) -> Answer:
        results: list[Result] = self._steps.read(lambda tx: _results(operations.parts(tx, self._key)))
        stopped = msg(
            "interrupted: {done} of {all} are done and kept; run the same command with --request-id {key} to continue",
            done=len(results),
            all=len(self._items),
            key=self._key,
        )
        return replace(self._chunks.finish(results), exit=EXIT_INTERRUPTED, complaint=stopped)


def _results(parts: Sequence[str]) -> list[Any]:  # as `codec.load` gives them
    """The results of the finished chunks; the first part holds the items of the batch."""
    return [result for text in parts[1:] for result in codec.load(text)]


@contextmanager
def _written(db: Database, call: Call) -> Iterator[Tx]:
    """A write transaction; that of a dry run is rolled back at its end."""
    if not call.dry_run:
        with db.write() as rows:
            yield rows
        return
    with suppress(_RolledBack), db.write() as rows:
        yield rows
        raise _RolledBack


class _RolledBack(Exception):
    """Ends the transaction of a dry run."""


def tried(answer: Answer) -> Answer:
    """The answer of a dry run, which says that it was one."""
    return replace(answer, notes=(*answer.notes, msg("dry run: nothing was written")))


def _begin(db: Database, tx: Tx, call: Call) -> Transaction:
    if call.now and not tx.training:
        raise Denied(
            msg("REPAIRCLI_NOW moves the clock only in a training database"),
            msg("unset REPAIRCLI_NOW"),
            code="clock_not_allowed",
        )
    if tx.training:
        training.training(call.database)
    begun = Transaction(db, tx, call)
    if begun.identified and not begun.training and AUTHORITY[call.command].scope is not Scope.NOBODY:
        begun.note(
            msg(
                "acting as {login} without a password, as owner of the database file",
                login=begun.acting.login,
            )
        )
    return begun


def _complete(tx: Transaction, answer: Answer) -> Answer:
    """The answer with the notes of the transaction, and with a hint that says who can follow it."""
    whole = _whole(tx, answer.hint)
    data = answer.data
    if whole is not answer.hint and isinstance(data, dict) and data.get("hint") is answer.hint:
        data = {**data, "hint": whole}
    hint = _addressed(tx, whole)
    if hint is answer.hint and not tx.notes:
        return answer
    return replace(answer, data=data, notes=(*answer.notes, *tx.notes), hint=hint)


def _whole(tx: Transaction, hint: Msg | None) -> Msg | None:
    """`hint` with what was typed in place of dots."""
    return (
        completed(hint, tx.call.command, invocation.current().words)
        if isinstance(hint, CommandLine)
        else hint
    )


def _addressed(tx: Transaction, hint: Msg | None) -> Msg | None:
    """`hint` with what was typed in place of dots; where no role of the identity may run it, with those that may."""
    hint = _whole(tx, hint)
    if not isinstance(hint, CommandLine) or not tx.identified or "--as" in hint.options:
        return hint
    authority = AUTHORITY.get(hint.name)
    if (
        authority is None
        or authority.scope is Scope.NOBODY
        or not tx.acting.roles.isdisjoint(authority.roles)
    ):
        return hint
    who = tuple(named("role", role) for role in authority.roles)
    return msg("to be run by {roles}: {command}", roles=who, command=hint)


@contextmanager
def _addressing(tx: Transaction) -> Iterator[None]:
    try:
        yield
    except RepairError as error:
        error.hint = _addressed(tx, error.hint)
        raise


def _bad_time(field: str, text: str, error: ValueError) -> UsageProblem:
    expected = error.args[0] if error.args and isinstance(error.args[0], Msg) else Msg(str(error))
    nearest = getattr(error, "nearest", None)
    return UsageProblem(
        msg("{field}: cannot read {text}; {expected}", field=field, text=text, expected=expected),
        None
        if nearest is None
        else msg("do you mean {field} {nearest}?", field=field, nearest=f"'{nearest}'"),
    )


def _with_request_id(call: Call) -> Call:
    return call if call.request_id else replace(call, request_id=uuid.uuid4().hex)


def _key(call: Call) -> str:
    assert call.request_id is not None
    return call.request_id


def _content_hash(call: Call) -> str:
    return hashlib.sha256(
        codec.dump([call.command, call.content]).encode("utf-8", "surrogatepass")
    ).hexdigest()


def _operation(call: Call, tx: Transaction) -> dict[str, Any]:
    return {
        "request_id": _key(call),
        "user_id": tx.acting.user_id if tx.identified else None,
        "command": call.command,
        "content_hash": _content_hash(call),
        "at": tx.now,
    }


def _known(tx: Transaction, call: Call) -> Answer | None:
    """The first answer of a request id that is finished; None where it is new or a batch goes on."""
    row = operations.find(tx, _key(call))
    if row is None:
        return None
    same = (
        row.command == call.command
        and row.content_hash == _content_hash(call)
        and row.user_id == (tx.acting.user_id if tx.identified else None)
    )
    if not same:
        own = tx.identified and (row.user_id == tx.acting.user_id or Role.ADMIN in tx.acting.roles)
        raise Conflict(
            msg("request id {key} was used for something else", key=_key(call)),
            command_line("op show", "{key}", key=_key(call)) if own else msg("choose another --request-id"),
            code="request_id_reused",
        )
    return codec.load_answer(row.answer) if row.state == "done" else None


def _record_refusal(tx: Transaction, answer: Answer) -> None:
    if answer.exit != EXIT_REFUSED:
        return
    data = answer.data if isinstance(answer.data, Mapping) else {}
    no = data.get("order_no") or tx.call.content.get("no")
    tx.event("refused", order_no=str(no) if no else None, after={"answer": data})


def _retried(db: Database, call: Call, once: Callable[[], T], tries: int = 8) -> T:
    """Runs a whole transaction again where the engine asks for it (serialization failures of PostgreSQL).

    An unknown outcome names the request id, with which the same command is safe.
    """
    while True:
        tries -= 1
        try:
            return once()
        except OutcomeUnknown as error:
            raise OutcomeUnknown(
                error.message, command_line("op show", "{key}", key=_key(call)), code=error.code
            ) from error
        except Exception as error:
            if not tries or not db.is_retryable(error):
                raise
