"""`change`: applications to change a station's areas, capacity or data."""

from __future__ import annotations

from typing import Annotated

import typer

from repaircli.commands.framework.bridge import N_, call, finish, from_options, noun

app = noun()

ID = typer.Argument(metavar="ID", min=1, help=N_("number of the application"))
OPINION = typer.Option("--opinion", metavar="TEXT", help=N_("an opinion, for the form"))


@app.command("apply", help=N_("apply for a change; its cause decides who decides"))
def apply(
    no: Annotated[str, typer.Argument(metavar="NO", help=N_("station number of 6 digits"))],
    cause: Annotated[
        str,
        typer.Option(
            "--cause",
            metavar="area|holiday|emergency|quality|basic",
            help=N_(
                "area: the region, form 2; holiday, emergency, quality: form 3; basic: phone and the like"
            ),
        ),
    ],
    from_: Annotated[str, typer.Option("--from", metavar="D", help=N_("first day it counts"))],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=N_("why"))],
    to: Annotated[
        str | None, typer.Option("--to", metavar="D", help=N_("last day it counts; for good where not given"))
    ] = None,
    daily: Annotated[int | None, typer.Option("--daily", metavar="N", help=N_("orders a day"))] = None,
    add_area: Annotated[
        list[str] | None,
        typer.Option("--add-area", metavar="CODE", help=N_("area to be served; may be repeated")),
    ] = None,
    remove_area: Annotated[
        list[str] | None,
        typer.Option("--remove-area", metavar="CODE", help=N_("area no longer served; may be repeated")),
    ] = None,
    product: Annotated[
        str | None,
        typer.Option(
            "--product", metavar="desktop|notebook|server", help=N_("the areas for this product only")
        ),
    ] = None,
    service: Annotated[
        str | None,
        typer.Option(
            "--service", metavar="onsite|carry-in|mail-in", help=N_("the areas for this way of service only")
        ),
    ] = None,
    phone: Annotated[str | None, typer.Option("--phone", help=N_("its telephone"))] = None,
    address: Annotated[str | None, typer.Option("--address", help=N_("its address"))] = None,
    principal: Annotated[str | None, typer.Option("--principal", help=N_("who answers for it"))] = None,
) -> None:
    from repaircli.network import changes

    given = from_options(changes.ChangeInput, add=_codes(add_area), remove=_codes(remove_area))
    finish(changes.apply(call(), no, given))


def _codes(given: list[str] | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code.strip() for code in given or ()))


@app.command("agree", help=N_("the region agrees to its station's application, which goes to the CSSD"))
def agree(id: Annotated[int, ID], opinion: Annotated[str | None, OPINION] = None) -> None:
    from repaircli.network import change_steps

    finish(change_steps.agree(call(), id, opinion))


@app.command("approve", help=N_("the CSSD approves; the change counts from its first day on"))
def approve(id: Annotated[int, ID], opinion: Annotated[str | None, OPINION] = None) -> None:
    from repaircli.network import change_steps

    finish(change_steps.approve(call(), id, opinion))


@app.command("reject", help=N_("the region or the CSSD rejects what waits for it"))
def reject(
    id: Annotated[int, ID],
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help=N_("the reason, for the record"))],
) -> None:
    from repaircli.network import change_steps

    finish(change_steps.reject(call(), id, why))


@app.command("withdraw", help=N_("take back an application of your own that waits"))
def withdraw(id: Annotated[int, ID]) -> None:
    from repaircli.network import change_steps

    finish(change_steps.withdraw(call(), id))


@app.command("show", help=N_("an application as form 2 or form 3 has it, and where it stands"))
def show(id: Annotated[int, ID]) -> None:
    from repaircli.network import changes

    finish(changes.show(call(), id))


@app.command("list", help=N_("applications, newest first"))
def list_(
    state: Annotated[
        str | None,
        typer.Option(
            "--state",
            metavar="applied|agreed|approved|rejected|withdrawn",
            help=N_("only those in this state"),
        ),
    ] = None,
    waiting: Annotated[bool, typer.Option("--waiting", help=N_("only those that wait for you"))] = False,
    station: Annotated[
        str | None, typer.Option("--station", metavar="NO", help=N_("only those of this station"))
    ] = None,
    region: Annotated[
        str | None, typer.Option("--region", metavar="R", help=N_("only those of this region"))
    ] = None,
    cause: Annotated[
        str | None,
        typer.Option(
            "--cause", metavar="area|holiday|emergency|quality|basic", help=N_("only those for this cause")
        ),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help=N_("how many at most"), show_default=True)
    ] = 50,
) -> None:
    from repaircli.network import changes

    finish(
        changes.list_(
            call(),
            state=state,
            station=station,
            region=region,
            cause=cause,
            waiting=waiting,
            limit=limit,
        )
    )
