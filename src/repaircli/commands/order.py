"""`order`: create, read, and every step from dispatch to closing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import (
    N_,
    Into,
    Noun,
    call,
    export_style,
    finish,
    from_options,
    given_options,
)
from repaircli.platform import invocation

if TYPE_CHECKING:
    from repaircli.platform.answers import Call

app = Noun()

_UNPRINTED = opt.text(
    "--unprinted TEXT", N_("why the order was not printed before service; recorded as a violation")
)
_BASIS = opt.text(
    "--basis signed|pickup|delivered|region_confirmed", N_("evidence for closing; default: the usual one")
)
_ORDERS = {
    "no": opt.arguments("NO", N_("order numbers, or unique parts of them")),
    "from_": opt.text(
        "--from FILE|-", N_("read the numbers from a file: one a line, or JSON with order_no; - is stdin")
    ),
}
"""One order or several."""
_RECONTACT = opt.text("--recontact TIME", N_("time of the next call promised to the customer"))


@app.command(
    "create",
    N_("create an order; your role determines its origin: call centre, region or station"),
    service=opt.SERVICE,
    customer=opt.CUSTOMER,
    phones=opt.PHONES,
    caller_no=opt.CALLER_NO,
    address=opt.ADDRESS,
    fault=opt.FAULT,
    station=opt.text(
        "--station STATION", N_("station that gets the order; default for coordinators: their own")
    ),
    area=opt.text("--area CODE", N_("area code; used to choose the station when --station is not given")),
    product=opt.PRODUCT,
    model=opt.MODEL,
    serials=opt.texts("--serial SERIAL", N_("serial number of the machine; one for each machine")),
    units=opt.number(
        "--units N", N_("number of machines at the same place: one on-site order, the others carry-in"), low=1
    ),
    same_fault=opt.flag(
        "--same-fault", N_("all machines have the same fault; for five or more the region decides")
    ),
    onsite_until=opt.ONSITE_UNTIL,
    warranty_until=opt.WARRANTY_UNTIL,
    reported_at=opt.text("--reported-at TIME", N_("when the customer reported the fault; default: now")),
    time_need=opt.TIME_NEED,
    special=opt.text(
        "--special ministry|media|key-account|related", N_("kind of special user; also creates an urge order")
    ),
    paid_visit=opt.flag(
        "--paid-visit", N_("a carry-in order with an on-site visit that the customer pays for")
    ),
    compensation_fund=opt.flag(
        "--compensation-fund",
        N_("a visit for a complaint or pending case of the region, paid from the compensation fund"),
    ),
    proxy_report=opt.flag("--proxy-report", N_("the station reports for the customer")),
    recontact=_RECONTACT,
    overload=opt.text("--overload TEXT", N_("why a station beyond its capacity gets the order")),
    from_json=opt.text("--from-json FILE|-", N_("JSON object with these options as keys")),
)
def create(from_json: str | None, **_: object) -> None:
    from repaircli.orders import inputs
    from repaircli.platform.inputs import text_of
    from repaircli.referrals import intake as orders_create

    text = None if from_json is None else text_of(from_json, "--from-json")
    given = from_options(inputs.NewOrder)
    if text is not None:
        given = inputs.merged(given, text)
    finish(orders_create.create(call(from_json=text), given))


def _named(typed: list[str], source: str | None) -> tuple[Call, list[str], bool]:
    """The call, the order numbers that were typed or are in a file, and whether the answer is a list.

    One number that was typed is answered by itself; a file may have one or none, and its answer is a list all the same.
    """
    from repaircli.orders import lookup

    numbers = lookup.numbers_of(invocation.current().command, typed, source)
    return call(no=numbers, from_=None), numbers, source is not None or len(numbers) > 1


app.action(
    "list",
    N_("list orders, newest first"),
    "overview.orders.listing",
    filters=Into("overview.orders.Filters"),
    **opt.ORDER_FILTERS,
    sort=opt.text(
        "--sort FIELD",
        N_("t1, t2, order_no, station, status, customer or closed_at; prefix with - for descending order"),
        "-t1",
    ),
    limit=opt.LIMIT_TOLD,
)


@app.command("show", N_("show everything about orders"), **_ORDERS)
def show(no: list[str], from_: str | None) -> None:
    from repaircli.overview import one_order

    asked, numbers, listed = _named(no, from_)
    finish(one_order.show_all(asked, numbers) if listed else one_order.show(asked, numbers[0]))


app.action(
    "clock",
    N_("list the deadlines of an order: what must be done, and by when"),
    "deadlines.due.clock",
    no=opt.NO,
    explain=opt.flag("--explain", N_("day by day: kind of day, working time used, calls made")),
)


@app.command("history", N_("show the history of orders and the person of each step"), **_ORDERS)
def history(no: list[str], from_: str | None) -> None:
    from repaircli.overview import one_order

    asked, numbers, listed = _named(no, from_)
    finish(one_order.history_all(asked, numbers) if listed else one_order.history(asked, numbers[0]))


app.action(
    "lineage",
    N_("show the chain of orders before and after a reassignment"),
    "overview.lineage.lineage",
    no=opt.NO,
)


@app.command(
    "edit",
    N_("correct the data of an order; an empty text clears a field"),
    no=opt.NO,
    customer=opt.CUSTOMER,
    phones=opt.texts("--phone PHONE", N_("all numbers of the customer; they replace the old ones")),
    caller_no=opt.CALLER_NO,
    address=opt.ADDRESS,
    area=opt.AREA,
    fault=opt.FAULT,
    product=opt.PRODUCT,
    model=opt.MODEL,
    serial=opt.SERIAL,
    onsite_until=opt.ONSITE_UNTIL,
    warranty_until=opt.WARRANTY_UNTIL,
    mark=opt.text(
        "--mark software|out-of-warranty|complaint|batch",
        N_("kind of work: software, out of warranty, or a complaint or batch case of the region"),
    ),
    branch=opt.text("--branch STATION", N_("branch point of the station that serves the order")),
    recontact=_RECONTACT,
    no_paid_visit=opt.flag(
        "--no-paid-visit", N_("the customer will bring the machine in; remove the paid visit")
    ),
)
def edit(no: str, no_paid_visit: bool, **_: object) -> None:
    from repaircli.orders import edit as orders_edit

    typed = given_options(orders_edit.FIELDS)
    finish(orders_edit.edit(call(), no, typed, no_paid_visit=no_paid_visit))


@app.command(
    "download", N_("download orders dispatched to your station; without numbers all of them"), **_ORDERS
)
def download(no: list[str], from_: str | None) -> None:
    from repaircli.orders import download as orders_download

    if not no and from_ is None:
        finish(orders_download.download(call(), None))
        return
    asked, numbers, listed = _named(no, from_)
    if listed:
        finish(orders_download.download(asked, numbers))
    else:
        finish(orders_download.download_one(asked, numbers[0]))


app.action(
    "assign",
    N_("assign an order to an engineer of the station or of its branch points"),
    "orders.steps.assign",
    no=opt.NO,
    engineer=opt.text("--engineer LOGIN", N_("login of the engineer")).needed(),
)


@app.command(
    "print",
    N_("print orders before service; stamps them as printed"),
    **_ORDERS,
    output=opt.text(
        "--output, -o FILE",
        N_("file to write: HTML for B5 paper; .pdf for PDF, .txt for plain text"),
    ),
    paper=opt.Param(
        "--paper", N_("JIS B5 is 182 by 257 mm, ISO B5 176 by 250 mm"), Literal["jis-b5", "iso-b5"], "jis-b5"
    ),
    font=opt.text("--font FILE", N_("TrueType font with Chinese, for PDF")),
)
def print_(no: list[str], from_: str | None, output: str | None, paper: str, font: str | None) -> None:
    from repaircli.orders import printing

    made = None if output is None else _paper(output, paper, font)
    asked, numbers, listed = _named(no, from_)
    finish(printing.print_orders(asked, numbers, output, made, listed=listed))


def _paper(
    output: str, paper: str, font: str | None
) -> Callable[[Sequence[Mapping[str, Any]]], bytes]:  # data of an answer
    """What makes the file: HTML, or PDF or plain text where its name ends so."""
    from repaircli.orders.printed import workorder
    from repaircli.tabular.writer import ending

    lang = invocation.current().lang

    def made(orders: Sequence[Mapping[str, Any]]) -> bytes:
        end = ending(output, (".html", ".htm", ".pdf", ".txt"))
        if end == ".pdf":
            from repaircli.orders.printed.pdf import pdf

            return pdf(orders, lang, paper, font)
        if end == ".txt":
            return "\f".join(workorder.text(data, lang) for data in orders).encode()
        return workorder.html(orders, lang, paper).encode()

    return made


app.action(
    "start",
    N_("start the service; the order must be printed first"),
    "orders.steps.start",
    no=opt.NO,
    system_failure=opt.text(
        "--system-failure TEXT", N_("the system failure because of which the order could not be printed")
    ),
)
app.action(
    "writeback-t3",
    N_("write the next T3: a promised time, an unreachable customer, or a phone solution"),
    "orders.writeback.writeback_t3",
    "orders.confirm.writeback_t3",
    no=opt.NO,
    at=opt.text("--at TIME", N_("the promised time of the visit or the pick-up")),
    type=opt.text("--type TYPE", N_("promise type: 承诺时间内, 备件原因, 多次维修, 客户原因, 故障复现")),
    reason=opt.text("--reason TEXT", N_("the reason for the promised time")),
    parts_order=opt.text("--parts-order PO", N_("late parts: number of the parts order")),
    part_code=opt.text("--part-code CODE", N_("late parts: code of the part")),
    unreachable=opt.flag("--unreachable", N_("the customer was not reached within 4 hours: the special T31")),
    phone_resolved=opt.text("--phone-resolved software|other", N_("solved by phone; closes the order")),
    slot=opt.number("--slot 1|2|3", N_("number of the T3 slot; refused if it is not the next one")),
    undo=opt.flag("--undo", N_("take your last T3 back, within 15 minutes, with --why")),
    why=opt.WHY,
)
app.action(
    "fact",
    N_("log work or a test that took place"),
    "orders.steps.fact",
    no=opt.NO,
    code=opt.argument("CODE", N_("close fact, such as reseat or nff_power")),
    note=opt.text("--note TEXT", N_("finding, or work that was done")),
    void=opt.flag("--void", N_("void it (for liaisons, with --why)")),
    why=opt.WHY,
)
app.action(
    "arrived",
    N_("record that the machine of a carry-in order has reached the station; creates the voucher"),
    "orders.steps.arrived",
    no=opt.NO,
    recontact=_RECONTACT,
)
app.action("repaired", N_("record that the repair is done"), "orders.steps.repaired", no=opt.NO)
app.action(
    "sign",
    N_("record that the customer has signed the order"),
    "orders.steps.sign",
    no=opt.NO,
    unprinted=_UNPRINTED,
)
app.action(
    "picked-up", N_("record that the customer has collected the machine"), "orders.steps.picked_up", no=opt.NO
)
app.action(
    "check-failed",
    N_("record that the machine did not pass the customer's check"),
    "orders.steps.check_failed",
    no=opt.NO,
)
app.action(
    "delivered",
    N_("record that the station returned the machine to the customer"),
    "orders.steps.delivered",
    no=opt.NO,
)
app.action(
    "done",
    N_("record repair and signature and close the order, all in one"),
    "orders.done.done",
    "orders.confirm.done",
    no=opt.NO,
    solution=opt.text("--solution TEXT", N_("the actual fault and what was done")).needed(),
    basis=_BASIS,
    unprinted=_UNPRINTED,
)
app.action(
    "attach",
    N_("keep a photo or scan with an order, such as the signed sheet"),
    "orders.attachments.attach",
    no=opt.NO,
    file=opt.argument("FILE", N_("JPEG, PNG, PDF, HEIC, TIFF, WebP or GIF, up to 20 MB")),
)
app.action(
    "attachments",
    N_("list the files kept with an order, or copy them out"),
    "orders.attachments.listing",
    no=opt.NO,
    output=opt.text("--output, -o DIR", N_("folder to copy the files into")),
)
app.action(
    "note",
    N_("write an internal note on an order; the customer never sees it"),
    "orders.notes.add",
    no=opt.NO,
    text=opt.text("--text TEXT", N_("the note")).needed(),
)
app.action(
    "close",
    N_("close an order as resolved"),
    "orders.close.close",
    "orders.confirm.close",
    no=opt.NO,
    solution=opt.text("--solution TEXT", N_("the actual fault and what was done")).needed(),
    basis=_BASIS,
    why=opt.WHY,
    unprinted=_UNPRINTED,
)
app.action(
    "import",
    N_("import orders from a file"),
    "files.imports.orders",
    "files.ask_import.orders",
    file=opt.FILE,
    history=opt.flag("--history", N_("orders with their history, from a file written by `order export`")),
    check=opt.CHECK,
    skip_invalid=opt.SKIP_INVALID,
    errors=opt.ERRORS,
    encoding=opt.ENCODING,
    sheet=opt.SHEET,
)


@app.command(
    "export",
    N_("export orders to a file"),
    **opt.ORDER_FILTERS,
    output=opt.text(
        "--output, -o FILE|DIR/",
        N_("file to write (.csv, .tsv, .jsonl or .xlsx), replaced if it exists; or a folder for everything"),
    ),
    excel=opt.EXCEL,
)
def export(output: str | None, excel: bool, **_: object) -> None:
    from repaircli.files import exports
    from repaircli.overview.orders import Filters

    wanted = from_options(Filters)
    answer = exports.orders(call(), wanted, output=output, excel=excel, **export_style(excel, output))
    if answer is not None:
        finish(answer)
