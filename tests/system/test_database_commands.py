"""`db`, `op` and `audit` as a person or a script uses them."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import network as networks
import pytest
import tools

from repaircli.platform.db import system_tables

Network = networks.Network


def execute(path: Path, *statements: str) -> None:
    file = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        file.execute(statement)
    file.close()


def test_info_tells_the_live_journal_mode_the_schema_and_what_is_inside(network: Network) -> None:
    network.create()
    found = network.run(None, "db info").data
    assert found["journal_mode"] in ("truncate", "wal")
    assert (found["synchronous"], found["foreign_keys"], found["training"]) == ("full", True, True)
    assert (found["schema_version"], found["program_schema_version"]) == (system_tables.SCHEMA_VERSION,) * 2
    assert (found["counts"]["orders"], found["counts"]["open_orders"]) == (1, 1)
    assert found["counts"]["stations"] == len(networks.STATIONS)
    assert found["bytes"] == network.path.stat().st_size
    assert found["audit_head"] == network.ok("admin", "audit verify")["head"]


def test_info_still_answers_where_nothing_else_does(network: Network) -> None:
    execute(network.path, f"PRAGMA user_version = {system_tables.SCHEMA_VERSION + 1}")
    assert network.run("admin", "order list").exit == 8
    found = network.run(None, "db info")
    assert (found.exit, found.data["schema_version"], found.data["counts"]) == (
        0,
        system_tables.SCHEMA_VERSION + 1,
        None,
    )


DAMAGE = {
    "requests_one_pending": ("DROP INDEX requests_one_pending",),
    "contacts": ("PRAGMA foreign_keys=OFF", "DELETE FROM orders"),
    "audit 1": ("UPDATE audit SET who = 'nobody' WHERE seq = 1",),
    "strange": ("CREATE TABLE strange (x)",),
    "facts_order": ("DROP INDEX facts_order", "CREATE INDEX facts_order ON facts (code)"),
}


@pytest.mark.parametrize("named", DAMAGE)
def test_check_names_what_is_wrong(network: Network, named: str) -> None:
    no = network.downloaded()
    network.at("10:00").ok("co1", f"contact log {no} --result no-answer")
    assert network.run(None, "db check").data["ok"] is True
    execute(network.path, *DAMAGE[named])
    found = network.run(None, "db check")
    assert (found.exit, found.out) == (8, "")
    assert named in found.err


@tools.on_unix
def test_a_backup_is_the_whole_database_in_one_private_file(network: Network, tmp_path: Path) -> None:
    no, copy = network.create(), tmp_path / "copies" / "a.db"
    copy.parent.mkdir()
    assert network.ok("admin", "db", "backup", str(copy))["bytes"] == copy.stat().st_size
    assert copy.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in copy.parent.iterdir()] == ["a.db"]
    assert network.show(no) == Network(copy).show(no)
    assert Network(copy).run(None, "db check").exit == 0


@tools.on_unix
def test_a_backup_replaces_nothing_and_follows_no_link(network: Network, tmp_path: Path) -> None:
    kept, link = tmp_path / "kept", tmp_path / "link"
    kept.write_text("kept")
    link.symlink_to(tmp_path / "elsewhere")
    for target in (kept, link, tmp_path / "none" / "x.db", network.path):
        assert network.run("admin", "db", "backup", str(target)).exit == 2
    assert kept.read_text() == "kept"
    assert not (tmp_path / "elsewhere").exists()
    assert network.run("co1", "db", "backup", str(tmp_path / "x.db")).exit == 4
    assert not (tmp_path / "x.db").exists()


def test_migrating_what_is_up_to_date_says_so(network: Network) -> None:
    found = network.run(None, "db migrate", format="table")
    assert (found.exit, "nothing to do" in found.out) == (0, True)
    assert not list(network.path.parent.glob("*.bak*"))


def test_an_operation_is_shown_to_who_asked_for_it_and_to_the_admin(network: Network) -> None:
    made = network.ok(
        "agent",
        *("order", "create", "--request-id", "first", "--service", "onsite", "--station", "000001"),
        *("--customer", "张三", "--phone", "13800000001", "--address", "一号", "--fault", "无显示"),
    )
    for who in ("agent", "admin"):
        found = network.ok(who, "op show first")
        assert (found["status"], found["command"], found["exit"], found["by"]) == (
            "done",
            "order create",
            0,
            "agent",
        )
        assert found["answer"] == made
    assert made["order_no"] in network.run("agent", "op show first", format="table").out
    assert network.run("co1", "op show first").exit == 4
    assert network.run("agent", "op show second").exit == 5


def test_the_log_of_an_order_tells_who_did_what_in_which_role(network: Network) -> None:
    no = network.downloaded()
    found = network.ok("co1", f"audit log {no}")
    assert [(e["by"], e["role"], e["command"]) for e in found] == [
        ("agent", "agent", "order create"),
        ("co1", "coordinator", "order download"),
    ]
    shown = network.run("co1", f"audit log {no}", format="table").out
    assert "dispatched → downloaded" in shown


def test_the_log_holds_a_refusal_too_and_ends_at_the_limit(network: Network) -> None:
    no = network.downloaded()
    network.refused("co1", f"order start {no}")
    assert network.ok("admin", "audit log")[-1]["what"] == "refused"
    assert [e["seq"] for e in network.ok("admin", "audit log --limit 2")] == [2, 3]
    assert [e["seq"] for e in network.ok("admin", "audit log --after 0 --limit 2")] == [1, 2]
    assert network.ok("admin", "audit log --by agent --since 2026-06-03")[0]["seq"] == 1
    assert network.run("admin", "audit log --since nonsense").exit == 2


def test_a_station_sees_the_log_of_its_own_orders_alone(network: Network) -> None:
    no = network.downloaded()
    assert network.ok("co101", "audit log") == []
    assert len(network.ok("co1", "audit log")) == 2
    assert network.run("co101", f"audit log {no}").exit == 4


def test_verify_says_where_the_chain_breaks_and_compares_with_a_head_kept_elsewhere(network: Network) -> None:
    network.downloaded()
    kept = network.ok("admin", "audit verify")["head"]
    assert network.ok("admin", "audit", "verify", "--head", kept)["compared_with"] == kept
    execute(network.path, "DELETE FROM audit WHERE seq = 2")
    assert network.run("admin", "audit verify").exit == 0
    found = network.run("admin", "audit", "verify", "--head", kept)
    assert (found.exit, found.data["ok"], [b["code"] for b in found.data["breaks"]]) == (7, False, ["head"])
    execute(network.path, "UPDATE audit SET after = '{}' WHERE seq = 1")
    found = network.run("admin", "audit verify")
    assert (found.exit, [(b["seq"], b["code"]) for b in found.data["breaks"]]) == (7, [(1, "changed")])
    assert network.run("admin", "audit verify --head 1:xyz").exit == 2
    assert network.run("agent", "audit verify").exit == 4


def test_another_programs_database_and_a_missing_one_are_told_apart(tmp_path: Path) -> None:
    execute(tmp_path / "other.db", "CREATE TABLE t (x)")
    os.chmod(tmp_path / "other.db", 0o600)
    for name, code in (("other.db", "not_a_database"), ("none.db", "no_database")):
        found = Network(tmp_path / name).run(None, "db info")
        assert (found.exit, found.out) == (8, "")
        assert code in found.err
