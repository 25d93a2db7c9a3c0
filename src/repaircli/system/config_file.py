"""Changes the settings file: one setting, or the whole file in an editor; comments stay."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from repaircli.platform import clock, invocation, machine, settings
from repaircli.platform.answers import Answer
from repaircli.platform.errors import NotFound, UsageProblem, reason
from repaircli.platform.identity import logins_of
from repaircli.platform.output.aside import is_terminal
from repaircli.platform.text import Msg, command_line, msg
from repaircli.tabular import writer

if TYPE_CHECKING:
    from tomlkit import TOMLDocument


def get(name: str) -> Answer:
    """The value of the setting, and what gave it. Raises UsageProblem for an unknown setting."""
    value, source = settings.explained(_known(name))
    return Answer("config.get", {"name": name, "value": value, "source": source})


def set_(name: str, value: Sequence[str]) -> Answer:
    """Writes the setting into the file; several words are several identities.

    Raises UsageProblem for an unknown setting, a value that it cannot have, or a file that cannot be read or written.
    """
    wanted = _valid(_known(name), " ".join(value).strip())
    document = _document()
    document[name] = wanted
    _write(document)
    return _changed(name, wanted)


def unset(name: str) -> Answer:
    """Takes the setting out of the file, any entry that is no setting too. Raises NotFound where it is not there."""
    document = _document()
    if name not in document:
        raise NotFound(
            msg("{name} is not in the settings file", name=name),
            command_line("config show"),
            code="no_setting",
        )
    del document[name]
    _write(document)
    return _changed(name, None)


def edit() -> Answer:
    """Opens the file in the editor of VISUAL or EDITOR and reads it again.

    Raises UsageProblem off a terminal, where no editor can be started, and for a file that then says what cannot be.
    """
    file = settings.path()
    if not is_terminal(sys.stdin):
        raise UsageProblem(msg("an editor needs a terminal"), command_line("config path"))
    if not file.exists():
        _write(_document(_NEW))
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    editor = named or ("notepad" if machine.WINDOWS else "vi")
    try:
        subprocess.run([*shlex.split(editor, posix=not machine.WINDOWS), str(file)], check=True)
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        why = reason(error) if isinstance(error, OSError) else Msg(str(error))
        raise UsageProblem(
            msg("the editor {editor} cannot be run: {why}", editor=editor, why=why),
            msg("set EDITOR to your editor, or edit {file}", file=str(file)),
        ) from None
    invocation.current().file = None
    settings.read()
    return settings.path_answer()


_NEW = """\
# as = "coord-000001"          who you are; several with commas
# db = "/path/to/repair.db"    the database
# lang = "zh"                  zh or en
# format = "table"             table, json, jsonl, csv or tsv
# pager = "less -S"            how long answers are shown on a terminal; "off" for none
"""


def _known(name: str) -> str:
    if name not in settings.NAMES:
        raise UsageProblem(
            msg("unknown setting {name}", name=name), msg("possible values: {known}", known=settings.NAMES)
        )
    return name


def _valid(name: str, text: str) -> str:
    """`text` as the file has it. Raises UsageProblem where the setting cannot be that."""
    if not text:
        raise UsageProblem(
            msg("{name}: a value is expected", name=name), command_line("config unset", "{name}", name=name)
        )
    if name == "lang" and text not in invocation.LANGUAGES:
        raise UsageProblem(
            msg(
                "{name}: {value} is not one of {choices}", name=name, value=text, choices=invocation.LANGUAGES
            )
        )
    if unfit := settings.unfit(name, text):
        raise UsageProblem(msg("{where}: {text}", where=name, text=unfit))
    if name == "timezone":
        clock.zone(text)
    if name == "db" and "://" not in text:
        return str(Path(text).expanduser().absolute())
    return ", ".join(logins_of(text)) if name == "as" else text


def _document(text: str | None = None) -> TOMLDocument:
    """The file as it stands with its comments; an empty one where there is none."""
    import tomlkit

    settings.read()
    file = settings.path()
    if text is None:
        text = file.read_text(encoding="utf-8-sig") if file.exists() else ""
    return tomlkit.parse(text)


def _write(document: TOMLDocument) -> None:
    import tomlkit

    file = settings.path()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageProblem(msg("{file}: {why}", file=str(file.parent), why=reason(error))) from None
    with writer.replaced(file) as new:
        new.write_text(tomlkit.dumps(document), encoding="utf-8")


def _changed(name: str, value: str | None) -> Answer:
    """What the file says now; where something else is stronger, that is told."""
    invocation.current().file = None
    stands, source = settings.explained(name) if name in settings.NAMES else (value, "file")
    notes = []
    if source in ("option", "environment"):
        notes.append(
            msg(
                "{source} takes precedence: {name} = {value}",
                source=_STRONGER[source],
                name=name,
                value=stands,
            )
        )
    data = {"name": name, "value": value, "path": str(settings.path())}
    return Answer("config.changed", data, notes=notes)


_STRONGER = {"option": msg("the option on the command line"), "environment": msg("the environment variable")}
