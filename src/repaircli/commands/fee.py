"""`fee`: the fee table by which stations are settled."""

from __future__ import annotations

from repaircli.commands.framework.bridge import N_, Noun
from repaircli.commands.framework.options import CHECK, ENCODING, ERRORS, FILE, text

app = Noun()

app.action(
    "import",
    N_("take rows of the fee table from a file, all of them or none"),
    "money.fees.import_",
    file=FILE,
    check=CHECK,
    errors=ERRORS,
    encoding=ENCODING,
)
app.action(
    "list",
    N_("the fee table"),
    "money.fees.listing",
    tier=text("--tier TIER", N_("only rows of this settlement tier")),
    on=text("--on D", N_("only rows valid on this day")),
)
