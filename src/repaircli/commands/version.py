"""`version`: as `--version`."""

from __future__ import annotations

from repaircli.commands.framework.bridge import N_, Noun

app = Noun()


@app.command("version", N_("show the version"))
def version() -> None:
    from repaircli.commands.framework import help

    help.version()
