"""Corrects an order: data that was recorded wrongly, never a time that the system set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from repaircli.network import scope
from repaircli.orders import record as orders_record
from repaircli.orders import record_json
from repaircli.orders.record import OrderRecord
from repaircli.orders.tables import Order
from repaircli.platform.answers import Answer
from repaircli.platform.codes import Origin, Role, named
from repaircli.platform.db.columns import Day, Described, UtcTime, described, utc_text
from repaircli.platform.errors import Denied, UsageProblem
from repaircli.platform.inputs import code, coming, note_doubtful, optional, phone, phone_list, required
from repaircli.platform.telephone import changed_entries
from repaircli.platform.text import command_line, msg
from repaircli.platform.transaction import Transaction, writes
from repaircli.platform.user_tables import User
from repaircli.rules.orders import steps
from repaircli.rules.policy.decision import Check

_OPTIONS = {"recontact_at": "recontact"}
"""The option of a column whose name is another."""

FIELDS: Mapping[str, Described] = {
    _OPTIONS.get(c.name, c.name): c for c in described(Order).values() if c.edit is not None
}
"""The columns that may be corrected, by the option that gives their new value."""


@writes
def edit(
    tx: Transaction, no: str, typed: Mapping[str, str | Sequence[str]], *, no_paid_visit: bool = False
) -> Answer:
    """Writes the corrections `typed`, by the names of FIELDS; an empty text clears a column that may be empty.

    What was there before and after goes into the audit log. `no_paid_visit` drops the paid visit.
    Raises UsageProblem where nothing is given or a value cannot be read, Denied for a field that is not the role's.
    """
    if not typed and not no_paid_visit:
        raise UsageProblem(msg("nothing to change is given"), command_line("order edit", "--help"))
    record = orders_record.find(tx, no)
    beyond = [name for name in typed if FIELDS[name].edit != "contact"]
    beyond += ["no_paid_visit"] if no_paid_visit else []
    if tx.acting.role is not Role.COORDINATOR and beyond:
        raise Denied(
            msg(
                "{role} corrects contact data only; {fields} is for the station's coordinator",
                role=named("role", tx.acting.role),
                fields=tuple(sorted(beyond)),
            )
        )
    branch = optional(str(typed.get("branch", "")))
    checks = [
        *steps.may("edit", record.state),
        *(_no_visit(record.order) if no_paid_visit else ()),
        *(_branch(tx, record.order, branch) if branch is not None else ()),
    ]
    if checks:
        return orders_record.refused(record, checks)
    values = {FIELDS[name].name: _value(tx, name, typed[name]) for name in sorted(typed)}
    if no_paid_visit:
        # without the visit there is nothing for the fund to pay (001-6.3.7)
        values |= {"paid_visit": False, "compensation_fund": False}
    before = record_json.numbers(record.order)
    values |= _history(tx, record.order, before, values)
    if all(getattr(record.order, name) == value for name, value in values.items()):
        tx.note(msg("the order already has these values; nothing changed"))
        return orders_record.answer(tx, "order.edited", record)
    orders_record.change(tx, record, "order.edited", **values)
    note_doubtful(tx, *(set(record_json.numbers(record.order)) - set(before)))
    if "number_history" in values and (
        replaced := [entry.number for entry in record.state.replaced_numbers if entry.until == tx.now]
    ):
        _tell_replaced(tx, record, replaced)
    if branch is not None:
        _warn_engineer(tx, record.order.engineer, record.order.branch)
    return orders_record.answer(
        tx, "order.edited", record, changed=sorted(values.keys() - {"number_history"})
    )


def _value(tx: Transaction, name: str, given: str | Sequence[str]) -> object:
    """The new value of the field `name`, as its column stores it. Raises UsageProblem."""
    column, option = FIELDS[name], "--" + name.replace("_", "-")
    if not isinstance(given, str):
        return phone_list(given)
    if not column.nullable:
        return required(given, option)
    text = optional(given)
    if text is None:
        return None
    if column.codes is not None:
        return code(column.codes, text, option)
    if column.kind == "phone":
        return phone(text, option)
    if column.type is Day:
        return tx.day(text, option, future=True)
    return coming(tx, text, option) if column.type is UtcTime else text


def _history(
    tx: Transaction, order: Order, before: Sequence[str], values: Mapping[str, object]
) -> dict[str, object]:
    """What is kept of the numbers when the order gets `values`; nothing where they stay the same numbers (R-11)."""
    after = record_json.numbers(order, values)
    if set(before) == set(after):
        return {}
    return {
        "number_history": changed_entries(
            order.number_history or [],
            before,
            after,
            since=utc_text(order.t1),
            at=utc_text(tx.now),
            by=tx.acting.login,
            role=str(tx.acting.role),
        )
    }


def _tell_replaced(tx: Transaction, record: OrderRecord, replaced: Sequence[str]) -> None:
    """The region learns that a station took numbers of the customer out; they still have to be proved wrong (R-11)."""
    told = {
        "station": record.order.station,
        "set_by": tx.acting.login,
        "phones_before": "、".join(replaced),
        "phones": "、".join(record_json.numbers(record.order)),
    }
    tx.notify("N48", to_kind="region", to=record.order.region, order_no=record.no, args=told)
    tx.note(
        msg(
            "the region is informed that {numbers} was removed; a cancel for a wrong number must prove this number wrong too",
            numbers=tuple(replaced),
        )
    )


def _no_visit(order: Order) -> list[Check]:
    if not order.paid_visit:
        return [Check("no_paid_visit", "001-2.5.1", msg("the order has no paid visit to remove"))]
    if order.origin != Origin.STATION:
        return [
            Check(
                "dispatched_visit",
                "001-3.5.2",
                msg("the order was dispatched; refused charges are a cancel request to the region"),
            )
        ]
    return []


def _branch(tx: Transaction, order: Order, no: str) -> list[Check]:
    point = scope.station(tx, no)
    if point.head == order.station:
        return []
    text = msg("{branch} is not a branch point of station {station}", branch=point.no, station=order.station)
    return [Check("branch_elsewhere", "001-6.3.8", text)]


def _warn_engineer(tx: Transaction, engineer: str | None, branch: str | None) -> None:
    if branch is None or engineer is None:
        return
    user = tx.get(User, login=engineer)
    if user is None or user.station != branch:
        tx.note(
            msg(
                "{engineer} does not belong to {branch}; assign the order again (001-6.3.8)",
                engineer=engineer,
                branch=branch,
            )
        )
