"""A thousand damaged files: each bad record is named with its line, and good and bad together are all of them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from repaircli.files.order_columns import ORDERS
from repaircli.platform import clock
from repaircli.tabular import columns
from repaircli.tabular.columns import Reading
from repaircli.tabular.source import opened

ZONE = ZoneInfo("Asia/Shanghai")
HEADER = ("order_no", "service", "station", "customer", "phones", "address", "fault", "onsite_until", "t1")
TABLE = tuple(c for c in ORDERS if c.key in HEADER)
GOOD = (
    "R{n}",
    "上门",
    "000104",
    "王杰",
    "13800000000",
    "北京市东城区一号",
    "开机无显示，蓝屏",
    "2027-01-29",
    "2026-06-01 08:32",
)
AT = {name: i for i, name in enumerate(HEADER)}


@dataclass
class File:
    """A file as it grows: its text, and for each record whether it is bad and on which line it begins."""

    dice: random.Random
    end: str
    data: bytes = b""
    line: int = 1
    good: list[int] = field(default_factory=list)
    bad: dict[int, str] = field(default_factory=dict)

    def put(self, raw: bytes, lines: int = 1) -> int:
        at = self.line
        self.data += raw + self.end.encode()
        self.line += lines
        return at

    def cells(self, n: int, **other: str) -> list[str]:
        found = [g.format(n=n) for g in GOOD]
        for name, value in other.items():
            found[AT[name]] = value
        return [f'"{c}"' if self.dice.random() < 0.3 else c for c in found]


def text(cells: list[str]) -> bytes:
    return ",".join(cells).encode()


def whole(f: File, n: int) -> None:
    f.good.append(f.put(text(f.cells(n))))


def with_line_ends(f: File, n: int) -> None:
    cells = f.cells(n)
    cells[AT["fault"]] = '"第一行\n第二行, ""引号""\n\n第四行"'
    f.good.append(f.put(text(cells), 4))


def empty_line(f: File, n: int) -> None:
    f.put(f.dice.choice([b"", b"," * (len(HEADER) - 1)]))


def spoil(name: str, value: str, code: str):
    def put(f: File, n: int) -> None:
        f.bad[f.put(text(f.cells(n, **{name: value})))] = code

    put.__name__ = f"{name}={value[:12]}"
    return put


def cell_gone(f: File, n: int) -> None:
    f.bad[f.put(text(f.cells(n)[:-1]))] = "too_few_cells"


def cell_more(f: File, n: int) -> None:
    f.bad[f.put(text([*f.cells(n), "x"]))] = "too_many_cells"


def delimiter_in_a_cell(f: File, n: int) -> None:
    cells = f.cells(n)
    cells[AT["address"]] = "北京市,东城区"
    f.bad[f.put(text(cells))] = "too_many_cells"


def mark_unclosed(f: File, n: int) -> None:
    cells = [g.format(n=n) for g in GOOD]
    cells[f.dice.randrange(len(cells))] = '"没有关上'
    f.bad[f.put(text(cells))] = "unclosed_quote"


def text_behind_mark(f: File, n: int) -> None:
    cells = f.cells(n)
    cells[AT["customer"]] = '"王"杰'
    f.bad[f.put(text(cells))] = "text_after_quote"


def nul(f: File, n: int) -> None:
    cells = f.cells(n)
    cells[AT["customer"]] = "王\0杰"
    f.bad[f.put(text(cells))] = "nul"


def wrong_bytes(f: File, n: int) -> None:
    cells = [g.format(n=n) for g in GOOD]
    at = f.put(text(cells).replace("王杰".encode(), b"\xff\xfe"))
    f.bad[at] = "undecodable"


def too_long(f: File, n: int) -> None:
    f.bad[f.put(text(f.cells(n, fault="长" * 10_001)))] = "too_long"


GOODS = (whole, whole, whole, with_line_ends, empty_line)
BADS = (
    cell_gone,
    cell_more,
    delimiter_in_a_cell,
    mark_unclosed,
    text_behind_mark,
    nul,
    wrong_bytes,
    too_long,
    spoil("service", "飞送", "code"),
    spoil("service", "", "empty"),
    spoil("station", "1234567", "station_no"),
    spoil("station", "1_000", "station_no"),
    spoil("station", "1.5E+3", "digits_lost"),
    spoil("customer", " ", "empty"),
    spoil("phones", "1.38E+10", "digits_lost"),
    spoil("phones", "无", "phone"),
    spoil("phones", "；", "phone"),
    spoil("address", "", "empty"),
    spoil("onsite_until", "2026-02-30", "date"),
    spoil("onsite_until", "46000", "date"),
    spoil("onsite_until", "29/1/2027", "date"),
    spoil("t1", "2026-06-01", "time"),
    spoil("t1", "2026-06-01 25:00", "time"),
    spoil("t1", "nan", "time"),
    spoil("order_no", "a\x07b", "identifier"),
    spoil("order_no", "1.5E+11", "digits_lost"),
)


def outcome(path: Path) -> tuple[list[int], dict[int, str]]:
    """The lines of good records, and of bad ones with the code of their first error."""
    reading = Reading(moment=lambda t: clock.parse_cell(t, ZONE), day=clock.parse_cell_day)
    good: list[int] = []
    bad: dict[int, str] = {}
    with opened(str(path), columns.known_headers(TABLE), "utf-8") as source:
        assert source.header is not None
        layout, errors, _ = columns.lay_out(source.header.cells, source.header.line, TABLE)
        assert not errors
        for row in source.rows():
            found = [row.error] if row.error else columns.read_cells(row, layout, reading)[1]
            for error in found:
                assert (
                    error.column is not None and error.header is not None
                ) or error.code == "too_many_cells"
                assert str(error.text) and str(error.fix)
            if found:
                bad[row.line] = found[0].code
            else:
                good.append(row.line)
    return good, bad


def damaged(seed: int) -> File:
    dice = random.Random(seed)
    f = File(dice, dice.choice(["\n", "\r\n"]))
    f.put(",".join(HEADER).encode())
    for n in range(dice.randint(3, 25)):
        dice.choice(BADS if dice.random() < 0.35 else GOODS)(f, n)
    return f


@pytest.mark.parametrize("start", range(0, 1000, 100))
def test_each_bad_record_of_a_damaged_file_is_named_and_no_good_one_is_lost(tmp_path, start):
    spoiled = 0
    for seed in range(start, start + 100):
        f = damaged(seed)
        path = tmp_path / f"{seed}.csv"
        path.write_bytes(f.data)
        assert outcome(path) == (f.good, f.bad), seed
        spoiled += len(f.bad)
    assert spoiled > 100, "the files are damaged indeed"


@pytest.mark.parametrize("damage", BADS, ids=lambda d: d.__name__)
def test_each_damage_between_two_good_records_is_one_bad_record(tmp_path, damage):
    f = File(random.Random(1), "\n")
    f.put(",".join(HEADER).encode())
    whole(f, 1)
    damage(f, 2)
    whole(f, 3)
    path = tmp_path / "a.csv"
    path.write_bytes(f.data)
    assert outcome(path) == (f.good, f.bad) and len(f.bad) == 1


def test_a_file_of_nothing_but_damage_ends_too(tmp_path):
    dice = random.Random(3)
    path = tmp_path / "a.csv"
    for seed in range(50):
        data = bytes(dice.choice(b'",;\t\r\n\0a1\xe5\xff') for _ in range(3000))
        path.write_bytes(",".join(HEADER).encode() + b"\n" + data)
        good, bad = outcome(path)
        assert not good and bad, seed
