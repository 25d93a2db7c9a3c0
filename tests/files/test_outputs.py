"""What a command writes into a file never takes the place of the database."""

from __future__ import annotations

import pytest
from network import Network

BUSY = "{no}"
COMMANDS = (
    ("admin", "report", "sla", "--month", "2026-06", "--html"),
    ("parts", "settle", "station", "--month", "2026-06", "--html"),
    ("parts", "settle", "station", "--month", "2026-06", "--output"),
    ("north", "cancel", "approve", "--all", "--plan"),
    ("co1", "order", "print", BUSY, "--output"),
    ("co1", "label", "print", BUSY, "--output"),
    ("admin", "order", "export", "--output"),
    ("admin", "station", "export", "--output"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: " ".join(c[1:3]) + " " + c[-1])
def test_no_file_that_is_written_takes_the_place_of_the_database(network: Network, command):
    no = network.downloaded()
    who, *words = (no if word == BUSY else word for word in command)
    for end in ("", "-wal", ".lock"):
        file = network.path.with_name(network.path.name + end)
        result = network.run(who, *words, str(file))
        assert result.exit == 2 and "is not replaced" in result.err, (file, result)
    assert network.show(no)["status"] == "downloaded"


def test_the_files_of_a_settlement_are_two(network: Network, tmp_path):
    file = str(tmp_path / "june.html")
    words = ("settle", "station", "--month", "2026-06", "--output", file, "--html", file)
    assert network.run("parts", *words).exit == 2
