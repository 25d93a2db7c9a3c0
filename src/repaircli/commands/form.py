"""`form`: special-case statements of a station to its region."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Into, Noun, call, finish
from repaircli.platform.text import command_line

app = Noun()

_ID = opt.row_id(N_("number of the statement"))

app.action(
    "submit",
    N_("submit a statement for an order whose plan or service the customer refuses"),
    "cancelling.forms.submit",
    no=opt.NO,
    proposal=opt.text("--proposal TEXT", N_("the plan that the station proposed to the customer")).needed(),
    refusal_text=opt.text("--refusal TEXT", N_("why the customer refuses")).needed(),
    subject=opt.text(
        "--subject plan|service|software-oow",
        N_("subject of the refusal; default: according to the progress of the order"),
    ),
)
app.action(
    "withdraw",
    N_("withdraw a statement; the order can no longer be cancelled because of it"),
    "cancelling.forms.withdraw",
    form_id=_ID,
    why=opt.text("--why TEXT", N_("the reason; it is shown to the region")),
)


@app.command(
    "decide",
    N_("agree to a statement, or refuse it (for liaisons)"),
    id=_ID,
    agree=opt.flag("--agree", N_("agree")),
    refuse=opt.flag("--refuse", N_("do not agree")),
    why=opt.text("--why TEXT", N_("the region's opinion")),
)
def decide(id: int, agree: bool, refuse: bool, why: str | None) -> None:
    from repaircli.platform.errors import UsageProblem
    from repaircli.platform.text import msg

    if agree == refuse:
        raise UsageProblem(
            msg("expected one of --agree and --refuse"),
            command_line("form decide", "{id} --agree", id=str(id)),
        )
    from repaircli.cancelling import forms

    finish(forms.decide(call(), id, agree, why))


app.action(
    "list",
    N_("list statements, newest first"),
    "cancelling.forms.listing",
    no=opt.OF_ORDER,
    wanted=Into("network.scope.ListFilter"),
    **opt.LIST_FILTERS,
    status=opt.text("--status pending|agreed|refused|withdrawn", N_("only this status")),
    limit=opt.LIMIT,
)
