"""One answer in every format: the same data as table, JSON, lines and CSV."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from network import Network

from repaircli.platform import answers
from repaircli.platform.codes import Role, Status
from repaircli.platform.output import show as output_show
from repaircli.platform.output import view
from repaircli.platform.output.resolve import Reader
from repaircli.platform.output.table import Column, Pen, Styled
from repaircli.platform.output.terminal import TerminalPen
from repaircli.platform.output.view import Section, View
from repaircli.platform.output.width import width
from repaircli.platform.several import several
from repaircli.platform.text import N_, msg

ZONE = ZoneInfo("Asia/Shanghai")
HOSTILE = "张[red]三[/x]\x1b[31m\n" + "长" * 4000
ROWS: list[dict[str, Any]] = [
    {
        "order_no": "R260604-0001",
        "status": Status.IN_SERVICE,
        "customer": "张三",
        "t1": datetime(2026, 6, 4, 1, 0, 5, tzinfo=UTC),
        "until": date(2026, 7, 1),
        "phones": ["138", "139"],
        "units": 2,
        "late": False,
        "why": msg("interrupted"),
        "promise": {"slot": 1},
        "none": None,
    },
    {
        "order_no": "R260604-0002",
        "status": Status.CANCELLED,
        "customer": '李四,"小"\n四',
        "units": 10,
        "late": True,
    },
]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def written(
    data: Any, form: str, kind: str = "made.up", lang: str = "en", out: io.StringIO | None = None
) -> str:
    out = out or io.StringIO()
    output_show.write(kind, data, form, out, Reader(lang, ZONE))
    return out.getvalue()


def drawn(
    layout: View, data: Any, columns: int | None = None, lang: str = "en", colour: bool = False
) -> list[str]:
    out = io.StringIO()
    pen = TerminalPen(out, Reader(lang, ZONE), columns, colour) if columns else Pen(out, Reader(lang, ZONE))
    view.draw(layout, data, pen)
    return out.getvalue().splitlines()


# --- json, jsonl


def test_json_resolves_codes_times_days_and_sentences() -> None:
    first = json.loads(written(ROWS, "json"))[0]
    assert first["status"] == "in_service"
    assert first["t1"] == "2026-06-04T09:00:05+08:00"
    assert first["until"] == "2026-07-01"
    assert first["why"] == "interrupted"
    assert first["none"] is None and first["late"] is False and first["phones"] == ["138", "139"]


def test_json_is_a_list_for_a_list_and_an_object_for_an_object() -> None:
    assert json.loads(written([], "json")) == []
    assert json.loads(written({"order_no": "R-1"}, "json")) == {"order_no": "R-1"}


def test_json_does_not_escape_chinese_and_is_indented_for_a_person_only() -> None:
    assert written({"customer": "张三"}, "json") == '{"customer": "张三"}\n'
    assert written({"customer": "张三"}, "json", out=Terminal()) == '{\n  "customer": "张三"\n}\n'


def test_json_keeps_hostile_text_whole_and_harmless() -> None:
    text = written({"customer": HOSTILE}, "json")
    assert json.loads(text)["customer"] == HOSTILE
    assert "\x1b" not in text and text.count("\n") == 1


def test_other_mappings_and_sets_are_json_too() -> None:
    from types import MappingProxyType

    assert json.loads(written({"a": MappingProxyType({"b": frozenset({"y", "x"})})}, "json")) == {
        "a": {"b": ["x", "y"]}
    }


def test_jsonl_has_a_line_for_each_entry_and_each_result() -> None:
    assert [json.loads(x)["order_no"] for x in written(ROWS, "jsonl").splitlines()] == [
        "R260604-0001",
        "R260604-0002",
    ]
    batch = {"results": [{"id": 1}, {"id": 2}], "approved": 2}
    assert [json.loads(x) for x in written(batch, "jsonl").splitlines()] == [{"id": 1}, {"id": 2}]
    assert json.loads(written({"order_no": "R-1", "t3": [1]}, "jsonl")) == {"order_no": "R-1", "t3": [1]}
    assert written([], "jsonl") == ""


# --- csv, tsv


@pytest.mark.parametrize(("form", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_csv_is_exact_data_with_every_key(form: str, delimiter: str) -> None:
    rows = list(csv.reader(io.StringIO(written(ROWS, form)), delimiter=delimiter, strict=True))
    assert rows[0] == list(ROWS[0])
    first, second = (dict(zip(rows[0], row, strict=True)) for row in rows[1:])
    assert first["t1"] == "2026-06-04T09:00:05+08:00" and first["phones"] == "138;139"
    assert first["promise"] == '{"slot": 1}' and first["late"] == "false" and first["none"] == ""
    assert second["customer"] == '李四,"小"\n四' and second["why"] == ""


@pytest.mark.parametrize(
    "values",
    [
        [],
        ["a"],
        ["a", "b"],
        ["a;b"],
        ["a", "b；c"],
        ["甲、乙", "丙"],
        [""],
        ["", "a"],
        [" a"],
        ["[x]"],
        ['["a"]'],
    ],
)
def test_several_values_in_a_cell_are_read_back_as_they_were(values: list[str]) -> None:
    """Semicolons between them, and a JSON list where a value holds what separates them."""
    (row,) = csv.DictReader(io.StringIO(written([{"values": values}], "csv")))
    assert several(row["values"]) == values
    plain = not any(c in v for v in values for c in ';；、" ') and "" not in values
    assert (row["values"] == ";".join(values)) is plain


def test_objects_in_a_cell_stay_json() -> None:
    (row,) = csv.DictReader(io.StringIO(written([{"slots": [{"at": 1}], "of": ["a", ["b"]]}], "csv")))
    assert (row["slots"], row["of"]) == ('[{"at": 1}]', '["a", ["b"]]')


def test_csv_of_a_view_has_its_columns_even_where_there_are_no_rows() -> None:
    assert written({"path": "p", "settings": []}, "csv", kind="config.show") == "name,value,source,variable\n"


def test_csv_of_one_object_is_one_row() -> None:
    assert written({"a": 1, "b": "张"}, "csv") == "a,b\n1,张\n"


def test_csv_on_a_terminal_is_cleaned_and_in_a_pipe_exact() -> None:
    assert "\x1b" in written({"customer": HOSTILE}, "csv")
    assert "\x1b" not in written({"customer": HOSTILE}, "csv", out=Terminal())


# --- tables

COLUMNS = [
    Column("order_no", N_("order no."), keep=True),
    Column("status", N_("status"), words="status"),
    Column("customer", N_("customer")),
    Column("units", N_("units"), right=True),
    Column("promise.slot", N_("slot")),
]


def test_a_table_lines_up_with_chinese_in_it_and_is_never_cut_off_a_terminal() -> None:
    rows = [dict(ROWS[0], customer="长" * 300), ROWS[1]]
    lines = drawn(View(columns=COLUMNS), rows)
    assert lines[0].split() == ["order", "no.", "status", "customer", "units", "slot"]
    assert "长" * 300 in lines[2]
    assert '李四,"小"\\n四' in lines[3]
    places = [width(lines[2][: lines[2].index(" 2 ")]), width(lines[3][: lines[3].index("10")])]
    assert places[0] == places[1]


def test_codes_show_as_words_in_chinese_and_as_codes_in_english() -> None:
    assert "处理中" in drawn(View(columns=COLUMNS), ROWS, lang="zh")[2]
    assert "in_service" in drawn(View(columns=COLUMNS), ROWS, lang="en")[2]


@pytest.mark.parametrize("columns", [80, 140])
def test_on_a_terminal_a_table_fits_and_loses_nothing(columns: int) -> None:
    address = "北京市朝阳区建国路八十八号院三号楼二单元一八零二室" * 3
    rows = [dict(ROWS[0], customer=address)]
    lines = drawn(View(columns=COLUMNS), rows, columns)
    assert max(width(line) for line in lines) <= columns
    assert any("R260604-0001" in line for line in lines)
    shown = "".join(c for c in "".join(lines) if c in address)
    assert sorted(shown) == sorted(address)


def test_where_no_table_fits_each_row_is_a_block_of_lines() -> None:
    many = [Column("order_no", N_("order no."), keep=True) for _ in range(6)]
    lines = drawn(View(columns=many), ROWS[:2], 40)
    assert max(width(line) for line in lines) <= 40
    assert sum("R260604-0001" in line for line in lines) == 6


def test_an_empty_list_is_told_beside_the_data() -> None:
    out = io.StringIO()
    assert output_show.write("made.up", [], "table", out, Reader("en", ZONE)) is False
    assert view.draw(View(columns=COLUMNS), [], Pen(out, Reader("en", ZONE))) is False
    assert out.getvalue() == ""


def test_a_detail_view_aligns_leaves_out_what_is_empty_and_draws_its_sections() -> None:
    layout = View(
        fields=[
            Column("order_no", N_("order no.")),
            Column("status", N_("status"), words="status"),
            Column("t1", N_("dispatched")),
            Column("late", N_("late")),
            Column("none", N_("nothing")),
            Column("gone", N_("always"), always=True),
        ],
        sections=[
            Section(
                "t3",
                N_("promises"),
                columns=[Column("slot", N_("slot")), Column("kind", N_("kind"), words="t3_kind")],
            ),
            Section("promise", N_("one promise"), fields=[Column("slot", N_("slot"))]),
            Section("never", N_("never"), columns=[Column("x", N_("x"))]),
        ],
    )
    data = {**ROWS[0], "t3": [{"slot": 1, "kind": "unreachable"}], "never": []}
    assert drawn(layout, data) == [
        "order no.   R260604-0001",
        "status      in_service",
        "dispatched  2026-06-04 09:00",
        "late        no",
        "always      –",
        "",
        "promises",
        "  slot  kind",
        "  ────  ───────────",
        "  1     unreachable",
        "",
        "one promise",
        "  slot  1",
    ]


def test_hostile_text_is_harmless_in_every_layout() -> None:
    def own(data: Any, pen: Pen) -> None:
        pen.line(data["customer"], Styled(data["customer"], "red"))
        pen.say(data["customer"])
        pen.heading(data["customer"])

    one = {"customer": HOSTILE, "list": [{"customer": HOSTILE}]}
    field = [Column("customer", N_("customer"), show=lambda value, pen: Styled(value, "red"))]
    for layout, data in [
        (View(columns=field), [one]),
        (View(fields=field, sections=[Section("list", N_("list"), columns=field)]), one),
        (View(draw=own), one),
        (view.generic(one), one),
        (view.generic([one]), [one]),
        (view.generic([HOSTILE]), [HOSTILE]),
    ]:
        for columns in (None, 60):
            text = "\n".join(drawn(layout, data, columns))
            assert "\x1b" not in text and "\\x1b" in text.replace("\n", "").replace(" ", "")
            coloured = "\n".join(drawn(layout, data, columns, colour=True))
            assert re.sub(r"\x1b\[[\d;]+m", "", coloured) == text


def test_colour_needs_a_terminal_and_no_wish_against_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[1m" in written([{"a": 1}], "table", out=Terminal())
    assert "\x1b" not in written([{"a": 1}], "table")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in written([{"a": 1}], "table", out=Terminal())


def test_an_answer_without_a_view_is_shown_by_its_keys() -> None:
    text = written({"order_no": "R-1", "t3": [{"slot": 1}], "done": True}, "table")
    assert text.splitlines() == ["order no  R-1", "done      yes", "", "t3", "  slot", "  ────", "  1"]


def test_a_refusal_is_a_table_of_its_clauses() -> None:
    data = answers.refusal(
        [("late", "001-1.5.2", msg("interrupted")), ("gone", "000-3", msg("interrupted"))]
    ).data
    assert written(data, "table", kind="refusal").splitlines()[2:] == [
        "001-1.5.2  interrupted",
        "000-3      interrupted",
    ]


def test_a_summary_stands_under_the_rows() -> None:
    layout = View(columns=COLUMNS[:1], summary=lambda data: msg("{n} of {all}", n=len(data), all=9))
    assert drawn(layout, ROWS)[-1] == "2 of 9"


def test_sets_of_codes_show_in_a_settled_order() -> None:
    pen = Pen(io.StringIO(), Reader("zh", ZONE))
    assert pen.text({Role.LIAISON, Role.AGENT}, "role") == "座席、大区接口人"
    assert pen.text(None) == pen.text("") == "" and pen.text(True) != ""
    assert pen.text({"a": "张"}) == '{"a": "张"}'


def test_every_view_of_a_noun_is_a_view_and_its_titles_are_marked() -> None:
    import importlib

    from repaircli.platform.output.view import MODULES

    assert "config" in MODULES
    for module in MODULES.values():
        found: Mapping[str, View] = importlib.import_module(f"repaircli.{module}").VIEWS
        assert found and all(isinstance(v, View) for v in found.values())


def test_the_columns_of_csv_are_the_same_with_errors_among_the_rows_and_without_any_row(
    network: Network,
) -> None:
    no = network.downloaded()
    id = network.ok("co1", f"cancel request {no} --reason self_resolved --detail 用户来电")["id"]
    heads = [
        network.run("north", f"cancel approve {line}", format="csv").out.splitlines()[0]
        for line in ("--all --station 000002", f"--from {network.path.parent}/ids --dry-run")
        if (network.path.parent / "ids").write_text(f"{id}\n777\n") or True
    ]
    heads.append(network.run("north", f"cancel approve {id} 777", format="csv").out.splitlines()[0])
    assert set(heads) == {"id,order_no,status,exit,already,new_order_no,would_be,why,text"}


def test_a_file_that_is_not_there_is_a_wrong_command_line_everywhere(network: Network) -> None:
    no = network.downloaded()
    for who, line in (
        ("north", "cancel approve --from"),
        ("north", "cancel approve --apply"),
        ("co1", "order show --from"),
        ("co1", f"order attach {no}"),
        ("agent", "order create --from-json"),
        ("admin", "order import"),
        ("admin", "codes import"),
    ):
        said = network.run(who, f"{line} nofile")
        assert said.exit == 2 and "nofile" in said.err, line
