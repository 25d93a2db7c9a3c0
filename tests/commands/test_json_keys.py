"""One key for one thing: CSV has the keys of JSON in their order, and a key has one type in every command."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from pathlib import Path

import pytest
from network import Network

from repaircli.platform.output.show import JSON_ONLY

LISTS = """
area list|audit log|cancel list|capacity load|capacity show|change list|coverage show|coverage no800 list|due|entrust list
fee list|form list|import list|notify list|order list|parts list|pending list|referral list|region list|rules limit list
rules list|rules matrix|settle list|station list|station poll-check --all|urge list|user list|visit due
visit stats --month 2026-06|report sla --month 2026-06|report polls --month 2026-06
"""
COMMANDS = [command for line in LISTS.split("\n") for command in line.split("|") if command]
SHOWN = ("station show 000001", "coverage show 000001", "capacity show 000001", "whoami", "config show")

MANY_TYPES = {
    "default": "a setting of the policy is a number, a text or yes and no",
    "value": "a setting of the policy is a number, a text or yes and no",
    "closed": "of a station whether it is closed, in a report how many orders are",
}
"""Keys of plain values that have more than one type, with the reason."""


@pytest.fixture
def played(network: Network) -> Network:
    """A network with something in most lists."""
    no = network.downloaded()
    network.ok("co1", f"cancel request {no} --reason wrong_area --detail 区域错 --to-station 000003")
    other = network.downloaded(phone="13800000077", customer="乙", address="别处")
    network.ok("agent", f"urge add {other} --text 请尽快")
    network.ok("north", "coverage no800 add 130924 --station 000001 --why 未开通")
    network.ok("co1", "change apply 000001 --cause basic --from 06-05 --why 换号 --phone 010-62345678")
    network.ok("north", "capacity set 000001 7")
    network.ok("admin", "tick")
    fees = Path(network.path).with_name("fees.csv")
    fees.write_text(
        "tier,service,product,step,volume_from,volume_to,fee,valid_from,valid_to\nA,onsite,,1,0,,80,2026-01-01,\n"
    )
    network.ok("parts", "fee", "import", str(fees))
    return network


def rows_of(data: object) -> list[dict[str, object]]:
    if isinstance(data, dict):
        data = data.get("results", [data])
    assert isinstance(data, list)
    return data


@pytest.mark.parametrize("command", COMMANDS)
def test_the_columns_of_csv_are_the_keys_of_json_in_their_order(played: Network, command: str) -> None:
    who = "parts" if command.startswith(("fee", "settle")) else "admin"
    rows = rows_of(played.run(who, command).data)
    header = next(csv.reader(io.StringIO(played.run(who, command, format="csv").out)))
    if rows:
        # an object has a column for each of its parts
        assert list(dict.fromkeys(name.partition(".")[0] for name in header)) == list(
            dict.fromkeys(key for row in rows for key in row if key not in JSON_ONLY)
        )


def test_most_lists_have_rows(played: Network) -> None:
    filled = [c for c in COMMANDS if rows_of(played.run("admin", c).data)]
    assert len(filled) >= 20, sorted(set(COMMANDS) - set(filled))


@pytest.mark.parametrize("command", ["station list", "user list", "region list", "notify list", "form list"])
def test_the_header_of_an_empty_list_is_that_of_a_list_with_rows(played: Network, command: str) -> None:
    from repaircli.platform.output.view import view_of

    kind = command.replace(" ", ".")
    declared = view_of(kind, []).csv_keys()
    rows = rows_of(played.run("admin", command).data)
    assert not rows or declared == list(rows[0])


def test_a_key_with_a_plain_value_has_one_type_in_every_command(played: Network) -> None:
    found: dict[str, dict[str, str]] = defaultdict(dict)

    def walk(value: object, command: str) -> None:
        if isinstance(value, dict):
            for key, part in value.items():
                if isinstance(part, (bool, int, float, str)):
                    kind = "number" if type(part) in (int, float) else type(part).__name__
                    found[key].setdefault(kind, command)
                # what was recorded under the names of columns, and what somebody else defines
                elif key not in ("args", "before", "after", "decision", "facts", "answers"):
                    walk(part, command)
        elif isinstance(value, list):
            for part in value:
                walk(part, command)

    for command in (*COMMANDS, *SHOWN):
        walk(played.run("parts" if command.startswith(("fee", "settle")) else "admin", command).data, command)
    several = {key: kinds for key, kinds in found.items() if len(kinds) > 1 and key not in MANY_TYPES}
    assert several == {}
    assert not {"state", "no", "who", "minutes", "hours"} & found.keys()
    assert len(found) > 120


def test_a_file_of_stations_is_read_under_the_old_header_too(network: Network, tmp_path: Path) -> None:
    out = tmp_path / "stations.csv"
    network.ok("admin", f"station export -o {out}")
    text = out.read_text(encoding="utf-8-sig")
    assert text.startswith("station,")
    out.write_text("no," + text.removeprefix("station,"), encoding="utf-8")
    old = network.ok("admin", f"station import {out} --dry-run")
    assert old["bad"] == 0 and old["unchanged"] == old["rows"] > 0
