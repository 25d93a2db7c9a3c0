"""A file that a person opens has headers and words of their language, and comes back through a spreadsheet unchanged."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from network import Network
from test_import_history import empty, lived

from repaircli.files import exports, records
from repaircli.files.order_columns import ORDERS
from repaircli.platform import codes
from repaircli.rules.cancelling.matrix import ROWS, reason_code
from repaircli.tabular import columns
from repaircli.tabular.columns import folded

__all__ = ["empty"]

CODES = {"carry-in", "in_service", "resolved", "normal", "reseat", "signed", "true", "cc", "self_resolved"}
WORDS = {"送修", "处理中", "已解决", "正常", "用户签字", "是", "否", "座席派单"}


def _saved_again(file: Path) -> None:
    """What a spreadsheet program does to a file that is opened and saved."""
    if file.suffix == ".xlsx":
        book = openpyxl.load_workbook(file)
        book.save(file)
        return
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.reader(opened))
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows(rows)


def _cells(file: Path) -> list[list[str]]:
    if file.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(file).active
        assert sheet is not None
        return [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.reader(opened))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("name", "words"), [("a.xlsx", ()), ("a.csv", ("--excel",)), ("a.csv", ())])
def test_orders_come_back_through_a_spreadsheet_unchanged(
    network: Network, empty: Network, tmp_path: Path, name: str, words: tuple[str, ...], lang: str
) -> None:
    lived(network, 3, whole=True)
    file, plain, stations = tmp_path / name, tmp_path / "plain.csv", str(tmp_path / "stations.csv")
    done = network.run(
        "admin", "order", "export", "-o", str(file), *words, lang=lang, columns=None if words else 100
    )
    assert done.exit == 0, done
    found = _cells(file)
    values = {cell for row in found[1:] for cell in row}
    if lang == "zh":
        assert found[0] == [c.zh for c in ORDERS] and values >= WORDS and not values & CODES
    else:
        assert (
            found[0] == [c.header for c in ORDERS] and not values & WORDS and values >= {"carry-in", "true"}
        )
    _saved_again(file)

    here = network.ok("admin", "order", "import", "--history", str(file))
    assert (here["imported"], here["bad"]) == (0, 0) and here["unchanged"] == len(found) - 1
    network.ok("admin", "station", "export", "-o", stations)
    network.ok("admin", "order", "export", "-o", str(plain))
    empty.now = network.now
    empty.ok("admin", "station", "import", stations)
    empty.ok("admin", "order", "import", "--history", str(file))
    empty.ok("admin", "order", "export", "-o", str(tmp_path / "there.csv"))
    assert _without_requests(tmp_path / "there.csv") == _without_requests(plain)


def _without_requests(file: Path) -> list[dict[str, str]]:
    """The rows without what another file of a folder brings."""
    with file.open(encoding="utf-8", newline="") as opened:
        return [{k: v for k, v in row.items() if k != "pending_request"} for row in csv.DictReader(opened)]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_stations_and_codes_come_back_unchanged(
    network: Network, tmp_path: Path, name: str, lang: str
) -> None:
    network.ok(
        "admin",
        "codes add visit-element service --name 服务态度 --type score --for order --for complaint --weight 3",
    )
    for noun, headers in (("station", "维修站编号"), ("codes", "清单")):
        file = tmp_path / f"{noun}-{name}"
        assert network.run("admin", noun, "export", "--excel", "-o", str(file), lang=lang).exit == 0
        found = _cells(file)
        assert (headers in found[0]) is (lang == "zh")
        if noun == "codes":
            assert any("维修单;投诉" in row for row in found) is (lang == "zh")
        _saved_again(file)
        again = network.ok("admin", noun, "import", str(file))
        assert (again["imported"], again["bad"], again["changed"]) == (0, 0, 0), again


def test_a_script_and_another_database_get_keys_and_codes_in_every_language(
    network: Network, tmp_path: Path
) -> None:
    network.create("agent", service="carry-in")
    file, folder = tmp_path / "a.csv", tmp_path / "all"
    keys = ",".join(c.header for c in ORDERS)
    for lang in ("zh", "en"):
        piped = network.run("admin", "order export", lang=lang)
        assert piped.out.startswith(keys) and ",carry-in," in piped.out
        network.run("admin", "order", "export", "-o", str(file), lang=lang)
        assert file.read_text(encoding="utf-8") == piped.out
        network.run("admin", "order", "export", "-o", f"{folder}/", lang=lang, columns=100)
        assert (folder / "orders.csv").read_text(encoding="utf-8") == piped.out
        network.run("admin", "order", "export", "-o", str(tmp_path / "a.jsonl"), lang=lang, columns=100)
        assert '"service":"carry-in"' in (tmp_path / "a.jsonl").read_text(encoding="utf-8")
    shown = network.run("admin", "order export", lang="zh", columns=100)
    assert shown.out.startswith("维修单号,派单来源") and ",送修," in shown.out


def test_every_word_of_a_code_is_read_back_as_the_code() -> None:
    reading: Any = None
    for area in codes.ZH:
        parse = columns.code(area)
        for code, word in codes.ZH[area].items():
            assert parse(word, reading) == code, (area, code)
    for code, row in ROWS.items():
        assert reason_code(row.zh) == code


@pytest.mark.parametrize("name", records.FILES)
def test_every_header_of_a_file_stands_for_one_column(name: str) -> None:
    found = [n for c in records.columns_of(name) for n in {folded(h) for h in (c.key, c.header, c.zh)}]
    assert len(found) == len(set(found))


def test_an_interrupted_export_says_what_became_of_its_files(
    network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    network.create("agent")

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(exports, "record", stopped)
    file = tmp_path / "a.xlsx"
    for output, told in ((file, f"{file} was not written"), (f"{tmp_path}/all/", "is not complete")):
        result = network.run("admin", "order", "export", "-o", str(output))
        assert result.exit == 130 and told in result.err
    assert not file.exists()
    assert "nothing was printed" in network.run("admin", "order export").err


def test_an_export_into_a_file_shows_how_far_it_is_though_a_person_looks_on(
    network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    network.create("agent")
    seen: list[bool] = []
    shown = exports.progress.shown

    def noted(what: str, *, silent: bool = False) -> object:
        seen.append(silent)
        return shown(what, silent=silent)

    monkeypatch.setattr(exports.progress, "shown", noted)
    network.run("admin", "order", "export", "-o", str(tmp_path / "a.csv"), columns=100)
    assert seen[0] is False
    seen.clear()
    network.run("admin", "order export", columns=100)
    assert seen[0] is True
