"""The demonstration: everything played comes out as it must, is shown, and leaves a database that works."""

from __future__ import annotations

import io
import json
import shlex
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from network import Network
from rich.console import Console

from repaircli import cli
from repaircli.demo import run as demo_run
from repaircli.demo import scenes, screen, stage
from repaircli.demo.stage import Stage, Story
from repaircli.platform.answers import Answer
from repaircli.platform.i18n import tr
from repaircli.platform.output import progress
from repaircli.platform.output import show as output_show
from repaircli.platform.output.progress import Work
from repaircli.platform.output.resolve import Reader
from repaircli.platform.output.terminal import TerminalPen
from repaircli.platform.output.width import width
from repaircli.platform.text import Msg, msg
from repaircli.rules.cancelling.matrix import ROWS
from repaircli.rules.policy.decision import Outcome

ZONE = "Asia/Shanghai"


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Answer, Work]:
    """The database, the answer, and how far the demonstration said it was in the end."""
    path = tmp_path_factory.mktemp("demo") / "played.db"
    with progress.shown("demo") as work:
        answer = demo_run.run(cli.main, str(path), ZONE)
    return path, answer, work


def shown(answer: Answer, lang: str = "en", form: str = "table") -> str:
    out = io.StringIO()
    output_show.write(answer.kind, answer.data, form, out, Reader(lang))
    return out.getvalue()


def as_json(answer: Answer) -> Any:
    return json.loads(shown(answer, form="json"))


def test_every_day_is_played_and_every_story_counted(played: tuple[Path, Answer, Work]) -> None:
    days = [entry["day"].isoformat() for entry in played[1].data["days"]]
    june = ["2026-06-12", "2026-06-15", "2026-06-16", "2026-06-17", "2026-06-18", "2026-06-22"]
    assert days == [*june, "2026-07-01"]
    assert played[2].done == played[2].total == len(demo_run.STORIES)


def test_every_reason_that_can_be_carried_out_was(played: tuple[Path, Answer, Work]) -> None:
    done = {c["reason"] for c in played[1].data["cancels"] if c["remark"]}
    assert done == {code for code, row in ROWS.items() if row.group in "AC"}


def test_every_outcome_came_up(played: tuple[Path, Answer, Work]) -> None:
    assert {c["outcome"] for c in played[1].data["cancels"]} == {str(o) for o in Outcome}


def test_a_refusal_names_its_clauses_and_a_cancel_its_five_fields(
    played: tuple[Path, Answer, Work],
) -> None:
    for case in as_json(played[1])["cancels"]:
        assert case["clauses"], case
        assert case["because"], case
        if case["remark"]:
            assert len(case["remark"].split("/")) == 5, case


def test_the_unreachable_customer_waits_over_a_weekend_and_the_holiday(
    played: tuple[Path, Answer, Work],
) -> None:
    told = as_json(played[1])["unreachable"]
    counted = {d["day"][-2:]: (d["kind"], d["counted"], d["calls"]) for d in told["days"]}
    assert counted == {
        "13": ("weekend", None, 0),
        "14": ("weekend", None, 0),
        "15": ("weekday", 1, 6),
        "16": ("weekday", 2, 5),
        "17": ("weekday", 3, 6),
        "18": ("weekday", 4, 6),
        "19": ("holiday", None, 0),
        "20": ("holiday", None, 0),
        "21": ("holiday", None, 0),
        "22": ("weekday", 5, 0),
    }
    asked = [(a["at"][8:19], a["allowed"], (a["allowed_from"] or "")[8:19]) for a in told["asked"]]
    assert asked == [
        ("16T18:10:00", False, ""),
        ("17T18:10:00", False, ""),
        ("18T18:10:00", False, "22T18:00:00"),
        ("22T17:59:59", False, "22T18:00:00"),
        ("22T18:00:00", True, ""),
    ]
    assert told["asked"][0]["missing"] == [
        "2026-06-16: 5 of 6 calls",
        "2026-06-17: 0 of 6 calls",
        "1 of 3 working days with 6 calls; 2 still to do",
        "2 of 5 working days",
    ]


def test_the_batch_answers_every_id_and_some_are_refused(played: tuple[Path, Answer, Work]) -> None:
    batch = played[1].data["batch"]
    assert [r["exit"] for r in batch["results"]] == [0, 0, 0, 0, 3, 3, 3, 4, 5]
    assert (batch["approved"], batch["refused"]) == (4, 5)


def test_the_figures_are_those_of_the_database(played: tuple[Path, Answer, Work]) -> None:
    path, answer, _ = played
    orders = Network(path).ok("admin", "order", "list", "--limit", "10000")
    figures = answer.data["figures"]
    assert figures["orders"] == len(orders)
    for entry in figures["status"]:
        assert entry["count"] == sum(o["status"] == entry["code"] for o in orders)
    closed = [o for o in orders if o["status"] == "resolved"]
    assert sum(e["count"] for e in figures["close_basis"]) == len(closed) >= 8
    assert {e["code"] for e in figures["close_basis"]} == {
        "signed",
        "phone",
        "pickup",
        "delivered",
        "region_confirmed",
    }
    queued = Network(path).ok("admin", "notify", "list")
    assert sum(n["count"] for n in answer.data["notifications"]) == len(queued)


def test_the_commands_to_try_next_all_work(
    played: tuple[Path, Answer, Work], capsys: pytest.CaptureFixture[str]
) -> None:
    commands = played[1].data["next"]
    assert len(commands) == 3
    for command in commands:
        program, *words = shlex.split(command)
        assert program == "repaircli"
        assert str(played[0]) in words
        assert cli.main(words) == 0, command
        assert capsys.readouterr().out, command


def test_it_is_the_same_play_every_time(
    played: tuple[Path, Answer, Work], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "again.db"
    assert cli.main(["demo", "--keep", str(path), "-f", "json", "--lang", "en"]) == 0
    again = capsys.readouterr().out.replace(str(path), "HERE")
    assert json.loads(again) == json.loads(shown(played[1], form="json").replace(str(played[0]), "HERE"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_step_is_shown_where_all_is_asked_for(played: tuple[Path, Answer, Work], lang: str) -> None:
    text = shown(replace(played[1], kind="demo.all"), lang)
    words = {"zh": ("撤单改派", "正常关单，不予撤单"), "en": ("region_cancel_reassign", "must_close")}
    for word in (*words[lang], "2026-06-22 18:00:00", "001-1.5.2", "华北区/000002/产能错"):
        assert word in text
    assert 120 < len(text.splitlines()) < 300


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_off_a_terminal_the_scenes_are_plain_text(played: tuple[Path, Answer, Work], lang: str) -> None:
    text = shown(played[1], lang)
    assert "\x1b" not in text
    told = [tr(scene.title, lang) for scene in scenes.SCENES]
    assert [title for title in told if title not in text] == []
    for command in played[1].data["next"]:
        assert command in text


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("number", range(len(scenes.SCENES)))
def test_a_scene_fits_a_screen_of_80_columns_and_24_lines(
    played: tuple[Path, Answer, Work], number: int, lang: str
) -> None:
    out = io.StringIO()
    pen = TerminalPen(out, Reader(lang), 80)
    console = Console(file=out, width=80, force_terminal=True, color_system=None)
    scene = played[1].data["scenes"][number]
    console.print(screen.panel(scene, f"{number + 1}/10", console, pen, 23))
    lines = out.getvalue().splitlines()
    assert len(lines) <= 23
    assert max(width(line) for line in lines) <= 80
    text = out.getvalue()
    assert tr(scene["title"], lang) in text and scene["clauses"][0] in text and "$ repaircli" in text


@pytest.mark.parametrize("columns", [80, 120])
def test_a_scene_that_is_cut_still_says_from_when_it_is_allowed(
    played: tuple[Path, Answer, Work], columns: int
) -> None:
    out = io.StringIO()
    console = Console(file=out, width=columns, force_terminal=True, color_system=None)
    scene = played[1].data["scenes"][1]
    console.print(screen.panel(scene, "2/10", console, TerminalPen(out, Reader("en"), columns), 23))
    too_soon = out.getvalue().partition("18:00:00 $")[0]
    assert "06-22 18:00" in too_soon and "more lines" in too_soon


def test_a_batch_that_is_done_in_part_is_not_called_refused(
    played: tuple[Path, Answer, Work],
) -> None:
    assert "refused: 4 approved" not in shown(played[1])
    assert not any(line.endswith(" ") for line in shown(played[1]).splitlines())


def test_where_something_is_already_nothing_is_played(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = tmp_path / "mine.db"
    there.write_bytes(b"not to be touched")
    assert cli.main(["demo", "--keep", str(there), "-f", "json"]) == 3
    assert cli.main(["demo", "--db", str(there), "-f", "json"]) == 3
    assert there.read_bytes() == b"not to be touched"
    assert list(tmp_path.iterdir()) == [there]


def only(story: Any) -> tuple[tuple[Msg, Any], ...]:
    return ((msg("dispatch"), story),)


def test_a_step_that_comes_out_otherwise_fails_loudly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def wrong(s: Stage) -> Story:
        s.stock(s.every())
        s.case().step("start")
        yield from ()

    monkeypatch.setattr(demo_run, "STORIES", only(wrong))
    assert cli.main(["demo", "--keep", str(tmp_path / "wrong.db"), "-f", "json", "--lang", "en"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    error = json.loads(said.err.splitlines()[-1])["error"]
    assert error["code"] == "unexpected"
    assert "order start" in error["message"]
    assert "exit 0 was expected, not 3" in error["message"]


def test_a_reason_that_no_story_plays_is_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(s: Stage) -> Iterator[str]:
        yield from ()

    monkeypatch.setattr(demo_run, "STORIES", only(nothing))
    with pytest.raises(stage.Unexpected, match="wrong_area, wrong_area_cross_region"):
        demo_run.run(cli.main, str(tmp_path / "short.db"), ZONE)


def test_without_a_place_it_is_played_in_a_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setenv("REPAIRCLI_DB", str(tmp_path / "mine.db"))

    def wrong(s: Stage) -> Story:
        s.expect(False, msg("every order is downloaded"))
        yield from ()

    monkeypatch.setattr(demo_run, "STORIES", only(wrong))
    assert cli.main(["demo"]) == 1
    made = [p.name for p in tmp_path.rglob("*.db")]
    assert made == ["demo.db"]
    assert capsys.readouterr().err
