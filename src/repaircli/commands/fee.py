"""`fee`: the fee table by which stations are settled."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun

app = Noun()

app.action(
    "import",
    N_("import rows of the fee table from a file; all rows or none"),
    "money.fees.import_",
    file=opt.FILE,
    check=opt.CHECK,
    errors=opt.ERRORS,
    encoding=opt.ENCODING,
    sheet=opt.SHEET,
)
app.action(
    "list",
    N_("list the fee table"),
    "money.fees.listing",
    tier=opt.text("--tier TIER", N_("only rows of this settlement tier")),
    on=opt.text("--on DAY", N_("only rows valid on this day")),
    limit=opt.LIMIT_SHOWN,
)
