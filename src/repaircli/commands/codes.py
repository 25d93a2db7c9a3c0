"""`codes`: the lists that a company makes itself, such as fault causes and complaint reasons."""

from __future__ import annotations

from collections.abc import Mapping

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Into, Noun, call, export_style, finish
from repaircli.commands.framework.options import Param

app = Noun()

_KIND = opt.argument(
    "KIND", N_("fault-cause, complaint-reason, visit-element, order-type, carrier or expense-kind")
)
_CODE = opt.argument("CODE", N_("the code, or its name"))
_GIVEN: Mapping[str, Param] = {
    "name": opt.text("--name NAME", N_("its name")),
    "name_en": opt.text("--name-en NAME", N_("its English name")),
    "fault_class": opt.text(
        "--class hardware|software|network|use|transport|none", N_("fault cause: the kind of fault")
    ),
    "object": opt.text(
        "--object product|department|person", N_("complaint reason: the subject of the complaint")
    ),
    "answer": opt.text("--type score|yes-no|choice|text", N_("visit element: the kind of answer")),
    "choices": opt.texts("--choice TEXT", N_("visit element: a possible answer")),
    "weight": opt.number("--weight N", N_("visit element: its weight in the mean score; default: 1"), low=1),
    "required": opt.switch("--required/--not-required", N_("visit element: every visit must answer it")),
    "subjects": opt.texts(
        "--for order|complaint|agreement|customer",
        N_("visit element: the visits that ask it; default: all"),
    ),
    "free": opt.texts("--free parts|items", N_("order type: the part that is free for the customer")),
}
_INPUT = Into("code_lists.lists.CodeInput")

app.action(
    "list",
    N_("list the codes of one list, or of all"),
    "code_lists.lists.listing",
    kind=_KIND.optional(),
    all_=opt.flag("--all", N_("retired codes too")),
    limit=opt.LIMIT_SHOWN,
)
app.action(
    "add",
    N_("add a code to a list"),
    "code_lists.lists.add",
    kind=_KIND,
    code_=_CODE._replace(help=N_("up to 40 letters, digits and hyphens")),
    given=_INPUT,
    **_GIVEN,
)
app.action(
    "edit",
    N_("change the name or the other data of a code"),
    "code_lists.lists.edit",
    kind=_KIND,
    code_=_CODE,
    given=_INPUT,
    **_GIVEN,
)
app.action(
    "retire",
    N_("stop using a code; records that have it keep it"),
    "code_lists.lists.retire",
    kind=_KIND,
    code_=_CODE,
    undo=opt.flag("--undo", N_("use a retired code again")),
)
app.action(
    "import",
    N_("import codes from a file; known ones are changed"),
    "code_lists.files.import_",
    file=opt.FILE,
    check=opt.CHECK,
    skip_invalid=opt.SKIP_INVALID,
    errors=opt.ERRORS,
    encoding=opt.ENCODING,
    sheet=opt.SHEET,
)


@app.command(
    "export",
    N_("export the codes in use to a CSV or Excel file"),
    output=opt.text(
        "--output, -o FILE", N_("file to write (.csv, .tsv, .jsonl or .xlsx); replaced if it exists")
    ),
    excel=opt.EXCEL,
)
def export(output: str | None, excel: bool) -> None:
    from repaircli.files import exports

    answer = exports.table(
        call(), "code_lists.files", output=output, excel=excel, **export_style(excel, output)
    )
    if answer is not None:
        finish(answer)
