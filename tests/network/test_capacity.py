"""Capacity by the region, areas without 800, and the notices both queue."""

from __future__ import annotations

import pytest
from network import EAST, NORTH, Network

from repaircli.network import capacity
from repaircli.platform.answers import Call
from repaircli.platform.errors import UsageProblem


def daily(network: Network, day: str, no: str = "000001") -> int | None:
    found: int | None = network.ok("north", f"capacity show {no} --on {day}")["daily"]
    return found


def test_capacity_counts_from_its_day_on_and_is_filed_by_mail(network: Network) -> None:
    network.ok("north", "capacity set 000001 10")
    answer = network.ok("north", "capacity set 000001 12 --from 06-05 --note 新增一人")
    row = answer["capacity"]
    assert (row["daily"], row["before"], row["from"], row["to"]) == (
        12,
        10,
        "2026-06-05",
        None,
    )
    assert [daily(network, d) for d in ("2026-06-02", "2026-06-04", "2026-06-05")] == [None, 10, 12]
    notice = network.ok("north", "notify list --code N12")[-1]
    assert (notice["to_kind"], notice["medium"], notice["status"]) == ("cssd", "email", "queued")
    assert notice["args"]["station"] == "000001"
    assert (notice["args"]["before"], notice["args"]["daily"], notice["args"]["from"]) == (
        "10",
        "12",
        "2026-06-05",
    )


def test_a_window_counts_within_its_days_and_what_was_before_counts_again(network: Network) -> None:
    network.ok("north", "capacity set 000001 10")
    network.ok("north", "capacity set 000001 3 --from 06-10 --to 06-12")
    network.ok("north", "capacity set 000001 11 --from 06-05")
    found = [daily(network, f"2026-06-{d:02}") for d in (4, 5, 9, 10, 12, 13)]
    assert found == [10, 11, 11, 3, 3, 11]


@pytest.mark.parametrize(
    ("cause", "clause", "command"),
    [
        (
            "holiday",
            "001-5.6.1",
            "repaircli change apply 000001 --daily 12 --cause holiday --from 2026-06-03 --why T",
        ),
        ("emergency", "001-5.6.2", "repaircli change apply 000001 --daily 12 --cause emergency"),
        ("quality", "001-5.6.3", "repaircli change apply 000001 --daily 12 --cause quality"),
        ("area", "001-5.5.2", "repaircli change apply 000001 --add-area A --cause area"),
        ("basic", "001-5.6.4", "repaircli station edit 000001"),
    ],
)
def test_any_cause_but_routine_is_refused_with_its_clause_and_command(
    network: Network, cause: str, clause: str, command: str
) -> None:
    result = network.run("north", "capacity", "set", "000001", "12", "--cause", cause)
    assert result.exit == 3
    assert [(c["code"], c["clause"]) for c in result.data["checks"]] == [("not_routine", clause)]
    assert result.data["hint"].startswith(command)
    assert daily(network, "2026-06-03") is None
    assert network.ok("admin", "notify list") == []
    assert network.ok("admin", "audit log")[-1]["what"] == "refused"


@pytest.mark.parametrize(
    ("who", "words", "exit"),
    [
        ("north", ["000101", "5"], 4),
        ("east", ["000001", "5"], 4),
        ("co1", ["000001", "5"], 4),
        ("admin", ["000001", "5"], 4),
        ("agent", ["000001", "5"], 4),
        ("north", ["000777", "5"], 5),
        ("north", ["000001", "many"], 2),
        ("north", ["000001", "1000001"], 2),
        ("north", ["000001", "5", "--cause", "mood"], 2),
        ("north", ["000001", "5", "--from", "soon"], 2),
        ("north", ["000001", "5", "--from", "06-10", "--to", "06-09"], 2),
        ("north", ["000001", "0"], 0),
        ("north", ["000001", "5", "--from", "06-10", "--to", "06-10"], 0),
    ],
)
def test_who_may_set_capacity_and_to_what(network: Network, who: str, words: list[str], exit: int) -> None:
    assert network.run(who, "capacity", "set", *words).exit == exit


def test_a_negative_capacity_is_a_usage_error(network: Network) -> None:
    call = Call("capacity set", str(network.path), login="north", now=network.now)
    with pytest.raises(UsageProblem):
        capacity.set_(call, "000001", -1)


def test_capacity_is_shown_within_reach(network: Network) -> None:
    network.ok("north", "capacity set 000001 10")
    assert [(r["station"], r["daily"]) for r in network.ok("co1", "capacity show")] == [
        ("000001", 10),
        ("000002", None),
    ]
    assert [r["station"] for r in network.ok("east", "capacity show")] == ["000101"]
    assert len(network.ok("agent", "capacity show")) == 4
    assert network.run("co1", "capacity show 000002").exit == 0
    assert network.run("co2", "capacity show 000001").exit == 4
    assert network.run("east", "capacity show 000001").exit == 4
    assert network.run("agent", "capacity show 000777").exit == 5


def test_a_request_id_sets_capacity_once(network: Network) -> None:
    words = ["capacity", "set", "000001", "10", "--request-id", "k1"]
    first, second = network.ok("north", *words), network.ok("north", *words)
    assert first == second
    assert len(network.ok("north", "capacity show 000001")["history"]) == 1
    assert network.run("north", "capacity set 000001 11 --request-id k1").exit == 3


def test_an_area_without_800_is_filed_once_and_told_to_the_region(network: Network) -> None:
    words = ["coverage", "no800", "add", "130924", "--station", "000001"]
    first = network.ok("north", *words, "--reason", "未开通")
    assert (first["already"], first["no800"]["area"], first["no800"]["region"]) == (False, "130924", NORTH)
    again = network.ok("north", *words)
    assert (again["already"], again["no800"]) == (True, first["no800"])
    (notice,) = network.ok("north", "notify list")
    assert (notice["code"], notice["to_kind"], notice["to"], notice["medium"]) == (
        "N16",
        "region",
        NORTH,
        "form",
    )


@pytest.mark.parametrize(
    ("who", "words", "exit"),
    [
        ("north", ["130924", "--station", "000101"], 4),
        ("co1", ["130924", "--station", "000001"], 4),
        ("north", ["130924", "--station", "000777"], 5),
        ("north", ["13/09", "--station", "000001"], 2),
        ("north", ["130924"], 2),
        ("north", ["130924", "--station", "000002"], 3),
    ],
)
def test_who_may_file_which_area(network: Network, who: str, words: list[str], exit: int) -> None:
    assert network.run(who, "coverage", "no800", "add", *words).exit == exit


def test_filed_areas_are_listed_within_reach(network: Network) -> None:
    network.ok("north", "coverage no800 add 130924 --station 000001")
    network.ok("east", "coverage no800 add 310199 --station 000101")
    listed = {
        who: [a["area"] for a in network.ok(who, "coverage no800 list")] for who in ("co1", "north", "agent")
    }
    assert listed == {"co1": ["130924"], "north": ["130924"], "agent": ["130924", "310199"]}
    assert [a["area"] for a in network.ok("agent", "coverage", "no800", "list", "--region", EAST)] == [
        "310199"
    ]
    assert network.run("agent", "coverage no800 list --region 西南区").exit == 5


def test_notices_are_seen_by_those_they_concern(network: Network) -> None:
    network.ok("admin", "user add cssd --name 支持 --role cssd")
    network.ok("north", "capacity set 000001 10")
    network.ok("east", "coverage no800 add 310199 --station 000101")
    seen = {
        who: [n["code"] for n in network.ok(who, "notify list")]
        for who in ("admin", "cssd", "north", "east", "co1", "visitor", "agent")
    }
    assert seen == {
        "admin": ["N12", "N16"],
        "cssd": ["N12"],
        "north": ["N12"],
        "east": ["N16"],
        "co1": [],
        "visitor": [],
        "agent": ["N12", "N16"],
    }


def test_notices_are_filtered(network: Network) -> None:
    for n in ("10", "11", "12"):
        network.ok("north", "capacity", "set", "000001", n)
    assert len(network.ok("admin", "notify list --status queued")) == 3
    assert network.ok("admin", "notify list --status sent") == []
    assert [n["args"]["daily"] for n in network.ok("admin", "notify list --limit 2")] == ["11", "12"]
    assert network.run("admin", "notify list --status lost").exit == 2
    assert network.run("admin", "notify list --code X").exit == 2
    assert network.run("admin", "notify list --limit 0").exit == 2
