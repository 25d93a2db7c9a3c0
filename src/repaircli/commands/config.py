"""`config`: the settings, and where each comes from."""

from __future__ import annotations

from repaircli.commands.framework.bridge import N_, Noun, finish

app = Noun()


@app.command("show", N_("every setting, its value, and whether option, environment, file or default gave it"))
def show() -> None:
    from repaircli.platform import settings

    finish(settings.answer())


@app.command("path", N_("where the settings file is, or would be"))
def path() -> None:
    from repaircli.platform import settings

    finish(settings.path_answer())
