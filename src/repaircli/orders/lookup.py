"""Finds an order for an identity, by its number or a part of it, within its scope."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from repaircli.network.scope import Bounds, bounds
from repaircli.network.tables import Station
from repaircli.orders import lookup_queries as rows
from repaircli.orders.tables import Order
from repaircli.platform.codes import Role
from repaircli.platform.db.session import R
from repaircli.platform.errors import Denied, NotFound, UsageProblem
from repaircli.platform.inputs import entries
from repaircli.platform.text import Msg, command_line, msg
from repaircli.platform.transaction import Transaction
from repaircli.rules.policy.authority import AUTHORITY, Scope

_SHOWN = 10
_LONGEST = 200
"""Characters of a part that is searched; SQLite refuses patterns of 50,000 bytes."""


def order(tx: Transaction, no: str) -> Order:
    """The row of the order `no`, an exact number or a unique part of one.

    A part is searched only within the identity's scope. Raises NotFound, and Denied for a full number outside it.
    """
    text = number(no)
    row = rows.order(tx, text) if text else None
    if row is None:
        row = _by_part(tx, text)
    role = role_over(tx, row)
    if role is None:
        raise Denied(
            msg("order {no} belongs to another station or region", no=row.order_no), code="foreign_order"
        )
    if role is not tx.acting.role:
        tx.act_as(replace(tx.acting, role=role))
    return row


def number(no: str) -> str:
    """An order number without what people type around it: full-width letters, blanks and marks at its ends."""
    return unicodedata.normalize("NFKC", no).strip(_AROUND)


_AROUND = " \t\r\n,.;:!?、。·'\"“”‘’()<>《》【】[]#"


def numbers_of(command: str, typed: Sequence[str], source: str | None) -> list[str]:
    """The order numbers that were typed, or that the file `source` lists (`-` is standard input), each once.

    Raises UsageProblem where both or neither are given, and for an entry that is no number, naming its line.
    """
    if typed and source is not None:
        raise UsageProblem(
            msg("order numbers are typed or read with --from, not both"), command_line(command, "--from FILE")
        )
    if not typed and source is None:
        raise UsageProblem(msg("write one order number or several"), command_line(command, "NO"))
    if source is None:
        return list(dict.fromkeys(map(number, typed)))
    found: dict[str, None] = {}
    for line, text, value in entries(source, "--from", "order_no"):
        if not isinstance(value, str):
            raise UsageProblem(
                msg("--from: line {line}: expected an order number, got {text}", line=line, text=text[:80]),
                msg("one order number a line, # for comments; or JSON with an order_no"),
            )
        found[number(value)] = None
    return list(found)


def described(order: Order) -> Msg:
    """The order as a question names it, so that a person sees whose it is: number, customer, address."""
    return msg(
        "{no} ({customer}, {address})", no=order.order_no, customer=order.customer, address=order.address
    )


def numbered(
    tx: Transaction,
    table: type[R],
    number: int,
    *,
    foreign: Denied,
    unknown: NotFound,
    points: bool = True,
) -> R:
    """The row `number` of `table` within the identity's scope; `points` as `newest`.

    Raises `unknown` where there is none, and `foreign` where it belongs to another station or region.
    """
    if found := rows.newest(tx, table, bounds(tx), points=points, id=number):
        return found[0]
    raise foreign if rows.newest(tx, table, Bounds(everywhere=True), id=number) else unknown


def role_over(tx: Transaction, row: Order) -> Role | None:
    """The first role of the identity that reaches this order; None when none does."""
    acting = tx.acting
    if AUTHORITY[tx.call.command].scope is Scope.EVERYWHERE:
        return acting.role
    for role in acting.eligible:
        if role is Role.LIAISON:
            if acting.region is not None and row.region == acting.region:
                return role
        elif role in (Role.COORDINATOR, Role.ENGINEER):
            if acting.station is not None and holds(tx, acting.station, row):
                return role
        else:
            return role
    return None


def holds(tx: Transaction, station_no: str, row: Order) -> bool:
    """Whether the order is the station's own, one of its branch points', or handed to it as a branch (001-6.3.8)."""
    if station_no in (row.station, row.branch):
        return True
    held_by = tx.get(Station, no=row.station)
    return held_by is not None and held_by.head == station_no


def _by_part(tx: Transaction, text: str) -> Order:
    hits = rows.parts(tx, text, bounds(tx), _SHOWN + 1) if 0 < len(text) <= _LONGEST else []
    if len(hits) == 1:
        row = rows.order(tx, hits[0])
        if row is not None:
            return row
    if hits:
        shown = tuple(hits[:_SHOWN]) + (("…",) if len(hits) > _SHOWN else ())
        raise NotFound(
            msg("{text} is part of several order numbers: {numbers}", text=text, numbers=shown),
            msg("type more of the number"),
            code="ambiguous_order",
        )
    near = _near(tx, text.upper()) if _LEAST <= len(text) <= _MOST else []
    hint = msg("did you mean {near}?", near=tuple(near)) if near else command_line("order list")
    raise NotFound(msg("no such order: {no}", no=text), hint, code="no_order")


_LEAST, _MOST = 6, 20
"""The lengths of what may be a mistyped order number."""
_FEW = 3
"""More numbers than these, which differ in one digit, do not help: on a busy day all of them are there."""


def _near(tx: Transaction, text: str) -> list[str]:
    """The orders in the identity's scope whose number is `text` with a digit too many, too few or exchanged; else wrong."""
    near = rows.among(tx, _slipped(text), bounds(tx), _FEW + 1) or rows.among(
        tx, _with_one_wrong(text), bounds(tx), _FEW + 1
    )
    return near if len(near) <= _FEW else []


def _slipped(text: str) -> list[str]:
    """`text` with letters for digits put right, with one digit left out or too much, or exchanged with its neighbour."""
    found = {text, text.translate(_LETTERS)}
    for i in range(len(text) + 1):
        before, rest = text[:i], text[i:]
        found |= {before + rest[1:], before + rest[1:2] + rest[:1] + rest[2:]}
        found |= {before + digit + rest for digit in _DIGITS}
    return sorted(found)


def _with_one_wrong(text: str) -> list[str]:
    places = [i for i, letter in enumerate(text) if letter in _DIGITS]
    return sorted({text[:i] + digit + text[i + 1 :] for i in places for digit in _DIGITS})


_DIGITS = "0123456789"
_LETTERS = str.maketrans("OIL", "011")
