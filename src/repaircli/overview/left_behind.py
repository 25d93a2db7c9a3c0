"""Changes of people and stations that leave open orders behind: each names them, and the command that moves them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from repaircli.network import stations, users
from repaircli.network.engineer_data import EngineerInput
from repaircli.network.tables import Station
from repaircli.orders.tables import Order
from repaircli.platform import logins
from repaircli.platform.answers import Answer
from repaircli.platform.codes import OPEN_STATUSES, Role
from repaircli.platform.text import command_line, counted, msg
from repaircli.platform.transaction import Transaction, writes

_orders = Order.__table__
_OPEN = _orders.c.status.in_([str(status) for status in OPEN_STATUSES])


@writes
def disable_user(tx: Transaction, login: str) -> Answer:
    """Disables an identity, as `network.users.disable`, and names the open orders assigned to it."""
    return _engineer(tx, login, users.disable.within(tx, login))


@writes
def edit_user(
    tx: Transaction,
    login: str,
    given: users.UserInput,
    engineer: EngineerInput,
    *,
    enable: bool = False,
) -> Answer:
    """Changes an identity, as `network.users.edit`, and names the open orders that it may no longer repair."""
    return _engineer(tx, login, users.edit.within(tx, login, given, engineer, enable=enable))


@writes
def edit_station(tx: Transaction, values: Mapping[str, Any], from_: str | None = None) -> Answer:
    """Changes a station, as `network.stations.edit`; of one that is closed the open orders are named."""
    answer = stations.edit.within(tx, values, from_)
    station = tx.get(Station, no=str(values["no"]).strip())
    if answer.exit or not values.get("closed") or station is None:
        return answer
    found = _left(tx, or_(_orders.c.station == station.no, _orders.c.branch == station.no))
    if found:
        tx.note(
            msg(
                "open orders at station {station}: {count}, with a pending cancel request: {requests}; see {orders}",
                station=station.no,
                count=len(found),
                requests=sum(order.pending_request is not None for order in found),
                orders=command_line("order list", "--station {no}", no=station.no),
            )
        )
    return _named(answer, found)


def _engineer(tx: Transaction, login: str, answer: Answer) -> Answer:
    """The answer with the open orders of an engineer who is disabled, or is not of their station any more."""
    user = logins.find(tx, login)
    if answer.exit or user is None:
        return answer
    gone = user.disabled or Role.ENGINEER not in user.roles.split(",")
    elsewhere = and_(
        _orders.c.station != user.station, or_(_orders.c.branch.is_(None), _orders.c.branch != user.station)
    )
    found = _left(tx, _orders.c.engineer == user.login, *([] if gone else [elsewhere]))
    if found:
        orders = command_line("order list", "--engineer {login}", login=user.login)
        tx.note(
            counted(
                len(found),
                msg("1 open order is still assigned to {login}: {orders}", login=user.login, orders=orders),
                msg(
                    "{count} open orders are still assigned to {login}: {orders}",
                    count=len(found),
                    login=user.login,
                    orders=orders,
                ),
            )
        )
    return _named(answer, found)


def _left(tx: Transaction, *where: ColumnElement[bool]) -> list[Order]:
    return tx.rows(Order, select(_orders).where(_OPEN, *where).order_by(_orders.c.t1, _orders.c.order_no))


def _named(answer: Answer, found: list[Order]) -> Answer:
    answer.data["open_orders"] = [order.order_no for order in found]
    return answer
