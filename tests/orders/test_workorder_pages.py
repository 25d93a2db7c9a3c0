"""The printed order as a browser prints it: paper, margins, pages, text; and as PDF."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
import tools
from browser import Browser
from network import Network
from pypdf import PdfReader

from repaircli.orders.printed import pdf

MM = 72 / 25.4
LONG = "开机后屏幕无任何显示，电源指示灯常亮，硬盘转动后停止；" * 12


def printed(network: Network, tmp_path: Path, *words: str, name: str = "order.html", **values: str) -> Path:
    no = network.downloaded("agent", *words, **values)
    file = tmp_path / name
    network.ok("co1", "order", "print", no, "--output", str(file))
    return file


def bare(reader: PdfReader) -> str:
    """The text without blanks; fonts map some signs to their look-alikes among the radicals."""
    return _even("".join(page.extract_text() for page in reader.pages))


def _even(text: str) -> str:
    return unicodedata.normalize("NFKC", re.sub(r"\s", "", text))


def test_an_ordinary_order_is_one_page_of_jis_b5_with_its_text_in_full(
    browser: Browser, network: Network, tmp_path: Path
) -> None:
    reader = browser.printed(printed(network, tmp_path, fault=LONG[:300]))
    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    assert (round(float(box.width) / MM), round(float(box.height) / MM)) == (182, 257)
    text = bare(reader)
    assert _even(LONG[:300]) in text
    assert "张三" in text and "13800000001" in text and "R260603-0001" in text


def test_nothing_is_printed_outside_the_margins(browser: Browser, network: Network, tmp_path: Path) -> None:
    reader = browser.printed(printed(network, tmp_path, fault=LONG, address="北京市" + "很长的地址" * 40))
    edges: list[tuple[float, float]] = []

    def seen(text: str, _cm: list[float], tm: list[float], _font: object, _size: float) -> None:
        if text.strip():
            x = _cm[0] * tm[4] + _cm[2] * tm[5] + _cm[4]
            y = _cm[1] * tm[4] + _cm[3] * tm[5] + _cm[5]
            edges.append((x / MM, y / MM))

    for page in reader.pages:
        page.extract_text(visitor_text=seen)
    assert edges
    assert min(x for x, _ in edges) >= 6.4 - 0.2
    assert max(x for x, _ in edges) <= 182 - 6.4
    assert min(y for _, y in edges) >= 15 - 0.2
    assert max(y for _, y in edges) <= 257 - 15 + 0.2


def test_many_orders_in_one_file_start_a_page_each(
    browser: Browser, network: Network, tmp_path: Path
) -> None:
    numbers = [network.downloaded() for _ in range(3)]
    file = tmp_path / "all.html"
    answer = network.ok("co1", "order", "print", *numbers, "--output", str(file))
    assert (answer["printed"], answer["refused"]) == (3, 0)
    reader = browser.printed(file)
    assert len(reader.pages) == 3
    for no, page in zip(numbers, reader.pages, strict=True):
        assert no in page.extract_text()


def test_the_iso_paper_is_a_setting(browser: Browser, network: Network, tmp_path: Path) -> None:
    no = network.downloaded()
    file = tmp_path / "iso.html"
    network.ok("co1", "order", "print", no, "--output", str(file), "--paper", "iso-b5")
    box = browser.printed(file).pages[0].mediabox
    assert (round(float(box.width) / MM), round(float(box.height) / MM)) == (176, 250)


def test_the_page_carries_the_barcode_the_urge_order_and_no_foreign_thing(
    network: Network, tmp_path: Path
) -> None:
    no = network.create()
    network.ok("agent", f"urge add {no} --text 用户有投诉倾向")
    network.ok("co1", f"order download {no}")
    file = tmp_path / "order.html"
    network.ok("co1", "order", "print", no, "--output", str(file))
    page = file.read_text(encoding="utf-8")
    assert "用户有投诉倾向" in page
    assert '<svg class="barcode"' in page
    assert not re.search(r"(src|href)=|@import|url\(", page)


def test_markup_in_what_somebody_typed_stays_text(network: Network, tmp_path: Path) -> None:
    page = printed(network, tmp_path, customer="<script>alert(1)</script>", fault="<b>x</b>").read_text(
        encoding="utf-8"
    )
    assert "<script" not in page and "<b>" not in page
    assert "&lt;script&gt;" in page


def test_of_several_orders_those_that_may_not_be_printed_are_named(network: Network, tmp_path: Path) -> None:
    good, waiting = network.downloaded(), network.create()
    answer = network.run(
        "co1", "order", "print", good, waiting, "R990101-0001", "--output", str(tmp_path / "x.html")
    )
    assert answer.exit == 7
    assert [(r["order_no"], r["exit"]) for r in answer.data["results"]] == [
        (good, 0),
        (waiting, 3),
        ("R990101-0001", 5),
    ]
    assert network.show(waiting)["printed_at"] is None


def test_pdf_has_the_paper_and_the_text_in_full(network: Network, tmp_path: Path) -> None:
    if not any(Path(font).is_file() for font in pdf.FONTS):
        tools.missing("a TrueType font with Chinese")
    no = network.downloaded(fault=LONG[:300])
    file = tmp_path / "order.pdf"
    network.ok("co1", "order", "print", no, "--output", str(file))
    reader = PdfReader(file)
    box = reader.pages[0].mediabox
    assert (round(float(box.width) / MM), round(float(box.height) / MM)) == (182, 257)
    assert len(reader.pages) == 1
    assert _even(LONG[:300]) in bare(reader)


def test_without_a_chinese_font_there_is_no_pdf_and_the_order_is_not_printed(
    network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "FONTS", (str(tmp_path / "none.ttf"),))
    no = network.downloaded()
    file = tmp_path / "order.pdf"
    assert network.run("co1", "order", "print", no, "--output", str(file)).exit == 2
    assert not file.exists() and network.show(no)["printed_at"] is None


def test_a_barcode_reads_as_code_128_and_a_number_it_cannot_carry_has_none() -> None:
    from repaircli.platform.output import barcode

    assert barcode.modules("R260603-0001").startswith("11010010000")
    assert barcode.modules("R260603-0001").endswith("1100011101011")
    assert barcode.svg("维修单一号") == ""


def test_parts_that_are_recorded_stand_on_the_paper_with_their_barcodes(
    network: Network, tmp_path: Path
) -> None:
    no = network.downloaded()
    network.ok("co1", f"parts replace {no} --part MB-77 --name 主板 --old OLD123 --new NEW456")
    file = tmp_path / "order.html"
    network.ok("co1", "order", "print", no, "--output", str(file))
    page = file.read_text(encoding="utf-8")
    assert "主板" in page and "OLD123" in page and "NEW456" in page


def carried_in(network: Network) -> str:
    network.ok("admin", "station edit 000001 --phone 010-62560001 --address 苏州街1号")
    return network.create(
        "co1", "--recontact", "2026-06-05 10:00", service="carry-in", model="恒远T640", serial="S77"
    )


def test_the_paper_of_a_machine_that_stays_carries_the_customer_s_voucher(
    network: Network, tmp_path: Path
) -> None:
    no, file = carried_in(network), tmp_path / "order.html"
    network.ok("co1", "order", "print", no, "--output", str(file))
    slip = file.read_text(encoding="utf-8").partition('class="slip"')[2]
    for said in (f"V-{no}", no, "张三", "恒远T640", "S77", "010-62560001", "2026-06-05 10:00", "苏州街1号"):
        assert said in slip, said
    text = network.run("co1", f"order print {no}", format="table", lang="zh").out
    assert "取机凭证（用户联）" in text.partition("- - -")[2]
    dispatched = network.downloaded()
    network.ok("co1", "order", "print", dispatched, "--output", str(file))
    assert 'class="slip"' not in file.read_text(encoding="utf-8")


def test_an_order_with_its_voucher_is_one_page(browser: Browser, network: Network, tmp_path: Path) -> None:
    no, file = carried_in(network), tmp_path / "order.html"
    network.ok("co1", "order", "print", no, "--output", str(file))
    reader = browser.printed(file)
    assert len(reader.pages) == 1 and f"V-{no}" in bare(reader)


def test_the_paper_names_the_engineer_by_name(network: Network, tmp_path: Path) -> None:
    no, file = network.downloaded(), tmp_path / "order.html"
    network.ok("co1", f"order assign {no} --engineer eng1")
    network.ok("co1", "order", "print", no, "--output", str(file))
    assert "<td>eng1名</td>" in file.read_text(encoding="utf-8")


LABELS = {
    "zh": ["联系时间 T2", "承诺服务时间 T3", "机器", "序列号", "承诺再次联系", "取机凭证"],
    "en": ["T2 contacted", "T3 promised time", "machine", "serial no.", "call again by", "pick-up voucher"],
}


@pytest.mark.parametrize("lang", LABELS)
def test_every_paper_has_the_same_fields_in_the_same_places(
    network: Network, tmp_path: Path, lang: str
) -> None:
    short = network.downloaded(model="", serial="")
    long = network.downloaded(
        customer="北京" + "长" * 60, address="地" * 200, model="M" * 40, serial="S" * 40, fault=LONG
    )
    found = []
    for no in (short, long):
        file = tmp_path / f"{no}.html"
        network.run("co1", "order", "print", no, "--output", str(file), lang=lang)
        page = file.read_text(encoding="utf-8")
        rows = [re.findall("<th>([^<]*)</th>", row) for row in re.findall("<tr>.*?</tr>", page)]
        assert all(label for row in rows for label in row)
        found.append(rows)
    assert found[0] == found[1]
    labels = [label for row in found[0] for label in row]
    assert set(LABELS[lang]) <= set(labels)
    text = network.run("co1", f"order print {short}", format="table", lang=lang).out
    assert [label for label in labels if label not in text] == []


def test_the_longest_texts_go_on_on_the_next_page(network: Network, tmp_path: Path) -> None:
    if not any(Path(font).is_file() for font in pdf.FONTS):
        tools.missing("a TrueType font with Chinese")
    no, file = network.downloaded(fault="长" * 9_990 + "终"), tmp_path / "long.pdf"
    network.ok("co1", "order", "print", no, "--output", str(file))
    assert "终" in bare(PdfReader(file))


@pytest.mark.parametrize(("lang", "said"), [("en", "file: {file}"), ("zh", "文件：{file}")])
def test_the_answer_names_the_printed_file(network: Network, tmp_path: Path, lang: str, said: str) -> None:
    no, other, file = network.downloaded(), network.downloaded(), str(tmp_path / "o.html")
    one = network.run("co1", "order", "print", no, "--output", file, format="table", lang=lang)
    assert said.format(file=file) in one.out
    many = network.run("co1", "order", "print", no, other, "--output", file, format="table", lang=lang)
    assert file in many.out + many.err
    if lang == "zh":
        assert "未打印原因" in many.out and "未下载原因" not in many.out


def test_a_missing_font_names_the_package_that_has_one(
    network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "FONTS", (str(tmp_path / "none.ttf"),))
    no = network.downloaded()
    result = network.run("co1", "order", "print", no, "--output", str(tmp_path / "o.pdf"), format="table")
    assert "fonts-wqy-microhei" in result.err


@pytest.mark.parametrize("name", ["order.docx", "order.xls", "order.PNG"])
@pytest.mark.parametrize("command", ["order", "label"])
def test_a_page_of_an_unknown_ending_is_refused(
    network: Network, tmp_path: Path, command: str, name: str
) -> None:
    no, file = network.downloaded(), tmp_path / name
    network.ok("co1", f"parts replace {no} --part MB-77 --name 主板 --old OLD123 --new NEW456")
    refused = network.run("co1", command, "print", no, "--output", str(file), format="table")
    assert refused.exit == 2 and ".html" in refused.err
    assert not file.exists() and network.show(no)["printed_at"] is None


def test_the_ending_of_a_page_may_be_written_in_capitals(network: Network, tmp_path: Path) -> None:
    no, file = network.downloaded(), tmp_path / "ORDER.TXT"
    network.ok("co1", "order", "print", no, "--output", str(file))
    assert file.read_text(encoding="utf-8").startswith("repair order")
