"""What if: past requests decided again under another edition or limit, on what was known then."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from network import Network

from repaircli.cancelling.tables import CancelRequest
from repaircli.rules.cancelling import decide, unreachable
from repaircli.rules.orders import state
from repaircli.rules.policy.limits import SETTINGS, Setting, typed


def put_off(network: Network, wished: str) -> str:
    """An order whose customer puts the visit off, and the station's request with that."""
    no = network.downloaded()
    more = ("--wished", wished, "--agrees-rereport")
    network.ok("co1", "cancel", "request", no, "--reason", "reschedule_rereport", "--detail", "出差", *more)
    return no


def unreachable_order(network: Network) -> str:
    """A customer who answered none of six calls on five working days, and the approved request."""
    no = network.downloaded()
    network.ok("co1", f"contact log {no} --result no-answer")
    network.at("12:45").ok("eng1", f"order writeback-t3 {no} --unreachable")
    for day in (4, 5, 8, 9, 10):
        for hour in range(10, 16):
            network.at(f"2026-06-{day:02}T{hour}:00:00")
            network.ok("co1", f"contact log {no} --result no-answer")
    network.at("2026-06-10T18:30:00")
    network.ok("co1", f"cancel request {no} --reason unreachable --detail 联系不上")
    return no


def replayed(network: Network, *words: str, who: str = "admin") -> Any:
    return network.ok(who, "rules", "replay", *words)


def counts(found: Any) -> tuple[int, int, int, int]:
    return found["decided"], found["same"], found["changed"], found["not_replayed"]


def test_the_same_rules_change_no_answer(network: Network) -> None:
    put_off(network, "2026-06-30")
    refused = network.downloaded()
    network.ok("co1", "cancel", "request", refused, "--reason", "self_resolved", "--detail", "好了")
    network.ok("co1", "order", "fact", refused, "reseat")
    network.run("north", "cancel approve --all")
    unreachable_order(network)
    found = replayed(network.at("2026-08-01T09:00:00"))
    assert counts(found) == (3, 3, 0, 0) and found["results"] == []


def test_another_limit_changes_exactly_the_answers_that_stand_on_it(network: Network) -> None:
    put_off(network, "2026-06-18")
    put_off(network, "2026-07-18")
    found = replayed(network, "--set", "reschedule.min_days=20")
    assert counts(found) == (2, 1, 1, 0)
    change = found["results"][0]
    assert (change["id"], change["before"]["outcome"], change["after"]["outcome"]) == (
        1,
        "region_cancel",
        "continue_repair",
    )
    assert change["after"]["missing"][0]["text"] == "15 of 20 days, from 2026-06-03 to 2026-06-18"
    assert change["after"]["clauses"] == ["001-3.5.2"]
    assert found["ways"] == [{"before": "region_cancel", "after": "continue_repair", "count": 1}]
    assert found["set"] == {"reschedule.min_days": 20}


def test_a_refused_request_can_be_let_through_by_a_softer_limit(network: Network) -> None:
    no = put_off(network, "2026-06-18")
    with network.writing() as tx:
        kept: Any = tx.get(CancelRequest, id=1).facts
        kept["question"]["wished"] = "2026-06-15"
        decision = dict(tx.get(CancelRequest, id=1).decision) | {
            "outcome": "continue_repair",
            "allowed": False,
        }
        tx.update(CancelRequest, {"id": 1}, facts=kept, decision=decision)
    assert replayed(network, "--set", "reschedule.min_days=13")["changed"] == 0
    found = replayed(network, "--set", "reschedule.min_days=12")
    assert [(c["order_no"], c["after"]["outcome"]) for c in found["results"]] == [(no, "region_cancel")]


def test_the_other_edition_answers_by_its_own_clauses(network: Network) -> None:
    no = network.downloaded()
    network.ok("co1", f"cancel request {no} --reason fee_refused_to_carry_in --detail 不同意收费")
    found = replayed(network, "--edition", "v2")
    assert found["edition"] == "v2" and counts(found) == (1, 0, 1, 0)
    assert found["results"][0]["before"]["clauses"] == ["001-3.5.2"]
    assert found["results"][0]["after"]["clauses"] == ["000-6.1", "000-5.2"]
    assert found["results"][0]["after"]["outcome"] == "continue_repair"


def test_what_was_known_then_counts_and_nothing_that_came_later(network: Network) -> None:
    no = unreachable_order(network)
    network.ok("north", "cancel approve 1")
    network.at("2026-07-01T09:00:00")
    with network.writing() as tx:
        from repaircli.orders.tables import Contact, Order

        tx.delete(Contact, order_no=no)
        tx.update(Order, {"order_no": no}, phones=["1"], in_custody=True)
    network.ok("admin", "calendar drop 2026")
    assert counts(replayed(network)) == (1, 1, 0, 0), "calls, numbers and calendar are those of the decision"
    found = replayed(network, "--set", "unreachable.daily_calls=7")
    assert found["results"][0]["after"]["outcome"] == "continue_repair"
    later = replayed(network, "--set", "unreachable.cancel_days=6")
    assert counts(later) == (0, 0, 0, 1), "a sixth day was not looked at then, and no calendar knows it now"
    assert "2026" in later["left_out"][0]["why"]


def test_the_gap_before_the_sentinel_is_a_limit_like_others(network: Network) -> None:
    unreachable_order(network)
    assert replayed(network, "--set", "unreachable.min_gap=3h45m")["changed"] == 0
    assert replayed(network, "--set", "unreachable.min_gap=3h46m")["changed"] == 1
    assert replayed(network, "--set", "unreachable.working_days=no")["changed"] == 0


def test_a_decision_is_replayed_as_of_the_moment_it_was_made(network: Network) -> None:
    put_off(network, "2026-06-30")
    put_off(network.at("2026-06-05T09:00:00"), "2026-06-30")
    network.at("2026-06-08T09:00:00").ok("north", "cancel approve 1")
    assert replayed(network, "--since", "2026-06-06")["decided"] == 1
    assert replayed(network, "--until", "2026-06-05")["decided"] == 1
    assert replayed(network, "--since", "2026-06-03", "--until", "2026-06-08")["decided"] == 2
    assert replayed(network, "--since", "2026-06-09")["decided"] == 0


def test_a_rejected_or_withdrawn_request_keeps_the_answer_of_its_asking(network: Network) -> None:
    put_off(network, "2026-06-18")
    put_off(network, "2026-06-18")
    network.at("2026-06-08T09:00:00").ok("north", "cancel reject 1 --why 再联系")
    network.ok("co1", "cancel withdraw 2")
    assert replayed(network, "--set", "reschedule.min_days=16", "--until", "2026-06-04")["changed"] == 2


def test_requests_without_their_facts_are_counted_and_named(network: Network) -> None:
    for _ in range(6):
        put_off(network, "2026-06-30")
    with network.writing() as tx:
        kept: Any = tx.get(CancelRequest, id=1).facts
        for number, facts in enumerate(
            (
                None,
                {"facts": 3},
                [1],
                kept | {"question": kept["question"] | {"reason": ["x"]}},
                kept | {"facts": kept["facts"] | {"now": "soon"}},
            ),
            1,
        ):
            tx.update(CancelRequest, {"id": number}, facts=facts)
    found = replayed(network)
    assert counts(found) == (1, 1, 0, 5)
    assert [row["why"] for row in found["left_out"]] == [
        "decided before facts were kept, or imported without them",
        *["its decision or facts cannot be read"] * 4,
    ]
    assert network.run("admin", "rules replay", format="table", columns=80).exit == 0


def test_it_keeps_within_ones_region_and_filters(network: Network) -> None:
    put_off(network, "2026-06-30")
    assert replayed(network, who="north")["decided"] == 1
    assert replayed(network, who="east")["decided"] == 0
    assert replayed(network, "--station", "000003")["decided"] == 0
    assert replayed(network, "--region", "华北区", "--station", "000001")["decided"] == 1
    for who in ("co1", "eng1", "agent"):
        assert network.run(who, "rules replay").exit == 4


def test_it_writes_nothing(network: Network) -> None:
    put_off(network, "2026-06-30")
    before = network.path.read_bytes()
    assert network.run("admin", "rules replay --edition v2").exit == 0
    assert network.path.read_bytes() == before


def test_facts_travel_with_an_export_and_import(
    network: Network, network_template: Path, tmp_path: Path
) -> None:
    from network import copied

    put_off(network, "2026-06-18")
    network.ok("admin", "order", "export", "--output", f"{tmp_path}/out/")
    other = copied(network_template, tmp_path / "other.db").at("2026-06-04T09:00:00")
    other.ok("admin", "order", "import", "--history", f"{tmp_path}/out/")
    assert counts(replayed(other, "--set", "reschedule.min_days=16")) == (1, 0, 1, 0)


@pytest.mark.parametrize(
    ("words", "told", "hint"),
    [
        (["--set", "reschedule.days=10"], "no such setting: reschedule.days", "reschedule.min_days"),
        (["--set", "x=10"], "no such setting: x", "rules limit list"),
        (["--set", "reschedule.min_days"], "expected KEY=VALUE", "reschedule.min_days=10"),
        (["--set", "reschedule.min_days=-1"], "a whole number from 0 to 365, got -1", "rules show"),
        (["--set", "reschedule.min_days=1.5"], "a whole number", "rules show reschedule.min_days"),
        (["--set", "unreachable.cancel_days=0"], "from 1 to 60", "rules show"),
        (["--set", "contact.sla_hours=four"], "such as 3h30m, from 1m to 7d", "rules show"),
        (["--set", "contact.sla_hours="], "a length of time", "rules show"),
        (["--set", "contact.sla_hours=8d"], "from 1m to 7d, got 8d", "rules show"),
        (["--set", "unreachable.working_days=2"], "expected yes or no, got 2", "rules show"),
        (["--set", "reschedule.from=t1"], "expected one of asked, promise, got t1", "rules show"),
        (["--set", "sentinel.phone=2000"], "a day such as 2010-01-01", "rules show"),
        (["--set", "t3.slots=3", "--set", "t3.slots=2"], "t3.slots is given twice", ""),
        (["--since", "2026-06-09", "--until", "2026-06-01"], "--until is before --since", ""),
        (["--since", "soon"], "--since", ""),
        (["--edition", "v3"], "v3", ""),
    ],
)
def test_a_bad_value_is_named_with_what_may_stand_there(
    network: Network, words: list[str], told: str, hint: str
) -> None:
    ran = network.run("admin", "rules", "replay", *words)
    error = json.loads(ran.err)["error"]
    assert ran.exit == 2 and told in error["message"] and hint in (error["hint"] or ""), error


@pytest.mark.parametrize("known", SETTINGS.values(), ids=list(SETTINGS))
def test_every_setting_can_be_tried(network: Network, known: Setting) -> None:
    put_off(network, "2026-06-18")
    ran = network.run("admin", "rules", "replay", "--set", f"{known.key}={typed(known.default)}")
    assert ran.exit == 0 and counts(ran.data) == (1, 1, 0, 0)
    assert (known.key in ran.err) == (not known.rows)


@pytest.mark.parametrize("words", [("--region", "火星"), ("--station", "999999")])
def test_a_region_or_station_that_there_is_not_is_no_empty_replay(network: Network, words: Any) -> None:
    assert network.run("admin", "rules", "replay", *words).exit == 5


def test_the_settings_that_the_cancel_rule_looks_at_name_their_rows() -> None:
    source = "".join(Path(m.__file__ or "").read_text() for m in (decide, unreachable, state))
    looked_at = set(re.findall(r"\blimits\.(\w+)", source))
    assert looked_at - {"asks_for_calls"} == {known.field for known in SETTINGS.values() if known.rows}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("columns", [80, 140])
def test_it_fits_the_terminal(network: Network, lang: str, columns: int) -> None:
    from repaircli.platform.output.width import width

    put_off(network, "2026-06-18")
    words = ("rules", "replay", "--set", "reschedule.min_days=20", "--set", "unreachable.working_days=no")
    out = network.run("admin", *words, format="table", lang=lang, columns=columns).out
    assert max(map(width, out.splitlines())) <= columns and "→" in out
    rows = network.run("admin", *words, format="csv", lang=lang).out.splitlines()
    assert rows[0].startswith("id,order_no") and len(rows) == 2
