"""How cells become values: what is repaired, what is refused, and with which words."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from repaircli.files import records
from repaircli.files.import_stations import STATIONS
from repaircli.network.tables import Station
from repaircli.orders.tables import Order
from repaircli.platform import clock
from repaircli.platform.db.columns import DIGITS
from repaircli.tabular import columns
from repaircli.tabular.columns import Reading
from repaircli.tabular.rows import BadCell, Row, harmless, letter

ZONE = ZoneInfo("Asia/Shanghai")


def reading() -> Reading:
    return Reading(
        moment=lambda text: clock.parse_cell(text, ZONE),
        day=clock.parse_cell_day,
        sentinels=frozenset({date(2010, 1, 1)}),
    )


def code_of(parse, text: str) -> str:
    with pytest.raises(BadCell) as bad:
        parse(text, reading())
    assert str(bad.value.fix), "every error says what to do"
    return bad.value.code


def test_letters_count_as_a_spreadsheet_does():
    assert [letter(i) for i in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_values_in_messages_are_harmless_and_short():
    assert harmless("a\x1b[31m\n\u202e　b") == "a\\x1b[31m\\n\\u202e　b"
    assert len(harmless("x" * 500)) == 121


@pytest.mark.parametrize("text", ["000104", " 000104 ", "０００１０４", "'000104", '="000104"'])
def test_station_numbers_keep_their_zeros(text):
    read = reading()
    assert columns.station_number(text, read) == "000104" and not read.repaired


def test_zeros_that_a_spreadsheet_dropped_are_put_back_and_counted():
    read = reading()
    assert [columns.station_number(t, read) for t in ("1", "104", "104")] == ["000001", "000104", "000104"]
    assert read.repaired == {("station", "1", "000001"): 1, ("station", "104", "000104"): 2}


@pytest.mark.parametrize("text", ["1000104", "1_0", "-1", "1.5", "A00104", "１２_３", "1 4", "nan"])
def test_other_station_numbers_are_refused(text):
    assert code_of(columns.station_number, text) == "station_no"


@pytest.mark.parametrize("text", ["1.38E+10", "1.38e10", "1.5E+3", "１.３８Ｅ＋１０"])
def test_rounded_numbers_are_refused_with_the_reason(text):
    for parse in (columns.phone, columns.number_text, columns.station_number, columns.texts):
        assert code_of(parse, text) == "digits_lost"


DIGIT_COLUMNS = [
    (table, column)
    for table in (Order, *records.TABLES.values(), Station)
    for column in columns.travelling(table)
    if column.kind in DIGITS
]


@pytest.mark.parametrize(
    "column", [c for _, c in DIGIT_COLUMNS], ids=[f"{table.__name__}.{c.name}" for table, c in DIGIT_COLUMNS]
)
def test_what_a_spreadsheet_rounded_is_refused_in_every_column_of_digits(column):
    parse = columns.column_of(column).parse
    for text in ("1.23E+14", "1.2345678901234567e+17"):
        assert code_of(parse, text) == "digits_lost"


def test_serials_barcodes_and_part_codes_are_columns_of_digits():
    found = {(table.__name__, column.name) for table, column in DIGIT_COLUMNS}
    assert {
        ("Order", "serial"),
        ("Order", "area"),
        ("Referral", "serial"),
        ("ReplacedPart", "old_barcode"),
        ("ReplacedPart", "new_barcode"),
        ("ReplacedPart", "part_code"),
        ("PartsRequest", "part_code"),
        ("PartsRequest", "po"),
    } <= found


@pytest.mark.parametrize("parse", [columns.digits, columns.number_text, columns.area])
def test_decimals_that_a_spreadsheet_added_go_and_are_told(parse):
    read = reading()
    assert parse("110108.0", read) == "110108"
    assert read.repaired == {("decimals", "110108.0", "110108"): 1}
    assert code_of(parse, "1234567890123450.0") == "digits_lost"


@pytest.mark.parametrize("text", ["00123", " SN 7 ", "V1.0", "5E12345", "1.5.0", "１２３"])
def test_a_serial_number_stays_as_it_stands(text):
    read = reading()
    assert columns.digits(text, read) == text and not read.repaired


def test_the_zero_of_an_area_code_comes_back_and_is_told():
    read = reading()
    assert columns.phones("1088880063;13800000009", read) == ["01088880063", "13800000009"]
    assert read.repaired == {("phone", "1088880063", "01088880063"): 1}
    assert code_of(columns.phones, "7558334455") == "phone"


def test_phones_are_separated_by_any_of_the_three_marks_and_named_once():
    found = columns.phones("13800000000；021-60447397转801、13800000000; ０１０－８０００００００", reading())
    assert found == ["13800000000", "02160447397转801", "01080000000"]
    assert columns.phones("13800000000.0", reading()) == ["13800000000"]


@pytest.mark.parametrize("text", ["无", "张三", "；、", "1", "13800000000张", "1380000000013800000001"])
def test_a_text_without_digits_is_no_phone(text):
    assert code_of(columns.phones, text) == "phone"


@pytest.mark.parametrize(
    "text", ["2010-01-01", "2010/1/1", "２０１０／１／１", "2010年1月1日", "2010-1-01", "2010/1/1 0:00"]
)
def test_days_are_read_as_spreadsheets_write_them(text):
    assert columns.day(text, reading()) == date(2010, 1, 1)


@pytest.mark.parametrize(
    "text", ["2010/13/1", "1/2/2010", "10-1-1", "2026-02-30", "46000", "20100101", "2010/1/1 8:00"]
)
def test_other_days_are_refused(text):
    assert code_of(columns.day, text) == "date"


@pytest.mark.parametrize(
    "text",
    [
        "2026-06-01 08:32:00",
        "2026-06-01T08:32",
        "2026/6/1 8:32",
        "2026-06-01T00:32:00Z",
        "２０２６－０６－０１　０８：３２",
        "2026-06-01T09:32+09:00",
    ],
)
def test_times_are_read_with_and_without_seconds_and_zone(text):
    assert columns.moment(text, reading()) == datetime(2026, 6, 1, 8, 32, tzinfo=ZONE)


@pytest.mark.parametrize(
    "text", ["2026-06-01", "08:32", "2026-06-01 25:00", "tomorrow 14:00", "+2d", "nan", "46000.5"]
)
def test_other_times_are_refused(text):
    assert code_of(columns.moment, text) == "time"


def test_whole_numbers_are_digits_only():
    assert [columns.whole(t, reading()) for t in ("120", "１２０", "120.0", "007")] == [120, 120, 120, 7]
    for text in ("1_000", "1,000", "nan", "inf", "-1", "1.5", "1e3", "٣", "0x10", ""):
        assert code_of(columns.whole, text) == "integer"


def test_codes_are_read_as_code_or_as_their_chinese_word():
    service = columns.code("service")
    assert [service(t, reading()) for t in ("carry-in", "送修", " Onsite ", "上门")] == [
        "carry-in",
        "carry-in",
        "onsite",
        "onsite",
    ]
    assert code_of(service, "飞送") == "code"


def test_yes_and_no_are_read_in_both_languages():
    assert [columns.boolean(t, reading()) for t in ("是", "否", "TRUE", "0", "y")] == [
        True,
        False,
        True,
        False,
        True,
    ]
    assert code_of(columns.boolean, "maybe") == "boolean"


def test_a_bare_2010_01_01_in_t3_is_a_day_and_not_a_time():
    assert columns.promise("2010/1/1", reading()) == date(2010, 1, 1)
    assert columns.promise("2026-06-01 10:00", reading()) == datetime(2026, 6, 1, 10, tzinfo=ZONE)
    assert code_of(columns.promise, "2026-06-01") == "time"


def test_headers_are_found_in_both_languages_whatever_their_dress():
    header = (
        "维修站编号",
        "NAME",
        "大　区".replace("　", ""),
        " 总站编号 ",
        "服务区域",
        "Monthly Volume",
        "备注",
    )
    layout, errors, warnings = columns.lay_out(header, 1, STATIONS)
    assert not errors and layout.keys == {"no", "name", "region", "head", "areas", "monthly_volume"}
    assert "备注" in str(warnings[0])


def test_missing_and_doubled_columns_are_named():
    _, errors, _ = columns.lay_out(("no", "name", "名称"), 3, STATIONS)
    assert {(e.line, e.code, e.column, e.header) for e in errors} == {
        (3, "duplicate_column", "C", "名称"),
        (3, "missing_column", None, "region"),
    }


def test_every_error_of_a_row_is_told_with_its_place():
    header = ("no", "name", "region", "phone", "monthly_volume")
    layout, _, _ = columns.lay_out(header, 1, STATIONS)
    row = Row(7, ("x", "a\nb", " ", "1.38E+10", "1_000"), "")
    _, errors = columns.read_cells(row, layout, reading())
    assert [(e.line, e.column, e.header, e.code, e.value) for e in errors] == [
        (7, "A", "no", "station_no", "x"),
        (8, "C", "region", "empty", " "),
        (8, "D", "phone", "digits_lost", "1.38E+10"),
        (8, "E", "monthly_volume", "integer", "1_000"),
    ]


HEADERS = Path(__file__).with_name("headers.json")
FILES = {"stations": STATIONS, **{name: records.columns_of(name) for name in records.FILES}}


@pytest.mark.parametrize("name", FILES)
def test_no_two_columns_of_a_file_share_a_header(name: str) -> None:
    found = FILES[name]
    alike = sum(1 for c in found if c.key == columns.folded(c.zh))
    renamed = sum(1 for c in found if c.header != c.key)
    assert len(columns.names(found)) == 2 * len(found) - alike + renamed


@pytest.mark.parametrize("name", FILES)
def test_the_columns_of_a_file_keep_their_names_and_their_order(name: str) -> None:
    """Who reads exported files relies on them. A new column may only come in addition."""
    known = json.loads(HEADERS.read_text(encoding="utf-8"))[name]
    found = [[c.key, c.zh] for c in FILES[name]]
    assert [header for header in found if header in known] == known
