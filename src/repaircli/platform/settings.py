"""What is configured: option, environment, settings file, default, in this order."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from repaircli.platform import invocation
from repaircli.platform.errors import UsageProblem, reason
from repaircli.platform.text import Msg, msg

if TYPE_CHECKING:
    from repaircli.platform.answers import Answer

APP = "repaircli"


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that can be configured: its name in the file, its variable, its default, the words it may be."""

    name: str
    variable: str
    default: str | None = None
    choices: tuple[str, ...] = ()


SETTINGS = (
    Setting("db", "REPAIRCLI_DB"),
    Setting("as", "REPAIRCLI_AS"),
    Setting("lang", "REPAIRCLI_LANG", "en"),
    Setting("format", "REPAIRCLI_FORMAT", "table", invocation.FORMATS),
    Setting("timezone", "REPAIRCLI_TZ", "Asia/Shanghai"),
    Setting("files", "REPAIRCLI_FILES"),
    Setting("pager", "REPAIRCLI_PAGER"),
)
NAMES = tuple(setting.name for setting in SETTINGS)
_BY_NAME = {setting.name: setting for setting in SETTINGS}

TABLES = ("mail", "addresses", "media")
"""The tables of the file that say how notices are delivered; `notices.setup` reads what stands in them."""

MAIL_PASSWORD = "REPAIRCLI_MAIL_PASSWORD"


def value(name: str) -> str | None:
    """What `name` is set to for this invocation; raises UsageProblem as `explained` does."""
    return explained(name)[0]


def explained(name: str) -> tuple[str | None, str]:
    """What `name` is set to, and by what: option, environment, file or default.

    Raises UsageProblem where the settings file is asked and broken.
    """
    said = invocation.current()
    if name == "lang":
        return said.lang, said.lang_from
    setting = _BY_NAME[name]
    if option := {"db": said.db, "as": said.login, "format": said.format}.get(name):
        return option, "option"
    if from_environment := os.environ.get(setting.variable):
        return from_environment, "environment"
    if (in_file := read().get(name)) is not None:
        return in_file, "file"
    return (_database() if name == "db" else setting.default), "default"


def check_environment() -> None:
    """Raises UsageProblem for a variable that says what cannot be, before anything is done."""
    for setting in SETTINGS:
        entry = os.environ.get(setting.variable)
        if entry and (unfit := _unfit(setting, entry)):
            raise UsageProblem(msg("{where}: {text}", where=setting.variable, text=unfit))


def language() -> tuple[str, str]:
    """The language where neither option nor environment name one, and by what; a broken settings file says nothing."""
    try:
        in_file = read().get("lang")
    except UsageProblem:
        in_file = None
    return (invocation.tongue(in_file), "file") if in_file else ("en", "default")


def answer() -> Answer:
    """Every setting with its value and what gave it; raises UsageProblem as `explained` does."""
    from repaircli.platform.answers import Answer

    found: list[dict[str, Any]] = []
    for setting in SETTINGS:
        said, source = explained(setting.name)
        found.append({"name": setting.name, "value": said, "source": source, "variable": setting.variable})
    tables = _parsed()
    for table in TABLES:
        found += [
            {"name": name, "value": said, "source": "file", "variable": None}
            for name, said in _flat(table, tables.get(table))
        ]
    return Answer("config.show", {"path": str(path()), "settings": found})


def path_answer() -> Answer:
    """Where the settings file is, or would be."""
    from repaircli.platform.answers import Answer

    return Answer("config.path", {"path": str(path()), "exists": path().exists()})


def path() -> Path:
    """The settings file in the platform's user config directory."""
    import platformdirs

    return platformdirs.user_config_path(APP, appauthor=False) / "config.toml"


def history() -> Path:
    """The file that keeps what a person typed, in the platform's user state directory."""
    import platformdirs

    return platformdirs.user_state_path(APP, appauthor=False) / "history"


def delivery() -> dict[str, Any]:
    """How notices are to be delivered: the tables of the file as they stand, where it is, and the mail password
    of the environment. Raises UsageProblem where the file is broken.
    """
    tables = _parsed()
    return {
        "file": str(path()),
        "password": os.environ.get(MAIL_PASSWORD) or None,
        **{name: tables.get(name) for name in TABLES},
    }


def read() -> Mapping[str, str]:
    """The settings file without its tables; empty where there is none.

    Raises UsageProblem where it is broken or says what cannot be.
    """
    found = _parsed()
    for setting in SETTINGS:
        if setting.name in found and (unfit := _unfit(setting, found[setting.name])):
            raise _broken(path(), msg("{where}: {text}", where=setting.name, text=unfit))
    said = {key: str(entry) for key, entry in found.items() if key not in TABLES}
    if "db" in said and "://" not in said["db"]:
        # No shell stands between the file and us that would do it.
        said["db"] = os.path.expanduser(said["db"])
    return said


def _parsed() -> Mapping[str, Any]:
    """The settings file, read once for a command line."""
    said = invocation.current()
    if said.file is None:
        said.file = _loaded(path())
        said.unknown_settings = tuple(sorted(set(said.file) - set(_BY_NAME) - set(TABLES)))
    return said.file


def _loaded(file: Path) -> dict[str, Any]:
    try:
        text = file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise _broken(file, reason(error)) from error
    import tomllib

    try:
        return tomllib.loads(text.decode("utf-8-sig"))
    except ValueError as error:
        raise _broken(file, Msg(str(error))) from error


def _flat(name: str, entry: object) -> Iterator[tuple[str, str]]:
    """The entries of a table with the path to each; a password that stands in the file is never shown."""
    if isinstance(entry, Mapping):
        for key, value in entry.items():
            yield from _flat(f"{name}.{key}", value)
    elif entry is not None:
        shown = ", ".join(map(str, entry)) if isinstance(entry, list) else str(entry)
        yield name, "…" if name.endswith("password") else shown


def _database() -> str:
    """The database of someone who named none: a file in the platform's user data directory."""
    import platformdirs

    return str(platformdirs.user_data_path(APP, appauthor=False) / f"{APP}.db")


def unfit(name: str, entry: object) -> Msg | None:
    """Why the setting cannot be `entry`; None where it can."""
    return _unfit(_BY_NAME[name], entry)


def _unfit(setting: Setting, entry: object) -> Msg | None:
    if not isinstance(entry, str):
        return msg("a text is expected")
    if setting.choices and entry not in setting.choices:
        return msg("{value} is not one of {choices}", value=entry, choices=setting.choices)
    return None


def _broken(file: Path, why: Msg) -> UsageProblem:
    return UsageProblem(
        msg("the settings file {file} cannot be read: {why}", file=str(file), why=why),
        hint=Msg(f"{APP} config path"),
        code="settings",
    )
