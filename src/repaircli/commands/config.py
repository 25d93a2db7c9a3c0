"""`config`: the settings, and where each comes from."""

from __future__ import annotations

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
