"""What completion offers as a value: within the scope of who types, and never more than a list."""

from __future__ import annotations

import io
import os
import subprocess
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout

import pytest
import tools
from network import Network

from repaircli import cli
from repaircli.commands.framework import values as framework_values
from repaircli.commands.framework.help import Group
from repaircli.commands.framework.typer_names import Context, Parameter, TyperArgument
from repaircli.orders.tables import Order


def offered(
    net: Network, typed: str, who: str | None = "co1", shell: str = "fish", lang: str = "en"
) -> list[str]:
    """The lines that the shell gets for what is typed behind `repaircli `."""
    before = dict(os.environ)
    words = f"repaircli {typed}"
    os.environ |= {
        "_REPAIRCLI_COMPLETE": f"complete_{shell}",
        "_REPAIRCLI_TYPED": words.replace(" ", "\n") if shell == "bash" else words,
        "REPAIRCLI_DB": str(net.path),
        "REPAIRCLI_NOW": net.now,
        "REPAIRCLI_LANG": lang,
    }
    if who is not None:
        os.environ["REPAIRCLI_AS"] = who
    try:
        with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
            cli.main([])
    finally:
        os.environ.clear()
        os.environ.update(before)
    assert err.getvalue() == ""
    return out.getvalue().splitlines()


def values(net: Network, typed: str, who: str | None = "co1") -> list[str]:
    return [line.partition("\t")[0] for line in offered(net, typed, who)]


def parameters() -> Iterator[tuple[str, Parameter]]:
    """Every option and argument of every command."""

    def walk(group: Group, path: str, ctx: Context) -> Iterator[tuple[str, Parameter]]:
        for name in group.list_commands(ctx):
            child = group.get_command(ctx, name)
            full = f"{path} {name}".strip()
            if isinstance(child, Group):
                yield from walk(child, full, ctx)
            else:
                yield from ((full, param) for param in child.params)

    yield from walk(cli.root(), "", Context(cli.root()))


def test_every_order_station_person_and_reason_is_completed() -> None:
    words = {
        "NO",
        "LOGIN",
        "--station",
        "--to-station",
        "--region",
        "--engineer",
        "--role",
        "--status",
        "--branch",
    }
    free = {(command, "--reason") for command in ("order writeback-t3", "coverage no800 add", "change apply")}
    found = 0
    for command, param in parameters():
        argument = isinstance(param, TyperArgument)
        name = (param.metavar or "").strip("[].") if argument else max(param.opts, key=len)
        if name in words or (name == "--reason" and (command, name) not in free):
            found += 1
            assert framework_values.source(command, param) is not None, (command, name)
    assert found > 90


def test_what_is_completed_by_name_is_there_to_be_completed() -> None:
    names = set()
    for command, param in parameters():
        argument = isinstance(param, TyperArgument)
        name = (param.metavar or "").strip("[].") if argument else max(param.opts, key=len)
        names |= {name, f"{command} {name}", f"{command.partition(' ')[0]} {name}"}
    assert set(framework_values._BY_NAME) - names == {"--as"}


def test_orders_of_the_own_station_are_offered_open_ones_and_newest_first(network: Network) -> None:
    old = network.downloaded()
    new = network.at("10:00:00").create()
    foreign = network.create(station="000101")
    assert values(network, "order show ") == [new, old]
    assert values(network, "order show ", "east") == [foreign]
    assert values(network, "order show ", "agent") == [foreign, new, old]
    network.ok("agent", "cancel", "by-customer", new, "--reason", "self_resolved", "--detail", "用户来电")
    assert values(network, "order show ") == [old, new]
    assert values(network, "order sign 603-0002 --as east ", "co1") == []


def test_orders_are_found_by_any_part_of_the_number(network: Network) -> None:
    first, second = network.create(), network.create()
    assert values(network, f"contact log {first[-4:]}") == [first]
    assert values(network, "contact log 260603") == [second, first]
    assert values(network, "contact log 0%") == []


def test_where_a_command_wants_orders_of_one_status_those_come_first(network: Network) -> None:
    waiting = network.create()
    taken = network.at("10:00:00").downloaded()
    assert values(network, "order show ") == [taken, waiting]
    assert values(network, "order download ") == [waiting, taken]


def test_an_order_is_told_by_customer_and_status(network: Network) -> None:
    no = network.create()
    assert offered(network, "order show ") == [f"{no}\t张三, dispatched"]
    assert offered(network, "order show ", lang="zh") == [f"{no}\t张三, 已派单"]


def test_stations_are_found_by_number_and_by_name(network: Network) -> None:
    assert values(network, "order list --station 00010") == ["000101"]
    assert values(network, "station show 000101站") == ["000101"]
    assert "000009" not in values(network, "cancel approve 1 --to-station ", "north")


def test_engineers_are_those_of_the_own_station(network: Network) -> None:
    assert values(network, "order assign X --engineer ") == ["both1", "eng1", "eng2"]
    assert values(network, "order assign X --engineer ", "co3") == ["eng3"]


def test_before_anybody_acts_the_identities_are_offered_in_a_training_database(network: Network) -> None:
    assert values(network, "--as eas", None) == ["east"]
    assert values(network, "order show X --as eas", "nobody") == ["east"]
    assert values(network, "--as EAS", None) == ["east"]


def test_a_second_identity_is_completed_behind_the_comma(network: Network) -> None:
    assert values(network, "--as co1,eas", None) == ["co1,east"]
    assert "co1,co1" not in values(network, "--as co1,co", None)


def test_requests_and_statements_that_wait_are_offered_by_their_number(network: Network) -> None:
    no = network.downloaded()
    request = network.ok("co1", "cancel", "request", no, "--reason", "wrong_area", "--detail", "用户已搬家")
    assert offered(network, "cancel approve ", "north", lang="zh") == [
        f"{request['id']}\t{no}, 区域派错, 张三"
    ]
    assert values(network, "cancel approve ", "east") == []
    form = network.ok("co1", "form", "submit", no, "--proposal", "更换主板", "--refusal", "不同意费用")
    assert values(network, "form decide ", "north") == [str(form["id"])]


def test_referrals_and_tickets_that_wait_are_offered_by_their_number(network: Network) -> None:
    of = ("--customer", "李", "--phone", "13900000001", "--address", "二号", "--fault", "蓝屏")
    network.ok("co1", "referral", "create", "--kind", "pending-case", *of)
    network.ok("co1", "referral", "create", "--kind", "pending-case", *of)
    network.ok("co1", "referral", "withdraw", "1")
    assert values(network, "referral take ", "north") == values(network, "referral withdraw ") == ["2"]
    five = ("--units", "5", "--same-fault", "--station", "000001", "--service", "onsite")
    network.ok("agent", "order", "create", *five, *of)
    assert values(network, "pending judge ", "north") == ["1"]
    network.ok("north", "pending", "judge", "1", "--batch")
    assert values(network, "pending judge ", "north") == []


def test_an_option_and_its_value_may_be_one_word(network: Network) -> None:
    assert values(network, "order list --station=00010") == ["--station=000101"]
    assert offered(network, "order list --station = 00010", shell="bash") == ["000101"]


@pytest.mark.parametrize(
    ("typed", "who"),
    [
        ("order show ", "unknown"),
        ("order show ", None),
        ("order show --db nowhere.db ", "co1"),
        ("order show --db / ", "co1"),
        ("order show 'R ", "co1"),
        ("no such thing ", "co1"),
    ],
)
def test_what_goes_wrong_offers_nothing_and_says_nothing(
    network: Network, typed: str, who: str | None
) -> None:
    network.create()
    assert offered(network, typed, who) == []


def test_nothing_is_written_by_completion(network: Network) -> None:
    network.create()
    before = network.path.read_bytes()
    assert values(network, "order show ") and values(network, "--as ", None)
    assert network.path.read_bytes() == before


@tools.on_unix
def test_a_number_with_what_a_shell_would_carry_out_is_quoted(network: Network) -> None:
    no = network.create()
    evil = "$(touch x) 'q'"
    from repaircli.platform.db.session import Database

    database = Database.open(str(network.path))
    with database.write() as tx:
        tx.update(Order, {"order_no": no}, order_no=evil)
    database.close()
    (line,) = offered(network, "order show ", shell="bash")
    done = subprocess.run(["bash", "-c", f"printf %s {line}"], capture_output=True, text=True, check=True)
    assert done.stdout == evil


def test_settings_and_their_values_are_offered_with_what_they_mean(network: Network) -> None:
    def first(typed: str, lang: str = "en") -> list[str]:
        return [line.partition("\t")[0] for line in offered(network, typed, "admin", lang=lang)]

    assert first("rules limit set resch") == ["reschedule.min_days", "reschedule.from"]
    assert first("rules limit set reschedule.from ") == ["asked", "promise", "default"]
    assert first("rules limit set reschedule.from p") == ["promise"]
    assert first("rules limit set t3.slots ") == ["3", "default"]
    assert first("rules limit set unreachable.working_days ") == ["yes", "no", "default"]
    assert first("rules replay --set resch") == ["reschedule.min_days=", "reschedule.from="]
    assert "reschedule.from=promise" in first("rules replay --set reschedule.from=")
    assert first("rules show cust") == ["customer.barred_by"]
    assert first("rules edition use ") == ["manual", "v2"]
    (line,) = offered(network, "rules limit set reschedule.from a", "admin")
    assert line == "asked\tthe day on which the customer asked"
    (line,) = offered(network, "rules limit set reschedule.from a", "admin", lang="zh")
    assert "用户提出改约的那天" in line
