"""Ground behind the lines of a chart in a terminal: the cells of bands, and where the names of levels stand."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from tiia_cost.formats.fold import width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tiia_cost.formats.chart import Dot, Level, Panel
    from tiia_cost.formats.plot_legend import Style

BESIDE = "\ue000"
"""Private character of the second cell of a wide one. plotext counts each as one cell: this is removed in the end."""

_BAND: Style = ("░", 36)


def bands(panel: Panel, columns: int, lines: int) -> dict[Style, list[tuple[int, int]]]:
    """Return the column and line of each cell that has a part of a band; lines count from the axis."""
    x, y = panel.x, panel.y
    filled = []
    for band in panel.bands:
        for column in range(columns):
            at = x.first + (x.last - x.first) * column / (columns - 1)
            if band.low[0].x <= at <= band.low[-1].x:
                low, high = (
                    round((_height(edge, at) - y.first) * (lines - 1) / (y.last - y.first))
                    for edge in (band.low, band.high)
                )
                filled += [(column, line) for line in range(low, high + 1)]
    return {_BAND: filled} if filled else {}


def _height(line: Sequence[Dot], at: float) -> float:
    """Return how high a line is at a place of the x axis between its ends; a cell is all that it decides."""
    for dot, following in pairwise(line):
        if dot.x <= at <= following.x:
            return dot.y + (following.y - dot.y) * (at - dot.x) / (following.x - dot.x)
    return line[0].y


def name(level: Level, panel: Panel, columns: int) -> list[tuple[int, str]]:
    """Return the characters of the name of a level, each with its column: left of the lines, else right of them.

    Where neither has room it is the short name, over whatever is there. A wide character is followed by `BESIDE`.
    """
    if not level.name:
        return []
    x = panel.x
    crossed = (panel.reached(level.y) - x.first) * columns // (x.last - x.first)
    written, start = level.short, 1
    for text in (level.name, level.short):
        if width_of(text) + 2 <= crossed:
            written = text
            break
        if width_of(text) + 2 <= columns - crossed:
            written, start = text, columns - 1 - width_of(text)
            break
    cells = [cell for character in written for cell in (character, *BESIDE * (width_of(character) - 1))]
    return list(enumerate(cells, start))
