"""Ground behind the lines of a panel as SVG: shaded parts, bands, bounds between sections, and levels with names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.formats.svg_elements import FAINT, INK, LINE, SMALL, area, element, path, room, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tiia_cost.formats.chart import Level
    from tiia_cost.formats.svg_elements import Palette
    from tiia_cost.formats.svg_frame import Frame

_ASIDE = 6
"""Room between the name of a level and what is beside it."""


def ground(frame: Frame, palette: Palette) -> Iterator[str]:
    """Yield what lies behind the lines: shaded parts, bands, bounds between sections, and levels."""
    panel = frame.panel
    for band in panel.bands:
        points = [(frame.x(dot.x), frame.y(dot.y)) for dot in (*band.low, *reversed(band.high))]
        yield area(points, fill=palette.dotted, fill_opacity="0.25")
    for first, last in panel.shaded:
        x, width = frame.x(first), frame.x(last) - frame.x(first)
        height = frame.bottom - frame.top
        yield element("rect", x=x, y=frame.top, width=width, height=height, fill=palette.shade, fill_opacity="0.3")
    for section in panel.sections:
        if section.first > panel.x.first:
            x = frame.x(section.first)
            bound = [(x, frame.top), (x, frame.bottom)]
            yield path(bound, stroke=INK, stroke_opacity=FAINT, stroke_dasharray="3 3")
    for level in panel.levels:
        y = frame.y(level.y)
        yield path([(frame.x(level.first), y), (frame.x(level.last), y)], stroke=INK, stroke_dasharray="2 2")


def level_names(frame: Frame, palette: Palette) -> dict[str, str]:
    """Return the names of levels that are written upon them, each with its markup: left of the lines, else right.

    Where there is no room for a name it is the short one, which is not returned as the name. A level so near below
    another that their names would touch has none.
    """
    written: dict[str, str] = {}
    lowest = frame.top - LINE
    for level in sorted(frame.panel.levels, key=lambda level: -level.y):
        y = frame.y(level.y)
        if not level.name or y - lowest < LINE:
            continue
        words, x, anchor = _placed(level, frame)
        above = y - frame.top >= LINE  # else it would touch the names of sections
        # The ground around the name parts it from lines behind it.
        written[words] = text(
            words,
            x,
            y - 4 if above else y + LINE - 3,
            SMALL,
            text_anchor=anchor,
            stroke=palette.paper,
            stroke_width=4,
            stroke_linejoin="round",
            paint_order="stroke",
        )
        lowest = y if above else y + LINE
    return written


def _placed(level: Level, frame: Frame) -> tuple[str, float, str]:
    """Return the name of a level for which there is room, where it is written, and with which end."""
    left, right, crossed = frame.x(level.first), frame.x(level.last), frame.x(frame.panel.reached(level.y))
    for words in (level.name, level.short):
        width = room(words, SMALL) + 2 * _ASIDE
        if width <= crossed - left:
            return words, left + _ASIDE, "start"
        if width <= right - crossed:
            return words, right - _ASIDE, "end"
    return level.short, left + _ASIDE, "start"
