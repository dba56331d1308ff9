"""Charts in a terminal, drawn with characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plotext import figure, marker, terminal

from tiia_cost.reports.fold import fold, width_of

if TYPE_CHECKING:
    from tiia_cost.reports.chart import Chart, Panel

_WIDTH = 80
"""The width where nothing says one."""

_WHOLE, _DETAIL = 20, 14
"""How many lines a panel takes."""

# Of the 256 colours of terminals those that come near the ones of pictures, on dark and on light ground.
_LINE, _SHADE, _FAINT, _MARK = 33, 214, 244, 202


def render(chart: Chart, *, width: int | None, colour: bool) -> str:
    """Return a chart as text of a width in cells, None for a usual one: the whole, and each detail below it."""
    width = width or _WIDTH
    whole, *details = chart.panels
    parts = [_part([chart.title, *chart.notes, "", whole.y.title], whole, _WHOLE, width, colour=colour)]
    parts[0] += f"{' ' * (width - width_of(whole.x.title))}{whole.x.title}\n"
    parts += [_part([" · ".join(panel.title)], panel, _DETAIL, width, colour=colour) for panel in details]
    return "\n".join(parts)


def _part(head: list[str], panel: Panel, height: int, width: int, *, colour: bool) -> str:
    lines = [line for text in head for line in fold(text, width)]
    lines += _drawn(panel, height, width, colour=colour)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _drawn(panel: Panel, height: int, width: int, *, colour: bool) -> list[str]:
    """Return the lines of a panel. What is drawn later covers what was there."""
    terminal.limit(width=False, height=False)  # the width is given; else it would be cut to that of a real terminal
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
    for line in panel.lines:
        drawn = figure.signal([point.x for point in line], [point.y for point in line], marker=marker("braille", _LINE))
        figure.draw(drawn.lines(True))
    for point in panel.marks:
        figure.draw(figure.signal([point.x], [point.y], marker=marker("◆", _MARK)))
    text: str = figure.build().string(colorless=not colour)
    return text.splitlines()
