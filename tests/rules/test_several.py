"""Several machines: one visit, the rest carried in; the later call; the number from which the region judges."""

from __future__ import annotations

from dataclasses import replace

import pytest

from repaircli.rules.orders import several
from repaircli.rules.orders.several import Earlier, Later, Reported

ONE = Reported("onsite", 1, (), "黑屏", False)
VISIT = Earlier("A", True, None, "黑屏", None)
CARRIED = Earlier("B", False, None, "蓝屏", None)


@pytest.mark.parametrize(
    ("service", "units", "expected"),
    [
        ("onsite", 1, ("onsite",)),
        ("onsite", 3, ("onsite", "carry-in", "carry-in")),
        ("carry-in", 2, ("carry-in", "carry-in")),
        ("mail-in", 2, ("mail-in", "mail-in")),
    ],
)
def test_one_machine_is_visited_at_most(service: str, units: int, expected: tuple[str, ...]) -> None:
    assert several.services(service, units) == expected


@pytest.mark.parametrize(
    ("units", "same", "pending"), [(4, True, False), (5, True, True), (9, True, True), (9, False, False)]
)
def test_five_with_the_same_fault_at_once_go_to_the_region(units: int, same: bool, pending: bool) -> None:
    assert several.is_pending(units, same) is pending


def test_the_first_report_of_the_day_is_what_it_asks_for() -> None:
    assert several.later(ONE, []) == Later()


def test_a_second_machine_gets_carry_in_only() -> None:
    later = several.later(replace(ONE, serials=("S2",)), [replace(VISIT, serial="S1")])
    assert (later.carry_in, later.visit, later.joins) == (True, "A", "A")


def test_several_machines_of_a_later_call_are_all_carried_in() -> None:
    assert several.later(replace(ONE, units=2), [VISIT]).carry_in


def test_a_machine_more_where_several_are_known_already_is_carried_in() -> None:
    later = several.later(ONE, [replace(VISIT, group_no="G"), replace(CARRIED, group_no="G")])
    assert (later.carry_in, later.joins) == (True, "G")


def test_where_nothing_tells_whether_it_is_another_machine_nothing_is_changed() -> None:
    later = several.later(ONE, [replace(VISIT, serial="S1")])
    assert (later.carry_in, later.visit, later.joins) == (False, "A", None)
    assert not several.later(replace(ONE, serials=("S2",)), [VISIT]).carry_in


def test_a_machine_whose_place_nobody_visits_today_may_be_visited() -> None:
    later = several.later(replace(ONE, serials=("S2",)), [replace(CARRIED, serial="S1")])
    assert (later.carry_in, later.joins) == (False, "B")


def test_a_later_carry_in_stays_one_and_joins() -> None:
    later = several.later(replace(ONE, service="carry-in", serials=("S2",)), [replace(VISIT, serial="S1")])
    assert (later.carry_in, later.joins) == (False, "A")


def test_the_same_machine_again_is_no_second_one() -> None:
    later = several.later(replace(ONE, serials=("S1",)), [replace(VISIT, serial="S1", group_no="G")])
    assert later == Later(same_machine="A", same_fault=2)


def test_machines_with_the_same_fault_are_counted_over_the_day() -> None:
    day = [VISIT, replace(VISIT, fault=" 黑 屏"), CARRIED]
    assert several.later(ONE, day).same_fault == 3
    assert several.later(replace(ONE, units=3), day).same_fault == 3, "different faults: only one is this one"
    assert several.later(replace(ONE, units=3, same_fault=True), day).same_fault == 5
    assert several.same_fault("ABC　屏", "abc屏") and not several.same_fault("黑屏", "蓝屏")
