"""`change`: applications to change a station's areas, capacity or data."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Into, Noun

app = Noun()

_ID = opt.row_id(N_("number of the application"))
_OPINION = opt.text("--why TEXT", N_("opinion for the form"))
_CAUSES = "area|holiday|emergency|quality|basic"

app.action(
    "apply",
    N_("apply for a change; the cause determines who approves it"),
    "network.changes.apply",
    no=opt.STATION_NO,
    given=Into("network.changes.ChangeInput"),
    cause=opt.text(
        f"--cause {_CAUSES}",
        N_(
            "area: the station's areas (form 2); holiday, emergency, quality: its capacity (form 3); basic: telephone and other data"
        ),
    ).needed(),
    from_=opt.text("--from DAY", N_("first day on which it applies")).needed(),
    why=opt.WHY.needed(),
    to=opt.LAST_DAY,
    daily=opt.number("--daily N", N_("orders a day")),
    add=opt.texts("--add-area CODE", N_("area to be served")),
    remove=opt.texts("--remove-area CODE", N_("area no longer served")),
    product=opt.text("--product desktop|notebook|server", N_("change the areas for this product only")),
    service=opt.text(
        "--service onsite|carry-in|mail-in", N_("change the areas for this way of service only")
    ),
    **opt.STATION_DATA,
    dry_run=opt.TRIAL,
)
app.action(
    "agree",
    N_("agree to an application of your region's station; the CSSD decides next (for liaisons)"),
    "network.change_steps.agree",
    number=_ID,
    why=_OPINION,
)
app.action(
    "approve",
    N_("approve an application; the change applies from its first day (for the CSSD)"),
    "network.change_steps.approve",
    number=_ID,
    why=_OPINION,
)
app.action(
    "reject",
    N_("reject an application that you must decide (for liaisons and the CSSD)"),
    "network.change_steps.reject",
    number=_ID,
    why=opt.WHY.needed(),
)
app.action(
    "withdraw",
    N_("withdraw your own application before it is decided"),
    "network.change_steps.withdraw",
    number=_ID,
)
app.action(
    "show",
    N_("show an application and its status"),
    "network.changes.show",
    number=_ID,
)
app.action(
    "list",
    N_("list applications, newest first"),
    "network.changes.list_",
    status=opt.text("--status applied|agreed|approved|rejected|withdrawn", N_("only this status")),
    waiting=opt.flag("--waiting", N_("only applications that you must decide")),
    station=opt.text("--station STATION", N_("only this station")),
    region=opt.text("--region REGION", N_("only this region")),
    cause=opt.text(f"--cause {_CAUSES}", N_("only this cause")),
    limit=opt.LIMIT,
)
