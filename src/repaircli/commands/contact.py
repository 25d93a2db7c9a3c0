"""`contact`: calls to the customer."""

from __future__ import annotations

from repaircli.commands.framework.bridge import N_, Noun
from repaircli.commands.framework.options import NO, WHY, row_id, text

app = Noun()

app.action(
    "log",
    N_("log a call to the customer"),
    "orders.contacts.log",
    no=NO,
    result=text(
        "--result reached|no-answer|number-invalid|guided|guided-solved", N_("what the call came to")
    ).needed(),
    number=text("--number P", N_("the number that was called; the order's first if not given")),
    prompt=text("--prompt TEXT", N_("what was heard, word for word")),
    note=text("--note TEXT", N_("a remark")),
    at=text("--at TIME", N_("when the call was made, if not just now")),
)
app.action(
    "void",
    N_("take a logged call back; it stays in the history"),
    "orders.contacts.void",
    contact_id=row_id(N_("number of the call, as order show lists it")),
    why=WHY.needed(),
)
