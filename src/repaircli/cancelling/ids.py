"""Lists of ids: on the command line, in a file with one a line, or as JSON lines."""

from __future__ import annotations

from collections.abc import Sequence

from repaircli.platform.errors import UsageProblem
from repaircli.platform.inputs import json_of, text_of
from repaircli.platform.text import command_line, msg

_HINT = msg("one id a line, # for comments; or JSON lines with an id")


def chosen(
    command: str, ids: Sequence[int], everything: bool, source: str | None, *, filtered: bool
) -> list[int] | None:
    """The ids of a batch that `command` decides; None for everything that matches its filters.

    Exactly one of the three ways must be used, and filters only with `everything`. Raises UsageProblem otherwise.
    """
    ways = sum((bool(ids), everything, source is not None))
    if ways != 1:
        raise UsageProblem(
            msg("name ids, or give --all, or --from FILE: exactly one of them"),
            command_line("cancel list", "--status pending"),
        )
    if filtered and not everything:
        raise UsageProblem(msg("filters go with --all"), command_line(command, "--all …"))
    if everything:
        return None
    return list(ids) if source is None else read(source)


def read(source: str) -> list[int]:
    """The ids in the file `source`, or on standard input for `-`; an empty one has none. Raises UsageProblem naming a bad line."""
    text = text_of(source, "--from")
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.split("#", 1)[0].strip() if not line.lstrip().startswith("{") else line.strip()
        if bare:
            found.append(_id(bare, number))
    return found


def _id(text: str, line: int) -> int:
    value: object = text
    if text.startswith("{"):
        read = json_of(text, "--from")
        value = read.get("id") if isinstance(read, dict) else None
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 16:
        return int(value)
    raise UsageProblem(
        msg("--from: line {line}: expected an id, got {text}", line=line, text=text[:80]), _HINT
    )
