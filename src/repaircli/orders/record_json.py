"""The order as everybody sees it: the JSON object of the contract, made from stored rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from repaircli.platform.codes import Origin, Service, Status, T3Kind

SENTINEL_DAY = "2010-01-01"
"""What stands for the time of an unreachable customer or of a phone solution (001-1.5.2, 001-1.5.3, A-03)."""

_PLAIN = (
    "downloaded_by",
    "print_exception",
    "voucher_no",
    "must_deliver_back",
    "parts_issued",
    "closed_by",
    "close_why",
    "solution",
    "promise_type",
    "promise_reason",
    "cancel_reason",
    "cancelled_by",
    "created_by",
    "special_notified_by",
    "overload",
)
_TIMES = (
    "first_contact_at",
    "downloaded_at",
    "started_at",
    "repaired_at",
    "arrived_at",
    "recontact_at",
    "picked_up_at",
    "delivered_at",
    "cancelled_at",
    "reported_at",
    "special_notified_at",
    "created_at",
)


def is_visit(order: Any) -> bool:
    """Whether the engineer goes to the customer: on-site, or a carry-in-type order with a visit (A7, A-30)."""
    return bool(order.service == Service.ONSITE or order.paid_visit)


def is_downloaded(order: Any) -> bool:
    """Whether the station has the order; one that it generated itself needs no download."""
    return bool(order.origin == Origin.STATION or order.status != Status.DISPATCHED)


def phones(order: Any) -> list[str]:
    """The numbers that the customer left, in the order in which they were given."""
    return list(order.phones)


def numbers(order: Any) -> list[str]:
    """Every known number, the caller's included, each once (A-38)."""
    return list(dict.fromkeys([*phones(order), *([order.caller_no] if order.caller_no else [])]))


def local(at: datetime | None, zone: tzinfo) -> datetime | None:
    return None if at is None else at.astimezone(zone)


def promise_data(promise: Any, zone: tzinfo) -> dict[str, Any]:
    """One T3 slot; the time of a sentinel is its day."""
    sentinel = promise.kind != T3Kind.NORMAL
    return {
        "slot": promise.slot,
        "kind": promise.kind,
        "at": SENTINEL_DAY if sentinel else local(promise.at, zone),
        "type": promise.type,
        "reason": promise.reason,
        "parts_order": promise.parts_order,
        "part_code": promise.part_code,
        "written_at": local(promise.written_at, zone),
        "written_by": promise.written_by,
        "remark": promise.remark,
    }


def contact_data(contact: Any, zone: tzinfo) -> dict[str, Any]:
    """One call to the customer, voided or not."""
    return {
        "id": contact.id,
        "at": local(contact.at, zone),
        "recorded_at": local(contact.recorded_at, zone),
        "result": contact.result,
        "number": contact.number,
        "prompt": contact.prompt,
        "note": contact.note,
        "recorded_by": contact.recorded_by,
        "late": bool(contact.late),
        "voided_at": local(contact.voided_at, zone),
        "voided_by": contact.voided_by,
        "void_why": contact.void_why,
    }


def fact_data(fact: Any, zone: tzinfo) -> dict[str, Any]:
    """One close fact as it was logged, voided or not."""
    return {
        "id": fact.id,
        "code": fact.code,
        "note": fact.note,
        "logged_at": local(fact.logged_at, zone),
        "logged_by": fact.logged_by,
        "voided_at": local(fact.voided_at, zone),
        "voided_by": fact.voided_by,
        "void_why": fact.void_why,
    }


def urge_data(urge: Any, zone: tzinfo) -> dict[str, Any]:
    return {
        "id": urge.id,
        "order_no": urge.order_no,
        "kind": urge.kind,
        "text": urge.text,
        "created_by": urge.created_by,
        "created_at": local(urge.created_at, zone),
    }


def order_data(order: Any, promises: Sequence[Any], facts: Iterable[Any], zone: tzinfo) -> dict[str, Any]:
    """The JSON object of an order. `promises` by slot, `facts` those that stand; times come out in `zone`."""
    data: dict[str, Any] = {
        "order_no": order.order_no,
        "origin": order.origin,
        "service": order.service,
        "status": order.status,
        "station": order.station,
        "region": order.region,
        "customer": order.customer,
        "phones": phones(order),
        "t1": local(order.t1, zone),
        "t2": local(order.t2, zone),
        "t3": [promise_data(p, zone) for p in promises],
        "late_contact": bool(order.late_contact),
        "printed_at": local(order.printed_at, zone),
        "signed_at": local(order.signed_at, zone),
        "closed_at": local(order.closed_at, zone),
        "close_basis": order.close_basis,
        "facts": list(dict.fromkeys(f.code for f in facts)),
        "pending_request": order.pending_request,
        "cancel_remark": order.cancel_remark,
        "reassigned_from": order.reassigned_from,
        "reassigned_to": order.reassigned_to,
        "special": order.special,
        "branch": order.branch,
        "engineer": order.engineer,
        "in_custody": bool(order.in_custody),
        "paid_visit": bool(order.paid_visit),
        "compensation_fund": bool(order.compensation_fund),
        "proxy_report": bool(order.proxy_report),
        "group_no": order.group_no,
        "caller_no": order.caller_no,
        "address": order.address,
        "area": order.area,
        "product": order.product,
        "model": order.model,
        "serial": order.serial,
        "onsite_until": order.onsite_until,
        "warranty_until": order.warranty_until,
        "fault": order.fault,
    }
    data |= {name: getattr(order, name) for name in _PLAIN}
    data |= {name: local(getattr(order, name), zone) for name in _TIMES}
    for name in ("must_deliver_back", "parts_issued"):
        data[name] = bool(data[name])
    return data


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What of `before` and `after` differs: the two sides that an audit event keeps."""
    different = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in different}, {name: after[name] for name in different}
