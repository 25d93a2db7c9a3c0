"""`rules list`, `rules show` and `rules matrix`: in every format, in both languages, without a database."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest

from repaircli import cli
from repaircli.commands.rules import Edition
from repaircli.rules.cancelling.matrix import ROWS
from repaircli.rules.policy.editions import EDITIONS

MATRIX = Path(__file__).resolve().parents[1] / "rules" / "matrix.csv"


@pytest.fixture(autouse=True)
def no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPAIRCLI_DB", str(tmp_path / "nowhere" / "none.db"))
    monkeypatch.delenv("REPAIRCLI_FORMAT", raising=False)


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    code = cli.main(["--lang", "en", *argv])
    told = capsys.readouterr()
    return code, told.out, told.err


def data(capsys: pytest.CaptureFixture[str], *argv: str) -> Any:
    code, out, err = run(capsys, *argv, "--format", "json")
    assert (code, err) == (0, "")
    return json.loads(out)


def test_list_has_every_reason_with_group_words_and_clauses(capsys: pytest.CaptureFixture[str]) -> None:
    rows = data(capsys, "rules", "list")
    assert [r["reason"] for r in rows] == list(ROWS)
    assert all(r["group"] in "ABCD" and r["words"]["zh"] and r["words"]["en"] and r["clauses"] for r in rows)


def test_list_of_the_other_edition_says_what_it_does_not_list(capsys: pytest.CaptureFixture[str]) -> None:
    rows = data(capsys, "rules", "list", "--edition", "v2")
    assert {r["reason"] for r in rows if not r["listed"]} == EDITIONS["v2"].absent
    assert all(c.startswith("000") for r in rows for c in r["clauses"])


def test_list_of_editions_has_their_differences(capsys: pytest.CaptureFixture[str]) -> None:
    found = data(capsys, "rules", "list", "--editions")
    assert [e["edition"] for e in found["editions"]] == ["manual", "v2"]
    assert {"clause": "001-3.5.2", "manual": 15, "v2": 0}.items() <= found["differences"][0].items()


def test_show_of_a_reason_has_its_cells_conditions_clauses_and_differences(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = data(capsys, "rules", "show", "plan_refused_onsite")
    assert found["cells"]["cc"] == {"station": "RF", "region": "RF°", "customer": "CX"}
    assert "visit" in found["stage"] and len(found["conditions"]) == 1
    assert [c["clause"] for c in found["clauses"]] == ["001-1.5.7"]
    assert found["remark_word"] == "特殊要求"
    assert any(d["v2"] is False for d in found["differences"])


@pytest.mark.parametrize("reason", ROWS)
def test_every_reason_is_shown_by_its_chinese_words_too(
    reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert data(capsys, "rules", "show", ROWS[reason].zh)["reason"] == reason
    for lang in ("zh", "en"):
        assert cli.main(["rules", "show", reason, "--lang", lang]) == 0
        out = capsys.readouterr().out
        assert reason in out and ROWS[reason].zh in out and "{" not in out


def test_show_of_a_clause_has_what_stands_on_it(capsys: pytest.CaptureFixture[str]) -> None:
    for text in ("001-1.5.2", "1.5.2", "§1.5.2"):
        found = data(capsys, "rules", "show", text)
        assert found["clause"] == "001-1.5.2" and found["title"]["zh"] and found["summary"]["en"]
        assert {"wrong_phone", "unreachable", "unreachable_early"} == {r["reason"] for r in found["reasons"]}
        assert "unreachable_too_early" in {c["code"] for c in found["checks"]}
    gates = data(capsys, "rules", "show", "001-3.6.4")["gates"]
    assert [g["gate"] for g in gates] == ["G7"]


def test_show_of_a_clause_fills_the_gaps_of_its_checks(capsys: pytest.CaptureFixture[str]) -> None:
    assert "{" not in run(capsys, "rules", "show", "001-1.5.2")[1]


@pytest.mark.parametrize(("text", "near"), [("wrong_phon", "wrong_phone"), ("001-1.5.11", "001-1.5.1")])
def test_show_of_what_is_neither_names_what_is_close(
    text: str, near: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "rules", "show", text)
    assert (code, out) == (5, "") and near in err
    code, out, err = run(capsys, "rules", "show", "\x1b[31m??", "-f", "json")
    assert (code, out) == (5, "") and json.loads(err)["error"]["hint"] == "repaircli rules list"
    assert "\x1b" not in err


def test_an_unknown_edition_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "rules", "matrix", "--edition", "v3")
    assert (code, out) == (2, "") and "manual" in err


def test_the_editions_of_the_command_are_those_of_the_rules() -> None:
    assert list(get_args(Edition)) == list(EDITIONS)


def test_matrix_in_csv_is_the_policys_table_cell_by_cell(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "rules", "matrix", "--format", "csv")
    with MATRIX.open(encoding="utf-8", newline="") as file:
        policy = list(csv.reader(file))
    found = list(csv.reader(io.StringIO(out)))
    # beside the table of the policy the English words and the group stand
    assert code == 0 and [row[:2] + row[4:] for row in found[1:]] == policy[1:]
    assert [h.replace(".", "·") for h in found[0][4:]] == policy[0][2:] and found[0][2:4] == [
        "words.en",
        "group",
    ]


def test_matrix_is_printed_with_every_row_in_its_group_and_a_legend(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, out, _ = run(capsys, "rules", "matrix")
    lines = out.splitlines()
    assert [w for line in lines if (w := line.partition(" ")[0]) in ROWS] == list(ROWS)
    row = next(line for line in lines if line.startswith("dispatch_error"))
    assert row.split()[-9:] == ["RX/RR", "RX/RR°", "CX", "RX/RR°", "RX/RR°", "CX", "NA°", "NA°", "CX°"]
    assert "° inferred" in lines[-1] and "RF region_cancel_with_form" in lines[-1]


def test_matrix_of_the_other_edition_differs_where_that_does(capsys: pytest.CaptureFixture[str]) -> None:
    found = data(capsys, "rules", "matrix", "--edition", "v2")
    cells = {r["reason"]: r for r in found["results"]}
    assert found["edition"] == "v2"
    assert cells["parts_late"]["cc"]["station"] == "CO"
    assert cells["plan_refused_onsite"]["cc"] == {"station": "CO°", "region": "CO°", "customer": "CX"}


@pytest.mark.parametrize("columns", [60, 80, 100, 140, 200])
def test_nothing_is_wider_than_the_terminal(columns: int) -> None:
    from repaircli.platform.output.resolve import Reader
    from repaircli.platform.output.terminal import TerminalPen
    from repaircli.platform.output.view import draw, view_of
    from repaircli.platform.output.width import width
    from repaircli.system import rules

    for answer in (
        rules.matrix(),
        rules.listed("v2"),
        rules.editions(),
        rules.shown("unreachable"),
        rules.shown("1.5.2"),
    ):
        for lang in ("zh", "en"):
            out = io.StringIO()
            draw(view_of(answer.kind, answer.data), answer.data, TerminalPen(out, Reader(lang), columns))
            too_wide = [line for line in out.getvalue().splitlines() if width(line) > columns]
            assert not too_wide or (columns < 60 and answer.kind == "rules.matrix"), (answer.kind, lang)


PROBE = """
import json, sys
from repaircli.cli import main
code = main(sys.argv[1:])
sys.stderr.write("\\n" + json.dumps([code, sorted(sys.modules)]))
"""
HEAVY = {"sqlalchemy", "sqlmodel", "pydantic", "rich", "chinese_calendar", "dateutil"}


@pytest.mark.parametrize("argv", [["list"], ["show", "unreachable"], ["show", "3.5.2"], ["matrix"]])
def test_the_rules_are_told_without_anything_heavy(argv: list[str], tmp_path: Path) -> None:
    environment = {**os.environ, "REPAIRCLI_DB": str(tmp_path / "none.db")}
    done = subprocess.run(
        [sys.executable, "-c", PROBE, "rules", *argv],
        capture_output=True,
        text=True,
        timeout=60,
        env=environment,
    )
    code, modules = json.loads(done.stderr.splitlines()[-1])
    assert code == 0
    assert {m.split(".")[0] for m in modules} & HEAVY == set()
    assert not [m for m in modules if m.startswith("repaircli.platform.db")]
