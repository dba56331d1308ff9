"""Charts in a terminal, drawn with characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plotext import figure, marker, terminal

from tiia_cost.formats.fold import fold, width_of

if TYPE_CHECKING:
    from tiia_cost.formats.chart import Chart, Panel

_WIDTH = 80
"""Default width in cells."""

_WHOLE, _DETAIL = 20, 14
"""Heights of panels, in lines."""

# Terminal colours (of 256) that are close to the colours of pictures, on dark and on light backgrounds.
_LINE, _DOTTED, _SHADE, _FAINT, _MARK = 33, 36, 214, 244, 202


def render(chart: Chart, *, width: int | None, colour: bool) -> str:
    """Render a chart as text `width` cells wide (None: the default): the whole, and each detail below it.

    The whole has the titles of the axes, which are the same for the details; without a whole, each detail has them.
    """
    width = width or _WIDTH
    head = [line for text in (chart.title, *chart.notes) for line in fold(text, width)]
    parts = [head] if chart.whole is None else [head, _with_axes(chart.whole, _WHOLE, width, colour=colour)]
    draw = _with_axes if chart.whole is None else _drawn
    parts += [
        [*fold(" · ".join(panel.title), width), *draw(panel, _DETAIL, width, colour=colour)] for panel in chart.details
    ]
    return "\n".join("".join(f"{line.rstrip()}\n" for line in lines) for lines in parts)


def _with_axes(panel: Panel, height: int, width: int, *, colour: bool) -> list[str]:
    """Return the lines of a panel with the titles of its axes. For a settlement without a date, the x axis has none."""
    below = [f"{' ' * (width - width_of(panel.x.title))}{panel.x.title}"] if panel.x.title else []
    return [panel.y.title, *_drawn(panel, height, width, colour=colour), *below]


def _drawn(panel: Panel, height: int, width: int, *, colour: bool) -> list[str]:
    """Return the lines of a panel. The order matters: anything drawn later covers what was drawn before."""
    terminal.limit(width=False, height=False)  # keep the given width; else plotext cuts it to that of the real terminal
    figure.clear()
    figure.plot_size(width, height)
    figure.theme("simple")
    for axis, ruler in ((panel.x, figure.ruler("x", "lower")), (panel.y, figure.ruler("y", "left"))):
        ruler.lim(axis.first, axis.last)
        ruler.ticks([at for at, _ in axis.ticks], [text for _, text in axis.ticks])
    for shaded in panel.shaded:
        figure.draw(figure.rectangle(shaded, (panel.y.first, panel.y.last), marker=marker("░", _SHADE)))
    for section in panel.sections:
        if section.first > panel.x.first:
            bound = (section.first, section.first)
            figure.draw(figure.segment(bound, (panel.y.first, panel.y.last), marker=marker("┊", _FAINT)))
    for level in panel.levels:
        figure.draw(figure.segment((level.first, level.last), (level.y, level.y), marker=marker("┄", _FAINT)))
    for lines, style in ((panel.dotted, marker("·", _DOTTED)), (panel.lines, marker("braille", _LINE))):
        for line in lines:
            drawn = figure.signal([point.x for point in line], [point.y for point in line], marker=style)
            figure.draw(drawn.lines(True))
    for point in panel.marks:
        figure.draw(figure.signal([point.x], [point.y], marker=marker("◆", _MARK)))
    text: str = figure.build().string(colorless=not colour)
    return text.splitlines()
