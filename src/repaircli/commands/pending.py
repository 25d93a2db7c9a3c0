"""`pending`: tickets about five machines and more with one fault, and the region's judgement."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Into, Noun, call, confirm, finish
from repaircli.platform.text import command_line

app = Noun()

_ID = opt.row_id(N_("number of the pending ticket"))

app.action(
    "list",
    N_("list pending tickets, newest first"),
    "referrals.pending.listing",
    wanted=Into("network.scope.ListFilter"),
    **opt.LIST_FILTERS,
    status=opt.text("--status open|batch|not-batch", N_("only this status")),
    limit=opt.LIMIT,
)
app.action("show", N_("show one pending ticket with the reported data"), "referrals.pending.show", ticket=_ID)
app.action(
    "create",
    N_("open a ticket for a customer's orders of one day with the same fault"),
    "referrals.pending.create",
    no=opt.NO,
)


@app.command(
    "judge",
    N_("decide whether it is a batch problem; if not, the orders are created"),
    id=_ID,
    batch=opt.flag("--batch", N_("it is a batch problem; no orders are created")),
    not_batch=opt.flag(
        "--not-batch", N_("it is not a batch problem; one on-site order, the others carry-in")
    ),
    station=opt.text("--station STATION", N_("the station that gets the orders and is notified")),
    why=opt.WHY,
)
def judge(id: int, batch: bool, not_batch: bool, station: str | None, why: str | None) -> None:
    from repaircli.platform.errors import UsageProblem
    from repaircli.platform.text import msg

    if batch == not_batch:
        raise UsageProblem(
            msg("expected one of --batch and --not-batch"),
            command_line("pending judge", "{id} --not-batch", id=str(id)),
        )
    from repaircli.referrals import pending

    asked = call()
    confirm(lambda: pending.ask_judge(asked, id, batch))
    finish(pending.judge(asked, id, batch, station, why))
