"""Sends the queued notices: each is claimed, handed over outside any transaction, and settled.

A notice goes out at most once for each claim. One whose sender was cut off, or whose connection broke after it was
handed over, is `failed` and says so: a person decides whether it is sent again.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from repaircli.notices import carriers
from repaircli.notices import queries as notices_queries
from repaircli.notices import setup as setups
from repaircli.notices.carriers import Unreachable
from repaircli.notices.letter import Notice, about, letter
from repaircli.notices.outbox import notices_of
from repaircli.notices.outcome import LOST, Fate, Outcome
from repaircli.notices.setup import Setup
from repaircli.platform.answers import Answer, Call
from repaircli.platform.db.rows import chunks
from repaircli.platform.errors import EXIT_PARTIAL, UsageProblem
from repaircli.platform.output import progress
from repaircli.platform.text import Msg, command_line, msg
from repaircli.platform.transaction import Steps, Transaction, reads, writes_in_steps

PAUSES = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 4 * 60, 8 * 60, 12 * 60, 24 * 60, 24 * 60))
"""After each failed try until the next; together three days, longer than a weekend. After the last one: failed."""

LOST_AFTER = timedelta(minutes=15)
"""A sender that has had a notice for so long was cut off: every hand-over is stopped after half of that time."""

_SHOWN = 10


def send(
    call: Call, delivery: Mapping[str, Any], *, limit: int | None = None, dry_run: bool = False
) -> Answer:
    """Sends what is due, oldest first, at most `limit` notices; `dry_run` only says what would go where.

    `delivery` is what `settings.delivery` read. Exit 7 where a notice could not be sent. Raises UsageProblem where
    nothing is configured, or wrongly.
    """
    if limit is not None and limit < 1:
        raise UsageProblem(msg("--limit: expected 1 or more, got {limit}", limit=limit))
    return (_plan if dry_run else _sent)(call, setups.read(delivery, trial=dry_run), limit)


@writes_in_steps
def _sent(steps: Steps, setup: Setup, limit: int | None) -> Answer:
    return _Run(steps, setup).all(limit)


def _ways(setup: Setup) -> notices_queries.Ways:
    return notices_queries.Ways(
        mail_media=setup.by_mail,
        command_media=setup.by_command,
        roles=tuple(setup.roles),
        regions=tuple(setup.regions),
        stations=tuple(setup.stations),
    )


@reads
def _plan(tx: Transaction, setup: Setup, limit: int | None) -> Answer:
    ways = _ways(setup)
    rows = notices_queries.by_ids(tx, notices_queries.due(tx, ways, tx.now, limit))
    results = [
        {**_result(setup, notice, "queued"), "subject": letter(notice).subject}
        for notice in notices_of(tx, rows)
    ]
    data = {"results": results, "would_send": len(results), "dry_run": True, **_waiting(tx, ways)}
    return Answer("notify.send", data, notes=(*setup.notes, *_notes(data)))


def ask(call: Call, delivery: Mapping[str, Any], limit: int | None = None) -> Msg | None:
    """What a person is asked before `send`: how many letters leave; None where none is due. Raises as `send`."""
    return _asked(call, setups.read(delivery), limit)


@reads
def _asked(tx: Transaction, setup: Setup, limit: int | None) -> Msg | None:
    rows = notices_queries.by_ids(tx, notices_queries.due(tx, _ways(setup), tx.now, limit))
    if not rows:
        return None
    by_mail = sum(setup.way(row.medium, row.to_kind, row.to_ref) == "mail" for row in rows)
    return msg(
        "send {n} notices, {mail} by e-mail and {other} by the configured command?",
        n=len(rows),
        mail=by_mail,
        other=len(rows) - by_mail,
    )


@dataclass(slots=True)
class _Run:
    """One run of the sender; `who` is its name in its claims."""

    steps: Steps
    setup: Setup
    who: str = field(default_factory=lambda: uuid.uuid4().hex)
    results: list[dict[str, Any]] = field(default_factory=list)
    no_mail: str | None = None
    """Why the mail server cannot be used any more in this run."""

    def all(self, limit: int | None) -> Answer:
        ways = _ways(self.setup)
        ids = self.steps.write(lambda tx: self._begin(tx, ways, limit))
        server = self.setup.server
        with nullcontext() if server is None else carriers.Post(server) as post:
            for place, id in enumerate(ids):
                progress.count(place, len(ids))
                usable = self.no_mail is None
                self._one(post, id)
                if usable and self.no_mail is not None:
                    self._put_off_mail(ids[place + 1 :])
        return self._answer(self.steps.read(lambda tx: _waiting(tx, ways)))

    def _begin(self, tx: Transaction, ways: notices_queries.Ways, limit: int | None) -> list[int]:
        lost = notices_queries.give_up_lost(tx, tx.now - LOST_AFTER, LOST)
        for notice in notices_of(tx, notices_queries.by_ids(tx, lost)):
            tx.event("notice.lost", order_no=notice.order_no, after={"id": notice.id, "code": notice.code})
            self.results.append(_result(self.setup, notice, "failed", LOST))
        return notices_queries.due(tx, ways, tx.now, limit)

    def _one(self, post: carriers.Post | None, id: int) -> None:
        claimed = self.steps.write(lambda tx: self._claimed(tx, id))
        if claimed is None:
            return
        notice, now = claimed
        command = self.setup.command
        by_command = self.setup.way(notice.medium, notice.to_kind, notice.to) == "command"
        try:
            if by_command and command is not None:
                outcome = carriers.run_command(command, notice, letter(notice), self.setup.lang)
            else:
                outcome = self._mailed(post, notice, now)
        except BaseException:
            # usually an interrupt: what may have gone out is settled as unknown, all else is tried again
            unsure = by_command or (post is not None and post.handed_over)
            fate = Outcome(Fate.UNKNOWN, LOST) if unsure else Outcome(Fate.LATER)
            self.steps.write(lambda tx: self._settled(tx, notice, fate))
            raise
        self.steps.write(lambda tx: self._settled(tx, notice, outcome))

    def _claimed(self, tx: Transaction, id: int) -> tuple[Notice, datetime] | None:
        row = notices_queries.claim(tx, id, self.who, tx.now)
        return None if row is None else (notices_of(tx, [row])[0], tx.now)

    def _mailed(self, post: carriers.Post | None, notice: Notice, now: datetime) -> Outcome:
        if post is None or self.no_mail is not None:
            return Outcome(Fate.LATER, self.no_mail)
        to = self.setup.addresses(notice.to_kind, notice.to)
        try:
            return post.send(carriers.message(post.server, notice, letter(notice), to, now), to)
        except Unreachable as error:
            self.no_mail = f"{post.server.host}:{post.server.port}: {error}"
            return Outcome(Fate.LATER, self.no_mail)

    def _settled(self, tx: Transaction, notice: Notice, outcome: Outcome) -> None:
        (row,) = notices_queries.by_ids(tx, [notice.id])
        values: dict[str, Any] = {"error": outcome.error, "next_try_at": None}
        if outcome.fate is Fate.SENT:
            values |= {"status": "sent", "sent_at": tx.now}
        elif outcome.fate is Fate.LATER and row.tries <= len(PAUSES):
            values |= {"status": "queued", "claim": None, "next_try_at": tx.now + PAUSES[row.tries - 1]}
        else:
            values["status"] = "failed"
        if not notices_queries.settle(tx, notice.id, self.who, values):
            return
        told = {"id": notice.id, "code": notice.code, "tries": row.tries, "error": outcome.error}
        what = {"sent": "notice.sent", "queued": "notice.put_off"}.get(values["status"], "notice.failed")
        tx.event(what, order_no=notice.order_no, after={k: v for k, v in told.items() if v is not None})
        result = _result(self.setup, notice, values["status"], outcome.error)
        self.results.append(result | {"tries": row.tries, "next_try_at": values["next_try_at"]})

    def _put_off_mail(self, ids: Sequence[int]) -> None:
        """Counts this run as a failed try of every other mail, so that not each is tried on a server that is down."""
        for part in chunks(ids):
            self.steps.write(partial(self._put_off, ids=part))

    def _put_off(self, tx: Transaction, ids: Sequence[int]) -> None:
        for row in notices_queries.by_ids(tx, ids):
            if self.setup.way(row.medium, row.to_kind, row.to_ref) == "mail":
                claimed = self._claimed(tx, row.id)
                if claimed is not None:
                    self._settled(tx, claimed[0], Outcome(Fate.LATER, self.no_mail))

    def _answer(self, waiting: Mapping[str, Any]) -> Answer:
        ends = [r["status"] for r in self.results]
        data: dict[str, Any] = {
            "results": self.results,
            "sent": ends.count("sent"),
            "put_off": ends.count("queued"),
            "failed": ends.count("failed"),
            **waiting,
        }
        bad = len(ends) - data["sent"]
        notes = (*self.setup.notes, *_notes(data))
        if not bad:
            return Answer("notify.send", data, notes=notes)
        why = next(r["error"] for r in self.results if r["status"] != "sent")
        text = msg("{bad} of {all} notices not sent: {why}", bad=bad, all=len(ends), why=why or "")
        return Answer(
            "notify.send", data, EXIT_PARTIAL, notes, text, command_line("notify list", "--status failed")
        )


def _result(setup: Setup, notice: Notice, status: str, error: str | None = None) -> dict[str, Any]:
    way = setup.way(notice.medium, notice.to_kind, notice.to)
    return {
        "id": notice.id,
        "code": notice.code,
        "about": about(notice.code, notice.args.get("level")),
        "order_no": notice.order_no,
        "to_kind": notice.to_kind,
        "to": notice.to,
        "medium": notice.medium,
        "by": way,
        "addresses": setup.addresses(notice.to_kind, notice.to) if way == "mail" else (),
        "status": status,
        "error": Msg(error) if error else None,
    }


def _waiting(tx: Transaction, ways: notices_queries.Ways) -> dict[str, Any]:
    """What stays in the outbox: put off until a next try, or without a configured receiver."""
    left = [
        {"to_kind": r.to_kind, "to": r.to_ref, "medium": r.medium, "count": r.number}
        for r in notices_queries.out_of_reach(tx, ways)
    ]
    return {
        "waiting": notices_queries.put_off(tx, ways, tx.now),
        "unaddressed": sum(r["count"] for r in left),
        "without_address": left,
    }


def _notes(data: Mapping[str, Any]) -> list[Msg]:
    left = sorted(data["without_address"], key=lambda r: -r["count"])
    if not left:
        return []
    shown = [f"{r['to_kind']} {r['to']} ({r['medium']}): {r['count']}" for r in left[:_SHOWN]]
    return [
        msg(
            "notices still queued because no address or command is configured: {count}, for {receivers}",
            count=data["unaddressed"],
            receivers=(*shown, *(["…"] if len(left) > _SHOWN else [])),
        )
    ]
