"""Which columns of an order may be corrected."""

from __future__ import annotations

from repaircli.commands.order import app
from repaircli.orders.edit import FIELDS


def test_every_column_that_may_be_corrected_has_an_option_and_no_other() -> None:
    assert set(app.verbs["edit"].params) - {"no", "no_paid_visit"} == set(FIELDS)
