"""Identities: roles with their station or region, and who may not be locked out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from network import EAST, NORTH, Network

from repaircli.platform.user_tables import User


def test_an_identity_may_hold_several_roles(network: Network) -> None:
    words = ["--name", "王芳", "--role", "engineer", "--role", "维修站协调员", "--station", "000001"]
    made = network.ok("admin", "user", "add", "wang", *words)["user"]
    assert made["roles"] == ["coordinator", "engineer"]
    assert (made["name"], made["station"], made["region"], made["disabled"]) == (
        "王芳",
        "000001",
        None,
        False,
    )
    assert network.ok("wang", "whoami")["roles"] == ["coordinator", "engineer"]


@pytest.mark.parametrize("login", ["zhang.san", "li-4", "王_芳", "x" * 64, "7"])
def test_a_login_is_letters_digits_dots_hyphens_underscores(network: Network, login: str) -> None:
    assert (
        network.ok("admin", "user", "add", login, "--name", "n", "--role", "agent")["user"]["login"] == login
    )
    assert network.ok(login, "whoami")["login"] == login


@pytest.mark.parametrize("login", ["", " ", "a b", "a/b", "x" * 65, ".a", "a\n", "a@b", "a\x1b"])
def test_nothing_else_is_a_login(network: Network, login: str) -> None:
    assert network.run("admin", "user", "add", login, "--name", "n", "--role", "agent").exit == 2


@pytest.mark.parametrize(
    ("words", "exit"),
    [
        (["--role", "coordinator"], 2),
        (["--role", "engineer"], 2),
        (["--role", "liaison"], 2),
        (["--role", "boss"], 2),
        (["--role", "coordinator", "--station", "000777"], 5),
        (["--role", "liaison", "--region", "西南区"], 5),
        (["--role", "coordinator", "--station", "000001", "--region", EAST], 2),
        (["--role", "coordinator", "--station", "000001", "--region", NORTH], 0),
        (["--role", "visitor"], 0),
    ],
)
def test_roles_need_their_station_or_region(network: Network, words: list[str], exit: int) -> None:
    assert network.run("admin", "user", "add", "new", "--name", "n", *words).exit == exit


def test_a_mistyped_role_is_named_with_the_nearest_one(network: Network) -> None:
    result = network.run("admin", "user add new --name n --role liason", format="table")
    assert result.exit == 2
    assert "liaison" in result.err


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("Agent-9", "agent-9"), ("ａｇｅｎｔ９", "agent9"), ("王芳-BJ", "王芳-bj"), ("ИВАН", "иван")],
)
def test_a_login_has_one_form_and_is_found_however_it_is_typed(
    network: Network, typed: str, kept: str
) -> None:
    made = network.ok("admin", "user", "add", typed, "--name", "n", "--role", "agent")
    assert made["user"]["login"] == kept
    assert network.refused("admin", "user", "add", kept, "--name", "n", "--role", "agent") == {"exists"}
    assert network.ok(typed.upper(), "whoami")["login"] == kept
    assert network.ok("admin", "user", "disable", typed)["user"]["disabled"]


@pytest.mark.parametrize(
    ("typed", "letter"),
    [("сoord-1", "с (CYRILLIC SMALL LETTER ES)"), ("coοrd", "ο (GREEK SMALL LETTER OMICRON)")],
)
def test_a_letter_that_only_looks_like_another_is_named(network: Network, typed: str, letter: str) -> None:
    result = network.run("admin", "user", "add", typed, "--name", "n", "--role", "agent")
    assert result.exit == 2 and letter in result.err


def test_a_login_of_before_is_found_as_it_was_written(network: Network) -> None:
    with network.writing() as tx:
        tx.insert(
            User, login="Old.Name", name="n", roles="agent", created_at=datetime(2026, 1, 1, tzinfo=UTC)
        )
    assert network.ok("Old.Name", "whoami")["login"] == "Old.Name"


def test_a_login_is_taken_for_ever(network: Network) -> None:
    network.ok("admin", "user disable agent")
    assert network.refused("admin", "user add agent --name n --role agent") == {"exists"}


def test_no_option_takes_a_password(network: Network) -> None:
    words = ["--name", "n", "--role", "agent", "--password", "secret"]
    result = network.run("admin", "user", "add", "new", *words)
    assert result.exit == 2


def test_a_disabled_identity_may_do_nothing_until_it_is_enabled(network: Network) -> None:
    assert network.ok("admin", "user disable agent")["already"] is False
    assert network.ok("admin", "user disable agent")["already"] is True
    assert network.run("agent", "whoami").exit == 4
    assert "agent" not in [u["login"] for u in network.ok("admin", "user list")]
    assert "agent" in [u["login"] for u in network.ok("admin", "user list --disabled")]
    network.ok("admin", "user edit agent --enable")
    assert network.run("agent", "whoami").exit == 0


def test_the_last_admin_can_neither_be_disabled_nor_lose_the_role(network: Network) -> None:
    assert network.refused("admin", "user disable admin") == {"last_admin"}
    assert network.refused("admin", "user edit admin --role agent") == {"last_admin"}
    network.ok("admin", "user add second --name n --role admin")
    network.ok("admin", "user edit admin --role agent")
    assert network.refused("second", "user disable second") == {"last_admin"}


def test_an_edit_keeps_what_is_not_given(network: Network) -> None:
    edited = network.ok("admin", "user edit co1 --name 新名")["user"]
    assert (edited["name"], edited["roles"], edited["station"]) == ("新名", ["coordinator"], "000001")
    assert network.ok("admin", "user edit co1 --role engineer")["user"]["roles"] == ["engineer"]
    assert network.run("admin", "user edit co1 --role liaison").exit == 2
    assert network.run("admin", "user edit co1").exit == 2
    assert network.run("admin", "user edit nobody --name n").exit == 5


@pytest.mark.parametrize("who", ["agent", "north", "co1", "visitor"])
def test_only_admin_changes_identities(network: Network, who: str) -> None:
    assert network.run(who, "user add new --name n --role agent").exit == 4
    assert network.run(who, "user edit co1 --name n").exit == 4
    assert network.run(who, "user disable co1").exit == 4


def test_stations_and_regions_see_their_own_people(network: Network) -> None:
    seen = {
        who: {u["login"] for u in network.ok(who, "user list")} for who in ("co1", "co101", "east", "agent")
    }
    assert seen["co1"] == {"co1", "eng1", "both1", "co2", "eng2"}
    assert seen["co101"] == {"co101", "eng101"}
    assert seen["east"] == {"co101", "eng101", "east"}
    assert {"admin", "co1", "east"} <= seen["agent"]
    assert {u["login"] for u in network.ok("admin", "user list --role engineer")} == {
        "eng1",
        "eng2",
        "eng3",
        "eng101",
        "both1",
    }


def test_what_an_engineer_can_do_and_how_they_are_reached(network: Network) -> None:
    words = (
        "--level 资深工程师 --tier system --platform single --product server --product 笔记本 --ability 存储"
    )
    made = network.ok("manager", f"user edit eng1 {words} --email a@b.cn --mobile 13800000001")["user"]
    assert (made["level"], made["tier"], made["platform"]) == ("senior", "system", "single")
    assert (made["products"], made["abilities"]) == (["server", "notebook"], ["存储"])
    assert (made["email"], made["mobile"]) == ("a@b.cn", "13800000001")


def test_an_empty_text_takes_out_what_is_known_of_an_engineer(network: Network) -> None:
    network.ok("admin", "user edit eng1 --level senior --product server --email a@b.cn --mobile 13800000001")
    user = network.ok("admin", "user edit eng1 --level '' --product '' --email '' --mobile ''")["user"]
    assert [user[key] for key in ("level", "products", "email", "mobile")] == [None, [], None, None]


@pytest.mark.parametrize("words", ["--name 王", "--role engineer", "--station 000001", "--enable"])
def test_a_manager_changes_only_what_an_engineer_can_do(network: Network, words: str) -> None:
    assert network.run("manager", f"user edit eng1 --level senior {words}").exit == 4
    assert network.ok("admin", "user show eng1")["level"] is None


@pytest.mark.parametrize(
    "words",
    [
        "--email nix",
        "--mobile 1x",
        "--level boss",
        "--away 2026-06-05..2026-06-04",
        "--away 2026-06-01..2026-06-02",
        "--away 2026-06-05..2026-06-06 --back",
    ],
)
def test_what_cannot_be_read_of_an_engineer_is_a_usage_error(network: Network, words: str) -> None:
    assert network.run("admin", f"user edit eng1 {words}").exit == 2


def test_absences_are_kept_until_they_are_over_or_ended(network: Network) -> None:
    def away(words: str) -> list[str]:
        user = network.ok("manager", f"user edit eng1 {words}")["user"]
        return [f"{one['from'][5:]}..{one['to'][5:]}" for one in user["away"]]

    assert away("--away 2026-06-10..2026-06-12") == ["06-10..06-12"]
    assert away("--away 2026-06-01..2026-06-04") == ["06-01..06-04", "06-10..06-12"]
    assert away("--back") == ["06-01..06-02", "06-10..06-12"]
    assert away("--back") == []
    assert away("--away tomorrow") == ["06-04..06-04"]


def test_a_station_sees_its_own_people_only(network: Network) -> None:
    assert network.ok("co1", "user show eng1")["login"] == "eng1"
    assert network.run("co1", "user show eng101").exit == 4
    assert network.run("co1", "user show nobody").exit == 5
    assert network.ok("visitor", "user show visitor")["roles"] == ["visitor"]
