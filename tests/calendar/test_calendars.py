"""The calendar commands: shown, counted on, imported, dropped, and beyond it exit 6."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from network import Network

YEAR_2027 = """日期,上班,名称
2027-01-01,否,元旦
2027-02-05,否,春节
2027-02-08,休,春节
2027/2/9,no,春节
2027年2月10日,放假,春节
2027-02-11,否,春节
2027-02-12,否,春节
2027-02-20,是,春节
2027-04-05,否,清明节
2027-05-03,否,劳动节
2027-06-09,否,端午节
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "2027.csv"
    path.write_bytes(YEAR_2027.encode("gb18030"))
    return path


def test_a_year_is_shown_with_its_days_off_and_make_up_days(network: Network) -> None:
    shown = network.ok("agent", "calendar show 2026")
    assert (shown["working_days"], shown["days_off"], shown["makeup_days"]) == (248, 33, 6)
    assert {d["day"] for d in shown["days"] if d["kind"] == "makeup"} == {
        f"2026-{d}" for d in ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")
    }
    assert network.run(None, "calendar show 2026").exit == 0


def test_working_days_are_counted_day_by_day(network: Network) -> None:
    found = network.ok("agent", "calendar add-working-days 2026-09-28 5")
    assert found["date"] == "2026-10-10"
    assert [d["day"][5:] for d in found["days"] if d["counted"]] == [
        "09-29",
        "09-30",
        "10-08",
        "10-09",
        "10-10",
    ]
    assert found["days"][-1]["kind"] == "makeup"
    assert network.ok("agent", "calendar add-working-days 2026-10-08 -1")["date"] == "2026-09-30"
    assert network.run("agent", "calendar add-working-days 2026-10-08 1 --typo").exit == 2
    assert network.ok("agent", "calendar add-working-days tomorrow 0")["date"] == "2026-06-04"


@pytest.mark.parametrize(
    "words",
    [
        ["show", "2027"],
        ["show", "2003"],
        ["add-working-days", "2026-12-30", "2"],
        ["add-working-days", "2027-06-01", "1"],
        ["add-working-days", "9999-12-31", "5"],
        ["add-working-days", "0001-01-01", "-5"],
    ],
)
def test_beyond_the_calendar_is_exit_6_with_nothing_on_stdout(network: Network, words: list[str]) -> None:
    result = network.run("agent", "calendar", *words)
    assert (result.exit, result.out) == (6, "")
    error = json.loads(result.err.splitlines()[-1])["error"]
    assert (error["code"], error["exit"], error["hint"]) == (
        "beyond_calendar",
        6,
        "to be run by admin: repaircli calendar import FILE",
    )


def test_the_last_working_days_of_the_last_year_are_answered(network: Network) -> None:
    assert network.ok("agent", "calendar add-working-days 2026-12-30 1")["date"] == "2026-12-31"


@pytest.mark.parametrize(
    "words", [["show", "twenty"], ["show", "0"], ["show", "10000"], ["add-working-days", "soon", "1"]]
)
def test_what_is_no_year_or_day_is_a_usage_error(network: Network, words: list[str]) -> None:
    assert network.run("agent", "calendar", *words).exit == 2


def test_a_year_is_imported_and_covers_its_ordinary_weeks(network: Network, file: Path) -> None:
    answer = network.ok("admin", "calendar", "import", str(file))
    assert (answer["imported"], answer["bad"]) == (11, 0)
    shown = network.ok("agent", "calendar show 2027")
    assert shown["sources"] == ["2027.csv"]
    assert [(d["day"], d["kind"], d["name"]) for d in shown["days"]][6:8] == [
        ("2027-02-12", "holiday", "春节"),
        ("2027-02-20", "makeup", "春节"),
    ]
    assert network.ok("agent", "calendar add-working-days 2026-12-30 2")["date"] == "2027-01-04"
    assert network.ok("agent", "calendar add-working-days 2027-02-04 1")["date"] == "2027-02-15"
    assert network.run("agent", "calendar show 2028").exit == 6


def test_importing_the_same_file_twice_changes_nothing(network: Network, file: Path) -> None:
    network.ok("admin", "calendar", "import", str(file))
    before = network.ok("agent", "calendar show 2027")
    network.ok("admin", "calendar", "import", str(file))
    assert network.ok("agent", "calendar show 2027") == before


def test_days_of_a_national_year_lie_over_it(network: Network, tmp_path: Path) -> None:
    path = tmp_path / "station.csv"
    path.write_text("day,working\n2026-06-04,no\n2026-06-06,yes\n", encoding="utf-8")
    network.ok("admin", "calendar", "import", str(path))
    assert network.ok("agent", "calendar add-working-days 2026-06-03 2")["date"] == "2026-06-06"
    shown = network.ok("agent", "calendar show 2026")
    assert (shown["working_days"], shown["sources"]) == (248, ["chinesecalendar", "station.csv"])


def test_one_bad_line_keeps_the_whole_file_out_and_names_line_and_value(
    network: Network, tmp_path: Path
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(YEAR_2027 + "2027-02-30,否,\n2027-03-01,vielleicht,\n2027-01-01,否,\n", encoding="utf-8")
    result = network.run("admin", "calendar", "import", str(path))
    assert result.exit == 7
    assert (result.data["imported"], result.data["good"], result.data["bad"]) == (0, 11, 3)
    assert [(e["line"], e["column"], e["code"], e["value"]) for e in result.data["errors"]] == [
        (13, "A", "date", "2027-02-30"),
        (14, "B", "boolean", "vielleicht"),
        (15, "A", "duplicate", "2027-01-01"),
    ]
    assert network.run("agent", "calendar show 2027").exit == 6


def test_check_reads_the_file_and_writes_nothing(network: Network, file: Path) -> None:
    assert network.ok("admin", "calendar", "import", str(file), "--dry-run")["good"] == 11
    assert network.run("agent", "calendar show 2027").exit == 6


def written(tmp_path: Path, *days: str) -> str:
    path = tmp_path / "days.csv"
    path.write_text("\n".join(("day,working", *days)), encoding="utf-8")
    return str(path)


def test_a_few_days_of_a_year_do_not_make_it_covered(network: Network, tmp_path: Path) -> None:
    around = written(tmp_path, "2026-12-31,yes", "2027-01-02,yes")
    result = network.run("admin", "calendar", "import", around)
    assert (result.exit, [y["covered"] for y in result.data["years"]]) == (0, [True, False])
    assert "the file has 0 public holidays of 2027, fewer than 10" in result.err
    assert network.run("agent", "calendar add-working-days 2027-02-01 5").exit == 6
    assert network.run("agent", "calendar show 2027").exit == 6


@pytest.mark.parametrize(("count", "covered"), [(9, False), (10, True)])
def test_a_year_is_covered_from_ten_public_holidays_on(
    network: Network, tmp_path: Path, count: int, covered: bool
) -> None:
    days = [f"2027-05-{day:02},no" for day in range(1, count + 1)]
    network.ok("admin", "calendar", "import", written(tmp_path, *days, "2027-05-15,yes"))
    assert network.run("agent", "calendar show 2027").exit == (0 if covered else 6)
    assert network.ok("admin", "calendar drop 2027 --undo")["calendar"]["covered"] is covered


def test_a_year_with_few_holidays_is_covered_once_it_is_confirmed(network: Network, tmp_path: Path) -> None:
    network.ok("admin", "calendar", "import", written(tmp_path, "2027-01-01,no"))
    assert network.run("north", "calendar confirm 2027").exit == 4
    result = network.run("admin", "calendar confirm 2027")
    assert (result.exit, result.data["calendar"]["covered"], result.data["already"]) == (0, True, False)
    assert "2027 has 1 public holidays" in result.err
    assert network.ok("agent", "calendar add-working-days 2026-12-31 1")["date"] == "2027-01-04"
    assert network.ok("admin", "calendar confirm 2027")["already"] is True
    events = [e["what"] for e in network.ok("admin", "audit log")]
    assert events.count("calendar.confirmed") == 1
    network.ok("admin", "calendar drop 2027")
    assert network.run("agent", "calendar show 2027").exit == 6


def test_a_dropped_national_year_is_covered_again_when_it_is_confirmed(network: Network) -> None:
    network.ok("admin", "calendar drop 2026")
    assert network.ok("admin", "calendar confirm 2026")["calendar"]["working_days"] == 248


def test_single_days_of_a_covered_year_leave_its_other_days_alone(
    network: Network, file: Path, tmp_path: Path
) -> None:
    network.ok("admin", "calendar", "import", str(file))
    result = network.run("admin", "calendar", "import", written(tmp_path, "2026-12-31,no", "2027-01-04,no"))
    assert (result.exit, "fewer than" in result.err) == (0, False)
    assert network.ok("agent", "calendar show 2027")["days_off"] == 11
    assert network.ok("agent", "calendar add-working-days 2026-12-30 1")["date"] == "2027-01-05"


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "day\n2027-01-01\n", "day,working\n"])
def test_a_file_without_days_imports_nothing(network: Network, tmp_path: Path, text: str) -> None:
    path = tmp_path / "empty.csv"
    path.write_text(text, encoding="utf-8")
    assert network.run("admin", "calendar", "import", str(path)).exit in (2, 7)
    assert network.ok("admin", "audit log") == []


def test_a_dropped_year_is_beyond_the_calendar_until_it_is_taken_back(network: Network) -> None:
    assert network.ok("admin", "calendar drop 2026")["calendar"]["covered"] is False
    assert network.run("agent", "calendar add-working-days 2026-06-03 1").exit == 6
    assert network.run("agent", "calendar check").exit == 6
    assert network.ok("admin", "calendar drop 2026")["already"] is True
    assert network.ok("admin", "calendar drop 2026 --undo")["calendar"]["working_days"] == 248
    assert network.ok("agent", "calendar add-working-days 2026-06-03 1")["date"] == "2026-06-04"


def test_an_imported_year_that_was_dropped_comes_back_by_undo(network: Network, file: Path) -> None:
    network.ok("admin", "calendar", "import", str(file))
    network.ok("admin", "calendar drop 2027")
    assert network.run("agent", "calendar show 2027").exit == 6
    assert network.ok("admin", "calendar drop 2027 --undo")["calendar"]["covered"] is True


def test_check_is_content_while_deadlines_stay_within_the_calendar(network: Network, file: Path) -> None:
    assert network.ok("agent", "calendar check")["covered_until"] == "2026-12-31"
    assert "2027" not in network.run("agent", "calendar check").err
    result = network.at("2026-11-20T09:00:00").run("agent", "calendar check")
    assert (result.exit, [(y["year"], y["covered"]) for y in result.data["years"]][-1]) == (0, (2027, False))
    assert "2027 is not covered yet" in result.err
    network.at("2026-12-15T09:00:00")
    assert network.run("agent", "calendar check").exit == 6
    network.ok("admin", "calendar", "import", str(file))
    assert network.ok("agent", "calendar check")["covered_until"] == "2027-12-31"


@pytest.mark.parametrize("who", ["agent", "north", "co1"])
def test_only_admin_changes_the_calendar(network: Network, who: str, file: Path) -> None:
    assert network.run(who, "calendar", "import", str(file)).exit == 4
    assert network.run(who, "calendar drop 2026").exit == 4
