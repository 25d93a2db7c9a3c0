"""What is said beside the data, on stderr: notes, hints, errors, a question. Light, for a wrong command line too."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING, TextIO

from repaircli.platform import invocation, settings
from repaircli.platform.errors import UsageProblem
from repaircli.platform.i18n import tr
from repaircli.platform.output.clean import clean, clean_json
from repaircli.platform.output.hint import pasteable
from repaircli.platform.output.width import wrap
from repaircli.platform.text import Msg, msg

if TYPE_CHECKING:
    from rich.console import Console


bars: list[Console] = []
"""Where a progress bar is on the terminal, above which lines are to be written."""


def tell(text: str) -> None:
    """One line on stderr, cleaned; a terminal has it in several, broken between words."""
    safe = clean(text)
    if is_terminal(sys.stderr):
        safe = "\n".join(wrap(safe, shutil.get_terminal_size((80, 24)).columns))
    _write(safe)


def _write(safe: str) -> None:
    if bars:
        bars[-1].out(safe, highlight=False)
    else:
        sys.stderr.write(safe + "\n")


def tell_dimmed(text: Msg) -> None:
    """A mark below the answer, for a terminal: less bright than what was asked for."""
    from rich.text import Text

    from repaircli.platform.output.terminal import console

    console(sys.stderr).print(Text(clean(tr(text)), "dim"))


def tell_note(note: Msg) -> None:
    """Something to know about the answer."""
    tell(tr(msg("note: {text}", text=note)))


def tell_refusal(why: Msg) -> None:
    """The one line that goes with an answer refused by a rule."""
    tell(tr(msg("refused: {text}", text=why)))


def tell_hint(hint: Msg) -> None:
    """What to do next."""
    # in one piece, to be copied
    _write(clean(tr(msg("hint: {text}", text=pasteable(hint)))))


def tell_error(code: str, exit: int, message: Msg, hint: Msg | None) -> None:
    """An error: a line and its hint, or one JSON object where JSON was asked for."""
    if chosen_format() in ("json", "jsonl"):
        import json

        error = {
            "code": code,
            "exit": exit,
            "message": tr(message),
            "hint": pasteable(hint) if hint else None,
        }
        sys.stderr.write(clean_json(json.dumps({"error": error}, ensure_ascii=False)) + "\n")
        return
    tell(tr(msg("error: {text}", text=message)))
    if hint is not None:
        tell_hint(hint)


def agreed(question: Msg) -> bool:
    """Asks for yes or no; anything else is a no."""
    return asked(f"{tr(question)} [y/N]").strip().lower() in ("y", "yes", "是")


def asked(question: str) -> str:
    """Asks where a person sees it, and gives the line that they type, with its end if it has one."""
    out = sys.stdout if is_terminal(sys.stdout) and not is_terminal(sys.stderr) else sys.stderr
    if is_terminal(out):
        from rich.text import Text

        from repaircli.platform.output.terminal import console

        console(out).print(Text(clean(question), "bold"), end=" ", soft_wrap=True)
    else:
        out.write(clean(question) + " ")
    out.flush()
    return sys.stdin.readline()


def chosen_format() -> str:
    """The format of the answer: option, REPAIRCLI_FORMAT, settings file, table."""
    try:
        said = settings.value("format")
    except UsageProblem:
        # A broken settings file must not keep `config path` from saying where it is.
        said = None
    return said if said in invocation.FORMATS else "table"


def is_terminal(stream: TextIO) -> bool:
    """Whether a person reads or types there."""
    try:
        return bool(stream.isatty())
    except (AttributeError, ValueError):
        return False
