"""Regions: added by name, listed with their stations."""

from __future__ import annotations

import unicodedata

from repaircli.network import queries as network_queries
from repaircli.network.tables import Region
from repaircli.platform.answers import Answer, refusal
from repaircli.platform.errors import UsageProblem
from repaircli.platform.text import command_line, msg
from repaircli.platform.transaction import Transaction, reads, writes

MAX_NAME = 64


@writes
def add(tx: Transaction, name: str) -> Answer:
    """Adds a region. Refused where it is there already; raises UsageProblem for an invalid name."""
    wanted = region_name(name)
    if tx.get(Region, name=wanted) is not None:
        return refusal(
            [("exists", "001-5.4.2", msg("region {name} already exists", name=wanted))],
            command_line("region list"),
        )
    return Answer("region.add", tx.as_json(Region, ensure(tx, wanted)))


@reads
def list_(tx: Transaction) -> Answer:
    """Every region with its number of stations."""
    found = network_queries.regions(tx)
    return Answer(
        "region.list",
        [{"region": r.name, "stations": r.stations, "created_at": tx.local(r.created_at)} for r in found],
    )


def region_name(text: str) -> str:
    """`text` as the name of a region; it goes into the cancel remark, so `/` cannot be in it (000-6.3, A-19).

    Raises UsageProblem.
    """
    name = text.strip()
    if (
        not name
        or len(name) > MAX_NAME
        or "/" in unicodedata.normalize("NFKC", name)
        or not name.isprintable()
    ):
        raise UsageProblem(
            msg("invalid region name: {name}", name=text),
            msg("1 to {most} characters without /", most=MAX_NAME),
            code="bad_name",
        )
    return name


def ensure(tx: Transaction, name: str) -> Region:
    """The region `name`, added where it is not there yet. Raises UsageProblem as `region_name` does."""
    wanted = region_name(name)
    if tx.get(Region, name=wanted) is None:
        tx.insert(Region, name=wanted, created_at=tx.now)
        tx.event("region.added", after={"name": wanted})
    return tx.one_row(Region, name=wanted)
