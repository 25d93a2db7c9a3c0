"""Parts of an order: applied for, shipped, taken in, replaced and given back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement

from repaircli.network import scope
from repaircli.orders import lookup, notices, part_record, record
from repaircli.orders.lookup_queries import within
from repaircli.orders.part_tables import PartsRequest, ReplacedPart
from repaircli.orders.record import OrderRecord
from repaircli.parts import queries as rows
from repaircli.parts.queries import OfOrder
from repaircli.platform.amounts import yuan
from repaircli.platform.answers import Answer
from repaircli.platform.codes import PartsStatus, Role, Status, T3Kind
from repaircli.platform.errors import NotFound, UsageProblem
from repaircli.platform.inputs import amount, code, optional
from repaircli.platform.text import Msg, command_line, msg
from repaircli.platform.transaction import Transaction, reads, writes
from repaircli.policy.in_force import limits_of
from repaircli.rules import parts as rules
from repaircli.rules.orders.writeback import PARTS_LATE
from repaircli.rules.policy.decision import Check


@writes
def request(
    tx: Transaction,
    no: str,
    part: str,
    *,
    name: str | None = None,
    parts_order: str | None = None,
    eta: str | None = None,
) -> Answer:
    """Applies to CSSD for a part (001-1.5.5, 001-2.5.5): N26, and the order waits for it.

    `eta` is the day of the promised delivery; without `parts_order` the tool makes its number. A parts order may
    hold several parts of one order. Raises UsageProblem for a day before today.
    """
    part = _text(part, "--part")
    promised_for = None if eta is None else tx.day(eta, "--eta", future=True)
    if promised_for is not None and promised_for < tx.today:
        raise UsageProblem(msg("{option}: {text} is before today", option="--eta", text=eta or ""))
    d = record.find(tx, no)
    po = optional(parts_order) or _next_parts_order(tx, d)
    agreed = next((p.at for p in reversed(d.promises) if p.kind == T3Kind.NORMAL), None)
    checks = [
        *rules.request(d.state),
        *_number_taken(tx, d, po, part),
    ]
    if checks:
        return record.refused(d, checks, hint=_promise_again(d, checks))
    values = {"po": po, "part_code": part, "part_name": optional(name), "eta": promised_for}
    made = tx.add(
        PartsRequest,
        order_no=d.no,
        status=str(PartsStatus.REQUESTED),
        requested_by=tx.acting.login,
        requested_at=tx.now,
        **values,
    )
    told = {k: v for k, v in values.items() if v is not None}
    record.change(tx, d, "parts.requested", told, status=str(Status.PARTS_REQUESTED))
    args = {"parts_order": po, "part": part, "eta": "" if promised_for is None else promised_for.isoformat()}
    tx.notify("N26", to_kind="cssd", to="cssd", order_no=d.no, args=args)
    if agreed is not None and promised_for is not None and tx.local(agreed).date() < promised_for:
        tx.note(
            msg(
                "the customer was promised {time}, before the delivery on {eta}; the time is agreed by the delivery (001-1.5.5)",
                time=f"{tx.local(agreed):%Y-%m-%d %H:%M}",
                eta=promised_for.isoformat(),
            )
        )
    notices.news_for_customer(tx, d, notices.NO_PARTS, agreed)
    return record.answer(tx, "parts.requested", d, parts_request=part_record.request_data(tx, made))


def _promise_again(d: OrderRecord, checks: Sequence[Check]) -> Msg | None:
    """The write-back of the time where T31 holds none: the next one has a type and a reason (001-1.3.6, A-12)."""
    if not d.promises or "t31_missing" not in {c.code for c in checks}:
        return None
    return command_line("order writeback-t3", "{no} --at TIME --type 客户原因 --reason TEXT", no=d.no)


def _next_parts_order(tx: Transaction, d: OrderRecord) -> str:
    running = len({row.po for row in part_record.applied_for(tx, d.no)}) + 1
    while rows.of_parts_order(tx, f"PO-{d.no}-{running}"):
        running += 1
    return f"PO-{d.no}-{running}"


def _number_taken(tx: Transaction, d: OrderRecord, po: str, part: str) -> list[Check]:
    taken = rows.of_parts_order(tx, po)
    if any(row.order_no != d.no for row in taken):
        text = msg("parts order {po} belongs to order {no}", po=po, no=taken[0].order_no)
        return [Check("parts_order_taken", "001-1.5.5", text)]
    if any(row.part_code == part for row in taken):
        text = msg("part {code} is already applied for with parts order {po}", code=part, po=po)
        return [Check("part_applied_for", "001-1.5.5", text)]
    return []


@writes
def ship(tx: Transaction, po: str, part: str | None = None) -> Answer:
    """CSSD ships the parts order, or one part of it; from then on the order's station may not cancel it itself."""
    d, lines = _lines(tx, po, part)
    checks = rules.ship(d.state, part_record.applied_facts(lines))
    if checks:
        return record.refused(d, checks)
    going = [row for row in lines if row.status == PartsStatus.REQUESTED]
    _move(tx, going, PartsStatus.SHIPPED, shipped_by=tx.acting.login, shipped_at=tx.now)
    told = {"po": po.strip(), "parts": [r.part_code for r in going]}
    record.change(tx, d, "parts.shipped", told, parts_issued=True)
    return _moved(tx, "parts.shipped", d, going)


@writes
def receive(tx: Transaction, po: str, part: str | None = None) -> Answer:
    """The parts order, or one part of it, has arrived; with the last one the order goes on (001-1.5.6).

    Late parts of a visit are refused until a T3 says so.
    """
    d, lines = _lines(tx, po, part)
    state = d.state
    asked = part_record.applied_facts(lines)
    checks = rules.receive(state, po.strip(), asked, limits_of(tx))
    coming = [row for row in lines if row.status != PartsStatus.RECEIVED]
    if checks:
        return record.refused(d, checks, hint=_say_late(tx, d, coming, checks))
    if any(rules.is_late(row.eta, tx.today) for row in coming):
        _note_late(tx, d, state.visit)
    _move(tx, coming, PartsStatus.RECEIVED, received_by=tx.acting.login, received_at=tx.now)
    told = {"po": po.strip(), "parts": [r.part_code for r in coming]}
    values: dict[str, Any] = {"parts_issued": True}
    all_here = all(r.status == PartsStatus.RECEIVED for r in part_record.applied_for(tx, d.no))
    if d.order.status == Status.PARTS_REQUESTED and all_here:
        values["status"] = str(Status.IN_SERVICE)
    record.change(tx, d, "parts.received", told, **values)
    return _moved(tx, "parts.received", d, coming)


def _say_late(
    tx: Transaction, d: OrderRecord, coming: Sequence[PartsRequest], checks: Sequence[Check]
) -> Msg | None:
    """The write-back that says that the parts are late, where that is what keeps them from being taken in."""
    if "late_not_promised" not in {c.code for c in checks}:
        return None
    late = next(row for row in coming if rules.is_late(row.eta, tx.today))
    return command_line(
        "order writeback-t3",
        "{no} --at TIME --type {type} --parts-order {po} --part-code {code}",
        no=d.no,
        type=PARTS_LATE,
        po=late.po,
        code=late.part_code,
    )


def _note_late(tx: Transaction, d: OrderRecord, visit: bool) -> None:
    if not visit:
        tx.note(msg("the parts are late: tell the customer and promise a new time to call (001-2.5.6)"))
    elif len(d.promises) >= limits_of(tx).slots and d.promises[-1].type != PARTS_LATE:
        tx.note(msg("the parts are late and every T3 is used; tell the region (001-1.3.6)"))


def _lines(tx: Transaction, po: str, part: str | None) -> tuple[OrderRecord, list[PartsRequest]]:
    """The order of the parts order `po`, and its parts or the one of the code `part`. Raises NotFound."""
    found = rows.of_parts_order(tx, po.strip())
    if not found:
        raise NotFound(
            msg("no such parts order: {po}", po=po), command_line("parts list"), code="no_parts_order"
        )
    d = record.find(tx, found[0].order_no)
    wanted = optional(part)
    lines = [row for row in found if wanted in (None, row.part_code)]
    if not lines:
        raise NotFound(
            msg("parts order {po} has no part {code}", po=po.strip(), code=wanted or ""),
            command_line("parts list", "--order {no}", no=d.no),
            code="no_part",
        )
    return d, lines


def _move(tx: Transaction, lines: Sequence[PartsRequest], to: PartsStatus, **values: str | datetime) -> None:
    for row in lines:
        tx.update(PartsRequest, {"id": row.id, "status": row.status}, status=str(to), **values)


def _moved(tx: Transaction, kind: str, d: OrderRecord, lines: Sequence[PartsRequest]) -> Answer:
    moved = {row.id for row in lines}
    now = [part_record.request_data(tx, r) for r in part_record.applied_for(tx, d.no) if r.id in moved]
    return record.answer(tx, kind, d, parts_requests=now)


@writes
def replace_part(
    tx: Transaction,
    no: str,
    part: str,
    name: str,
    old: str,
    new: str,
    *,
    monitor: bool = False,
    fee: str | None = None,
) -> Answer:
    """Records a replaced part with both barcodes (001-6.8.3); `fee` in yuan. Raises UsageProblem for a bad amount."""
    same = {
        "part_code": _text(part, "--part"),
        "old_barcode": _text(old, "--old"),
        "new_barcode": _text(new, "--new"),
    }
    values = {**same, "name": _text(name, "--name"), "monitor": monitor}
    fen = None if fee is None else amount(fee, "--fee")
    if same["old_barcode"] == same["new_barcode"]:
        raise UsageProblem(msg("--old and --new are the same barcode: {text}", text=old))
    d = record.find(tx, no)
    checks = rules.replace(d.state)
    if checks:
        return record.refused(d, checks)
    known = tx.get(ReplacedPart, order_no=d.no, **same)
    if known is not None:
        tx.note(msg("this replacement is already recorded; nothing changes"))
        return _replacement(tx, d, known)
    _note_elsewhere(tx, same["new_barcode"])
    made = tx.add(ReplacedPart, order_no=d.no, logged_by=tx.acting.login, logged_at=tx.now, fee=fen, **values)
    told = {k: v for k, v in values.items() if v is not False} | ({} if fen is None else {"fee": yuan(fen)})
    record.change(tx, d, "parts.replaced", {"id": made.id, **told}, parts_issued=True)
    return _replacement(tx, d, made)


def _note_elsewhere(tx: Transaction, barcode: str) -> None:
    """Warns where the part with this barcode was built into a machine before."""
    there = tx.find(ReplacedPart, new_barcode=barcode)
    if there:
        last = there[-1]
        tx.note(
            msg(
                "the part with barcode {barcode} was already built in with order {no} on {day}; check the barcode",
                barcode=barcode,
                no=last.order_no,
                day=f"{tx.local(last.logged_at):%Y-%m-%d}",
            )
        )


def _replacement(tx: Transaction, d: OrderRecord, row: ReplacedPart) -> Answer:
    replaced = part_record.replaced_facts(part_record.replaced_in(tx, d.no))
    return record.answer(
        tx,
        "parts.replaced",
        d,
        part=part_record.replaced_data(tx, row),
        fault_description=rules.description(d.order.fault, replaced),
    )


@writes
def give_back(tx: Transaction, no: str, part: str) -> Answer:
    """The failed part of a replacement, or an arrived part that was not used, went back to CSSD (001-1.5.8)."""
    part = _text(part, "--part")
    d = record.find(tx, no)
    checks = rules.give_back(d.state)
    if checks:
        return record.refused(d, checks)
    replaced, applied = part_record.replaced_in(tx, d.no), part_record.applied_for(tx, d.no)
    old = next((r for r in replaced if r.part_code == part and r.returned_at is None), None)
    spare = next((r for r in part_record.unused(applied, replaced) if r.part_code == part), None)
    now = {"returned_by": tx.acting.login, "returned_at": tx.now}
    if old is not None:
        number, returned = old.id, part_record.owed_old(tx, old)
        tx.update(ReplacedPart, {"id": old.id, "returned_at": None}, **now)
    elif spare is not None:
        number, returned = spare.id, part_record.owed_unused(tx, spare)
        tx.update(PartsRequest, {"id": spare.id, "returned_at": None}, **now)
    elif part in {r.part_code for r in replaced} | {r.part_code for r in applied}:
        text = msg("no part {code} of this order has to be returned", code=part)
        return record.refused(d, [Check("nothing_to_return", "001-1.5.8", text)])
    else:
        raise NotFound(
            msg("order {no} has no part {code}", no=d.no, code=part),
            command_line("order show", "{no}", no=d.no),
            code="no_part",
        )
    kind = returned["kind"]
    tx.event("parts.returned", order_no=d.no, after={"part_code": part, "kind": kind, "id": number})
    left = part_record.owed(tx, d, over=d.state.repaired or not d.state.open)
    if d.state.repaired and not left and tx.acting.role is Role.ENGINEER:
        # the engineer tells the coordinator that the service is finished and the parts are back (001-1.5.8)
        key = f"N25:{d.no}:{number}:{kind}"
        tx.notify("N25", to_kind="station", to=d.order.station, order_no=d.no, dedupe=key)
    returned["returned_at"] = tx.now
    return record.answer(tx, "parts.returned", d, returned=returned, unreturned_parts=left)


@dataclass(frozen=True, slots=True)
class PartsFilter:
    """The filters of a list as typed."""

    order: str | None = None
    station: str | None = None
    region: str | None = None
    status: str | None = None
    late: bool = False
    unreturned: bool = False


@reads
def listing(tx: Transaction, wanted: PartsFilter, limit: int) -> Answer:
    """The parts applied for, the late ones, or those that have not gone back, within the identity's scope.

    Raises UsageProblem for filters that do not go together or cannot be read.
    """
    if wanted.unreturned and (wanted.late or wanted.status is not None):
        raise UsageProblem(msg("--unreturned cannot be combined with --late or --status"))
    status = None if wanted.status is None else code("parts_status", wanted.status, "--status")
    conditions = within(
        tx,
        scope.bounds(tx),
        order_no=None if wanted.order is None else lookup.order(tx, wanted.order).order_no,
        station=scope.station_filter(tx, wanted.station),
        region=scope.region_filter(tx, wanted.region),
    )
    if wanted.unreturned:
        return Answer("parts.unreturned", _unreturned(tx, conditions)[:limit])
    found = rows.listed(tx, conditions, limit, status=status, late_on=tx.today if wanted.late else None)
    hidden = ("closed_at", "cancelled_at")
    return Answer(
        "parts.list",
        [
            part_record.request_data(tx, part) | {k: v for k, v in order._asdict().items() if k not in hidden}
            for part, order in found
        ],
    )


def _unreturned(tx: Transaction, conditions: Sequence[ColumnElement[bool]]) -> list[dict[str, Any]]:
    """Of orders that are over first, the one that ended first at the head; then of those still open."""
    found = [
        part_record.owed_old(tx, part) | _of_order(tx, order)
        for part, order in rows.replaced_not_returned(tx, conditions)
    ]
    arrived = rows.arrived_not_returned(tx, conditions)
    if arrived:
        numbers = list(dict.fromkeys(part.order_no for part, _ in arrived))
        applied, replaced = part_record.applied(tx, numbers), part_record.replaced(tx, numbers)
        spare = {part.id for no in numbers for part in part_record.unused(applied[no], replaced.get(no, []))}
        found += [
            part_record.owed_unused(tx, part) | _of_order(tx, order)
            for part, order in arrived
            if part.id in spare
        ]
    return sorted(found, key=lambda r: (r["ended_at"] is None, r["ended_at"] or r["since"], r["order_no"]))


def _of_order(tx: Transaction, order: OfOrder) -> dict[str, Any]:
    return {
        "station": order.station,
        "region": order.region,
        "customer": order.customer,
        "order_status": order.order_status,
        "ended_at": tx.local(order.closed_at or order.cancelled_at),
    }


def _text(text: str, option: str) -> str:
    found = optional(text)
    if found is None or not found.isprintable():
        raise UsageProblem(msg("{option} is missing", option=option), command_line("parts", "--help"))
    return found
