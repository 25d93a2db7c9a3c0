"""Which columns of an order may be corrected."""

from __future__ import annotations

import typer.main

from repaircli.commands.order import app
from repaircli.orders.edit import FIELDS


def test_every_column_that_may_be_corrected_has_an_option_and_no_other() -> None:
    command = typer.main.get_command(app).commands["edit"]  # type: ignore[attr-defined]
    options = {p.name for p in command.params if p.opts[0].startswith("--")}
    assert options - {"no_paid_visit", "help"} == {"phone" if name == "phones" else name for name in FIELDS}
