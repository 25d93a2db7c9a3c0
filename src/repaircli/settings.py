"""What is configured: option, environment, settings file, default, in this order."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from repaircli import clock, invocation
from repaircli.domain import Answer
from repaircli.errors import UsageProblem
from repaircli.text import msg

APP = "repaircli"


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that can be configured: its name in the file, its variable, its default."""

    name: str
    variable: str
    default: str | None = None


SETTINGS = (
    Setting("db", "REPAIRCLI_DB"),
    Setting("as", "REPAIRCLI_AS"),
    Setting("lang", "REPAIRCLI_LANG", "en"),
    Setting("format", "REPAIRCLI_FORMAT", "table"),
    Setting("timezone", "REPAIRCLI_TZ", clock.DEFAULT_ZONE),
)
_BY_NAME = {setting.name: setting for setting in SETTINGS}


def path() -> Path:
    """Where the settings file is, or would be."""
    import platformdirs

    return platformdirs.user_config_path(APP) / "config.toml"


def value(name: str) -> str | None:
    """What `name` is set to for this invocation. Raises UsageProblem where the settings file cannot be read."""
    return explained(name)[0]


def explained(name: str) -> tuple[str | None, str]:
    """What `name` is set to, and by what: option, environment, file or default."""
    setting = _BY_NAME[name]
    if option := _option(name):
        return option, "option"
    if from_environment := os.environ.get(setting.variable):
        return from_environment, "environment"
    if name == "lang" and (os.environ.get("LC_ALL") or os.environ.get("LANG")):
        located = invocation.language((), default="")
        if located:
            return located, "environment"
    if (in_file := read().get(name)) is not None:
        return in_file, "file"
    return (database() if name == "db" else setting.default), "default"


def answer() -> Answer:
    """Every setting with its value and what gave it; raises UsageProblem where the settings file is broken."""
    found = []
    for setting in SETTINGS:
        said, source = explained(setting.name)
        found.append({"name": setting.name, "value": said, "source": source, "variable": setting.variable})
    return Answer("config.show", {"path": str(path()), "settings": found})


def path_answer() -> Answer:
    """Where the settings file is, and whether there is one."""
    return Answer("config.path", {"path": str(path()), "exists": path().exists()})


def database() -> str:
    """The database of someone who named none: a file in the platform's user data directory."""
    import platformdirs

    return str(platformdirs.user_data_path(APP) / f"{APP}.db")


def read() -> Mapping[str, str]:
    """The settings file; empty where there is none. Raises UsageProblem where it is broken."""
    file = path()
    try:
        text = file.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise _broken(file, error.strerror or str(error)) from error
    import tomllib

    try:
        found = tomllib.loads(text.decode("utf-8-sig"))
    except ValueError as error:
        raise _broken(file, str(error)) from error
    return {key: str(entry) for key, entry in found.items() if isinstance(entry, (str, int))}


def language() -> str:
    """The `lang` of the settings file, English where it says nothing or cannot be read."""
    try:
        return "zh" if read().get("lang", "").lower().startswith("zh") else "en"
    except UsageProblem:
        return "en"


def _option(name: str) -> str | None:
    said = invocation.current()
    return {"db": said.db, "as": said.login, "format": said.format}.get(name)


def _broken(file: Path, why: str) -> UsageProblem:
    return UsageProblem(
        msg("the settings file {file} cannot be read: {why}", file=str(file), why=why),
        hint=msg("repaircli config path"),
        code="settings",
    )
