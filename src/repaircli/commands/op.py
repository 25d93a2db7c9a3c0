"""`op`: what became of a request id."""

from __future__ import annotations

from typing import Annotated

import typer

from repaircli.commands.framework.bridge import N_, call, finish, noun

app = noun()


@app.command("show", help=N_("what became of the command that was given this request id"))
def show(
    request_id: Annotated[
        str,
        typer.Argument(metavar="REQUEST-ID", help=N_("as given by --request-id, or as the answer named it")),
    ],
) -> None:
    from repaircli.system import operations

    finish(operations.show(call(), request_id))
