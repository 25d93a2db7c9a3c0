"""Large files: chunks that nobody sees before the last, resumed, discarded, never doubled."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from network import Network

from repaircli.files import imports
from repaircli.files import queries as rows
from repaircli.platform.db.session import Database

HEADER = "order_no,origin,service,station,customer,phones,address,fault,special,t1"


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(imports, "AT_ONCE", 20)
    monkeypatch.setattr(imports, "CHUNK", 7)
    monkeypatch.setattr(imports, "FIRST", 7)
    monkeypatch.setattr(imports, "PAGE", 5)


def written(path: Path, count: int, bad: tuple[int, ...] = (), numbered: bool = True) -> str:
    lines = [HEADER]
    for i in range(count):
        special = "media" if i % 10 == 0 else ""
        service = "x" if i in bad else "onsite"
        no = f"A{i:03d}" if numbered else ""
        lines.append(
            f"{no},cc,{service},000001,张三{i},13800000001,北京市一号,开机无显示,{special},2026-06-03 08:30"
        )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


@pytest.fixture
def file(tmp_path):
    return written(tmp_path / "large.csv", 50)


def take(network: Network, file: str, *words: str, who: str = "agent", exit: int = 0):
    result = network.run(who, "order", "import", file, *words)
    assert result.exit == exit, (result.exit, result.out, result.err)
    return result.data


def seen(network: Network) -> int:
    return len(list(csv.DictReader(network.run("admin", "order export").out.splitlines())))


def stored(network: Network) -> int:
    with network.tx() as tx:
        return len(rows.existing(tx, [f"A{i:03d}" for i in range(100)]))


def killed_after(monkeypatch, chunks: int) -> None:
    """The process ends in the chunk after `chunks` of them."""
    made = imports._chunk
    count = 0

    def chunk(*args):
        nonlocal count
        count += 1
        if count > chunks:
            raise RuntimeError("killed")
        return made(*args)

    monkeypatch.setattr(imports, "_chunk", chunk)


def broken(network: Network, monkeypatch, file: str, *words: str, chunks: int = 3) -> int:
    """Begins an import that is killed half way; its number."""
    with monkeypatch.context() as patch:
        killed_after(patch, chunks)
        assert network.run("agent", "order", "import", file, *words).exit == 1
    (batch,) = [b for b in network.ok("admin", "import list") if b["status"] == "loading"]
    return batch["id"]


def test_a_large_file_comes_in_whole_with_an_event_for_each_chunk(network, file):
    answer = take(network, file)
    assert (answer["imported"], answer["rows"]) == (50, 50)
    (batch,) = network.ok("admin", "import list")
    assert (batch["id"], batch["status"], batch["done"], batch["rows"], batch["imported"]) == (
        answer["batch"],
        "done",
        50,
        50,
        50,
    )
    events = [e["after"] for e in network.ok("admin", "audit log --limit 100") if e["what"] == "imported"]
    assert sum(e["orders"] for e in events) == 50 and len(events) == 8
    assert {e["sha256"] for e in events} == {answer["sha256"]}
    assert sorted(e["first"] for e in events)[:2] == ["A000", "A007"]
    assert seen(network) == 50 and len(network.ok("admin", "urge list")) == 5


def test_the_same_large_file_again_adds_nothing(network, file):
    take(network, file)
    assert take(network, file)["unchanged"] == 50
    assert len(network.ok("admin", "import list")) == 1


def test_rows_of_an_unfinished_import_are_nobody_s_to_see(network, monkeypatch, file):
    network.create()
    broken(network, monkeypatch, file)
    assert stored(network) == 21 and seen(network) == 1
    assert len(network.ok("admin", "order list")) == 1
    assert network.run("admin", "order show A003").exit == 5
    assert network.run("co1", "order download A003").exit == 5
    assert network.ok("co1", "order download")["results"][0]["order_no"] != "A000"
    with network.tx() as tx:
        assert len(rows.loading_batches(tx)) == 1


def test_a_killed_import_is_resumed_by_its_number(network, monkeypatch, file):
    number = broken(network, monkeypatch, file)
    answer = network.ok("agent", f"import resume {number}")
    assert (answer["imported"], answer["batch"]) == (50, number)
    assert seen(network) == 50 and len(network.ok("admin", "urge list")) == 5
    assert network.run("agent", f"import resume {number}").exit == 3


def test_a_killed_import_goes_on_with_the_same_command_and_request_id(network, monkeypatch, file):
    number = broken(network, monkeypatch, file, "--request-id", "K1")
    answer = take(network, file, "--request-id", "K1")
    assert (answer["imported"], answer["batch"]) == (50, number) and seen(network) == 50
    assert take(network, file, "--request-id", "K1") == answer


@pytest.mark.parametrize("chunks", range(9))
def test_wherever_it_is_killed_each_row_comes_in_exactly_once(network, monkeypatch, tmp_path, chunks):
    file = written(tmp_path / "no-numbers.csv", 50, numbered=False)
    with monkeypatch.context() as patch:
        killed_after(patch, chunks)
        network.run("agent", "order", "import", file)
    take(network, file)
    assert seen(network) == 50
    assert take(network, file)["unchanged"] == 50


def test_a_killed_import_is_discarded_and_leaves_nothing(network, monkeypatch, file):
    number = broken(network, monkeypatch, file)
    declined = network.run("agent", f"import discard {number}", typed="n\n")
    asked = f"discard import {number} of {Path(file).name} and remove the 21 of 50 rows that it has written? [y/N]"
    assert declined.exit == 130 and asked in declined.err and stored(network) == 21
    answer = network.run("agent", f"import discard {number}", typed="y\n").data
    assert (answer["status"], answer["removed"]) == ("discarded", 21)
    assert stored(network) == 0 and network.ok("admin", "urge list") == []
    assert [n for n in network.ok("admin", "notify list") if n["code"] == "N8"] == []
    assert network.run("agent", f"import resume {number}").exit == 3
    assert take(network, file)["imported"] == 50


def test_only_who_began_it_or_an_admin_goes_on_with_it(network, monkeypatch, file):
    number = str(broken(network, monkeypatch, file))
    assert network.run("north", f"import resume {number}").exit == 4
    assert network.run("north", f"import discard {number}").exit == 4
    assert network.run("co1", f"import discard {number}").exit == 4
    assert network.ok("admin", f"import resume {number}")["imported"] == 50
    assert network.show("A049")["created_by"] == "agent"
    assert network.run("admin", "import discard 99").exit == 5


def test_a_file_that_changed_since_is_not_gone_on_with(network, monkeypatch, file):
    number = str(broken(network, monkeypatch, file))
    Path(file).write_text(Path(file).read_text() + "\n")
    result = network.run("agent", f"import resume {number}")
    assert result.exit == 3 and "discard" in result.data["hint"]


def test_bad_rows_of_a_large_file_keep_all_of_it_out_or_are_left_out(network, tmp_path):
    file = written(tmp_path / "bad.csv", 50, bad=(3, 30, 49))
    answer = take(network, file, exit=7)
    assert (answer["imported"], answer["bad"], stored(network)) == (0, 3, 0)
    assert network.ok("admin", "import list") == []
    bad = tmp_path / "left.csv"
    answer = take(network, file, "--skip-invalid", "--errors", str(bad), exit=7)
    assert (answer["imported"], answer["skipped"], seen(network)) == (47, 3, 47)
    assert [e["line"] for e in answer["errors"]] == [5, 32, 51]
    assert len(bad.read_text().splitlines()) == 4


def test_a_resumed_import_tells_its_bad_rows_too(network, monkeypatch, tmp_path):
    file = written(tmp_path / "bad.csv", 50, bad=(3, 30, 49))
    number = broken(network, monkeypatch, file, "--skip-invalid")
    result = network.run("agent", f"import resume {number}")
    assert result.exit == 7
    assert (result.data["imported"], result.data["skipped"]) == (47, 3)
    assert [e["line"] for e in result.data["errors"]] == [5, 32, 51]


def test_a_number_that_was_taken_meanwhile_stops_the_import_and_leaves_nothing(
    network, monkeypatch, file, tmp_path
):
    made = imports._chunk
    once = []

    def chunk(*args):
        if not once:
            once.append(1)
            other = tmp_path / "other.csv"
            other.write_text(
                f"{HEADER}\nA040,cc,onsite,000003,李四,13800000002,别处,蓝屏,,2026-06-03 08:00\n"
            )
            network.ok("agent", f"order import {other}")
        return made(*args)

    monkeypatch.setattr(imports, "_chunk", chunk)
    answer = take(network, file, exit=7)
    assert [e["code"] for e in answer["errors"]] == ["order_exists"] and answer["imported"] == 0
    assert stored(network) == 1 and network.show("A040")["customer"] == "李四"
    assert {b["status"] for b in network.ok("admin", "import list")} == {"done", "discarded"}


def test_an_order_that_came_in_meanwhile_as_it_is_counts_as_unchanged(network, monkeypatch, file, tmp_path):
    made = imports._chunk
    once = []

    def chunk(*args):
        if not once:
            once.append(1)
            lines = Path(file).read_text().splitlines()
            other = tmp_path / "other.csv"
            other.write_text("\n".join([lines[0], lines[41]]) + "\n")
            network.ok("agent", f"order import {other}")
        return made(*args)

    monkeypatch.setattr(imports, "_chunk", chunk)
    answer = take(network, file)
    assert (answer["imported"], answer["unchanged"], seen(network)) == (49, 1, 50)


def test_what_is_said_of_a_number_is_remembered_for_a_hundred_thousand():
    from repaircli.tabular.import_rows import Numbers, RowStatus

    numbers = Numbers()
    for i in range(100_000):
        assert numbers.add(f"WX{i}", i + 2) is None
    assert numbers.add("WX777", 5) == 779
    assert numbers.state("WX99999") == RowStatus.NEW and numbers.state("WX100000") is None
    numbers.set("WX5", RowStatus.BAD)
    assert numbers.state("WX5") == RowStatus.BAD


def test_an_open_database_counts_no_discarded_batch_as_loading(network, monkeypatch, file):
    number = broken(network, monkeypatch, file)
    network.ok("agent", f"import discard {number}")
    db = Database.open(str(network.path))
    with db.read() as tx:
        assert rows.loading_batches(tx) == ()
    db.close()
