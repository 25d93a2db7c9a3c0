"""How machines and the service policy look to a person."""

from __future__ import annotations

from repaircli.machines.tables import Machine, ServicePolicy
from repaircli.platform.db.data import keys_of
from repaircli.platform.output.cells import coloured, short_day
from repaircli.platform.output.described import of, several
from repaircli.platform.output.view import Column, Data, Pen, Rows, View, joined
from repaircli.platform.text import N_, msg

_HOLDS = coloured("holds", {"in": "green", "out": "red", "unknown": "yellow"})

_MACHINE = (
    *several(Machine, "serial", "product", "model", "configuration", "customer", "phones", "address", "area"),
    *several(Machine, "sold_on", "proof", "station", "state", "replaces", "replaced_by"),
)
_CHECK = (
    Column("warranty", N_("warranty"), show=_HOLDS),
    Column("until", N_("warranty until")),
    Column("onsite", N_("on-site service"), show=_HOLDS),
    Column("onsite_until", N_("on-site until")),
    Column("basis", N_("according to"), words="warranty_basis"),
    Column("clause", N_("clause")),
)
_ORDERS = (
    Column("order_no", N_("order"), keep=True),
    Column("t1", N_("T1"), show=short_day),
    Column("closed_at", N_("closed"), show=short_day),
    Column("status", N_("status"), words="status"),
    Column("station", N_("station")),
    Column("fault", N_("fault")),
    Column("solution", N_("solution")),
)
_LIST = (
    of(Machine, "serial", keep=True),
    *several(Machine, "product", "model", "customer"),
    of(Machine, "phones", show=joined),
    of(Machine, "sold_on"),
    Column("warranty", N_("warranty"), show=_HOLDS),
    Column("until", N_("warranty until"), keep=True),
    of(Machine, "state"),
)


def _draw(data: Data, pen: Pen) -> None:
    pen.fields(_MACHINE, data)
    if data.get("check"):
        pen.heading(pen.tr(msg("holds on {day}", day=pen.text(data["check"]["on"]))))
        pen.fields(_CHECK, data["check"], indent=2)


def _draw_shown(data: Data, pen: Pen) -> None:
    if not data["recorded"]:
        pen.say(pen.tr(msg("{serial} is not recorded as a machine; orders name it", serial=data["serial"])))
    else:
        _draw(data, pen)
    pen.heading(pen.tr(N_("repairs")))
    if data["orders"]:
        pen.table(_ORDERS, data["orders"], indent=2)
    else:
        pen.say(pen.tr(N_("no orders")), indent=2)


def _draw_list(data: Rows, pen: Pen) -> None:
    pen.table(
        _LIST, [{**row, "warranty": row["check"]["warranty"], "until": row["check"]["until"]} for row in data]
    )


_POLICY = several(
    ServicePolicy, *(n for n in ("product", "model", "from_day", "warranty_months", "onsite_months"))
)
_RIGHTS = several(ServicePolicy, "refund_days", "exchange_days", "doa_days", "exchange_repairs")

VIEWS = {
    "machine.saved": View(draw=_draw),
    "machine.show": View(draw=_draw_shown),
    "machine.check": View(fields=(of(Machine, "serial"), *_CHECK)),
    "machine.list": View(draw=_draw_list, csv=keys_of(Machine), empty=N_("no machines")),
    "machine.policy": View(columns=(*_POLICY, *_RIGHTS), empty=N_("no service policy")),
}
