"""The outbox as a person may read it, and what he may change in it: a notice tried again, or told by himself."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from repaircli.notices import letter as letters
from repaircli.notices import queries as notices_queries
from repaircli.notices.letter import Notice
from repaircli.notices.outcome import UNSURE
from repaircli.notices.setup import MEDIA
from repaircli.notices.tables import Notification
from repaircli.orders import scope
from repaircli.orders.scope_queries import Bounds
from repaircli.platform.answers import Answer, Call, refusal
from repaircli.platform.codes import ZH, Role
from repaircli.platform.db import codec
from repaircli.platform.errors import EXIT_OK, EXIT_PARTIAL, EXIT_REFUSED, Conflict, NotFound, UsageProblem
from repaircli.platform.text import Msg, msg
from repaircli.platform.transaction import Transaction, reading, writing
from repaircli.rules.deadlines.reminders import PREFIX

_CODE = re.compile(r"N\d{1,2}", re.A)
_STATUSES = tuple(ZH["notification"])
_RECEIVERS = ("region", "station", "hq", "cssd", "visitors", "cc", "customer")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which notices a list shows, as typed; None does not filter. `to`: a kind of receiver."""

    status: str | None = None
    code: str | None = None
    order: str | None = None
    to: str | None = None
    region: str | None = None
    station: str | None = None
    medium: str | None = None
    limit: int | None = None


def list_(call: Call, wanted: Wanted = Wanted()) -> Answer:
    """The notices that the identity may see, oldest first; with a limit the latest ones. Raises UsageProblem."""
    return reading(call, lambda tx: _list(tx, wanted))


def show(call: Call, id: int) -> Answer:
    """One notice with the letter that goes out for it. Raises NotFound, also for one that is not to be seen."""
    return reading(call, lambda tx: _show(tx, id))


def retry(call: Call, ids: Sequence[int], *, all_failed: bool = False) -> Answer:
    """Lets failed notices, and those that wait for their next try, be sent at once, with all tries before them.

    Refused for what was sent or is being sent. Raises UsageProblem where neither or both of `ids` and `all_failed` are
    given, NotFound.
    """
    if bool(ids) is all_failed:
        raise UsageProblem(
            msg("name notices, or give --all for every failed one"), msg("repaircli notify retry ID")
        )
    return writing(call, lambda tx: _change_each(tx, ids or _failed(tx), "retried", _retried))


def mark_sent(call: Call, ids: Sequence[int]) -> Answer:
    """Notes that the identity told the receivers himself, by telephone most of all (requirements A11, X3).

    Refused for what is being sent; what was sent already stays as it is. Raises NotFound.
    """
    return writing(call, lambda tx: _change_each(tx, ids, "marked", _marked))


def notices_of(tx: Transaction, rows: Sequence[Any]) -> list[Notice]:
    """The stored notices with what their letters tell of orders and stations."""
    orders = notices_queries.orders_of(tx, rows)
    return [_notice(tx, row, orders.get(row.order_no)) for row in rows]


def _notice(tx: Transaction, row: Any, order: Any) -> Notice:
    told = None if order is None else dict(order._mapping) | {"t1": tx.local(order.t1)}
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
        order=told,
        training=tx.training,
    )


def _list(tx: Transaction, wanted: Wanted) -> Answer:
    for option, value, known in (
        ("--status", wanted.status, _STATUSES),
        ("--to", wanted.to, _RECEIVERS),
        ("--medium", wanted.medium, MEDIA),
    ):
        if value is not None and value not in known:
            raise UsageProblem(
                msg("{option}: unknown value {text}", option=option, text=value),
                msg("known are {known}", known=known),
            )
    code = wanted.code.upper() if wanted.code else None
    if code is not None and code.startswith(PREFIX):
        code = PREFIX + code.removeprefix(PREFIX).lower()
    elif code is not None and not _CODE.fullmatch(code):
        raise UsageProblem(
            msg("--code: there is no notice {code}", code=wanted.code or ""),
            msg("--code N12"),
            code="unknown_code",
        )
    if wanted.limit is not None and wanted.limit < 1:
        raise UsageProblem(msg("--limit: a number from 1 on, not {limit}", limit=wanted.limit))
    where = {
        "region": scope.region_filter(tx, wanted.region),
        "station": scope.station_filter(tx, wanted.station),
    }
    named = [(kind, ref) for kind, ref in where.items() if ref is not None]
    if len(named) > 1 or (named and wanted.to not in (None, named[0][0])):
        raise UsageProblem(msg("--to, --region and --station name different receivers"))
    to_kind, to_ref = named[0] if named else (wanted.to, None)
    rows = notices_queries.notices(
        tx,
        _reader(tx),
        status=wanted.status,
        code=code,
        order_no=scope.order(tx, wanted.order).order_no if wanted.order else None,
        to_kind=to_kind,
        to_ref=to_ref,
        medium=wanted.medium,
        limit=wanted.limit,
    )
    return Answer("notify.list", [_data(tx, row) for row in rows])


def _show(tx: Transaction, id: int) -> Answer:
    row = _seen(tx, id)
    told = letters.letter(notices_of(tx, [row])[0])
    return Answer("notify.show", _data(tx, row) | {"subject": told.subject, "text": told.body})


def _seen(tx: Transaction, id: int) -> Any:
    found = notices_queries.notices(tx, _reader(tx), id=id)
    if not found:
        raise NotFound(msg("no such notice: {id}", id=id), msg("repaircli notify list"), code="no_notice")
    return found[0]


def _failed(tx: Transaction) -> list[int]:
    return [row.id for row in notices_queries.notices(tx, _reader(tx), status="failed")]


def _change_each(
    tx: Transaction, ids: Sequence[int], key: str, change: Callable[[Transaction, Any], dict[str, Any] | None]
) -> Answer:
    """Changes every notice of `ids`; exit 3 where the only one is refused, 7 where one of several is."""
    results = [_changed(tx, id, change) for id in dict.fromkeys(ids)]
    refused = [r for r in results if r["exit"]]
    data = {"results": results, key: len(results) - len(refused), "refused": len(refused)}
    if not refused:
        return Answer("notify.changed", data)
    if len(results) == 1:
        return refusal([(refused[0]["check"], "A11", refused[0]["text"])], Msg("repaircli notify list"))
    return Answer(
        "notify.changed",
        data,
        EXIT_PARTIAL,
        complaint=msg("{refused} of {all} refused", refused=len(refused), all=len(results)),
    )


def _changed(
    tx: Transaction, id: int, change: Callable[[Transaction, Any], dict[str, Any] | None]
) -> dict[str, Any]:
    row = _seen(tx, id)
    if row.status == "sending":
        text = msg("notice {id} is being sent at this moment", id=id)
        return _data(tx, row) | {"exit": EXIT_REFUSED, "check": "sending", "text": text}
    values = change(tx, row)
    if values is None:
        text = msg("notice {id} was sent; a receiver who needs it again is told by a person", id=id)
        return _data(tx, row) | {"exit": EXIT_REFUSED, "check": "sent", "text": text}
    if (
        values
        and tx.update(Notification, {"id": id, "status": row.status, "claim": row.claim}, **values) != 1
    ):
        raise Conflict(msg("notice {id} was changed meanwhile", id=id), Msg("repaircli notify list"))
    (row,) = notices_queries.by_ids(tx, [id])
    return _data(tx, row) | {"exit": EXIT_OK, "text": None}


def _retried(tx: Transaction, row: Any) -> dict[str, Any] | None:
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


def _marked(tx: Transaction, row: Any) -> dict[str, Any] | None:
    if row.status == "sent":
        return {}
    tx.event("notice.marked", order_no=row.order_no, after={"id": row.id, "by": "person"})
    return {"status": "sent", "sent_at": tx.now, "next_try_at": None}


def _reader(tx: Transaction) -> notices_queries.Reader:
    """The CSSD reads its filings, visitors their queue; a station and a region what concerns them; others everything."""
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


def _data(tx: Transaction, row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "code": row.code,
        "about": letters.about(row.code, row.args.get("level")),
        "order_no": row.order_no,
        "request_id": row.request_id,
        "to_kind": row.to_kind,
        "to": row.to_ref,
        "medium": row.medium,
        "args": codec.rich(row.args),
        "status": row.status,
        "created_at": tx.local(row.created_at),
        "sent_at": tx.local(row.sent_at) if row.sent_at else None,
        "tries": row.tries,
        "next_try_at": tx.local(row.next_try_at) if row.next_try_at else None,
        # what we said ourselves is in the catalogues, what a server said is not
        "error": Msg(row.error) if row.error else None,
    }
