"""`notify`: the notices that go out."""

from __future__ import annotations

from typing import Annotated

import typer

from repaircli.commands._seam import N_, call, finish, noun

app = noun()


@app.command("list", help=N_("the notices of the outbox"))
def list_(
    status: Annotated[str | None, typer.Option("--status", help=N_("queued, sent or failed"))] = None,
    code: Annotated[
        str | None, typer.Option("--code", metavar="N", help=N_("only this notice, such as N12"))
    ] = None,
    order: Annotated[
        str | None, typer.Option("--order", metavar="NO", help=N_("only notices about this order"))
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", help=N_("only the latest ones"))
    ] = None,
) -> None:
    from repaircli.actions import notifications

    content = call(status=status, code=code, order=order, limit=limit)
    finish(notifications.list_(content, status=status, code=code, order=order, limit=limit))
