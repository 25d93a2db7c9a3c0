"""Every order has a truthful end, whatever the customer does: the whole search, by the rules alone."""

from __future__ import annotations

import pytest
from endings import KINDS, NEEDS, WILLS, search


@pytest.mark.parametrize("name", KINDS)
def test_every_order_has_a_truthful_end_whatever_the_customer_does(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    counted = {}
    for work in NEEDS.get(name, ("phone_resolved",)):
        found = search(KINDS[name], work)
        counted[work] = len(found.states)
        for will, barred in WILLS.items():
            stuck = found.without_end(barred)
            assert not stuck, (name, work, will, len(stuck), stuck[0])
    with capsys.disabled():
        print(f"{name}: {sum(counted.values())} states, each with a truthful end {counted}")


def test_the_search_finds_a_state_without_an_end() -> None:
    """Without the region's closing a machine that nobody collects has none: the search sees what it is for."""
    found = search(KINDS["station carry-in"], "nff_power")
    for place in range(len(found.states)):
        found.known[place] = tuple(end for end in found.ends(place) if end != "closed, region_confirmed")
    assert all(order.attempts for order in found.without_end(WILLS["helps"])), "only lost customers"
    assert found.without_end(WILLS["does not collect"]) and found.without_end(WILLS["does not sign"])
