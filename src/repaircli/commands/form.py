"""`form`: special-case statements of a station to its region."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun, call, finish
from repaircli.platform.text import command_line

app = Noun()

_ID = opt.row_id(N_("number of the statement"))

app.action(
    "submit",
    N_("submit the statement of an order whose plan or service the customer refuses"),
    "cancelling.forms.submit",
    no=opt.NO,
    proposal=opt.text("--proposal T", N_("what the station proposed to the customer")).needed(),
    refusal_text=opt.text("--refusal T", N_("why the customer refuses")).needed(),
    subject=opt.text(
        "--subject plan|service|software-oow",
        N_("what the customer refuses; by default what the stage of the order suggests"),
    ),
)
app.action(
    "withdraw",
    N_("take a statement back: it supports no cancel any more"),
    "cancelling.forms.withdraw",
    form_id=_ID,
    why=opt.text("--why T", N_("why, for the region")),
)


@app.command(
    "decide",
    N_("the region agrees to a statement or refuses it"),
    id=_ID,
    agree=opt.flag("--agree", N_("the region agrees")),
    refuse=opt.flag("--refuse", N_("the region does not agree")),
    why=opt.text("--why T", N_("the region's opinion")),
)
def decide(id: int, agree: bool, refuse: bool, why: str | None) -> None:
    from repaircli.platform.errors import UsageProblem
    from repaircli.platform.text import msg

    if agree == refuse:
        raise UsageProblem(
            msg("give one of --agree and --refuse"), command_line("form decide", "{id} --agree", id=str(id))
        )
    from repaircli.cancelling import forms

    finish(forms.decide(call(), id, agree, why))


app.action(
    "list",
    N_("statements, newest first"),
    "cancelling.forms.listing",
    no=opt.OF_ORDER,
    status=opt.text("--status pending|agreed|refused|withdrawn", N_("only those of this status")),
    limit=opt.limit(),
)
