"""Who may generate which order for which station (001-2.5.1, 001-6.3.1 to 6.3.8, A-30)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from repaircli.rules.orders import create as orders_create
from repaircli.rules.orders.create import NewOrder, NewReferral
from repaircli.rules.policy.clauses import clause

TODAY = date(2026, 6, 3)
DISPATCH = NewOrder(
    role="agent",
    service="onsite",
    station="000101",
    head=None,
    station_closed=False,
    notebook_station=False,
    same_station=False,
    same_region=False,
    paid_visit=False,
    area=None,
    onsite_until=None,
    today=TODAY,
)
COORDINATOR: dict[str, Any] = {"role": "coordinator", "same_station": True, "same_region": True}
LIAISON: dict[str, Any] = {"role": "liaison", "same_region": True}
PAID: dict[str, Any] = {**COORDINATOR, "service": "carry-in", "paid_visit": True}
FUND: dict[str, Any] = {**COORDINATOR, "service": "carry-in", "compensation_fund": True}
NOON, SECOND = datetime(2026, 6, 3, 12, tzinfo=UTC), timedelta(seconds=1)
FILED: dict[str, Any] = {**COORDINATOR, "area": "620100", "filed_at": NOON}
OUTSIDE: dict[str, Any] = {"area": "620100", "covered": False}

CASES: list[tuple[str, dict[str, Any], list[tuple[str, str]]]] = [
    ("an agent dispatches on-site", {}, []),
    ("an agent dispatches carry-in", {"service": "carry-in"}, []),
    ("the information department's liaison too", {"role": "cisd"}, []),
    ("to a branch point: only head stations", {"head": "000100"}, [("branch_station", "001-6.3.8")]),
    ("to a closed station", {"station_closed": True}, [("station_closed", "001-5.6.4")]),
    ("a liaison in his region", LIAISON, []),
    ("a liaison elsewhere", {"role": "liaison"}, [("foreign_region", "001-3.4.2")]),
    ("a liaison to a branch point", {**LIAISON, "head": "000100"}, [("branch_station", "001-6.3.8")]),
    ("a station: carry-in", {**COORDINATOR, "service": "carry-in"}, []),
    ("a station: mail-in", {**COORDINATOR, "service": "mail-in"}, []),
    (
        "a station: carry-in within the on-site period",
        {**COORDINATOR, "service": "carry-in", "onsite_until": date(2027, 1, 1)},
        [],
    ),
    ("a station: on-site", COORDINATOR, [("station_onsite", "001-6.3.1")]),
    ("a notebook station: on-site", {**COORDINATOR, "notebook_station": True}, []),
    ("an area without 800, filed before", {**FILED, "reported_at": NOON + SECOND}, []),
    ("filed at the second of the call", {**FILED, "reported_at": NOON}, []),
    (
        "filed after the customer reported",
        {**FILED, "reported_at": NOON - SECOND},
        [("filed_too_late", "001-6.3.3")],
    ),
    ("filed, and outside the areas on record", {**FILED, "covered": False}, []),
    ("an area that is not filed", {**COORDINATOR, "area": "620100"}, [("station_onsite", "001-6.3.1")]),
    (
        "another station's order",
        {**COORDINATOR, "service": "carry-in", "same_station": False},
        [("foreign_station", "001-2.4.1")],
    ),
    ("for the station's own branch point", {**COORDINATOR, "service": "carry-in", "head": "000100"}, []),
    ("a paid visit, period unknown", PAID, []),
    ("a paid visit after the period", {**PAID, "onsite_until": date(2026, 6, 2)}, []),
    (
        "an on-site order within the on-site period",
        {**COORDINATOR, "onsite_until": TODAY},
        [("station_onsite", "001-6.3.1"), ("in_onsite_period", "001-2.5.1")],
    ),
    ("a paid visit on its last day", {**PAID, "onsite_until": TODAY}, [("in_onsite_period", "001-2.5.1")]),
    (
        "a paid visit within it",
        {**PAID, "onsite_until": date(2027, 1, 1)},
        [("in_onsite_period", "001-2.5.1")],
    ),
    (
        "a paid visit as on-site order",
        {**PAID, "service": "onsite"},
        [("paid_visit_type", "001-6.3.1"), ("station_onsite", "001-6.3.1")],
    ),
    (
        "a notebook station's visit within the period: on-site",
        {**PAID, "notebook_station": True, "onsite_until": TODAY},
        [("in_onsite_period", "001-2.5.1")],
    ),
    (
        "its on-site order within the period",
        {**COORDINATOR, "notebook_station": True, "onsite_until": TODAY},
        [],
    ),
    ("a visit outside the service area", {**PAID, **OUTSIDE}, [("out_of_area", "001-6.3.4")]),
    ("a carry-in from outside", {**COORDINATOR, **OUTSIDE, "service": "carry-in"}, []),
    ("a visit where the areas are not known", {**PAID, "area": "620100", "covered": None}, []),
    (
        "a notebook station outside its area",
        {**COORDINATOR, **OUTSIDE, "notebook_station": True},
        [("out_of_area", "001-6.3.4")],
    ),
    ("the call centre dispatches outside as the case requires", OUTSIDE, []),
    (
        "a report for the customer",
        {**COORDINATOR, "service": "carry-in", "proxy_report": True},
        [("proxy_by_station", "001-2.5.1")],
    ),
    ("the call centre takes one", {"proxy_report": True}, []),
    ("a commissioned visit out of the period", {**FUND, "onsite_until": date(2026, 6, 2)}, []),
    ("a commissioned visit, period unknown", FUND, []),
    (
        "a commissioned visit within the period",
        {**FUND, "onsite_until": TODAY},
        [("commissioned_in_period", "001-6.3.7")],
    ),
    (
        "a commissioned visit as on-site order",
        {**FUND, "service": "onsite"},
        [("paid_visit_type", "001-6.3.1"), ("station_onsite", "001-6.3.1")],
    ),
    (
        "the region's fund used by the call centre",
        {"service": "carry-in", "compensation_fund": True},
        [("fund_not_station", "001-6.3.7")],
    ),
    (
        "and by the region",
        {**LIAISON, "service": "carry-in", "compensation_fund": True},
        [("fund_not_station", "001-6.3.7")],
    ),
    (
        "everything at once",
        {**COORDINATOR, "same_station": False, "station_closed": True},
        [("station_closed", "001-5.6.4"), ("foreign_station", "001-2.4.1"), ("station_onsite", "001-6.3.1")],
    ),
]


@pytest.mark.parametrize(("changes", "broken"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_an_order_is_generated_by_whom_the_clauses_let(
    changes: dict[str, Any], broken: list[tuple[str, str]]
) -> None:
    checks = orders_create.check(replace(DISPATCH, **changes))
    assert sorted((c.code, c.clause) for c in checks) == sorted(broken)
    assert all(clause(c.clause) and "{" not in str(c.text) for c in checks)


def test_an_area_that_is_not_filed_is_named() -> None:
    facts = replace(DISPATCH, **COORDINATOR, area="620100")
    assert "620100" in str(orders_create.check(facts)[0].text)


REFERRED = NewReferral(
    kind="proxy",
    station="000001",
    same_station=True,
    said_first=True,
    area=None,
    covered=None,
    onsite_until=None,
    today=TODAY,
)
OVER = {"onsite_until": date(2026, 6, 2)}
REFERRALS: list[tuple[str, dict[str, Any], list[tuple[str, str]]]] = [
    ("a proxy report", {}, []),
    ("on the last day of the period", {"onsite_until": TODAY}, []),
    ("a proxy report without its sentence", {"said_first": False}, [("said_first", "001-2.5.1")]),
    ("the others have no sentence", {"kind": "carried-in", "said_first": False}, []),
    ("a proxy report after the period", OVER, [("period_over", "001-2.5.1")]),
    ("a carried-in machine after it", {"kind": "carried-in", **OVER}, [("period_over", "001-6.3.2")]),
    ("a pending case after it", {"kind": "pending-case", **OVER}, [("period_over", "001-6.3.7")]),
    ("out of area, whatever the period", {"kind": "out-of-area", **OVER, **OUTSIDE}, []),
    (
        "out of area, and yet within it",
        {"kind": "out-of-area", "area": "110101", "covered": True},
        [("within_area", "001-6.3.4")],
    ),
    ("another station's customer", {"same_station": False}, [("foreign_station", "001-2.4.1")]),
]


@pytest.mark.parametrize(("changes", "broken"), [r[1:] for r in REFERRALS], ids=[r[0] for r in REFERRALS])
def test_a_station_refers_what_is_not_its_own(changes: dict[str, Any], broken: list[tuple[str, str]]) -> None:
    checks = orders_create.refer(replace(REFERRED, **changes))
    assert [(c.code, c.clause) for c in checks] == broken
    assert all(clause(c.clause) and "{" not in str(c.text) for c in checks)


@pytest.mark.parametrize(
    ("kind", "station", "codes"),
    [
        ("carried-in", "000001", []),
        ("carried-in", "000003", ["machine_elsewhere"]),
        ("proxy", "000003", []),
        ("out-of-area", "000003", []),
    ],
)
def test_only_a_machine_that_is_in_the_station_binds_its_order_to_it(
    kind: str, station: str, codes: list[str]
) -> None:
    assert [c.code for c in orders_create.take(kind, station, "000001")] == codes
