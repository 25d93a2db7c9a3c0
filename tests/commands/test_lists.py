"""One rule for all lists: a page on a terminal, every row for a script, --limit N or all."""

from __future__ import annotations

import json
from typing import Any

import pytest
from network import Network
from test_actions import VERBS

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import rows_wanted

WHOLE = {
    "rules list": "the table of the policy, printed whole",
    "rules limit list": "the settings of the policy, few and always all",
}
"""Lists without --limit, and why."""

LISTS = {
    path: verb
    for path, verb in VERBS.items()
    if path.split()[-1] in ("list", "due", "log") and path != "contact log"
}


@pytest.mark.parametrize("path", sorted(LISTS))
def test_every_list_has_the_same_limit(path: str) -> None:
    param = LISTS[path].params.get("limit")
    assert (param is None) == (path in WHOLE), path
    assert param is None or (param.is_limit and param.default is None)


FILTERED = ("station", "region", "since", "until")


@pytest.mark.parametrize("path", ["form list", "referral list", "pending list", "urge list", "entrust list"])
def test_lists_of_what_hangs_on_orders_take_the_same_filters(network: Network, path: str) -> None:
    assert set(FILTERED) <= set(LISTS[path].params)
    who = "north" if path in ("referral list", "pending list", "entrust list") else "co1"
    assert network.run(who, f"{path} --station 000099").exit == 5
    assert network.run(who, f"{path} --since someday").exit == 2
    assert network.ok(who, f"{path} --station 000001 --since 2026-01-01 --until 2026-06-03") == []


def test_a_station_outside_of_ones_own_part_is_denied_and_not_an_empty_list(network: Network) -> None:
    for line in (
        "order list",
        "due",
        "urge list",
        "form list",
        "entrust list",
        "parts list",
        "cancel list",
        "change list",
        "coverage no800 list",
    ):
        result = network.run("co1", f"{line} --station 000003")
        assert (result.exit, json.loads(result.err)["error"]["code"]) == (4, "foreign_station"), line
    assert network.run("admin", "order list --station 000003").exit == 0
    assert network.run("co1", "order list --station 000002").exit == 0  # a branch point of theirs


def test_urge_orders_are_listed_by_station_region_and_time(network: Network) -> None:
    orders(network, 2)
    of = json.loads(network.run("admin", "urge list").out)
    station, region, written = (of[0][key] for key in ("station", "region", "created_at"))
    assert rows(network, f"urge list --station {station} --region {region}") == 2
    assert rows(network, f"urge list --since {written[:10]} --until {written[:10]}") == 2
    assert rows(network, "urge list --until 2026-01-01") == 0
    other = "000002" if station != "000002" else "000001"
    assert rows(network, f"urge list --station {other}") == 0


def orders(network: Network, count: int) -> None:
    for _ in range(count):
        no = network.create("agent")
        network.ok("agent", "urge", "add", no, "--text", "请尽快")


def rows(network: Network, line: str, **run: Any) -> int:
    result = network.run("admin", line, **run)
    assert result.exit == 0, result.err
    return len(json.loads(result.out))


def test_a_script_gets_every_row_and_a_terminal_a_page(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opt, "PAGE", 3)
    orders(network, 5)
    assert rows(network, "order list") == 5
    page = network.run("admin", "order list", columns=100)
    assert (len(json.loads(page.out)), page.err) == (
        3,
        "note: 2 more not shown; use --limit all to show everything\n",
    )
    assert rows(network, "order list --limit all", columns=100) == 5
    assert rows(network, "order list --limit 全部") == 5
    assert rows(network, "order list --limit 4") == 4


@pytest.mark.parametrize(
    ("line", "note"),
    [
        ("area list --limit 2", "showing only the first 2; use --limit all to show everything"),
        ("user list --limit 2", "showing only the first 2; use --limit all to show everything"),
        ("station list --limit 2", "showing only the first 2; use --limit all to show everything"),
        ("audit log --limit 2", "showing only the latest 2; use --limit all to show everything"),
        ("audit log --after 0 --limit 2", "showing only the first 2; use --limit all to show everything"),
        ("notify list --limit 2", "showing only the latest 2; use --limit all to show everything"),
        ("order list --limit 2", "1 more not shown; use --limit all to show everything"),
    ],
)
def test_rows_left_off_are_told_on_stderr_and_json_stays_a_list(
    network: Network, line: str, note: str
) -> None:
    orders(network, 3)
    result = network.run("admin", line)
    assert (len(result.data), result.err) == (2, f"note: {note}\n")


def test_the_latest_rows_are_the_last_of_them(network: Network) -> None:
    orders(network, 3)
    every = network.ok("admin", "notify list")
    assert network.ok("admin", "notify list --limit 2") == every[-2:]


@pytest.mark.parametrize(
    ("text", "why"), [("0", "less than 1"), ("-1", "less than 1"), ("viele", "not a whole number")]
)
def test_what_is_no_number_of_rows_is_refused(network: Network, text: str, why: str) -> None:
    result = network.run("admin", "order", "list", "--limit", text)
    assert result.exit == 2 and why in result.err and "--limit" in result.err


def test_a_number_beyond_any_list_means_every_row(network: Network) -> None:
    orders(network, 2)
    assert rows(network, f"order list --limit {10**12}") == 2
    assert rows_wanted(None) == opt.EVERY, "the tests are no terminal"


def test_any_list_is_sorted_by_any_of_its_keys_before_it_is_cut(network: Network) -> None:
    for n, name in enumerate(("丙", "甲", "乙"), start=1):
        no = network.downloaded(customer=name, phone=f"1390000000{n}", address=f"路{n}号")
        network.ok("co1", "cancel", "request", no, "--reason", "self_resolved", "--detail", "好了")
    logins = [row["login"] for row in network.ok("admin", "user list --sort -login")]
    assert logins == sorted(logins, reverse=True) and len(logins) > 10
    assert [row["login"] for row in network.ok("admin", "user list --sort -login --limit 2")] == logins[:2]
    regions = [row["region"] for row in network.ok("admin", "user list --sort region")]
    assert regions == sorted(filter(None, regions)) + [None] * regions.count(None)
    newest = [row["id"] for row in network.ok("north", "cancel list --sort -id --limit 2")]
    assert newest == [3, 2]
    result = network.run("north", "cancel list --sort foo")
    assert result.exit == 2 and "order_no" in result.err
