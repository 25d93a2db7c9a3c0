"""`entrust`: entrustment forms of a region for special users."""

from __future__ import annotations

from typing import Annotated

import typer

from repaircli.commands.framework.bridge import N_, NO, call, finish, noun

app = noun()

_ID = typer.Argument(metavar="ID", min=1, help=N_("number of the entrustment form"))


@app.command("issue", help=N_("record an entrustment form; its fee is computed from the fee table"))
def issue(
    no: Annotated[str, NO],
    paper_no: Annotated[
        str, typer.Option("--paper-no", metavar="P", help=N_("number printed on the paper form"))
    ],
    fee: Annotated[
        str | None,
        typer.Option("--fee", metavar="N", help=N_("a fee other than the computed one, in yuan")),
    ] = None,
    why: Annotated[
        str | None, typer.Option("--why", metavar="T", help=N_("why the fee differs from the computed one"))
    ] = None,
) -> None:
    from repaircli.special_users import entrust

    finish(entrust.issue(call(), no, paper_no, fee, why))


@app.command("list", help=N_("list entrustment forms, newest first"))
def list_(
    no: Annotated[str | None, typer.Argument(metavar="NO", help=N_("only those of this order"))] = None,
    station: Annotated[
        str | None, typer.Option("--station", metavar="NO", help=N_("only forms of this station"))
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help=N_("include forms that were taken back"))] = False,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help=N_("how many at most"), show_default=True)
    ] = 50,
) -> None:
    from repaircli.special_users import entrust

    finish(entrust.listing(call(), no, station, all_, limit))


@app.command("show", help=N_("show one entrustment form with the fees that it was computed from"))
def show(id: Annotated[int, _ID]) -> None:
    from repaircli.special_users import entrust

    finish(entrust.show(call(), id))


@app.command("void", help=N_("take back a form that was recorded wrongly"))
def void(
    id: Annotated[int, _ID],
    why: Annotated[str, typer.Option("--why", metavar="T", help=N_("the reason, for the record"))],
) -> None:
    from repaircli.special_users import entrust

    finish(entrust.void(call(), id, why))
