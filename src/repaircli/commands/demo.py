"""`demo`: the service network at work."""

from __future__ import annotations

from typing import Annotated

import typer

from repaircli.commands.framework.bridge import N_, Msg, call, finish, noun
from repaircli.platform import invocation

app = noun()


@app.command("demo", help=N_("play several days of a repair network and show what happened and why"))
def demo(
    keep: Annotated[
        str | None,
        typer.Option(
            "--keep", metavar="FILE", help=N_("where the played database is made; else in a temporary folder")
        ),
    ] = None,
) -> None:
    from repaircli.demo import run as actions

    finish(actions.run(call(), keep or invocation.current().db, _tell))


def _tell(progress: Msg) -> None:
    import sys

    from repaircli.platform import i18n
    from repaircli.platform.output import aside

    if aside.is_terminal(sys.stderr):
        aside.tell(i18n.tr(progress))
