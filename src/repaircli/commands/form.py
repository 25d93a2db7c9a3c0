"""`form`: special-case statements of a station to its region."""

from __future__ import annotations

from typing import Annotated

import typer

from repaircli.commands.framework.bridge import N_, NO, call, finish, noun
from repaircli.platform.text import command_line

app = noun()


@app.command("submit", help=N_("submit the statement of an order whose plan or service the customer refuses"))
def submit(
    no: Annotated[str, NO],
    proposal: Annotated[
        str, typer.Option("--proposal", metavar="T", help=N_("what the station proposed to the customer"))
    ],
    refusal: Annotated[str, typer.Option("--refusal", metavar="T", help=N_("why the customer refuses"))],
    subject: Annotated[
        str | None,
        typer.Option(
            "--subject",
            metavar="plan|service|software-oow",
            help=N_("what the customer refuses; by default what the stage of the order suggests"),
        ),
    ] = None,
) -> None:
    from repaircli.cancelling import forms

    finish(forms.submit(call(), no, proposal, refusal, subject))


@app.command("withdraw", help=N_("take a statement back: it supports no cancel any more"))
def withdraw(
    id: Annotated[int, typer.Argument(metavar="ID", min=1, help=N_("number of the statement"))],
    why: Annotated[str | None, typer.Option("--why", metavar="T", help=N_("why, for the region"))] = None,
) -> None:
    from repaircli.cancelling import forms

    finish(forms.withdraw(call(), id, why))


@app.command("decide", help=N_("the region agrees to a statement or refuses it"))
def decide(
    id: Annotated[int, typer.Argument(metavar="ID", min=1, help=N_("number of the statement"))],
    agree: Annotated[bool, typer.Option("--agree", help=N_("the region agrees"))] = False,
    refuse: Annotated[bool, typer.Option("--refuse", help=N_("the region does not agree"))] = False,
    opinion: Annotated[
        str | None, typer.Option("--opinion", metavar="T", help=N_("the region's opinion"))
    ] = None,
) -> None:
    from repaircli.platform.errors import UsageProblem
    from repaircli.platform.text import msg

    if agree == refuse:
        raise UsageProblem(
            msg("give one of --agree and --refuse"), command_line("form decide", "{id} --agree", id=str(id))
        )
    from repaircli.cancelling import forms

    finish(forms.decide(call(), id, agree, opinion))


@app.command("list", help=N_("statements, newest first"))
def list_(
    no: Annotated[str | None, typer.Argument(metavar="NO", help=N_("only those of this order"))] = None,
    state: Annotated[
        str | None,
        typer.Option(
            "--state", metavar="pending|agreed|refused|withdrawn", help=N_("only those in this state")
        ),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help=N_("how many at most"), show_default=True)
    ] = 50,
) -> None:
    from repaircli.cancelling import forms

    finish(forms.listing(call(), state, no, limit))
