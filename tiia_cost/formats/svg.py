"""A chart as SVG: alone as a picture, or inside a page that gives it its colours and typeface."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.formats.chart import SYMBOL
from tiia_cost.formats.svg_elements import (
    FAINT,
    INK,
    LINE,
    NOTE,
    SMALL,
    TITLE,
    diamond,
    element,
    folded,
    line_look,
    palette,
    path,
    quoted,
    room,
    text,
)
from tiia_cost.formats.svg_panel import Space, draw, titles

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tiia_cost.formats.chart import Chart, Panel
    from tiia_cost.formats.svg_elements import Palette

FONTS = (
    '"Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", '
    '"WenQuanYi Micro Hei", sans-serif'
)
"""Fonts with Chinese characters on Linux, macOS and Windows."""

_WIDTH, _PADDING, _GAP = 800, 20, 24

_KEY, _LINE_KEY = 11, 40
"""Widths of what stands before a name in a legend: a square of a colour, and a line, long enough for its dashes."""

_WIDE, _MEDIUM = 600, 440
"""Widths from which three and two details stand beside each other."""


def picture(chart: Chart) -> str:
    """Return a chart and those below it as an SVG document on white, with titles, notes and remarks on the result."""
    page = _Page(palette(themed=False), _PADDING, _WIDTH - 2 * _PADDING)
    for one in chart.every:
        page.skip(0 if one is chart else 24)
        page.write([one.title], TITLE)
        page.skip(4)
        page.chart(one)
    page.skip(12)
    page.write(chart.remarks, SMALL, faint=True)
    height = page.bottom + _PADDING
    ground = element("rect", width=_WIDTH, height=height, fill="white")
    return _root(
        "\n".join([*(words for one in chart.every for words in one.words()), *chart.remarks]),
        *(ground, *page.markup),
        xmlns="http://www.w3.org/2000/svg",
        width=_WIDTH,
        height=height,
        viewBox=f"0 0 {_WIDTH} {height:.0f}",
        font_family=quoted(FONTS),
        color="#1a1a1a",
    )


def inline(chart: Chart, *, width: int) -> str:
    """Return a chart as an element of a page, drawn for a width in CSS pixels, with its notes but without its title.

    What is below it is an element by itself. It takes the width that there is, the text colour and the typeface of the
    page around, and has neither ids nor scripts. The page may set the colours by custom properties (see `palette`).
    """
    page = _Page(palette(themed=True), 0, width)
    page.chart(chart)
    return _root("\n".join(chart.words()), *page.markup, viewBox=f"0 0 {width} {page.bottom:.0f}", width="100%")


def _root(words: str, *content: str, **attributes: float | str | None) -> str:
    return element("svg", *content, role="img", aria_label=quoted(words), fill=INK, **attributes)


class _Page:
    """Markup of a picture from its top to its bottom, as far as it is drawn."""

    def __init__(self, colours: Palette, padding: float, width: float) -> None:
        self._colours, self._left, self._width = colours, padding, width
        self.markup: list[str] = []
        self.bottom: float = padding

    def skip(self, height: float) -> None:
        """Leave a height free."""
        self.bottom += height

    def write(self, texts: Iterable[str], size: int, *, faint: bool = False) -> None:
        """Write texts below each other, folded; the symbol of marked points at the start of one is drawn."""
        for one in texts:
            left = self._left
            if one.startswith(SYMBOL):
                left += size * 1.2
                self.markup.append(diamond(self._left + size * 0.5, self.bottom + size * 0.75, 5, self._colours.mark))
            for line in folded([one.removeprefix(SYMBOL).strip()], self._width - left + self._left, size):
                self.bottom += size * 1.35
                opacity = FAINT if faint else None
                self.markup.append(text(line, left, self.bottom - size * 0.25, size, fill_opacity=opacity))

    def chart(self, chart: Chart) -> None:
        """Draw the notes, the legend and the panels of a chart."""
        self.write(chart.notes, NOTE, faint=True)
        self.legend(chart.series, lines=chart.has_series_lines)
        if chart.whole is not None:
            self.skip(10)
            self.panels([chart.whole], chart.headings)
        columns = 3 if self._width >= _WIDE else 2 if self._width >= _MEDIUM else 1
        for start in range(0, len(chart.details), columns):
            self.skip(20)
            self.panels(chart.details[start : start + columns], chart.headings, columns=columns)

    def legend(self, series: Sequence[str], *, lines: bool) -> None:
        """Draw the names of series beside their colours, or their `lines`, in as many rows as they need."""
        if not series:
            return
        self.skip(8)
        left, end = self._left, self._left + self._width
        key = _LINE_KEY if lines else _KEY
        for number, name in enumerate(series[: None if lines else len(self._colours.series)]):
            rows = folded([name], self._width - key - 5, SMALL)
            width = key + 5 + max(room(row, SMALL) for row in rows)
            if left > self._left and left + width > end:
                left = self._left
                self.skip(LINE + 2)
            if lines:
                (colour, dashes), middle = line_look(number, self._colours), self.bottom + _KEY / 2
                line = [(left, middle), (left + key, middle)]
                self.markup.append(path(line, stroke=colour, stroke_width=2, stroke_dasharray=dashes))
            else:
                colour = self._colours.series[number]
                self.markup.append(element("rect", x=left, y=self.bottom, width=key, height=_KEY, fill=colour))
            for index, row in enumerate(rows):
                self.markup.append(text(row, left + key + 5, self.bottom + 10 + LINE * index, SMALL))
            left += width + 14
            self.skip(LINE * (len(rows) - 1))
        self.skip(LINE + 2)

    def panels(self, panels: Sequence[Panel], headings: Sequence[str], *, columns: int = 1) -> None:
        """Draw panels beside each other, their axes at one height."""
        width = (self._width - (columns - 1) * _GAP) / columns
        height = min(max(width / 2.4, 160), 300)
        lines = max(len(titles(panel, width)) for panel in panels)
        bottoms = []
        for index, panel in enumerate(panels):
            space = Space(self._left + index * (width + _GAP), self.bottom, width, height, lines)
            markup, bottom = draw(panel, headings, self._colours, space)
            self.markup += markup
            bottoms.append(bottom)
        self.bottom = max(bottoms)
