"""`order`: create, read, and every step from dispatch to closing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Literal

import typer

from repaircli.commands.framework import file_commands, report_options
from repaircli.commands.framework.bridge import N_, NO, call, finish, from_options, given_options, noun

app = noun()

_AREA = typer.Option("--area", metavar="CODE", help=N_("area code; without --station it chooses the station"))
_RECONTACT = typer.Option(
    "--recontact", metavar="TIME", help=N_("when the customer was promised to be called again")
)
_WHY = typer.Option("--why", metavar="TEXT", help=N_("the reason, for the record"))

_STATUS = typer.Option("--status", metavar="S", help=N_("only orders of this status"))
_STATION = typer.Option("--station", metavar="NO", help=N_("only orders of this station or branch point"))
_REGION = typer.Option("--region", metavar="R", help=N_("only orders of this region"))
_ENGINEER = typer.Option("--engineer", metavar="LOGIN", help=N_("only orders assigned to this engineer"))
_SINCE = typer.Option("--since", metavar="TIME", help=N_("only orders whose T1 is not before this"))
_UNTIL = typer.Option(
    "--until", metavar="TIME", help=N_("only orders whose T1 is not after this; a day means all of it")
)
_BY_CUSTOMER = typer.Option("--customer", metavar="C", help=N_("part of the customer's name"))
_BY_PHONE = typer.Option("--phone", metavar="P", help=N_("part of any number of the order"))
_DUE = typer.Option("--due", help=N_("only orders that wait for something to be done now"))
_SORT = typer.Option(
    "--sort",
    metavar="F",
    help=N_("t1, t2, order_no, station, status, customer or closed_at; a leading minus turns it round"),
    show_default=True,
)
_LIMIT = typer.Option("--limit", metavar="N", min=1, help=N_("how many at most"), show_default=True)


@app.command(
    "create",
    help=N_("create an order; who creates it makes it the call centre's, the region's or the station's"),
)
def create(
    service: Annotated[
        str | None,
        typer.Option("--service", metavar="onsite|carry-in|mail-in", help=N_("how the machine is served")),
    ] = None,
    customer: Annotated[str | None, report_options.CUSTOMER] = None,
    phone: Annotated[list[str] | None, report_options.PHONE] = None,
    caller_no: Annotated[str | None, report_options.CALLER] = None,
    address: Annotated[str | None, report_options.ADDRESS] = None,
    fault: Annotated[str | None, report_options.FAULT] = None,
    station: Annotated[
        str | None,
        typer.Option(
            "--station", metavar="NO", help=N_("station that gets it; a coordinator's own is the default")
        ),
    ] = None,
    area: Annotated[str | None, _AREA] = None,
    product: Annotated[str | None, report_options.PRODUCT] = None,
    model: Annotated[str | None, report_options.MODEL] = None,
    serial: Annotated[
        list[str] | None,
        typer.Option("--serial", metavar="S", help=N_("serial number of the machine; of each of several")),
    ] = None,
    units: Annotated[
        int | None,
        typer.Option(
            "--units",
            metavar="N",
            min=1,
            help=N_("machines at the same place: one visit, the others carried in"),
        ),
    ] = None,
    same_fault: Annotated[
        bool,
        typer.Option("--same-fault", help=N_("they all have the same fault; from five on the region judges")),
    ] = False,
    onsite_until: Annotated[str | None, report_options.ONSITE] = None,
    warranty_until: Annotated[str | None, report_options.WARRANTY] = None,
    reported_at: Annotated[
        str | None,
        typer.Option("--reported-at", metavar="TIME", help=N_("when the customer reported, if not now")),
    ] = None,
    time_need: Annotated[str | None, report_options.TIME_NEED] = None,
    special: Annotated[
        str | None,
        typer.Option(
            "--special",
            metavar="ministry|media|key-account|related",
            help=N_("special user; sends an urge order along"),
        ),
    ] = None,
    paid_visit: Annotated[
        bool, typer.Option("--paid-visit", help=N_("a carry-in order with a visit that the customer pays"))
    ] = False,
    compensation_fund: Annotated[
        bool,
        typer.Option(
            "--compensation-fund",
            help=N_("a visit for the region's complaint or pending case, paid from the fund"),
        ),
    ] = False,
    proxy_report: Annotated[
        bool, typer.Option("--proxy-report", help=N_("the station reports for the customer"))
    ] = False,
    recontact: Annotated[str | None, _RECONTACT] = None,
    overload: Annotated[
        str | None,
        typer.Option("--overload", metavar="TEXT", help=N_("why a station beyond its capacity gets it")),
    ] = None,
    from_json: Annotated[
        str | None,
        typer.Option("--from-json", metavar="FILE|-", help=N_("an object with these options as keys")),
    ] = None,
) -> None:
    from repaircli.orders import inputs
    from repaircli.referrals import intake as orders_create

    text = None if from_json is None else _text(from_json)
    given = from_options(inputs.NewOrder, phones=tuple(phone or ()), serials=tuple(serial or ()))
    if text is not None:
        given = inputs.merged(given, text)
    finish(orders_create.create(call(from_json=text), given))


def _text(name: str) -> str:
    """The text of the file `name`, of standard input for `-`."""
    import sys
    from pathlib import Path

    from repaircli.platform.errors import UsageProblem
    from repaircli.platform.text import msg

    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeError, ValueError) as error:
        raise UsageProblem(msg("cannot read {file}: {error}", file=name, error=str(error))) from None


@app.command("list", help=N_("orders, newest first"))
def list_(
    status: Annotated[list[str] | None, _STATUS] = None,
    station: Annotated[str | None, _STATION] = None,
    region: Annotated[str | None, _REGION] = None,
    engineer: Annotated[str | None, _ENGINEER] = None,
    since: Annotated[str | None, _SINCE] = None,
    until: Annotated[str | None, _UNTIL] = None,
    customer: Annotated[str | None, _BY_CUSTOMER] = None,
    phone: Annotated[str | None, _BY_PHONE] = None,
    due: Annotated[bool, _DUE] = False,
    sort: Annotated[str, _SORT] = "-t1",
    limit: Annotated[int, _LIMIT] = 50,
) -> None:
    from repaircli.overview import orders as orders_read

    filters = from_options(orders_read.Filters, statuses=tuple(status or ()))
    finish(orders_read.listing(call(), filters, sort, limit))


@app.command("show", help=N_("everything about one order"))
def show(no: Annotated[str, NO]) -> None:
    from repaircli.overview import one_order

    finish(one_order.show(call(), no))


@app.command("clock", help=N_("every clock of an order: what is to be done, and by when"))
def clock(
    no: Annotated[str, NO],
    explain: Annotated[
        bool, typer.Option("--explain", help=N_("day by day: kind of day, working time used, calls made"))
    ] = False,
) -> None:
    from repaircli.deadlines import due

    finish(due.clock(call(), no, explain))


@app.command("history", help=N_("what happened to an order, and who did it"))
def history(no: Annotated[str, NO]) -> None:
    from repaircli.overview import one_order

    finish(one_order.history(call(), no))


@app.command("lineage", help=N_("the chain of cancelled and reassigned orders that an order belongs to"))
def lineage(no: Annotated[str, NO]) -> None:
    from repaircli.overview import lineage as orders_lineage

    finish(orders_lineage.lineage(call(), no))


@app.command("edit", help=N_("correct what was taken down wrongly; an empty text clears a field"))
def edit(
    no: Annotated[str, NO],
    customer: Annotated[str | None, report_options.CUSTOMER] = None,
    phone: Annotated[
        list[str] | None,
        typer.Option(
            "--phone", metavar="P", help=N_("the customer's numbers, all of them, in place of the old ones")
        ),
    ] = None,
    caller_no: Annotated[str | None, report_options.CALLER] = None,
    address: Annotated[str | None, report_options.ADDRESS] = None,
    area: Annotated[str | None, typer.Option("--area", metavar="CODE", help=N_("area code"))] = None,
    fault: Annotated[str | None, report_options.FAULT] = None,
    product: Annotated[str | None, report_options.PRODUCT] = None,
    model: Annotated[str | None, report_options.MODEL] = None,
    serial: Annotated[str | None, report_options.SERIAL] = None,
    onsite_until: Annotated[str | None, report_options.ONSITE] = None,
    warranty_until: Annotated[str | None, report_options.WARRANTY] = None,
    mark: Annotated[
        str | None,
        typer.Option(
            "--mark",
            metavar="software|out-of-warranty|complaint|batch",
            help=N_("what the work is: software, out of warranty, or commissioned by the region"),
        ),
    ] = None,
    branch: Annotated[
        str | None,
        typer.Option("--branch", metavar="NO", help=N_("branch point of the station that serves the order")),
    ] = None,
    recontact: Annotated[str | None, _RECONTACT] = None,
    no_paid_visit: Annotated[
        bool,
        typer.Option(
            "--no-paid-visit", help=N_("the customer brings the machine in after all; drop the paid visit")
        ),
    ] = False,
) -> None:
    from repaircli.orders import edit as orders_edit

    typed = given_options(orders_edit.FIELDS, phones=phone)
    finish(orders_edit.edit(call(), no, typed, no_paid_visit=no_paid_visit))


@app.command(
    "download", help=N_("take over what was dispatched to the station; without numbers all that waits")
)
def download(
    numbers: Annotated[
        list[str] | None, typer.Argument(metavar="NO", help=N_("order numbers, or parts of them"))
    ] = None,
) -> None:
    from repaircli.orders import download as orders_download

    finish(orders_download.download(call(), numbers or []))


@app.command("assign", help=N_("assign an order to an engineer of the station or of its branch points"))
def assign(
    no: Annotated[str, NO],
    engineer: Annotated[str, typer.Option("--engineer", metavar="LOGIN", help=N_("login of the engineer"))],
) -> None:
    from repaircli.orders import steps

    finish(steps.assign(call(), no, engineer))


@app.command("print", help=N_("print orders before service; stamps them as printed"))
def print_(
    no: Annotated[
        list[str], typer.Argument(metavar="NO...", help=N_("order numbers, or parts that only one order has"))
    ],
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help=N_("write them as HTML for B5 paper; a name in .pdf gives PDF, one in .txt plain text"),
        ),
    ] = None,
    paper: Annotated[
        Literal["jis-b5", "iso-b5"],
        typer.Option("--paper", help=N_("JIS B5 is 182 by 257 mm, ISO B5 176 by 250 mm")),
    ] = "jis-b5",
    font: Annotated[
        str | None, typer.Option("--font", metavar="FILE", help=N_("TrueType font with Chinese, for PDF"))
    ] = None,
) -> None:
    from repaircli.orders import printing

    made = None if output is None else _paper(output, paper, font)
    finish(printing.print_orders(call(), no, output, made))


def _paper(output: str, paper: str, font: str | None) -> Callable[[Sequence[Mapping[str, Any]]], bytes]:
    """What makes the file: HTML, or PDF or plain text where its name ends so."""
    from repaircli.orders.printed import workorder
    from repaircli.platform import invocation

    lang = invocation.current().lang
    if output.endswith(".pdf"):
        from repaircli.orders.printed.pdf import pdf

        return lambda orders: pdf(orders, lang, paper, font)
    if output.endswith(".txt"):
        return lambda orders: "\f".join(workorder.text(data, lang) for data in orders).encode()
    return lambda orders: workorder.html(orders, lang, paper).encode()


@app.command("start", help=N_("service starts; the order must be printed before"))
def start(
    no: Annotated[str, NO],
    system_failure: Annotated[
        str | None,
        typer.Option(
            "--system-failure", metavar="TEXT", help=N_("the failure that kept the order from being printed")
        ),
    ] = None,
) -> None:
    from repaircli.orders import steps

    finish(steps.start(call(), no, system_failure))


@app.command(
    "writeback-t3",
    help=N_("write the next T3 back: a promised time, an unreachable customer, or a phone solution"),
)
def writeback_t3(
    no: Annotated[str, NO],
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="TIME", help=N_("the promised time of the visit, or of the pick-up")),
    ] = None,
    type: Annotated[
        str | None,
        typer.Option(
            "--type",
            metavar="TYPE",
            help=N_("promise type: 承诺时间内, 备件原因, 多次维修, 客户原因, 故障复现"),
        ),
    ] = None,
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT", help=N_("promise reason"))] = None,
    parts_order: Annotated[
        str | None,
        typer.Option("--parts-order", metavar="PO", help=N_("late parts: number of the parts order")),
    ] = None,
    part_code: Annotated[
        str | None, typer.Option("--part-code", metavar="CODE", help=N_("late parts: code of the part"))
    ] = None,
    unreachable: Annotated[
        bool,
        typer.Option(
            "--unreachable", help=N_("the customer was not reached within 4 hours: the special T31")
        ),
    ] = False,
    phone_resolved: Annotated[
        str | None,
        typer.Option(
            "--phone-resolved", metavar="software|other", help=N_("solved by phone: closes the order")
        ),
    ] = None,
    slot: Annotated[
        int | None,
        typer.Option(
            "--slot", metavar="1|2|3", help=N_("the slot that is meant; refused when it is not the next one")
        ),
    ] = None,
) -> None:
    from repaircli.orders import writeback

    finish(
        writeback.writeback_t3(
            call(), no, at=at, type=type, reason=reason, parts_order=parts_order, part_code=part_code,
            unreachable=unreachable, phone_resolved=phone_resolved, slot=slot,
        )
    )  # fmt: skip


@app.command("fact", help=N_("log work or a test that took place"))
def fact(
    no: Annotated[str, NO],
    code: Annotated[str, typer.Argument(metavar="CODE", help=N_("close fact, such as reseat or nff_power"))],
    note: Annotated[
        str | None, typer.Option("--note", metavar="TEXT", help=N_("what was found or done"))
    ] = None,
    void: Annotated[
        bool, typer.Option("--void", help=N_("take it back (the region's liaison, with --why)"))
    ] = False,
    why: Annotated[str | None, _WHY] = None,
) -> None:
    from repaircli.orders import steps

    finish(steps.fact(call(), no, code, note, void, why))


@app.command(
    "arrived", help=N_("the machine of a dispatched carry-in order is in the station; makes the voucher")
)
def arrived(no: Annotated[str, NO], recontact: Annotated[str | None, _RECONTACT] = None) -> None:
    from repaircli.orders import steps

    finish(steps.arrived(call(), no, recontact))


@app.command("repaired", help=N_("the repair is done"))
def repaired(no: Annotated[str, NO]) -> None:
    from repaircli.orders import steps

    finish(steps.repaired(call(), no))


@app.command("sign", help=N_("the customer has signed the order"))
def sign(no: Annotated[str, NO]) -> None:
    from repaircli.orders import steps

    finish(steps.sign(call(), no))


@app.command("picked-up", help=N_("the customer took the machine home"))
def picked_up(no: Annotated[str, NO]) -> None:
    from repaircli.orders import steps

    finish(steps.picked_up(call(), no))


@app.command("check-failed", help=N_("the customer came, and the machine failed his check"))
def check_failed(no: Annotated[str, NO]) -> None:
    from repaircli.orders import steps

    finish(steps.check_failed(call(), no))


@app.command("delivered", help=N_("the station brought the machine back to the customer"))
def delivered(no: Annotated[str, NO]) -> None:
    from repaircli.orders import steps

    finish(steps.delivered(call(), no))


@app.command("close", help=N_("set the order to resolved"))
def close(
    no: Annotated[str, NO],
    solution: Annotated[
        str,
        typer.Option("--solution", metavar="TEXT", help=N_("the actual fault and what was done about it")),
    ],
    basis: Annotated[
        str | None,
        typer.Option(
            "--basis",
            metavar="signed|pickup|delivered|region_confirmed",
            help=N_("what the closing rests on; the usual one if not given"),
        ),
    ] = None,
    why: Annotated[str | None, _WHY] = None,
) -> None:
    from repaircli.orders import close as orders_close

    finish(orders_close.close(call(), no, solution, basis, why))


app.command("import", help=N_("take in orders from a file"))(file_commands.order_import)
app.command("export", help=N_("write orders to a file"))(file_commands.order_export)
