"""Bars in a terminal: the cells that each part of a bar fills."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tiia_cost.formats.chart import Bar, Panel
    from tiia_cost.formats.plot_legend import Style

SERIES: tuple[Style, ...] = (
    *(("█", 33), ("░", 214), ("▓", 36), ("+", 175), ("▒", 117), ("#", 202), ("▞", 227), ("=", None), ("o", 244)),
)
"""Style of each series: characters that differ without colours, most of all those of neighbours."""

_WIDEST = 16
"""Largest width of a bar, in columns."""

_REACH: Style = ("│", None)


def bars_in_rows(panel: Panel, columns: int) -> list[Panel]:
    """Return a panel as it is if each bar can have a column; else several panels, with about as many of its bars each.

    The bars of a panel are evenly spaced.
    """
    bars, x = panel.bars, panel.x
    rows = -(-len(bars) // columns) or 1
    most = -(-len(bars) // rows) or 1
    if rows == 1:
        return [panel]
    parts = []
    for start in range(0, len(bars), most):
        first, last = (
            x.first + (x.last - x.first) * number // len(bars) for number in (start, min(start + most, len(bars)))
        )
        ticks = tuple((at, text) for at, text in x.ticks if first <= at < last)
        parts.append(panel._replace(x=x._replace(first=first, last=last, ticks=ticks), bars=bars[start : start + most]))
    return parts


def cells(panel: Panel, columns: int, lines: int) -> dict[Style, list[tuple[int, int]]]:
    """Return the column and line of each cell that a style fills; lines count from the axis."""
    filled: dict[Style, list[tuple[int, int]]] = defaultdict(list)
    for bar in panel.bars:
        left, right = _columns(bar, panel, columns)
        middle = (left + right) // 2
        for line in range(lines):
            height = panel.y.last * (2 * line + 1) // (2 * lines)
            reached = bar.reach is not None and bar.reach[0] <= height <= bar.reach[1]
            if reached:
                filled[_REACH].append((middle, line))
            # A bar that is not nothing shows at least its first line.
            height = height if line else min(height, bar.high - 1)
            part = next((part for part in bar.parts if part.low <= height < part.high), None)
            if part is not None:
                beside = [column for column in range(left, right) if not reached or column != middle]
                filled[SERIES[part.series]] += [(column, line) for column in beside]
    return filled


def _columns(bar: Bar, panel: Panel, columns: int) -> tuple[int, int]:
    """Return the first column of a bar and the one after its last: those that it fills, else that of its middle.

    No two bars have a column in common if there are as many columns as bars.
    """
    first, length = panel.x.first, panel.x.last - panel.x.first
    left, right = -(-(bar.first - first) * columns // length), (bar.last - first) * columns // length
    if left >= right:
        left = (bar.middle - first) * columns // length
        right = left + 1
    spare = max(right - left - _WIDEST, 0) // 2
    return left + spare, right - spare
