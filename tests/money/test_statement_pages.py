"""A station's settlement as a browser prints it: paper, repeated headers, pages, text."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from browser import Browser

from repaircli.money import statement_page
from repaircli.platform import codes

MM = 72 / 25.4


def line(no: int, **more: Any) -> dict[str, Any]:
    return {
        "station": "000001", "month": "2026-05", "seq": no, "order_no": f"R2605-{no:04d}", "of_month": None,
        "kind": "service", "ref": None, "closed_on": date(2026, 5, 3), "service": "onsite", "product": None,
        "item": None, "step": 1, "amount_fen": 8000, "held_fen": 0, "reason": "closed", "clause": "001-3.5.2",
        "score": None,
    } | more  # fmt: skip


def settlement(*lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What `settle station` answers for one station, as far as the page needs it."""
    total = sum(x["amount_fen"] for x in lines)
    station = {
        "station": "000001", "name": "北京中关村维修站", "region": "华北区", "tier": "一级", "month": "2026-05",
        "status": "locked", "orders": len(lines), "total_fen": total, "totals": {"service_fen": total, "part_fen": 0},
        "visited": 2, "mean_score": 4.5, "locked_by": "parts1", "hash": "ab" * 32,
        "locked_at": datetime(2026, 6, 1, 1, tzinfo=UTC),
    } | more  # fmt: skip
    return {"month": "2026-05", "stations": [station], "lines": list(lines)}


PART = {"kind": "part", "item": "主板 P85", "step": None, "clause": "001-6.8.3"}


def test_it_says_who_is_paid_what_for_and_by_which_clause_in_both_languages() -> None:
    data = settlement(
        line(1, score=5),
        line(2, **PART, amount_fen=12050, reason="dearest"),
        line(3, **PART, amount_fen=0, held_fen=3000, reason="not_returned"),
        line(4, **PART, amount_fen=-2500, reason="gone", of_month="2026-04"),
    )
    zh, en = statement_page.html(data, "zh"), statement_page.html(data, "en")
    for said in (
        "维修站结费单 2026-05",
        "北京中关村维修站",
        "一级",
        "已锁定",
        "120.50",
        "001-6.8.3",
        "ab" * 32,
    ):
        assert said in zh, said
    for said in ("前月调整 2026-04 备件维修费", "-25.00", "未返还，暂不结", "客户服务支持部", "合计"):
        assert said in zh, said
    assert "settlement of a station 2026-05" in en and "service support department" in en
    held = zh[zh.index("不结或暂不结的项目") :]
    assert "R2605-0003" in held and "30.00" in held
    assert not any(f"R2605-000{n}" in held for n in (1, 2, 4))


def test_it_needs_nothing_else_and_what_somebody_typed_stays_text() -> None:
    data = settlement(line(1, item="<script>alert(1)</script>\x1b[31m"), name="<b>站</b>")
    page = statement_page.html(data, "zh")
    assert "<script" not in page and "<b>" not in page and "\x1b" not in page
    assert "&lt;script&gt;" in page
    assert not re.search(r"(src|href)=|@import|url\(", page)


def test_the_same_settlement_is_the_same_file() -> None:
    data = settlement(line(1), line(2))
    assert statement_page.html(data, "zh") == statement_page.html(data, "zh")


def test_a_long_statement_is_a4_and_each_page_has_the_header_of_its_table(
    browser: Browser, tmp_path: Path
) -> None:
    lines = [line(n) for n in range(1, 121)]
    html = tmp_path / "statement.html"
    html.write_text(statement_page.html(settlement(*lines), "zh"), encoding="utf-8")
    reader = browser.printed(html)
    box = reader.pages[0].mediabox
    assert (round(float(box.width) / MM), round(float(box.height) / MM)) == (210, 297)
    texts = [unicodedata.normalize("NFKC", re.sub(r"\s", "", p.extract_text())) for p in reader.pages]
    with_rows = [text for text in texts if "R2605-" in text]
    assert len(with_rows) >= 3
    assert all("台阶" in text and "条款" in text for text in with_rows)
    whole = "".join(texts)
    assert all(f"R2605-{n:04d}" in whole for n in range(1, 121))
    assert "9600.00" in texts[0] and "日期" in texts[-1]


_LOOK = """(() => {
  const boxes = [...document.querySelectorAll(".lines td")].map(c => c.getBoundingClientRect()).filter(b => b.width);
  return {
    wide: document.documentElement.scrollWidth,
    name: getComputedStyle(document.querySelector(".lines td"), "::before").content,
    right: Math.max(...boxes.map(b => b.right)),
  };
})()"""


@pytest.mark.parametrize(("width", "card"), [(390, True), (800, False), (1400, False)])
@pytest.mark.parametrize("dark", [False, True])
def test_a_narrow_screen_shows_every_value_with_its_name(
    browser: Browser, tmp_path: Path, width: int, card: bool, dark: bool
) -> None:
    html = tmp_path / "statement.html"
    data = settlement(line(1, score=5), line(2, **PART, amount_fen=12050, reason="dearest"))
    html.write_text(statement_page.html(data, "zh"), encoding="utf-8")
    seen = browser.seen(html, _LOOK, width, dark=dark)
    assert seen["wide"] <= width and seen["right"] <= width
    assert seen["name"] == ('"维修单"' if card else "none")


@pytest.mark.parametrize("area", ["settle_reason", "settle_kind", "settle_state"])
def test_no_code_is_printed_in_either_language(area: str) -> None:
    for code in codes.ZH[area]:
        assert "_" not in codes.printed(area, code, "en")
        assert codes.printed(area, code, "zh") == codes.ZH[area][code]
    if area == "settle_reason":
        assert {codes.printed(area, code, "en") for code in codes.ZH[area]}.isdisjoint(codes.ZH[area])
