"""`audit`: who did what and when."""

from __future__ import annotations

from typing import Annotated

import typer

from repaircli.commands.framework.bridge import N_, NO, call, finish, noun

app = noun()


@app.command("log", help=N_("events of an order, or the latest of all, oldest first"))
def log(
    no: Annotated[str | None, NO] = None,
    who: Annotated[
        str | None, typer.Option("--who", metavar="LOGIN", help=N_("only what this identity did"))
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="TIME", help=N_("only events from this on"))
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="TIME", help=N_("only events up to this"))
    ] = None,
    after: Annotated[
        int | None, typer.Option("--after", metavar="SEQ", min=0, help=N_("the events behind this number"))
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help=N_("how many at most"), show_default=True)
    ] = 100,
) -> None:
    from repaircli.system import audit

    finish(audit.log(call(), no, who=who, since=since, until=until, after=after, limit=limit))


@app.command("verify", help=N_("whether anybody changed the audit log; ends with its head"))
def verify(
    head: Annotated[
        str | None,
        typer.Option("--head", metavar="SEQ:HASH", help=N_("head of an earlier run that was kept elsewhere")),
    ] = None,
) -> None:
    from repaircli.system import audit

    finish(audit.verify(call(), head))
