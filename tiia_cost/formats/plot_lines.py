"""Lines of several series in a terminal: the cells that each of them fills."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tiia_cost.formats.chart import Panel, SeriesLine
    from tiia_cost.formats.plot_legend import Style

    Cell = tuple[int, int]
    """Column and line of a cell; lines count from the axis."""

_FILLS = "*+xo#=%@&$"
"""Characters of the lines of series. They are one cell wide in every terminal, and look unlike letters of the chart."""

_TINTS = (33, 214, 36, 175, 117, 202, 99, 244)
"""Colours of the lines of series: those of pictures, but for that of text, which plotext would replace with another."""


def style(series: int) -> Style:
    """Return the style of the lines of a series, by its number; 40 of them differ, and ten do without colours."""
    return _FILLS[series % len(_FILLS)], _TINTS[series % len(_TINTS)]


def cells(panel: Panel, columns: int, lines: int) -> dict[Style, list[Cell]]:
    """Return the cells that each style fills. Where lines of several series coincide, they take turns."""
    crossed: dict[Cell, list[int]] = defaultdict(list)
    for line in panel.series_lines:
        for cell in dict.fromkeys(_cells(line, panel, columns, lines)):
            if line.series not in crossed[cell]:
                crossed[cell].append(line.series)
    filled: dict[Style, list[Cell]] = defaultdict(list)
    for (column, row), series in crossed.items():
        filled[style(series[column % len(series)])].append((column, row))
    return filled


def _cells(line: SeriesLine, panel: Panel, columns: int, lines: int) -> Iterator[Cell]:
    x, y = panel.x, panel.y
    ends = [
        (
            _nearest((dot.x - x.first) * (columns - 1), x.last - x.first),
            _nearest((dot.y - y.first) * (lines - 1), y.last - y.first),
        )
        for dot in line.dots
    ]
    yield ends[0]
    for (column, row), (to_column, to_row) in pairwise(ends):
        steps = max(abs(to_column - column), abs(to_row - row))
        for step in range(1, steps + 1):
            yield column + _nearest((to_column - column) * step, steps), row + _nearest((to_row - row) * step, steps)


def _nearest(dividend: int, divisor: int) -> int:
    """Return the whole number that is nearest to a quotient; half of one rounds up."""
    return (2 * dividend + divisor) // (2 * divisor)
