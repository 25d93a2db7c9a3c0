"""Orders with their past: what was exported comes back as it was, and what cannot have been is refused."""

from __future__ import annotations

import csv
import random
from pathlib import Path
from typing import Any

import pytest
from network import Network, copied

NAMES = [
    "张三",
    '李"四"',
    "=1+1",
    "'王五",
    "[red]赵六",
    "第一行\n第二行",
    "　孙七",
    "😀周八",
    "O'Brien,吴九",
    "000104",
]
REASONS = [
    "wrong_area",
    "info_incomplete",
    "self_resolved",
    "capacity_exceeded",
    "special_request",
    "reschedule_rereport",
]


@pytest.fixture
def empty(tmp_path):
    network = Network(tmp_path / "empty.db")
    assert network.run(None, "init --training").exit == 0
    return network


T3 = ("eng1", "order", "writeback-t3", "NO")
START = [("co1", "order", "download", "NO"), ("co1", "order", "assign", "NO", "--engineer", "eng1")]
CALLED = [
    ("co1", "contact", "log", "NO", "--result", "no-answer", "--prompt", "无人接听"),
    ("co1", "contact", "log", "NO", "--result", "reached", "--note", "=再打"),
]
VISIT = [("co1", "order", "print", "NO"), ("eng1", "order", "start", "NO")]
ASKED = ("co1", "cancel", "request", "NO", "--detail", "用户来电/说明", "--reason")
SECOND = ("--type", "备件原因", "--parts-order", "P1", "--part-code", "C=1")
THIRD = ("--type", "客户原因", "--reason", "用户改约，下周")
NEEDS = ("--proposal", "更换主板", "--refusal", "用户\n不同意")

STORIES: dict[str, tuple[str, list[tuple[str, ...]]]] = {
    "repaired": ("onsite", [*START, *CALLED, (*T3, "--at", "+5h"), *VISIT, ("eng1", "order", "repaired", "NO"), ("eng1", "order", "sign", "NO"), ("eng1", "order", "close", "NO", "--solution", "更换内存\n“好”")]),
    "late parts": ("onsite", [*START, (*T3, "--at", "+5h"), (*T3, "--at", "+2d", *SECOND), (*T3, "--at", "+3d", *THIRD), VISIT[0], ("eng1", "order", "fact", "NO", "reseat", "--note", "插拔"), ("eng1", "order", "sign", "NO")]),
    "unreachable": ("onsite", [*START, CALLED[0], ("wait", "4"), (*T3, "--unreachable"), (*T3, "--at", "+1d", *THIRD), ("co1", "contact", "log", "NO", "--result", "number-invalid", "--prompt", "空号")]),
    "by phone": ("onsite", [*START, ("co1", "contact", "log", "NO", "--result", "guided-solved"), (*T3, "--phone-resolved", "software")]),
    "by phone later": ("carry-in", [*START, (*T3, "--phone-resolved", "other")]),
    "picked up": ("carry-in", [*START, ("co1", "order", "arrived", "NO", "--recontact", "+1d"), VISIT[0], ("eng1", "order", "repaired", "NO"), (*T3, "--at", "+1h"), ("co1", "order", "sign", "NO"), ("co1", "order", "picked-up", "NO"), ("eng1", "order", "close", "NO", "--solution", "软件")]),
    "delivered": ("carry-in", [*START, ("co1", "order", "arrived", "NO"), VISIT[0], ("eng1", "order", "repaired", "NO"), (*T3, "--at", "+1h"), ("co1", "order", "check-failed", "NO"), ("eng1", "order", "repaired", "NO"), (*T3, "--at", "+1d", *THIRD), ("co1", "order", "sign", "NO"), ("co1", "order", "delivered", "NO"), ("eng1", "order", "close", "NO", "--solution", "软件")]),
    "confirmed": ("onsite", [*START, (*T3, "--at", "+5h"), VISIT[0], ("eng1", "order", "fact", "NO", "nff_power"), ("north", "order", "close", "NO", "--solution", "电源", "--basis", "region_confirmed", "--why", "用户拒签")]),
    "reassigned": ("onsite", [*START, (*ASKED, "wrong_area", "--to-station", "000003"), ("north", "cancel", "approve", "--all")]),
    "rejected": ("onsite", [*START, (*ASKED, "self_resolved"), ("north", "cancel", "reject", "ID", "--why", "不符合"), (*ASKED, "info_incomplete"), ("north", "cancel", "approve", "--all")]),
    "withdrawn": ("onsite", [*START, (*ASKED, "reschedule_rereport", "--wished", "2026-07-20", "--agrees-rereport"), ("co1", "cancel", "withdraw", "ID"), (*T3, "--at", "+5h")]),
    "plan refused": ("onsite", [*START, (*T3, "--at", "+5h"), *VISIT, ("co1", "form", "submit", "NO", *NEEDS), ("north", "form", "decide", "FORM", "--agree", "--why", "同意"), (*ASKED, "plan_refused_onsite"), ("north", "cancel", "approve", "--all")]),
    "form refused": ("onsite", [*START, ("co1", "form", "submit", "NO", *NEEDS), ("north", "form", "decide", "FORM", "--refuse")]),
    "numbers changed": ("onsite", [*START, ("co1", "order", "edit", "NO", "--phone", "010 6123 4567转2"), ("co1", "contact", "log", "NO", "--result", "number-invalid", "--prompt", "空号"), ("agent", "order", "edit", "NO", "--phone", "13800000077", "--caller-no", "021-61234567")]),
    "by customer": ("onsite", [("agent", "cancel", "by-customer", "NO", "--reason", "self_resolved", "--detail", "用户来电")]),
    "entry error": ("station", [("co1", "cancel", "self", "NO", "--reason", "entry_error", "--detail", "重复")]),
    "urged": ("onsite", [("agent", "urge", "add", "NO", "--text", "投诉倾向"), *START]),
    "taken back": ("onsite", [*START, ("eng1", "order", "fact", "NO", "reseat"), ("eng1", "order", "fact", "NO", "reseat", "--void", "--why", "误记"), CALLED[1], ("north", "contact", "void", "CONTACT", "--why", "误记")]),
    "system failure": ("onsite", [*START, ("eng1", "order", "start", "NO", "--system-failure", "打印机故障")]),
    "with parts": ("onsite", [*START, (*T3, "--at", "+5h"), ("co1", "parts", "request", "NO", "--part", "C=1", "--name", "'主板", "--eta", "+2d"), ("parts", "parts", "ship", "PO-NO-1"), ("co1", "parts", "receive", "PO-NO-1"), ("co1", "parts", "request", "NO", "--part", "C2"), ("parts", "parts", "ship", "PO-NO-2"), ("co1", "parts", "receive", "PO-NO-2"), ("eng1", "parts", "replace", "NO", "--part", "C=1", "--name", "主板;大", "--old", "=B1", "--new", "'B2", "--monitor", "--fee", "120.5"), *VISIT, ("eng1", "order", "repaired", "NO"), ("co1", "parts", "return", "NO", "--part", "C=1"), ("eng1", "order", "sign", "NO"), ("eng1", "order", "close", "NO", "--solution", "换主板"), ("co1", "parts", "return", "NO", "--part", "C2"), ("visitor", "visit", "record", "NO", "--result", "unreachable"), ("visitor", "visit", "record", "NO", "--score", "5", "--answer", "态度=好;很好", "--note", "=1")]),
    "violation": ("onsite", [*START, ("agent", "cancel", "by-customer", "NO", "--reason", "self_resolved", "--detail", "维修站要求", "--station-induced")]),
    "pending": ("onsite", [*START, (*T3, "--at", "+5h"), (*ASKED, "special_request"), ("co1", "contact", "log", "NO", "--result", "reached")]),
}  # fmt: skip
"""What happens to orders: the service, and who does what. NO, ID, FORM and CONTACT stand for its latest ones."""


def lived(network: Network, seed: int, whole: bool = False) -> set[str]:
    """Plays stories, each broken off somewhere unless `whole`; which commands succeeded."""
    dice = random.Random(seed)
    done: set[str] = set()
    minutes = 0
    chosen = list(STORIES) if whole else dice.choices(list(STORIES), k=12)
    for name in chosen:
        service, steps = STORIES[name]
        network.at(_clock(minutes))
        values = {"service": service, "customer": dice.choice(NAMES), "fault": dice.choice(NAMES)}
        if service == "station":
            no = network.create("co1", **values | {"service": "carry-in"})
        else:
            who = dice.choice(["agent", "cisd", "north"])
            more = ["--special", "media"] if who == "cisd" else []
            if dice.random() < 0.4:
                more += ["--serial", "000123", "--onsite-until", "2027-01-01", "--product", "notebook"]
            no = network.create(who, *more, **values)
        for who, *words in steps[: len(steps) if whole else dice.randint(0, len(steps))]:
            minutes += int(words[0]) * 60 if who == "wait" else dice.randint(1, 9)
            network.at(_clock(minutes))
            if who != "wait" and network.run(who, *(_meant(network, w, no) for w in words)).exit == 0:
                done.add(" ".join(words[:2]))
    return done


def _clock(minutes: int) -> str:
    day, rest = divmod(minutes, 480)
    return f"2026-06-{3 + day:02d}T{9 + rest // 60:02d}:{rest % 60:02d}:00"


def _meant(network: Network, word: str, no: str) -> str:
    if word == "NO":
        return no
    if word.startswith("PO-NO"):
        return word.replace("NO", no)
    if word in ("ID", "FORM", "CONTACT"):
        shown = network.show(no)[{"ID": "requests", "FORM": "forms", "CONTACT": "contacts"}[word]]
        return str(shown[-1]["id"]) if shown else "999"
    return word


def everything(network: Network) -> dict[str, Any]:
    """Every order as it is shown, without what a database counts for itself."""
    found = {}
    for row in network.ok("admin", "order list --limit 1000"):
        order = network.show(row["order_no"])
        for name in (
            "contacts", "fact_log", "urges", "forms", "requests", "parts_requests", "replaced_parts", "visits"
        ):  # fmt: skip
            for item in order.get(name) or ():
                for own in ("requested_by", "decided_by") if name == "requests" else ("id",):
                    item.pop(own, None)
        # the people of the other database are not those of the first
        order.pop("people", None)
        (order.get("next_step") or {}).pop("login", None)
        found[row["order_no"]] = order
    return found


def moved(network: Network, empty: Network, folder: Path, *words: str) -> Any:
    """Exports stations and all orders, and imports them into the empty database."""
    stations = str(folder) + "-stations.csv"
    network.ok("admin", "station", "export", "--output", stations)
    network.ok("admin", "order", "export", "--output", f"{folder}/", *words)
    empty.now = network.now
    empty.ok("admin", "station", "import", stations)
    result = empty.run("admin", "order", "import", "--history", str(folder))
    assert result.exit == 0, result.out
    return result.data


def same_again(network: Network, empty: Network, tmp_path: Path, *words: str) -> dict[str, Any]:
    """Moves everything, and asks that it is the same by every command and by every byte."""
    before = everything(network)
    answer = moved(network, empty, tmp_path / "out", *words)
    assert answer["imported"] == len(before) and answer["bad"] == 0
    assert everything(empty) == before
    again = empty.ok("admin", "order", "import", "--history", str(tmp_path / "out"))
    assert (again["imported"], again["unchanged"]) == (0, len(before))
    empty.ok("admin", "order", "export", "--output", f"{tmp_path}/again/", *words)
    for file in (tmp_path / "out").iterdir():
        assert file.read_bytes() == (tmp_path / "again" / file.name).read_bytes()
    return before


def test_every_kind_of_past_comes_back_as_it_was(network, empty, tmp_path):
    done = lived(network, 0, whole=True)
    wanted = {" ".join(words[:2]) for _, steps in STORIES.values() for who, *words in steps if who != "wait"}
    assert done == wanted, "every command of the stories succeeded somewhere"
    before = same_again(network, empty, tmp_path)
    assert {"dispatched", "downloaded", "in_service", "resolved", "cancelled"} <= {
        o["status"] for o in before.values()
    }
    assert {"signed", "phone", "pickup", "delivered", "region_confirmed"} <= {
        o["close_basis"] for o in before.values()
    }
    assert {k["kind"] for o in before.values() for k in o["t3"]} == {
        "normal",
        "unreachable",
        "phone_resolved",
    }
    assert any(len(o["t3"]) == 3 for o in before.values()) and any(
        o["reassigned_to"] for o in before.values()
    )
    states = {r["status"] for o in before.values() for r in o["requests"]}
    assert states >= {"pending", "approved", "rejected", "withdrawn"}
    assert {f["status"] for o in before.values() for f in o["forms"]} == {"agreed", "refused"}


@pytest.mark.parametrize("seed", range(1, 6))
def test_export_and_import_into_an_empty_database_give_the_same_orders(network, empty, tmp_path, seed):
    lived(network, seed)
    same_again(network, empty, tmp_path, *(["--excel"] if seed % 2 else []))


@pytest.fixture(scope="module")
def whole(network_template, tmp_path_factory):
    network = copied(network_template, tmp_path_factory.mktemp("whole") / "network.db")
    lived(network, 3, whole=True)
    return network


@pytest.mark.parametrize("name", ["orders.csv", "orders.tsv", "orders.jsonl", "orders.xlsx"])
def test_a_single_file_brings_orders_slots_and_facts(whole, empty, tmp_path, name):
    network = whole
    path, stations = str(tmp_path / name), str(tmp_path / "stations.csv")
    network.ok("admin", "order", "export", "--output", path)
    network.ok("admin", "station", "export", "--output", stations)
    empty.now = network.now
    empty.ok("admin", "station", "import", stations)
    empty.ok("admin", "order", "import", "--history", path)
    kept = (
        "status",
        "t1",
        "t2",
        "t3",
        "facts",
        "customer",
        "fault",
        "close_basis",
        "cancel_remark",
        "printed_at",
        "special",
    )
    before, after = everything(network), everything(empty)
    assert {n: [o[k] for k in kept] for n, o in before.items()} == {
        n: [o[k] for k in kept] for n, o in after.items()
    }


def test_every_column_of_an_order_is_exchanged():
    """A column that is described as travelling nowhere would be lost between two databases."""
    from repaircli.files import records
    from repaircli.files.order_columns import ORDERS
    from repaircli.orders.tables import Order, Promise
    from repaircli.platform.db.columns import described

    stays = {"id", "batch_id", "requested_by", "decided_by"}
    for table in (Order, *records.TABLES.values()):
        left = {c.name for c in described(table).values() if c.travels == "never"}
        assert left <= stays, table
    slots = {c.key.removeprefix("t31_") for c in ORDERS if c.key.startswith("t31_")}
    assert set(described(Promise)) - slots == {"order_no", "slot", "at", "status_before"}


def test_work_goes_on_with_imported_orders(network, empty, tmp_path):
    no = network.downloaded()
    network.ok("co1", f"cancel request {no} --reason self_resolved --detail 用户来电")
    other = network.create("co1", service="carry-in")
    network.at("2026-06-03T10:00:00")
    moved(network, empty, tmp_path / "out")
    for login, role, place in (
        ("north", "liaison", "--region=华北区"),
        ("co1", "coordinator", "--station=000001"),
        ("eng1", "engineer", "--station=000001"),
    ):
        empty.ok("admin", "user", "add", login, "--name", login, "--role", role, place)
    assert empty.refused("eng1", f"order writeback-t3 {no} --at +2h") == {"request_pending"}
    (request,) = empty.ok("north", "cancel list --status pending")
    assert request["id"] == network.ok("north", "cancel list")[0]["id"]
    assert empty.ok("north", "cancel", "approve", str(request["id"]))["approved"] == 1
    empty.ok("co1", f"order print {other}")
    empty.ok("eng1", f"order repaired {other}")
    assert empty.ok("co1", f"order sign {other}")["signed_at"]


def test_only_an_admin_imports_records_with_a_past(network, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("order_no\n")
    for who in ("agent", "cisd", "north", "co1"):
        assert network.run(who, "order", "import", "--history", str(path)).exit == 4


def test_the_audit_log_tells_of_the_file(network, empty, tmp_path):
    network.create()
    answer = moved(network, empty, tmp_path / "out")
    (event,) = [
        e
        for e in empty.ok("admin", "audit log")
        if e["what"] == "imported" and e["after"]["kind"] == "history"
    ]
    assert event["after"]["sha256"] == answer["sha256"]


# What cannot have been.

KEYS = [
    "order_no",
    "origin",
    "service",
    "station",
    "customer",
    "phones",
    "address",
    "fault",
    "t1",
    "status",
    "t2",
    "t31",
    "t31_kind",
    "t31_type",
    "t31_reason",
    "t32",
    "t32_type",
    "t32_reason",
    "t33",
    "t33_type",
    "t33_reason",
    "closed_at",
    "close_basis",
    "solution",
    "facts",
    "cancel_reason",
    "cancel_remark",
    "cancelled_by",
    "cancelled_at",
    "reassigned_to",
    "in_custody",
]
OPEN = {
    "order_no": "H1",
    "origin": "cc",
    "service": "onsite",
    "station": "000001",
    "customer": "张三",
    "phones": "13800000001",
    "address": "北京市一号",
    "fault": "蓝屏",
    "t1": "2026-06-01 09:00",
    "status": "in_service",
    "t2": "2026-06-01 10:00",
    "t31": "2026-06-02 10:00",
}
RESOLVED = OPEN | {
    "status": "resolved",
    "closed_at": "2026-06-02 12:00",
    "close_basis": "signed",
    "facts": "repaired",
}
CANCELLED = OPEN | {
    "status": "cancelled",
    "cancel_reason": "self_resolved",
    "cancel_remark": "华北区/000001/已正常/用户来电/王",
    "cancelled_by": "north",
    "cancelled_at": "2026-06-02 12:00",
}
PHONE = OPEN | {
    "status": "resolved",
    "t31": "2010/1/1",
    "t31_type": "承诺时间内",
    "t31_reason": "软件问题，电话解决",
    "closed_at": "2026-06-01 10:00",
    "close_basis": "phone",
}
LATE = {"t32": "2026-06-03 08:00", "t32_type": "备件原因", "t32_reason": "由于P1订单C2编码的备件未按时配送"}


def past(network: Network, path: Path, *records: dict[str, str], words: tuple[str, ...] = ()) -> Any:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(dict.fromkeys((*KEYS, *(key for r in records for key in r)))))
        writer.writeheader()
        writer.writerows({"order_no": f"H{i}"} | r for i, r in enumerate(records))
    return network.run("admin", "order", "import", "--history", str(path), *words)


@pytest.mark.parametrize(
    "record",
    [
        OPEN,
        OPEN | {"status": "处理中", "station": "000002", "service": "上门", "origin": "座席派单"},
        OPEN | {"status": "dispatched", "t2": "", "t31": ""},
        OPEN | LATE,
        OPEN | {"t31": "2010-01-01", "t2": "2026-06-01 12:30"},
        OPEN | {"t31": "2010-01-01", "t2": "2026-06-01 12:30", **LATE},
        RESOLVED,
        RESOLVED | {"service": "carry-in", "close_basis": "pickup"},
        PHONE,
        PHONE | {"t31_reason": "其他问题,电话解决", "t31_kind": "phone_resolved"},
        CANCELLED,
        CANCELLED | {"t2": "", "t31": ""},
        OPEN | {"origin": "station", "service": "carry-in", "status": "awaiting_pickup"},
    ],
)
def test_what_can_have_been_is_taken(network, tmp_path, record):
    result = past(network, tmp_path / "a.csv", record)
    assert result.exit == 0 and result.data["imported"] == 1, result.out
    assert network.show("H1")["status"] == {"处理中": "in_service"}.get(record["status"], record["status"])


@pytest.mark.parametrize(
    ("record", "code", "clause"),
    [
        (OPEN | {"t2": ""}, "t31_without_t2", "001-1.3.7"),
        (OPEN | {"t31": ""}, "t2_without_t31", "001-1.3.7"),
        (
            OPEN | {"t33": "2026-06-03 08:00", "t33_type": "客户原因", "t33_reason": "改约"},
            "t3_order",
            "001-1.3.6",
        ),
        (OPEN | {"t32": "2026-06-03 08:00"}, "t3_reasons", "001-1.5.6"),
        (OPEN | LATE | {"t32_reason": "备件没到"}, "parts_reason", "001-1.5.6"),
        (OPEN | LATE | {"t32_reason": "由于XX订单XX编码的备件未按时配送"}, "parts_reason", "001-1.5.6"),
        (OPEN | LATE | {"t32_reason": "由于PO7订单xx编码的备件未按时配送"}, "parts_reason", "001-1.5.6"),
        (OPEN | {"t31": "2010-01-01"}, "unreachable_early", "001-1.5.2"),
        (
            OPEN | {"t32": "2010-01-01", "t32_type": "客户原因", "t32_reason": "联系不上"},
            "sentinel_slot",
            "001-1.5.2",
        ),
        (OPEN | {"t31": "2010-01-01", "t31_kind": "normal"}, "sentinel", "001-1.5.2"),
        (OPEN | {"t31_kind": "unreachable", "t2": "2026-06-01 13:00"}, "sentinel", "001-1.5.2"),
        (OPEN | {"status": "downloaded"}, "status_before_t3", "001-1.3.6"),
        (OPEN | {"status": "awaiting_pickup"}, "status_service", "001-2.5.6"),
        (OPEN | {"t2": "2026-06-01 08:00"}, "before_t1", "001-1.5.2"),
        (OPEN | {"t2": "2027-06-01 08:00"}, "in_future", "001-1.3.7"),
        (OPEN | {"closed_at": "2026-06-02 12:00"}, "not_closed", "001-1.3.4"),
        (OPEN | {"cancel_remark": "x"}, "not_cancelled", "001-3.3.1"),
        (PHONE | {"t31_reason": "电话解决了"}, "phone_text", "001-1.5.3"),
        (PHONE | {"status": "in_service", "closed_at": "", "close_basis": ""}, "phone_open", "001-1.5.3"),
        (PHONE | {"close_basis": "signed"}, "phone_basis", "001-1.5.3"),
        (RESOLVED | {"closed_at": ""}, "closing_missing", "001-1.3.4"),
        (RESOLVED | {"close_basis": ""}, "closing_missing", "001-1.3.4"),
        (RESOLVED | {"close_basis": "phone"}, "phone_basis", "001-1.5.3"),
        (PHONE | {"started_at": "2026-06-02 10:00"}, "phone_served", "001-1.5.3"),
        (RESOLVED | {"close_basis": "pickup"}, "basis_carry_in", "001-2.5.8"),
        (RESOLVED | {"in_custody": "是"}, "in_custody", "001-2.5.8"),
        (RESOLVED | {"t2": "", "t31": ""}, "t31_missing", "001-1.3.6"),
        (CANCELLED | {"cancel_remark": ""}, "cancel_missing", "001-3.6.4"),
        (CANCELLED | {"cancel_remark": " "}, "cancel_missing", "001-3.6.4"),
        (CANCELLED | {"cancel_reason": ""}, "cancel_missing", "001-3.6.4"),
        (CANCELLED | {"cancelled_at": ""}, "cancel_missing", "001-3.6.4"),
        (CANCELLED | {"reassigned_to": "H1"}, "own_link", "001-3.3.2"),
    ],
)
def test_what_cannot_have_been_is_refused_with_its_clause(network, tmp_path, record, code, clause):
    result = past(network, tmp_path / "a.csv", OPEN | {"order_no": "H0"}, record)
    assert result.exit == 7 and result.data["imported"] == 0
    assert {e["line"] for e in result.data["errors"]} == {3}
    assert (code, clause) in {(e["code"], e["clause"]) for e in result.data["errors"]}
    assert network.run("admin", "order show H0").exit == 5


def test_a_bare_sentinel_is_told_by_its_reason(network, tmp_path):
    assert (
        past(
            network,
            tmp_path / "a.csv",
            PHONE,
            OPEN | {"order_no": "H2", "t31": "2010-01-01", "t2": "2026-06-01 12:30"},
        ).exit
        == 0
    )
    assert [network.show(no)["t3"][0]["kind"] for no in ("H1", "H2")] == ["phone_resolved", "unreachable"]
    assert network.show("H2")["t3"][0]["at"] == "2010-01-01"


def test_late_contact_of_an_old_record_is_worked_out(network, tmp_path):
    assert (
        past(
            network,
            tmp_path / "a.csv",
            OPEN | {"t2": "2026-06-01 13:00:01"},
            OPEN | {"order_no": "H2", "t2": "2026-06-01 13:00"},
        ).exit
        == 0
    )
    assert [network.show(no)["late_contact"] for no in ("H1", "H2")] == [True, False]


def test_good_records_come_in_beside_bad_ones_with_skip_invalid(network, tmp_path):
    result = past(
        network,
        tmp_path / "a.csv",
        OPEN,
        RESOLVED | {"order_no": "H2", "closed_at": ""},
        words=("--skip-invalid",),
    )
    assert (result.exit, result.data["imported"], result.data["skipped"]) == (7, 1, 1)


def test_the_other_files_of_a_folder_are_checked_too(network, empty, tmp_path):
    no = network.downloaded()
    network.ok("co1", f"contact log {no} --result no-answer")
    folder = tmp_path / "out"
    network.ok("admin", "order", "export", "--output", f"{folder}/")
    network.ok("admin", "station", "export", "--output", str(tmp_path / "s.csv"))
    empty.ok("admin", "station", "import", str(tmp_path / "s.csv"))
    header, row = (folder / "contacts.csv").read_text().splitlines()
    bad = [
        row.replace(no, "R999"),
        row.replace("2026-06-03T09:00", "2026-06-01T09:00"),
        row.replace("no-answer", "x"),
    ]
    (folder / "contacts.csv").write_text("\n".join([header, *bad]) + "\n")
    result = empty.run(
        "admin", "order", "import", "--history", str(folder), "--errors", str(tmp_path / "bad")
    )
    assert result.exit == 7
    assert [(e["file"], e["line"], e["code"]) for e in result.data["errors"][:1]] == [
        ("contacts.csv", 2, "no_order")
    ]
    assert {(e["line"], e["code"]) for e in result.data["errors"]} == {
        (2, "no_order"),
        (3, "before_t1"),
        (4, "code"),
    }
    assert len((tmp_path / "bad" / "contacts.csv").read_text().splitlines()) == 4


def test_a_large_folder_comes_in_chunks_and_can_be_resumed(network, empty, tmp_path, monkeypatch):
    from repaircli.files import imports

    lived(network, 0, whole=True)
    before = everything(network)
    folder = tmp_path / "out"
    network.ok("admin", "order", "export", "--output", f"{folder}/")
    network.ok("admin", "station", "export", "--output", str(tmp_path / "s.csv"))
    empty.now = network.now
    empty.ok("admin", "station", "import", str(tmp_path / "s.csv"))
    monkeypatch.setattr(imports, "AT_ONCE", 10)
    monkeypatch.setattr(imports, "CHUNK", 4)
    monkeypatch.setattr(imports, "FIRST", 4)
    made, left = imports._chunk, 6

    def chunk(*args):
        nonlocal left
        left -= 1
        if left == 0:
            raise RuntimeError("killed")
        return made(*args)

    monkeypatch.setattr(imports, "_chunk", chunk)
    assert empty.run("admin", "order", "import", "--history", str(folder)).exit == 1
    (batch,) = [b for b in empty.ok("admin", "import list") if b["status"] == "loading"]
    assert empty.ok("admin", "order list") == []
    assert empty.ok("admin", "import", "resume", str(batch["id"]))["imported"] == len(before)
    assert everything(empty) == before
