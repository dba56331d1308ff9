"""Ground behind the lines of a chart in a terminal: the cells of bands, and where the names of levels stand."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from tiia_cost.formats.fold import width_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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


def names(panel: Panel, columns: int, lines: int) -> Iterator[tuple[Level, list[tuple[int, str]]]]:
    """Yield levels with the characters of their names, each with its column; of several in one line only the highest.

    A wide character is followed by `BESIDE`.
    """
    taken = set()
    for level in sorted(panel.levels, key=lambda level: -level.y):
        line = round((level.y - panel.y.first) * (lines - 1) / (panel.y.last - panel.y.first))
        if level.name and line not in taken:
            taken.add(line)
            start, words = _placed(level, panel, columns)
            cells = [cell for character in words for cell in (character, *BESIDE * (width_of(character) - 1))]
            yield level, list(enumerate(cells, start))


def _placed(level: Level, panel: Panel, columns: int) -> tuple[int, str]:
    """Return the column of the name of a level, and the name: left of the lines, else right of them.

    Where neither has room it is the short name, over whatever is there.
    """
    x = panel.x
    crossed = (panel.reached(level.y) - x.first) * columns // (x.last - x.first)
    for words in (level.name, level.short):
        width = width_of(words)
        if width + 2 <= crossed:
            return 1, words
        if width + 2 <= columns - crossed:
            return columns - 1 - width, words
    return 1, level.short
