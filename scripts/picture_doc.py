"""Writes docs/images: pictures of a terminal in which commands are really run, one in each language.

python scripts/picture_doc.py            writes the pictures
python scripts/picture_doc.py --check    exit 1 when one of them is not what it would write
"""

from __future__ import annotations

import contextlib
import io
import os
import pty
import re
import shlex
import subprocess
import sys
import sysconfig
import tempfile
import termios
from html import unescape
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "images"
COLUMNS = 100
_CELL = 12.2
"""The width of a letter in the pictures of Rich."""

_SHOWN = (
    "repaircli order download 538 544",
    "repaircli due --not-overdue --limit 2",
    "repaircli cancel check 538 --reason reschedule_rereport --agrees-rereport --wished 2026-06-20",
)
TITLES = {"en": "repaircli", "zh": "repaircli 培训库"}


def pictures() -> dict[str, str]:
    """By name of the file, the pictures."""
    return {f"terminal-{lang}.svg": _picture(lang) for lang in TITLES}


def _picture(lang: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "PATH": os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)]),
            "HOME": folder,
            "TERM": "xterm-256color",
            "LC_ALL": "C.UTF-8",
            "REPAIRCLI_LANG": lang,
            "REPAIRCLI_DB": str(Path(folder) / "practice.db"),
            "REPAIRCLI_AS": "coord-000001",
            "REPAIRCLI_NOW": "2026-06-12T09:00",
        }
        _run("repaircli init --training --sample", environment)
        console = Console(record=True, width=COLUMNS, file=io.StringIO())
        for command in _SHOWN:
            console.print(Text.assemble(("$ ", "bold green"), (command, "bold")), soft_wrap=True)
            console.print(Text.from_ansi(_run(command, environment)))
    drawn = console.export_svg(title=TITLES[lang], unique_id=f"terminal-{lang}")
    # the fonts of the reader, instead of some from a server
    drawn = re.sub(r" *@font-face \{.*?\}\n", "", drawn, flags=re.S)
    drawn = re.sub(r'textLength="[\d.]+"([^>]*)>([^<]*)</text>', _as_wide_as_its_cells, drawn)
    return re.sub(r"[ \t]+$", "", drawn, flags=re.M)


def _as_wide_as_its_cells(found: re.Match[str]) -> str:
    """A piece of text with its width on the terminal; Rich takes a Chinese character for as narrow as a letter."""
    return f'textLength="{cell_len(unescape(found[2])) * _CELL:.1f}"{found[1]}>{found[2]}</text>'


def _run(command: str, environment: dict[str, str]) -> str:
    """What the command shows on a terminal of its own."""
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (50, COLUMNS))
    with subprocess.Popen(
        shlex.split(command), stdin=subprocess.DEVNULL, stdout=slave, stderr=slave, env=environment
    ):
        os.close(slave)
        shown = b""
        # Linux ends the reading of a terminal that nobody writes to with an error
        with contextlib.suppress(OSError):
            while part := os.read(master, 65536):
                shown += part
    os.close(master)
    return shown.decode().replace("\r\n", "\n")


def main(args: list[str]) -> int:
    """Writes or checks the pictures; gives the exit code."""
    if args not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    stale = False
    FOLDER.mkdir(exist_ok=True)
    for name, text in pictures().items():
        path = FOLDER / name
        if not args:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            print(f"docs/images/{name} is stale: make docs", file=sys.stderr)
            stale = True
    return int(stale)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
