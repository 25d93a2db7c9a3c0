"""What a station is paid: table cases of the clauses, and what holds for every month whatever is in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repaircli.rules.calendar.month import Month
from repaircli.rules.money import settlement as rules
from repaircli.rules.money.fees import FeeRow, FeeTable, Span, clash, entrust_fee, touched
from repaircli.rules.money.settlement import ClosedOrder, Form, Line, Paid, Part

DAY = date(2026, 6, 10)
YEAR = date(2026, 1, 1)


def row(service: str = "onsite", fee: int = 8000, step: int = 1, low: int = 0, high: int | None = None,
        product: str = "any", tier: str = "A", first: date = YEAR, last: date | None = None) -> FeeRow:  # fmt: skip
    return FeeRow(tier, service, product, step, low, high, fee, first, last)


TABLE = FeeTable(
    [
        row(high=100), row(fee=6000, step=2, low=101), row("carry-in", 3000), row("mail-in", 2000),
        row("visit", 4000), row(fee=9000, product="notebook"),
    ]
)  # fmt: skip


def order(no: str = "R1", service: str = "onsite", product: str | None = None, **more: object) -> ClosedOrder:
    return ClosedOrder(no, DAY, service, product, **more)  # type: ignore[arg-type]


def part(id: int, fee: int | None = 1000, returned: bool = True, monitor: bool = False) -> Part:
    return Part(id, f"件{id}", monitor, fee, returned)


def lines(of: ClosedOrder, tier: str | None = "A", volume: int = 1) -> list[tuple[str, int, int, str, str]]:
    found = rules.order_lines(of, tier, TABLE, volume)
    return [(line.kind, line.amount, line.held, line.reason, line.clause) for line in found]


CLOSED = ("service", 8000, 0, "closed", "001-3.5.2")


def test_a_closed_order_has_one_service_fee_by_service_product_and_the_month_s_step() -> None:
    assert lines(order()) == [CLOSED]
    assert lines(order(), volume=100) == [CLOSED]
    assert lines(order(), volume=101) == [("service", 6000, 0, "closed", "001-3.5.2")]
    assert lines(order(product="notebook"), volume=101) == [("service", 9000, 0, "closed", "001-3.5.2")]
    assert lines(order(service="carry-in")) == [("service", 3000, 0, "closed", "001-3.5.2")]


@pytest.mark.parametrize(("tier", "reason"), [(None, "no_tier"), ("B", "no_fee")])
def test_a_fee_that_is_not_known_is_a_line_that_says_so(tier: str | None, reason: str) -> None:
    assert lines(order(), tier=tier) == [("service", 0, 0, reason, "001-1.4.4")]


def test_work_that_the_customer_pays_is_not_paid_twice() -> None:
    assert lines(order(customer_pays=True, parts=[part(1)])) == [
        ("service", 0, 8000, "customer_pays", "001-2.5.2"),
        ("part", 0, 1000, "customer_pays", "001-2.5.2"),
    ]


def test_a_visit_for_the_region_out_of_the_on_site_period_is_paid_by_the_fund() -> None:
    assert lines(order(service="carry-in", fund=True)) == [
        ("service", 3000, 0, "closed", "001-3.5.2"),
        ("fund", 4000, 0, "fund", "001-6.3.7"),
    ]


NOT = "001-6.8.3"


@pytest.mark.parametrize(
    ("parts", "wanted"),
    [
        ([part(1, 1000), part(2, 3000), part(3, 2000)],
         [(0, 1000, "not_dearest", NOT), (3000, 0, "dearest", NOT), (0, 2000, "not_dearest", NOT)]),
        # equal ones: the one recorded first, but one that has gone back goes before one that has not
        ([part(1, 1000), part(2, 1000)], [(1000, 0, "dearest", NOT), (0, 1000, "not_dearest", NOT)]),
        ([part(1, 1000, returned=False), part(2, 1000)],
         [(0, 1000, "not_dearest", NOT), (1000, 0, "dearest", NOT)]),
        # the dearest is held back until it is returned; a cheaper one does not take its place
        ([part(1, 1000), part(2, 3000, returned=False)],
         [(0, 1000, "not_dearest", NOT), (0, 3000, "not_returned", "001-1.4.4")]),
        ([part(1, None), part(2, 500)], [(0, 0, "no_part_fee", NOT), (500, 0, "dearest", NOT)]),
        ([part(1, 0)], [(0, 0, "dearest", NOT)]),
    ],
)  # fmt: skip
def test_only_the_dearest_part_is_settled_once_it_is_returned(
    parts: list[Part], wanted: list[tuple[int, int, str, str]]
) -> None:
    assert [line[1:] for line in lines(order(parts=parts))[1:]] == wanted


def test_monitors_stand_outside_the_rule_of_the_dearest_and_each_by_itself() -> None:
    parts = [part(1, 1000), part(2, 5000, monitor=True), part(3, 4000, monitor=True, returned=False)]
    assert lines(order(parts=parts))[1:] == [
        ("part", 1000, 0, "dearest", "001-6.8.3"),
        ("monitor", 5000, 0, "monitor", "001-6.8.1"),
        ("monitor", 0, 4000, "not_returned", "001-1.4.4"),
    ]


def test_an_entrustment_form_is_paid_as_it_was_issued() -> None:
    found = rules.order_lines(order(forms=[Form(7, "WT-1", 4950)]), "A", TABLE, 1)[1]
    assert (found.kind, found.ref, found.item, found.amount, found.clause) == (
        "entrust", 7, "WT-1", 4950, "001-4.5.3",
    )  # fmt: skip


def test_the_score_of_the_visit_stands_beside_the_service_and_deducts_nothing() -> None:
    bad, good = (rules.order_lines(order(score=s), "A", TABLE, 1)[0] for s in (1, 5))
    assert (bad.score, bad.amount) == (1, good.amount)


# ---------------------------------------------------------------------------------------------------------- adjustments


def settled(of: ClosedOrder) -> dict[rules.Key, Paid]:
    return {line.key: Paid(line.amount, line.item) for line in rules.order_lines(of, "A", TABLE, 1)}


def test_a_part_returned_late_is_paid_as_an_adjustment_of_its_month() -> None:
    late = order(parts=[part(1, returned=False)])
    back = replace(late, parts=[part(1)])
    (found,) = rules.adjustments(rules.order_lines(back, "A", TABLE, 1), settled(late), "2026-06")
    assert (found.kind, found.amount, found.of_month, found.reason) == ("part", 1000, "2026-06", "dearest")


def test_a_form_that_was_taken_back_is_taken_back_and_one_that_changed_is_made_even() -> None:
    before = order(forms=[Form(7, "WT-1", 4950)])
    now = rules.order_lines(order(forms=[Form(8, "WT-2", 6000)]), "A", TABLE, 1)
    found = rules.adjustments(now, settled(before), "2026-06")
    assert [(line.ref, line.item, line.amount, line.reason) for line in found] == [
        (8, "WT-2", 6000, "entrusted"),
        (7, "WT-1", -4950, "gone"),
    ]


def test_nothing_changed_is_no_adjustment() -> None:
    of = order(parts=[part(1), part(2, returned=False)], forms=[Form(7, "WT-1", 4950)])
    assert rules.adjustments(rules.order_lines(of, "A", TABLE, 1), settled(of), "2026-06") == []


# ----------------------------------------------------------------------------------------------------------- properties

PARTS = st.lists(
    st.builds(
        lambda fee, returned, monitor: (fee, returned, monitor),
        st.none() | st.integers(0, 10_000), st.booleans(), st.booleans(),
    ),
    max_size=5,
)  # fmt: skip


@st.composite
def months(draw: st.DrawFn) -> list[ClosedOrder]:
    found = []
    id_ = 0
    for n in range(draw(st.integers(0, 8))):
        parts = []
        for fee, returned, monitor in draw(PARTS):
            id_ += 1
            parts.append(Part(id_, f"件{id_}", monitor, fee, returned))
        found.append(
            ClosedOrder(
                f"R{n}",
                date(2026, 6, draw(st.integers(1, 30))),
                draw(st.sampled_from(["onsite", "carry-in", "mail-in"])),
                draw(st.sampled_from([None, "desktop", "notebook"])),
                fund=draw(st.booleans()),
                customer_pays=draw(st.booleans()),
                parts=parts,
                forms=[Form(n, f"WT-{n}", draw(st.integers(0, 9000)))] if draw(st.booleans()) else [],
            )
        )
    return found


@given(months())
def test_the_total_is_the_sum_of_the_lines_and_no_line_is_negative(orders: list[ClosedOrder]) -> None:
    found = rules.statement(orders, "A", TABLE, len(orders))
    assert sum(rules.totals(found).values()) == sum(line.amount for line in found)
    assert all(line.amount >= 0 and line.held >= 0 for line in found)


@given(months(), st.randoms(use_true_random=False))
def test_the_order_of_what_goes_in_changes_nothing(orders: list[ClosedOrder], chance: object) -> None:
    wanted = rules.statement(orders, "A", TABLE, len(orders))
    mixed = [replace(o, parts=_shuffled(o.parts, chance), forms=_shuffled(o.forms, chance)) for o in orders]
    assert rules.statement(_shuffled(mixed, chance), "A", TABLE, len(orders)) == wanted


def _shuffled(values: object, chance: object) -> list[object]:
    found = list(values)  # type: ignore[call-overload]
    chance.shuffle(found)  # type: ignore[attr-defined]
    return found


@given(months())
def test_an_order_has_one_service_line_and_at_most_one_part_is_paid(orders: list[ClosedOrder]) -> None:
    found = rules.statement(orders, "A", TABLE, len(orders))
    for of in orders:
        mine = [line for line in found if line.order_no == of.order_no]
        assert [line.kind for line in mine].count("service") == 1
        paid = [line for line in mine if line.kind == "part" and line.amount]
        assert len(paid) <= 1
        dearest = max((p.fee or 0 for p in of.parts if not p.monitor), default=0)
        assert all(line.amount == dearest for line in paid)
        returned = {p.id for p in of.parts if p.returned}
        assert {line.ref for line in mine if line.kind in ("part", "monitor") and line.amount} <= returned


@given(months(), months())
def test_what_was_paid_and_its_adjustments_come_to_what_is_due_now(
    before: list[ClosedOrder], after: list[ClosedOrder]
) -> None:
    # the orders of a month stay, what belongs to them changes
    after = [replace(a, order_no=b.order_no) for a, b in zip(after, before, strict=False)]
    stay = {o.order_no for o in after}
    first = [line for o in before if o.order_no in stay for line in rules.order_lines(o, "A", TABLE, 9)]
    now = [line for o in after for line in rules.order_lines(o, "A", TABLE, 9)]
    paid = {line.key: Paid(line.amount) for line in first}
    found = rules.adjustments(now, paid, "2026-06")
    assert sum(p.amount for p in paid.values()) + sum(a.amount for a in found) == sum(
        line.amount for line in now
    )
    for line in found:
        paid[line.key] = Paid(paid.get(line.key, Paid(0)).amount + line.amount)
    assert rules.adjustments(now, paid, "2026-06") == []


# ------------------------------------------------------------------------------------------------------------ fee table


@pytest.mark.parametrize(
    ("one", "other", "clashes"),
    [
        (row(), row(first=date(2026, 7, 1)), True),
        (row(last=date(2026, 6, 30)), row(first=date(2026, 7, 1)), False),
        (row(last=date(2026, 7, 1)), row(first=date(2026, 7, 1)), True),
        (row(high=100), row(step=2, low=101), False),
        (row(high=100), row(step=2, low=100), True),
        (row(), row(step=2, low=101), True),
        (row(low=101), row(step=2, high=100), True),
        (row(), row(product="notebook"), False),
        (row(), row("carry-in"), False),
        (row(), row(tier="B"), False),
    ],
)
def test_rows_clash_where_a_day_and_a_volume_would_have_two_fees(
    one: FeeRow, other: FeeRow, clashes: bool
) -> None:
    assert (clash(one, other) is not None, clash(other, one) is not None) == (clashes, clashes)


def test_the_entrustment_fee_is_of_the_first_step_and_never_negative() -> None:
    found = entrust_fee(TABLE, "A", None, DAY)
    assert (found.onsite, found.carry_in, found.fee) == (8000, 3000, 5000)
    cheap = FeeTable([row(fee=2000), row("carry-in", 3000)])
    assert entrust_fee(cheap, "A", None, DAY).fee == 0
    assert entrust_fee(TABLE, "B", None, DAY).missing == ["onsite", "carry-in"]
    assert entrust_fee(TABLE, None, None, DAY).fee is None
    second = FeeTable([row(step=2), row("carry-in", 3000)])
    assert entrust_fee(second, "A", None, DAY).missing == ["onsite"]


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        (None, row(), [Span(YEAR, None)]),
        (row(), row(), []),
        (row(), row(fee=1), [Span(YEAR, None)]),
        (row(last=DAY), row(fee=1, last=DAY), [Span(YEAR, DAY)]),
        (row(), row(last=DAY), [Span(date(2026, 6, 11), None)]),
        (row(last=date(2026, 6, 30)), row(last=DAY), [Span(date(2026, 6, 11), date(2026, 6, 30))]),
    ],
)
def test_a_changed_row_touches_the_days_on_which_the_fee_is_another_one(
    before: FeeRow | None, after: FeeRow, wanted: list[Span]
) -> None:
    assert touched(before, after) == wanted


# --------------------------------------------------------------------------------------------------------------- months


def test_months_are_read_and_follow_each_other() -> None:
    assert Month.of("2026-12").following == Month(2027, 1)
    assert str(Month.of(" 2026-06 ")) == "2026-06"
    for text in ("2026-13", "2026-6", "二〇二六", "2026-06-01", "0000-01", "9999-12", ""):
        with pytest.raises(ValueError):
            Month.of(text)


JUNE, JULY, AUGUST = Month(2026, 6), Month(2026, 7), Month(2026, 8)


def test_adjustments_stand_in_the_first_month_after_the_last_locked_one() -> None:
    assert [rules.carries(m, JUNE) for m in (JUNE, JULY, AUGUST)] == [False, True, False]
    assert not rules.carries(JULY, None)


def locking(month: Month, today: date, last: Month | None, *of: Line) -> list[str]:
    return [c.code for c in rules.lock(month, today, last, of, "000001")]


def test_a_month_is_locked_when_it_is_over_complete_and_next() -> None:
    ready = rules.order_lines(order(), "A", TABLE, 1)
    assert locking(JUNE, date(2026, 6, 30), None, *ready) == ["month_not_over"]
    assert locking(JUNE, date(2026, 7, 1), None, *ready) == []
    assert locking(AUGUST, date(2026, 9, 1), JUNE, *ready) == ["month_left_out"]
    assert locking(JULY, date(2026, 9, 1), JUNE, *ready) == []
    assert locking(JUNE, date(2026, 7, 1), None, *rules.order_lines(order(), None, TABLE, 1)) == ["no_tier"]
    assert locking(JUNE, date(2026, 7, 1), None, *rules.order_lines(order(), "B", TABLE, 1)) == ["no_fee"]
