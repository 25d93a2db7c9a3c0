"""Every command that takes an order takes any part of its number that only one order of the reader's has."""

from __future__ import annotations

from pathlib import Path

import network as networks
import pytest
from network import Network
from test_completion_values import parameters

from repaircli.commands.framework.typer_names import TyperArgument

ENGINEER, COORDINATOR, AGENT, VISITOR, LIAISON = "eng1", "co1", "agent", "visitor", "north"

COMMANDS = {
    # command: who runs it, what it needs beside the order
    "order show": (COORDINATOR, ""),
    "order clock": (COORDINATOR, "--explain"),
    "order history": (COORDINATOR, ""),
    "order lineage": (COORDINATOR, ""),
    "order edit": (COORDINATOR, "--fault 蓝屏"),
    "order download": (COORDINATOR, ""),
    "order assign": (COORDINATOR, "--engineer eng1"),
    "order print": (COORDINATOR, ""),
    "order start": (ENGINEER, ""),
    "order writeback-t3": (ENGINEER, "--at 2026-06-04T10:00"),
    "order fact": (ENGINEER, "reseat"),
    "order arrived": (COORDINATOR, ""),
    "order repaired": (ENGINEER, ""),
    "order sign": (ENGINEER, ""),
    "order picked-up": (COORDINATOR, ""),
    "order check-failed": (COORDINATOR, ""),
    "order delivered": (COORDINATOR, ""),
    "order done": (ENGINEER, "--solution 更换电源后正常"),
    "order attach": (ENGINEER, str(Path(__file__).parents[1] / "data" / "dot.png")),
    "order attachments": (COORDINATOR, ""),
    "order note": (COORDINATOR, "--text 用户下午在家"),
    "order close": (ENGINEER, "--solution 更换电源后正常"),
    "contact log": (ENGINEER, "--result reached"),
    "parts request": (ENGINEER, "--part RAM --parts-order PO2"),
    "parts replace": (ENGINEER, "--part PWR --name 电源 --old B1 --new B2"),
    "parts return": (ENGINEER, "--part PWR"),
    "parts list --order": (COORDINATOR, ""),
    "label print": (ENGINEER, ""),
    "visit record": (VISITOR, "--result satisfied --score 5"),
    "cancel check": (COORDINATOR, "--reason wrong_area"),
    "cancel request": (COORDINATOR, "--reason wrong_area --detail 用户已搬家"),
    "cancel self": (COORDINATOR, "--reason entry_error --detail 重复录入"),
    "cancel by-customer": (AGENT, "--reason self_resolved --detail 用户来电"),
    "cancel list --order": (LIAISON, ""),
    "cancel approve --order": (LIAISON, "--all"),
    "cancel reject --order": (LIAISON, "--all --why 请继续维修"),
    "cancel withdraw --order": (LIAISON, "--all"),
    "dispatch suggest": (LIAISON, "--area 110101"),
    "dispatch engineer": (COORDINATOR, ""),
    "form submit": (COORDINATOR, "--proposal 更换主板 --refusal 不同意费用"),
    "form list": (COORDINATOR, ""),
    "special notify": (COORDINATOR, ""),
    "special advise": (LIAISON, "--solution 先送备用机"),
    "entrust issue": (LIAISON, "--paper-no W1"),
    "entrust list": (LIAISON, ""),
    "urge add": (AGENT, "--text 加急"),
    "urge list": (COORDINATOR, ""),
    "notify list --order": (COORDINATOR, ""),
    "audit log": (COORDINATOR, ""),
}
OF_STATIONS = {
    *("capacity set", "capacity show", "change apply", "coverage show"),
    *("station add", "station edit", "station show", "station poll", "station close", "station reopen"),
}
OF_TICKETS = {"pending create"}


def taking_an_order() -> set[str]:
    found = set()
    for command, param in parameters():
        if isinstance(param, TyperArgument) and (param.metavar or "").strip("[].") == "NO":
            found.add(command)
        elif "--order" in param.opts:
            found.add(f"{command} --order")
    return found


def test_the_table_names_every_command_that_takes_an_order() -> None:
    assert taking_an_order() - OF_STATIONS - OF_TICKETS == set(COMMANDS)


@pytest.fixture(scope="module")
def two_orders(network_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A database with two orders that station 000001 has downloaded, one waiting for a part, and one elsewhere."""
    folder = tmp_path_factory.mktemp("parts")
    net = networks.copied(network_template, folder / "two.db")
    first, second = net.downloaded(), net.downloaded()
    net.ok("eng1", "contact", "log", second, "--result", "reached")
    net.ok("eng1", "order", "writeback-t3", second, "--at", "2026-06-04T10:00")
    net.ok("eng1", "parts", "request", second, "--part", "PWR", "--parts-order", "PO1")
    net.create(station="000101")
    return net.path, first, second


@pytest.mark.parametrize("command", COMMANDS)
def test_a_part_does_what_the_whole_number_does(
    two_orders: tuple[Path, str, str], tmp_path: Path, command: str
) -> None:
    template, _, no = two_orders
    who, more = COMMANDS[command]
    answers = []
    for number, typed in enumerate((no, no[-4:], no[2:])):
        net: Network = networks.copied(template, tmp_path / f"{number}.db")
        ran = net.at("10:00:00").run(who, *command.split(), typed, *more.split())
        assert ran.exit in (0, 3), (typed, ran.exit, ran.err)
        answers.append((ran.exit, ran.data))
    assert answers[1] == answers[0] and answers[2] == answers[0]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_part_of_several_numbers_names_them_and_does_nothing(
    two_orders: tuple[Path, str, str], tmp_path: Path, command: str
) -> None:
    template, first, second = two_orders
    who, more = COMMANDS[command]
    net = networks.copied(template, tmp_path / "copy.db")
    ran = net.run(who, *command.split(), first[2:9], *more.split())
    assert ran.exit == 5, (ran.exit, ran.out)
    assert first in ran.err and second in ran.err


@pytest.mark.parametrize("command", [c for c, (who, _) in COMMANDS.items() if who not in (AGENT, VISITOR)])
def test_a_part_of_another_stations_order_is_not_found(
    two_orders: tuple[Path, str, str], tmp_path: Path, command: str
) -> None:
    template, first, _ = two_orders
    who, more = COMMANDS[command]
    foreign = {LIAISON: "east"}.get(who, who.replace("1", "101"))
    words = more.replace("eng1", "eng101").split()
    net = networks.copied(template, tmp_path / "copy.db")
    assert net.run(foreign, *command.split(), first[-4:], *words).exit == 5
    assert net.run(foreign, *command.split(), first, *words).exit == 4
