"""`contact`: calls to the customer."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun

app = Noun()

app.action(
    "log",
    N_("log a call to the customer"),
    "orders.contacts.log",
    no=opt.NO,
    result=opt.text(
        "--result reached|no-answer|number-invalid|guided|guided-solved", N_("the result of the call")
    ).needed(),
    number=opt.text(
        "--number PHONE", N_("the number that was called; default: the first number of the order")
    ),
    prompt=opt.text("--prompt TEXT", N_("the announcement that was heard, word for word")),
    note=opt.text("--note TEXT", N_("a remark")),
    agreed=opt.text("--agreed TIME", N_("a time agreed with the customer after T33; the region is informed")),
    at=opt.text("--at TIME", N_("when the call was made; default: now")),
)
app.action(
    "void",
    N_("void a logged call; it stays in the history"),
    "orders.contacts.void",
    contact_id=opt.row_id(N_("number of the call, as order show lists it")),
    why=opt.WHY.needed(),
)
