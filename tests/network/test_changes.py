"""Changes of capacity, areas and data: applied for, agreed, approved, in force on their days, filed with whom they concern."""

from __future__ import annotations

import pytest
from network import Network

HOLIDAY = ("--cause", "holiday", "--from", "06-19", "--to", "06-21", "--why", "端午节放假")
AREA = ("--cause", "area", "--from", "06-05", "--why", "调整")


@pytest.fixture
def network(network: Network) -> Network:
    for login, role, more in (
        ("cssd", "cssd", ()),
        ("cssd2", "cssd", ()),
        ("north2", "liaison", ("--region", "华北区")),
        ("all", "liaison,cssd", ("--region", "华北区")),
    ):
        words = [w for r in role.split(",") for w in ("--role", r)]
        network.ok("admin", "user", "add", login, "--name", login, *words, *more)
    network.ok("north", "capacity set 000001 10")
    return network


def apply(network: Network, who: str, *words: str, no: str = "000001") -> int:
    return int(network.ok(who, "change", "apply", no, *words)["id"])


def through(network: Network, who: str, *words: str, no: str = "000001") -> int:
    """An application with all its steps."""
    number = apply(network, who, *words, no=no)
    if who.startswith("co"):
        network.ok("north", f"change agree {number}")
    network.ok("cssd", f"change approve {number}")
    return number


def daily(network: Network, day: str, no: str = "000001"):
    return network.ok("north", f"capacity show {no} --on {day}")["daily"]


def covered(network: Network, day: str, no: str = "000001"):
    return [a["area"] for a in network.ok("agent", f"coverage show {no} --on {day}")["areas"]]


def told(network: Network, *codes: str):
    listed = network.ok("admin", "notify list")
    return [
        (n["code"], n["to_kind"], n["to"], n["args"]["change_state"]) for n in listed if n["code"] in codes
    ]


def test_a_holiday_goes_from_station_over_region_to_the_cssd_and_ends_by_itself(network):
    number = apply(network, "co1", "--daily", "3", "--remove-area", "110102", *HOLIDAY)
    assert told(network, "N14") == [("N14", "region", "华北区", "applied")]
    assert network.refused("cssd", f"change approve {number}") == {"not_agreed"}
    agreed = network.ok("north", f"change agree {number} --why 同意")
    assert (agreed["status"], agreed["waits_for"], agreed["form"]) == ("agreed", "cssd", 3)
    assert told(network, "N14")[1:] == [("N14", "cssd", "cssd", "agreed")]
    days = ("06-18", "06-19", "06-21", "06-22")
    assert [daily(network, d) for d in days] == [10] * 4, "while it waits nothing changes"
    done = network.ok("cssd", f"change approve {number}")
    assert (done["status"], done["effective_from"], done["waits_for"]) == ("approved", "2026-06-19", None)
    assert told(network, "N14")[2:] == [
        ("N14", "station", "000001", "approved"),
        ("N14", "region", "华北区", "approved"),
    ]
    assert [daily(network, d) for d in days] == [10, 3, 3, 10]
    both = ["110101", "110102"]
    assert [covered(network, d) for d in days] == [both, ["110101"], ["110101"], both]
    words = ("dispatch", "suggest", "--area", "110102", "--on")
    assert [len(network.ok("agent", *words, d)["candidates"]) for d in days] == [1, 0, 0, 1]


def test_an_area_is_applied_for_by_the_region_on_form_2_and_counts_from_its_day(network):
    number = apply(network, "north", "--add-area", "110105", "--product", "notebook", *AREA)
    assert told(network, "N13") == [("N13", "cssd", "cssd", "agreed")]
    shown = network.run("north", f"change show {number}", format="table", lang="zh").out
    assert "附表二" in shown and "110105 北京市朝阳区" in shown
    network.ok("cssd", f"change approve {number} --why 同意")
    assert covered(network, "06-04") == ["110101", "110102"]
    assert covered(network, "06-05") == ["110101", "110102", "110105"]
    network.at("2026-06-05T09:00:00")
    assert network.ok("admin", "station show 000001")["areas"][-1] == "110105"
    words = ("dispatch", "suggest", "--area", "110105", "--product")
    assert len(network.ok("agent", *words, "notebook")["candidates"]) == 1
    why = {o["station"]: o["why"] for o in network.ok("agent", *words, "desktop")["others"]}
    assert why["000001"] == "wrong_line"


def test_a_county_is_taken_out_of_a_prefecture_that_stays(network):
    network.ok("admin", "station add 000200 --name 河北 --region 华北区 --area 130900")
    through(network, "north", "--remove-area", "130924", *AREA, no="000200")
    served = {
        area: [
            c["station"]
            for c in network.ok("agent", f"dispatch suggest --area {area} --on 06-05")["candidates"]
        ]
        for area in ("130924", "130925")
    }
    assert served == {"130924": [], "130925": ["000200"]}


def test_basic_data_is_told_to_the_region_and_changed_once_approved(network):
    words = ("--cause", "basic", "--phone", "010-81111111", "--from", "06-04", "--why", "搬家")
    number = apply(network, "co1", *words)
    assert told(network, "N15") == [("N15", "region", "华北区", "applied")]
    network.ok("north", f"change agree {number}")
    assert network.refused("cssd", f"change approve {number}") == {"not_yet"}
    network.at("2026-06-04T09:00:00")
    network.ok("cssd", f"change approve {number}")
    assert network.ok("admin", "station show 000001")["phone"] == "010-81111111"
    form = network.run("co1", f"change show {number}", format="table", lang="zh").out
    assert "变更前信息" in form and "变更后信息" in form and "产能" not in form


def test_capacity_alone_is_the_regions_own_and_filed_by_mail(network):
    result = network.run("north", "change", "apply", "000001", "--daily", "8", *AREA)
    assert (result.exit, result.checks) == (3, {"capacity_only"})
    assert result.data["hint"] == "repaircli capacity set 000001 8 --from 2026-06-05 --as north"
    result = network.run("co1", "change apply 000001 --daily 8 --cause routine --from 06-05 --why x")
    assert (result.exit, result.checks) == (3, {"capacity_only"})
    notices = network.ok("north", "notify list --code N12")
    assert [(n["to_kind"], n["medium"]) for n in notices] == [("cssd", "email")]


@pytest.mark.parametrize(
    ("who", "words", "check"),
    [
        ("north", ("--daily", "3", *HOLIDAY), "not_applicant"),
        ("co1", ("--add-area", "110105", *AREA), "not_applicant"),
        ("co1", ("--daily", "10", *HOLIDAY), "unchanged"),
        ("north", ("--add-area", "110101", *AREA), "already_covered"),
        ("north", ("--remove-area", "110105", *AREA), "not_covered"),
        (
            "north",
            ("--add-area", "110105", "--cause", "area", "--from", "06-02", "--why", "x"),
            "from_past",
        ),
    ],
)
def test_what_is_refused(network, who, words, check):
    assert network.refused(who, "change", "apply", "000001", *words) == {check}
    assert network.ok("north", "change list") == []
    assert told(network, "N13", "N14", "N15") == []


@pytest.mark.parametrize(
    ("who", "no", "words", "exit"),
    [
        ("east", "000001", ("--add-area", "110105", *AREA), 4),
        ("co3", "000001", ("--daily", "3", *HOLIDAY), 4),
        ("cssd", "000001", ("--daily", "3", *HOLIDAY), 4),
        ("admin", "000001", ("--daily", "3", *HOLIDAY), 4),
        ("co1", "000777", ("--daily", "3", *HOLIDAY), 5),
        ("north", "000001", ("--add-area", "999999", *AREA), 5),
        ("co2", "000002", ("--daily", "3", *HOLIDAY), 3),
        ("north", "000009", ("--add-area", "110105", *AREA), 3),
        ("co1", "000001", HOLIDAY, 2),
        ("co1", "000001", ("--daily", "-1", *HOLIDAY), 2),
        ("co1", "000001", ("--daily", "3", "--phone", "1", *HOLIDAY), 2),
        ("co1", "000001", ("--daily", "3", "--cause", "mood", "--from", "06-19", "--why", "x"), 2),
        ("co1", "000001", ("--daily", "3", "--cause", "holiday", "--from", "06-19", "--why", " "), 2),
        ("co1", "000001", ("--daily", "3", *HOLIDAY[:4], "--to", "06-18", "--why", "x"), 2),
        ("co1", "000001", ("--cause", "basic", "--from", "06-04", "--why", "x"), 2),
        ("co1", "000001", ("--cause", "basic", "--daily", "3", "--from", "06-04", "--why", "x"), 2),
        ("north", "000001", ("--add-area", "110105", "--remove-area", "110105", *AREA), 2),
        ("north", "000001", ("--add-area", "110105", "--product", "toaster", *AREA), 2),
    ],
)
def test_who_may_apply_for_which_station_and_with_what(network, who, no, words, exit):
    assert network.run(who, "change", "apply", no, *words).exit == exit


def test_a_short_event_is_applied_for_by_the_close_of_the_working_day_before(network):
    words = ("--daily", "3", "--cause", "emergency", "--from", "06-08", "--to", "06-08", "--why", "停电")
    late = network.at("2026-06-05T18:00:01").run("co1", "change", "apply", "000001", *words)
    assert (late.exit, late.checks) == (3, {"too_late"})
    assert "capacity_exceeded" in late.data["hint"]
    network.at("2026-06-05T18:00:00")
    number = through(network, "co1", *words)
    assert [daily(network, d) for d in ("06-07", "06-08", "06-09")] == [10, 3, 10]
    assert network.ok("north", f"change show {number}")["clause"] == "001-5.6.2"
    beyond = (
        "--daily",
        "3",
        "--cause",
        "emergency",
        "--from",
        "2031-06-09",
        "--to",
        "2031-06-09",
        "--why",
        "x",
    )
    assert network.run("co1", "change", "apply", "000001", *beyond).exit == 6


def test_windows_for_the_same_thing_name_each_other(network):
    number = apply(network, "co1", "--daily", "3", *HOLIDAY)
    again = network.run("co1", "change", "apply", "000001", "--daily", "4", *HOLIDAY)
    assert (again.exit, again.checks) == (3, {"overlap"})
    assert f"application {number}" in again.data["checks"][0]["text"]
    assert network.refused("north", "capacity set 000001 20 --from 06-20") == {"overlap"}
    apply(network, "co1", "--remove-area", "110102", *HOLIDAY)
    network.ok("north", f"change reject {number} --why 人手够")
    through(network, "co1", "--daily", "4", *HOLIDAY)
    inside = network.run("north", "capacity set 000001 20 --from 06-20")
    assert (inside.exit, inside.checks) == (3, {"overlap"})
    network.ok("north", "capacity set 000001 20 --from 06-18")
    assert [daily(network, d) for d in ("06-17", "06-18", "06-19", "06-22")] == [10, 20, 4, 20]


def test_a_window_without_an_end_is_named_by_its_first_day(network):
    words = ("--cause", "quality", "--from", "06-19", "--why", "人员不足", "--daily")
    number = apply(network, "co1", *words, "3")
    again = network.run("co1", "change", "apply", "000001", *words, "4")
    assert again.data["checks"][0]["text"] == f"application {number} changes the same from 2026-06-19 on"


def test_a_late_approval_leaves_the_past_as_it_was(network):
    words = ("--cause", "quality", "--from", "06-05", "--to", "06-09", "--why", "整顿")
    number = apply(network, "co1", "--daily", "3", *words)
    network.at("2026-06-08T09:00:00")
    network.ok("north", f"change agree {number}")
    done = network.run("cssd", f"change approve {number}")
    assert done.data["effective_from"] == "2026-06-08" and "from 2026-06-08" in done.err
    assert [daily(network, d) for d in ("06-05", "06-07", "06-08", "06-09", "06-10")] == [10, 10, 3, 3, 10]
    other = apply(
        network,
        "co1",
        "--daily",
        "2",
        "--cause",
        "quality",
        "--from",
        "06-10",
        "--to",
        "06-10",
        "--why",
        "x",
    )
    network.at("2026-06-11T09:00:00").ok("north", f"change agree {other}")
    assert network.refused("cssd", f"change approve {other}") == {"over"}


def test_nobody_decides_on_what_he_applied_for_or_agreed_to(network):
    area = network.ok("all", "change", "apply", "000001", "--add-area", "110105", *AREA, "--role", "liaison")[
        "id"
    ]
    assert network.run("all", f"change approve {area}").exit == 4
    holiday = apply(network, "co1", "--daily", "3", *HOLIDAY)
    network.ok("all", "change", "agree", str(holiday))
    assert network.run("all", "change", "approve", str(holiday)).exit == 4
    network.ok("cssd", "change", "approve", str(holiday))


def test_steps_stay_within_the_region_and_with_who_is_next(network):
    number = str(apply(network, "co1", "--daily", "3", *HOLIDAY))
    assert network.run("east", f"change agree {number}").exit == 4
    assert network.run("co1", f"change agree {number}").exit == 4
    assert network.run("cssd", f"change agree {number}").exit == 4
    assert network.run("cssd", f"change reject {number} --why x").exit == 4
    assert network.run("north", f"change approve {number}").exit == 4
    assert network.run("north", "change agree 77").exit == 5
    network.ok("north", f"change agree {number}")
    assert network.ok("north2", f"change agree {number}")["already"] is True
    assert network.run("north", f"change reject {number} --why x").exit == 4
    assert network.run("cssd", f"change reject {number} --why ' '").exit == 2
    rejected = network.ok("cssd", f"change reject {number} --why 不同意")
    assert (rejected["status"], rejected["cssd_opinion"]) == ("rejected", "不同意")
    assert told(network, "N14")[-2:] == [
        ("N14", "station", "000001", "rejected"),
        ("N14", "region", "华北区", "rejected"),
    ]
    assert network.ok("cssd", f"change reject {number} --why 不同意")["already"] is True
    assert network.refused("cssd", f"change approve {number}") == {"decided"}
    assert daily(network, "06-20") == 10


def test_what_waits_is_taken_back_by_who_applied(network):
    number = str(apply(network, "co1", "--daily", "3", *HOLIDAY))
    assert network.run("both1", f"change withdraw {number}").exit == 4
    assert network.ok("co1", f"change withdraw {number}")["status"] == "withdrawn"
    assert network.ok("co1", f"change withdraw {number}")["already"] is True
    assert network.refused("north", f"change agree {number}") == {"decided"}


def test_applications_are_listed_within_reach_and_by_filter(network):
    first = apply(network, "co1", "--daily", "3", *HOLIDAY)
    second = apply(network, "north", "--add-area", "110105", *AREA)
    third = apply(network, "east", "--add-area", "310104", *AREA, no="000101")

    def listed(who: str, *words: str):
        return [c["id"] for c in network.ok(who, "change", "list", *words)]

    assert listed("cssd") == [third, second, first]
    assert (listed("co1"), listed("co3"), listed("east")) == ([second, first], [], [third])
    assert (listed("north", "--waiting"), listed("cssd", "--waiting")) == ([first], [third, second])
    assert listed("co1", "--waiting") == []
    assert listed("cssd", "--status", "applied") == [first]
    assert listed("cssd", "--cause", "area", "--region", "华北区") == [second]
    assert listed("cssd", "--station", "000101", "--limit", "1") == [third]
    assert network.run("east", f"change show {first}").exit == 4
    assert network.run("cssd", "change list --status lost").exit == 2


def test_a_request_id_applies_once(network):
    words = ("change", "apply", "000001", "--daily", "3", *HOLIDAY, "--request-id", "k1")
    assert network.ok("co1", *words) == network.ok("co1", *words)
    assert len(network.ok("co1", "change list")) == 1


def test_every_step_is_in_the_audit_log(network):
    through(network, "co1", "--daily", "3", *HOLIDAY)
    said = [e["what"] for e in network.ok("admin", "audit log")]
    assert said[-3:] == ["change.applied", "change.agreed", "change.approved"]
    assert network.run("admin", "audit verify").exit == 0


def test_what_waits_is_due_for_who_is_next(network):
    soon = apply(network, "co1", "--daily", "3", *HOLIDAY[:2], "--from", "06-04", "--why", "x")
    later = apply(network, "east", "--add-area", "310104", *AREA, no="000101")

    def due(who: str, *words: str):
        return [(d["ref"], d["deadline"][:16], d["next"]) for d in network.ok(who, "due", *words)]

    assert due("north") == [(str(soon), "2026-06-03T23:59", f"repaircli change agree {soon}")]
    assert due("cssd") == [(str(later), "2026-06-04T18:00", f"repaircli change approve {later}")]
    assert due("east") == due("co1") == due("cssd", "--region", "华北区") == []
    network.ok("north", "change", "agree", str(soon))
    network.at("2026-06-04T18:00:01")
    assert due("north") == []
    assert network.run("cssd", "due --exit-code").exit == 7
    assert len(due("cssd", "--limit", "1")) == 1
    for columns in (80, 140):
        shown = network.run("cssd", "due", format="table", lang="zh", columns=columns).out
        assert f"repaircli change approve {soon}" in shown


@pytest.mark.parametrize(
    ("days", "remark"),
    [
        ("--from 06-19 --to 06-21", None),
        ("--from 06-21 --to 06-22", None),
        ("--from 06-23 --to 06-24", "there is no public holiday between 2026-06-23 and 2026-06-24"),
        ("--from 06-19", "the last day is not given"),
        ("--from 2027-01-01 --to 2027-01-02", "does not cover 2027"),
    ],
)
def test_the_cssd_is_told_where_no_public_holiday_lies_in_a_holiday_change(network, days, remark):
    words = (
        "change",
        "apply",
        "000001",
        "--daily",
        "3",
        "--cause",
        "holiday",
        "--why",
        "放假",
        *days.split(),
    )
    applied = network.run("co1", *words)
    assert applied.exit == 0 and (remark is None) is ("note:" not in applied.err)
    number = applied.data["id"]
    network.ok("north", f"change agree {number}")
    shown = network.ok("cssd", f"change show {number}")["remarks"]
    letters = [n["args"]["remark"] for n in network.ok("admin", "notify list") if n["code"] == "N14"]
    assert len(letters) == 2
    assert all(remark in text if remark else text == "" for text in ("; ".join(shown), *letters))
    assert remark is None or remark in network.run("cssd", f"change show {number}", format="table").out


def test_a_change_for_a_sudden_event_says_that_it_is_for_exceptional_cases(network):
    words = "change apply 000001 --daily 3 --cause emergency --from 06-10 --to 06-10 --why 停电"
    applied = network.run("co1", *words.split())
    assert applied.exit == 0 and "only in exceptional cases (001-5.6.2)" in applied.err
    (remark,) = network.ok("north", f"change show {applied.data['id']}")["remarks"]
    assert "only in exceptional cases" in remark
