"""Lists of ids: on the command line, in a file with one a line, or as JSON."""

from __future__ import annotations

from collections.abc import Sequence

from repaircli.platform.errors import UsageProblem
from repaircli.platform.inputs import entries
from repaircli.platform.text import command_line, msg

_HINT = msg("one id a line, # for comments; or JSON with an id")


def chosen(
    command: str, ids: Sequence[int], everything: bool, source: str | None, *, filtered: bool
) -> list[int] | None:
    """The ids of a batch that `command` decides; None for everything that matches its filters.

    Exactly one of the three ways must be used, and filters only with `everything`. Raises UsageProblem otherwise.
    """
    ways = sum((bool(ids), everything, source is not None))
    if ways != 1:
        raise UsageProblem(
            msg("expected exactly one of: request numbers, --all, --from FILE"),
            command_line("cancel list", "--status pending"),
        )
    if filtered and not everything:
        raise UsageProblem(msg("filters can only be used with --all"), command_line(command, "--all …"))
    if everything:
        return None
    return list(ids) if source is None else read(source)


def read(source: str) -> list[int]:
    """The ids in the file `source`, or on standard input for `-`; an empty one has none. Raises UsageProblem naming a bad line."""
    return [_id(value, text, line) for line, text, value in entries(source, "--from", "id")]


def _id(value: object, text: str, line: int) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 16:
        return int(value)
    raise UsageProblem(
        msg("--from: line {line}: expected an id, got {text}", line=line, text=text[:80]), _HINT
    )
