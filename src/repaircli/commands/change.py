"""`change`: applications to change a station's areas, capacity or data."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Into, Noun

app = Noun()

_ID = opt.row_id(N_("number of the application"))
_OPINION = opt.text("--why TEXT", N_("an opinion, for the form"))
_CAUSES = "area|holiday|emergency|quality|basic"

app.action(
    "apply",
    N_("apply for a change; its cause decides who decides"),
    "network.changes.apply",
    no=opt.STATION_NO,
    given=Into("network.changes.ChangeInput"),
    cause=opt.text(
        f"--cause {_CAUSES}",
        N_("area: the region, form 2; holiday, emergency, quality: form 3; basic: phone and the like"),
    ).needed(),
    from_=opt.text("--from D", N_("first day it counts")).needed(),
    why=opt.WHY.needed(),
    to=opt.LAST_DAY,
    daily=opt.number("--daily N", N_("orders a day")),
    add=opt.texts("--add-area CODE", N_("area to be served; may be repeated")),
    remove=opt.texts("--remove-area CODE", N_("area no longer served; may be repeated")),
    product=opt.text("--product desktop|notebook|server", N_("the areas for this product only")),
    service=opt.text("--service onsite|carry-in|mail-in", N_("the areas for this way of service only")),
    **opt.STATION_DATA,
    dry_run=opt.TRIAL,
)
app.action(
    "agree",
    N_("the region agrees to its station's application, which goes to the CSSD"),
    "network.change_steps.agree",
    number=_ID,
    why=_OPINION,
)
app.action(
    "approve",
    N_("the CSSD approves; the change counts from its first day on"),
    "network.change_steps.approve",
    number=_ID,
    why=_OPINION,
)
app.action(
    "reject",
    N_("the region or the CSSD rejects what waits for it"),
    "network.change_steps.reject",
    number=_ID,
    why=opt.WHY.needed(),
)
app.action(
    "withdraw",
    N_("take back an application of your own that waits"),
    "network.change_steps.withdraw",
    number=_ID,
)
app.action(
    "show",
    N_("an application as form 2 or form 3 has it, and where it stands"),
    "network.changes.show",
    number=_ID,
)
app.action(
    "list",
    N_("applications, newest first"),
    "network.changes.list_",
    status=opt.text("--status applied|agreed|approved|rejected|withdrawn", N_("only those of this status")),
    waiting=opt.flag("--waiting", N_("only those that wait for you")),
    station=opt.text("--station NO", N_("only those of this station")),
    region=opt.text("--region R", N_("only those of this region")),
    cause=opt.text(f"--cause {_CAUSES}", N_("only those for this cause")),
    limit=opt.limit(),
)
