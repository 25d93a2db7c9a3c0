"""`fee`: the fee table by which stations are settled."""

from __future__ import annotations

from typing import Annotated

import typer

from repaircli.commands.framework.bridge import N_, call, finish, noun
from repaircli.commands.framework.file_commands import CHECK, ENCODING, ERRORS, FILE

app = noun()


@app.command("import", help=N_("take rows of the fee table from a file, all of them or none"))
def import_(
    file: Annotated[str, FILE],
    check: Annotated[bool, CHECK] = False,
    errors: Annotated[str | None, ERRORS] = None,
    encoding: Annotated[str | None, ENCODING] = None,
) -> None:
    from repaircli.money import fees

    finish(fees.import_(call(file=None), file, check=check, errors=errors, encoding=encoding))


@app.command("list", help=N_("the fee table"))
def list_(
    tier: Annotated[
        str | None, typer.Option("--tier", metavar="TIER", help=N_("only rows of this settlement tier"))
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="D", help=N_("only rows valid on this day"))
    ] = None,
) -> None:
    from repaircli.money import fees

    finish(fees.listing(call(), tier, on))
