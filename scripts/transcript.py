"""Plays the shell sessions of a document again: what stands under each `$` line is what the command really prints.

python scripts/transcript.py FILE …            writes the outputs into the files anew
python scripts/transcript.py --check FILE …    exit 1, with the difference, where one is not what the commands print

A session is a fenced block marked `console` or `session`; the blocks of one file are one shell, in an empty folder.
`console` is played by `sh`, a process for each command, as a reader would type it. `session` is for long documents: all in
this process, so it knows `export` and `repaircli`, with pipes between them and `<<END` for what is typed into one; its
answers are those of a terminal of 100 columns, and an exit code that is not 0 stands in brackets below.
"""

from __future__ import annotations

import contextlib
import difflib
import io
import os
import re
import shlex
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

HOME = "/home/you"
"""What stands in the document for the folder in which the commands ran."""

_SHELL, _HERE, _CLOSE = "```console", "```session", "```"
_MARK = "\036"
_END = "END"
_TABLE = "| clause | block |"


@dataclass(slots=True)
class Step:
    """One command with its continuation lines, as typed, and the lines below it."""

    typed: list[str]
    fence: str = _SHELL
    output: list[str] = field(default_factory=list)

    @property
    def command(self) -> str:
        return "\n".join(line[2:] for line in self.typed)


def pieces(text: str) -> Iterator[str | Step]:
    """The document as lines outside of sessions and the steps of its sessions, in order."""
    inside = ""
    step: Step | None = None
    for line in text.splitlines():
        if not inside:
            inside = line if line in (_SHELL, _HERE) else ""
            yield line
        elif line == _CLOSE:
            if step is not None:
                yield step
            inside, step = "", None
            yield line
        elif line.startswith("$ "):
            if step is not None:
                yield step
            step = Step([line], inside)
        elif step is None:
            raise ValueError(f"a session begins with a command, not with: {line}")
        elif line.startswith("> ") and not step.output and _goes_on(step.typed):
            step.typed.append(line)
        else:
            step.output.append(line)
    if inside:
        raise ValueError("a session is not closed")


def _goes_on(typed: list[str]) -> bool:
    return typed[-1].endswith("\\") or (f"<<{_END}" in typed[0] and typed[-1] != f"> {_END}")


def replayed(text: str) -> str:
    """The document with the outputs of its commands as they are now."""
    found = list(pieces(text))
    steps = [p for p in found if isinstance(p, Step)]
    fences = {step.fence for step in steps}
    if len(fences) > 1:
        raise ValueError("the blocks of one document are all console, or all session")
    play = _played_here if fences == {_HERE} else _outputs
    outputs = iter(play([step.command for step in steps]))
    lines: list[str] = []
    for piece in found:
        if isinstance(piece, Step):
            lines += piece.typed + [line.rstrip() for line in next(outputs).splitlines()]
        else:
            lines.append(piece)
    return "\n".join(_indexed(lines)) + "\n"


def _outputs(commands: list[str]) -> list[str]:
    """What each of the commands prints, both streams as a terminal mixes them, run in one shell."""
    # the mark keeps $? as the command left it, for a session that asks
    script = "exec 2>&1\n" + "".join(
        f"{c}\n_status=$?; printf '{_MARK}'; (exit $_status)\n" for c in commands
    )
    with tempfile.TemporaryDirectory() as folder:
        home = os.path.realpath(folder)
        environment = {
            "PATH": os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)]),
            "HOME": home,
            "LC_ALL": "C.UTF-8",
            "PYTHONUNBUFFERED": "1",
        }
        ran = subprocess.run(
            ["sh", "-c", script],
            cwd=home,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            check=False,
            text=True,
            encoding="utf-8",
        )
    told = ran.stdout.replace(home, HOME).split(_MARK)
    if len(told) != len(commands) + 1:
        raise RuntimeError(f"the shell stopped after {len(told) - 1} of {len(commands)} commands: {told[-1]}")
    return told[:-1]


def _indexed(lines: list[str]) -> list[str]:
    """The lines with the table of clauses made anew, from the headings that name one (`### 001-1.5.1-a Title`)."""
    if _TABLE not in lines:
        return lines
    start = lines.index(_TABLE) + 2
    end = lines.index("", start)
    return [
        *lines[:start],
        *(f"| {clause} | {title} |" for clause, title in sorted(headings(lines))),
        *lines[end:],
    ]


def headings(lines: Iterable[str]) -> list[tuple[str, str]]:
    """The clauses that blocks are headed by, each with the title of its block."""
    found = [line.removeprefix("### ").partition(" ") for line in lines if line.startswith("### ")]
    return [(clause, title) for clause, _, title in found]


def _played_here(commands: list[str]) -> list[str]:
    """What each of the commands prints, one after another in this process."""
    before, folder_before = dict(os.environ), os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        home = os.path.realpath(folder)
        try:
            os.chdir(home)
            os.environ.clear()
            os.environ |= {"HOME": home, "LC_ALL": "C.UTF-8", "COLUMNS": "100", "NO_COLOR": "1"}
            return [_at_home(_said(command), home) for command in commands]
        finally:
            os.environ.clear()
            os.environ |= before
            os.chdir(folder_before)


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _at_home(text: str, home: str) -> str:
    """`text` with HOME for the folder `home`, in a frame too, whose width must not depend on the folder's name."""
    longer = " " * max(len(home) - len(HOME), 0)
    framed = re.sub(f"{re.escape(home)}(.*)│$", lambda found: f"{HOME}{found[1]}{longer}│", text, flags=re.M)
    return framed.replace(home, HOME)


def _said(command: str) -> str:
    command, _, given = command.partition(f"<<{_END}\n")
    given = given.removesuffix(_END)
    words = shlex.split(command.replace("\\\n", " "), posix=True)
    if words[0] == "export":
        os.environ |= dict(word.split("=", 1) for word in words[1:])
        return ""
    from repaircli import cli

    told, code = "", 0
    while words:
        end = words.index("|") if "|" in words else len(words)
        program, *line = words[:end]
        words = words[end + 1 :]
        if program != "repaircli":
            raise ValueError(f"a session knows export and repaircli, not {program}")
        # into a pipe goes stdout alone
        out, aside = io.StringIO() if words else _Terminal(), io.StringIO()
        stdin, sys.stdin = sys.stdin, io.StringIO(given)
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(aside):
                code = cli.main(line)
        finally:
            sys.stdin = stdin
        given = out.getvalue()
        told += ("" if words else given) + aside.getvalue()
    return told + (f"[{code}]\n" if code else "")


def difference(path: Path) -> str:
    """How the outputs in the file differ from what its commands print; empty where they do not."""
    text = path.read_text(encoding="utf-8")
    now = replayed(text)
    lines = difflib.unified_diff(
        text.splitlines(), now.splitlines(), f"{path.name}, as written", f"{path.name}, as it is", lineterm=""
    )
    return "\n".join(lines)


def main(args: list[str]) -> int:
    """Writes or checks the files; gives the exit code."""
    check = args[:1] == ["--check"]
    files = [Path(name) for name in args[check:]]
    if not files:
        print(__doc__, file=sys.stderr)
        return 2
    found = 0
    for path in files:
        if not check:
            path.write_text(replayed(path.read_text(encoding="utf-8")), encoding="utf-8")
        elif told := difference(path):
            print(told, file=sys.stderr)
            found = 1
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
