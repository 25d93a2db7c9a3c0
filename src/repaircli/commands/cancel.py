"""The commands of cancelling: ask, request, decide."""

from __future__ import annotations

from typing import Annotated

import typer

from repaircli.commands.framework.bridge import N_, NO, call, confirm, finish, from_options, noun
from repaircli.platform.text import command_line, msg

app = noun()

Reason = Annotated[
    str, typer.Option("--reason", help=N_("reason code, or its Chinese words; see rules list"))
]
Detail = Annotated[str, typer.Option("--detail", help=N_("the details, for the cancel remark"))]
Wished = Annotated[str | None, typer.Option("--wished", help=N_("the customer's new date"))]
Agrees = Annotated[bool, typer.Option("--agrees-rereport", help=N_("the customer agrees to report again"))]
AskedOn = Annotated[
    str | None,
    typer.Option(
        "--asked-on", help=N_("the day on which the customer asked; a contact must be logged on it")
    ),
]
Target = Annotated[str | None, typer.Option("--to-station", help=N_("head station that gets the new order"))]
Induced = Annotated[
    bool, typer.Option("--station-induced", help=N_("the customer says that the station told them to call"))
]
GivesUp = Annotated[
    bool, typer.Option("--gives-up", help=N_("when asked by the agent, the customer gives up the repair"))
]
Id = Annotated[int, typer.Argument(metavar="ID", help=N_("number of the request"))]
Ids = Annotated[list[int] | None, typer.Argument(metavar="[ID]...", help=N_("numbers of the requests"))]
Region = Annotated[str | None, typer.Option("--region", help=N_("only this region"))]
Station = Annotated[str | None, typer.Option("--station", help=N_("only this station"))]
OlderThan = Annotated[
    int | None,
    typer.Option(
        "--older-than",
        metavar="DAYS",
        help=N_("only requests pending for more than this many working days"),
    ),
]
OfReason = Annotated[str | None, typer.Option("--reason", help=N_("only this reason"))]


@app.command("check", help=N_("ask whether an order may be cancelled; writes nothing"))
def check(
    no: Annotated[str, NO],
    reason: Reason,
    detail: Annotated[
        str | None, typer.Option("--detail", help=N_("the details, for the cancel remark"))
    ] = None,
    asked_by: Annotated[
        str | None,
        typer.Option(
            "--asked-by", metavar="station|region|customer", help=N_("who asks; by default as your role does")
        ),
    ] = None,
    wished: Wished = None,
    agrees_rereport: Agrees = False,
    asked_on: AskedOn = None,
    station_induced: Induced = False,
    gives_up: GivesUp = False,
    to_station: Target = None,
) -> None:
    from repaircli.cancelling import check as cancelling_check

    given = from_options(cancelling_check.CancelInput)
    finish(cancelling_check.check(call(), no, given, asked_by))


@app.command("request", help=N_("ask the region to cancel an order"))
def request(
    no: Annotated[str, NO],
    reason: Reason,
    detail: Detail,
    wished: Wished = None,
    agrees_rereport: Agrees = False,
    asked_on: AskedOn = None,
    to_station: Target = None,
) -> None:
    from repaircli.cancelling import requests
    from repaircli.cancelling.check import CancelInput

    finish(requests.request(call(), no, from_options(CancelInput)))


@app.command("list", help=N_("list cancel requests, oldest first"))
def list_(
    status: Annotated[
        list[str] | None,
        typer.Option(
            "--status",
            metavar="pending|approved|rejected|withdrawn|refused",
            help=N_("only this status; may be given several times"),
        ),
    ] = None,
    region: Region = None,
    station: Station = None,
    reason: OfReason = None,
    older_than: OlderThan = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help=N_("at most so many"))] = None,
    ids: Annotated[
        bool, typer.Option("--ids", help=N_("print only the numbers, one a line, for cancel approve --from"))
    ] = False,
) -> None:
    from repaircli.cancelling import requests

    wanted = from_options(requests.RequestFilter, statuses=tuple(status or ()))
    finish((requests.ids if ids else requests.list_)(call(), wanted, limit))


@app.command("show", help=N_("show one cancel request"))
def show(id: Id) -> None:
    from repaircli.cancelling import requests

    finish(requests.show(call(), id))


@app.command("approve", help=N_("approve pending requests; each is checked again against the current facts"))
def approve(
    ids: Ids = None,
    all_: Annotated[
        bool, typer.Option("--all", help=N_("every pending request of your region that matches the filters"))
    ] = False,
    from_: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="FILE|-",
            help=N_("read the numbers from a file: one a line, or JSON lines with an id"),
        ),
    ] = None,
    to_station: Target = None,
    region: Region = None,
    station: Station = None,
    reason: OfReason = None,
    older_than: OlderThan = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=N_("show what would happen and write nothing"))
    ] = False,
    plan: Annotated[
        str | None,
        typer.Option(
            "--plan",
            metavar="FILE",
            help=N_("only write what would happen to each request into a CSV or .xlsx file, for --apply"),
        ),
    ] = None,
    apply: Annotated[
        str | None,
        typer.Option(
            "--apply",
            metavar="FILE|-",
            help=N_("carry out a plan; a request whose facts have changed since is refused"),
        ),
    ] = None,
) -> None:
    from repaircli.cancelling import decide, requests
    from repaircli.cancelling import ids as file_ids

    wanted = from_options(requests.RequestFilter)
    filtered = wanted != requests.RequestFilter()
    if apply is not None:
        _alone_with_apply(bool(ids) or all_ or from_ is not None or filtered, to_station, plan)
        from repaircli.cancelling import plan as cancelling_plan

        finish(cancelling_plan.apply_plan(call(apply=True), apply, dry_run=dry_run))
        return
    picked = file_ids.chosen(ids or [], all_, from_, filtered=filtered)
    content = call(ids=picked)
    if plan is not None:
        from repaircli.cancelling import plan as cancelling_plan
        from repaircli.platform import invocation

        lang = invocation.current().lang
        finish(cancelling_plan.make(content, picked, wanted, plan, lang, to_station=to_station))
        return
    if picked is None and not dry_run:
        confirm(msg("approve every pending request that matches the filters?"))
    finish(decide.approve(content, picked, wanted, to_station=to_station, dry_run=dry_run))


def _alone_with_apply(chosen: bool, to_station: str | None, plan: str | None) -> None:
    """A plan says itself which requests are decided and where the new orders go."""
    from repaircli.platform.errors import UsageProblem

    if chosen or to_station is not None or plan is not None:
        raise UsageProblem(
            msg(
                "--apply takes its requests and stations from the plan; leave out ids, filters and --to-station"
            ),
            command_line("cancel approve", "--apply FILE"),
        )


@app.command("reject", help=N_("reject requests and give the reason; the repairs go on"))
def reject(
    ids: Annotated[list[int], typer.Argument(metavar="ID...", help=N_("numbers of the requests"))],
    why: Annotated[str, typer.Option("--why", help=N_("what the station is told"))],
) -> None:
    from repaircli.cancelling import decide

    finish(decide.reject(call(), ids, why))


@app.command("withdraw", help=N_("take a pending request back"))
def withdraw(id: Id) -> None:
    from repaircli.cancelling import requests

    finish(requests.withdraw(call(), id))


@app.command("self", help=N_("cancel your station's own order that was made by mistake"))
def self_(
    no: Annotated[str, NO],
    reason: Annotated[
        str, typer.Option("--reason", metavar="entry_error|clerical_other", help=N_("which mistake"))
    ],
    detail: Detail,
) -> None:
    from repaircli.cancelling import direct as cancelling_direct
    from repaircli.cancelling.check import CancelInput

    finish(cancelling_direct.self_cancel(call(), no, from_options(CancelInput)))


@app.command("by-customer", help=N_("cancel on the customer's own call (agents)"))
def by_customer(
    no: Annotated[str, NO],
    reason: Reason,
    detail: Detail,
    station_induced: Induced = False,
    gives_up: GivesUp = False,
    to_station: Target = None,
    caller: Annotated[
        str, typer.Option("--caller", metavar="customer|station", help=N_("who is calling"))
    ] = "customer",
) -> None:
    from repaircli.cancelling import direct as cancelling_direct
    from repaircli.cancelling.check import CancelInput
    from repaircli.platform.errors import UsageProblem

    if caller not in ("customer", "station"):
        raise UsageProblem(
            msg("--caller: unknown value {text}", text=caller),
            msg("known are {known}", known=("customer", "station")),
        )
    finish(cancelling_direct.by_customer(call(), no, from_options(CancelInput), caller))
