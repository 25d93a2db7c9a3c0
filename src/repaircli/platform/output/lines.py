"""What the lines of a batch answer: for a person under the line itself, for a program a JSON object or a row each."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from typing import Any

from repaircli.platform import invocation
from repaircli.platform.answers import Answer
from repaircli.platform.errors import EXIT_INTERRUPTED
from repaircli.platform.i18n import tr
from repaircli.platform.output import aside
from repaircli.platform.output import show as output_show
from repaircli.platform.output.resolve import Reader
from repaircli.platform.output.table import Styled
from repaircli.platform.text import Msg, msg


class Lines:
    """The ear of the commands of a batch.

    `quiet` leaves out what went well. `interrupted` says whether a person stopped the command on the last line.
    """

    def __init__(self, quiet: bool) -> None:
        self.quiet = quiet
        self.interrupted = False
        self.number = 0

    def run(self, number: int, command: str, run: Callable[[], int]) -> int:
        """Runs the command on the line `number` and writes what comes of it; its exit code."""
        raise NotImplementedError

    def answer(self, answer: Answer) -> None:
        self.interrupted |= answer.exit == EXIT_INTERRUPTED

    def error(self, code: str, exit: int, message: Msg, hint: Msg | None) -> None:
        self.interrupted |= code == "interrupted"


class Spoken(Lines):
    """What each command says by itself, under its line."""

    def run(self, number: int, command: str, run: Callable[[], int]) -> int:
        self.number = number
        if not self.quiet:
            output_show.pen(sys.stdout, Reader("en")).line(Styled(f"{number}  {command}", "bold"))
            sys.stdout.flush()
        return run()

    def answer(self, answer: Answer) -> None:
        super().answer(answer)
        if not self.quiet:
            output_show.tell_data(answer, sys.stdout)
            for note in answer.notes:
                aside.tell_note(note)
        if answer.complaint is not None:
            self._wrong(answer.complaint, answer.hint)
        elif answer.hint is not None and not self.quiet:
            aside.tell_hint(answer.hint)

    def error(self, code: str, exit: int, message: Msg, hint: Msg | None) -> None:
        super().error(code, exit, message, hint)
        self._wrong(message, hint)

    def _wrong(self, message: Msg, hint: Msg | None) -> None:
        aside.tell(tr(msg("line {number}: {text}", number=self.number, text=message)))
        if hint is not None:
            aside.tell_hint(hint)


class Objects(Lines):
    """A JSON object a line: `line`, `command`, `exit`, and `answer` or `error`."""

    def run(self, number: int, command: str, run: Callable[[], int]) -> int:
        self._said: dict[str, Any] = {}
        self._reader = Reader(invocation.current().lang)
        with redirect_stdout(io.StringIO()) as stray:
            code = run()
        if not self._said and stray.getvalue():
            # a help page, or rows that a command writes to stdout as they are
            self._said["answer"] = stray.getvalue()
        if code or not self.quiet:
            self._write({"line": number, "command": command, "exit": code} | self._said)
        return code

    def _write(self, found: dict[str, Any]) -> None:
        sys.stdout.write(self._reader.json(found) + "\n")
        sys.stdout.flush()

    def answer(self, answer: Answer) -> None:
        super().answer(answer)
        self._reader = Reader(invocation.current().lang)
        self._said["answer"] = answer.data
        if answer.notes:
            self._said["notes"] = list(answer.notes)

    def error(self, code: str, exit: int, message: Msg, hint: Msg | None) -> None:
        super().error(code, exit, message, hint)
        self._reader = Reader(invocation.current().lang)
        self._said["error"] = {"code": code, "exit": exit, "message": message, "hint": hint}


class Rows(Objects):
    """A row a line: `line`, `exit`, `command`, and what was wrong."""

    def __init__(self, quiet: bool, delimiter: str) -> None:
        super().__init__(quiet)
        self._delimiter = delimiter
        self._row(("line", "exit", "command", "message"))

    def _write(self, found: dict[str, Any]) -> None:
        message = found.get("error", {}).get("message") or found.get("complaint")
        told = tr(message, self._reader.lang) if message else ""
        self._row((found["line"], found["exit"], found["command"], told))

    def _row(self, cells: tuple[Any, ...]) -> None:
        csv.writer(sys.stdout, delimiter=self._delimiter, lineterminator="\n").writerow(cells)
        sys.stdout.flush()

    def answer(self, answer: Answer) -> None:
        super().answer(answer)
        self._said["complaint"] = answer.complaint


def lines(form: str, quiet: bool) -> Lines:
    """The ear that writes in the format `form`."""
    if form in ("json", "jsonl"):
        return Objects(quiet)
    if form in ("csv", "tsv"):
        return Rows(quiet, "," if form == "csv" else "\t")
    return Spoken(quiet)
