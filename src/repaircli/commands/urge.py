"""`urge`: urge orders, printed with the order they belong to."""

from __future__ import annotations

from typing import Annotated

import typer

from repaircli.commands.framework.bridge import N_, NO, call, finish, noun

app = noun()


@app.command("add", help=N_("append an urge order: a special need, or a special user's information"))
def add(
    no: Annotated[str, NO],
    text: Annotated[str, typer.Option("--text", metavar="T", help=N_("what the station must know"))],
) -> None:
    from repaircli.orders import urges

    finish(urges.add(call(), no, text))


@app.command("list", help=N_("urge orders, newest first"))
def list_(
    no: Annotated[str | None, typer.Argument(metavar="NO", help=N_("only those of this order"))] = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help=N_("how many at most"), show_default=True)
    ] = 50,
) -> None:
    from repaircli.orders import urges

    finish(urges.listing(call(), no, limit))
