"""A sentence that is not yet in any language: the English original and what fills its gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from repaircli.platform import machine


@dataclass(frozen=True, slots=True)
class Msg:
    """`id` is the English original with `{name}` gaps; `args` fill them.

    An argument is a str, an int, a `Word` or another `Msg`, or a tuple of these (joined when shown).
    """

    id: str
    args: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.id.format(**{k: _plain(v) for k, v in self.args.items()}) if self.args else self.id


@dataclass(frozen=True, slots=True)
class Word:
    """A code in a sentence: in Chinese its word `zh`, in English the code itself.

    `typed`: the reader may have to type it, so that the code stands behind the word.
    """

    code: str
    zh: str
    typed: bool = False

    def __str__(self) -> str:
        return self.code


class Label(str):
    """The name of a column: the English text, with the Chinese one beside it. The catalogues do not have it."""

    __slots__ = ("zh",)
    zh: str

    def __new__(cls, en: str, zh: str) -> Label:
        made = super().__new__(cls, en)
        made.zh = zh
        return made


@dataclass(frozen=True, slots=True)
class CommandLine(Msg):
    """A command to type next: `name` without the program (`order close`), `id` the whole line with its gaps.

    Only a word that stands for a value (`TIME`) is translated, as help has it. Who may run it is looked up by its name; a test checks that the command and its options
    exist and that it fits the role to which it is shown.
    """

    name: str = ""

    @property
    def options(self) -> tuple[str, ...]:
        """The names of the options on the line."""
        return tuple(word.partition("=")[0] for word in self.id.split() if word.startswith("--"))

    def filled(self, **args: object) -> CommandLine:
        """The same line with more of its gaps filled; text that a shell would split or change is quoted."""
        return CommandLine(
            self.id, {**self.args, **{name: _quoted(value) for name, value in args.items()}}, self.name
        )


def command_line(name: str, rest: str = "", /, **args: object) -> CommandLine:
    """The command `name` with the arguments and options of `rest`, whose `{gaps}` are filled by `args`."""
    return CommandLine(f"repaircli {name} {rest}".rstrip(), name=name).filled(**args)


def retyped(name: str, words: Sequence[str], login: str) -> CommandLine:
    """The command line `words` as it was typed, run as `login`; `name` is that of its command."""
    rest, skip = [], False
    for word in words:
        if not (skip or word == "--as" or word.startswith("--as=")):
            rest.append(machine.quoted(word))
        skip = word == "--as"
    return CommandLine(
        "repaircli {line} --as {login}", {"line": " ".join(rest), "login": machine.quoted(login)}, name
    )


REPORTED = frozenset(
    [
        "--customer",
        "--phone",
        "--caller-no",
        "--address",
        "--area",
        "--product",
        "--model",
        "--serial",
        "--onsite-until",
        "--warranty-until",
        "--fault",
    ]
)
"""What every command takes that passes on what a customer reports."""


def completed(hint: CommandLine, command: str, words: Sequence[str]) -> CommandLine:
    """The hint with what was typed in place of the dots at its end, so that it works when pasted.

    `words` is the line as typed for `command`. What the hint says itself stays; to another command only the customer's
    report is carried over.
    """
    if not hint.id.endswith(" …") or not words:
        return hint
    kept: list[str] = []
    taking = False
    for word in words:
        name = word.partition("=")[0]
        if word.startswith("--"):
            own = name in hint.options or name in _OF_THE_PROGRAM
            taking = not own and (hint.name == command or name in REPORTED)
        elif word.startswith("-") and len(word) > 1:
            taking = False
        if taking:
            kept.append(word if word == name else f"{name}={machine.quoted(word.partition('=')[2])}")
    line = " ".join(word if word.startswith("--") else machine.quoted(word) for word in kept)
    return CommandLine(
        f"{hint.id.removesuffix(' …')} {{typed}}".rstrip(), {**hint.args, "typed": line}, hint.name
    )


_OF_THE_PROGRAM = frozenset(("--as", "--role", "--db", "--lang", "--format", "--request-id", "--yes"))


def _quoted(value: object) -> object:
    if isinstance(value, str):
        return machine.quoted(value)
    if isinstance(value, (tuple, list)):
        return " ".join(str(_quoted(v)) for v in value)
    return value


def _plain(value: object) -> str:
    if isinstance(value, (tuple, list)):
        return ", ".join(_plain(v) for v in value)
    return str(value)


LONGEST_TEXT = 10_000
"""Characters of one text that is kept, however it comes in: typed, in JSON, in a file."""

LONGEST = 200
"""Characters of what somebody typed that a message repeats."""


def shortened(text: Msg) -> Msg:
    """`text` with every argument cut at LONGEST, so that what was typed does not bury what is said about it."""
    if not text.args and len(text.id) <= 2 * LONGEST:
        return text
    if not text.args:
        return replace(text, id=_cut(text.id, 2 * LONGEST))
    return replace(text, args={name: _short(value) for name, value in text.args.items()})


def _short(value: object) -> object:
    if isinstance(value, Msg):
        return shortened(value)
    if isinstance(value, str):
        return _cut(value, LONGEST)
    if isinstance(value, (tuple, list)):
        return tuple(_short(v) for v in value)
    return value


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[:length] + "…"


def msg(id: str, /, **args: object) -> Msg:
    """Marks `id` for the catalogues and joins it with what fills its gaps."""
    return Msg(id, args)


def counted(n: int, one: Msg, several: Msg) -> Msg:
    """`one` for a single thing, `several` for any other number of them."""
    return one if n == 1 else several


def N_(id: str) -> str:
    """Marks a sentence for the catalogues and leaves it as it is."""
    return id
