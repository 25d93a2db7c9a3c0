"""Which engineer comes first: who fits, then the fewest open orders, late tasks and promises; who is away is left out."""

from __future__ import annotations

from datetime import date

import pytest

from repaircli.rules.network.absences import Absence, back, on
from repaircli.rules.network.engineers import Engineer, fits, ranked, reasons

TODAY = date(2026, 6, 3)


@pytest.mark.parametrize(
    ("platform", "products", "product", "found"),
    [
        ("multi", (), "server", True),
        ("multi", ("desktop",), "server", True),
        ("single", ("server",), "server", True),
        ("single", ("desktop",), "server", False),
        ("single", (), "server", True),
        (None, (), "server", True),
        ("single", ("desktop",), None, True),
    ],
)
def test_who_fits_repairs_the_product_or_nobody_knows(platform, products, product, found) -> None:
    assert fits(Engineer("e", "000001", platform, products), product) is found


def test_each_key_of_the_ranking_decides_where_those_before_are_equal() -> None:
    def one(
        login: str, open: int = 0, overdue: int = 0, promised: int = 0, product: str = "server"
    ) -> Engineer:
        return Engineer(login, "000001", "single", (product,), open, overdue, promised)

    people = [
        one("a", product="desktop"),
        one("b", open=2),
        one("c", open=1, overdue=1),
        one("d", open=1, promised=1),
        one("f", open=1),
        one("e", open=1),
        Engineer("g", "000001", absence=Absence(TODAY, TODAY)),
    ]
    assert "".join(found.login for found in ranked(people, "server")) == "efdcba"
    assert len(reasons(people[-1], None)) == 1


def test_the_longest_absence_of_a_day_counts() -> None:
    short, long = Absence(TODAY, TODAY), Absence(date(2026, 6, 1), date(2026, 6, 9))
    assert on([short, long], TODAY) == long
    assert on([short], date(2026, 6, 4)) is None


def test_who_is_back_worked_from_today_and_keeps_what_is_planned() -> None:
    now, later = Absence(date(2026, 6, 1), date(2026, 6, 9)), Absence(date(2026, 7, 1), date(2026, 7, 2))
    assert back([now, later], TODAY) == [Absence(date(2026, 6, 1), date(2026, 6, 2)), later]
    assert back([Absence(TODAY, TODAY)], TODAY) == []
    assert back([later], TODAY) == []
