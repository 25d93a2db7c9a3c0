"""`notify`: the notices that go out."""

from __future__ import annotations

from typing import Annotated

import typer

from repaircli.commands.framework.bridge import N_, call, confirm, finish, noun
from repaircli.platform.text import msg

app = noun()

_IDS = typer.Argument(metavar="ID", help=N_("number of a notice"))


@app.command("list", help=N_("list the notices of the outbox"))
def list_(
    status: Annotated[
        str | None, typer.Option("--status", help=N_("queued, sending, sent or failed"))
    ] = None,
    code: Annotated[
        str | None, typer.Option("--code", metavar="N", help=N_("only this notice, such as N12"))
    ] = None,
    order: Annotated[
        str | None, typer.Option("--order", metavar="NO", help=N_("only notices about this order"))
    ] = None,
    to: Annotated[
        str | None,
        typer.Option("--to", help=N_("only to region, station, hq, cssd, visitors, cc or customer")),
    ] = None,
    region: Annotated[
        str | None, typer.Option("--region", metavar="NAME", help=N_("only to this region"))
    ] = None,
    station: Annotated[
        str | None, typer.Option("--station", metavar="NO", help=N_("only to this station"))
    ] = None,
    medium: Annotated[
        str | None, typer.Option("--medium", help=N_("only by email, web, form or phone"))
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", help=N_("only the latest ones"))
    ] = None,
) -> None:
    from repaircli.notices import outbox

    wanted = outbox.NoticeFilter(status, code, order, to, region, station, medium, limit)
    finish(outbox.list_(call(), wanted))


@app.command("show", help=N_("show one notice with the full text that is sent"))
def show(id: Annotated[int, _IDS]) -> None:
    from repaircli.notices import outbox

    finish(outbox.show(call(), id))


@app.command("send", help=N_("deliver the notices that are due; for cron"))
def send(
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", help=N_("at most so many, oldest first"))
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=N_("show what would be sent where, and send nothing"))
    ] = False,
) -> None:
    from repaircli.notices import send as notices_send
    from repaircli.platform import settings

    content = call()
    finish(notices_send.send(content, settings.delivery(), limit=limit, dry_run=dry_run))


@app.command("retry", help=N_("send failed notices again"))
def retry(
    ids: Annotated[list[int] | None, _IDS] = None,
    all_failed: Annotated[bool, typer.Option("--all", help=N_("every failed notice"))] = False,
) -> None:
    from repaircli.notices import outbox

    if all_failed:
        confirm(msg("send every failed notice again?"))
    finish(outbox.retry(call(), ids or (), all_failed=all_failed))


@app.command("mark-sent", help=N_("mark notices as delivered by hand, by phone for example"))
def mark_sent(ids: Annotated[list[int], _IDS]) -> None:
    from repaircli.notices import outbox

    finish(outbox.mark_sent(call(), ids))
