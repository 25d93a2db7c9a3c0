"""A small month, played through the commands, and its reports against SQL that was written from the definitions."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from network import NORTH, Network

from repaircli.platform.output.width import width
from repaircli.rules.cancelling.matrix import ROWS

SCRIPT = Path(__file__).resolve().parent.parent.parent / "scripts" / "make_month.py"
START, END = "2026-05-31T16:00:00Z", "2026-06-30T16:00:00Z"
"""June in Shanghai, as the file holds times."""
NOW = "2026-07-01T09:00:00"
NOW_UTC = "2026-07-01T01:00:00Z"
ORDERS = 110


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Network:
    spec = importlib.util.spec_from_file_location("make_month", SCRIPT)
    assert spec is not None and spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    sys.modules["make_month"] = script
    spec.loader.exec_module(script)
    path = tmp_path_factory.mktemp("month") / "june.db"
    script.make(str(path), date(2026, 6, 1), ORDERS, 11)
    return Network(path).at(NOW)


@pytest.fixture
def sql(month: Network) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{month.path}?mode=ro", uri=True)) as db:
        db.row_factory = sqlite3.Row
        yield db


def report(month: Network, kind: str, *words: str, who: str = "admin") -> Any:
    return month.ok(who, "report", kind, "--month", "2026-06", *words)


# ----------------------------------------------------------------------------------------------------------------- sla

JUNE = f"o.t1 >= '{START}' AND o.t1 < '{END}'"
VISIT = "(o.service = 'onsite' OR o.paid_visit = 1)"

ORDERS_SQL = f"""
SELECT o.station, count(*) AS orders, sum(o.status = 'resolved') AS closed, sum(o.status = 'cancelled') AS cancelled,
    sum(o.status NOT IN ('resolved', 'cancelled')) AS open,
    sum(coalesce(p.kind, '') = 'unreachable') AS unreachable, sum(coalesce(p.kind, '') = 'phone_resolved') AS phone_solved
FROM orders o LEFT JOIN promises p ON p.order_no = o.order_no AND p.slot = 1 WHERE {JUNE} GROUP BY o.station"""

CONTACT_SQL = f"""
WITH calls AS (SELECT order_no, min(at) AS at FROM contacts
        WHERE voided_at IS NULL AND result IN ('reached', 'guided', 'guided-solved') GROUP BY order_no),
    first AS (SELECT o.station, o.order_no, o.status, unixepoch(o.t1) AS t1,
        unixepoch(CASE WHEN {VISIT} THEN o.t2 ELSE c.at END) AS at,
        NOT {VISIT} AND o.arrived_at IS NOT NULL AS came
    FROM orders o LEFT JOIN calls c ON c.order_no = o.order_no LEFT JOIN promises p ON p.order_no = o.order_no AND p.slot = 1
    WHERE {JUNE} AND ({VISIT} OR o.origin <> 'station') AND coalesce(p.kind, 'normal') = 'normal')
SELECT station, at IS NULL OR at - t1 > 4 * 3600 AS late, (at - t1) / 60.0 AS minutes FROM first
WHERE at IS NOT NULL
    OR (status NOT IN ('resolved', 'cancelled') AND NOT came AND unixepoch('{NOW_UTC}') - t1 > 4 * 3600)"""

PROMISES_SQL = f"""
WITH done AS (
        SELECT o.order_no, a.at FROM orders o JOIN audit a ON a.order_no = o.order_no AND a.what = 'order.started' WHERE {VISIT}
        UNION ALL SELECT o.order_no, f.logged_at FROM orders o JOIN facts f ON f.order_no = o.order_no AND f.voided_at IS NULL
            AND f.code NOT IN ('soft_oow_agreed', 'region_commissioned') WHERE {VISIT}
        UNION ALL SELECT o.order_no, o.picked_up_at FROM orders o WHERE NOT {VISIT}
        UNION ALL SELECT o.order_no, o.delivered_at FROM orders o WHERE NOT {VISIT}
        UNION ALL SELECT order_no, closed_at FROM orders),
    chosen AS (SELECT o.order_no, o.station, p.at, p.written_at FROM orders o JOIN promises p ON p.order_no = o.order_no
        AND p.slot = (SELECT {{edge}}(q.slot) FROM promises q WHERE q.order_no = o.order_no AND q.kind = 'normal')
        WHERE {JUNE} AND o.status <> 'cancelled'),
    judged AS (SELECT c.station, c.at,
        (SELECT min(d.at) FROM done d WHERE d.order_no = c.order_no AND d.at >= c.written_at) AS met FROM chosen c)
SELECT station,
    sum(met IS NOT NULL AND substr(met, 1, 16) <= substr(at, 1, 16)) AS kept,
    sum(CASE WHEN met IS NULL THEN substr('{NOW_UTC}', 1, 16) > substr(at, 1, 16)
        ELSE substr(met, 1, 16) > substr(at, 1, 16) END) AS missed,
    sum(met IS NULL AND substr('{NOW_UTC}', 1, 16) <= substr(at, 1, 16)) AS waiting
FROM judged GROUP BY station"""

CLOSE_SQL = f"""
SELECT o.station, (unixepoch(o.closed_at) - unixepoch(o.t1)) / 3600.0 AS hours
FROM orders o LEFT JOIN promises p ON p.order_no = o.order_no AND p.slot = 1
WHERE {JUNE} AND o.status = 'resolved' AND coalesce(p.kind, 'normal') = 'normal'"""

AGAIN_SQL = f"""
SELECT o.station, count(*) AS orders FROM orders o WHERE {JUNE} AND o.status <> 'cancelled'
    AND (SELECT count(*) FROM promises p WHERE p.order_no = o.order_no AND p.kind = 'normal') > 1 GROUP BY o.station"""


UNPRINTED_SQL = f"""
SELECT o.station, count(*) AS orders FROM orders o WHERE {JUNE}
    AND EXISTS (SELECT 1 FROM violations v WHERE v.order_no = o.order_no AND v.kind = 'unprinted') GROUP BY o.station"""


def middle(values: list[float]) -> int | None:
    ordered = sorted(values)
    half = len(ordered) // 2
    if not ordered:
        return None
    return round(ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2)


def average(values: list[float]) -> int | None:
    return round(sum(values) / len(values)) if values else None


def share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def expected_sla(sql: sqlite3.Connection, stations: set[str]) -> dict[str, Any]:
    """The figures of those stations together, from SQL alone."""

    def rows(statement: str) -> list[sqlite3.Row]:
        return [row for row in sql.execute(statement) if row["station"] in stations]

    orders = rows(ORDERS_SQL)
    found: dict[str, Any] = {
        key: sum(row[key] for row in orders)
        for key in ("orders", "closed", "cancelled", "open", "unreachable", "phone_solved")
    }
    contacts = rows(CONTACT_SQL)
    minutes = [row["minutes"] for row in contacts if row["minutes"] is not None]
    late = sum(row["late"] for row in contacts)
    found |= {
        "contact_measured": len(contacts),
        "contact_late": late,
        "contact_late_rate": share(late, len(contacts)),
        "contact_mean_seconds": average([value * 60 for value in minutes]),
        "contact_median_seconds": middle([value * 60 for value in minutes]),
    }
    for which, edge in (("first", "min"), ("last", "max")):
        promises = rows(PROMISES_SQL.format(edge=edge))
        kept, missed, waiting = (sum(row[key] for row in promises) for key in ("kept", "missed", "waiting"))
        found |= {
            f"{which}_kept": kept,
            f"{which}_missed": missed,
            f"{which}_waiting": waiting,
            f"{which}_rate": share(kept, kept + missed),
        }
    hours = [row["hours"] for row in rows(CLOSE_SQL)]
    found["unprinted"] = sum(row["orders"] for row in rows(UNPRINTED_SQL))
    found["repromised"] = sum(row["orders"] for row in rows(AGAIN_SQL))
    found |= {
        "close_measured": len(hours),
        "close_mean_seconds": average([value * 3600 for value in hours]),
        "close_median_seconds": middle([value * 3600 for value in hours]),
    }
    return found


def stations_of(sql: sqlite3.Connection) -> dict[str, str]:
    return {row["no"]: row["region"] for row in sql.execute("SELECT no, region FROM stations")}


def without_place(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in ("station", "name", "region")}


def test_every_number_of_the_sla_report_is_what_sql_finds(month: Network, sql: sqlite3.Connection) -> None:
    data = report(month, "sla")
    stations = stations_of(sql)
    assert data["total"] == expected_sla(sql, set(stations))
    assert (
        data["total"]["orders"] >= ORDERS and data["total"]["first_missed"] and data["total"]["contact_late"]
    )
    for row in data["regions"]:
        inside = {no for no, region in stations.items() if region == row["region"]}
        assert without_place(row) == expected_sla(sql, inside), row["region"]
    for row in data["results"]:
        assert without_place(row) == expected_sla(sql, {row["station"]}), row["station"]
    steps = [row["minutes"] for row in sql.execute(CONTACT_SQL) if row["minutes"] is not None]
    edges = [(-1, 30), (30, 60), (60, 120), (120, 240), (240, 10**9)]
    assert [step["orders"] for step in data["contact_steps"]] == [
        sum(low < minutes <= high for minutes in steps) for low, high in edges
    ]
    types = sql.execute(
        f"SELECT p.type, count(*) AS n FROM orders o JOIN promises p ON p.order_no = o.order_no"
        f" WHERE {JUNE} AND p.slot > 1 AND p.kind = 'normal' GROUP BY p.type"
    )
    assert {row["type"]: row["promises"] for row in data["promise_types"]} == dict(types)


# ------------------------------------------------------------------------------------------------------------- cancels


def expected_cancels(sql: sqlite3.Connection) -> dict[str, Counter[str]]:
    """What the definitions count, by station, from SQL alone."""
    found: dict[str, Counter[str]] = {no: Counter() for no in stations_of(sql)}
    cancelled = f"""
SELECT o.station, o.reassigned_to,
    EXISTS (SELECT 1 FROM requests r WHERE r.order_no = o.order_no AND r.status = 'approved') AS by_region,
    (SELECT u.station IS NOT NULL FROM users u WHERE u.login = o.cancelled_by) AS at_station
FROM orders o WHERE o.status = 'cancelled' AND o.cancelled_at >= '{START}' AND o.cancelled_at < '{END}'"""
    for row in sql.execute(cancelled):
        sums = found[row["station"]]
        sums["cancelled"] += 1
        sums["by_region" if row["by_region"] else "by_station" if row["at_station"] else "by_customer"] += 1
        sums["reassigned"] += row["reassigned_to"] is not None
    for row in sql.execute(
        f"SELECT station, status FROM requests WHERE requested_at >= '{START}' AND requested_at < '{END}'"
    ):
        found[row["station"]].update(["requests", row["status"]])
    for row in refusals(sql):
        found[row["station"]]["refused_by_rule"] += 1
    for row in sql.execute(f"SELECT station FROM violations WHERE at >= '{START}' AND at < '{END}'"):
        found[row["station"]]["violations"] += 1
    return found


def refusals(sql: sqlite3.Connection) -> list[sqlite3.Row]:
    return sql.execute(f"""
SELECT o.station, json_extract(a.after, '$.answer.outcome') AS outcome,
    json_extract(a.after, '$.answer.clauses') AS clauses
FROM audit a JOIN orders o ON o.order_no = a.order_no
WHERE a.what = 'refused' AND a.command IN ('cancel request', 'cancel by-customer', 'cancel self')
    AND a.at >= '{START}' AND a.at < '{END}'
UNION ALL
SELECT station, json_extract(decision, '$.outcome'), json_extract(decision, '$.clauses') FROM requests
WHERE status = 'refused' AND decided_at >= '{START}' AND decided_at < '{END}'""").fetchall()


def test_every_number_of_the_cancels_report_is_what_sql_finds(
    month: Network, sql: sqlite3.Connection
) -> None:
    data = report(month, "cancels")
    expected = expected_cancels(sql)
    keys = list(data["total"])
    assert data["total"] == {key: sum(sums[key] for sums in expected.values()) for key in keys}
    assert min(data["total"][key] for key in keys) > 0
    stations = stations_of(sql)
    for row in data["regions"]:
        inside = [sums for no, sums in expected.items() if stations[no] == row["region"]]
        assert without_place(row) == {key: sum(sums[key] for sums in inside) for key in keys}
    assert {row["station"] for row in data["results"]} >= {no for no, sums in expected.items() if sums}
    for row in data["results"]:
        assert without_place(row) == {key: expected[row["station"]][key] for key in keys}, row["station"]
    by_reason = sql.execute(
        "SELECT cancel_reason, count(*), sum(reassigned_to IS NOT NULL) FROM orders WHERE status = 'cancelled'"
        f" AND cancelled_at >= '{START}' AND cancelled_at < '{END}' GROUP BY 1"
    )
    assert {r["reason"]: (r["cancelled"], r["reassigned"]) for r in data["reasons"]} == {
        reason: (orders, moved) for reason, orders, moved in by_reason
    }
    counted = Counter((row["outcome"], tuple(json.loads(row["clauses"]))) for row in refusals(sql))
    assert {(r["outcome"], tuple(r["clauses"])): r["refusals"] for r in data["rules"]} == dict(counted)
    kinds = sql.execute(
        f"SELECT kind, count(*) FROM violations WHERE at >= '{START}' AND at < '{END}' GROUP BY 1"
    )
    assert {row["kind"]: row["violations"] for row in data["violation_kinds"]} == dict(kinds)


def test_the_month_holds_every_reason_that_lets_an_order_be_cancelled(sql: sqlite3.Connection) -> None:
    found = {
        row[0]
        for row in sql.execute("SELECT DISTINCT cancel_reason FROM orders WHERE cancel_reason IS NOT NULL")
    }
    wanted = {code for code, row in ROWS.items() if row.group == "A"}
    assert found >= wanted


# ------------------------------------------------------------------------------------------------ capacity, polls, visits


def test_the_load_of_a_day_is_its_orders_that_are_not_cancelled(
    month: Network, sql: sqlite3.Connection
) -> None:
    data = report(month, "capacity")
    loads = sql.execute(
        f"SELECT station, date(t1, '+8 hours'), count(*) FROM orders o WHERE {JUNE} AND status <> 'cancelled' GROUP BY 1, 2"
    )
    expected = {(station, day): count for station, day, count in loads}
    assert {(r["station"], r["date"]): r["load"] for r in data["results"] if r["load"]} == expected
    held = next(r for r in data["results"] if (r["station"], r["date"]) == ("000002", "2026-06-12"))
    assert held["capacity"] == 1
    assert all(
        r["over"] == (r["capacity"] is not None and r["load"] > r["capacity"]) for r in data["results"]
    )
    assert data["total"]["overloads"] == sum(r["over"] for r in data["results"])
    assert data["total"]["load"] == sum(expected.values())


def test_the_polls_of_a_month_are_those_of_its_days(month: Network) -> None:
    data = report(month, "polls")
    broken = {(r["station"], r["date"]) for r in data["broken_days"]}
    for day in ("2026-06-01", "2026-06-07", "2026-06-30"):
        judged = month.ok("admin", f"station poll-check --on {day}")
        assert {(r["station"], r["date"]) for r in judged} == {b for b in broken if b[1] == day}
    assert data["total"]["broken"] == len(broken) > 0
    assert data["total"]["kept"] + data["total"]["broken"] == data["total"]["days"] == 15 * 30
    codes = {(row["duty"], row["rule"]) for row in data["rules"]}
    assert {("four_times", "too_few"), ("real_time", "waited")} <= codes


def test_a_day_that_is_not_over_is_not_judged(month: Network) -> None:
    later = Network(month.path).at("2026-07-03T10:00:00")
    assert report(later, "polls")["total"]["days"] == 15 * 30
    now = later.ok("admin", "report polls --month 2026-07")
    assert now["total"]["days"] == 15 * 2


def test_visits_made_and_due_are_what_sql_finds(month: Network, sql: sqlite3.Connection) -> None:
    data = report(month, "visits")
    closed = sql.execute(
        "SELECT count(*), sum(EXISTS (SELECT 1 FROM visits v WHERE v.order_no = o.order_no AND v.result <> 'unreachable'))"
        f" FROM orders o WHERE o.closed_at >= '{START}' AND o.closed_at < '{END}'"
    ).fetchone()
    made = sql.execute(
        "SELECT count(*), sum(result = 'satisfied'), sum(result = 'unreachable'), round(avg(score), 2) FROM visits"
        f" WHERE at >= '{START}' AND at < '{END}'"
    ).fetchone()
    total = data["total"]
    assert (total["closed"], total["visited"], total["due"]) == (closed[0], closed[1], closed[0] - closed[1])
    assert (total["visits"], total["satisfied"], total["unreachable"], total["mean_score"]) == tuple(made)
    assert sum(row["visits"] for row in data["results"]) == total["visits"]
    assert sum(total[f"score_{score}"] for score in range(1, 6)) == total["visits"] - total["unreachable"]


# -------------------------------------------------------------------------------------------------------- whose, which


def test_a_region_and_a_station_see_their_own(month: Network) -> None:
    whole = {row["station"]: row for row in report(month, "sla")["results"]}
    for who, inside in (
        ("liaison-hn", {"000201", "000202", "000203", "000204"}),
        ("coord-000201", {"000201"}),
    ):
        own = report(month, "sla", who=who)
        assert {row["station"] for row in own["results"]} == inside
        assert own["total"]["orders"] == sum(whole[no]["orders"] for no in inside)
        assert all(row == whole[row["station"]] for row in own["results"])
    for who in ("cisd1", "cssd1", "parts1", "visitor1", "manager1"):
        assert len(report(month, "visits", who=who)["regions"]) == 3


def test_filters_narrow_and_stay_within_reach(month: Network) -> None:
    north = report(month, "cancels", "--region", NORTH)
    assert {row["region"] for row in north["results"]} == {NORTH}
    one = report(month, "cancels", "--station", "000001")
    assert [row["station"] for row in one["results"]] == ["000001"]
    assert month.run("liaison-hn", "report", "sla", "--region", NORTH).exit == 4
    assert month.run("liaison-hn", "report sla --station 000001").exit == 4
    assert month.run("coord-000201", "report polls --station 000202").exit == 4
    assert month.run("admin", "report sla --station 999999").exit == 5
    assert month.run("admin", "report sla --region 没有").exit == 5


def test_the_month_is_the_last_one_that_is_over_unless_it_is_named(month: Network) -> None:
    assert month.ok("admin", "report sla")["month"] == "2026-06"
    within = Network(month.path).at("2026-06-30T23:59:59")
    assert within.ok("admin", "report sla")["month"] == "2026-05"
    growing = within.run("admin", "report sla --month 2026-06", format="table")
    assert "2026-06 is not over" in growing.err
    for text in ("2026-13", "june", "2026-08", "0000-01"):
        assert month.run("admin", "report", "sla", "--month", text).exit == 2, text


@pytest.mark.parametrize("kind", ["sla", "cancels", "capacity", "polls", "visits"])
def test_every_report_is_told_as_table_csv_and_lines_in_both_languages(month: Network, kind: str) -> None:
    words = ("report", kind, "--month", "2026-06")
    data = report(month, kind)
    table = list(csv.DictReader(io.StringIO(month.run("admin", *words, format="csv").out)))
    lines = month.run("admin", *words, format="jsonl").out.splitlines()
    assert len(table) == len(lines) == len(data["results"]) > 0
    assert [row["station"] for row in table] == [row["station"] for row in data["results"]]
    for lang, counted in (("zh", "统计口径"), ("en", "definitions")):
        for columns in (80, 140, None):
            drawn = month.run("admin", *words, format="table", lang=lang, columns=columns)
            assert drawn.exit == 0 and counted in drawn.out
            for definition in data["definitions"]:
                assert definition["clauses"][0] in drawn.out
            if columns:
                assert max(map(width, drawn.out.splitlines())) <= columns


def test_the_table_of_cancels_has_every_state_of_a_request(month: Network) -> None:
    drawn = month.run("admin", "report cancels --month 2026-06", format="table", lang="zh", columns=180)
    for state in ("已批准", "已驳回", "已撤回", "不符合", "待审批"):
        assert state in drawn.out


def test_the_table_of_promises_has_mean_and_median(month: Network) -> None:
    total = report(month, "sla")["total"]
    out = month.run("admin", "report sla --month 2026-06", format="table", lang="en", columns=140).out
    for figure in ("contact_mean_seconds", "contact_median_seconds"):
        assert f"{total[figure] / 60:.1f}" in out
    for figure in ("close_mean_seconds", "close_median_seconds"):
        assert f"{total[figure] / 3600:.1f}" in out


def test_off_a_terminal_there_are_no_bars(month: Network) -> None:
    assert not set(month.run("admin", "report sla", format="table").out) & set("█▏▎▍▌▋▊▉")
    assert "█" in month.run("admin", "report sla", format="table", columns=100).out


def test_a_report_leaves_nothing_in_the_database(month: Network) -> None:
    before = month.path.read_bytes()
    report(month, "sla")
    assert month.path.read_bytes() == before


def test_the_share_of_visited_orders_is_no_time_in_chinese(month: Network) -> None:
    out = month.run("admin", "report visits --month 2026-06", format="table", lang="zh").out
    assert "回访率" in out and "时间" not in out.splitlines()[2]
