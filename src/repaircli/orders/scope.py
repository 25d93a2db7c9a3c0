"""Finds an order or a station for an identity, and says whether it lies within its scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from repaircli.network.tables import Station
from repaircli.orders import scope_queries as rows
from repaircli.orders.scope_queries import Bounds
from repaircli.platform.codes import Role
from repaircli.platform.errors import Denied, NotFound
from repaircli.platform.text import Msg, msg
from repaircli.platform.transaction import Transaction
from repaircli.rules.policy.authority import AUTHORITY, Scope

_SHOWN = 10
_NEAR = 3
_LONGEST = 200
"""Characters of a part that is searched; SQLite refuses patterns of 50,000 bytes."""


def bounds(tx: Transaction) -> Bounds:
    """Whose orders the identity may see or act on with the roles that count for this command."""
    acting = tx.acting
    if AUTHORITY[tx.call.command].scope is Scope.EVERYWHERE:
        return Bounds(everywhere=True)
    region = station = None
    for role in acting.eligible:
        if role is Role.LIAISON:
            region = acting.region
        elif role in (Role.COORDINATOR, Role.ENGINEER):
            station = acting.station
        else:
            return Bounds(everywhere=True)
    return Bounds(region=region, station=station)


def order(tx: Transaction, no: str) -> Any:
    """The row of the order `no`, an exact number or a unique part of one.

    A part is searched only within the identity's scope. Raises NotFound, and Denied for a full number outside it.
    """
    text = no.strip()
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


def role_over(tx: Transaction, row: Any) -> Role | None:
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


def holds(tx: Transaction, station_no: str, row: Any) -> bool:
    """Whether the order is the station's own, one of its branch points', or handed to it as a branch (001-6.3.8)."""
    if station_no in (row.station, row.branch):
        return True
    held_by = tx.get(Station, no=row.station)
    return held_by is not None and held_by.head == station_no


def station(tx: Transaction, no: str) -> Any:
    """The row of the station `no`. Raises NotFound."""
    row = tx.get(Station, no=no.strip())
    if row is None:
        raise NotFound(msg("no such station: {no}", no=no), msg("repaircli station list"), code="no_station")
    return row


def station_filter(tx: Transaction, no: str | None) -> str | None:
    """The station by which a list is filtered; None filters nothing. Raises NotFound, with what looks like it."""
    if no is None:
        return None
    if (text := no.strip()) and rows.is_station(tx, text):
        return text
    raise _unknown(msg("no such station: {no}", no=no), text, rows.stations(tx), "station")


def region_filter(tx: Transaction, name: str | None) -> str | None:
    """The region by which a list is filtered, as `station_filter`."""
    if name is None:
        return None
    known = rows.regions(tx)
    if (text := name.strip()) in known:
        return text
    raise _unknown(msg("no such region: {name}", name=name), text, dict.fromkeys(known, ""), "region")


def _unknown(text: Msg, typed: str, known: Mapping[str, str], what: str) -> NotFound:
    """The error of a name that is not among `known`, whose values are other names of the same thing."""
    from difflib import get_close_matches

    other = {name: key for key, name in known.items() if name}
    near = [key for key, name in known.items() if typed and (typed in key or typed in name)]
    near += get_close_matches(typed, known, _NEAR)
    near += [other[name] for name in get_close_matches(typed, other, _NEAR)]
    hint = Msg(f"repaircli {what} list")
    if near:
        hint = msg("did you mean {close}", close=tuple(dict.fromkeys(near))[:_NEAR])
    return NotFound(text, hint, code=f"no_{what}")


def own_station(tx: Transaction) -> Any:
    """The row of the identity's station. Raises Denied when it has none."""
    if tx.acting.station is None:
        raise Denied(msg("{login} belongs to no station", login=tx.acting.login))
    return station(tx, tx.acting.station)


def _by_part(tx: Transaction, text: str) -> Any:
    hits = rows.parts(tx, text, bounds(tx), _SHOWN + 1) if 0 < len(text) <= _LONGEST else []
    if len(hits) == 1:
        row = rows.order(tx, hits[0])
        if row is not None:
            return row
    if hits:
        shown = tuple(hits[:_SHOWN]) + (("…",) if len(hits) > _SHOWN else ())
        raise NotFound(
            msg("{text} is part of several order numbers: {numbers}", text=text, numbers=shown),
            msg("give more of the number"),
            code="ambiguous_order",
        )
    raise NotFound(msg("no such order: {no}", no=text), msg("repaircli order list"), code="no_order")
