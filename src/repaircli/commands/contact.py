"""`contact`: calls to the customer."""

from __future__ import annotations

from typing import Annotated

import typer

from repaircli.commands.framework.bridge import N_, NO, call, finish, noun

app = noun()


@app.command("log", help=N_("log a call to the customer"))
def log(
    no: Annotated[str, NO],
    result: Annotated[
        str,
        typer.Option(
            "--result",
            metavar="reached|no-answer|number-invalid|guided|guided-solved",
            help=N_("what the call came to"),
        ),
    ],
    number: Annotated[
        str | None,
        typer.Option(
            "--number", metavar="P", help=N_("the number that was called; the order's first if not given")
        ),
    ] = None,
    prompt: Annotated[
        str | None, typer.Option("--prompt", metavar="TEXT", help=N_("what was heard, word for word"))
    ] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help=N_("a remark"))] = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="TIME", help=N_("when the call was made, if not just now"))
    ] = None,
) -> None:
    from repaircli.orders import contacts

    said = call()
    finish(contacts.log(said, no, result, number=number, prompt=prompt, note=note, at=at))


@app.command("void", help=N_("take a logged call back; it stays in the history"))
def void(
    id: Annotated[
        int, typer.Argument(metavar="ID", min=1, help=N_("number of the call, as order show lists it"))
    ],
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help=N_("the reason, for the record"))],
) -> None:
    from repaircli.orders import contacts

    finish(contacts.void(call(), id, why))
