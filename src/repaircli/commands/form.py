"""`form`: special-case statements of a station to its region."""

from __future__ import annotations

from repaircli.commands.framework.bridge import N_, Noun, call, finish
from repaircli.commands.framework.options import NO, OF_ORDER, flag, limit, row_id, text
from repaircli.platform.text import command_line

app = Noun()

_ID = row_id(N_("number of the statement"))

app.action(
    "submit",
    N_("submit the statement of an order whose plan or service the customer refuses"),
    "cancelling.forms.submit",
    no=NO,
    proposal=text("--proposal T", N_("what the station proposed to the customer")).needed(),
    refusal_text=text("--refusal T", N_("why the customer refuses")).needed(),
    subject=text(
        "--subject plan|service|software-oow",
        N_("what the customer refuses; by default what the stage of the order suggests"),
    ),
)
app.action(
    "withdraw",
    N_("take a statement back: it supports no cancel any more"),
    "cancelling.forms.withdraw",
    form_id=_ID,
    why=text("--why T", N_("why, for the region")),
)


@app.command(
    "decide",
    N_("the region agrees to a statement or refuses it"),
    id=_ID,
    agree=flag("--agree", N_("the region agrees")),
    refuse=flag("--refuse", N_("the region does not agree")),
    opinion=text("--opinion T", N_("the region's opinion")),
)
def decide(id: int, agree: bool, refuse: bool, opinion: str | None) -> None:
    from repaircli.platform.errors import UsageProblem
    from repaircli.platform.text import msg

    if agree == refuse:
        raise UsageProblem(
            msg("give one of --agree and --refuse"), command_line("form decide", "{id} --agree", id=str(id))
        )
    from repaircli.cancelling import forms

    finish(forms.decide(call(), id, agree, opinion))


app.action(
    "list",
    N_("statements, newest first"),
    "cancelling.forms.listing",
    no=OF_ORDER,
    state=text("--state pending|agreed|refused|withdrawn", N_("only those in this state")),
    limit=limit(),
)
