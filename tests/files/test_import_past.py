"""What travels with orders in a folder: parts, visits, referrals, pending tickets, polls, and what cannot have been."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import Any

import pytest
from network import Network, copied

from repaircli.files import imports

WHO = ("--customer", "张三", "--phone", "13800000001", "--address", "一号", "--fault", "黑屏")
NEW_FILES = (
    "parts",
    "replaced",
    "visits",
    "advices",
    "entrustments",
    "violations",
    "pending",
    "referrals",
    "polls",
)


def play(network: Network) -> None:
    """A day with something in every file of a folder."""
    refer = ("referral", "create", *WHO, "--kind")
    network.ok("co1", *refer, "proxy", "--said-first", "--serial", "'S=1")
    network.ok("co1", *refer, "proxy", "--said-first", "--serial", "'S=1")
    network.ok("co2", *refer, "carried-in", "--onsite-until", "2026-12-31")
    network.ok("co1", *refer, "out-of-area", "--area", "120101", "--note", "请\n处理；急")
    network.ok("co1", "referral withdraw 2")
    for words in (("poll", "000001"), ("poll", "000001"), ("poll", "000003")):
        network.ok({"000001": "co1", "000003": "co3"}[words[1]], "station", *words)
    units = ("--units", "5", "--same-fault", "--station", "000001")
    network.ok("agent", "order", "create", "--service", "onsite", *WHO, *units)
    network.ok("agent", "order", "create", "--service", "onsite", *WHO, *units)
    network.ok("co1", *refer, "pending-case", "--ticket", "2", "--onsite-until", "2026-12-31")
    network.at("10:00:00")
    network.ok("north", "pending judge 1 --not-batch")
    network.ok("agent", "referral take 1")
    network.ok("north", "referral take 3")
    network.ok("cisd", "order", "create", *WHO[:-1], "蓝屏", "--service", "onsite", "--special", "media",
               "--station", "000003", "--units", "2", "--address", "二号")  # fmt: skip
    network.ok("co3", "order download")
    special = network.ok("admin", "order list --station 000003")[0]["order_no"]
    network.ok("co3", "special", "notify", special)
    network.ok("north", "special", "advise", special, "--solution", "今天上门；带'主板")
    form = ("entrust", "issue", special, "--fee", "35.5", "--why", "=路远", "--paper-no")
    network.ok("north", *form, "WT-1")
    network.ok("north", "entrust void 1 --why 单号抄错")
    network.ok("north", *form, "WT-2")
    fund = ("--service", "carry-in", "--compensation-fund", "--reported-at", "2026-06-03 08:30")
    network.ok("co1", "order", "create", *WHO, *fund, "--address", "三号", "--serial", "S9")
    no = network.downloaded(serial="S5", address="四号", customer="李四")
    asked = ("cancel", "by-customer", no, "--reason", "self_resolved", "--detail", "x")
    assert network.run("agent", *asked, "--caller", "station").exit == 3
    assert network.run("agent", *asked, "--station-induced").exit == 3
    parts(network)


def parts(network: Network) -> str:
    """An order whose part was applied for, came, was built in and went back; closed and visited."""
    no = network.downloaded(customer="王五", address="五号")
    network.ok("eng1", f"order writeback-t3 {no} --at +2h")
    network.ok(
        "co1",
        "parts",
        "request",
        no,
        "--part",
        "C=1",
        "--name",
        "'主板",
        "--parts-order",
        "PO1",
        "--eta",
        "+2d",
    )
    network.at("10:05:00").ok("parts", "parts ship PO1")
    network.at("10:10:00").ok("co1", "parts receive PO1")
    network.ok("eng1", f"parts replace {no} --part C=1 --name '主板;大' --old =B1 --new B2 --fee 120.5")
    for words in (("print",), ("start",), ("repaired",), ("sign",), ("close", "--solution", "换主板")):
        who = "co1" if words[0] == "print" else "eng1"
        network.ok(who, "order", words[0], no, *words[1:])
    network.ok("co1", f"parts return {no} --part C=1")
    network.ok("visitor", f"visit record {no} --score 5 --answer '态度=好;很好'")
    return no


def exported(network: Network, folder: Path, *words: str, who: str = "admin") -> dict[str, int]:
    return dict(network.ok(who, "order", "export", "--output", f"{folder}/", *words)["rows"])


def with_stations(network: Network, empty: Network, stations: Path) -> Network:
    """A new database with the stations of the other."""
    assert empty.run(None, "init --training").exit == 0
    network.ok("admin", "station", "export", "--output", str(stations))
    empty.now = network.now
    empty.ok("admin", "station", "import", str(stations))
    return empty


@pytest.fixture(scope="module")
def played(network_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `play` leaves, its export, and a database with its stations alone; tests take copies."""
    folder = tmp_path_factory.mktemp("played")
    network = copied(network_template, folder / "rich.db")
    play(network)
    exported(network, folder / "out")
    with_stations(network, Network(folder / "empty.db"), folder / "s.csv")
    return folder


@pytest.fixture
def out(played: Path, tmp_path: Path) -> Path:
    return shutil.copytree(played / "out", tmp_path / "out")


@pytest.fixture
def rich(played: Path, tmp_path: Path) -> Network:
    return copied(played / "rich.db", tmp_path / "rich.db").at("2026-06-03T10:10:00")


@pytest.fixture
def empty(played: Path, tmp_path: Path) -> Network:
    return copied(played / "empty.db", tmp_path / "empty.db").at("2026-06-03T10:10:00")


def take(empty: Network, folder: Path, *words: str, exit: int = 0) -> Any:
    result = empty.run("admin", "order", "import", "--history", str(folder), *words)
    assert result.exit == exit, (result.exit, result.out, result.err)
    return result.data


def same(a: Path, b: Path) -> None:
    assert {f.name for f in a.iterdir()} == {f.name for f in b.iterdir()}
    for file in a.iterdir():
        assert file.read_bytes() == (b / file.name).read_bytes(), file.name


@pytest.mark.parametrize("words", [(), ("--excel",)])
def test_everything_of_an_order_travels_and_comes_back_to_the_byte(rich, empty, tmp_path, words):
    counts = exported(rich, tmp_path / "out", *words)
    assert all(counts[name] for name in NEW_FILES), counts
    assert counts["polls"] == 4, "two polls of one second that say the same are one, and downloads are polls"
    checked = take(empty, tmp_path / "out", "--dry-run")
    assert (checked["bad"], checked["imported"]) == (0, 0)
    assert empty.ok("admin", "referral list") == []
    answer = take(empty, tmp_path / "out")
    assert {n: answer["others"].get(n, 0) for n in NEW_FILES} == {n: counts[n] for n in NEW_FILES}
    exported(empty, tmp_path / "again", *words)
    same(tmp_path / "out", tmp_path / "again")
    again = take(empty, tmp_path / "out")
    assert (again["imported"], again.get("others")) == (0, None)
    exported(empty, tmp_path / "third", *words)
    same(tmp_path / "out", tmp_path / "third")
    for show in (("referral", "list"), ("pending", "list"), ("station", "poll-check"), ("parts", "list")):
        assert empty.ok("admin", *show) == rich.ok("admin", *show)


def test_the_demonstration_comes_back_to_the_byte(network, tmp_path):
    played = tmp_path / "demo.db"
    assert network.run(None, "demo", "--keep", str(played)).exit == 0
    demo = Network(played)
    demo.now = "2026-12-31T10:00:00"
    counts = exported(demo, tmp_path / "out")
    assert counts["orders"] > 20 and counts["requests"] and counts["polls"]
    empty = with_stations(demo, Network(tmp_path / "empty.db"), tmp_path / "s.csv")
    take(empty, tmp_path / "out")
    exported(empty, tmp_path / "again")
    same(tmp_path / "out", tmp_path / "again")


def test_a_folder_of_before_these_files_still_comes_in(rich, empty, tmp_path):
    counts = exported(rich, tmp_path / "out")
    for name in NEW_FILES:
        (tmp_path / "out" / f"{name}.csv").unlink()
    assert take(empty, tmp_path / "out")["imported"] == counts["orders"]
    assert empty.ok("admin", "referral list") == []


def test_what_hangs_on_no_order_comes_after_its_orders_too(rich, empty, out, tmp_path):
    exported(rich, tmp_path / "old")
    for name in NEW_FILES:
        (tmp_path / "old" / f"{name}.csv").unlink()
    take(empty, tmp_path / "old")
    answer = take(empty, out)
    assert (answer["imported"], set(answer["others"])) == (0, {"pending", "referrals", "polls"})


def test_a_number_that_is_taken_becomes_another_and_its_ticket_goes_along(empty, out):
    with (out / "referrals.csv").open(encoding="utf-8", newline="") as file:
        assert {r["id"]: r["ticket"] for r in csv.DictReader(file) if r["ticket"]} == {"5": "2"}
    empty.ok("admin", "user add co --name 协调 --role coordinator --station 000001")
    empty.ok("admin", "user add ag --name 座席 --role agent")
    empty.ok("co", "referral", "create", *WHO[:-1], "死机", "--kind", "proxy", "--said-first")
    empty.ok("ag", "order", "create", "--service", "onsite", *WHO[:-1], "死机", "--units", "7", "--same-fault",
             "--station", "000001", "--address", "十号")  # fmt: skip
    take(empty, out)
    tickets = {t["id"]: t for t in empty.ok("admin", "pending list")}
    (case,) = [r for r in empty.ok("admin", "referral list") if r["kind"] == "pending-case"]
    assert tickets[case["ticket"]]["units"] == 5 and tickets[1]["units"] == 7
    assert len(empty.ok("admin", "referral list")) == 6


def test_a_filter_leaves_out_what_hangs_on_no_exported_order(rich, tmp_path):
    counts = exported(rich, tmp_path / "out", "--customer", "王五")
    assert (counts["orders"], counts["parts"], counts["referrals"], counts["polls"]) == (1, 1, 0, 0)
    assert exported(rich, tmp_path / "two", "--station", "000003")["polls"] == 2
    taken = exported(rich, tmp_path / "three", "--customer", "张三")
    assert (taken["referrals"], taken["pending"], taken["polls"]) == (2, 1, 0)


def test_a_liaison_exports_what_is_his_region_s(rich, tmp_path):
    assert exported(rich, tmp_path / "out", who="east") == dict.fromkeys(
        exported(rich, tmp_path / "all", who="north"), 0
    )


def changed(folder: Path, name: str, line: int, **values: str) -> None:
    """Puts other values into a row of a file of the folder."""
    path = folder / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[line] |= values
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize(
    ("name", "line", "values", "code", "clause"),
    [
        ("parts", 0, {"order_no": "R9"}, "no_order", None),
        ("parts", 0, {"received_at": ""}, "received", "001-1.5.6"),
        ("parts", 0, {"status": "shipped"}, "received", "001-1.5.6"),
        ("parts", 0, {"status": "shipped", "received_at": "", "returned_at": "", "shipped_at": ""}, "not_shipped", "001-1.4.4"),
        ("parts", 0, {"status": "requested", "received_at": "", "returned_at": ""}, "shipped", "001-1.4.4"),
        ("parts", 0, {"received_at": "2026-06-03 10:02"}, "order_of_times", "001-1.5.5"),
        ("parts", 0, {"requested_at": "2026-06-02 08:00"}, "before_t1", "001-1.5.2"),
        ("parts", 0, {"received_at": "2027-06-02 08:00"}, "in_future", "001-1.3.7"),
        ("parts", 0, {"po": ""}, "empty", None),
        ("replaced", 0, {"new_barcode": "=B1"}, "same_barcode", "001-6.8.3"),
        ("replaced", 0, {"fee": "viel"}, "amount", None),
        ("visits", 0, {"score": "6"}, "score", "001-1.5.9"),
        ("visits", 0, {"score": ""}, "score", "001-1.5.9"),
        ("visits", 0, {"result": "unreachable"}, "score", "001-1.5.9"),
        ("visits", 0, {"at": "2026-06-03 10:05"}, "before_closing", "001-1.5.9"),
        ("entrustments", 0, {"why": ""}, "no_reason", "001-4.5.3"),
        ("entrustments", 0, {"voided_by": ""}, "voided", "001-4.5.3"),
        ("advices", 0, {"given_at": "2027-06-03 08:00"}, "in_future", "001-1.3.7"),
        ("violations", 0, {"kind": "x"}, "code", None),
        ("pending", 0, {"units": "4"}, "too_few", "001-6.8.2"),
        ("pending", 0, {"judged_by": ""}, "judged", "001-6.8.2"),
        ("pending", 0, {"orders": ""}, "no_orders", "001-6.8.2"),
        ("pending", 0, {"orders": "R1"}, "no_order", None),
        ("pending", 0, {"region": "西"}, "no_region", None),
        ("pending", 0, {"order_values": "[]"}, "report", "001-6.8.2"),
        ("referrals", 0, {"order_no": ""}, "taken", "001-2.5.1"),
        ("referrals", 0, {"said_first": ""}, "said_first", "001-2.5.1"),
        ("referrals", 1, {"status": "open", "taken_by": "x"}, "taken", "001-2.5.1"),
        ("referrals", 2, {"in_station": "false"}, "in_station", "001-6.3.2"),
        ("referrals", 1, {"ticket": "2"}, "ticket", "001-2.5.1"),
        ("referrals", 0, {"taken_at": "2026-06-03 08:00"}, "order_of_times", "001-2.5.1"),
        ("polls", 0, {"station": "000777"}, "no_station", None),
        ("polls", 0, {"at": "2027-06-03 08:00"}, "in_future", "001-1.3.7"),
    ],
)  # fmt: skip
def test_what_cannot_have_been_is_refused_with_its_clause(
    empty, out, tmp_path, name, line, values, code, clause
):
    changed(out, name, line, **values)
    answer = take(empty, out, exit=7)
    assert answer["imported"] == 0
    assert {(e["file"], e["line"]) for e in answer["errors"]} == {(f"{name}.csv", line + 2)}
    assert (code, clause) in {(e["code"], e.get("clause")) for e in answer["errors"]}
    left = take(empty, out, "--skip-invalid", "--errors", str(tmp_path / "bad"), exit=7)
    assert left["imported"] == 12 and left["bad"] == 1
    assert len((tmp_path / "bad" / f"{name}.csv").read_text(encoding="utf-8").splitlines()) >= 2


def test_a_referral_of_a_ticket_that_is_not_in_the_folder_is_refused(empty, out):
    changed(out, "referrals", 4, ticket="7")
    answer = take(empty, out, exit=7)
    assert [(e["file"], e["code"]) for e in answer["errors"]] == [("referrals.csv", "no_ticket")]


def test_a_parts_order_of_another_order_of_the_database_is_refused(rich, empty, out):
    for login, role, place in (("co1", "coordinator", "000001"), ("eng1", "engineer", "000001")):
        empty.ok("admin", "user", "add", login, "--name", login, "--role", role, "--station", place)
    empty.ok("admin", "user add agent --name 座席 --role agent")
    empty.at("2026-06-02T10:00:00")
    no = empty.downloaded()
    empty.ok("eng1", f"order writeback-t3 {no} --at +2h")
    empty.ok("co1", f"parts request {no} --part C --parts-order PO1")
    empty.now = rich.now
    answer = take(empty, out, exit=7)
    assert [(e["file"], e["code"]) for e in answer["errors"]] == [("parts.csv", "parts_order_taken")]


def test_an_order_or_a_paper_has_one_standing_form(empty, out):
    for paper, code in (("WT-1", "already_entrusted"), ("WT-2", "paper_taken")):
        standing = {"voided_at": "", "voided_by": "", "void_why": "", "paper_no": paper}
        changed(out, "entrustments", 0, **standing)
        answer = take(empty, out, exit=7)
        assert [(e["file"], e["line"], e["code"]) for e in answer["errors"]] == [
            ("entrustments.csv", 3, code)
        ]


def test_a_paper_of_another_order_of_the_database_is_refused(rich, empty, out):
    empty.ok("admin", "user add cisd --name 接口人 --role cisd")
    empty.ok("admin", "user add north --name 大区 --role liaison --region 华北区")
    empty.at("2026-06-02T10:00:00")
    no = empty.create("cisd", special="media")
    empty.ok("north", f"entrust issue {no} --paper-no WT-2 --fee 1 --why x")
    empty.now = rich.now
    answer = take(empty, out, exit=7)
    assert [(e["file"], e["code"]) for e in answer["errors"]] == [("entrustments.csv", "paper_taken")]


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(imports, "AT_ONCE", 5)
    monkeypatch.setattr(imports, "CHUNK", 2)
    monkeypatch.setattr(imports, "FIRST", 2)


def killed(empty: Network, folder: Path, monkeypatch: Any, after: int) -> int:
    """An import that is killed in the chunk after so many; its number."""
    made, left = imports._chunk, after

    def chunk(*args: Any) -> float:
        nonlocal left
        left -= 1
        if left < 0:
            raise RuntimeError("killed")
        return made(*args)

    with monkeypatch.context() as patch:
        patch.setattr(imports, "_chunk", chunk)
        assert empty.run("admin", "order", "import", "--history", str(folder)).exit == 1
    (batch,) = [b for b in empty.ok("admin", "import list") if b["status"] == "loading"]
    return int(batch["id"])


def looks(empty: Network) -> list[Any]:
    return [
        empty.ok("admin", *words)
        for words in (
            ("order", "list"),
            ("referral", "list"),
            ("pending", "list"),
            ("cancel", "list"),
            ("form", "list"),
        )
    ]


@pytest.mark.parametrize("after", (5, 9, 12, 15))
def test_nothing_of_an_import_is_seen_before_its_end_and_it_goes_on_where_it_stopped(
    rich, empty, tmp_path, monkeypatch, small, after
):
    no = rich.downloaded(customer="赵六", address="六号")
    rich.ok("co1", f"cancel request {no} --reason self_resolved --detail 用户来电")
    exported(rich, tmp_path / "out")
    batch = killed(empty, tmp_path / "out", monkeypatch, after)
    assert looks(empty) == [[], [], [], [], []]
    assert empty.run("admin", "cancel show 1").exit == 5
    assert empty.run("admin", "referral show 1").exit == 5
    assert all(r["polls"] == [] for r in empty.ok("admin", "station poll-check"))
    empty.ok("admin", "import", "resume", str(batch))
    exported(empty, tmp_path / "again")
    same(tmp_path / "out", tmp_path / "again")


def test_a_discarded_import_leaves_nothing(empty, out, tmp_path, monkeypatch, small):
    batch = killed(empty, out, monkeypatch, 15)
    empty.ok("admin", "import", "discard", str(batch))
    assert looks(empty) == [[], [], [], [], []]
    with empty.tx() as tx:
        for name in ("referrals", "polls", "pending_tickets", "parts_requests", "visits", "orders"):
            assert tx.conn.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar() == 0, name
    take(empty, out)
    exported(empty, tmp_path / "again")
    same(out, tmp_path / "again")


def test_only_what_is_due_is_exported_with_due(network):
    network.create()
    waiting = network.run("admin", "order export --due").out.splitlines()
    assert len(waiting) == 2
    no = network.ok("admin", "order list")[0]["order_no"]
    network.ok("agent", f"cancel by-customer {no} --reason self_resolved --detail x")
    assert len(network.run("admin", "order export --due").out.splitlines()) == 1
