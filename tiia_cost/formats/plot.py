"""Charts in a terminal, drawn with characters."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from plotext import figure, marker, terminal

from tiia_cost.formats import plot_bars, plot_ground, plot_lines
from tiia_cost.formats.chart import PARTING
from tiia_cost.formats.fold import fold, width_of
from tiia_cost.formats.plot_ground import BESIDE
from tiia_cost.formats.plot_legend import legend

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tiia_cost.formats.chart import Axis, Chart, Panel
    from tiia_cost.formats.plot_legend import Style

_WIDTH = 80
"""Default width in cells."""

_SCREEN = 22
"""Height of the whole with its titles and notes, in lines, so that it fits a terminal of 24 lines."""

_LEAST, _DETAIL = 12, 14
"""Least height of the whole, and the height of a detail, in lines, without titles."""

_FRAME_COLUMNS, _FRAME_LINES = 2, 3
"""Columns and lines of a panel that its frame takes, and the labels below it."""

# Terminal colours (of 256) that are close to the colours of pictures, on dark and on light backgrounds.
_LINE, _DOTTED, _SHADE, _FAINT, _MARK = 33, 36, 214, 244, 202


def render(chart: Chart, *, width: int | None, colour: bool, details: bool = False) -> str:
    """Render a chart as text `width` cells wide (None: the default): its whole, else its details below each other.

    `details` asks for the details in any case, if there are any. Charts below follow. The remarks on the result are
    left to the table.
    """
    drawn = (_chart(one, width or _WIDTH, colour=colour, details=details) for one in chart.every)
    return "\n".join(drawn)


def _chart(chart: Chart, width: int, *, colour: bool, details: bool) -> str:
    head = [line for text in (chart.title, *chart.notes) for line in fold(text, width)]
    styles = map(plot_lines.style, count()) if chart.has_series_lines else plot_bars.SERIES
    head += legend(chart.series, styles, width, colour=colour)
    if chart.whole is not None and not (details and chart.details):
        height = max(_SCREEN - len(head) - 3, _LEAST)  # without a line free and the titles of the axes
        panels = plot_bars.bars_in_rows(chart.whole, _columns(chart.whole, width))
        parts = [head, *(_with_axes(panel, height, width, colour=colour) for panel in panels)]
    else:
        parts = [head]
        for panel in chart.details:
            titles = fold(PARTING.join(panel.title), width)
            parts.append([*titles, *_with_axes(panel, _DETAIL, width, colour=colour)])
    return "\n".join("".join(f"{line.replace(BESIDE, '').rstrip()}\n" for line in lines) for lines in parts)


def _with_axes(panel: Panel, height: int, width: int, *, colour: bool) -> list[str]:
    """Return the lines of a panel with the titles of its axes. For a settlement without a date, the x axis has none."""
    below = [f"{' ' * (width - width_of(panel.x.title))}{panel.x.title}"] if panel.x.title else []
    return [panel.y.title, *_drawn(panel, height, width, colour=colour), *below]


def _columns(panel: Panel, width: int) -> int:
    """Return how many columns of a panel are free to draw in."""
    return width - _FRAME_COLUMNS - max((width_of(text) for _, text in panel.y.ticks), default=0)


def _drawn(panel: Panel, height: int, width: int, *, colour: bool) -> list[str]:
    """Return the lines of a panel."""
    terminal.limit(width=False, height=False)  # keep the given width; else plotext cuts it to that of the real terminal
    figure.clear()
    figure.plot_size(width, height)
    figure.theme("simple")
    columns = _columns(panel, width)
    widest = max((width_of(text) for _, text in panel.x.ticks), default=1)
    _rule("x", panel.x, panel.x.thinned(columns // (widest + 1)))
    _rule("y", panel.y, panel.y.ticks)
    lines = height - _FRAME_LINES
    if panel.bars:
        _draw_cells(plot_bars.cells(panel, columns, lines), panel, columns, lines)
    else:
        _draw_cells(plot_ground.bands(panel, columns, lines), panel, columns, lines)
        _draw_ground(panel)
        _draw_names(panel, columns, lines)
        _draw_cells(plot_lines.cells(panel, columns, lines), panel, columns, lines)
        _draw_lines(panel)
    text: str = figure.build().string(colorless=not colour)
    return text.splitlines()


def _rule(name: str, axis: Axis, ticks: Sequence[tuple[int, str]]) -> None:
    ruler = figure.ruler(name, {"x": "lower", "y": "left"}[name])
    ruler.lim(axis.first, axis.last)
    ruler.ticks([at for at, _ in ticks], [text for _, text in ticks])


def _draw_ground(panel: Panel) -> None:
    """Draw what lies behind lines. Anything drawn later covers what was drawn before."""
    for shaded in panel.shaded:
        figure.draw(figure.rectangle(shaded, (panel.y.first, panel.y.last), marker=marker("░", _SHADE)))
    for section in panel.sections:
        if section.first > panel.x.first:
            bound = (section.first, section.first)
            figure.draw(figure.segment(bound, (panel.y.first, panel.y.last), marker=marker("┊", _FAINT)))
    for level in panel.levels:
        figure.draw(figure.segment((level.first, level.last), (level.y, level.y), marker=marker("┄", _FAINT)))


def _draw_names(panel: Panel, columns: int, lines: int) -> None:
    """Write the names of levels upon them."""
    x = panel.x
    for level, cells in plot_ground.names(panel, columns, lines):
        for column, character in cells:
            at = x.first + (x.last - x.first) * column / (columns - 1)
            figure.draw(figure.signal([at], [level.y], marker=marker(character, _FAINT)))


def _draw_cells(filled: Mapping[Style, Sequence[tuple[int, int]]], panel: Panel, columns: int, lines: int) -> None:
    """Draw cell by cell: as shapes, neighbours would touch wherever the edges of both fall into one cell."""
    x, y = panel.x, panel.y
    for (fill, tint), points in filled.items():
        across = [x.first + (x.last - x.first) * column / (columns - 1) for column, _ in points]
        up = [y.first + (y.last - y.first) * line / (lines - 1) for _, line in points]
        figure.draw(figure.signal(across, up, marker=marker(fill, tint)))


def _draw_lines(panel: Panel) -> None:
    """Draw lines without series, and marks."""
    for lines, style in ((panel.dotted, marker("·", _DOTTED)), (panel.lines, marker("braille", _LINE))):
        for line in lines:
            drawn = figure.signal([point.x for point in line], [point.y for point in line], marker=style)
            figure.draw(drawn.lines(True))
    for point in panel.marks:
        figure.draw(figure.signal([point.x], [point.y], marker=marker("◆", _MARK)))
