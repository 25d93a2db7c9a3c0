"""`visit`: return visits to the customers of closed orders."""

from __future__ import annotations

from typing import Annotated

import typer

from repaircli.commands.framework.bridge import N_, NO, call, finish, noun

app = noun()

_REGION = typer.Option("--region", metavar="R", help=N_("only orders of this region"))
_STATION = typer.Option("--station", metavar="NO", help=N_("only orders of this station or branch point"))


@app.command("due", help=N_("closed orders that wait for their visit, the one closed first at the head"))
def due(
    region: Annotated[str | None, _REGION] = None,
    station: Annotated[str | None, _STATION] = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help=N_("how many at most"), show_default=True)
    ] = 50,
) -> None:
    from repaircli.orders import visits

    finish(visits.due(call(), region, station, limit))


@app.command("record", help=N_("record the visit of a closed order"))
def record(
    no: Annotated[str, NO],
    score: Annotated[
        int | None, typer.Option("--score", metavar="1..5", help=N_("the customer's score, 5 is best"))
    ] = None,
    result: Annotated[
        str | None,
        typer.Option(
            "--result",
            metavar="satisfied|unsatisfied|unreachable",
            help=N_("what came of it; without it 4 and 5 are satisfied; unreachable has no score"),
        ),
    ] = None,
    answer: Annotated[
        list[str] | None,
        typer.Option("--answer", metavar="KEY=VALUE", help=N_("an answer of the survey; may be repeated")),
    ] = None,
    note: Annotated[
        str | None, typer.Option("--note", metavar="T", help=N_("what the customer said"))
    ] = None,
) -> None:
    from repaircli.orders import visits

    answers = answer or []
    finish(visits.record(call(), no, score=score, result=result, answers=answers, note=note))


@app.command("stats", help=N_("visits of a month by station: how many, mean score, how many were satisfied"))
def stats(
    month: Annotated[
        str | None,
        typer.Option("--month", metavar="M", help=N_("the month, such as 2026-06; by default this one")),
    ] = None,
    station: Annotated[str | None, _STATION] = None,
    region: Annotated[str | None, _REGION] = None,
) -> None:
    from repaircli.orders import visits

    finish(visits.stats(call(), month, station, region))
