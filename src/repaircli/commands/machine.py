"""`machine`: machines by serial number, their warranty and their repairs."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Into, Noun, call, export_style, finish

app = Noun()

_SERIAL = opt.argument("SERIAL", N_("serial number, in any letter case"))
_GIVEN = {
    "product": opt.PRODUCT,
    "model": opt.MODEL,
    "configuration": opt.text("--configuration TEXT", N_("what is built in")),
    "customer": opt.text("--customer NAME", N_("the customer's name")),
    "phones": opt.texts(
        "--phone PHONE", N_("a telephone number of the customer; the first one is called first")
    ),
    "address": opt.ADDRESS,
    "area": opt.AREA,
    "sold_on": opt.text("--sold-on DAY", N_("the day of the sale")),
    "proof": opt.text("--proof TEXT", N_("the invoice or other proof of the sale")),
    "warranty_until": opt.WARRANTY_UNTIL,
    "onsite_until": opt.ONSITE_UNTIL,
    "station": opt.text("--station STATION", N_("the station that serves the customer")),
}
_INPUT = Into("machines.machines.MachineInput")

app.action(
    "show", N_("show a machine, what holds for it, and its repairs"), "overview.machines.show", serial=_SERIAL
)
app.action(
    "check",
    N_("show whether warranty and on-site service hold on a day"),
    "machines.machines.check",
    serial=_SERIAL,
    on=opt.DAY,
)
app.action(
    "list",
    N_("list machines by serial number"),
    "machines.machines.listing",
    wanted=Into("machines.machines.MachineFilter"),
    customer=opt.text("--customer NAME", N_("part of the customer's name")),
    product=opt.text("--product desktop|notebook|server", N_("only this kind of machine")),
    expiring=opt.number(
        "--expiring DAYS", N_("only machines whose warranty ends within so many days"), low=0
    ),
    limit=opt.LIMIT,
)
app.action("add", N_("record a machine"), "machines.machines.add", serial=_SERIAL, given=_INPUT, **_GIVEN)
app.action(
    "edit",
    N_("correct the data of a machine"),
    "machines.machines.edit",
    serial=_SERIAL,
    given=_INPUT,
    **_GIVEN,
)
app.action(
    "import",
    N_("import machines from a file; known ones are changed"),
    "machines.files.import_",
    file=opt.FILE,
    check=opt.CHECK,
    skip_invalid=opt.SKIP_INVALID,
    errors=opt.ERRORS,
    encoding=opt.ENCODING,
    sheet=opt.SHEET,
)


@app.command(
    "export",
    N_("export machines to a CSV or Excel file"),
    output=opt.text(
        "--output, -o FILE", N_("file to write (.csv, .tsv, .jsonl or .xlsx); replaced if it exists")
    ),
    excel=opt.EXCEL,
)
def export(output: str | None, excel: bool) -> None:
    from repaircli.files import exports

    answer = exports.table(
        call(), "machines.files", output=output, excel=excel, **export_style(excel, output)
    )
    if answer is not None:
        finish(answer)


policy = app.noun("policy", N_("how long products have warranty, on-site service and exchange"))
policy.action(
    "list",
    N_("list the service policy"),
    "machines.files.policy",
    product=opt.text("--product desktop|notebook|server", N_("only this kind of machine")),
    on=opt.text("--on DAY", N_("only the rows for machines sold on this day")),
    limit=opt.LIMIT_SHOWN,
)
policy.action(
    "import",
    N_("import rows of the service policy; all rows or none"),
    "machines.files.import_policy",
    file=opt.FILE,
    check=opt.CHECK,
    errors=opt.ERRORS,
    encoding=opt.ENCODING,
    sheet=opt.SHEET,
)
