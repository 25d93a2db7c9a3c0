"""Reads what was typed about an order: texts, codes, telephone numbers, times, and a whole report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from repaircli.platform.db.columns import Stored
from repaircli.platform.errors import UsageProblem
from repaircli.platform.inputs import (
    code,
    coming,
    json_of,
    note_doubtful,
    optional,
    past,
    phone,
    phone_list,
    refuse_longer,
    refuse_rounded,
    require_filled,
    required,
)
from repaircli.platform.text import msg
from repaircli.platform.transaction import Transaction

TIME_NEED = "{fault}（用户要求时间：{need}）"
"""A special time need is written into the fault text (001-6.2.3)."""

MOST_UNITS = 99
"""Machines in one report."""


@dataclass(frozen=True, slots=True)
class NewOrder:
    """The options of a new order, times and codes still as typed; None where an option was not given."""

    service: str | None = None
    customer: str | None = None
    phones: tuple[str, ...] = ()
    caller_no: str | None = None
    address: str | None = None
    fault: str | None = None
    station: str | None = None
    area: str | None = None
    model: str | None = None
    serials: tuple[str, ...] = ()
    product: str | None = None
    onsite_until: str | None = None
    warranty_until: str | None = None
    time_need: str | None = None
    special: str | None = None
    paid_visit: bool = False
    compensation_fund: bool = False
    proxy_report: bool = False
    reported_at: str | None = None
    recontact: str | None = None
    overload: str | None = None
    units: int | None = None
    same_fault: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A customer's report after reading: the values for its orders, one serial number each."""

    customer: str
    phones: tuple[str, ...]
    caller_no: str | None
    address: str
    area: str | None
    product: str | None
    model: str | None
    serials: tuple[str, ...]
    onsite_until: date | None
    warranty_until: date | None
    fault: str
    special: str | None = None
    proxy_report: bool = False
    reported_at: datetime | None = None
    recontact_at: datetime | None = None

    def stored(self) -> dict[str, Any]:
        """The report as a JSON column holds it."""
        return asdict(self)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Report:
        """The report that `stored` made this object of."""
        values = dict(stored)
        for name in ("phones", "serials"):
            values[name] = tuple(values[name])
        for name in ("onsite_until", "warranty_until"):
            values[name] = None if values[name] is None else date.fromisoformat(values[name])
        for name in ("reported_at", "recontact_at"):
            values[name] = None if values[name] is None else datetime.fromisoformat(values[name])
        return cls(**values)


REPORTED = (
    "customer", "phones", "caller_no", "address", "area", "product", "model", "onsite_until", "warranty_until", "fault",
)  # fmt: skip
"""Columns that an order or a referral shares with the report that it was made from."""


def report_of(
    row: Stored, serials: Sequence[str], *, proxy_report: bool = False, reported_at: datetime | None = None
) -> Report:
    """The report that an order or a referral was made from, about the machines `serials`."""
    values = {name: getattr(row, name) for name in REPORTED}
    values["phones"] = tuple(values["phones"])
    return Report(**values, serials=tuple(serials), proxy_report=proxy_report, reported_at=reported_at)


def report(tx: Transaction, given: NewOrder) -> Report:
    """The report that `given` describes. Raises UsageProblem for everything that is missing, or cannot be read."""
    require_filled(needed_of(given))
    found = _read(tx, given)
    note_doubtful(tx, *found.phones, found.caller_no)
    return found


def needed_of(given: NewOrder) -> dict[str, str | Sequence[str] | None]:
    """What every report has, by option."""
    return {
        "--customer": given.customer,
        "--phone": given.phones,
        "--address": given.address,
        "--fault": given.fault,
    }


def _read(tx: Transaction, given: NewOrder) -> Report:
    return Report(
        customer=required(given.customer, "--customer"),
        phones=tuple(phone_list(given.phones)),
        caller_no=None if given.caller_no is None else phone(given.caller_no, "--caller-no"),
        address=required(given.address, "--address"),
        area=optional(given.area),
        product=None if given.product is None else code("product", given.product, "--product"),
        model=optional(given.model),
        serials=_serials(given.serials),
        onsite_until=None
        if given.onsite_until is None
        else tx.day(given.onsite_until, "--onsite-until", future=True),
        warranty_until=None
        if given.warranty_until is None
        else tx.day(given.warranty_until, "--warranty-until", future=True),
        fault=_fault(given),
        special=None if given.special is None else code("special", given.special, "--special"),
        proxy_report=given.proxy_report,
        reported_at=None if given.reported_at is None else past(tx, given.reported_at, "--reported-at"),
        recontact_at=None if given.recontact is None else coming(tx, given.recontact, "--recontact"),
    )


def units(given: NewOrder) -> int:
    """How many machines are reported: as said, else as many as serial numbers, one at least. Raises UsageProblem."""
    serials = _serials(given.serials)
    found = max(1, len(serials)) if given.units is None else given.units
    if not 1 <= found <= MOST_UNITS:
        raise UsageProblem(
            msg("--units: expected a number from 1 to {most}, got {units}", most=MOST_UNITS, units=found)
        )
    if len(serials) > found:
        raise UsageProblem(
            msg("serial numbers: {serials}, machines: {units}", serials=len(serials), units=found)
        )
    return found


def _serials(texts: Sequence[str]) -> tuple[str, ...]:
    found = tuple(text for text in map(optional, texts) if text is not None)
    twice = next((text for i, text in enumerate(found) if text in found[:i]), None)
    if twice is not None:
        raise UsageProblem(msg("--serial: {serial} is given twice", serial=twice))
    return found


def _fault(given: NewOrder) -> str:
    fault = required(given.fault, "--fault")
    need = optional(given.time_need)
    return fault if need is None else TIME_NEED.format(fault=fault, need=need)


def merged(given: NewOrder, text: str) -> NewOrder:
    """`given` with what it leaves open taken from the JSON object `text`. Raises UsageProblem."""
    found = json_of(text, "--from-json")
    if not isinstance(found, dict):
        raise UsageProblem(msg("--from-json: expected one JSON object"))
    known = {f.name: f for f in fields(NewOrder)}
    values: dict[str, Any] = {}
    for typed, value in found.items():
        bare = str(typed).replace("-", "_")
        key = _JSON_NAMES.get(bare, bare)
        if key not in known:
            raise UsageProblem(
                msg("--from-json: unknown key {key}", key=typed),
                msg("possible values: {known}", known=tuple(known)),
            )
        values[key] = _json_value(key, value)
        for held in values[key] if isinstance(values[key], tuple) else (values[key],):
            if isinstance(held, str):
                refuse_longer(held, f"--from-json: {typed}")
                if key == "serials":
                    refuse_rounded(held, f"--from-json: {typed}")
    empty = NewOrder()
    open_ = {k: v for k, v in values.items() if v is not None and getattr(given, k) == getattr(empty, k)}
    return replace(given, **open_)


_JSON_NAMES = {"phone": "phones", "serial": "serials"}
"""The option's name where the order's own key differs."""
_FLAGS = frozenset(f.name for f in fields(NewOrder) if isinstance(f.default, bool))


def _json_value(key: str, value: object) -> object:
    if value is None:
        return None
    if key in ("phones", "serials"):
        several = [value] if isinstance(value, str) else value
        if isinstance(several, list) and all(isinstance(n, str) for n in several):
            return tuple(several)
        raise UsageProblem(msg("--from-json: {key} must be a list of texts", key=key))
    if key in _FLAGS:
        if isinstance(value, bool):
            return value
        raise UsageProblem(msg("--from-json: {key} must be true or false", key=key))
    if key == "units":
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        raise UsageProblem(msg("--from-json: {key} must be a whole number", key=key))
    if isinstance(value, str):
        return value
    raise UsageProblem(msg("--from-json: {key} must be a text", key=key))
