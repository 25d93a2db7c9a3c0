"""Who may generate which order for which station, and what a station refers to others (001-2.5.1, 001-6.3.1 to 6.3.8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from repaircli.platform.codes import ReferralKind, Role, Service
from repaircli.platform.text import msg
from repaircli.rules.orders.state import has_visit
from repaircli.rules.policy.decision import Check

PROXY_SENTENCE = "维修站代用户报修"
"""What a station says first when it reports to 800 for a customer (001-2.5.1)."""


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order about to be generated.

    `role`: who creates. `head`: number of the station's head station, None when it is one itself.
    `same_station`: the creating coordinator belongs to this station or one of its branches.
    `same_region`: the creating liaison's region is the station's. `filed_at`: since when the order's area is filed
    for this station as one without 800. `reported_at`: when the customer reported, None for now. `covered`: whether
    the area is one of the station's, None where that is not known. `onsite_until`: end of the machine's on-site
    period, None when not stated. `compensation_fund`: a visit for the region, paid from the fund.
    """

    role: str
    service: str
    station: str
    head: str | None
    station_closed: bool
    notebook_station: bool
    same_station: bool
    same_region: bool
    paid_visit: bool
    area: str | None
    onsite_until: date | None
    today: date
    filed_at: datetime | None = None
    reported_at: datetime | None = None
    covered: bool | None = None
    compensation_fund: bool = False
    proxy_report: bool = False

    @property
    def visit(self) -> bool:
        return has_visit(self.service, self.paid_visit or self.compensation_fund)

    @property
    def filed_before(self) -> bool:
        """Whether the area was filed before the customer reported."""
        if self.filed_at is None:
            return False
        return self.reported_at is None or self.filed_at <= self.reported_at

    @property
    def may_visit(self) -> bool:
        """Whether the station is one of the two exceptions that generate on-site orders (001-6.3.1, 001-6.3.3)."""
        return self.notebook_station or self.filed_before


def check(order: NewOrder) -> tuple[Check, ...]:
    """Every rule that the order would break; empty when it may be generated."""
    found = []
    if order.station_closed:
        found.append(
            Check("station_closed", "001-5.6.4", msg("station {station} is closed", station=order.station))
        )
    if order.head is not None and order.role != Role.COORDINATOR:
        text = msg(
            "{station} is a branch point; orders go to its head station {head}",
            station=order.station,
            head=order.head,
        )
        found.append(Check("branch_station", "001-6.3.8", text))
    if order.role == Role.COORDINATOR:
        found += _by_station(order)
    elif order.compensation_fund:
        text = msg("the compensation fund pays the visit of an order that the station itself generates")
        found.append(Check("fund_not_station", "001-6.3.7", text))
    if order.role == Role.LIAISON and not order.same_region:
        text = msg("station {station} belongs to another region", station=order.station)
        found.append(Check("foreign_region", "001-3.4.2", text))
    if (order.paid_visit or order.compensation_fund) and order.service != Service.CARRY_IN:
        text = msg("a paid visit is a carry-in order with a visit; use carry-in")
        found.append(Check("paid_visit_type", "001-6.3.1", text))
    return tuple(found)


def _by_station(order: NewOrder) -> list[Check]:
    found = []
    if not order.same_station:
        text = msg("station {station} is not yours", station=order.station)
        found.append(Check("foreign_station", "001-2.4.1", text))
    if order.proxy_report:
        text = msg("report on behalf of a customer to 800 or to the region, which generate the order")
        found.append(Check("proxy_by_station", "001-2.5.1", text))
    if order.visit and order.covered is False and not order.filed_before:
        text = msg(
            "area {area} is outside the service area: refer the customer to the region, which dispatches",
            area=order.area or "",
        )
        found.append(Check("out_of_area", "001-6.3.4", text))
    if order.service == Service.ONSITE and not order.may_visit:
        found.append(_no_exception(order))
    if order.onsite_until is not None and order.onsite_until >= order.today:
        found += _in_period(order, order.onsite_until.isoformat())
    return found


def _no_exception(order: NewOrder) -> Check:
    if order.filed_at is not None:
        text = msg(
            "area {area} was filed on {time}, after the customer reported; it must be filed beforehand",
            area=order.area or "",
            time=f"{order.filed_at:%Y-%m-%d %H:%M}",
        )
        return Check("filed_too_late", "001-6.3.3", text)
    if order.area is None:
        text = msg(
            "a station generates carry-in orders only; a notebook station, or an area without 800 filed beforehand, is the exception"
        )
    else:
        text = msg(
            "a station generates carry-in orders only; area {area} was not filed as an area without 800 beforehand",
            area=order.area,
        )
    return Check("station_onsite", "001-6.3.1", text)


def _in_period(order: NewOrder, until: str) -> list[Check]:
    """Within the on-site period a visit is free: the call centre's or the region's, the two exceptions apart (A-30)."""
    if order.compensation_fund:
        text = msg(
            "the machine is in its on-site period until {day}: the region generates the on-site order",
            day=until,
        )
        return [Check("commissioned_in_period", "001-6.3.7", text)]
    asks_for_visit = order.paid_visit or (order.service == Service.ONSITE and not order.may_visit)
    if not asks_for_visit:
        return []
    if order.may_visit:
        text = msg("the machine is in its on-site period until {day}: generate an on-site order", day=until)
    else:
        text = msg(
            "the machine is in its on-site period until {day}: guide the customer to 800, or report on the customer's behalf",
            day=until,
        )
    return [Check("in_onsite_period", "001-2.5.1", text)]


@dataclass(frozen=True, slots=True)
class NewReferral:
    """A customer whom a station is about to pass on to the call centre or its region.

    `said_first`: the station said first that it reports for the customer. `covered`, `onsite_until` and
    `same_station` as in NewOrder.
    """

    kind: str
    station: str
    same_station: bool
    said_first: bool
    area: str | None
    covered: bool | None
    onsite_until: date | None
    today: date


REFERRED = {
    ReferralKind.PROXY: "001-2.5.1",
    ReferralKind.CARRIED_IN: "001-6.3.2",
    ReferralKind.OUT_OF_AREA: "001-6.3.4",
    ReferralKind.PENDING_CASE: "001-6.3.7",
}
"""The clause of each kind of referral."""


def refer(referral: NewReferral) -> tuple[Check, ...]:
    """Every rule that the referral would break; empty when it may be made."""
    found = []
    if not referral.same_station:
        text = msg("station {station} is not yours", station=referral.station)
        found.append(Check("foreign_station", "001-2.4.1", text))
    if referral.kind == ReferralKind.PROXY and not referral.said_first:
        text = msg("the station must say first that it reports for the customer: {text}", text=PROXY_SENTENCE)
        found.append(Check("said_first", "001-2.5.1", text))
    if referral.kind == ReferralKind.OUT_OF_AREA and referral.covered:
        text = msg("area {area} is within the service area of the station", area=referral.area or "")
        found.append(Check("within_area", "001-6.3.4", text))
    if referral.onsite_until is not None and referral.onsite_until < referral.today:
        found += _period_over(referral.kind, referral.onsite_until.isoformat())
    return tuple(found)


def _period_over(kind: str, until: str) -> list[Check]:
    if kind == ReferralKind.PROXY:
        text = msg(
            "the on-site period ended on {day}: guide the customer to carry-in, or agree a paid visit, which the station generates itself",
            day=until,
        )
        return [Check("period_over", "001-2.5.1", text)]
    if kind == ReferralKind.CARRIED_IN:
        text = msg("the on-site period ended on {day}: the station generates a carry-in order", day=until)
        return [Check("period_over", "001-6.3.2", text)]
    if kind == ReferralKind.PENDING_CASE:
        text = msg(
            "the on-site period ended on {day}: the station generates a carry-in order whose visit the compensation fund pays",
            day=until,
        )
        return [Check("period_over", "001-6.3.7", text)]
    return []


def take(kind: str, station: str, own: str) -> tuple[Check, ...]:
    """What forbids that the order of a referral goes to `station`, when the station `own` made it."""
    if kind == ReferralKind.CARRIED_IN and station != own:
        text = msg("the machine is in station {station}; dispatch the order to this station", station=own)
        return (Check("machine_elsewhere", "001-6.3.2", text),)
    return ()
