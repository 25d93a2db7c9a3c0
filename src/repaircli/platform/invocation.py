"""What was said on one command line beside the command itself; alive for one call of `main`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from repaircli.platform.answers import Answer
    from repaircli.platform.text import Msg

FORMATS = ("table", "json", "jsonl", "csv", "tsv")
LANGUAGES = ("zh", "en")


class Ear(Protocol):
    """Hears what a command has to say, in place of the streams."""

    def answer(self, answer: Answer) -> None:
        """What the command answers."""

    def error(self, code: str, exit: int, message: Msg, hint: Msg | None) -> None:
        """What went wrong, and what to do about it."""


@dataclass(slots=True)
class Invocation:
    """The global options of one command line, and what came of it.

    `words` is the line as typed, without the program. `command` is its name without the program (`order assign`), `given` the values of its own arguments and options as
    far as they were typed, `exit` the exit code so far. None: not said there.
    `file` is the settings file once it was read. A command that runs others, line by line, says in `lines` what each
    of them starts from; `within` is its name there. `now` is the time of such a line, where it is not the real one.
    """

    words: Sequence[str] = ()
    db: str | None = None
    login: str | None = None
    role: str | None = None
    lang: str = "en"
    lang_from: str = "default"
    format: str | None = None
    fields: str | None = None
    request_id: str | None = None
    yes: bool = False
    no_pager: bool = False
    command: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)
    exit: int = 0
    file: Mapping[str, Any] | None = None
    unknown_settings: tuple[str, ...] = ()
    ear: Ear | None = None
    within: str = ""
    now: str | None = None
    lines: Invocation | None = None


_current: ContextVar[Invocation | None] = ContextVar("repaircli_invocation", default=None)


def current() -> Invocation:
    """The invocation at hand; an empty one outside of `main`."""
    return _current.get() or Invocation()


def inside() -> bool:
    """Whether a command is running already, which called `main` again."""
    return _current.get() is not None


def line(args: Sequence[str]) -> Invocation | None:
    """The invocation of a line of the running command, by what that says for its lines; None where it says nothing."""
    start = current().lines
    if start is None:
        return None
    said = replace(start, words=tuple(args))
    if (asked := last_value(args, "--lang")) in LANGUAGES:
        said.lang, said.lang_from = asked, "option"
    said.format = last_value(args, "--format", "-f") or said.format
    return said


@contextmanager
def invoked(invocation: Invocation) -> Iterator[Invocation]:
    """Makes `invocation` the current one for the block."""
    token = _current.set(invocation)
    try:
        yield invocation
    finally:
        _current.reset(token)


def language(args: Sequence[str], environ: Mapping[str, str] = os.environ) -> tuple[str, str] | None:
    """The language of messages by `--lang`, REPAIRCLI_LANG, LC_ALL or LANG, and by what; None where none says.

    The words are looked at before they are parsed, because even a wrong command line is answered in it.
    """
    asked = last_value(args, "--lang")
    if asked in LANGUAGES:
        return asked, "option"
    if chosen := environ.get("REPAIRCLI_LANG"):
        return tongue(chosen), "environment"
    locale = environ.get("LC_ALL") or environ.get("LANG") or ""
    if locale.partition(".")[0] in ("", "C", "POSIX"):
        return None
    return tongue(locale), "environment"


def last_value(args: Sequence[str], long: str, short: str | None = None) -> str | None:
    """What stands behind the last of the option's names before `--`: `--x V`, `--x=V`, `-x V`, `-xV`."""
    found = None
    for index, word in enumerate(args):
        if word == "--":
            break
        name, equals, value = word.partition("=")
        if word in (long, short):
            found = args[index + 1] if index + 1 < len(args) else found
        elif equals and name == long:
            found = value
        elif short and word.startswith(short):
            found = word[len(short) :]
    return found


def tongue(locale: str) -> str:
    """Chinese for every Chinese locale, English for all others."""
    return "zh" if locale.lower().startswith("zh") else "en"
