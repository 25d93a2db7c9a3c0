"""What a person sees of the reference data: tables in both languages, and nothing that could harm a terminal."""

from __future__ import annotations

import pytest
from network import NORTH, Network

HOSTILE = "[red]甲\x1b[31m\n乙\u202e" + "长" * 3900


@pytest.fixture
def filled(network: Network) -> Network:
    network.ok("admin", "station", "edit", "000001", "--name", HOSTILE, "--address", HOSTILE)
    network.ok("north", "capacity", "set", "000001", "12", "--note", HOSTILE)
    network.ok("north", "coverage", "no800", "add", "130924", "--station", "000001", "--why", HOSTILE)
    network.ok("admin", "user", "edit", "co1", "--name", HOSTILE[:150])
    return network


SHOWN = (
    ("admin", "station list"),
    ("admin", "station show 000001"),
    ("admin", "capacity show"),
    ("admin", "capacity show 000001"),
    ("admin", "coverage no800 list"),
    ("admin", "notify list"),
    ("admin", "user list"),
    ("co1", "whoami"),
)


@pytest.mark.parametrize("format", ["table", "json", "jsonl"])
@pytest.mark.parametrize(("who", "command"), SHOWN, ids=[c for _, c in SHOWN])
def test_hostile_text_is_shown_harmless(filled: Network, who: str, command: str, format: str) -> None:
    result = filled.run(who, *command.split(), format=format)
    assert result.exit == 0
    assert [c for c in result.out if c != "\n" and not c.isprintable() and c != "\u3000"] == []


def test_hostile_text_is_stored_whole(filled: Network) -> None:
    assert filled.ok("admin", "station", "show", "000001")["address"] == HOSTILE
    assert filled.ok("admin", "capacity", "show", "000001")["history"][0]["note"] == HOSTILE


def test_a_table_has_codes_in_english_and_words_in_chinese(network: Network) -> None:
    english = network.run("admin", "user", "list", "--role", "liaison", format="table", lang="en").out
    chinese = network.run("admin", "user", "list", "--role", "liaison", format="table", lang="zh").out
    assert "liaison" in english and "大区接口人" not in english
    assert "大区接口人" in chinese


def test_the_calendar_names_kinds_and_weekdays(network: Network) -> None:
    english = network.run(
        None, "calendar", "add-working-days", "2026-10-09", "1", format="table", lang="en"
    ).out
    chinese = network.run(
        None, "calendar", "add-working-days", "2026-10-09", "1", format="table", lang="zh"
    ).out
    assert ["2026-10-10", "Sat", "makeup", "1"] in [line.split() for line in english.splitlines()]
    assert ["2026-10-10", "六", "调休上班", "1"] in [line.split() for line in chinese.splitlines()]


def test_an_empty_list_says_so_on_stderr(network: Network) -> None:
    result = network.run("admin", "notify", "list", format="table")
    assert (result.out, result.exit) == ("", 0)
    assert "no notices" in result.err


def test_csv_of_stations_has_every_field_of_the_import(network: Network) -> None:
    lines = network.run("admin", "station", "list", "--region", NORTH, format="csv").out.splitlines()
    assert lines[0].split(",")[:4] == ["station", "name", "region", "head"]
    assert lines[1].startswith("000001,")
    assert ",110101;110102," in lines[1]


@pytest.mark.parametrize(
    "noun", ["region", "station", "user", "calendar", "capacity", "coverage", "notify", "whoami", "init"]
)
def test_every_noun_has_help(network: Network, noun: str) -> None:
    assert network.run(None, noun, "--help").exit == 0
