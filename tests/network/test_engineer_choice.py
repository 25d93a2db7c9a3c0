"""`dispatch engineer`: who could come for an order, of a station, of an area, and why."""

from __future__ import annotations

import pytest
from network import Network


def logins(network: Network, words: str, who: str = "manager") -> list[str]:
    return [one["login"] for one in network.ok(who, f"dispatch engineer {words}")["engineers"]]


def test_the_engineers_of_the_station_and_its_branch_points_are_listed_with_their_work(
    network: Network,
) -> None:
    no = network.downloaded()
    assert logins(network, no) == ["both1", "eng1", "eng2"]
    network.ok("co1", f"order assign {no} --engineer both1")
    network.ok("both1", f"order writeback-t3 {no} --at 2026-06-03T15:00")
    network.at("2026-06-03T16:00:00")
    found = network.ok("co1", f"dispatch engineer {no}")
    assert found["order_no"] == no
    last = found["engineers"][-1]
    assert last["login"] == "both1" and last["open"] == 1 and last["promised_that_day"] == 1
    assert last["overdue"] >= 1 and len(last["reasons"]) == 3
    assert found["engineers"][0] == {
        "login": "eng1",
        "name": "eng1名",
        "station": "000001",
        "fits": True,
        "open": 0,
        "overdue": 0,
        "promised_that_day": 0,
        "away": False,
        "reasons": ["0 open orders"],
    }
    later = network.ok("co1", f"dispatch engineer {no} --on 2026-06-04")["engineers"][-1]
    assert (later["login"], later["promised_that_day"]) == ("both1", 0)


def test_who_does_not_fit_comes_last_and_who_is_away_is_apart(network: Network) -> None:
    network.ok("manager", "user edit both1 --platform single --product notebook")
    network.ok("manager", "user edit eng1 --away 2026-06-03..2026-06-04")
    found = network.ok("manager", "dispatch engineer --station 000001 --product server")
    assert [(one["login"], one["fits"]) for one in found["engineers"]] == [("eng2", True), ("both1", False)]
    assert [(one["login"], one["away"]) for one in found["others"]] == [("eng1", True)]
    assert logins(network, "--station 000001 --product notebook --on 2026-06-05") == ["both1", "eng1", "eng2"]


def test_an_area_has_the_engineers_of_the_stations_that_could_get_its_order(network: Network) -> None:
    assert logins(network, "--area 110101") == ["both1", "eng1", "eng2", "eng3"]
    assert logins(network, "--area 110101 --product desktop") == ["both1", "eng1", "eng2"]
    assert logins(network, "--area 110101", "co3") == ["eng3"]
    assert logins(network, "--area 110101 --limit 1") == ["both1"]


def test_an_order_generated_for_a_branch_point_is_for_its_engineers(network: Network) -> None:
    no = network.create("co2", "--service", "carry-in", station="000002")
    assert logins(network, no) == ["eng2"]


@pytest.mark.parametrize(
    ("who", "words", "exit"),
    [
        ("manager", "", 2),
        ("manager", "--station 000001 --area 110101", 2),
        ("co1", "--station 000101", 4),
        ("manager", "--station 000777", 5),
        ("eng1", "--station 000001", 4),
        ("clerk", "--station 000001", 0),
    ],
)
def test_one_of_order_station_and_area_is_needed_and_it_must_be_ones_own(
    network: Network, who: str, words: str, exit: int
) -> None:
    assert network.run(who, f"dispatch engineer {words}").exit == exit


def test_nobody_there_is_said(network: Network) -> None:
    network.ok("manager", "user edit eng3 --away 2026-06-03..2026-06-03")
    result = network.run("manager", "dispatch engineer --station 000003", format="table")
    assert "no engineer is there" in result.err and "away from 2026-06-03" in result.out
