"""The customer's clock over a chain of orders: the legs' and the gaps' sum, whatever the chain."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from rule_cases import at

from repaircli.rules.deadlines.lineage import Leg, clocks

START = at("2026-06-01 09:00")
seconds = st.integers(0, 10**7)


def later(n: int) -> object:
    return START + timedelta(seconds=n)


chains = st.lists(
    st.builds(
        lambda t1, contact, end: Leg(
            later(t1), None if contact is None else later(contact), None if end is None else later(end)
        ),
        seconds,
        st.none() | seconds,
        st.none() | seconds,
    ),
    min_size=1,
    max_size=6,
)


@given(chains, seconds)
def test_legs_and_gaps_make_the_customers_clock_in_any_chain(chain: list[Leg], passed: int) -> None:
    now = later(passed)
    found = clocks(chain, now)
    parts = [*found.legs, *found.gaps]
    assert sum((p.length for p in parts), timedelta()) == found.customer.length
    assert found.customer.start == chain[0].t1
    assert found.customer.end == (chain[-1].ended or now)
    assert len(found.legs) == len(chain) == len(found.gaps) + 1
    assert [leg.start for leg in found.legs] == [leg.t1 for leg in chain]


def test_each_leg_has_its_own_clock_and_the_customers_runs_on() -> None:
    first = Leg(at("2026-06-01 09:00"), None, at("2026-06-01 15:00"))
    second = Leg(at("2026-06-01 16:00"), at("2026-06-01 17:30"), None)
    found = clocks([first, second], at("2026-06-02 09:00"))
    hours = timedelta(hours=1)
    assert [s.length for s in found.legs] == [6 * hours, 17 * hours]
    assert [s.length for s in found.gaps] == [1 * hours]
    assert (found.customer.length, found.running, found.first_contact) == (24 * hours, True, 8.5 * hours)


def test_a_new_order_before_the_old_ones_end_is_a_negative_gap() -> None:
    first = Leg(at("2026-06-01 09:00"), None, at("2026-06-01 15:00"))
    second = Leg(at("2026-06-01 14:00"), None, at("2026-06-01 18:00"))
    found = clocks([first, second], at("2026-06-02 09:00"))
    assert found.gaps[0].length == timedelta(hours=-1) and not found.running
    assert found.customer.length == timedelta(hours=9)
