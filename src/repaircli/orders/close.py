"""Closes an order: sets it to resolved on a basis that the rules accept, and hands it to the return visit."""

from __future__ import annotations

from collections.abc import Sequence

from repaircli.orders import part_record, violations
from repaircli.orders import record as orders_record
from repaircli.orders.record import OrderRecord
from repaircli.platform.answers import Answer
from repaircli.platform.codes import ZH, CloseBasis, Role, Status
from repaircli.platform.inputs import chosen, optional
from repaircli.platform.text import Msg, command_line, counted, msg
from repaircli.platform.transaction import Transaction, writes
from repaircli.rules.orders import closing
from repaircli.rules.policy.decision import Check


@writes
def close(
    tx: Transaction,
    no: str,
    solution: str,
    basis: str | None = None,
    why: str | None = None,
    unprinted: str | None = None,
) -> Answer:
    """Sets the order to resolved (A6). `basis` None is the usual one; region_confirmed is the liaison's, with `why`.

    `unprinted`: why the order was not printed before service, which is a violation (001-1.5.6). Raises UsageProblem for an unknown basis.
    """
    asked = asked_for(tx, solution, basis, why, unprinted)
    record = orders_record.find(tx, no)
    verdict = closing.check(record.state, asked)
    if verdict.checks:
        return orders_record.refused(
            record, verdict.checks, again("order close", record.no, asked, verdict.checks)
        )
    values = violations.unprinted(tx, record, asked.unprinted)
    close_with(tx, record, verdict.basis, solution=asked.solution, close_why=asked.why, **values)
    left = part_record.owed(tx, record)
    if left:
        tx.note(
            counted(
                len(left),
                msg("part {code} has no return record (001-1.5.8)", code=left[0]["part_code"]),
                msg(
                    "{count} parts have no return record: {codes} (001-1.5.8)",
                    count=len(left),
                    codes=tuple(part["part_code"] for part in left),
                ),
            )
        )
    return orders_record.answer(tx, "order.closed", record, **({"unreturned_parts": left} if left else {}))


def asked_for(
    tx: Transaction, solution: str, basis: str | None, why: str | None, unprinted: str | None
) -> closing.Closing:
    """What is put to the rule, by the role that closes on that basis. Raises UsageProblem for an unknown basis."""
    given = None if basis is None else _basis(basis)
    closer = Role.LIAISON if given == CloseBasis.REGION_CONFIRMED else Role.ENGINEER
    if closer in tx.acting.eligible:
        orders_record.act_only_as(tx, closer)
    return closing.Closing(str(tx.acting.role), solution.strip(), given, optional(why), optional(unprinted))


_OPTIONS = frozenset({"solution_missing", "solution_words", "why_missing", "served_unprinted"})
"""The checks that an option of the same command meets."""


def again(name: str, no: str, asked: closing.Closing, checks: Sequence[Check]) -> Msg | None:
    """The command `name` as it was typed, with the options that are missing; None where `checks` ask for more than that."""
    codes = {check.code for check in checks}
    if not codes <= _OPTIONS:
        return None
    options = (
        ("solution", codes & {"solution_missing", "solution_words"}, "TEXT", asked.solution),
        ("basis", False, "", asked.basis),
        ("why", "why_missing" in codes, "TEXT", asked.why),
        ("unprinted", "served_unprinted" in codes, "TEXT", asked.unprinted),
    )
    words = [
        f"--{name} {gap if missing else '{' + name + '}'}"
        for name, missing, gap, given in options
        if missing or given
    ]
    given = {name: value for name, missing, _, value in options if value and not missing}
    return command_line(name, " ".join(("{no}", *words)), no=no, **given)


def next_step(record: OrderRecord) -> Msg:
    """The command that leads to the closing of an order that was served."""
    asked = closing.Closing(str(Role.ENGINEER), "")
    left = [c for c in closing.check(record.state, asked).checks if c.code != "solution_missing"]
    close = command_line("order close", "{no} --solution TEXT", no=record.no)
    return orders_record.hint_of(record, left) or close


def _basis(text: str) -> str:
    """The basis that `text` names; a phone solution closes by its own write-back."""
    return chosen(
        {code: zh for code, zh in ZH["close_basis"].items() if code != CloseBasis.PHONE}, text, "--basis"
    )


def close_with(tx: Transaction, record: OrderRecord, basis: str, *, solution: str, **values: object) -> None:
    """Writes the closing on `basis` together with `values`, and queues the return visit (001-1.5.9, N27)."""
    values |= {
        "status": str(Status.RESOLVED),
        "closed_at": tx.now,
        "closed_by": tx.acting.login,
        "close_basis": str(basis),
        "solution": solution,
    }
    orders_record.change(tx, record, "order.closed", **values)
    tx.notify("N27", to_kind="visitors", to="visitors", order_no=record.no, args={"basis": str(basis)})
