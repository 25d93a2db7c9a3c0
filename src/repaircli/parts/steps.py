"""Parts of an order: applied for, shipped, taken in, replaced and given back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from repaircli.deadlines import order_states
from repaircli.network import scope
from repaircli.orders import lookup, notices, record_json
from repaircli.orders import record as orders_record
from repaircli.orders.record import Dossier
from repaircli.parts import queries as rows
from repaircli.parts.queries import PartsFilter
from repaircli.parts.tables import PartsRequest, ReplacedPart
from repaircli.platform.answers import Answer, Call
from repaircli.platform.codes import OPEN_STATUSES, PartsStatus, Role, Status, T3Kind
from repaircli.platform.errors import NotFound, UsageProblem
from repaircli.platform.inputs import code, optional
from repaircli.platform.text import Msg, msg
from repaircli.platform.transaction import Transaction, reading, writing
from repaircli.rules import parts as rules
from repaircli.rules.money import amounts
from repaircli.rules.orders.writeback import PARTS_LATE
from repaircli.rules.parts import Applied, Replaced
from repaircli.rules.policy.decision import Check
from repaircli.rules.policy.limits import LIMITS


def request(
    call: Call,
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
    return writing(call, lambda tx: _request(tx, no, _text(part, "--part"), name, parts_order, eta))


def ship(call: Call, po: str, part: str | None = None) -> Answer:
    """CSSD ships the parts order, or one part of it; from then on the order's station may not cancel it itself."""
    return writing(call, lambda tx: _ship(tx, po, part))


def receive(call: Call, po: str, part: str | None = None) -> Answer:
    """The parts order, or one part of it, has arrived; with the last one the order goes on (001-1.5.6).

    Late parts of a visit are refused until a T3 says so.
    """
    return writing(call, lambda tx: _receive(tx, po, part))


def replace_part(
    call: Call,
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
    values = {
        "part_code": _text(part, "--part"),
        "name": _text(name, "--name"),
        "old_barcode": _text(old, "--old"),
        "new_barcode": _text(new, "--new"),
        "monitor": monitor,
        "fee": None if fee is None else _fen(fee),
    }
    if values["old_barcode"] == values["new_barcode"]:
        raise UsageProblem(msg("--old and --new are the same barcode: {text}", text=old))
    return writing(call, lambda tx: _replace(tx, no, values))


def give_back(call: Call, no: str, part: str) -> Answer:
    """The failed part of a replacement, or an arrived part that was not used, went back to CSSD (001-1.5.8)."""
    return writing(call, lambda tx: _give_back(tx, no, _text(part, "--part")))


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of a list as typed."""

    order: str | None = None
    station: str | None = None
    region: str | None = None
    status: str | None = None
    late: bool = False
    unreturned: bool = False


def listing(call: Call, filters: Filters, limit: int) -> Answer:
    """The parts applied for, the late ones, or those that have not gone back, within the identity's scope.

    Raises UsageProblem for filters that do not go together or cannot be read.
    """
    if filters.unreturned and (filters.late or filters.status is not None):
        raise UsageProblem(msg("--unreturned goes with neither --late nor --status"))
    status = None if filters.status is None else code("parts_status", filters.status, "--status")

    def work(tx: Transaction) -> Answer:
        wanted = PartsFilter(
            scope.bounds(tx),
            order_no=None if filters.order is None else lookup.order(tx, filters.order).order_no,
            station=scope.station_filter(tx, filters.station),
            region=scope.region_filter(tx, filters.region),
            status=status,
            late_on=_today(tx) if filters.late else None,
        )
        if filters.unreturned:
            return Answer("parts.unreturned", _unreturned(tx, wanted)[:limit])
        return Answer("parts.list", [_listed(tx, row) for row in rows.listed(tx, wanted, limit)])

    return reading(call, work)


def owed(tx: Transaction, d: Dossier, over: bool = True) -> list[dict[str, Any]]:
    """What of the order has to go back and has no return record; arrived parts that were not built in once it is over."""
    applied = rows.applied(tx, [d.no]).get(d.no, [])
    replaced = rows.replaced(tx, [d.no]).get(d.no, [])
    found = [_owed(tx, "replaced", row) for row in replaced if row.returned_at is None]
    if not over:
        return found
    spare = rules.unused([_applied(row) for row in applied], [_replaced(row) for row in replaced])
    return found + [_owed(tx, "unused", applied[position]) for position in spare]


def of_order(tx: Transaction, d: Dossier) -> dict[str, Any]:
    """What a detailed view of the order says of its parts, the fault description among it."""
    applied = rows.applied(tx, [d.no]).get(d.no, [])
    replaced = rows.replaced(tx, [d.no]).get(d.no, [])
    return {
        "parts_requests": [request_data(tx, row) for row in applied],
        "replaced_parts": [replaced_data(tx, row) for row in replaced],
        "fault_description": rules.description(d.order.fault, [_replaced(row) for row in replaced]),
    }


def request_data(tx: Transaction, row: Any) -> dict[str, Any]:
    """The JSON object of a part that was applied for; `late` once the promised day passed before it arrived."""
    arrived = row.received_at if row.received_at is None else tx.local(row.received_at).date()
    return {
        "id": row.id,
        "order_no": row.order_no,
        "parts_order": row.po,
        "part_code": row.part_code,
        "part_name": row.part_name,
        "eta": row.eta,
        "status": row.status,
        "late": rules.is_late(_applied(row), arrived or _today(tx)),
        "requested_by": row.requested_by,
        "requested_at": tx.local(row.requested_at),
        "shipped_by": row.shipped_by,
        "shipped_at": record_json.local(row.shipped_at, tx.zone),
        "received_by": row.received_by,
        "received_at": record_json.local(row.received_at, tx.zone),
        "returned_by": row.returned_by,
        "returned_at": record_json.local(row.returned_at, tx.zone),
    }


def replaced_data(tx: Transaction, row: Any) -> dict[str, Any]:
    """The JSON object of a replaced part."""
    return {
        "id": row.id,
        "order_no": row.order_no,
        "part_code": row.part_code,
        "name": row.name,
        "old_barcode": row.old_barcode,
        "new_barcode": row.new_barcode,
        "monitor": bool(row.monitor),
        "fee_fen": row.fee,
        "logged_by": row.logged_by,
        "logged_at": tx.local(row.logged_at),
        "returned_by": row.returned_by,
        "returned_at": record_json.local(row.returned_at, tx.zone),
    }


def _request(
    tx: Transaction, no: str, part: str, name: str | None, parts_order: str | None, eta: str | None
) -> Answer:
    promised_for = None if eta is None else tx.day(eta, "--eta")
    if promised_for is not None and promised_for < _today(tx):
        raise UsageProblem(msg("{option}: {text} is before today", option="--eta", text=eta or ""))
    d = orders_record.find(tx, no)
    po = optional(parts_order) or _next_parts_order(tx, d)
    checks = list(
        rules.request(orders_record.flow_facts(d), any(p.kind == T3Kind.NORMAL for p in d.promises))
    )
    checks += _number_taken(tx, d, po, part)
    if checks:
        return orders_record.refused(d, checks)
    values = {
        "po": po,
        "part_code": part,
        "part_name": optional(name),
        "eta": promised_for,
        "status": str(PartsStatus.REQUESTED),
    }
    id_ = tx.insert(PartsRequest, order_no=d.no, requested_by=tx.acting.login, requested_at=tx.now, **values)
    told = {k: v for k, v in values.items() if v is not None and k != "status"}
    orders_record.change(tx, d, "parts.requested", told, status=str(Status.PARTS_REQUESTED))
    args = {"parts_order": po, "part": part, "eta": "" if promised_for is None else promised_for.isoformat()}
    tx.notify("N26", to_kind="cssd", to="cssd", order_no=d.no, args=args)
    agreed = next((p.at for p in reversed(d.promises) if p.kind == T3Kind.NORMAL), None)
    if agreed is not None and promised_for is not None and tx.local(agreed).date() < promised_for:
        tx.note(
            msg(
                "the customer was promised {time}, before the delivery on {eta}; the time is agreed by the delivery (001-1.5.5)",
                time=f"{tx.local(agreed):%Y-%m-%d %H:%M}",
                eta=promised_for.isoformat(),
            )
        )
    notices.news_for_customer(tx, d, notices.NO_PARTS, agreed)
    row = tx.get(PartsRequest, id=id_)
    return orders_record.answer(tx, "parts.requested", d.no, parts_request=request_data(tx, row))


def _next_parts_order(tx: Transaction, d: Dossier) -> str:
    running = len({row.po for row in rows.applied(tx, [d.no]).get(d.no, [])}) + 1
    while rows.of_parts_order(tx, f"PO-{d.no}-{running}"):
        running += 1
    return f"PO-{d.no}-{running}"


def _number_taken(tx: Transaction, d: Dossier, po: str, part: str) -> list[Check]:
    taken = rows.of_parts_order(tx, po)
    if any(row.order_no != d.no for row in taken):
        text = msg("parts order {po} belongs to order {no}", po=po, no=taken[0].order_no)
        return [Check("parts_order_taken", "001-1.5.5", text)]
    if any(row.part_code == part for row in taken):
        text = msg("part {code} is already applied for with parts order {po}", code=part, po=po)
        return [Check("part_applied_for", "001-1.5.5", text)]
    return []


def _ship(tx: Transaction, po: str, part: str | None) -> Answer:
    d, lines = _lines(tx, po, part)
    checks = rules.ship(orders_record.flow_facts(d), [_applied(row) for row in lines])
    if checks:
        return orders_record.refused(d, checks)
    going = [row for row in lines if row.status == PartsStatus.REQUESTED]
    _move(tx, going, PartsStatus.SHIPPED, shipped_by=tx.acting.login, shipped_at=tx.now)
    told = {"po": po.strip(), "parts": [r.part_code for r in going]}
    orders_record.change(tx, d, "parts.shipped", told, parts_issued=True)
    return _moved(tx, "parts.shipped", d, going)


def _receive(tx: Transaction, po: str, part: str | None) -> Answer:
    d, lines = _lines(tx, po, part)
    slots = [order_states.slot(tx, p) for p in d.promises]
    facts = orders_record.flow_facts(d)
    asked = [_applied(row) for row in lines]
    checks = rules.receive(facts, po.strip(), asked, slots, _today(tx))
    coming = [row for row in lines if row.status != PartsStatus.RECEIVED]
    if checks:
        return orders_record.refused(d, checks, hint=_say_late(tx, d, coming, checks))
    if any(rules.is_late(line, _today(tx)) for line in asked if line.status != PartsStatus.RECEIVED):
        _note_late(tx, d, facts.visit)
    _move(tx, coming, PartsStatus.RECEIVED, received_by=tx.acting.login, received_at=tx.now)
    told = {"po": po.strip(), "parts": [r.part_code for r in coming]}
    values: dict[str, Any] = {"parts_issued": True}
    open_ = [r for r in rows.applied(tx, [d.no]).get(d.no, []) if r.status != PartsStatus.RECEIVED]
    if d.order.status == Status.PARTS_REQUESTED and not open_:
        values["status"] = str(Status.IN_SERVICE)
    orders_record.change(tx, d, "parts.received", told, **values)
    return _moved(tx, "parts.received", d, coming)


def _say_late(tx: Transaction, d: Dossier, coming: Sequence[Any], checks: Sequence[Check]) -> Msg | None:
    """The write-back that says that the parts are late, where that is what keeps them from being taken in."""
    if "late_not_promised" not in {c.code for c in checks}:
        return None
    late = next(row for row in coming if rules.is_late(_applied(row), _today(tx)))
    return msg(
        "repaircli order writeback-t3 {no} --at TIME --type {type} --parts-order {po} --part-code {code}",
        no=d.no,
        type=PARTS_LATE,
        po=late.po,
        code=late.part_code,
    )


def _note_late(tx: Transaction, d: Dossier, visit: bool) -> None:
    if not visit:
        tx.note(msg("the parts are late: tell the customer and promise a new time to call him (001-2.5.6)"))
    elif len(d.promises) >= LIMITS.slots and d.promises[-1].type != PARTS_LATE:
        tx.note(msg("the parts are late and no T3 is free to say so; tell the region (001-1.3.6)"))


def _lines(tx: Transaction, po: str, part: str | None) -> tuple[Dossier, list[Any]]:
    """The order of the parts order `po`, and its parts or the one of the code `part`. Raises NotFound."""
    found = rows.of_parts_order(tx, po.strip())
    if not found:
        raise NotFound(
            msg("no such parts order: {po}", po=po), msg("repaircli parts list"), code="no_parts_order"
        )
    d = orders_record.find(tx, found[0].order_no)
    wanted = optional(part)
    lines = [row for row in found if wanted in (None, row.part_code)]
    if not lines:
        raise NotFound(
            msg("parts order {po} has no part {code}", po=po.strip(), code=wanted or ""),
            msg("repaircli parts list --order {no}", no=d.no),
            code="no_part",
        )
    return d, lines


def _move(tx: Transaction, lines: Sequence[Any], to: PartsStatus, **values: Any) -> None:
    for row in lines:
        tx.update(PartsRequest, {"id": row.id, "status": row.status}, status=str(to), **values)


def _moved(tx: Transaction, kind: str, d: Dossier, lines: Sequence[Any]) -> Answer:
    moved = {row.id for row in lines}
    now = [request_data(tx, r) for r in rows.applied(tx, [d.no]).get(d.no, []) if r.id in moved]
    return orders_record.answer(tx, kind, d.no, parts_requests=now)


def _replace(tx: Transaction, no: str, values: dict[str, Any]) -> Answer:
    d = orders_record.find(tx, no)
    checks = rules.replace(orders_record.flow_facts(d))
    if checks:
        return orders_record.refused(d, checks)
    same = ("part_code", "old_barcode", "new_barcode")
    known = tx.get(ReplacedPart, order_no=d.no, **{key: values[key] for key in same})
    if known is not None:
        tx.note(msg("this replacement is already recorded; nothing changes"))
        return _replacement(tx, d, known.id)
    id_ = tx.insert(ReplacedPart, order_no=d.no, logged_by=tx.acting.login, logged_at=tx.now, **values)
    told = {k: v for k, v in values.items() if v not in (None, False)}
    if values["fee"] is not None:
        told["fee"] = amounts.yuan(values["fee"])
    orders_record.change(tx, d, "parts.replaced", {"id": id_, **told}, parts_issued=True)
    return _replacement(tx, d, id_)


def _replacement(tx: Transaction, d: Dossier, part_id: int) -> Answer:
    row = tx.get(ReplacedPart, id=part_id)
    replaced = [_replaced(r) for r in rows.replaced(tx, [d.no]).get(d.no, [])]
    return orders_record.answer(
        tx,
        "parts.replaced",
        d.no,
        part=replaced_data(tx, row),
        fault_description=rules.description(d.order.fault, replaced),
    )


def _give_back(tx: Transaction, no: str, part: str) -> Answer:
    d = orders_record.find(tx, no)
    checks = rules.give_back(orders_record.flow_facts(d))
    if checks:
        return orders_record.refused(d, checks)
    replaced = rows.replaced(tx, [d.no]).get(d.no, [])
    applied = rows.applied(tx, [d.no]).get(d.no, [])
    table, row = _to_return(applied, replaced, part)
    if row is None:
        if part not in {*(r.part_code for r in replaced), *(r.part_code for r in applied)}:
            raise NotFound(
                msg("order {no} has no part {code}", no=d.no, code=part),
                msg("repaircli order show {no}", no=d.no),
                code="no_part",
            )
        text = msg("no part {code} of this order waits for its return", code=part)
        return orders_record.refused(d, [Check("nothing_to_return", "001-1.5.8", text)])
    tx.update(table, {"id": row.id, "returned_at": None}, returned_by=tx.acting.login, returned_at=tx.now)
    kind = "replaced" if table is ReplacedPart else "unused"
    tx.event("parts.returned", order_no=d.no, after={"part_code": part, "kind": kind, "id": row.id})
    left = owed(tx, d, over=d.repaired or d.order.status not in OPEN_STATUSES)
    if d.repaired and not left and tx.acting.role is Role.ENGINEER:
        # the engineer tells the coordinator that the service is finished and the parts are back (001-1.5.8)
        tx.notify(
            "N25", to_kind="station", to=d.order.station, order_no=d.no, dedupe=f"N25:{d.no}:{row.id}:{kind}"
        )
    return orders_record.answer(
        tx,
        "parts.returned",
        d.no,
        returned={**_owed(tx, kind, row), "returned_at": tx.now},
        unreturned_parts=left,
    )


def _to_return(applied: Sequence[Any], replaced: Sequence[Any], part: str) -> tuple[type[Any], Any]:
    """The failed part of the code that was taken out first, else an arrived part of it that was not built in."""
    for row in replaced:
        if row.part_code == part and row.returned_at is None:
            return ReplacedPart, row
    spare = rules.unused([_applied(row) for row in applied], [_replaced(row) for row in replaced])
    return PartsRequest, next((applied[i] for i in spare if applied[i].part_code == part), None)


def _unreturned(tx: Transaction, wanted: PartsFilter) -> list[dict[str, Any]]:
    """Of orders that are over first, the one that ended first at the head; then of those still open."""
    found = [(row, "replaced") for row in rows.replaced_not_returned(tx, wanted)]
    arrived = rows.arrived_not_returned(tx, wanted)
    if arrived:
        numbers = list(dict.fromkeys(row.order_no for row in arrived))
        applied, replaced = rows.applied(tx, numbers), rows.replaced(tx, numbers)
        spare = {
            applied[no][position].id
            for no in numbers
            for position in rules.unused(
                [_applied(r) for r in applied[no]], [_replaced(r) for r in replaced.get(no, [])]
            )
        }
        found += [(row, "unused") for row in arrived if row.id in spare]
    listed = [
        _owed(tx, kind, row)
        | {
            "station": row.station,
            "region": row.region,
            "customer": row.customer,
            "order_status": row.order_status,
            "ended_at": record_json.local(row.closed_at or row.cancelled_at, tx.zone),
        }
        for row, kind in found
    ]
    return sorted(listed, key=lambda r: (r["ended_at"] is None, r["ended_at"] or r["since"], r["order_no"]))


def _owed(tx: Transaction, kind: str, row: Any) -> dict[str, Any]:
    built_in = kind == "replaced"
    return {
        "order_no": row.order_no,
        "kind": kind,
        "part_code": row.part_code,
        "name": row.name if built_in else row.part_name,
        "old_barcode": row.old_barcode if built_in else None,
        "parts_order": None if built_in else row.po,
        "since": tx.local(row.logged_at if built_in else row.received_at),
    }


def _listed(tx: Transaction, row: Any) -> dict[str, Any]:
    return request_data(tx, row) | {
        "station": row.station,
        "branch": row.branch,
        "region": row.region,
        "customer": row.customer,
        "order_status": row.order_status,
    }


def _applied(row: Any) -> Applied:
    return Applied(row.part_code, row.status, row.eta, row.returned_at is not None)


def _replaced(row: Any) -> Replaced:
    return Replaced(row.part_code, row.name, row.old_barcode, row.new_barcode, row.returned_at is not None)


def _today(tx: Transaction) -> date:
    return tx.local(tx.now).date()


def _text(text: str, option: str) -> str:
    found = optional(text)
    if found is None or not found.isprintable():
        raise UsageProblem(msg("{option} is missing", option=option), msg("repaircli parts --help"))
    return found


def _fen(text: str) -> int:
    try:
        return amounts.fen(text)
    except ValueError as error:
        raise UsageProblem(
            msg(
                "{option}: {text} is no amount: {expected}", option="--fee", text=text, expected=error.args[0]
            )
        ) from None
