"""A hint with what would be missing when it is pasted: the database and who acts."""

from __future__ import annotations

from dataclasses import replace

from repaircli.platform import invocation, machine
from repaircli.platform.i18n import tr
from repaircli.platform.text import CommandLine, Msg


def pasteable(command: Msg, login: str | None = None, lang: str | None = None) -> str:
    """`command` with what would be missing when pasted: the database that was typed, and who acts.

    That is `login`, else the one typed. A sentence around a command names only the database: somebody else is to run
    it. Within `shell` or `batch`, where both stand, nothing is missing.
    """
    said = invocation.current()
    login = login or (None if said.lines or said.within else said.login)
    return tr(
        _with(_with(command, "--db", said.db if _there(said) else None), "--as", login, deep=False), lang
    )


def in_database(command: Msg, lang: str | None = None) -> str:
    """`command` with the database that was typed, whoever is to run it."""
    said = invocation.current()
    return tr(_with(command, "--db", said.db if _there(said) else None), lang)


def _there(said: invocation.Invocation) -> bool:
    """Whether a command typed next is one of a shell, not of `shell` or `batch`."""
    return not (said.lines or said.within)


def _with(text: Msg, option: str, value: str | None, *, deep: bool = True) -> Msg:
    """`text` with `option` and its value behind the command that it is, or with `deep` behind each that it names."""
    if value is None:
        return text
    if isinstance(text, CommandLine):
        if option in text.options or (text.name == "init" and option == "--as"):
            return text
        # a gap of its own: the value may have braces
        gap = option.removeprefix("--") + "_typed"
        return replace(
            text, id=f"{text.id} {option} {{{gap}}}", args={**text.args, gap: machine.quoted(value)}
        )
    if deep and any(isinstance(part, Msg) for part in text.args.values()):
        parts = {k: _with(v, option, value) if isinstance(v, Msg) else v for k, v in text.args.items()}
        return replace(text, args=parts)
    return text
