"""A report's page: it needs nothing else, says what the data says, and a browser shows it on any screen."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from browser import Browser
from markupsafe import escape
from network import Network

KINDS = ("sla", "cancels", "capacity", "polls", "visits")

_LOOK = """(() => {
  const style = part => getComputedStyle(part);
  return {
    wide: document.documentElement.scrollWidth,
    paper: style(document.body).backgroundColor,
    ink: style(document.body).color,
    fill: style(document.querySelector("svg text")).fill,
    charts: [...document.querySelectorAll("svg")].map(s => s.getBoundingClientRect().width),
    texts: [...document.querySelectorAll("svg text")].filter(t => t.textContent.trim()).map(t => {
      const box = t.getBoundingClientRect(), of = t.ownerSVGElement.getBoundingClientRect();
      return [box.height, box.left - of.left, of.right - box.right];
    }),
  };
})()"""


def written(network: Network, tmp_path: Path, kind: str, lang: str = "zh", who: str = "admin") -> Path:
    file = tmp_path / f"{kind}-{lang}.html"
    words = ("report", kind, "--month", "2026-06", "--html", str(file))
    result = network.run(who, *words, lang=lang)
    assert result.exit == 0, result.err
    assert result.data["html"] == str(file)
    return file


def worked(network: Network) -> Network:
    """A few orders of June: closed, cancelled, late, and a station with a capacity."""
    network.at("2026-06-03T09:00:00")
    network.ok("north", "capacity", "set", "000001", "1", "--from", "2026-06-01")
    first, second = network.downloaded(), network.downloaded()
    network.ok("co1", "contact", "log", first, "--result", "guided-solved")
    network.at("15:00:00").ok("eng1", "order", "writeback-t3", second, "--at", "2026-06-03 16:00")
    words = ("--reason", "self_resolved", "--detail", "用户自行解决")
    id_ = network.ok("co1", "cancel", "request", second, *words)["id"]
    network.ok("north", "cancel", "approve", str(id_))
    network.run("agent", "cancel", "by-customer", first, *words, "--caller", "station")
    third = network.downloaded()
    network.ok("eng1", "order", "writeback-t3", third, "--at", "2026-06-04 10:00")
    network.ok("eng1", "order", "writeback-t3", first, "--phone-resolved", "software")
    network.ok("visitor", "visit", "record", first, "--score", "5")
    return network.at("2026-07-01T09:00:00")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_needs_nothing_else_and_says_what_it_counts(
    network: Network, tmp_path: Path, kind: str, lang: str
) -> None:
    page = written(worked(network), tmp_path, kind, lang).read_text(encoding="utf-8")
    assert page.startswith(f'<!DOCTYPE html>\n<html lang="{lang}">')
    assert not re.search(r"<script|<link|<iframe|(src|href)=|@import|url\(|https?:", page)
    assert "<svg" in page and "prefers-color-scheme: dark" in page
    data = network.ok("admin", "report", kind, "--month", "2026-06")
    said = network.run("admin", "report", kind, "--month", "2026-06", lang=lang).data
    for definition in said["definitions"]:
        assert escape(definition["text"]) in page
        assert all(clause in page for clause in definition["clauses"])
    assert data["results"]
    for row in data["results"]:
        assert row["station"] in page or row["name"] in page


def test_the_chart_library_leaves_the_import_of_others_alone() -> None:
    import repaircli.reports.page  # noqa: F401

    assert all(hasattr(finder, "find_spec") for finder in sys.meta_path)


def test_names_that_somebody_typed_stay_text(network: Network, tmp_path: Path) -> None:
    network.ok("admin", "station", "edit", "000001", "--name", "<script>alert(1)</script>")
    for kind in KINDS:
        page = written(worked(network) if kind == "sla" else network, tmp_path, kind).read_text(
            encoding="utf-8"
        )
        assert "<script" not in page and "&lt;script&gt;" in page


def test_a_month_without_orders_has_a_page_too(network: Network, tmp_path: Path) -> None:
    network.at("2026-07-01T09:00:00")
    for kind in KINDS:
        assert "</html>" in written(network, tmp_path, kind).read_text(encoding="utf-8")


def test_a_file_that_cannot_be_written_is_an_error_of_the_line(network: Network, tmp_path: Path) -> None:
    network.at("2026-07-01T09:00:00")
    result = network.run("admin", "report", "sla", "--html", str(tmp_path / "nowhere" / "x.html"))
    assert result.exit == 2 and result.out == ""


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_fits_a_telephone_and_a_desk(
    browser: Browser, network: Network, tmp_path: Path, kind: str
) -> None:
    page = written(worked(network), tmp_path, kind)
    for width in (390, 1280):
        found = browser.seen(page, _LOOK, width, dark=False)
        assert found["wide"] <= width
        assert min(found["charts"]) >= 280
        assert found["texts"]
        for height, left, right in found["texts"]:
            assert height >= 10 and left >= -0.5 and right >= -0.5


def test_the_columns_of_two_promises_stand_under_the_name_of_each(network: Network, tmp_path: Path) -> None:
    page = written(worked(network), tmp_path, "sla").read_text(encoding="utf-8")
    (groups, *_), (titles, *_) = (
        re.findall(rf"<tr{mark}>(.*?)</tr>", page) for mark in (' class="groups"', "")
    )
    spans = [(int(n), name) for n, name in re.findall(r'<th colspan="(\d+)">(.*?)</th>', groups)]
    assert [name for _, name in spans if name] == ["首次承诺", "末次承诺"]
    assert sum(n for n, _ in spans) == titles.count("<th")
    under = re.findall(r"<th[^>]*>(.*?)</th>", titles)
    at = 0
    for span, name in spans:
        if name:
            assert {"兑现", "未兑现", "未到期"} < set(under[at : at + span])
        else:
            assert "兑现" not in under[at : at + span]
        at += span
    other = written(network, tmp_path, "visits").read_text(encoding="utf-8")
    assert 'class="groups"' not in other


def test_a_page_is_dark_where_the_reader_wants_it_dark(
    browser: Browser, network: Network, tmp_path: Path
) -> None:
    page = written(worked(network), tmp_path, "sla")

    def light(colour: object) -> float:
        return sum(map(float, re.findall(r"[\d.]+", str(colour))[:3])) / 3

    day, night = (browser.seen(page, _LOOK, 390, dark=dark) for dark in (False, True))
    assert light(day["paper"]) > 200 > 80 > light(day["ink"])
    assert light(night["paper"]) < 80 < 200 < light(night["ink"])
    assert light(night["fill"]) > 200 and light(day["fill"]) < 80


def test_a_station_s_days_on_line_are_kept_by_a_word_of_their_own(network: Network, tmp_path: Path) -> None:
    page = written(worked(network), tmp_path, "polls").read_text(encoding="utf-8")
    assert "兑现" not in page and "达标" in page
