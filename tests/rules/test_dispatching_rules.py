"""Who gets an order of an area: coverage by code and line, the most specific first, then room."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repaircli.rules.network.dispatch import (
    Covering,
    DispatchNeed,
    Entry,
    Load,
    Point,
    Reach,
    Why,
    covering,
    has_room,
    ranked,
    reach,
    served,
)

COUNTY, PREFECTURE, PROVINCE = CHAIN = ("130924", "130900", "130000")


@pytest.mark.parametrize(
    ("entries", "wanted", "depth"),
    [
        ([Entry(COUNTY)], {}, 0),
        ([Entry(PREFECTURE)], {}, 1),
        ([Entry(PROVINCE)], {}, 2),
        ([Entry(PROVINCE), Entry(COUNTY)], {}, 0),
        ([Entry("130925")], {}, None),
        ([], {}, None),
        ([Entry(PREFECTURE), Entry(COUNTY, covers=False)], {}, None),
        ([Entry(COUNTY), Entry(COUNTY, covers=False)], {}, None),
        ([Entry(COUNTY), Entry(COUNTY, covers=False), Entry(COUNTY)], {}, 0),
        ([Entry(COUNTY, covers=False), Entry(PROVINCE)], {}, None),
        ([Entry(COUNTY, product="server")], {"product": "server"}, 0),
        ([Entry(COUNTY, product="server")], {"product": "desktop"}, None),
        ([Entry(COUNTY, product="server")], {}, 0),
        ([Entry(COUNTY, product="server"), Entry(PROVINCE)], {"product": "desktop"}, 2),
        ([Entry(COUNTY), Entry(COUNTY, covers=False, product="server")], {"product": "server"}, None),
        ([Entry(COUNTY), Entry(COUNTY, covers=False, product="server")], {"product": "desktop"}, 0),
        ([Entry(COUNTY), Entry(COUNTY, covers=False, product="server")], {}, 0),
        ([Entry(COUNTY, service="carry-in")], {"service": "onsite"}, None),
    ],
)
def test_the_most_specific_area_decides_and_of_its_entries_the_last(entries, wanted, depth):
    found = reach(entries, DispatchNeed(CHAIN, **wanted))
    assert (None if found is None else found[0]) == depth


def station(no, *entries, **more):
    return Point(no, more.pop("region", "华北区"), entries or (Entry(COUNTY),), **more)


@pytest.mark.parametrize(
    ("point", "wanted", "why"),
    [
        (station("000001"), {}, None),
        (station("000001", head="000009"), {}, Why.BRANCH),
        (station("000001", closed=True), {}, Why.CLOSED),
        (station("000001", Entry("310101")), {}, Why.NOT_COVERING),
        (station("000001", Entry(COUNTY, product="server")), {"product": "desktop"}, Why.WRONG_LINE),
        (station("000001", Entry(COUNTY, service="carry-in")), {"service": "onsite"}, Why.WRONG_LINE),
        (station("000001", notebook=True), {"product": "desktop"}, Why.WRONG_KIND),
        (station("000001", notebook=True), {"product": "notebook"}, None),
        (station("000001", notebook=True), {}, None),
        (station("000001"), {"region": "华东区"}, Why.OTHER_REGION),
        (station("000001", Entry("310101"), region="华东区"), {"region": "华北区"}, Why.NOT_COVERING),
    ],
)
def test_why_a_station_may_not_get_it(point, wanted, why):
    found, passed = covering([point], DispatchNeed(CHAIN, **wanted))
    assert ([p.why for p in passed], len(found)) == (([], 1) if why is None else ([why], 0))


def test_a_head_covers_what_its_open_branch_points_cover():
    head = station("000001", Entry("110101"))
    wanted = DispatchNeed(CHAIN)
    (found,), _ = covering([head, station("000002", head="000001")], wanted)
    assert (found.station.no, found.reach) == ("000001", Reach(0, COUNTY, "000002"))
    none, _ = covering([head, station("000002", head="000001", closed=True)], wanted)
    assert none == []


def test_an_area_that_the_head_gives_up_is_not_left_to_its_branch_points():
    branch = station("000002", head="000001")
    given_up = station("000001", Entry(PREFECTURE), Entry(COUNTY, covers=False))
    assert covering([given_up, branch], DispatchNeed(CHAIN))[0] == []
    wider = station("000001", Entry(PROVINCE, covers=False))
    assert [c.station.no for c in covering([wider, branch], DispatchNeed(CHAIN))[0]] == ["000001"]


def test_the_order_is_area_then_line_then_load():
    def one(no, depth, taken, daily, dedicated=False):
        return Covering(station(no), Reach(depth, CHAIN[depth], no, dedicated)), Load(no, taken, daily)

    pairs = [
        one("000006", 2, 0, None),
        one("000005", 1, 0, 10),
        one("000004", 0, 5, 10),
        one("000003", 0, 2, 4),
        one("000002", 0, 2, 4),
        one("000001", 0, 3, 4, dedicated=True),
        one("000007", 0, 4, 4),
    ]
    free, full = ranked([c for c, _ in pairs], [load for _, load in pairs], DispatchNeed(CHAIN))
    assert [c.station.no for c, _ in free] == ["000001", "000002", "000003", "000004", "000005", "000006"]
    assert [c.station.no for c, _ in full] == ["000007"]


@pytest.mark.parametrize(
    ("taken", "daily", "units", "room"),
    [(9, 10, 1, True), (10, 10, 1, False), (9, 10, 2, False), (0, 0, 1, False), (500, None, 5, True)],
)
def test_room_is_what_the_day_has_left(taken, daily, units, room):
    assert has_room(Load("000001", taken, daily), units) is room


LOADS = st.lists(st.tuples(st.integers(0, 12), st.none() | st.integers(0, 12), st.integers(0, 2)), max_size=8)


@given(LOADS, st.integers(1, 3), st.booleans())
def test_every_covering_station_is_ranked_once_and_only_those_with_room_are_free(rows, units, binds):
    found = [
        Covering(station(f"{n:06}"), Reach(depth, CHAIN[depth], f"{n:06}"))
        for n, (_, _, depth) in enumerate(rows)
    ]
    loads = [Load(f"{n:06}", taken, daily) for n, (taken, daily, _) in enumerate(rows)]
    free, full = ranked(found, loads, DispatchNeed(CHAIN, units=units, binds=binds))
    assert sorted(c.station.no for c, _ in [*free, *full]) == [c.station.no for c in found]
    assert all(not binds or has_room(load, units) for _, load in free)
    assert all(binds and not has_room(load, units) for _, load in full)
    depths = [c.reach.depth for c, _ in free]
    assert depths == sorted(depths)


ENTRIES = st.lists(
    st.tuples(st.sampled_from(CHAIN), st.booleans(), st.sampled_from([None, "server"])).map(
        lambda t: Entry(*t)
    ),
    max_size=8,
)


@given(ENTRIES)
def test_what_is_said_to_be_served_is_reached(entries):
    for area in served(entries):
        products = [e.product for e in entries if e.area == area and e.covers]
        assert any(reach(entries, DispatchNeed((area,), product)) for product in products)
