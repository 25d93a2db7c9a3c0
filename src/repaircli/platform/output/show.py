"""The one way out: an answer to stdout in the format asked for, what goes with it to stderr."""

from __future__ import annotations

import csv
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from repaircli.platform import invocation
from repaircli.platform.answers import Answer
from repaircli.platform.errors import EXIT_REFUSED
from repaircli.platform.i18n import tr
from repaircli.platform.output.aside import (
    chosen_format,
    is_terminal,
    tell,
    tell_hint,
    tell_note,
    tell_refusal,
)
from repaircli.platform.output.clean import clean
from repaircli.platform.output.hint import pasteable
from repaircli.platform.output.pager import paged
from repaircli.platform.output.resolve import Reader
from repaircli.platform.output.table import Pen
from repaircli.platform.output.view import View, at, draw, rows_of, view_of
from repaircli.platform.text import CommandLine, Msg


def show(answer: Answer) -> None:
    """Gives the answer to the ear of the invocation, or writes it."""
    ear = invocation.current().ear
    if ear is None:
        say(answer)
    else:
        ear.answer(answer)


def say(answer: Answer) -> None:
    """Writes the data to stdout, a long answer through the pager; then notes, complaint and hint to stderr."""
    once = _said_once(answer)
    if once is None:
        with paged(sys.stdout) as out:
            tell_data(answer, out)
    for note in answer.notes:
        tell_note(note)
    if answer.complaint is not None:
        if answer.exit == EXIT_REFUSED:
            tell_refusal(once or answer.complaint)
        else:
            tell(tr(answer.complaint))
    if answer.hint is not None:
        tell_hint(answer.hint)


def _said_once(answer: Answer) -> Msg | None:
    """A refusal for one reason as a person on a terminal reads it, with its clause, in place of a table that repeats it."""
    data = answer.data
    if answer.kind != "refusal" or not isinstance(data, Mapping) or len(data.get("checks", ())) != 1:
        return None
    if chosen_format() != "table" or not (is_terminal(sys.stdout) and is_terminal(sys.stderr)):
        return None
    (check,) = data["checks"]
    return Msg("{text} ({clause})", {"text": check["text"], "clause": check["clause"]})


def tell_data(answer: Answer, out: TextIO) -> None:
    """Writes the data to `out`; where a list is empty, says so on stderr."""
    said = invocation.current()
    data, view = answer.data, None
    if said.fields and answer.exit != EXIT_REFUSED:
        from repaircli.platform.output.fields import picked

        data, view = picked(answer.kind, data, said.fields)
    if chosen_format() in ("json", "jsonl") and isinstance(answer.hint, CommandLine):
        # a hint that others are to follow is no plain command line
        data = _addressed(data)
    drawn = write(answer.kind, data, chosen_format(), out, Reader(said.lang), view)
    out.flush()
    if not drawn:
        tell(tr((view or view_of(answer.kind, data)).empty))


def write(kind: str, data: object, form: str, out: TextIO, reader: Reader, view: View | None = None) -> bool:
    """Writes `data` in the format `form`, as `view` where one is given; False where a table had no rows to write."""
    if form == "table":
        return draw(view or view_of(kind, data), data, pen(out, reader))
    if form == "json":
        # Indenting is ten times slower and is for a person only.
        out.write(reader.json(data, indent=2 if is_terminal(out) else None) + "\n")
    elif form == "jsonl":
        for row in _objects(data):
            out.write(reader.json(row) + "\n")
    else:
        _write_csv(view or view_of(kind, data), data, "," if form == "csv" else "\t", out, reader)
    return True


def _addressed(data: object) -> object:
    """`data` with its hint, or that of its decision, as it is typed by who acts."""
    if not isinstance(data, Mapping):
        return data
    found = dict(data)
    if isinstance(found.get("hint"), Msg):
        found["hint"] = pasteable(found["hint"])
    if "decision" in found:
        found["decision"] = _addressed(found["decision"])
    return found


def pen(out: TextIO, reader: Reader) -> Pen:
    """What draws on `out`: Rich as wide as the terminal, or plain text where it is none.

    FORCE_COLOR has a file or a pipe drawn on as a terminal; NO_COLOR and TERM=dumb leave the colours out.
    """
    forced = bool(os.environ.get("FORCE_COLOR"))
    if not (forced or is_terminal(out)):
        return Pen(out, reader)
    from repaircli.platform.output.terminal import TerminalPen

    columns = max(shutil.get_terminal_size((80, 24)).columns, 20)
    return TerminalPen(out, reader, columns, colour=not os.environ.get("NO_COLOR"))


def _write_csv(view: View, data: object, delimiter: str, out: TextIO, reader: Reader) -> None:
    listed = bool(view.columns) and (not isinstance(data, Mapping) or view.rows in data)
    rows = rows_of(data, view.rows) if listed else _objects(data)
    if "exit" in view.csv:
        # the results of a batch: a script finds the same columns whatever failed, and where there is none
        keys = list(view.csv)
    else:
        keys = _csv_keys(view.csv_keys() if listed else [], rows)
    # In a pipe or a file the cells are data and exact; on a terminal they could harm.
    safe = clean if is_terminal(out) else str
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(keys)
    for row in rows:
        found = row if isinstance(row, Mapping) else {"value": row}
        writer.writerow([safe(reader.cell(at(found, key))) for key in keys])


JSON_ONLY = frozenset(("decision", "decision_now"))
"""Whole decisions with their evidence, too large for a cell; their outcome and remark are columns."""


def _csv_keys(declared: Sequence[str], rows: Sequence[Any]) -> list[str]:
    """The keys of the rows in their order, as in JSON; where there is no row, those that the view declares.

    Declared keys with a dot stand for objects, whose parts have a column each.
    """
    if any("." in key for key in declared):
        return list(declared)
    keys: dict[str, None] = {}
    for row in rows:
        found = row.keys() if isinstance(row, Mapping) else {"value": None}.keys()
        if found != keys.keys():
            keys.update(dict.fromkeys(found))
    return [key for key in keys if key not in JSON_ONLY] or list(declared)


def _objects(data: object) -> Sequence[Any]:
    """What a line each stands for: the entries of a list, the results of a batch, else the object itself."""
    if isinstance(data, Mapping):
        results = data.get("results")
        return results if isinstance(results, (list, tuple)) else [data]
    return data if isinstance(data, (list, tuple)) else [data]
