"""`demo`: the service network at work."""

from __future__ import annotations

from typing import Annotated

import typer

from repaircli import invocation
from repaircli.commands._seam import N_, Msg, call, finish, noun

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
    from repaircli.actions import demo as actions

    finish(actions.run(call(keep=keep), keep or invocation.current().db, _tell))


def _tell(progress: Msg) -> None:
    import sys

    from repaircli import i18n
    from repaircli.render import aside

    if aside.is_terminal(sys.stderr):
        aside.tell(i18n.tr(progress))
