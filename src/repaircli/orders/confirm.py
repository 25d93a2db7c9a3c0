"""What a person on a terminal is asked before a command that closes an order. Nothing here writes."""

from __future__ import annotations

from datetime import timedelta

from repaircli.orders import close as orders_close
from repaircli.orders import done as orders_done
from repaircli.orders import lookup
from repaircli.orders import record as orders_record
from repaircli.orders import writeback as orders_writeback
from repaircli.orders.record import OrderRecord
from repaircli.platform.codes import T3Kind
from repaircli.platform.inputs import optional
from repaircli.platform.text import Msg, msg
from repaircli.platform.transaction import FAR_DAYS, MORNING, Transaction, reads
from repaircli.policy.in_force import limits_of
from repaircli.rules.orders import closing, writeback


@reads
def close(
    tx: Transaction,
    no: str,
    solution: str,
    basis: str | None = None,
    why: str | None = None,
    unprinted: str | None = None,
) -> Msg | None:
    """Before `close.close`."""
    asked = orders_close.asked_for(tx, solution, basis, why, unprinted)
    record = orders_record.find(tx, no)
    return None if closing.check(record.state, asked).checks else _closed(record)


@reads
def done(
    tx: Transaction, no: str, solution: str, basis: str | None = None, unprinted: str | None = None
) -> Msg | None:
    """Before `done.done`: would the order close once repair and signature are recorded?"""
    asked = orders_close.asked_for(tx, solution, basis, None, unprinted)
    record = orders_record.find(tx, no)
    return None if orders_done.missing(tx, record, asked) else _closed(record)


def _closed(record: OrderRecord) -> Msg:
    return msg("close order {order}? It cannot be reopened.", order=lookup.described(record.order))


@reads
def writeback_t3(
    tx: Transaction,
    no: str,
    *,
    at: str | None = None,
    type: str | None = None,
    reason: str | None = None,
    parts_order: str | None = None,
    part_code: str | None = None,
    unreachable: bool = False,
    phone_resolved: str | None = None,
    slot: int | None = None,
    undo: bool = False,
    why: str | None = None,
) -> Msg | None:
    """Before `writeback.writeback_t3`, where it closes the order or promises a day far away."""
    if undo or unreachable or (at is None) is (phone_resolved is None):
        return None
    if at is not None:
        promised = tx.promised(at, "--at")
        if promised.hour < MORNING:
            return msg("{time} is at night. Is it correct?", time=f"{promised:%Y-%m-%d %H:%M}")
        if promised <= tx.now + timedelta(days=FAR_DAYS):
            return None
        return msg(
            "{time} is more than {days} days away. Is it correct?",
            time=f"{promised:%Y-%m-%d %H:%M}",
            days=FAR_DAYS,
        )
    if optional(phone_resolved) not in orders_writeback.PHONE:
        return None
    record = orders_record.find(tx, no)
    write = writeback.Write(
        kind=T3Kind.PHONE_RESOLVED, type=type, reason=reason, slot=slot, phone=phone_resolved
    )
    verdict = writeback.check(
        orders_record.with_calls(tx, record), write, limits_of(tx, since=record.order.t1)
    )
    if verdict.checks or verdict.repeat:
        return None
    return msg(
        "close order {order} as solved by phone? It cannot be reopened.", order=lookup.described(record.order)
    )
