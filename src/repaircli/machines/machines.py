"""Machines: added, corrected, found by serial number; what holds for one on a day."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from repaircli.machines.tables import Machine, ServicePolicy
from repaircli.network import scope
from repaircli.network.areas import typed as area_code
from repaircli.platform.answers import Answer, refusal
from repaircli.platform.codes import MachineState
from repaircli.platform.errors import NotFound, UsageProblem
from repaircli.platform.inputs import code, note_doubtful, optional, phone_list, require_filled
from repaircli.platform.text import command_line, msg
from repaircli.platform.transaction import Transaction, reads, writes
from repaircli.rules import warranty
from repaircli.rules.warranty import Judgement, Known, Row, Term


@dataclass(frozen=True, slots=True)
class MachineInput:
    """What a person gives for a machine; None where nothing was given."""

    product: str | None = None
    model: str | None = None
    configuration: str | None = None
    customer: str | None = None
    phones: Sequence[str] | None = None
    address: str | None = None
    area: str | None = None
    sold_on: str | None = None
    proof: str | None = None
    warranty_until: str | None = None
    onsite_until: str | None = None
    station: str | None = None


def key_of(serial: str) -> str:
    """A serial number as it is compared: plain letters of one case, without blanks."""
    return "".join(unicodedata.normalize("NFKC", serial).casefold().split())


@writes
def add(tx: Transaction, serial: str, given: MachineInput) -> Answer:
    """Adds a machine. Refused for a serial number that is known already (003-3.1.2).

    Raises UsageProblem for what is missing or wrong.
    """
    require_filled(
        {"--product": given.product, "--customer": given.customer, "--phone": given.phones},
        command_line("machine add", "--help"),
    )
    typed = _serial(serial)
    if (known := tx.get(Machine, serial_key=key_of(typed))) is not None:
        text = msg(
            "machine {serial} is recorded already, for {customer}",
            serial=known.serial,
            customer=known.customer,
        )
        hint = command_line("machine edit", "{serial}", serial=known.serial)
        return refusal([("serial_known", "003-3.1.2", text)], hint)
    row = tx.add(
        Machine,
        serial=typed,
        serial_key=key_of(typed),
        **blank() | read(tx, given),
        added_by=tx.acting.login,
        added_at=tx.now,
    )
    tx.event("machine.added", after=_told(tx.as_json(Machine, row)))
    return Answer("machine.saved", data(tx, row))


@writes
def edit(tx: Transaction, serial: str, given: MachineInput) -> Answer:
    """Corrects what is given of a machine. Raises NotFound, and UsageProblem as `add` and where nothing is given."""
    row = find(tx, serial)
    if given == MachineInput():
        raise UsageProblem(
            msg("nothing to change was given"), command_line("machine edit", "--help"), code="nothing_given"
        )
    changes = {name: value for name, value in read(tx, given).items() if getattr(row, name) != value}
    if changes:
        tx.update(Machine, {"id": row.id}, **changes)
        before = {name: getattr(row, name) for name in changes}
        tx.event("machine.changed", before=before, after={"serial": row.serial, **changes})
    return Answer("machine.saved", data(tx, tx.one_row(Machine, id=row.id)))


@dataclass(frozen=True, slots=True)
class MachineFilter:
    """The filters of a list as typed."""

    customer: str | None = None
    product: str | None = None
    expiring: int | None = None


@reads
def listing(tx: Transaction, wanted: MachineFilter, limit: int) -> Answer:
    """The machines by product and serial number; `expiring`: those whose warranty ends within so many days."""
    from repaircli.machines import queries

    product = None if wanted.product is None else code("product", wanted.product, "--product")
    found = queries.listed(tx, optional(wanted.customer), product)
    if wanted.expiring is not None:
        rows = policy_rows(tx)
        found = (m for m in found if _ends_within(m, rows, tx.today, wanted.expiring))
    chosen = [row for row, _ in zip(found, range(limit), strict=False)]
    return Answer("machine.list", [data(tx, row) for row in chosen])


@reads
def check(tx: Transaction, serial: str, on: str | None = None) -> Answer:
    """What holds for a machine on a day: warranty and on-site service, with what says so (003-3.1.1)."""
    row = find(tx, serial)
    day = tx.today if on is None else tx.day(on, "--on")
    judged = warranty.judge(known_of(row), policy_rows(tx), day)
    return Answer("machine.check", {"serial": row.serial, **judgement(judged)})


def find(tx: Transaction, serial: str) -> Machine:
    """The machine of that serial number, in whatever letters. Raises NotFound."""
    row = tx.get(Machine, serial_key=key_of(serial))
    if row is None:
        raise NotFound(
            msg("no such machine: {serial}", serial=serial), command_line("machine list"), code="no_machine"
        )
    return row


def data(tx: Transaction, row: Machine) -> dict[str, Any]:
    """The JSON object of a machine, with what holds for it today.

    Customer, numbers and address are left empty for who does not see the machine's station.
    """
    judged = warranty.judge(known_of(row), policy_rows(tx), tx.today)
    found = tx.as_json(Machine, row) | {"recorded": True, "check": judgement(judged)}
    return (
        found
        if _sees(tx, row)
        else found | dict.fromkeys(("customer", "address", "area", "proof")) | {"phones": []}
    )


def _sees(tx: Transaction, row: Machine) -> bool:
    bounds = scope.bounds(tx)
    return bounds.everywhere or (row.station is not None and bounds.reach(scope.station(tx, row.station)))


def policy_rows(tx: Transaction) -> list[Row]:
    """The service policy as the rules read it; read once in a transaction."""
    return tx.once(_policy_rows)


def _policy_rows(tx: Transaction) -> list[Row]:
    return [
        Row(r.id, r.product, r.model, r.from_day, r.warranty_months, r.onsite_months)
        for r in tx.find(ServicePolicy)
    ]


def known_of(row: Machine) -> Known:
    """What the rules look at of a machine."""
    return Known(row.product, row.model, row.sold_on, row.warranty_until, row.onsite_until)


def judgement(judged: Judgement) -> dict[str, Any]:
    """The JSON object of what holds for a machine."""
    return {
        "on": judged.on,
        "warranty": judged.warranty.holds,
        "until": judged.warranty.until,
        "onsite": judged.onsite.holds,
        "onsite_until": judged.onsite.until,
        "basis": judged.warranty.basis,
        "policy": judged.policy,
        "agreement": None,
        "clause": judged.clause,
    }


def _ends_within(row: Machine, rows: Sequence[Row], today: date, days: int) -> bool:
    term: Term = warranty.judge(known_of(row), rows, today).warranty
    return term.until is not None and 0 <= (term.until - today).days <= days


def _serial(text: str) -> str:
    found = optional(text)
    if found is None:
        raise UsageProblem(msg("{option} is missing", option="SERIAL"), command_line("machine add", "--help"))
    return found


def blank() -> dict[str, Any]:
    """The columns of a machine of which nothing is known."""
    names = (
        "model",
        "configuration",
        "address",
        "area",
        "sold_on",
        "proof",
        "warranty_until",
        "onsite_until",
    )
    return dict.fromkeys((*names, "station", "replaces", "replaced_by")) | {"state": str(MachineState.IN_USE)}


def read(tx: Transaction, given: MachineInput) -> dict[str, Any]:
    """What was given, as the columns hold it. Raises UsageProblem, and NotFound for the station."""
    days = {
        name: None if text is None else tx.day(text, option)
        for name, option, text in (
            ("sold_on", "--sold-on", given.sold_on),
            ("warranty_until", "--warranty-until", given.warranty_until),
            ("onsite_until", "--onsite-until", given.onsite_until),
        )
    }
    sold = days["sold_on"]
    if sold is not None and sold > tx.today:
        raise UsageProblem(msg("{option}: {text} is after today", option="--sold-on", text=sold.isoformat()))
    phones = phone_list(given.phones) if given.phones else None
    note_doubtful(tx, *phones or ())
    found: dict[str, Any] = {
        "product": None if given.product is None else code("product", given.product, "--product"),
        "model": optional(given.model),
        "configuration": optional(given.configuration),
        "customer": optional(given.customer),
        "phones": phones and list(phones),
        "address": optional(given.address),
        "area": None if given.area is None else area_code(given.area),
        "proof": optional(given.proof),
        "station": None if given.station is None else scope.station(tx, given.station).no,
        **days,
    }
    return {name: value for name, value in found.items() if value is not None}


def _told(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if value not in (None, [], "")}
