"""Disabling or moving an engineer and closing a station name the open orders that are left."""

from __future__ import annotations

from network import Network


def test_disabling_an_engineer_names_the_open_orders_that_are_left(network: Network) -> None:
    no = network.downloaded()
    network.ok("co1", f"order assign {no} --engineer eng1")
    result = network.run("admin", "user disable eng1")
    assert result.exit == 0 and result.data["open_orders"] == [no]
    assert "1 open order is still assigned to eng1" in result.err


def test_moving_an_engineer_names_only_the_orders_of_the_station_that_is_left(network: Network) -> None:
    no = network.downloaded()
    network.ok("co1", f"order assign {no} --engineer eng1")
    assert network.ok("admin", "user edit eng1 --name 新名")["open_orders"] == []
    moved = network.run("admin", "user edit eng1 --station 000101")
    assert moved.data["open_orders"] == [no] and "order list --engineer eng1" in moved.err


def test_closing_a_station_names_its_open_orders_and_pending_requests(network: Network) -> None:
    no = network.downloaded()
    network.ok("co1", f"cancel request {no} --reason self_resolved --detail 已好")
    closed = network.run("admin", "station edit 000001 --closed")
    assert closed.data["open_orders"] == [no]
    assert "open orders at station 000001: 1, with a pending cancel request: 1" in closed.err


def test_nothing_is_said_where_nothing_is_left(network: Network) -> None:
    result = network.run("admin", "user disable eng1")
    assert (result.exit, result.err, result.data["open_orders"]) == (0, "", [])


def test_a_station_is_closed_and_reopened_by_commands_of_their_own(network: Network) -> None:
    no = network.downloaded()
    closed = network.run("admin", "station close 000001")
    assert closed.data["open_orders"] == [no] and closed.data["closed"] is True
    assert network.ok("admin", "station reopen 000001")["closed"] is False
    network.ok("admin", "station close 000003 --from 06-10")
    assert network.ok("admin", "station show 000003")["closes_on"] == "2026-06-10"


def test_a_disabled_identity_is_enabled_again(network: Network) -> None:
    network.ok("admin", "user disable eng1")
    enabled = network.ok("admin", "user enable eng1")
    assert enabled["user"]["disabled"] is False and enabled["already"] is False
    assert network.ok("admin", "user enable eng1")["already"] is True
    assert network.run("north", "user enable eng1").exit == 4
