"""`batch`: many commands in one process, one a line."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import typer

from repaircli.commands.framework import lines as framework_lines
from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun
from repaircli.platform import i18n, invocation, machine
from repaircli.platform.errors import EXIT_INTERRUPTED, EXIT_OK, EXIT_PARTIAL, UsageProblem
from repaircli.platform.text import Msg, msg

if TYPE_CHECKING:
    from repaircli.platform.output.lines import Lines

app = Noun()

_SHOWN = 10
"""How many lines that failed are named at the end."""


@app.command(
    "batch",
    N_(
        "run many commands from a file, one per line\n\n"
        "Words are split and quoted as in a shell. # starts a comment, and the word repaircli at the start of a line"
        " is optional. The options --db, --as, --role, --lang and --yes of batch apply to every line that does not"
        " give its own. With --request-id KEY, line 12 gets the request id KEY:12. With --format json each line"
        " prints one JSON object. A line that fails does not undo the lines before it; the exit code is 7 if any"
        " line was refused or failed."
    ),
    ctx=opt.CONTEXT,
    file=opt.argument("FILE|-", N_("file of commands; default: standard input"))._replace(default="-"),
    stop=opt.flag("--stop", N_("stop at the first line that is refused or fails")),
    quiet=opt.flag("--quiet, -q", N_("print only lines that were refused or failed")),
)
def batch(ctx: typer.Context, file: str, stop: bool, quiet: bool) -> None:
    from repaircli.platform import transaction
    from repaircli.platform.output import aside, lines, progress

    said = invocation.current()
    if said.within == "batch":
        raise UsageProblem(msg("a batch cannot run inside of another one"))
    if file == "-" and aside.is_terminal(sys.stdin):
        aside.tell(i18n.tr(msg("one command a line; Ctrl-D ends")))
    # for a reader who leaves before the end
    said.exit = EXIT_PARTIAL
    silent = aside.is_terminal(sys.stdout) and not quiet
    with (
        transaction.kept(),
        framework_lines.source(file) as texts,
        progress.shown("batch", silent=silent),
    ):
        said.exit = _run(ctx.obj, texts, lines.lines(aside.chosen_format(), quiet), stop, file)


def _run(main: Callable[[list[str]], int], texts: Iterator[str], ear: Lines, stop: bool, file: str) -> int:
    from repaircli.platform import settings
    from repaircli.platform.output import aside, progress

    said = invocation.current()
    with suppress(UsageProblem):
        # once for all lines; each of them tells what is wrong with it
        settings.read()
    start = replace(said, within="batch", ear=ear, command="", exit=EXIT_OK)
    total = None
    if os.path.isfile(file):
        with open(file, "rb") as counted:
            total = sum(1 for _ in counted)
    number, done, failed = 1, 0, []
    try:
        for number, text in enumerate(texts, start=1):
            progress.count(number - 1, total)
            key = said.request_id and f"{said.request_id}:{number}"
            said.lines = replace(start, request_id=key)
            code = _line(main, number, text, ear)
            if code is None:
                continue
            done += 1
            if code != EXIT_OK:
                failed.append(number)
            if ear.interrupted or (stop and failed):
                break
    except KeyboardInterrupt:
        ear.interrupted = True
    if ear.interrupted:
        aside.tell(i18n.tr(msg("interrupted; lines executed and kept: {done}", done=done - len(failed))))
        if file != "-":
            aside.tell_hint(_rest(number, file))
        return EXIT_INTERRUPTED
    if failed:
        aside.tell(i18n.tr(_complaint(done, failed)))
        return EXIT_PARTIAL
    return EXIT_OK


def _rest(number: int, file: str) -> Msg:
    """The command of this system that runs `file` from line `number` on."""
    lines = f"tail -n +{number} {machine.quoted(file)}"
    if machine.WINDOWS:
        lines = f"Get-Content -Encoding UTF8 {machine.quoted(file)} | Select-Object -Skip {number - 1}"
    return Msg(f"{lines} | repaircli batch")


def _line(main: Callable[[list[str]], int], number: int, text: str, ear: Lines) -> int | None:
    """Runs what stands on the line; its exit code, None where nothing stands there."""
    try:
        words = framework_lines.words(text)
    except UsageProblem as error:
        return ear.run(number, text.strip(), partial(_unreadable, ear, error))
    return ear.run(number, text.strip(), partial(main, words)) if words else None


def _unreadable(ear: Lines, error: UsageProblem) -> int:
    ear.error(error.code, error.exit, error.message, error.hint)
    return error.exit


def _complaint(done: int, failed: list[int]) -> Msg:
    shown = tuple(str(number) for number in failed[:_SHOWN]) + (("…",) if len(failed) > _SHOWN else ())
    return msg("{bad} of {all} lines refused or failed: {lines}", bad=len(failed), all=done, lines=shown)
