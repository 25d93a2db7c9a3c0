"""How often a station must be on line: by its volume, and always for a head with branches."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from repaircli.rules.network import polls as network_polls
from repaircli.rules.network.polls import PollFacts, Waiting
from repaircli.rules.policy.clauses import clause

ZONE = ZoneInfo("Asia/Shanghai")


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-06-03T{clock}").replace(tzinfo=ZONE)


def judge(
    *polls: str, volume: int = 50, branches: bool = False, over: bool = True, waiting: Any = ()
) -> network_polls.Verdict:
    verdict = network_polls.judge(
        PollFacts(volume, branches, tuple(at(p) for p in polls), tuple(waiting), over)
    )
    assert all(clause(c.clause) and "{" not in str(c.text) for c in verdict.warnings)
    return verdict


def codes(verdict: network_polls.Verdict) -> list[str]:
    return [c.code for c in verdict.warnings]


FOUR = ("09:00:00", "11:00:00", "13:00:00", "15:00:00")


@pytest.mark.parametrize(
    ("volume", "branches", "duty", "cited"),
    [
        (99, False, "four_times", "001-6.2.1"),
        (100, False, "real_time", "001-6.2.1"),
        (101, False, "real_time", "001-6.2.1"),
        (0, True, "real_time", "001-6.3.8"),
        (500, True, "real_time", "001-6.3.8"),
    ],
)
def test_the_volume_sets_the_duty_and_branches_overrule_it(volume, branches, duty, cited):
    verdict = judge(volume=volume, branches=branches)
    assert (verdict.duty, verdict.clause) == (duty, cited)


def test_four_looks_two_hours_apart_are_enough():
    verdict = judge(*FOUR)
    assert (verdict.polls, codes(verdict)) == (4, [])


def test_a_second_more_than_two_hours_is_a_gap_and_names_its_ends():
    verdict = judge("09:00:00", "11:00:01", "13:00:00", "15:00:00")
    assert codes(verdict) == ["gap"]
    assert "09:00:00" in str(verdict.warnings[0].text) and "11:00:01" in str(verdict.warnings[0].text)


def test_three_looks_are_too_few_once_the_day_is_over():
    assert codes(judge(*FOUR[:3])) == ["too_few"]
    assert codes(judge(*FOUR[:3], over=False)) == []
    assert codes(judge()) == ["too_few"]


def test_looks_right_after_each_other_are_one():
    verdict = judge("09:00:00", "09:01:00", "09:02:00", "09:03:00")
    assert (verdict.polls, codes(verdict)) == (1, ["too_few"])
    assert judge("09:00:00", "09:05:00").polls == 2


def test_a_gap_is_measured_from_the_end_of_a_look():
    assert codes(judge("09:00:00", "09:03:00", "11:02:00", "13:00:00", "15:00:00")) == []


def waiting(minutes: float, no: str = "R1") -> Waiting:
    return Waiting(no, at("09:00:00"), at("09:00:00") + timedelta(minutes=minutes))


def test_a_real_time_station_lets_no_order_wait_longer_than_a_quarter_of_an_hour():
    assert codes(judge(volume=100, waiting=[waiting(15)])) == []
    (said,) = judge(volume=100, waiting=[waiting(15.02), waiting(90, "R2"), waiting(3)]).warnings
    assert said.code == "waited" and "R2" in str(said.text) and "after dispatch: 2" in str(said.text)
    assert codes(judge(*FOUR, volume=99, waiting=[waiting(90)])) == [], "the others are not measured by it"


def test_the_cadence_is_not_asked_of_a_real_time_station():
    assert codes(judge("09:00:00", volume=100)) == []
