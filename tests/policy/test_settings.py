"""The settings of the policy: set from a day on, in force from that day, shown with who and why, and never for the past."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from network import Network

from repaircli.policy.tables import PolicySetting
from repaircli.rules.policy.editions import EDITIONS, MANUAL, Policy
from repaircli.rules.policy.limits import SETTINGS, as_json, typed


def set_(network: Network, key: str, value: str, since: str = "today", *more: str, who: str = "admin") -> Any:
    return network.ok(who, "rules", "limit", "set", key, value, "--from", since, "--why", "大区通知", *more)


def listed(network: Network, *words: str, who: str = "admin") -> dict[str, dict[str, Any]]:
    return {row["setting"]: row for row in network.ok(who, "rules", "limit", "list", *words)}


def put_off(network: Network, no: str, days: int, *more: str) -> Any:
    """What the rule says to a station whose customer puts the visit off by so many days."""
    day = f"2026-06-{3 + days:02}"
    words = ("cancel", "check", no, "--reason", "reschedule_rereport", "--wished", day, "--agrees-rereport")
    return network.run("co1", *words, *more).data


def test_without_a_setting_the_manual_counts_as_it_is_written(network: Network) -> None:
    rows = listed(network)
    assert list(rows) == ["edition", *SETTINGS]
    assert all(row["value"] == row["default"] and row["since"] is None for row in rows.values())
    assert (rows["edition"]["value"], rows["reschedule.min_days"]["value"]) == ("manual", 15)
    assert rows["unreachable.min_gap"]["value"] == "3h30m"
    assert (rows["reschedule.from"]["clause"], rows["reschedule.from"]["reading"]) == ("001-3.5.2", "A-10")
    no = network.downloaded()
    assert put_off(network, no, 12)["policy"] == "manual"


def test_a_setting_counts_from_its_day_on_and_a_decision_names_it(network: Network) -> None:
    no = network.downloaded()
    answer = set_(network, "reschedule.min_days", "10", "2026-06-05")
    assert (answer["value"], answer["default"], answer["since"]) == (10, 15, "2026-06-05")
    assert (answer["set_by"], answer["why"]) == ("admin", "大区通知")
    today = listed(network)["reschedule.min_days"]
    assert (today["value"], today["next"]) == (15, {"from": "2026-06-05", "value": "10"})
    assert put_off(network, no, 12)["outcome"] == "continue_repair"
    network.at("2026-06-05T09:00:00")
    later = put_off(network, no, 12)
    assert (later["outcome"], later["policy"]) == ("region_cancel", "manual reschedule.min_days=10")
    assert later["missing"] == []


def test_the_stored_decision_keeps_the_policy_of_its_day(network: Network) -> None:
    no = network.downloaded()
    set_(network, "reschedule.min_days", "10")
    words = f"cancel request {no} --reason reschedule_rereport --detail 出差 --agrees-rereport"
    network.ok("co1", words + " --wished 2026-06-15")
    set_(network, "reschedule.min_days", "default", "2026-06-08")
    network.at("2026-06-09T09:00:00")
    kept = network.ok("north", "cancel show 1")
    assert kept["decision"]["policy"] == "manual reschedule.min_days=10"
    refused = network.run("north", "cancel approve 1")
    assert refused.exit != 0, "decided by the policy of the day of the approval"


def test_the_last_one_of_a_day_counts_and_default_gives_it_back(network: Network) -> None:
    set_(network, "t3.slots", "2")
    set_(network, "t3.slots", "1")
    assert listed(network)["t3.slots"]["value"] == 1
    ran = network.run("admin", "rules limit set t3.slots 1 --from today --why 又一次")
    assert ran.exit == 0 and "already set" in ran.err
    set_(network, "t3.slots", "default", "2026-06-10")
    assert listed(network)["t3.slots"]["value"] == 1
    assert listed(network, "--on", "2026-06-10")["t3.slots"]["value"] == 3
    events = [e for e in network.ok("admin", "audit log") if e["what"] == "policy.set"]
    assert [(e["before"]["value"], e["after"]["value"]) for e in events] == [(3, 2), (2, 1), (1, 3)]
    assert events[0]["after"] == {"setting": "t3.slots", "value": 2, "from": "2026-06-03", "why": "大区通知"}


def test_another_edition_is_put_in_force_and_what_is_set_by_itself_stays(network: Network) -> None:
    no = network.downloaded()
    set_(network, "unreachable.cancel_days", "7")
    answer = network.ok("admin", "rules edition use v2 --from 2026-06-10 --why 试行")
    assert (answer["value"], answer["default"], answer["since"]) == ("v2", "manual", "2026-06-10")
    rows = listed(network, "--on", "2026-06-10")
    assert (rows["edition"]["value"], rows["reschedule.min_days"]["value"]) == ("v2", 0)
    assert (rows["unreachable.cancel_days"]["value"], rows["unreachable.cancel_days"]["default"]) == (7, 5)
    network.at("2026-06-10T09:00:00")
    found = put_off(network, no, 1)
    assert (found["outcome"], found["policy"]) == ("region_cancel", "v2 unreachable.cancel_days=7")
    assert found["clauses"] == ["000-5.2"]


def test_a_past_day_is_refused_once_an_order_was_worked_on_since(network: Network) -> None:
    words = ("rules", "limit", "set", "reschedule.min_days", "10", "--why", "补录", "--from")
    fresh = network.run("admin", *words, "2026-05-01")
    assert fresh.exit == 0 and "no order was worked on since then" in fresh.err
    network.create()
    assert network.run("admin", *words, "2026-06-03").exit == 0, "today counts from now on"
    network.at("2026-06-04T09:00:00")
    refused = network.run("admin", *words, "2026-06-03")
    error = json.loads(refused.err)["error"]
    assert (refused.exit, error["code"]) == (2, "past_day") and "2026-06-04" in error["hint"]
    assert network.run("admin", "rules edition use v2 --from 06-03 --why 补录").exit == 2


@pytest.mark.parametrize(
    ("words", "told", "hint"),
    [
        (
            "set reschedule.days 10 --from today --why x",
            "no such setting: reschedule.days",
            "reschedule.min_days",
        ),
        ("set 改约 10 --from today --why x", "no such setting", "rules limit list"),
        ("set t3.slots 4 --from today --why x", "from 1 to 3, got 4", "rules show t3.slots"),
        ("set contact.sla_hours 0m --from today --why x", "from 1m to 7d", "rules show contact.sla_hours"),
        (
            "set reschedule.from t1 --from today --why x",
            "one of asked, promise",
            "rules show reschedule.from",
        ),
        ("set t3.slots 2 --from soon --why x", "--from", ""),
        ("set t3.slots 2 --from today --why ' '", "--why is missing", ""),
    ],
)
def test_a_bad_key_value_or_day_is_named_with_what_may_stand_there(
    network: Network, words: str, told: str, hint: str
) -> None:
    for more in ("", " --dry-run"):
        ran = network.run("admin", f"rules limit {words}{more}")
        error = json.loads(ran.err)["error"]
        assert ran.exit == 2 and told in error["message"] and hint in (error["hint"] or ""), error
    assert all(row["since"] is None for row in listed(network).values())


def test_only_an_admin_sets_and_everybody_may_look(network: Network) -> None:
    for who in ("co1", "north", "agent"):
        assert network.run(who, "rules limit set t3.slots 2 --from today --why x").exit == 4
        assert network.run(who, "rules edition use v2 --from today --why x").exit == 4
        assert len(listed(network, who=who)) == len(SETTINGS) + 1


@pytest.mark.parametrize("known", SETTINGS.values(), ids=list(SETTINGS))
def test_every_value_that_a_setting_may_have_is_taken_shown_and_in_force(
    network: Network, known: Any
) -> None:
    values = list(known.choices) or (
        [typed(known.least), typed(known.most)] if known.least is not None else ["no"]
    )
    for value in values:
        shown = set_(network, known.key, value)
        assert typed(shown["value"]) == value and shown["default"] == as_json(known.default)
    told = network.ok("admin", f"rules show {known.key}")
    assert (told["setting"], told["clause"]["clause"]) == (known.key, known.clause)
    assert [c["value"] for c in told["choices"]] == list(known.choices)


def test_a_dry_run_shows_which_pending_requests_would_be_answered_otherwise(network: Network) -> None:
    for day in ("2026-06-18", "2026-06-28"):
        no = network.downloaded()
        words = f"cancel request {no} --reason reschedule_rereport --detail 出差 --agrees-rereport"
        network.ok("co1", f"{words} --wished {day}")
    before = network.path.read_bytes()
    found = set_(network, "reschedule.min_days", "20", "2026-06-10", "--dry-run")
    assert (found["decided"], found["same"], found["changed"]) == (2, 1, 1)
    assert found["set"] == {"reschedule.min_days": 20}
    (row,) = found["results"]
    assert (row["id"], row["before"]["outcome"], row["after"]["outcome"]) == (
        1,
        "region_cancel",
        "continue_repair",
    )
    words = "rules edition use v2 --from 06-10 --why 试行 --dry-run"
    assert network.ok("admin", words)["changed"] == 0
    assert network.path.read_bytes() == before
    assert network.run("admin", words, format="table", columns=80).exit == 0


def test_a_replay_stands_on_what_was_in_force_at_each_decision(network: Network) -> None:
    set_(network, "reschedule.min_days", "10")
    no = network.downloaded()
    words = f"cancel request {no} --reason reschedule_rereport --detail 出差 --agrees-rereport"
    network.ok("co1", words + " --wished 2026-06-15")
    set_(network, "reschedule.min_days", "default", "2026-07-01")
    network.at("2026-07-02T09:00:00")
    same = network.ok("admin", "rules replay")
    assert (same["decided"], same["same"]) == (1, 1)
    assert network.ok("admin", "rules replay --set unreachable.cancel_days=6")["changed"] == 0
    assert network.ok("admin", "rules replay --set reschedule.min_days=13")["changed"] == 1


def test_a_setting_that_the_program_does_not_know_stops_every_decision(network: Network) -> None:
    no = network.downloaded()
    at = datetime(2026, 6, 3, tzinfo=UTC)
    with network.writing() as tx:
        values = {"from_day": at.date(), "why": "x", "set_by": "admin", "set_at": at}
        tx.insert(PolicySetting, key="reschedule.hours", value="5", **values)
    ran = network.run("co1", f"cancel check {no} --reason self_resolved")
    error = json.loads(ran.err)["error"]
    assert (ran.exit, error["code"]) == (8, "unknown_setting") and "reschedule.hours=5" in error["message"]


def test_the_same_settings_are_one_edition_and_none_is_the_edition_itself() -> None:
    assert Policy().on(date(2026, 6, 3)) is MANUAL
    assert MANUAL.label == "manual" and EDITIONS["v2"].label == "v2"
