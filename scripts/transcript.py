"""Plays the shell sessions of a document again: what stands under each `$` line is what the command really prints.

python scripts/transcript.py FILE …            writes the outputs into the files anew
python scripts/transcript.py --check FILE …    exit 1, with the difference, where one is not what the commands print

A session is a fenced block marked `console`; the blocks of one file are one shell, in an empty folder.
"""

from __future__ import annotations

import difflib
import os
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

HOME = "/home/you"
"""What stands in the document for the folder in which the commands ran."""

_OPEN, _CLOSE = "```console", "```"
_MARK = "\036"


@dataclass(slots=True)
class Step:
    """One command with its continuation lines, as typed, and the lines below it."""

    typed: list[str]
    output: list[str] = field(default_factory=list)

    @property
    def command(self) -> str:
        return "\n".join(line[2:] for line in self.typed)


def pieces(text: str) -> Iterator[str | Step]:
    """The document as lines outside of sessions and the steps of its sessions, in order."""
    inside = False
    step: Step | None = None
    for line in text.splitlines():
        if not inside:
            inside = line == _OPEN
            yield line
        elif line == _CLOSE:
            if step is not None:
                yield step
            inside, step = False, None
            yield line
        elif line.startswith("$ "):
            if step is not None:
                yield step
            step = Step([line])
        elif step is None:
            raise ValueError(f"a session begins with a command, not with: {line}")
        elif line.startswith("> ") and not step.output and step.typed[-1].endswith("\\"):
            step.typed.append(line)
        else:
            step.output.append(line)
    if inside:
        raise ValueError("a session is not closed")


def replayed(text: str) -> str:
    """The document with the outputs of its commands as they are now."""
    found = list(pieces(text))
    outputs = iter(_outputs([p.command for p in found if isinstance(p, Step)]))
    lines: list[str] = []
    for piece in found:
        if isinstance(piece, Step):
            lines += piece.typed + [line.rstrip() for line in next(outputs).splitlines()]
        else:
            lines.append(piece)
    return "\n".join(lines) + "\n"


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
