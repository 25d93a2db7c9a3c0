"""`entrust`: entrustment forms of a region for special users."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Into, Noun

app = Noun()

_ID = opt.row_id(N_("number of the entrustment form"))

app.action(
    "issue",
    N_("record an entrustment form; the fee is computed from the fee table"),
    "special_users.entrust.issue",
    no=opt.NO,
    paper_no=opt.text("--paper-no NUMBER", N_("the number printed on the paper form")).needed(),
    fee=opt.text("--fee YUAN", N_("the fee in yuan, if it differs from the computed one")),
    why=opt.text("--why TEXT", N_("why the fee differs from the computed one")),
)
app.action(
    "list",
    N_("list entrustment forms, newest first"),
    "special_users.entrust.listing",
    no=opt.OF_ORDER,
    wanted=Into("network.scope.ListFilter"),
    **opt.LIST_FILTERS,
    voided=opt.flag("--all", N_("include voided forms")),
    limit=opt.LIMIT,
)
app.action(
    "show",
    N_("show one entrustment form with the fees used to compute it"),
    "special_users.entrust.show",
    number=_ID,
)
app.action(
    "void",
    N_("void a form that was recorded wrongly"),
    "special_users.entrust.void",
    number=_ID,
    why=opt.WHY.needed(),
)
