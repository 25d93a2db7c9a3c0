"""The end of a service in one command: the repair is recorded, the customer signed, the order is closed."""

from __future__ import annotations

from dataclasses import replace

from repaircli.orders import close, steps
from repaircli.orders import record as orders_record
from repaircli.orders.record import OrderRecord
from repaircli.platform.answers import Answer
from repaircli.platform.transaction import Transaction, writes
from repaircli.rules.orders import closing
from repaircli.rules.orders import steps as rules
from repaircli.rules.orders.state import LoggedFact
from repaircli.rules.policy.decision import Check


@writes
def done(
    tx: Transaction, no: str, solution: str, basis: str | None = None, unprinted: str | None = None
) -> Answer:
    """Takes the steps that are left of `repaired`, `sign` and `close`, each under its own rules (001-1.3.4, 1.5.8).

    Where one would be refused, none is taken, and everything that is missing is said. Parameters as those of `close`.
    """
    record = orders_record.find(tx, no)
    asked = close.asked_for(tx, solution, basis, None, unprinted)
    checks = missing(tx, record, asked)
    if checks:
        return orders_record.refused(record, checks, close.again("order done", record.no, asked, checks))
    if not record.state.finished:
        steps.repaired.within(tx, no)
        # the signature follows at once, with its reason
        tx.notes[:] = [note for note in tx.notes if note != steps.UNPRINTED]
    if not record.state.signed:
        steps.sign.within(tx, no, unprinted=unprinted)
        unprinted = None
    return close.close.within(tx, no, solution, basis=basis, unprinted=unprinted)


def missing(tx: Transaction, record: OrderRecord, asked: closing.Closing) -> tuple[Check, ...]:
    """What any of the three steps would be refused for, each put to the order as the steps before it leave it."""
    state, now = record.state, tx.local(tx.now)
    found: dict[str, Check] = {}
    if not state.finished:
        found |= {check.code: check for check in rules.may("repaired", state)}
        state = replace(state, repaired_at=now, facts=(*state.facts, LoggedFact("repaired", now)))
    if not state.signed:
        unsigned = rules.may("sign", state, excused=asked.unprinted is not None)
        found |= {check.code: check for check in unsigned}
        state = replace(state, signed_at=now)
    return tuple((found | {check.code: check for check in closing.check(state, asked).checks}).values())
