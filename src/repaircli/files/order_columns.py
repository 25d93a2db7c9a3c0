"""The columns of a file of orders: those of the order itself, of its T3 slots, and its close facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from repaircli.orders.tables import Fact, Order, Promise
from repaircli.platform.db.columns import described, label
from repaircli.rules.orders.history import SLOTS
from repaircli.tabular.columns import Column, column_of, fact_words, facts, travelling

_CLOSE_FACTS = 30
"""The place of the close facts between the columns of the order."""

SLOT_DETAILS = tuple(c.name for c in travelling(Promise) if c.name not in ("at", "kind", "written_at"))
"""What a slot says beside its time, its kind and when it was written."""


def _placed() -> Iterator[tuple[int, int, Column]]:
    """Every column with its place in the file and the number of its slot."""
    for own in travelling(Order):
        yield own.file, 0, column_of(own)
    yield _CLOSE_FACTS, 0, Column("facts", label(Fact, "code").zh, facts, history=True, words=fact_words)
    for number, slot in enumerate(SLOTS, 1):
        for detail in travelling(Promise):
            key = slot if detail.name == "at" else f"{slot}_{detail.name}"
            found = replace(column_of(detail), key=key, zh=f"{slot.upper()}{detail.header}")
            yield detail.file, number, found


ORDERS = tuple(column for _, _, column in sorted(_placed(), key=lambda placed: placed[:2]))

STORED = tuple(c.name for c in described(Order).values() if not c.internal)
"""The columns of the order itself."""
