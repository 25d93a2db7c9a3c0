"""The outbox as a person sees it: list notices, send failed ones again, mark those delivered by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from repaircli.network import scope
from repaircli.network.scope import Bounds
from repaircli.notices import letter as letters
from repaircli.notices import queries as notices_queries
from repaircli.notices.letter import Notice
from repaircli.notices.outcome import UNSURE
from repaircli.notices.setup import MEDIA
from repaircli.orders import lookup
from repaircli.platform import inputs
from repaircli.platform.answers import Answer, refusal
from repaircli.platform.codes import Role
from repaircli.platform.db import codec
from repaircli.platform.errors import EXIT_OK, EXIT_PARTIAL, EXIT_REFUSED, Conflict, NotFound, UsageProblem
from repaircli.platform.notice_tables import Notification
from repaircli.platform.text import Msg, command_line, counted, msg
from repaircli.platform.transaction import Transaction, reads, writes
from repaircli.rules.deadlines.reminders import PREFIX

_CODE = re.compile(r"N\d{1,2}", re.A)
_RECEIVERS = ("region", "station", "hq", "cssd", "visitors", "cc", "customer")


@dataclass(frozen=True, slots=True)
class NoticeFilter:
    """Which notices a list shows, as typed; None does not filter. `to`: a kind of receiver."""

    status: str | None = None
    code: str | None = None
    order: str | None = None
    to: str | None = None
    region: str | None = None
    station: str | None = None
    medium: str | None = None


@reads
def list_(tx: Transaction, wanted: NoticeFilter = NoticeFilter(), limit: int | None = None) -> Answer:
    """The notices that the identity may see, oldest first; with a limit the latest ones. Raises UsageProblem."""
    status = None if wanted.status is None else inputs.code("notification", wanted.status, "--status")
    _require_known("--to", wanted.to, _RECEIVERS)
    _require_known("--medium", wanted.medium, MEDIA)
    code = None if wanted.code is None else _code(wanted.code)
    to_kind, to_ref = _receiver(tx, wanted)
    rows = notices_queries.notices(
        tx,
        _reader(tx),
        status=status,
        code=code,
        order_no=lookup.order(tx, wanted.order).order_no if wanted.order else None,
        to_kind=to_kind,
        to_ref=to_ref,
        medium=wanted.medium,
        limit=limit,
    )
    return Answer("notify.list", [_data(tx, row) for row in rows])


def _require_known(option: str, value: str | None, known: tuple[str, ...]) -> None:
    if value is not None and value not in known:
        raise UsageProblem(
            msg("{option}: unknown value {text}", option=option, text=value),
            msg("possible values: {known}", known=known),
        )


def _code(text: str) -> str | None:
    """The code of a notice, N12, or of a reminder as it is stored; None for an empty text, which does not filter."""
    code = text.upper()
    if code.startswith(PREFIX):
        return PREFIX + code.removeprefix(PREFIX).lower()
    if code and not _CODE.fullmatch(code):
        raise UsageProblem(
            msg("--code: unknown notice {code}", code=text), msg("--code N12"), code="unknown_code"
        )
    return code or None


def _receiver(tx: Transaction, wanted: NoticeFilter) -> tuple[str | None, str | None]:
    """The kind of receiver, and the region or station that is named. Raises UsageProblem where they contradict."""
    region = scope.region_filter(tx, wanted.region)
    station = scope.station_filter(tx, wanted.station)
    kind = "region" if region is not None else "station" if station is not None else None
    if kind is None:
        return wanted.to, None
    if (region is not None and station is not None) or wanted.to not in (None, kind):
        raise UsageProblem(msg("--to, --region and --station name different receivers"))
    return kind, region or station


@reads
def show(tx: Transaction, id: int) -> Answer:
    """One notice with the letter that goes out for it. Raises NotFound, also for one that the identity may not see."""
    row = _seen(tx, id)
    told = letters.letter(notices_of(tx, [row])[0])
    return Answer("notify.show", _data(tx, row) | {"subject": told.subject, "text": told.body})


@writes
def retry(tx: Transaction, ids: Sequence[int], *, all_failed: bool = False) -> Answer:
    """Puts failed notices, and those whose next try is later, back into the queue, with all tries before them.

    Refused for what was sent or is being sent. Raises UsageProblem where neither or both of `ids` and `all_failed` are
    given, NotFound.
    """
    if bool(ids) is all_failed:
        raise UsageProblem(
            msg("expected notice numbers, or --all for every failed notice"),
            command_line("notify retry", "ID"),
        )
    failed = (
        [row.id for row in notices_queries.notices(tx, _reader(tx), status="failed")] if all_failed else ()
    )
    return _change_each(tx, ids or failed, "retried", _retried)


@reads
def ask_retry(tx: Transaction) -> Msg | None:
    """What a person is asked before every failed notice is sent again; None where none failed."""
    n = len(notices_queries.notices(tx, _reader(tx), status="failed"))
    if not n:
        return None
    return counted(n, msg("send 1 failed notice again?"), msg("send {n} failed notices again?", n=n))


@writes
def mark_sent(tx: Transaction, ids: Sequence[int]) -> Answer:
    """Marks notices as delivered by hand, usually by phone (requirements A11, X3).

    Refused for what is being sent; what was sent already stays as it is. Raises NotFound.
    """
    return _change_each(tx, ids, "marked", _marked)


def notices_of(tx: Transaction, rows: Sequence[Notification]) -> list[Notice]:
    """The stored notices with what their letters tell of orders and stations."""
    orders = notices_queries.orders_of(tx, rows)
    return [_notice(tx, row, orders.get(row.order_no or "")) for row in rows]


def _notice(tx: Transaction, row: Notification, order: Mapping[str, Any] | None) -> Notice:
    return Notice(
        id=row.id,
        code=row.code,
        to_kind=row.to_kind,
        to=row.to_ref,
        medium=row.medium,
        created_at=tx.local(row.created_at),
        order_no=row.order_no,
        request_id=row.request_id,
        args=codec.rich(row.args),
        order=None if order is None else {**order, "t1": tx.local(order["t1"])},
        training=tx.training,
    )


def _seen(tx: Transaction, id: int) -> Notification:
    found = notices_queries.notices(tx, _reader(tx), id=id)
    if not found:
        raise NotFound(msg("no such notice: {id}", id=id), command_line("notify list"), code="no_notice")
    return found[0]


_Change = Callable[[Transaction, Notification], dict[str, Any] | None]
"""The new values of a notice; None where it must not be changed."""


def _change_each(tx: Transaction, ids: Sequence[int], key: str, change: _Change) -> Answer:
    """Changes every notice of `ids`; exit 3 where the only one is refused, 7 where one of several is."""
    results = [_changed(tx, id, change) for id in dict.fromkeys(ids)]
    refused = [r for r in results if r["exit"]]
    data = {"results": results, key: len(results) - len(refused), "refused": len(refused)}
    if not refused:
        return Answer("notify.changed", data)
    if len(results) == 1:
        return refusal([(refused[0]["check"], "A11", refused[0]["text"])], command_line("notify list"))
    return Answer(
        "notify.changed",
        data,
        EXIT_PARTIAL,
        complaint=msg("{refused} of {all} refused", refused=len(refused), all=len(results)),
    )


def _changed(tx: Transaction, id: int, change: _Change) -> dict[str, Any]:
    row = _seen(tx, id)
    if row.status == "sending":
        text = msg("notice {id} is being sent at this moment", id=id)
        return _data(tx, row) | {"exit": EXIT_REFUSED, "check": "sending", "text": text}
    values = change(tx, row)
    if values is None:
        text = msg("notice {id} was sent already; to repeat it, tell the receiver yourself", id=id)
        return _data(tx, row) | {"exit": EXIT_REFUSED, "check": "sent", "text": text}
    as_read = {"id": id, "status": row.status, "claim": row.claim}
    if values and tx.update(Notification, as_read, **values) != 1:
        raise Conflict(msg("notice {id} was changed meanwhile", id=id), command_line("notify list"))
    (row,) = notices_queries.by_ids(tx, [id])
    return _data(tx, row) | {"exit": EXIT_OK, "text": None}


def _retried(tx: Transaction, row: Notification) -> dict[str, Any] | None:
    if row.status == "sent":
        return None
    if row.claim is not None and row.error in UNSURE:
        tx.note(msg("notice {id} may have arrived already: {why}", id=row.id, why=Msg(row.error)))
    tx.event("notice.retried", order_no=row.order_no, after={"id": row.id, "error": row.error})
    return {
        "status": "queued",
        "tries": 0,
        "error": None,
        "next_try_at": None,
        "claim": None,
        "claimed_at": None,
    }


def _marked(tx: Transaction, row: Notification) -> dict[str, Any] | None:
    if row.status == "sent":
        return {}
    tx.event("notice.marked", order_no=row.order_no, after={"id": row.id, "by": "person"})
    return {"status": "sent", "sent_at": tx.now, "next_try_at": None}


def _reader(tx: Transaction) -> notices_queries.Reader:
    """What the identity may see: the CSSD its filings, visitors their queue, stations and regions their own, others all."""
    held = tx.acting.eligible
    kinds = tuple(
        k for role, k in ((Role.CSSD, "cssd"), (Role.CSSD, "hq"), (Role.VISITOR, "visitors")) if role in held
    )
    bounded = (Role.CSSD, Role.VISITOR, Role.LIAISON, Role.COORDINATOR, Role.ENGINEER)
    if any(role not in bounded for role in held):
        return notices_queries.Reader(Bounds(everywhere=True))
    region = tx.acting.region if Role.LIAISON in held else None
    station = tx.acting.station if {Role.COORDINATOR, Role.ENGINEER} & set(held) else None
    return notices_queries.Reader(Bounds(region=region, station=station), kinds)


def _data(tx: Transaction, row: Notification) -> dict[str, Any]:
    return {
        "id": row.id,
        "code": row.code,
        "about": letters.about(row.code, row.args.get("level")),
        "order_no": row.order_no,
        "cancel_request": row.request_id,
        "to_kind": row.to_kind,
        "to": row.to_ref,
        "medium": row.medium,
        "args": codec.rich(row.args),
        "status": row.status,
        "created_at": tx.local(row.created_at),
        "sent_at": tx.local(row.sent_at) if row.sent_at else None,
        "tries": row.tries,
        "next_try_at": tx.local(row.next_try_at) if row.next_try_at else None,
        # errors of this program are in the catalogues, those of a server are not
        "error": Msg(row.error) if row.error else None,
    }
