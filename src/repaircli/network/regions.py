"""Regions: added by name, listed with their stations."""

from __future__ import annotations

import unicodedata
from typing import Any

from repaircli.network import queries as network_queries
from repaircli.network.tables import Region
from repaircli.platform.answers import Answer, Call, refusal
from repaircli.platform.errors import UsageProblem
from repaircli.platform.text import msg
from repaircli.platform.transaction import Transaction, reading, writing

LONGEST_NAME = 64


def add(call: Call, name: str) -> Answer:
    """Adds a region. Refused where it is there already; raises UsageProblem for a name that cannot be one."""
    return writing(call, lambda tx: _add(tx, name))


def list_(call: Call) -> Answer:
    """Every region with its number of stations."""
    return reading(
        call, lambda tx: Answer("region.list", [_data(tx, row) for row in network_queries.regions(tx)])
    )


def region_name(text: str) -> str:
    """`text` as the name of a region; it goes into the cancel remark, so `/` cannot be in it (000-6.3, A-19).

    Raises UsageProblem.
    """
    name = text.strip()
    if (
        not name
        or len(name) > LONGEST_NAME
        or "/" in unicodedata.normalize("NFKC", name)
        or not name.isprintable()
    ):
        raise UsageProblem(
            msg("not a name for a region: {name}", name=text),
            msg("1 to {most} characters without /", most=LONGEST_NAME),
            code="bad_name",
        )
    return name


def ensure(tx: Transaction, name: str) -> Any:
    """The row of the region `name`, added where it is not there yet. Raises UsageProblem as `region_name` does."""
    wanted = region_name(name)
    row = tx.get(Region, name=wanted)
    if row is None:
        tx.insert(Region, name=wanted, created_at=tx.now)
        tx.event("region.added", after={"name": wanted})
        row = tx.get(Region, name=wanted)
    return row


def _add(tx: Transaction, name: str) -> Answer:
    wanted = region_name(name)
    if tx.get(Region, name=wanted) is not None:
        return refusal(
            [("exists", "001-5.4.2", msg("region {name} is there already", name=wanted))],
            msg("repaircli region list"),
        )
    row = ensure(tx, wanted)
    return Answer("region.add", {"region": {"name": row.name, "created_at": tx.local(row.created_at)}})


def _data(tx: Transaction, row: Any) -> dict[str, Any]:
    return {"name": row.name, "stations": row.stations, "created_at": tx.local(row.created_at)}
