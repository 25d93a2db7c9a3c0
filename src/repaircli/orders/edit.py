"""Corrects an order: what was taken down wrongly, never a time that the system set."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from repaircli.network import scope
from repaircli.orders import record as orders_record
from repaircli.orders.record import Dossier
from repaircli.platform.answers import Answer, Call
from repaircli.platform.codes import Origin, Role, named
from repaircli.platform.errors import Denied, UsageProblem
from repaircli.platform.inputs import code, coming, optional, phone, phone_list, required
from repaircli.platform.text import msg
from repaircli.platform.transaction import Transaction, writing
from repaircli.platform.user_tables import User
from repaircli.rules.orders import steps as orders_steps
from repaircli.rules.policy.decision import Check

CONTACT_FIELDS = frozenset({"customer", "phones", "caller_no", "address", "area"})
"""What the call centre and the region may correct; all else is the station's."""


_COLUMN = {"recontact": "recontact_at"}


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


def edit(call: Call, no: str, wanted: Edit) -> Answer:
    """Writes the corrections of `wanted`; before and after go into the audit log."""
    if not wanted.given():
        raise UsageProblem(msg("nothing to change is given"), msg("repaircli order edit --help"))
    return writing(call, lambda tx: _edit(tx, orders_record.find(tx, no), wanted))


def _edit(tx: Transaction, d: Dossier, wanted: Edit) -> Answer:
    given = wanted.given()
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
        *orders_steps.may("edit", orders_record.flow_facts(d)),
        *_no_visit(d, wanted),
        *_branch(tx, d, wanted),
    ]
    if checks:
        return orders_record.refused(d, checks)
    values = {_COLUMN.get(name, name): _value(tx, wanted, name) for name in sorted(given - {"no_paid_visit"})}
    if wanted.no_paid_visit:
        # without the visit there is nothing for the fund to pay (001-6.3.7)
        values |= {"paid_visit": False, "compensation_fund": False}
    if all(getattr(d.order, name) == value for name, value in values.items()):
        tx.note(msg("the order already reads so; nothing changed"))
        return orders_record.answer(tx, "order.edited", d.no)
    orders_record.change(tx, d, "order.edited", **values)
    if wanted.branch is not None:
        _warn_engineer(tx, d, values["branch"])
    return orders_record.answer(tx, "order.edited", d.no, changed=sorted(values))


def _value(tx: Transaction, wanted: Edit, name: str) -> Any:
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


def _no_visit(d: Dossier, wanted: Edit) -> list[Check]:
    if not wanted.no_paid_visit:
        return []
    if not d.order.paid_visit:
        return [Check("no_paid_visit", "001-2.5.1", msg("the order has no paid visit that could be dropped"))]
    if d.order.origin != Origin.STATION:
        return [
            Check(
                "dispatched_visit",
                "001-3.5.2",
                msg("the order was dispatched; refused charges are a cancel request to the region"),
            )
        ]
    return []


def _branch(tx: Transaction, d: Dossier, wanted: Edit) -> list[Check]:
    no = optional(wanted.branch)
    if no is None:
        return []
    point = scope.station(tx, no)
    if point.head == d.order.station:
        return []
    text = msg("{branch} is no branch point of station {station}", branch=point.no, station=d.order.station)
    return [Check("branch_elsewhere", "001-6.3.8", text)]


def _warn_engineer(tx: Transaction, d: Dossier, branch: str | None) -> None:
    if branch is None or d.order.engineer is None:
        return
    user = tx.get(User, login=d.order.engineer)
    if user is None or user.station != branch:
        tx.note(
            msg(
                "{engineer} does not belong to {branch}; assign the order again (001-6.3.8)",
                engineer=d.order.engineer,
                branch=branch,
            )
        )
