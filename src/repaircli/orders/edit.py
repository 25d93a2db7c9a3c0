"""Corrects an order: data that was recorded wrongly, never a time that the system set."""

from __future__ import annotations

from dataclasses import dataclass, fields

from repaircli.network import scope
from repaircli.orders import record as orders_record
from repaircli.orders.tables import Order
from repaircli.platform.answers import Answer
from repaircli.platform.codes import Origin, Role, named
from repaircli.platform.errors import Denied, UsageProblem
from repaircli.platform.inputs import code, coming, optional, phone, phone_list, required
from repaircli.platform.text import command_line, msg
from repaircli.platform.transaction import Transaction, writes
from repaircli.platform.user_tables import User
from repaircli.rules.orders import steps
from repaircli.rules.policy.decision import Check

CONTACT_FIELDS = frozenset({"customer", "phones", "caller_no", "address", "area"})
"""What the call centre and the region may correct; all else is the station's."""

_COLUMN = {"recontact": "recontact_at"}
"""The column of a field whose option has another name."""


@dataclass(frozen=True, slots=True)
class Edit:
    """The new values as typed; None leaves a field as it is, an empty text clears it where it may be empty."""

    customer: str | None = None
    phones: tuple[str, ...] | None = None
    caller_no: str | None = None
    address: str | None = None
    area: str | None = None
    fault: str | None = None
    product: str | None = None
    model: str | None = None
    serial: str | None = None
    onsite_until: str | None = None
    warranty_until: str | None = None
    branch: str | None = None
    recontact: str | None = None
    no_paid_visit: bool = False

    def given(self) -> frozenset[str]:
        """The names of the fields that are to change."""
        return frozenset(f.name for f in fields(self) if getattr(self, f.name) not in (None, False))


@writes
def edit(tx: Transaction, no: str, wanted: Edit) -> Answer:
    """Writes the corrections of `wanted`; before and after go into the audit log.

    Raises UsageProblem where nothing is given or a value cannot be read, Denied for a field that is not the role's.
    """
    given = wanted.given()
    if not given:
        raise UsageProblem(msg("nothing to change is given"), command_line("order edit", "--help"))
    record = orders_record.find(tx, no)
    beyond = given - CONTACT_FIELDS
    if tx.acting.role is not Role.COORDINATOR and beyond:
        raise Denied(
            msg(
                "{role} corrects contact data only; {fields} is for the station's coordinator",
                role=named("role", tx.acting.role),
                fields=tuple(sorted(beyond)),
            )
        )
    checks = [
        *steps.may("edit", record.state),
        *_no_visit(record.order, wanted),
        *_branch(tx, record.order, wanted),
    ]
    if checks:
        return orders_record.refused(record, checks)
    values = {_COLUMN.get(name, name): _value(tx, wanted, name) for name in sorted(given - {"no_paid_visit"})}
    if wanted.no_paid_visit:
        # without the visit there is nothing for the fund to pay (001-6.3.7)
        values |= {"paid_visit": False, "compensation_fund": False}
    if all(getattr(record.order, name) == value for name, value in values.items()):
        tx.note(msg("the order already reads so; nothing changed"))
        return orders_record.answer(tx, "order.edited", record)
    orders_record.change(tx, record, "order.edited", **values)
    if wanted.branch is not None:
        _warn_engineer(tx, record.order.engineer, record.order.branch)
    return orders_record.answer(tx, "order.edited", record, changed=sorted(values))


def _value(tx: Transaction, wanted: Edit, name: str) -> object:
    """The new value of the field `name` as its column holds it. Raises UsageProblem."""
    text = getattr(wanted, name)
    if name == "phones":
        return phone_list(text)
    if name in ("customer", "address", "fault"):
        return required(text, f"--{name}")
    if optional(text) is None:
        return None
    if name == "caller_no":
        return phone(text, "--caller-no")
    if name == "product":
        return code("product", text, "--product")
    if name in ("onsite_until", "warranty_until"):
        return tx.day(text, "--" + name.replace("_", "-"))
    if name == "recontact":
        return coming(tx, text, "--recontact")
    return text.strip()


def _no_visit(order: Order, wanted: Edit) -> list[Check]:
    if not wanted.no_paid_visit:
        return []
    if not order.paid_visit:
        return [Check("no_paid_visit", "001-2.5.1", msg("the order has no paid visit that could be dropped"))]
    if order.origin != Origin.STATION:
        return [
            Check(
                "dispatched_visit",
                "001-3.5.2",
                msg("the order was dispatched; refused charges are a cancel request to the region"),
            )
        ]
    return []


def _branch(tx: Transaction, order: Order, wanted: Edit) -> list[Check]:
    no = optional(wanted.branch)
    if no is None:
        return []
    point = scope.station(tx, no)
    if point.head == order.station:
        return []
    text = msg("{branch} is no branch point of station {station}", branch=point.no, station=order.station)
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
