"""Where a command meets the rest: its noun, the call for the action, the answer for the renderer."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from repaircli.platform import invocation
from repaircli.platform.text import N_, Msg, msg

if TYPE_CHECKING:
    from repaircli.commands.framework.options import Param
    from repaircli.platform.answers import Answer, Call

__all__ = [
    "N_",
    "Declined",
    "Into",
    "Msg",
    "Noun",
    "Summary",
    "Verb",
    "asks",
    "call",
    "confirm",
    "cut",
    "export_style",
    "finish",
    "found",
    "from_options",
    "given_options",
    "sorted_by",
]

T = TypeVar("T")


class Declined(Exception):
    """The person was asked and said no."""


class Into(NamedTuple):
    """What an action takes as one object: a dataclass, filled from the options with the names of its fields."""

    path: str


class Verb(NamedTuple):
    """A command before it is built. `run` takes the options by name; `action` is the path of the only call it makes.

    `ask`: the path of what is asked on a terminal before that call.
    """

    name: str
    help: str
    run: Callable[..., None]
    params: Mapping[str, Param]
    settings: Mapping[str, bool] = {}
    action: str = ""
    into: Mapping[str, Into] = {}
    ask: str = ""


class Summary(NamedTuple):
    """A command as its group lists it, under the title `part`."""

    name: str
    help: str
    part: Msg | str = N_("Commands:")


class Noun:
    """The commands that a module declares; each is built when it is asked for."""

    def __init__(self, help: str = "") -> None:
        self.help = help
        self.verbs: dict[str, Verb] = {}
        self.nouns: dict[str, Noun] = {}

    def noun(self, name: str, help: str) -> Noun:
        """A noun below this one."""
        below = self.nouns[name] = Noun(help)
        return below

    def action(self, name: str, help: str, path: str, ask: str = "", /, **params: Param | Into) -> None:
        """A command that is one call of an action, `area.module.function`, which is imported when the command runs.

        The action takes the options by their names here; a test compares names and types. `ask` is the path of
        another action with the same parameters, which writes nothing and gives what a person on a terminal is asked
        first: a question, or None where there is nothing to confirm, as where the command is going to be refused.
        """
        into = {key: param for key, param in params.items() if isinstance(param, Into)}
        own = {key: param for key, param in params.items() if not isinstance(param, Into)}
        own |= _sorting(own)
        self.verbs[name] = Verb(name, help, partial(_act, path, ask, into, own), own, {}, path, into, ask)

    def command(
        self, name: str, help: str, settings: Mapping[str, bool] | None = None, /, **params: Param
    ) -> Callable[[Callable[..., None]], Callable[..., None]]:
        """A command with a function of its own, which takes the options by their names here."""

        def keep(run: Callable[..., None]) -> Callable[..., None]:
            self.verbs[name] = Verb(name, help, run, params, settings or {})
            return run

        return keep


def found(path: str) -> Any:  # a function or a class of any area
    """What stands at `area.module.name`."""
    module, _, name = path.rpartition(".")
    return getattr(import_module(f"repaircli.{module}"), name)


def _act(
    path: str, ask: str, into: Mapping[str, Into], params: Mapping[str, Param], /, **given: object
) -> None:
    from repaircli.commands.framework.options import SHEET, SORT, TRIAL

    for name, of in into.items():
        kind = found(of.path)
        for field in fields(kind):
            given.pop(field.name, None)
        given[name] = from_options(kind)
    asked = call(**{name: None for name, param in params.items() if not param.content})
    if params.get("sheet") is SHEET:
        given.pop("sheet")
    if params.get("dry_run") is TRIAL:
        asked = replace(asked, dry_run=bool(given.pop("dry_run")))
    if ask and not asked.dry_run:
        confirm(lambda: found(ask)(asked, **given))
    sort = given.pop("sort") if params.get("sort") is SORT else None
    limit = _limited(params, given, every=sort is not None)
    answer = found(path)(asked, **given)
    if sort is not None:
        answer = sorted_by(answer, str(sort))
    finish(answer if limit is None else cut(answer, limit, params["limit"]))


def _sorting(params: Mapping[str, Param]) -> dict[str, Param]:
    """The option --sort for a list whose action neither sorts nor tells itself what is left off."""
    from repaircli.commands.framework.options import LIMIT_TOLD, SORT

    limit = params.get("limit")
    if limit is None or not limit.is_limit or limit is LIMIT_TOLD or "sort" in params:
        return {}
    return {"sort": SORT}


def sorted_by(answer: Answer, field: str) -> Answer:
    """The answer with its rows by a key, rows without a value last. Raises UsageProblem for a key that no row has."""
    rows, key = answer.data, field.removeprefix("-")
    if not isinstance(rows, list) or not rows:
        return answer
    plain = [name for name, value in rows[0].items() if not isinstance(value, (list, dict))]
    if key not in plain:
        from repaircli.platform.errors import UsageProblem

        raise UsageProblem(
            msg("{option}: unknown value {text}", option="--sort", text=field),
            msg("possible values: {known}", known=tuple(plain)),
        )
    known = [row for row in rows if row[key] is not None]
    known.sort(key=lambda row: _comparable(row[key]), reverse=field.startswith("-"))
    return replace(answer, data=known + [row for row in rows if row[key] is None])


def _comparable(value: Any) -> Any:  # a value of JSON
    return value.casefold() if isinstance(value, str) else value


def rows_wanted(limit: int | None) -> int:
    """How many rows of a list are shown: as many as was said, else a page on a terminal and every one elsewhere."""
    from repaircli.commands.framework.options import EVERY, PAGE
    from repaircli.platform.output.aside import is_terminal

    return limit or (PAGE if is_terminal(sys.stdout) else EVERY)


def _limited(
    params: Mapping[str, Param], given: dict[str, Any], *, every: bool
) -> int | None:  # values of any option
    """Puts the number of rows into `given` as the action takes it; gives what is to be cut off here, if anything.

    `every`: the action gives every row, because they are sorted here.
    """
    from repaircli.commands.framework import options as opt

    param = params.get("limit")
    if param is None or not param.is_limit:
        return None
    limit = rows_wanted(given.pop("limit"))
    if param is opt.LIMIT_SHOWN:
        return limit
    given["limit"] = opt.EVERY if every else limit if param is opt.LIMIT_TOLD else limit + 1
    return None if param is opt.LIMIT_TOLD else limit


def cut(answer: Answer, limit: int, param: Param) -> Answer:
    """The answer with at most `limit` rows, and a note where some are left off."""
    from repaircli.commands.framework.options import LIMIT_LATEST

    rows = answer.data
    if not isinstance(rows, list) or len(rows) <= limit:
        return answer
    if param is LIMIT_LATEST:
        note = msg("showing only the latest {limit}; use --limit all to show everything", limit=limit)
        return replace(answer, data=rows[-limit:], notes=(*answer.notes, note))
    note = msg("showing only the first {limit}; use --limit all to show everything", limit=limit)
    return replace(answer, data=rows[:limit], notes=(*answer.notes, note))


def call(**also: Any) -> Call:  # values of any option
    """What the shell said, for an action: who acts on which database, and everything that was typed.

    `also` adds what was read from elsewhere, a list on standard input say, and takes the place of what was typed under
    the same name; None leaves it out. Raises UsageProblem where the settings file cannot be read.
    """
    from repaircli.platform import settings
    from repaircli.platform.answers import Call
    from repaircli.platform.output.aside import chosen_format

    said = invocation.current()
    _confirm_numbers(said.given)
    return Call(
        command=said.command,
        database=settings.value("db") or "",
        content={name: value for name, value in (dict(said.given) | also).items() if value is not None},
        login=settings.value("as"),
        role=said.role,
        request_id=said.request_id,
        now=said.now or os.environ.get("REPAIRCLI_NOW") or None,
        zone=settings.value("timezone") or "",
        to_person=said.ear is None and chosen_format() == "table",
    )


_NUMBERS = ("phones", "caller_no", "number")
"""The options that take telephone numbers of a customer; a `number` that is not a text is that of a row."""


def _confirm_numbers(given: Mapping[str, Any]) -> None:  # values of any option
    """Asks on a terminal whether an odd mobile number is right; elsewhere the action warns. Raises Declined."""
    typed = [value for name in _NUMBERS if isinstance(value := given.get(name), (str, list, tuple))]
    if not typed:
        return
    from repaircli.platform import telephone

    for odd in telephone.doubtful_in(*typed):
        confirm(
            msg("{number} looks like a mobile number but does not have 11 digits. Is it correct?", number=odd)
        )


def from_options(kind: type[T], **also: Any) -> T:  # values of any field
    """A `kind`, a dataclass, whose fields have the values of the options of the same name; lists become tuples.

    `also` names fields whose option has another name, or whose value is made of it.
    """
    names = (field.name for field in fields(cast("Any", kind)))  # `T` says nothing about dataclasses
    values = given_options(names) | also
    return kind(**{name: tuple(v) if isinstance(v, list) else v for name, v in values.items()})


def given_options(names: Iterable[str]) -> dict[str, Any]:  # values of any option
    """What was given for the options of those names; options left out are left out."""
    given = invocation.current().given
    return {name: given[name] for name in names if given.get(name) not in (None, [])}


def finish(answer: Answer) -> None:
    """Shows the answer and makes its exit the exit of the command."""
    from repaircli.platform.output import show as output_show

    invocation.current().exit = answer.exit
    output_show.show(answer)


def asks() -> bool:
    """Whether a command asks before it does what cannot be undone: on a terminal, without --yes."""
    from repaircli.platform.output import aside

    return not invocation.current().yes and aside.is_terminal(sys.stdin)


def confirm(question: Msg | Callable[[], Msg | None] | None) -> None:
    """Asks before a destructive or mass command where `asks()`; None asks nothing. Raises Declined for a no.

    A function makes the question only where it is asked, so that a script pays nothing for it.
    """
    if not asks():
        return
    from repaircli.platform.output import aside

    text = question() if callable(question) else question
    if text is not None and not aside.agreed(text):
        raise Declined


def chinese_file(output: str | None, excel: bool = False) -> bool:
    """Whether the file `output` has Chinese headers and words: a Chinese reader opens it, and no script."""
    from repaircli.platform.output.aside import is_terminal
    from repaircli.tabular.writer import for_person

    return invocation.current().lang == "zh" and for_person(output, excel, is_terminal(sys.stdout))


def export_style(excel: bool, output: str | None) -> dict[str, Any]:  # keywords of `files.exports`
    """How an export is written for its reader, a person or a script: `chinese` and `safe`."""
    from repaircli.platform.output.aside import is_terminal
    from repaircli.platform.output.clean import clean

    return {
        "chinese": chinese_file(output, excel),
        # on a terminal cells could harm; in a pipe or a file they are data and exact
        "safe": clean if is_terminal(sys.stdout) else None,
    }
