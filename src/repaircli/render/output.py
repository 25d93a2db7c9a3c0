"""The one way out: an answer to stdout in the format asked for, what goes with it to stderr."""

from __future__ import annotations

import csv
import json
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from repaircli import invocation, settings
from repaircli.domain import Answer
from repaircli.errors import EXIT_REFUSED, UsageProblem
from repaircli.i18n import tr
from repaircli.render.clean import clean
from repaircli.render.resolve import Reader
from repaircli.text import Msg, msg


def show(answer: Answer) -> None:
    """Writes the data to stdout, then notes, complaint and hint to stderr."""
    said = invocation.current()
    reader = Reader(said.lang)
    out = sys.stdout
    drawn = write(answer.kind, answer.data, chosen_format(), out, reader)
    out.flush()
    if not drawn:
        from repaircli.render.view import view_of

        tell(tr(view_of(answer.kind, answer.data).empty))
    for note in answer.notes:
        tell(tr(msg("note: {text}", text=note)))
    if answer.complaint is not None:
        refused = answer.exit == EXIT_REFUSED
        tell(tr(msg("refused: {text}", text=answer.complaint)) if refused else tr(answer.complaint))
    if answer.exit and answer.hint is not None:
        tell_hint(answer.hint)


def write(kind: str, data: Any, form: str, out: TextIO, reader: Reader) -> bool:
    """Writes `data` in the format; False where a table had no rows to write."""
    if form == "table":
        return _write_table(kind, data, out, reader)
    if form == "json":
        out.write(reader.json(data, indent=2 if is_terminal(out) else None) + "\n")
    elif form == "jsonl":
        for row in _rows(data):
            out.write(reader.json(row) + "\n")
    else:
        _write_csv(kind, data, "," if form == "csv" else "\t", out, reader)
    return True


def chosen_format() -> str:
    """The format: option, REPAIRCLI_FORMAT, settings file, table."""
    said = invocation.current().format or os.environ.get("REPAIRCLI_FORMAT")
    if not said:
        try:
            said = settings.read().get("format")
        except UsageProblem:
            # A broken settings file must not keep `config path` from saying where it is.
            said = None
    return said if said in invocation.FORMATS else "table"


def is_terminal(stream: Any) -> bool:
    """Whether a person reads or types there."""
    try:
        return bool(stream.isatty())
    except (AttributeError, ValueError):
        return False


def tell(text: str) -> None:
    """One line on stderr, cleaned."""
    sys.stderr.write(clean(text) + "\n")


def tell_hint(hint: Msg) -> None:
    """What to do next, on stderr."""
    tell(tr(msg("hint: {text}", text=hint)))


def tell_error(code: str, exit: int, message: Msg, hint: Msg | None) -> None:
    """An error on stderr: a line and its hint, or one JSON object where JSON was asked for."""
    if chosen_format() in ("json", "jsonl"):
        from repaircli.render.clean import clean_json

        error = {"code": code, "exit": exit, "message": tr(message), "hint": tr(hint) if hint else None}
        sys.stderr.write(clean_json(json.dumps({"error": error}, ensure_ascii=False)) + "\n")
        return
    tell(tr(msg("error: {text}", text=message)))
    if hint is not None:
        tell_hint(hint)


def agreed(question: Msg) -> bool:
    """Asks on stderr and reads yes or no from stdin."""
    sys.stderr.write(clean(tr(msg("{question} [y/N]", question=question))) + " ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes", "是")


def _write_table(kind: str, data: Any, out: TextIO, reader: Reader) -> bool:
    from repaircli.render.pen import Pen
    from repaircli.render.view import draw, view_of

    terminal = is_terminal(out)
    columns = max(shutil.get_terminal_size((80, 24)).columns, 20) if terminal else None
    pen = Pen(out, reader, columns, colour=terminal and not os.environ.get("NO_COLOR"))
    return draw(view_of(kind, data), data, pen)


def _write_csv(kind: str, data: Any, delimiter: str, out: TextIO, reader: Reader) -> None:
    from repaircli.render.view import at, view_of

    rows = _rows(data)
    keys = view_of(kind, data).csv_keys() if not isinstance(data, Mapping) or "results" in data else []
    if not keys:
        keys = list(
            dict.fromkeys(key for row in rows for key in (row if isinstance(row, Mapping) else ["value"]))
        )
    # In a pipe or a file the cells are data and exact; on a terminal they could harm.
    safe = clean if is_terminal(out) else str
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(keys)
    for row in rows:
        found = row if isinstance(row, Mapping) else {"value": row}
        writer.writerow([safe(reader.cell(at(found, key))) for key in keys])


def _rows(data: Any) -> Sequence[Any]:
    if isinstance(data, Mapping):
        results = data.get("results")
        return results if isinstance(results, (list, tuple)) else [data]
    return data if isinstance(data, (list, tuple)) else [data]
