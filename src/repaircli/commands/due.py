"""`due`: what must be done now, most urgent first."""

from __future__ import annotations

from typing import Annotated

import typer

from repaircli.commands.framework.bridge import N_, call, finish, noun

app = noun()


@app.command("due", help=N_("what must be done now, most urgent first"))
def due(
    station: Annotated[
        str | None,
        typer.Option("--station", metavar="NO", help=N_("only orders of this station or branch point")),
    ] = None,
    region: Annotated[
        str | None, typer.Option("--region", metavar="R", help=N_("only orders of this region"))
    ] = None,
    engineer: Annotated[
        str | None,
        typer.Option("--engineer", metavar="LOGIN", help=N_("only orders assigned to this engineer")),
    ] = None,
    mine: Annotated[bool, typer.Option("--mine", help=N_("only orders assigned to you"))] = False,
    within: Annotated[
        int | None,
        typer.Option(
            "--within",
            metavar="HOURS",
            min=0,
            help=N_("what falls due within so many hours; by default until the end of today"),
        ),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help=N_("how many at most"), show_default=True)
    ] = 50,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help=N_("exit 7 when something is overdue, for scripts and cron"))
    ] = False,
) -> None:
    from repaircli.deadlines import due as actions

    wanted = actions.DueFilter(station, region, engineer, mine)
    finish(actions.due(call(), wanted, within, limit, exit_code))
