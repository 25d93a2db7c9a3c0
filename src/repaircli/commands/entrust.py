"""`entrust`: entrustment forms of a region for special users."""

from __future__ import annotations

from repaircli.commands.framework.bridge import N_, Noun
from repaircli.commands.framework.options import NO, OF_ORDER, WHY, flag, limit, row_id, text

app = Noun()

_ID = row_id(N_("number of the entrustment form"))

app.action(
    "issue",
    N_("record an entrustment form; its fee is computed from the fee table"),
    "special_users.entrust.issue",
    no=NO,
    paper_no=text("--paper-no P", N_("number printed on the paper form")).needed(),
    fee=text("--fee N", N_("a fee other than the computed one, in yuan")),
    why=text("--why T", N_("why the fee differs from the computed one")),
)
app.action(
    "list",
    N_("list entrustment forms, newest first"),
    "special_users.entrust.listing",
    no=OF_ORDER,
    station=text("--station NO", N_("only forms of this station")),
    voided=flag("--all", N_("include forms that were taken back")),
    limit=limit(),
)
app.action(
    "show",
    N_("show one entrustment form with the fees that it was computed from"),
    "special_users.entrust.show",
    number=_ID,
)
app.action(
    "void",
    N_("take back a form that was recorded wrongly"),
    "special_users.entrust.void",
    number=_ID,
    why=WHY.needed(),
)
