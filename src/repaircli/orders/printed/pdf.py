"""The printed orders as PDF, with an embedded Chinese font (extra `pdf`)."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from repaircli.orders.printed import workorder
from repaircli.platform.errors import UsageProblem
from repaircli.platform.i18n import tr
from repaircli.platform.output.clean import clean
from repaircli.platform.text import command_line, msg

if TYPE_CHECKING:
    from reportlab.graphics.shapes import Drawing

FONTS = (
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
    "/System/Library/Fonts/STHeiti Light.ttc",
    "/Library/Fonts/Arial Unicode.ttf",
    "C:/Windows/Fonts/simsun.ttc",
    "C:/Windows/Fonts/msyh.ttc",
    "C:/Windows/Fonts/simhei.ttf",
)
"""Where systems keep a TrueType font with Chinese in it; fonts with other outlines cannot be embedded."""

_MM = 72 / 25.4


def pdf(
    orders: Sequence[Mapping[str, Any]], lang: str, paper: str = "jis-b5", font: str | None = None
) -> bytes:
    """The orders as PDF, each on pages of its own. Raises UsageProblem without a font."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import KeepTogether, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

    name = _font(font)
    wide, high = (side * _MM for side in workorder.PAPERS[paper])
    side, top = workorder.MARGIN_SIDE * _MM, workorder.MARGIN_TOP * _MM
    style = ParagraphStyle("text", fontName=name, fontSize=9, leading=12.5, wordWrap="CJK")
    title = ParagraphStyle("title", parent=style, fontSize=15, leading=19)
    label = 23 * _MM
    # reportlab's frame keeps six points of its own on every side
    inner = wide - 2 * side

    def cell(text: str) -> Paragraph:
        return Paragraph(escape(text), style)

    def grid(rows: list[list[Any]], widths: list[float]) -> Table:
        return Table(rows, colWidths=widths, style=_GRID)

    story: list[Any] = []
    for data in orders:
        no = clean(str(data["order_no"]))
        heading = Table(
            [[Paragraph(escape(workorder.title(data, lang)), title), [_bars(no), cell(no)]]],
            colWidths=[inner - 62 * _MM, 62 * _MM],
            style=[("VALIGN", (0, 0), (-1, -1), "BOTTOM"), ("LINEBELOW", (0, 0), (-1, -1), 1.2, "black")],
        )
        pairs, long = workorder.cells(data, lang)
        story += [heading, Spacer(0, 5)]
        if pairs:
            half = (inner - 2 * label) / 2
            story.append(
                grid([[cell(t) for entry in pair for t in entry] for pair in pairs], [label, half] * 2)
            )
        if long:
            story.append(grid([[cell(a), cell(b)] for a, b in long], [label, inner - label]))
        for urge in data["urges"]:
            story.append(KeepTogether([Spacer(0, 5), grid([[cell(clean(str(urge["text"])))]], [inner])]))
        for text, written in workorder.to_write(data):
            box = Table(
                [[cell(written)]], colWidths=[inner], rowHeights=None if written else [17 * _MM], style=_GRID
            )
            story += [Spacer(0, 6), cell(tr(text, lang)), box]
        signs = [[cell(tr(text, lang)) for text in workorder.SIGNATURES]]
        story += [
            Spacer(0, 9 * _MM),
            Table(signs, colWidths=[inner / 4, inner / 2, inner / 4], style=_LINE),
        ]
        if slip := workorder.voucher(data, lang):
            rows = grid([[cell(a), cell(b)] for a, b in slip], [label, inner - label])
            story.append(KeepTogether([Spacer(0, 8 * _MM), cell(tr(workorder.VOUCHER, lang)), rows]))
        story.append(PageBreak())
    file = io.BytesIO()
    document = SimpleDocTemplate(
        file, pagesize=(wide, high), leftMargin=side - 6, rightMargin=side - 6, topMargin=top - 6, bottomMargin=top - 6,
        title=tr(workorder.TITLE, lang), author="repaircli", invariant=1,
    )  # fmt: skip
    document.build(story[:-1])
    return file.getvalue()


_GRID = [
    ("GRID", (0, 0), (-1, -1), 0.7, "black"),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("TOPPADDING", (0, 0), (-1, -1), 2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
]
_LINE = [("LINEABOVE", (0, 0), (-1, -1), 0.8, "black")]


def _bars(text: str) -> Drawing:
    from reportlab.graphics.shapes import Drawing, Rect

    from repaircli.platform.output import barcode

    module = 0.3 * _MM
    drawing = Drawing(barcode.total(text) * module, 10 * _MM)
    for x, w in barcode.bars(text):
        drawing.add(Rect(x * module, 0, w * module, 10 * _MM, strokeWidth=0, strokeColor=None))
    return drawing


def _font(named: str | None) -> str:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    places = [named] if named else list(FONTS)
    for place in places:
        if place and Path(place).is_file():
            try:
                pdfmetrics.registerFont(TTFont("order", place))
            except TTFError as error:
                if named:
                    raise UsageProblem(
                        msg("font {file} cannot be embedded: {why}", file=place, why=str(error))
                    ) from None
                continue
            return "order"
    raise UsageProblem(
        msg("no TrueType font with Chinese was found for the PDF"),
        command_line("order print", "NO --output order.pdf --font FILE.ttf"),
    )
