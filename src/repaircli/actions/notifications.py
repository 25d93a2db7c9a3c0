"""The outbox as a person may read it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from repaircli.actions import lookup
from repaircli.actions.transaction import Work, reading
from repaircli.domain import ZH, Answer, Call, Role
from repaircli.errors import UsageProblem
from repaircli.store import outbox
from repaircli.store.lookup import Bounds
from repaircli.text import Msg, msg

ABOUT: Mapping[str, Msg] = {
    "N1": msg("the customer's phone number is wrong"),
    "N2": msg("cancelled because of a wrong phone number"),
    "N3": msg("customer unreachable for 5 working days"),
    "N4": msg("cancelled because the customer was unreachable"),
    "N5": msg("cancel done"),
    "N6": msg("cancel refused, go on with the repair"),
    "N7": msg("special-case statement to decide"),
    "N8": msg("order of a special user"),
    "N9": msg("special remark on an order"),
    "N10": msg("order of a special user received"),
    "N11": msg("solution for a special user"),
    "N12": msg("capacity changed by the region"),
    "N13": msg("application to change areas"),
    "N14": msg("application to adjust areas and capacity"),
    "N15": msg("change of station data"),
    "N16": msg("area without 800"),
    "N17": msg("carried-in machine to be brought back on site"),
    "N18": msg("visit outside the service area"),
    "N19": msg("branch received an order, reassign it to the head station"),
    "N20": msg("five or more machines with the same fault"),
    "N21": msg("batch problem judged"),
    "N22": msg("report on behalf of the customer"),
    "N23": msg("customer to be told"),
    "N24": msg("machine ready to be picked up"),
    "N25": msg("service finished, parts back"),
    "N26": msg("parts ordered"),
    "N27": msg("order closed, return visit due"),
    "N28": msg("task waits for a hotline engineer"),
    "N29": msg("order assigned to an engineer"),
    "N30": msg("service plan not released in time"),
    "N31": msg("return visit due"),
    "N32": msg("complaint assigned"),
    "N33": msg("complaint near its completion time"),
    "N34": msg("cancelled at the customer's request"),
    "N35": msg("order reassigned from another region"),
    "N36": msg("special-case statement decided"),
}
"""What each notice of requirements A11 is about."""

_CODE = re.compile(r"N\d{1,2}", re.A)


def list_(
    call: Call,
    *,
    status: str | None = None,
    code: str | None = None,
    order: str | None = None,
    limit: int | None = None,
) -> Answer:
    """The notices that the identity may see, oldest first; with `limit` the latest ones. Raises UsageProblem."""
    return reading(call, lambda w: _list(w, status, code, order, limit))


def _list(w: Work, status: str | None, code: str | None, order: str | None, limit: int | None) -> Answer:
    if status is not None and status not in ZH["notification"]:
        raise UsageProblem(
            msg("--status: there is no status {status}", status=status),
            msg("one of {known}", known=tuple(ZH["notification"])),
            code="unknown_status",
        )
    if code is not None and not _CODE.fullmatch(code.upper()):
        raise UsageProblem(
            msg("--code: there is no notice {code}", code=code), msg("--code N12"), code="unknown_code"
        )
    if limit is not None and limit < 1:
        raise UsageProblem(msg("--limit: a number from 1 on, not {limit}", limit=limit))
    rows = outbox.notices(
        w.tx,
        _reader(w),
        status=status,
        code=code.upper() if code else None,
        order_no=lookup.order(w, order).order_no if order else None,
        limit=limit,
    )
    return Answer("notify.list", [_data(w, row) for row in rows])


def _reader(w: Work) -> outbox.Reader:
    """The CSSD reads its filings, visitors their queue; a station and a region what concerns them; others everything."""
    held = w.acting.eligible
    kinds = tuple(
        k for role, k in ((Role.CSSD, "cssd"), (Role.CSSD, "hq"), (Role.VISITOR, "visitors")) if role in held
    )
    bounded = (Role.CSSD, Role.VISITOR, Role.LIAISON, Role.COORDINATOR, Role.ENGINEER)
    if any(role not in bounded for role in held):
        return outbox.Reader(Bounds(everywhere=True))
    region = w.acting.region if Role.LIAISON in held else None
    station = w.acting.station if {Role.COORDINATOR, Role.ENGINEER} & set(held) else None
    return outbox.Reader(Bounds(region=region, station=station), kinds)


def _data(w: Work, row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "code": row.code,
        "about": ABOUT.get(row.code),
        "order_no": row.order_no,
        "request_id": row.request_id,
        "to_kind": row.to_kind,
        "to": row.to_ref,
        "medium": row.medium,
        "args": row.args,
        "status": row.status,
        "created_at": w.local(row.created_at),
        "sent_at": w.local(row.sent_at) if row.sent_at else None,
        "tries": row.tries,
        "error": row.error,
    }
