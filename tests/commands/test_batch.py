"""Many commands in one process: every line answers for itself, and what it has done stands."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import tools
from hypothesis import given
from hypothesis import strategies as st
from network import Network

from repaircli.commands.framework.lines import words
from repaircli.platform import machine
from repaircli.platform.db import audit
from repaircli.platform.errors import UsageProblem


def results(net: Network, text: str, *options: str, who: str | None = "co1") -> tuple[int, list[Any]]:
    ran = net.run(who, "batch", *options, stdin=text)
    return ran.exit, [json.loads(line) for line in ran.out.splitlines()]


# --- lines


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("order show R-1", ["order", "show", "R-1"]),
        ("  repaircli  order\tshow R-1\r\n", ["order", "show", "R-1"]),
        ("repaircli", []),
        ("", []),
        ("   \n", []),
        ("# order show R-1", []),
        ("order show R-1  # the first one", ["order", "show", "R-1"]),
        ("order edit R-1 --address 3#楼", ["order", "edit", "R-1", "--address", "3#楼"]),
        ("order edit R-1 --address '3 #楼'", ["order", "edit", "R-1", "--address", "3 #楼"]),
        ('a "#" "" b', ["a", "#", "", "b"]),
        (r'a\ b "say \"hi\" \n" c', ["a b", r'say "hi" \n', "c"]),
        ("a'b c'd", ["ab cd"]),
        ("a\u3000b", ["a\u3000b"]),
    ],
)
def test_a_line_is_split_into_words(line: str, found: list[str]) -> None:
    assert words(line) == found


@pytest.mark.skipif(machine.WINDOWS, reason="there a backslash stands between folders")
@given(st.text(alphabet="ab 中\t\n'\"\\-", max_size=12))
def test_a_line_without_a_comment_is_split_as_shlex_does(line: str) -> None:
    try:
        expected = shlex.split(line)
    except ValueError:
        with pytest.raises(UsageProblem):
            words(line)
    else:
        assert words(line) == expected


# --- answers


def test_every_line_answers_with_a_json_object(network: Network) -> None:
    no = network.create()
    code, found = results(
        network, f"# the morning\norder download {no}\n\nrepaircli order assign {no} --engineer eng1\n"
    )
    assert code == 0
    assert [(r["line"], r["exit"], r["answer"]["status"]) for r in found] == [
        (2, 0, "downloaded"),
        (4, 0, "downloaded"),
    ]
    assert found[1]["command"] == f"repaircli order assign {no} --engineer eng1"
    assert network.show(no)["engineer"] == "eng1"


def test_what_fails_is_told_and_the_next_line_goes_on(network: Network) -> None:
    no = network.create()
    code, found = results(
        network, f"order show R-none\norder sign {no}\norder shwo\norder show 'x\norder download {no}\n"
    )
    assert code == 7
    assert [(r["line"], r["exit"]) for r in found] == [(1, 5), (2, 3), (3, 2), (4, 2), (5, 0)]
    assert found[0]["error"]["code"] == "no_order" and "answer" not in found[0]
    assert found[1]["answer"]["refused"] is True and "error" not in found[1]
    assert "shwo" in found[2]["error"]["message"]
    assert "'x" in found[3]["error"]["message"]


def test_with_stop_nothing_after_the_first_failure_is_done(network: Network) -> None:
    no = network.create()
    code, found = results(network, f"order show R-none\norder download {no}\n", "--stop")
    assert code == 7 and [r["line"] for r in found] == [1]
    assert network.show(no)["status"] == "dispatched"


def test_a_person_reads_each_answer_under_its_line_and_which_line_failed(network: Network) -> None:
    no = network.create()
    ran = network.run(
        "co1",
        "batch",
        stdin=f"order download {no}\norder show R-none\norder shw\norder sign {no}\n",
        format="table",
    )
    assert ran.exit == 7
    assert ran.out.startswith(f"1  order download {no}\n") and "\n2  order show R-none\n" in ran.out
    assert "downloaded" in ran.out
    lines = ran.err.splitlines()
    assert "line 2: no such order: R-none" in lines
    assert "line 3: no such command: shw; did you mean show" in lines
    assert any(line.startswith("line 4: ") for line in lines)
    assert lines[-1] == "3 of 4 lines refused or failed: 2, 3, 4"


def test_quiet_tells_only_what_went_wrong(network: Network) -> None:
    text = "region list --as admin\norder show R-none\n"
    ran = network.run("co1", "batch", "--quiet", stdin=text, format="table")
    assert (ran.exit, ran.out) == (7, "") and "line 2: no such order" in ran.err
    code, found = results(network, text, "-q")
    assert code == 7 and [r["line"] for r in found] == [2]


def test_rows_for_a_spreadsheet_name_line_exit_and_message(network: Network) -> None:
    ran = network.run("co1", "batch", stdin="order list\norder show R-none\n", format="csv")
    assert ran.out == (
        "line,exit,command,message\n1,0,order list,\n2,5,order show R-none,no such order: R-none\n"
    )


def test_help_in_a_line_is_its_answer(network: Network) -> None:
    code, found = results(network, "order show --help\norder\n")
    assert code == 7 and found[0]["answer"].startswith("Usage: repaircli order show")
    assert found[1]["error"]["message"] == "a command is missing"


def test_an_empty_batch_has_nothing_to_do(network: Network) -> None:
    assert results(network, "\n# nothing\n") == (0, [])


def test_a_batch_without_its_file_is_a_usage_error(network: Network, tmp_path: Path) -> None:
    ran = network.run("co1", "batch", str(tmp_path / "none.txt"))
    assert ran.exit == 2 and "none.txt" in ran.err


def test_bytes_that_are_no_utf_8_are_a_usage_error_of_their_line(network: Network, tmp_path: Path) -> None:
    file = tmp_path / "lines.txt"
    file.write_bytes(b"\xef\xbb\xbforder list\r\norder show \xd6\xd0\r\n")
    ran = network.run("co1", "batch", str(file))
    first, second = (json.loads(line) for line in ran.out.splitlines())
    assert (first["exit"], second["exit"]) == (0, 2) and "UTF-8" in second["error"]["message"]


# --- what the lines start from


def test_what_the_batch_says_holds_for_lines_that_say_nothing_else(network: Network) -> None:
    no = network.create()
    _, found = results(
        network,
        f"whoami\nwhoami --as north\n--as eng1 whoami\nwhoami --lang zh\norder show {no}x --lang zh\n",
    )
    assert [r["answer"]["login"] for r in found[:4]] == ["co1", "north", "eng1", "co1"]
    assert found[4]["error"]["message"].startswith("没有")


def test_one_role_may_hold_for_all_lines(network: Network) -> None:
    _, found = results(network, "whoami\nwhoami --role coordinator\n", "--role", "engineer", who="both1")
    assert [r["answer"]["role"] for r in found] == ["engineer", "coordinator"]


def test_each_line_has_a_request_id_of_its_own(network: Network) -> None:
    no = network.create()
    text = f"order download {no}\norder assign {no} --engineer eng1\n"
    first = results(network, text, "--request-id", "morning")
    with network.tx() as tx:
        events = audit.count(tx)
    assert results(network, text, "--request-id", "morning") == first
    with network.tx() as tx:
        assert audit.count(tx) == events
    assert network.ok("co1", "op", "show", "morning:2")["command"] == "order assign"


def test_lines_on_another_database_do_not_meet(network: Network, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    text = f"init --training --db {other}\nregion list --db {other}\nregion list\nregion list --db {other}\n"
    _, found = results(network, text, who="admin")
    assert [r["exit"] for r in found] == [0, 0, 0, 0]
    assert [len(r["answer"]) for r in found[1:]] == [0, 2, 0]


def test_a_line_that_reads_standard_input_does_not_swallow_the_lines(network: Network) -> None:
    code, found = results(network, "order create --service onsite --from-json -\nwhoami\n", who="agent")
    assert code == 7 and [r["exit"] for r in found] == [2, 0]


@pytest.mark.parametrize("line", ["batch x", "--lang zh batch", "shell"])
def test_a_batch_does_not_run_inside_of_a_batch(network: Network, line: str) -> None:
    code, found = results(network, f"{line}\nwhoami\n")
    assert code == 7 and [r["exit"] for r in found] == [2, 0]


# --- a process


def started(net: Network, *more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "repaircli",
            "batch",
            "--db",
            str(net.path),
            "--as",
            "co1",
            "-f",
            "json",
            *more,
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "REPAIRCLI_NOW": net.now},
    )


def said(batch: subprocess.Popen[str], line: str) -> Any:
    assert batch.stdin and batch.stdout
    batch.stdin.write(line + "\n")
    batch.stdin.flush()
    return json.loads(batch.stdout.readline())


@tools.on_unix
def test_a_line_is_answered_before_the_next_one_is_sent_and_an_interrupt_leaves_it_done(
    network: Network,
) -> None:
    no = network.create()
    batch = started(network)
    assert said(batch, f"order download {no}")["answer"]["status"] == "downloaded"
    batch.send_signal(signal.SIGINT)
    out, err = batch.communicate(timeout=60)
    assert (batch.returncode, out) == (130, "")
    assert "interrupted" in err and "Traceback" not in err
    assert network.show(no)["status"] == "downloaded"


@tools.on_unix
def test_a_database_that_took_the_place_of_another_is_seen(network: Network, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    shutil.copyfile(network.path, copy)
    network.ok("admin", "region", "add", "华南区")
    batch = started(network)
    assert len(said(batch, "region list")["answer"]) == 3
    os.replace(copy, network.path)
    assert len(said(batch, "region list")["answer"]) == 2
    batch.communicate(timeout=60)
    assert batch.returncode == 0


def test_a_reader_who_leaves_stops_the_batch(network: Network) -> None:
    no = network.create()
    batch = started(network)
    assert said(batch, "whoami")["exit"] == 0
    assert batch.stdin and batch.stdout and batch.stderr
    batch.stdout.close()
    batch.stdin.write(f"whoami\norder download {no}\n")
    batch.stdin.close()
    assert batch.wait(timeout=60) == 7 and batch.stderr.read() == ""
    batch.stderr.close()
    assert network.show(no)["status"] == "dispatched"
