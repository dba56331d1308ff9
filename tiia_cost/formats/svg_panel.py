"""One panel of a chart as SVG: its axes, what is drawn over them, and the figures that the pointer shows."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.formats.chart import PARTING, told
from tiia_cost.formats.svg_elements import (
    FAINT,
    INK,
    LINE,
    SMALL,
    diamond,
    element,
    folded,
    line_look,
    path,
    room,
    text,
    tooltip,
)
from tiia_cost.formats.svg_frame import Frame
from tiia_cost.formats.svg_ground import ground, level_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tiia_cost.formats.chart import Bar, Dot, Panel, Section
    from tiia_cost.formats.svg_elements import Look, Palette

_EDGE = 14
"""Room right of the axes, for half of the last label."""

_BETWEEN_LABELS = 12
"""Least room between the labels of two ticks."""

_WIDEST = 96
"""Largest width of a bar."""

_STRIP = 8
"""Least width of the strip over which the pointer shows the figures of a point, but at the ends of lines."""


class Space(NamedTuple):
    """Space for a panel: its left upper corner and width, the height of its axes, and the lines of text above them."""

    left: float
    top: float
    width: float
    height: float
    titles: int


def titles(panel: Panel, width: float) -> list[str]:
    """Return the title of a panel as lines that are not wider than it is."""
    return folded(panel.title, width, SMALL)


def draw(panel: Panel, headings: Sequence[str], palette: Palette, space: Space) -> tuple[list[str], float]:
    """Return a panel as markup, and where it ends; `headings` are those of the texts of its points and bars.

    Names of sections and levels for which there is no room stand below it.
    """
    left, top, width, height, lines = space
    markup = [text(line, left, top + LINE * number, SMALL) for number, line in enumerate(titles(panel, width), start=1)]
    top += LINE * lines + 8 if lines else 0
    markup.append(text(panel.y.title, left, top + LINE, SMALL))
    labels = max((room(label, SMALL) for _, label in panel.y.ticks), default=0)
    frame = Frame(panel, left + labels + 8, left + width - _EDGE, 0, 0)
    full = {section: _name(section, frame) for section in panel.sections}
    names = {section: name or _short_name(section, frame) for section, name in full.items()}
    top += LINE * (1 + max((len(name) for name in names.values()), default=1)) + 6
    frame = frame._replace(top=top, bottom=top + height)
    upon_levels = level_names(frame, palette)
    markup += [
        *_grid(frame),
        *ground(frame, palette),
        *_lines(frame, palette),
        *(part for bar in panel.bars for part in _bar(bar, frame, headings, palette)),
        *(diamond(frame.x(mark.x), frame.y(mark.y), 6, palette.mark) for mark in panel.marks),
        *upon_levels.values(),
        *_section_names(names, frame),
        *_x_axis(frame, left, left + width),
        *_strips(frame, headings),
    ]
    bottom = frame.bottom + (2 * LINE + 8 if panel.x.title else LINE + 6)
    unnamed = [section.name for section, name in full.items() if not name and section.short]
    unnamed += [level.name for level in panel.levels if level.name and level.name not in upon_levels]
    for line in folded(unnamed, width, SMALL):
        bottom += LINE
        markup.append(text(line, left, bottom, SMALL, fill_opacity=FAINT))
    return markup, bottom + 4


def _ends(section: Section, frame: Frame) -> tuple[float, float]:
    return frame.x(section.first), frame.x(min(section.last + 1, frame.panel.x.last))


def _name(section: Section, frame: Frame) -> list[str]:
    """Return the name of a section in one line, or its parts in two; empty if there is no room."""
    first, last = _ends(section, frame)
    if room(section.name, SMALL) < last - first:
        return [section.name]
    parts = section.name.split(PARTING)
    return parts if max(room(part, SMALL) for part in parts) < last - first else []


def _short_name(section: Section, frame: Frame) -> list[str]:
    first, last = _ends(section, frame)
    return [section.short] if room(section.short, SMALL) < last - first else []


def _section_names(names: dict[Section, list[str]], frame: Frame) -> Iterator[str]:
    for section, lines in names.items():
        middle = sum(_ends(section, frame)) / 2
        for index, line in enumerate(lines, start=1 - len(lines)):
            yield text(line, middle, frame.top - 5 + LINE * index, SMALL, text_anchor="middle", fill_opacity=FAINT)


def _grid(frame: Frame) -> Iterator[str]:
    """Yield the labels of the y axis, and a faint line at each."""
    for at, label in frame.panel.y.ticks:
        y = frame.y(at)
        yield path([(frame.left, y), (frame.right, y)], stroke=INK, stroke_opacity=0.15)
        yield text(label, frame.left - 6, y + 4, SMALL, text_anchor="end")


def _lines(frame: Frame, palette: Palette) -> Iterator[str]:
    panel = frame.panel
    looks: list[tuple[Sequence[Dot], Look]] = [
        *((line, (palette.dotted, "2 3")) for line in panel.dotted),
        *((line, (palette.line, None)) for line in panel.lines),
        *((line.dots, line_look(line.series, palette)) for line in panel.series_lines),
    ]
    for line, (colour, dashes) in looks:
        points = [(frame.x(dot.x), frame.y(dot.y)) for dot in line]
        if len(points) == 1:
            yield element("circle", cx=points[0][0], cy=points[0][1], r=2, fill=colour)
        else:
            yield path(points, stroke=colour, stroke_width=2, stroke_dasharray=dashes)


def _bar(bar: Bar, frame: Frame, headings: Sequence[str], palette: Palette) -> Iterator[str]:
    """Yield the parts of a bar, what it may come to, and its total if there is room."""
    middle, top, room_there = frame.x(bar.middle), frame.y(bar.high), frame.x(bar.last) - frame.x(bar.first)
    width = min(max(room_there, 1), _WIDEST)
    x = middle - width / 2
    for part in bar.parts:
        y, bottom = frame.y(part.high), frame.y(part.low)
        # A pixel of the ground parts one from the next, for those who see no colours.
        height = bottom - y - (1 if part.low and bottom - y > 2 else 0)  # noqa: PLR2004
        if part.high > part.low:
            shown = tooltip(*told(headings, part.texts))
            yield element("rect", shown, x=x, y=y, width=width, height=height, fill=palette.series[part.series])
    if bar.reach is not None:
        low, high = map(frame.y, bar.reach)
        whisker = [(middle, low), (middle, high)]
        ends = [[(middle - 3, y), (middle + 3, y)] for y in (low, high)]
        for stroke, stroke_width in ((palette.paper, 4), (INK, 1.5)):
            yield path(whisker, *ends, stroke=stroke, stroke_width=stroke_width)
    elif 0.9 * room(bar.total, SMALL) < room_there * 5 / 4:  # figures have narrow commas and points
        # A line at a limit may pass there: the ground around the figure parts it.
        yield text(
            bar.total,
            middle,
            top - 4,
            SMALL,
            text_anchor="middle",
            stroke=palette.paper,
            stroke_width=4,
            stroke_linejoin="round",
            paint_order="stroke",
        )


def _x_axis(frame: Frame, least: float, most: float) -> Iterator[str]:
    """Yield the x axis with as many labels as there is room for; none reaches beyond `least` or `most`."""
    axis, y = frame.panel.x, frame.bottom
    yield path([(frame.left, y), (frame.right, y)], stroke=INK)
    widest = max((room(label, SMALL) for _, label in axis.ticks), default=0) + _BETWEEN_LABELS
    for at, label in axis.thinned(int((frame.right - frame.left) / widest)):
        x, half = frame.x(at), room(label, SMALL) / 2
        yield path([(x, y), (x, y + 4)], stroke=INK)
        yield text(label, min(max(x, least + half), most - half), y + LINE + 2, SMALL, text_anchor="middle")
    if axis.title:
        middle = (frame.left + frame.right) / 2
        yield text(axis.title, middle, y + 2 * LINE + 4, SMALL, text_anchor="middle")


def _strips(frame: Frame, headings: Sequence[str]) -> Iterator[str]:
    """Yield strips that cannot be seen, each around a point whose figures the pointer shows there."""
    panel = frame.panel
    lines = (*panel.lines, *(line.dots for line in panel.series_lines))
    ends = {dot.x for line in lines for dot in (line[0], line[-1])} | {mark.x for mark in panel.marks}
    points: list[tuple[int, list[Dot]]] = []
    for at, dots in groupby(panel.tips, key=lambda dot: dot.x):
        here = list(dots)
        if not points or at in ends or frame.x(at) - frame.x(points[-1][0]) >= _STRIP:
            points.append((at, here))
    middles = [(frame.x(one) + frame.x(other)) / 2 for (one, _), (other, _) in pairwise(points)]
    strips = pairwise([frame.left, *middles, frame.right])
    markup = [
        element(
            "rect",
            tooltip(*(line for dot in here for line in told(headings, dot.texts))),
            x=left,
            y=frame.top,
            width=right - left,
            height=frame.bottom - frame.top,
        )
        for (left, right), (_, here) in zip(strips, points, strict=bool(points))
    ]
    if markup:
        yield element("g", *markup, fill_opacity=0)
