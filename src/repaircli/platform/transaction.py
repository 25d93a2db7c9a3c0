"""One command, one transaction: identity, clock, request id, audit and outbox around what an action does."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, datetime
from functools import partial, update_wrapper
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, cast

from repaircli.platform import clock, training
from repaircli.platform.codes import Answer, Call
from repaircli.platform.db import audit, codec, operations, session
from repaircli.platform.db.session import Database, Tx, opened
from repaircli.platform.errors import (
    EXIT_INTERRUPTED,
    EXIT_OK,
    EXIT_PARTIAL,
    EXIT_REFUSED,
    Conflict,
    Denied,
    OutcomeUnknown,
    UsageProblem,
)
from repaircli.platform.identity import Acting, identify
from repaircli.platform.text import Msg, msg
from repaircli.rules.calendar.working_time import Calendar, Schedule
from repaircli.rules.policy.authority import AUTHORITY, Scope

T = TypeVar("T")
P = ParamSpec("P")

CHUNK = 500
"""Ids of a batch that share one transaction (interface 5)."""

_CLOCK = re.compile(r"\d{1,2}[:：]\d{2}|^\+\d+[hm]$")
"""A time of day, or hours and minutes from now, in what a person typed as a time."""

_MEDIA = {
    "N2": "email",
    "N4": "email",
    "N7": "form",
    "N8": "form",
    "N9": "form",
    "N12": "email",
    "N13": "form",
    "N14": "form",
    "N16": "form",
    "N22": "phone",
    "N23": "phone",
    "N24": "phone",
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
        self._calendar: Calendar | None = None
        self._hours: Schedule | None = None

    @property
    def acting(self) -> Acting:
        """The identity; Denied where the command runs without one."""
        if self._acting is None:
            raise Denied(msg("not logged in"), msg("repaircli --as LOGIN …"), code="not_logged_in")
        return self._acting

    @property
    def identified(self) -> bool:
        return self._acting is not None

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

    def when(self, text: str, field: str) -> datetime:
        """The time that `text` of the option `field` names. Raises UsageProblem."""
        try:
            return clock.parse(text, self.now, self.zone)
        except ValueError as error:
            raise _bad_value(field, text, error) from None

    def through(self, text: str, field: str) -> datetime:
        """As `when`; a day without a time of day means all of it."""
        moment = self.when(text, field)
        return moment if _CLOCK.search(text.strip()) else moment.replace(hour=23, minute=59, second=59)

    def day(self, text: str, field: str) -> date:
        """The day that `text` of the option `field` names. Raises UsageProblem."""
        try:
            return clock.parse_day(text, self.now, self.zone)
        except ValueError as error:
            raise _bad_value(field, text, error) from None

    def calendar(self) -> Calendar:
        """The working calendar: what was imported or dropped, over the national one."""
        if self._calendar is None:
            from repaircli.calendar.working import Deferred, overlay

            self._calendar = Deferred(lambda: overlay(self))
        return self._calendar

    def hours(self) -> Schedule:
        """The working hours of the database (A-36)."""
        if self._hours is None:
            from repaircli.calendar.working import schedule

            self._hours = schedule(self)
        return self._hours

    def local(self, moment: datetime) -> datetime:
        """`moment` in the configured zone."""
        return moment.astimezone(self.zone)

    def flush(self) -> None:
        """Writes the events and notices gathered so far; the transaction's end does it too."""
        if self._notices:
            from repaircli.notices.tables import Notification

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


def kept() -> AbstractContextManager[None]:
    """Inside the block databases stay open from one command to the next, so that many pay for opening once."""
    return session.kept()


def reading(call: Call, work: Callable[[Transaction], T]) -> T:
    """Runs `work` in one read transaction; whatever it says, nothing is written."""
    with opened(call.database) as db, db.read() as rows:
        tx = _begin(db, rows, call)
        found = work(tx)
        return cast(T, _with_notes(tx, found)) if isinstance(found, Answer) else found


def writing(call: Call, work: Callable[[Transaction], Answer]) -> Answer:
    """Runs `work` in one write transaction that holds all it does, its audit events and its notices, or nothing.

    An answer of exit 3 commits too, with the refusal recorded. A request id that is known gives its first answer.
    Raises what `work` raises, and Conflict where the request id belongs to something else.
    """
    call = _with_request_id(call)
    with opened(call.database) as db:

        def once() -> Answer:
            with db.write() as rows:
                tx = _begin(db, rows, call)
                known = _known(tx, call)
                if known is not None:
                    return known
                answer = work(tx)
                _record_refusal(tx, answer)
                answer = _with_notes(tx, answer)
                tx.flush()
                if answer.exit in (EXIT_OK, EXIT_PARTIAL):
                    operations.done(
                        tx, **_operation(call, tx), exit=answer.exit, answer=codec.dump_answer(answer)
                    )
            return answer

        return _retried(db, call, once)


def writing_in_chunks(
    call: Call,
    prepare: Callable[[Transaction], Sequence[Any]],
    each: Callable[[Transaction, Sequence[Any]], list[Any]],
    finish: Callable[[list[Any]], Answer],
    size: int = CHUNK,
) -> Answer:
    """A batch: `prepare` names the items once, `each` does a chunk of them in a transaction of its own.

    The results of finished chunks are kept under the request id, so that the same key goes on where a killed run
    stopped and gives one result for each item, in the order of `prepare`. `finish` makes the answer.
    """
    call = _with_request_id(call)
    with opened(call.database) as db:

        def begin() -> tuple[Answer | None, list[Any], list[Any]]:
            with db.write() as rows:
                tx = _begin(db, rows, call)
                known = _known(tx, call)
                if known is not None:
                    return known, [], []
                parts = operations.parts(tx, _key(call))
                if parts:
                    return None, codec.load(parts[0]), _results(parts)
                items = list(prepare(tx))
                operations.start(tx, **_operation(call, tx))
                operations.add_part(tx, _key(call), codec.dump(items))
                return None, items, []

        known, items, results = _retried(db, call, begin)
        if known is not None:
            return known
        notes: list[Msg] = []

        def step(so_far: list[Any]) -> list[Any]:
            with db.write() as rows:
                tx = _begin(db, rows, call)
                if operations.chunks(tx, _key(call)) != -(-len(so_far) // size):
                    # another run of the same request id went on meanwhile: its results stand
                    return _results(operations.parts(tx, _key(call)))
                found = each(tx, items[len(so_far) : len(so_far) + size])
                tx.flush()
                operations.add_part(tx, _key(call), codec.dump(found))
                notes.extend(n for n in tx.notes if n not in notes)
                return so_far + found

        def end(answer: Answer) -> Answer:
            with db.write() as tx:
                row = operations.find(tx, _key(call))
                if row is None or row.state == "running":
                    at = clock.now(call.now, clock.zone(call.zone))
                    operations.finish(
                        tx, _key(call), exit=answer.exit, answer=codec.dump_answer(answer), at=at
                    )
            return answer

        try:
            while len(results) < len(items):
                results = _retried(db, call, partial(step, results))
            answer = finish(results)
            return _retried(db, call, lambda: end(replace(answer, notes=(*answer.notes, *notes))))
        except KeyboardInterrupt:
            with db.read() as tx:
                results = _results(operations.parts(tx, _key(call)))
            stopped = msg(
                "interrupted: {done} of {all} are done and stand; the same command with --request-id {key} goes on",
                done=len(results),
                all=len(items),
                key=_key(call),
            )
            return replace(finish(results), exit=EXIT_INTERRUPTED, complaint=stopped)


class Steps:
    """The short transactions of a command whose work lies outside the database, between them; see `in_steps`."""

    def __init__(self, db: Database, call: Call) -> None:
        self._db = db
        self._call = call
        self.notes: list[Msg] = []
        self.recorded = False
        """Whether any of them left an audit event."""

    def write(self, do: Callable[[Transaction], T]) -> T:
        """Runs `do` in a write transaction of its own, identity checked anew."""

        def once() -> T:
            with self._db.write() as rows:
                tx = _begin(self._db, rows, self._call)
                found = do(tx)
                recorded = tx.mark()[0] > 0
                tx.flush()
            self.recorded |= recorded
            self._keep(tx)
            return found

        return _retried(self._db, self._call, once)

    def read(self, do: Callable[[Transaction], T]) -> T:
        """Runs `do` in a read transaction of its own."""
        with self._db.read() as rows:
            tx = _begin(self._db, rows, self._call)
            found = do(tx)
        self._keep(tx)
        return found

    def _keep(self, tx: Transaction) -> None:
        self.notes.extend(n for n in tx.notes if n not in self.notes)


def in_steps(call: Call, work: Callable[[Steps], Answer]) -> Answer:
    """Runs `work`, whose steps commit one by one; what it does outside must bear being cut off between any two.

    The answer is kept under a request id that was given, or where something was recorded: an idle run, as cron makes
    many, leaves nothing behind.
    """
    given = call.request_id is not None
    call = _with_request_id(call)
    with opened(call.database) as db:
        steps = Steps(db, call)

        def begin(tx: Transaction) -> Answer | None:
            known = _known(tx, call)
            if known is None and operations.find(tx, _key(call)) is None:
                operations.start(tx, **_operation(call, tx))
            return known

        def end(tx: Transaction, answer: Answer) -> None:
            row = operations.find(tx, _key(call))
            if row is None:
                operations.start(tx, **_operation(call, tx))
            if row is None or row.state == "running":
                operations.finish(
                    tx, _key(call), exit=answer.exit, answer=codec.dump_answer(answer), at=tx.now
                )

        known = steps.write(begin) if given else None
        if known is not None:
            return known
        answer = work(steps)
        answer = replace(answer, notes=(*answer.notes, *steps.notes))
        if (given or steps.recorded) and answer.exit in (EXIT_OK, EXIT_PARTIAL):
            steps.write(lambda tx: end(tx, answer))
        return answer


def _results(parts: Sequence[str]) -> list[Any]:
    """The results of the finished chunks; the first part holds what the batch is about."""
    return [result for text in parts[1:] for result in codec.load(text)]


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


def _with_notes(tx: Transaction, answer: Answer) -> Answer:
    return replace(answer, notes=(*answer.notes, *tx.notes)) if tx.notes else answer


def _bad_value(field: str, text: str, error: ValueError) -> UsageProblem:
    expected = error.args[0] if error.args and isinstance(error.args[0], Msg) else Msg(str(error))
    return UsageProblem(
        msg("{field}: {text} is not a time: {expected}", field=field, text=text, expected=expected)
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
        raise Conflict(
            msg("request id {key} was used for something else", key=_key(call)),
            msg("repaircli op show {key}", key=_key(call)),
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
                error.message, msg("repaircli op show {key}", key=_key(call)), code=error.code
            ) from error
        except Exception as error:
            if not tries or not db.is_retryable(error):
                raise
