"""On a terminal Rich draws: what the plain writer shows is all there, harmless, and as wide as the window."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import tools
from hypothesis import given
from hypothesis import strategies as st
from network import Network
from rich.cells import cell_len
from terminal import ENTER, INTERRUPT, Terminal

from repaircli.platform import transaction
from repaircli.platform.answers import Answer, Call
from repaircli.platform.output import progress, view
from repaircli.platform.output import show as output_show
from repaircli.platform.output.clean import clean
from repaircli.platform.output.resolve import Reader
from repaircli.platform.output.table import Column, Pen, Styled
from repaircli.platform.output.terminal import TerminalPen
from repaircli.platform.output.view import Section, View
from repaircli.platform.output.width import width, wrap
from repaircli.platform.text import N_

ZONE = ZoneInfo("Asia/Shanghai")
COLUMNS = [
    Column("order_no", N_("order no."), keep=True),
    Column("customer", N_("customer")),
    Column("new_order_no", N_("new order")),
    Column("address", N_("address")),
]
PAGE = View(
    fields=COLUMNS,
    sections=[
        Section("rows", N_("calls to the customer"), columns=COLUMNS),
        Section("one", N_("details"), fields=COLUMNS),
    ],
)
ONE = {
    "order_no": "R260604-0001",
    "customer": "北京百川设计有限公司（钟工）",
    "new_order_no": "WX260600559",
    "address": "北京市朝阳区建国路八十八号院三号楼二单元一八零二室，电话13800000001，晚上七点以后再打",
}


def page(columns: int, lang: str = "zh", colour: bool = False, **values: str) -> str:
    out = io.StringIO()
    row = ONE | values
    view.draw(
        PAGE, {**row, "rows": [row, row], "one": row}, TerminalPen(out, Reader(lang, ZONE), columns, colour)
    )
    return out.getvalue()


def letters(text: str) -> list[str]:
    """What is no frame, space or mark of a field that is empty."""
    return sorted(c for c in text if c not in "╭╮╰╯─│ \n–")


@tools.on_unix
@pytest.mark.parametrize("columns", [80, 100, 140])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_page_fits_and_shows_every_character_that_the_plain_writer_shows(columns: int, lang: str) -> None:
    out = io.StringIO()
    view.draw(PAGE, {**ONE, "rows": [ONE, ONE], "one": ONE}, Pen(out, Reader(lang, ZONE)))
    drawn = page(columns, lang)
    assert max(map(width, drawn.splitlines())) == columns
    assert letters(drawn) == letters(out.getvalue())


@pytest.mark.parametrize("columns", [40, 60, 80, 100])
def test_a_number_is_never_broken(columns: int) -> None:
    text = page(columns)
    for number in ("R260604-0001", "WX260600559"):
        assert text.count(number) == 4, text


@given(
    st.lists(st.text(max_size=40), min_size=4, max_size=4),
    st.integers(30, 120),
)
def test_any_text_is_all_there_and_the_frame_stands(texts: list[str], columns: int) -> None:
    row = dict(zip(ONE, texts, strict=True))
    drawn = page(columns, **row)
    assert all(c.isprintable() or c in "\n\u3000" for c in drawn)
    for text in texts:
        missing = set(clean(text).replace(" ", "").replace("\u3000", "")) - set(drawn)
        assert not missing


@given(st.text(alphabet="ab张三，。（）￥①Ａ１é–…“”ー한กำ 0-_", max_size=30))
def test_rich_finds_text_as_wide_as_we_do(text: str) -> None:
    assert all(cell_len(line) == width(line) for line in wrap(text, 12))


def test_markup_and_control_characters_of_a_customer_are_shown_and_do_nothing() -> None:
    name = "[red]张三[/] [link=http://x]y[/link] :smile: \x1b[31m\x9b2J\x07\u202e"
    shown = "[red]张三[/] [link=http://x]y[/link] :smile: \\x1b[31m\\x9b2J\\x07\\u202e"
    plain = page(200, customer=name, address="x")
    assert plain.count(shown) == 4
    coloured = page(200, customer=name, address="x", colour=True)
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain
    assert "\x1b]" not in coloured and "\x9b" not in coloured


def test_titles_that_are_wider_than_the_frame_are_not_cut() -> None:
    out = io.StringIO()
    pen = TerminalPen(out, Reader("zh", ZONE), 40)
    pen.title(Styled("标题" * 18, "bold"), "  ", "R260604-0001")
    pen.fields(COLUMNS, ONE)
    pen.end()
    assert out.getvalue().count("标题") == 18 and max(map(width, out.getvalue().splitlines())) == 40


def test_a_command_that_is_wider_than_the_frame_has_none_and_stays_in_one_piece() -> None:
    out = io.StringIO()
    pen = TerminalPen(out, Reader("en", ZONE), 40)
    pen.heading("try next")
    pen.line("repaircli order list", indent=2)
    pen.line("repaircli --as coord-000005 cancel check WX260600077", indent=2)
    pen.end()
    assert out.getvalue().splitlines() == [
        "",
        "try next",
        "  repaircli order list",
        "  repaircli --as coord-000005 cancel check WX260600077",
    ]


class Person(io.StringIO):
    def isatty(self) -> bool:
        return True


@tools.on_unix
@pytest.mark.parametrize(
    ("settings", "terminal", "framed", "coloured"),
    [
        ({}, True, True, True),
        ({}, False, False, False),
        ({"NO_COLOR": "1"}, True, True, False),
        ({"TERM": "dumb"}, True, True, False),
        ({"FORCE_COLOR": "1"}, False, True, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, True, False),
    ],
)
def test_the_settings_of_a_terminal_are_respected(
    monkeypatch: pytest.MonkeyPatch,
    settings: Mapping[str, str],
    terminal: bool,
    framed: bool,
    coloured: bool,
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    out = Person() if terminal else io.StringIO()
    output_show.write("made.up", {"customer": "张三"}, "table", out, Reader("zh", ZONE))
    assert ("╭" in out.getvalue()) is framed
    assert ("\x1b[" in out.getvalue()) is coloured


# --- in a window of their own

PROBE = (
    "import sys; from repaircli.cli import main; main({argv!r}); print('rich loaded:', 'rich' in sys.modules)"
)


def environment(network: Network, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    return kept | {
        "REPAIRCLI_DB": str(network.path),
        "REPAIRCLI_LANG": "en",
        "TERM": "xterm-256color",
        "PYTHONUTF8": "1",
        **more,
    }


@tools.on_unix
@pytest.mark.parametrize(
    "argv",
    [["--as", "co1", "order", "list"], ["order", "show", "--help"], ["config", "path"], ["order", "shw"]],
)
def test_rich_is_not_loaded_off_a_terminal(network: Network, argv: list[str]) -> None:
    network.downloaded()
    said = subprocess.run(
        [sys.executable, "-c", PROBE.format(argv=argv)],
        env=environment(network),
        capture_output=True,
        text=True,
    )
    assert "rich loaded: False" in said.stdout, said


def test_on_a_terminal_only_what_draws_loads_it(network: Network, tmp_path: Path) -> None:
    network.downloaded()
    for argv, loaded in (
        (["--as", "co1", "order", "list"], True),
        (["order", "shw"], False),
        (["order", "--help"], False),
    ):
        with Terminal(
            [sys.executable, "-c", PROBE.format(argv=argv)], environment(network), tmp_path
        ) as window:
            window.sees(f"rich loaded: {loaded}")


SLOW = """
import sys, time
from repaircli.platform import transaction
from repaircli.platform.answers import Answer, Call
from repaircli.platform.output import aside, show

def each(tx, items):
    time.sleep(0.4)
    if items[0] == 4:
        aside.tell("said beside the bar")
    return list(items)

chunks = transaction.Chunks(lambda tx: list(range(12)), each, lambda found: Answer("cancel.ids", found), 2)
show.say(transaction.writes_in_chunks(lambda: chunks)(Call("cancel approve", sys.argv[1], login="north")))
print("rich loaded:", "rich" in sys.modules)
"""


def slow(network: Network, folder: Path, **more: str) -> Terminal:
    return Terminal([sys.executable, "-c", SLOW, str(network.path)], environment(network, **more), folder)


def test_long_work_shows_what_is_done_how_fast_and_the_time_left(network: Network, tmp_path: Path) -> None:
    with slow(network, tmp_path) as window:
        window.sees("cancel approve", "━", "6/12", "/s  0:00:0", " left")
        screen = window.sees("rich loaded:")
    assert "━" not in screen and "6/12" not in screen
    assert [line for line in screen.splitlines() if "said beside the bar" in line] == ["said beside the bar"]


def test_an_interrupt_says_how_much_is_done_and_how_to_go_on(network: Network, tmp_path: Path) -> None:
    with slow(network, tmp_path) as window:
        window.sees("6/12")
        window.press(INTERRUPT)
        screen = window.sees("rich loaded:")
    said = " ".join(screen.split())
    found = re.search(
        r"interrupted: (\d+) of 12 are done and kept; .* --request-id [0-9a-f]{32} to continue", said
    )
    assert found and int(found[1]) in (6, 8)


def test_a_dumb_terminal_has_no_bar(network: Network, tmp_path: Path) -> None:
    with slow(network, tmp_path, TERM="dumb") as window:
        window.sees("rich loaded:")
        assert "━" not in window.screen


def test_off_a_terminal_nothing_shows_how_far_the_work_is(network: Network) -> None:
    said = subprocess.run(
        [sys.executable, "-c", SLOW, str(network.path)],
        env=environment(network),
        capture_output=True,
        text=True,
    )
    assert said.stdout.endswith("11\nrich loaded: False\n"), said
    assert "said beside the bar" in said.stderr and "/12" not in said.stderr


def test_work_within_work_has_no_bar_of_its_own_and_does_not_count_for_it() -> None:
    with progress.shown("outer") as outer:
        progress.count(3, 5)
        with progress.shown("inner") as inner:
            progress.count(70, 100)
        assert (outer.done, outer.total, inner.done) == (3, 5, 70)
        assert progress.reached() == (3, 5)
    progress.count(9)
    assert progress.reached() == (0, 0)


QUESTION = """
from repaircli.platform.output import aside
from repaircli.platform.text import msg
for name in ("张三[red]\\x1b[2J", "x" * 100):
    print("agreed:", aside.agreed(msg("close the order of {name}?", name=name)))
"""


def test_a_question_is_asked_in_full_and_only_a_yes_agrees(network: Network, tmp_path: Path) -> None:
    with Terminal([sys.executable, "-c", QUESTION], environment(network), tmp_path, columns=60) as window:
        window.sees("close the order of 张三[red]\\x1b[2J? [y/N]")
        window.press(f"是{ENTER}")
        window.sees("agreed: True", "x" * 10)
        assert window.quiet().count("x") >= 100
        window.press(ENTER)
        window.sees("agreed: False")


BATCH = """
import sys, time
from repaircli import cli
from repaircli.commands.framework import lines
words = lines.words
lines.words = lambda text: time.sleep(0.3) or words(text)
sys.exit(cli.main(["batch", "--quiet", sys.argv[1]]))
"""


def test_a_batch_shows_its_lines_and_an_interrupt_names_the_command_for_the_others(
    network: Network, tmp_path: Path
) -> None:
    commands = tmp_path / "a day.txt"
    commands.write_text("order show nothing --as co1\n" * 12, encoding="utf-8")
    argv = [sys.executable, "-c", BATCH, str(commands)]
    with Terminal(argv, environment(network), tmp_path, columns=200) as window:
        window.sees("batch", "/12", "line 4")
        window.press(INTERRUPT)
        said = window.sees("interrupted; lines executed and kept: 0", "hint: tail")
        assert window.ended() == 130
    place = re.search(r"hint: tail -n \+(\d+) '(.*)' \| repaircli batch", said)
    assert place and 5 <= int(place[1]) <= 8 and place[2] == str(commands)


def test_an_interrupt_between_steps_says_how_much_stands(network: Network) -> None:
    @transaction.writes_in_steps
    def three(steps: transaction.Steps, reached: int) -> Answer:
        if reached:
            progress.count(reached, 5)
        raise KeyboardInterrupt

    call = Call("tick", str(network.path), login="admin")
    with pytest.raises(KeyboardInterrupt) as stopped:
        three(call, 3)
    assert str(stopped.value.args[0]).startswith(
        "interrupted: 3 of 5 are done and kept; run the same command"
    )
    with pytest.raises(KeyboardInterrupt) as stopped:
        three(call, 0)
    assert stopped.value.args == ()
