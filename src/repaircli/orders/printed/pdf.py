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
from repaircli.platform.text import msg

if TYPE_CHECKING:
    from reportlab.graphics.shapes import Drawing
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Flowable, Paragraph, Table

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


_LEAST, _MOST = 10 * _MM, 60 * _MM
"""Heights of a box that is filled in by hand."""


def pdf(
    orders: Sequence[Mapping[str, Any]], lang: str, paper: str = "jis-b5", font: str | None = None
) -> bytes:
    """The orders as PDF, each on pages of its own. Raises UsageProblem without a font."""
    from reportlab.platypus import PageBreak, SimpleDocTemplate

    wide, high = (side * _MM for side in workorder.PAPERS[paper])
    side, top = workorder.MARGIN_SIDE * _MM, workorder.MARGIN_TOP * _MM
    sheet = _Sheet(lang, _font(font), wide - 2 * side, high - 2 * top - 2)
    story: list[Flowable] = []
    for data in orders:
        story += [*sheet.order(data), PageBreak()]
    file = io.BytesIO()
    # reportlab's frame keeps six points of its own on every side
    document = SimpleDocTemplate(
        file, pagesize=(wide, high), leftMargin=side - 6, rightMargin=side - 6, topMargin=top - 6, bottomMargin=top - 6,
        title=tr(workorder.TITLE, lang), author="repaircli", invariant=1,
    )  # fmt: skip
    document.build(story[:-1])
    return file.getvalue()


class _Sheet:
    """Draws orders in the language `lang` and the font `font` on a space of `wide` by `high` points."""

    def __init__(self, lang: str, font: str, wide: float, high: float) -> None:
        from reportlab.lib.enums import TA_CENTER
        from reportlab.lib.styles import ParagraphStyle

        self._lang, self._wide, self._high = lang, wide, high
        self._text = ParagraphStyle("text", fontName=font, fontSize=9, leading=11.7, wordWrap="CJK")
        self._title = ParagraphStyle("title", parent=self._text, fontSize=15, leading=19)
        self._label = ParagraphStyle("label", parent=self._text, fontSize=8)
        self._number = ParagraphStyle("number", parent=self._text, alignment=TA_CENTER)

    def order(self, data: Mapping[str, Any]) -> list[Flowable]:
        """One order. The boxes that are filled in by hand take the room that the rest leaves on the page."""
        from reportlab.platypus import KeepTogether, Spacer

        above = [self._heading(data), Spacer(0, 5), *map(self._line, workorder.rows(data, self._lang))]
        for urge in data["urges"]:
            above += [Spacer(0, 5), self._box(clean(str(urge["text"])), 0)]
        signs = [Spacer(0, 8 * _MM), self._signs()]
        voucher = self._voucher(data)
        to_write = [(self._cell(tr(text, self._lang)), known) for text, known in workorder.to_write(data)]
        known = [self._box(text, 0) for _, text in to_write if text]
        fixed = [*above, *signs, *voucher, *known, *(label for label, _ in to_write)]
        left = self._high - 6 * len(to_write) - sum(part.wrap(self._wide, self._high)[1] for part in fixed)
        height = min(max(left / max(len(to_write) - len(known), 1), _LEAST), _MOST)
        boxes = [part for label, text in to_write for part in (Spacer(0, 6), label, self._box(text, height))]
        return [*above, *boxes, *signs, *([KeepTogether(voucher)] if voucher else ())]

    def _heading(self, data: Mapping[str, Any]) -> Table:
        from reportlab.platypus import Table

        no = clean(str(data["order_no"]))
        title = [
            self._cell(workorder.title(data, self._lang), self._title),
            self._cell(workorder.printed_at(data, self._lang)),
        ]
        style = [
            ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
            ("ALIGN", (1, 0), (1, 0), "CENTER"),
            ("LINEBELOW", (0, 0), (-1, -1), 1.2, "black"),
        ]
        code = [_bars(no), self._cell(no, self._number)]
        return Table([[title, code]], colWidths=[self._wide - 62 * _MM, 62 * _MM], style=style)

    def _line(self, row: Sequence[tuple[str, str]]) -> Table:
        """The fields of a line; one that stands alone takes all of it, and goes on on the next page where it must."""
        from reportlab.platypus import Table

        label = 29 * _MM
        cells = [c for name, value in row for c in (self._cell(name, self._label), self._cell(value))]
        grey = [("BACKGROUND", (n, 0), (n, 0), "#eeeeee") for n in range(0, len(cells), 2)]
        widths = [label, self._wide / len(row) - label] * len(row)
        return Table([cells], colWidths=widths, style=[*_GRID, *grey], splitInRow=1)

    def _box(self, text: str, height: float) -> Table:
        """A frame around the text, or where there is none `height` points of room to write."""
        from reportlab.platypus import Table

        heights = None if text else [height]
        return Table(
            [[self._cell(text)]], colWidths=[self._wide], rowHeights=heights, style=_GRID, splitInRow=1
        )

    def _signs(self) -> Table:
        """A line to sign on for each, with a gap between them."""
        from reportlab.platypus import Table

        gap = 4 * _MM
        signed = self._wide - 2 * gap
        engineer, customer, day = (self._cell(tr(text, self._lang)) for text in workorder.SIGNATURES)
        return Table(
            [[engineer, "", customer, "", day]],
            colWidths=[signed / 4, gap, signed / 2, gap, signed / 4],
            style=[("LINEABOVE", (n, 0), (n, 0), 0.8, "black") for n in (0, 2, 4)],
        )

    def _voucher(self, data: Mapping[str, Any]) -> list[Flowable]:
        """The voucher below the dashed line along which it is cut off; nothing where the order has none."""
        from reportlab.platypus import HRFlowable, Spacer

        rows = workorder.voucher(data, self._lang)
        if not rows:
            return []
        cut = HRFlowable(width=self._wide, thickness=0.8, color="black", dash=(4, 3))
        title = self._cell(tr(workorder.VOUCHER, self._lang))
        return [Spacer(0, 3 * _MM), cut, Spacer(0, 2), title, *map(self._line, rows)]

    def _cell(self, text: str, style: ParagraphStyle | None = None) -> Paragraph:
        from reportlab.platypus import Paragraph

        return Paragraph(escape(text), style or self._text)


_GRID = [
    ("GRID", (0, 0), (-1, -1), 0.7, "black"),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("TOPPADDING", (0, 0), (-1, -1), 2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
]


def _bars(text: str) -> Drawing:
    from reportlab.graphics.shapes import Drawing, Rect

    from repaircli.platform.output import barcode

    module = 0.3 * _MM
    drawing = Drawing(barcode.total(text) * module, 10 * _MM, hAlign="CENTER")
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
        msg(
            "install one (package fonts-wqy-microhei on Debian and Ubuntu), or name one with --font FILE.ttf"
        ),
    )
