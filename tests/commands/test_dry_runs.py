"""A dry run does everything and answers as the command does, and the database holds what it held before."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from network import Network


def held(network: Network) -> list[str]:
    with closing(sqlite3.connect(network.path)) as db:
        return list(db.iterdump())


@pytest.mark.parametrize(
    ("who", "command"),
    [
        ("north", "capacity set 000001 7"),
        ("co1", "change apply 000001 --cause basic --from 06-05 --why 换号 --phone 010-62345678"),
        ("admin", "tick"),
        ("parts", "settle station --month 2026-05 --lock"),
    ],
)
def test_a_dry_run_answers_as_the_command_does_and_writes_nothing(
    network: Network, who: str, command: str
) -> None:
    network.downloaded()
    network.at("2026-06-05T09:00:00")
    before = held(network)
    tried = network.run(who, f"{command} --dry-run --request-id k1")
    assert tried.exit == 0, tried.err
    assert "note: dry run: nothing was written" in tried.err
    assert held(network) == before
    done = network.run(who, f"{command} --request-id k1")
    assert done.exit == 0 and done.data == tried.data
    assert "dry run" not in done.err
    assert held(network) != before


def test_a_refused_dry_run_records_no_refusal(network: Network) -> None:
    before = held(network)
    refused = network.run("north", "capacity set 000001 7 --cause holiday --dry-run")
    assert refused.exit == 3 and refused.checks == {"not_routine"}
    assert held(network) == before


def test_a_dry_run_of_a_settlement_is_for_locking_and_writes_no_file(
    network: Network, tmp_path: Path
) -> None:
    assert network.run("parts", "settle station --month 2026-05 --dry-run").exit == 2
    out = tmp_path / "lines.csv"
    network.ok("parts", f"settle station --month 2026-05 --lock --dry-run --output {out}")
    assert not out.exists()
