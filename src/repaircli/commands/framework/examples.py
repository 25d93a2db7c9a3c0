"""The examples of help pages: `commands/examples/NOUN.txt` has those of the commands of one noun.

A command stands on a line of its own, its examples below it, indented: what is typed after the command, `#`, what it
does in English, `#`, the same in Chinese. All values are those of the sample data, so that an example can be tried.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import NamedTuple

from repaircli.platform import invocation

FOLDER = Path(__file__).parent.parent / "examples"

LEAST = 3
"""A page shows at least so many."""


class Example(NamedTuple):
    """A command line without the program, and what it does in both languages."""

    command: str
    en: str
    zh: str

    def text(self) -> str:
        """What it does, in the reader's language."""
        return self.zh if invocation.current().lang == "zh" else self.en


def of_command(name: str, verbs: Sequence[str]) -> Sequence[Example]:
    """The examples of a command (`order show`); of a group (`order`) the first ones of its first commands.

    `verbs` are the commands of the group; those of the program itself stand under its name.
    """
    noun = name.partition(" ")[0] or "repaircli"
    found = of_noun(noun)
    if name in found or not name or not verbs:
        return found.get(name or noun, ())
    below = [found.get(f"{name} {verb}", ()) for verb in verbs]
    return list(islice((e for e in chain(*zip_longest(*below)) if e is not None), LEAST))


@cache
def of_noun(noun: str) -> Mapping[str, Sequence[Example]]:
    """By command (`order show`), the examples of the commands of a noun; none where it has no file."""
    path = FOLDER / f"{noun}.txt"
    found: dict[str, list[Example]] = {}
    if not path.is_file():
        return found
    at: list[Example] = []
    name = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith(" "):
            name = line.strip()
            at = found.setdefault(name, [])
        elif line.strip():
            typed, en, zh = (part.strip() for part in line.split("#"))
            at.append(Example(typed if name == "repaircli" else f"{name} {typed}".rstrip(), en, zh))
    return found
