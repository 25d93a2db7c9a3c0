"""`referral`: customers whom a station passes on, and the orders that the call centre or the region makes of them."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun, call, finish, from_options

app = Noun()

_ID = opt.row_id(N_("number of the referral"))
_KINDS = "proxy|carried-in|out-of-area|pending-case"


@app.command(
    "create",
    N_("report a customer to the call centre (proxy) or to the region (the others)"),
    kind=opt.text(f"--kind {_KINDS}", N_("why the station does not generate the order itself")).needed(),
    customer=opt.CUSTOMER.needed(),
    phones=opt.PHONES.needed(),
    address=opt.ADDRESS.needed(),
    fault=opt.FAULT.needed(),
    said_first=opt.flag(
        "--said-first",
        N_("proxy: the station said first that it reports for the customer (维修站代用户报修)"),
    ),
    station=opt.text("--station NO", N_("the station or branch point; your own by default")),
    area=opt.AREA,
    caller_no=opt.CALLER_NO,
    product=opt.PRODUCT,
    model=opt.MODEL,
    serial=opt.SERIAL,
    onsite_until=opt.ONSITE_UNTIL,
    warranty_until=opt.WARRANTY_UNTIL,
    time_need=opt.TIME_NEED,
    note=opt.text("--note TEXT", N_("what else the taker should know")),
    ticket=opt.number("--ticket ID", N_("pending-case: the region's pending ticket"), low=1),
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
    N_("generate the on-site order that a referral asks for"),
    "referrals.refer.take",
    referral=_ID,
    station=opt.text("--station NO", N_("the station that gets the order; the one that reported by default")),
)
app.action(
    "withdraw",
    N_("take a referral back before its order is generated"),
    "referrals.refer.withdraw",
    referral=_ID,
)
app.action(
    "show", N_("show one referral with everything that was reported"), "referrals.refer.show", referral=_ID
)
app.action(
    "list",
    N_("list referrals, newest first"),
    "referrals.refer.listing",
    status=opt.text("--status open|taken|withdrawn", N_("only those of this status")),
    kind=opt.text(f"--kind {_KINDS}", N_("only those of this kind")),
    limit=opt.limit(),
)
