"""`referral`: customers whom a station passes on, and the orders that the call centre or the region makes of them."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Into, Noun, call, finish, from_options

app = Noun()

_ID = opt.row_id(N_("number of the referral"))
_KINDS = "proxy|carried-in|out-of-area|pending-case"


@app.command(
    "create",
    N_("report a customer to the call centre (proxy) or to the region (other kinds)"),
    kind=opt.text(f"--kind {_KINDS}", N_("why the station does not create the order itself")).needed(),
    customer=opt.CUSTOMER.needed(),
    phones=opt.PHONES.needed(),
    address=opt.ADDRESS.needed(),
    fault=opt.FAULT.needed(),
    said_first=opt.flag(
        "--said-first",
        N_("for proxy: the station first said that it reports for the customer (维修站代用户报修)"),
    ),
    station=opt.text("--station STATION", N_("the station or branch point; default: your own")),
    area=opt.AREA,
    caller_no=opt.CALLER_NO,
    product=opt.PRODUCT,
    model=opt.MODEL,
    serial=opt.SERIAL,
    onsite_until=opt.ONSITE_UNTIL,
    warranty_until=opt.WARRANTY_UNTIL,
    time_need=opt.TIME_NEED,
    note=opt.text("--note TEXT", N_("a remark for those who take the referral")),
    ticket=opt.number("--ticket ID", N_("for pending-case: number of the region's pending ticket"), low=1),
)
def create(
    kind: str, serial: str | None, said_first: bool, note: str | None, ticket: int | None, **_: object
) -> None:
    from repaircli.orders.inputs import NewOrder
    from repaircli.referrals import refer

    given = from_options(NewOrder, serials=() if serial is None else (serial,))
    finish(refer.create(call(), kind, given, said_first=said_first, note=note, ticket=ticket))


app.action(
    "take",
    N_("create the on-site order for a referral"),
    "referrals.refer.take",
    referral=_ID,
    station=opt.text(
        "--station STATION", N_("the station that gets the order; default: the station that reported")
    ),
)
app.action(
    "withdraw",
    N_("withdraw a referral before its order is created"),
    "referrals.refer.withdraw",
    referral=_ID,
)
app.action("show", N_("show one referral with the reported data"), "referrals.refer.show", referral=_ID)
app.action(
    "list",
    N_("list referrals, newest first"),
    "referrals.refer.listing",
    wanted=Into("network.scope.ListFilter"),
    **opt.LIST_FILTERS,
    status=opt.text("--status open|taken|withdrawn", N_("only this status")),
    kind=opt.text(f"--kind {_KINDS}", N_("only this kind")),
    limit=opt.LIMIT,
)
