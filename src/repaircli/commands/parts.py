"""`parts`: applied for, shipped, taken in, replaced, given back."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Into, Noun

app = Noun()

_PART = opt.text("--part CODE", N_("code of the part")).needed()
_ONE = opt.text("--part CODE", N_("only this part of the parts order"))
_NAME = opt.text("--name NAME", N_("name of the part"))
_PO = opt.argument("PO", N_("number of the parts order"))

app.action(
    "request",
    N_("apply to the CSSD for a part; the order waits until it arrives"),
    "parts.steps.request",
    no=opt.NO,
    part=_PART,
    name=_NAME,
    parts_order=opt.text("--parts-order PO", N_("number of the parts order; default: generated")),
    eta=opt.text("--eta DAY", N_("promised day of delivery")),
)
app.action("ship", N_("record that the CSSD shipped a parts order"), "parts.steps.ship", po=_PO, part=_ONE)
app.action(
    "receive",
    N_("record that parts have arrived; after the last one the repair continues"),
    "parts.steps.receive",
    po=_PO,
    part=_ONE,
)
app.action(
    "replace",
    N_("record a replaced part with its barcodes"),
    "parts.steps.replace_part",
    no=opt.NO,
    part=_PART,
    name=_NAME.needed(),
    old=opt.text("--old BARCODE", N_("barcode of the failed part")).needed(),
    new=opt.text("--new BARCODE", N_("barcode of the new part")).needed(),
    monitor=opt.flag("--monitor", N_("the part is a monitor, which is settled separately")),
    fee=opt.text("--fee YUAN", N_("repair fee in yuan, such as 120.50")),
)
app.action(
    "return",
    N_("record that a failed or unused part was returned to the CSSD"),
    "parts.steps.give_back",
    no=opt.NO,
    part=_PART,
)
app.action(
    "list",
    N_("list parts: applied for, late, or not yet returned"),
    "parts.steps.listing",
    wanted=Into("parts.steps.PartsFilter"),
    order=opt.text("--order NO", N_("only parts of this order")),
    station=opt.ORDERS_OF_STATION,
    region=opt.ORDERS_OF_REGION,
    status=opt.text("--status requested|shipped|received", N_("only parts of this status")),
    late=opt.flag("--late", N_("only parts promised before today that have not arrived")),
    unreturned=opt.flag("--unreturned", N_("only failed or unused parts that were not returned")),
    limit=opt.LIMIT,
)
