"""The commands of cancelling: ask, request, decide."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Into, Noun, call, confirm, finish, from_options
from repaircli.platform.text import command_line, msg

app = Noun()

_INPUT = Into("cancelling.check.CancelInput")
_REASON = opt.text("--reason", N_("reason code, or its Chinese words; see rules list")).needed()
_DETAIL = opt.text("--detail", N_("the details, for the cancel remark"))
_WISHES = {
    "wished": opt.text("--wished", N_("the customer's new date")),
    "agrees_rereport": opt.flag("--agrees-rereport", N_("the customer agrees to report again")),
    "asked_on": opt.text(
        "--asked-on", N_("the day on which the customer asked; a contact must be logged on it")
    ),
}
_CALL = {
    "station_induced": opt.flag(
        "--station-induced", N_("the customer says that the station told them to call")
    ),
    "gives_up": opt.flag("--gives-up", N_("when asked by the agent, the customer gives up the repair")),
}
_TARGET = opt.text("--to-station", N_("head station that gets the new order"))
_ID = opt.argument("ID", N_("number of the request"), int)
_IDS = opt.arguments("ID", N_("numbers of the requests"), list[int])
_FILTERS = {
    "region": opt.ONLY_REGION,
    "station": opt.ONLY_STATION,
    "reason": opt.text("--reason", N_("only this reason")),
    "older_than": opt.number(
        "--older-than DAYS", N_("only requests pending for more than this many working days")
    ),
}

app.action(
    "check",
    N_("ask whether an order may be cancelled; writes nothing"),
    "cancelling.check.check",
    no=opt.NO,
    given=_INPUT,
    reason=_REASON,
    detail=_DETAIL,
    asked_by=opt.text("--asked-by station|region|customer", N_("who asks; by default as your role does")),
    **_WISHES,
    **_CALL,
    to_station=_TARGET,
)
app.action(
    "request",
    N_("ask the region to cancel an order"),
    "cancelling.requests.request",
    "cancelling.confirm.request",
    no=opt.NO,
    given=_INPUT,
    reason=_REASON,
    detail=_DETAIL.needed(),
    **_WISHES,
    to_station=_TARGET,
)


@app.command(
    "list",
    N_("list cancel requests, oldest first"),
    statuses=opt.texts(
        "--status pending|approved|rejected|withdrawn|refused",
        N_("only this status; may be given several times"),
    ),
    **_FILTERS,
    limit=opt.limit(None),
    ids=opt.flag("--ids", N_("print only the numbers, one a line, for cancel approve --from")),
)
def list_(limit: int | None, ids: bool, **_: object) -> None:
    from repaircli.cancelling import requests

    wanted = from_options(requests.RequestFilter)
    finish((requests.ids if ids else requests.list_)(call(), wanted, limit))


app.action("show", N_("show one cancel request"), "cancelling.requests.show", request_id=_ID)


@app.command(
    "approve",
    N_("approve pending requests; each is checked again against the current facts"),
    ids=_IDS,
    all_=opt.flag("--all", N_("every pending request of your region that matches the filters")),
    from_=opt.text("--from FILE|-", N_("read the numbers from a file: one a line, or JSON lines with an id")),
    to_station=_TARGET,
    **_FILTERS,
    dry_run=opt.flag("--dry-run", N_("show what would happen and write nothing")),
    plan=opt.text(
        "--plan FILE",
        N_("only write what would happen to each request into a CSV or .xlsx file, for --apply"),
    ),
    apply=opt.text(
        "--apply FILE|-", N_("carry out a plan; a request whose facts have changed since is refused")
    ),
)
def approve(
    ids: list[int],
    all_: bool,
    from_: str | None,
    to_station: str | None,
    dry_run: bool,
    plan: str | None,
    apply: str | None,
    **_: object,
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
    picked = file_ids.chosen(ids, all_, from_, filtered=filtered)
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


app.action(
    "reject",
    N_("reject requests and give the reason; the repairs go on"),
    "cancelling.decide.reject",
    ids=_IDS.needed(),
    why=opt.text("--why", N_("what the station is told")).needed(),
)
app.action("withdraw", N_("take a pending request back"), "cancelling.requests.withdraw", request_id=_ID)
app.action(
    "self",
    N_("cancel your station's own order that was made by mistake"),
    "cancelling.direct.self_cancel",
    "cancelling.confirm.self_cancel",
    no=opt.NO,
    given=_INPUT,
    reason=opt.text("--reason entry_error|clerical_other", N_("which mistake")).needed(),
    detail=_DETAIL.needed(),
)


@app.command(
    "by-customer",
    N_("cancel on the customer's own call (agents)"),
    no=opt.NO,
    reason=_REASON,
    detail=_DETAIL.needed(),
    **_CALL,
    to_station=_TARGET,
    caller=opt.text("--caller customer|station", N_("who is calling"), "customer"),
)
def by_customer(no: str, caller: str, **_: object) -> None:
    from repaircli.cancelling import confirm as cancelling_confirm
    from repaircli.cancelling import direct as cancelling_direct
    from repaircli.cancelling.check import CancelInput
    from repaircli.platform.errors import UsageProblem

    if caller not in ("customer", "station"):
        raise UsageProblem(
            msg("--caller: unknown value {text}", text=caller),
            msg("known are {known}", known=("customer", "station")),
        )
    asked, given = call(), from_options(CancelInput)
    confirm(lambda: cancelling_confirm.by_customer(asked, no, given, caller))
    finish(cancelling_direct.by_customer(asked, no, given, caller))
