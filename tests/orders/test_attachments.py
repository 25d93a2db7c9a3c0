"""Photos and scans of an order: kept under their hash, copied out, exported and back, and checked."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from network import Network

from repaircli.orders.attachments import _clean
from repaircli.platform import file_store

JPEG = b"\xff\xd8\xff\xe0 a signed sheet"
PDF = b"%PDF-1.4 a scan"


@pytest.fixture
def empty(tmp_path: Path) -> Network:
    network = Network(tmp_path / "empty.db")
    assert network.run(None, "init --training").exit == 0
    return network


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "签字 单.jpg"
    file.write_bytes(JPEG)
    return file


def attach(network, no, file, who="eng1"):
    return network.run(who, "order", "attach", no, str(file))


def kept(network, data=JPEG) -> Path:
    sha256 = hashlib.sha256(data).hexdigest()
    return Path(f"{network.path}.files") / sha256[:2] / sha256


def test_a_photo_is_kept_beside_the_database_under_its_hash(network, photo):
    no = network.downloaded()
    result = attach(network, no, photo)
    assert result.exit == 0, result.err
    (row,) = result.data["attachments"]
    assert (row["file_name"], row["kind"], row["bytes"], row["attached_by"]) == (
        "签字 单.jpg",
        "jpeg",
        len(JPEG),
        "eng1",
    )
    assert kept(network).read_bytes() == JPEG and row["sha256"] == kept(network).name
    assert network.show(no)["attachments"] == network.ok("co1", f"order attachments {no}") == [row]
    assert [e["what"] for e in network.ok("co1", f"order history {no}")][-1] == "file.attached"
    assert "签字 单.jpg" in network.run("co1", f"order show {no}", format="table").out
    assert "签字 单.jpg" in network.run("co1", f"order attachments {no}", format="table", lang="zh").out


def test_the_same_file_again_changes_nothing(network, photo):
    no = network.downloaded()
    attach(network, no, photo)
    again = attach(network, no, photo)
    assert again.exit == 0 and "nothing changes" in again.err and len(again.data["attachments"]) == 1


def test_copies_are_taken_out_under_their_names(network, photo, tmp_path):
    no = network.downloaded()
    (tmp_path / "scan.pdf").write_bytes(PDF)
    attach(network, no, photo)
    attach(network, no, tmp_path / "scan.pdf")
    network.ok("co1", "order", "attachments", no, "--output", str(tmp_path / "out"))
    assert {f.name: f.read_bytes() for f in (tmp_path / "out").iterdir()} == {
        "1-签字 单.jpg": JPEG,
        "2-scan.pdf": PDF,
    }


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (None, "no such file"),
        (b"", "it is empty"),
        (b"MZ program", "neither a photo nor a PDF"),
        ("folder", "regular"),
    ],
)
def test_what_is_no_photo_is_refused_and_nothing_is_kept(network, tmp_path, data, why):
    no = network.downloaded()
    file = tmp_path / "x.jpg"
    if data == "folder":
        file.mkdir()
    elif data is not None:
        file.write_bytes(data)
    result = attach(network, no, file)
    assert result.exit in (2, 5) and why in result.err
    assert network.show(no)["attachments"] == []
    assert not list(Path(f"{network.path}.files").rglob("*.new*"))


def test_a_file_that_is_too_large_is_refused(network, photo, monkeypatch):
    monkeypatch.setattr(file_store, "MAX_BYTES", 5)
    result = attach(network, network.downloaded(), photo)
    assert result.exit == 2 and "more than" in result.err


@pytest.mark.parametrize("harm", ["missing", "altered"])
def test_the_check_of_the_database_finds_what_is_missing_or_altered(network, photo, tmp_path, harm):
    no = network.downloaded()
    attach(network, no, photo)
    assert network.run("admin", "db check").exit == 0
    if harm == "missing":
        kept(network).unlink()
    else:
        kept(network).chmod(0o600)
        kept(network).write_bytes(JPEG + b"!")
    result = network.run("admin", "db check")
    assert result.exit == 8 and f"attachment 1 of order {no}" in result.err and harm in result.err
    out = network.run("co1", "order", "attachments", no, "--output", str(tmp_path / "out"))
    assert "not copied: 1-签字 单.jpg" in out.err and not list((tmp_path / "out").iterdir())


def test_a_backup_says_where_the_files_are(network, photo, tmp_path):
    attach(network, network.downloaded(), photo)
    result = network.run("admin", "db", "backup", str(tmp_path / "b.db"))
    assert result.exit == 0 and f"{network.path}.files" in result.err


def test_attachments_travel_with_exported_orders(network, empty, photo, tmp_path):
    no = network.downloaded()
    attach(network, no, photo)
    network.ok("admin", "station", "export", "--output", str(tmp_path / "s.csv"))
    network.ok("admin", "order", "export", "--output", f"{tmp_path}/all/")
    empty.now = network.now
    empty.ok("admin", "station", "import", str(tmp_path / "s.csv"))
    empty.ok("admin", "order", "import", "--history", str(tmp_path / "all"))
    assert kept(empty).read_bytes() == JPEG
    (row,), (other,) = (n.ok("admin", f"order attachments {no}") for n in (network, empty))
    assert row == other
    assert empty.run("admin", "db check").exit == 0


def test_another_station_may_not(network, photo):
    no = network.downloaded()
    assert attach(network, no, photo, who="eng2").exit == 4
    assert network.run("co2", f"order attachments {no}").exit == 4


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("a.jpg", "a.jpg"),
        ("..", "attachment"),
        ('x\n/\\:*?"<>|y.pdf', "xy.pdf"),
        ("长" * 300 + ".png", "长" * 96 + ".png"),
        ("x" * 300, "x" * 100),
    ],
)
def test_a_name_can_be_a_name_in_any_folder(name, clean):
    assert _clean(name) == clean
