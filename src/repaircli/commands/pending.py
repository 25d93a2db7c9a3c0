"""`pending`: tickets about five machines and more with one fault, and the region's judgement."""

from __future__ import annotations

from typing import Annotated

import typer

from repaircli.commands.framework.bridge import N_, NO, call, finish, noun
from repaircli.platform.text import command_line

app = noun()

_ID = typer.Argument(metavar="ID", min=1, help=N_("number of the pending ticket"))


@app.command("list", help=N_("list pending tickets, newest first"))
def list_(
    state: Annotated[
        str | None,
        typer.Option("--state", metavar="open|batch|not-batch", help=N_("only those in this state")),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help=N_("how many at most"), show_default=True)
    ] = 50,
) -> None:
    from repaircli.referrals import pending

    finish(pending.listing(call(), state, limit))


@app.command("show", help=N_("show one pending ticket with what was reported"))
def show(id: Annotated[int, _ID]) -> None:
    from repaircli.referrals import pending

    finish(pending.show(call(), id))


@app.command("create", help=N_("open a ticket for a customer's orders of one day that have the same fault"))
def create(no: Annotated[str, NO]) -> None:
    from repaircli.referrals import pending

    finish(pending.create(call(), no))


@app.command("judge", help=N_("judge whether it is a batch problem; if not, the orders are created"))
def judge(
    id: Annotated[int, _ID],
    batch: Annotated[bool, typer.Option("--batch", help=N_("a batch problem: no orders are needed"))] = False,
    not_batch: Annotated[
        bool, typer.Option("--not-batch", help=N_("no batch problem: one visit, the others carried in"))
    ] = False,
    station: Annotated[
        str | None,
        typer.Option("--station", metavar="NO", help=N_("the station that is notified and gets the orders")),
    ] = None,
    why: Annotated[
        str | None, typer.Option("--why", metavar="TEXT", help=N_("the reason, for the record"))
    ] = None,
) -> None:
    from repaircli.platform.errors import UsageProblem
    from repaircli.platform.text import msg

    if batch == not_batch:
        raise UsageProblem(
            msg("give one of --batch and --not-batch"),
            command_line("pending judge", "{id} --not-batch", id=str(id)),
        )
    from repaircli.referrals import pending

    finish(pending.judge(call(), id, batch, station, why))
