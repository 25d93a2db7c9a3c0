"""Who may run which command: every command has its row, and the rows say what the policy says of each role (A3)."""

from __future__ import annotations

import itertools

import pytest

from repaircli.platform.codes import Role
from repaircli.rules.policy.authority import AUTHORITY, Scope, roles_for

NEEDS_NOBODY = {name for name, row in AUTHORITY.items() if row.scope is Scope.NOBODY}


def commands() -> set[str]:
    """Every command of the program, by walking its tree."""
    from repaircli import cli
    from repaircli.commands.framework.help import Group

    found: set[str] = set()

    def walk(group: Group, path: str) -> None:
        for name in group.list_commands(None):  # type: ignore[arg-type]
            child = group.get_command(None, name)  # type: ignore[arg-type]
            full = f"{path} {name}".strip()
            if isinstance(child, Group):
                walk(child, full)
            elif child is not None:
                found.add(full)

    walk(cli.root(), "")
    return found


def test_every_command_of_the_program_has_a_row() -> None:
    known = commands()
    assert {"order create", "cancel approve", "coverage no800 add", "config show"} <= known
    assert known - set(AUTHORITY) == set()


def test_a_command_without_a_row_is_nobodys() -> None:
    assert roles_for("no such command", Role) == ()


@pytest.mark.parametrize("name", sorted(AUTHORITY))
def test_a_row_names_roles_unless_nobody_needs_to_be_known(name: str) -> None:
    row = AUTHORITY[name]
    assert bool(row.roles) is (row.scope is not Scope.NOBODY)
    assert len(set(row.roles)) == len(row.roles)


def may(role: Role, name: str) -> bool:
    return roles_for(name, [role]) == (role,)


# What A3 and interface 2 say in so many words; a row of it for each command, the roles that may and no other.
SAID: dict[str, set[str]] = {
    # 1.3.2, 1.4.1, 6.3.8: as coordinator
    "order download": {"coordinator"},
    "order assign": {"coordinator"},
    "order print": {"coordinator"},
    # 1.3.3, 1.3.4: as engineer; the liaison confirms a finding (A6.2)
    "order writeback-t3": {"engineer"},
    "order close": {"engineer", "liaison"},
    # status changes: either identity of the station (A-28)
    "order start": {"coordinator", "engineer"},
    "order repaired": {"coordinator", "engineer"},
    "order sign": {"coordinator", "engineer"},
    "order picked-up": {"coordinator", "engineer"},
    "order delivered": {"coordinator", "engineer"},
    "contact log": {"coordinator", "engineer"},
    "form submit": {"coordinator", "engineer"},
    "form withdraw": {"coordinator", "engineer"},
    # 4.5.2: the coordinator reports special users
    "special notify": {"coordinator"},
    # 4.5.3: the region gives the solution and issues the entrustment form
    "special advise": {"liaison"},
    "entrust issue": {"liaison"},
    "entrust void": {"liaison"},
    # 1.4.4: CSSD settles, the station and its region see it
    "fee import": {"parts", "cssd", "admin"},
    "settle station": {"parts", "cssd", "liaison", "coordinator", "manager", "admin"},
    # 1.4.4, 1.5.5, 1.5.8: the station applies for parts and gives them back, CSSD ships them
    "parts request": {"coordinator", "engineer"},
    "parts ship": {"parts"},
    "parts receive": {"coordinator", "engineer"},
    "parts replace": {"coordinator", "engineer"},
    "parts return": {"coordinator", "engineer"},
    "label print": {"coordinator", "engineer"},
    # 1.4.3, 1.5.9: the information department visits closed orders
    "visit record": {"visitor"},
    # 6.2.1: the station itself is on line
    "station poll": {"coordinator", "engineer"},
    # mistakes are taken back by the liaison
    "contact void": {"liaison"},
    "order fact": {"coordinator", "engineer", "liaison"},
    # 1.4.3, 6.3.1: who generates orders
    "order create": {"agent", "cisd", "liaison", "coordinator"},
    "order import": {"agent", "cisd", "liaison", "admin"},
    # 3.4, 3.6: cancels
    "cancel check": {"coordinator", "liaison", "agent"},
    "cancel request": {"coordinator", "liaison"},
    "cancel withdraw": {"coordinator", "liaison"},
    "cancel approve": {"liaison"},
    "cancel reject": {"liaison"},
    "cancel self": {"coordinator"},
    "cancel by-customer": {"agent"},
    "form decide": {"liaison"},
    # 5.5.1, 6.3.3
    "capacity set": {"liaison"},
    "coverage no800 add": {"liaison"},
    # the house
    "user add": {"admin"},
    "region add": {"admin"},
    "calendar confirm": {"admin"},
    "calendar import": {"admin"},
    "audit verify": {"admin"},
    "station add": {"admin", "cssd"},
    "station edit": {"admin", "cssd"},
    "station import": {"admin", "cssd"},
}


@pytest.mark.parametrize("name", SAID)
def test_a_command_is_for_the_roles_that_the_policy_names(name: str) -> None:
    assert {str(r) for r in Role if may(r, name)} == SAID[name]


def test_an_engineer_neither_asks_for_a_cancel_nor_decides_one() -> None:
    assert not [c for c in AUTHORITY if c.startswith("cancel ") and may(Role.ENGINEER, c) and c not in READS]


READS = {"cancel list", "cancel show", "cancel export"}
READING = {"list", "show", "history", "lineage", "clock", "attachments"}
ACTS_ON_ORDERS = ("order ", "cancel ", "form ", "contact ", "urge ")


def test_an_administrator_acts_on_no_order_request_or_form() -> None:
    # Imports and exports and every reading are his; acting is not (interface 2).
    his = {
        c
        for c in AUTHORITY
        if may(Role.ADMIN, c) and c.startswith(ACTS_ON_ORDERS) and not c.endswith((" import", " export"))
    }
    assert {c.split()[-1] for c in his} <= READING


@pytest.mark.parametrize(
    "role", [Role.HOTLINE, Role.MANAGER, Role.SUPERVISOR, Role.CLERK, Role.PARTS, Role.VISITOR]
)
def test_roles_of_later_work_only_read_orders(role: Role) -> None:
    theirs = {c for c in AUTHORITY if may(role, c) and c.startswith(ACTS_ON_ORDERS)}
    assert theirs
    assert {c.split()[-1] for c in theirs} <= READING | {"export"}


def test_the_rules_may_be_read_by_everybody_without_a_database() -> None:
    assert {"rules list", "rules show", "rules matrix", "init"} <= NEEDS_NOBODY


def test_roles_come_in_the_order_in_which_the_row_prefers_them() -> None:
    held = [Role.LIAISON, Role.ENGINEER, Role.COORDINATOR]
    for order_ in itertools.permutations(held):
        assert roles_for("cancel check", order_) == (Role.COORDINATOR, Role.LIAISON)


def test_where_two_roles_would_act_differently_the_row_says_so() -> None:
    assert {"order create", "cancel check", "cancel request"} <= {
        n for n, a in AUTHORITY.items() if a.matters
    }
