"""Who may generate which order for which station (001-2.5.1, 001-6.3.1 to 6.3.8, A-30)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from repaircli.rules import generating
from repaircli.rules.clauses import clause
from repaircli.rules.generating import GenerateFacts

TODAY = date(2026, 6, 3)
DISPATCH = GenerateFacts(
    role="agent",
    service="onsite",
    station="000101",
    head=None,
    station_closed=False,
    notebook_station=False,
    same_station=False,
    same_region=False,
    paid_visit=False,
    no800=False,
    area=None,
    onsite_until=None,
    special=False,
    today=TODAY,
)
COORDINATOR: dict[str, Any] = {"role": "coordinator", "same_station": True, "same_region": True}
LIAISON: dict[str, Any] = {"role": "liaison", "same_region": True}
PAID: dict[str, Any] = {**COORDINATOR, "service": "carry-in", "paid_visit": True}

CASES: list[tuple[str, dict[str, Any], list[tuple[str, str]]]] = [
    ("an agent dispatches on-site", {}, []),
    ("an agent dispatches carry-in", {"service": "carry-in"}, []),
    ("the information department's liaison too", {"role": "cisd", "special": True}, []),
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
    ("an area without 800, filed before", {**COORDINATOR, "no800": True, "area": "620100"}, []),
    ("an area that is not filed", {**COORDINATOR, "area": "620100"}, [("station_onsite", "001-6.3.1")]),
    (
        "another station's order",
        {**COORDINATOR, "service": "carry-in", "same_station": False},
        [("foreign_station", "001-2.4.1")],
    ),
    ("for the station's own branch point", {**COORDINATOR, "service": "carry-in", "head": "000100"}, []),
    ("a paid visit, period unknown", PAID, []),
    ("a paid visit after the period", {**PAID, "onsite_until": date(2026, 6, 2)}, []),
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
        "everything at once",
        {**COORDINATOR, "same_station": False, "station_closed": True},
        [("station_closed", "001-5.6.4"), ("foreign_station", "001-2.4.1"), ("station_onsite", "001-6.3.1")],
    ),
]


@pytest.mark.parametrize(("changes", "broken"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_an_order_is_generated_by_whom_the_clauses_let(
    changes: dict[str, Any], broken: list[tuple[str, str]]
) -> None:
    checks = generating.check(replace(DISPATCH, **changes))
    assert sorted((c.code, c.clause) for c in checks) == sorted(broken)
    assert all(clause(c.clause) and "{" not in str(c.text) for c in checks)


def test_an_area_that_is_not_filed_is_named() -> None:
    facts = replace(DISPATCH, **COORDINATOR, area="620100")
    assert "620100" in str(generating.check(facts)[0].text)
