"""What says whether a machine has its warranty: its own date, the policy, the order, the caller; never a guess."""

from __future__ import annotations

from datetime import date

import pytest

from repaircli.rules.warranty import Known, Row, after_months, applying, judge

POLICY = (
    Row(1, "desktop", "", date(2020, 1, 1), 36, 12),
    Row(2, "desktop", "", date(2025, 1, 1), 24, 12),
    Row(3, "desktop", "M43", date(2020, 1, 1), 12, None),
    Row(4, "notebook", "", date(2020, 1, 1), None, None),
)
SOLD = Known("desktop", sold_on=date(2026, 1, 31))


@pytest.mark.parametrize(
    ("known", "row"),
    [
        (SOLD, 2),
        (Known("desktop", "M43", date(2026, 1, 31)), 3),
        (Known("desktop", "other", date(2024, 12, 31)), 1),
        (Known("desktop", sold_on=date(2019, 12, 31)), None),
        (Known("server", sold_on=date(2026, 1, 1)), None),
        (Known("desktop"), None),
    ],
)
def test_the_row_of_the_model_comes_first_then_the_latest_of_the_product(
    known: Known, row: int | None
) -> None:
    found = applying(POLICY, known)
    assert (found and found.id) == row


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2023, 12, 31), 2, date(2024, 2, 29)),
        (date(2026, 3, 15), 24, date(2028, 3, 15)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_the_month(day: date, months: int, last: date) -> None:
    assert after_months(day, months) == last


def test_the_last_day_is_in_and_the_next_is_out() -> None:
    for day, holds in ((date(2028, 1, 31), "in"), (date(2028, 2, 1), "out")):
        found = judge(SOLD, POLICY, day)
        assert (found.warranty.holds, found.warranty.until) == (holds, date(2028, 1, 31))
    assert (found.warranty.basis, found.policy, found.clause) == ("policy", 2, "003-3.1.1")


def test_a_date_of_the_machine_wins_over_the_policy_and_the_policy_over_the_order() -> None:
    own = Known("desktop", sold_on=date(2026, 1, 31), warranty_until=date(2026, 6, 1))
    found = judge(own, POLICY, date(2026, 6, 2))
    assert (found.warranty.holds, found.warranty.basis) == ("out", "machine")
    assert (found.onsite.holds, found.onsite.basis, found.policy) == ("in", "policy", 2)
    both = Known("desktop", sold_on=date(2026, 1, 31), of_order=(date(2026, 2, 1), None))
    assert judge(both, POLICY, date(2026, 6, 2)).warranty.holds == "in"
    order = Known("server", of_order=(date(2026, 6, 2), date(2026, 6, 1)), said="out")
    found = judge(order, POLICY, date(2026, 6, 2))
    assert [(t.holds, t.basis) for t in (found.warranty, found.onsite)] == [("in", "order"), ("out", "order")]
    assert found.policy is None


def test_what_the_policy_does_not_grant_is_no_right() -> None:
    found = judge(Known("notebook", sold_on=date(2026, 1, 1)), POLICY, date(2026, 1, 2))
    assert [(t.holds, t.until, t.basis) for t in (found.warranty, found.onsite)] == [
        ("out", None, "policy")
    ] * 2


def test_without_any_date_the_caller_is_asked_and_nothing_is_guessed() -> None:
    assert judge(Known("desktop"), POLICY, date(2026, 1, 1)).warranty.holds == "unknown"
    said = judge(Known("desktop", said="in"), POLICY, date(2026, 1, 1)).warranty
    assert (said.holds, said.basis) == ("in", "said")
