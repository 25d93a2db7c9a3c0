"""`config`: the settings, and where each comes from."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun, finish

app = Noun()


@app.command("show", N_("show every setting with its value and its source"))
def show() -> None:
    from repaircli.platform import settings

    finish(settings.answer())


@app.command("path", N_("show where the settings file is"))
def path() -> None:
    from repaircli.platform import settings

    finish(settings.path_answer())


_KEY = opt.argument("KEY", N_("as, db, lang, format, timezone, files or pager"))


@app.command("get", N_("show one setting"), key=_KEY)
def get(key: str) -> None:
    from repaircli.system import config_file

    finish(config_file.get(key))


@app.command(
    "set",
    N_("write one setting into the settings file"),
    key=_KEY,
    value=opt.arguments("VALUE", N_("its value; of `as` one identity, or several that are you")),
)
def set_(key: str, value: list[str]) -> None:
    from repaircli.system import config_file

    finish(config_file.set_(key, value))


@app.command("unset", N_("remove one setting from the settings file"), key=_KEY)
def unset(key: str) -> None:
    from repaircli.system import config_file

    finish(config_file.unset(key))


@app.command("edit", N_("open the settings file in your editor"))
def edit() -> None:
    from repaircli.system import config_file

    finish(config_file.edit())
