"""A chart, independent of how it is drawn: panels with lines or bars over two axes, positions in whole numbers."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SYMBOL = "◆"
"""First character of a note about marked points, for which the symbol of these points is drawn."""

PARTING = " · "
"""Text between the parts of a name or a title, at which it is parted first where there is little room."""

_THINNINGS = (1, 2, 3, 6, *(12 * 2**power for power in range(20)))
"""Numbers of ticks of which one is kept: of months, those that begin a quarter, a half or a year."""


class Axis(NamedTuple):
    """An axis from its first to its last position, with ticks at some of them."""

    title: str
    first: int
    last: int
    ticks: tuple[tuple[int, str], ...]

    def thinned(self, most: int) -> tuple[tuple[int, str], ...]:
        """Return evenly spaced ticks, at most `most` of them or one: the first, then every second, third, sixth …."""
        step = next((step for step in _THINNINGS if len(self.ticks) <= step * most), len(self.ticks))
        return self.ticks[::step]


class Dot(NamedTuple):
    """A point: its position, and a text for each heading of the chart, or no texts."""

    x: int
    y: int
    texts: tuple[str, ...] = ()


class SeriesLine(NamedTuple):
    """A line of a series, by its number, through points. A series may have several, with gaps between them."""

    series: int
    dots: tuple[Dot, ...]


class Section(NamedTuple):
    """A part of the x axis between two bounds, with a name, and a short name for where there is little room.

    A name without a short one is left out where there is too little.
    """

    first: int
    last: int
    name: str
    short: str


class Level(NamedTuple):
    """A level line over a part of the x axis, perhaps with a name, and a short name for where there is little room."""

    first: int
    last: int
    y: int
    name: str = ""
    short: str = ""


class Band(NamedTuple):
    """An area between two lines over the same part of the x axis."""

    low: tuple[Dot, ...]
    high: tuple[Dot, ...]


class Part(NamedTuple):
    """Part of a bar from one height to another, of a series by its number, with a text for each heading."""

    series: int
    low: int
    high: int
    texts: tuple[str, ...]


class Bar(NamedTuple):
    """A bar over a part of the x axis: parts upon each other, from 0, and texts of what it is for and comes to.

    `reach` are the lowest and the highest that it may come to, None if that is not known.
    """

    first: int
    last: int
    name: str
    total: str
    parts: tuple[Part, ...]
    reach: tuple[int, int] | None = None

    @property
    def high(self) -> int:
        """Height of the bar."""
        return self.parts[-1].high if self.parts else 0

    @property
    def middle(self) -> int:
        """Middle of the bar on the x axis."""
        return (self.first + self.last) // 2


class Panel(NamedTuple):
    """One drawing: bars, lines, sections, shaded parts of the x axis, bands, levels and marked points.

    Gaps between lines are not filled. `title` has one or more lines. `marks` are points that the notes of the chart
    mention; `tips` are points of the lines whose texts are shown when the pointer is near. `dotted` are lines that
    accompany or continue the others, and `bands` lie behind them. `series_lines` are told apart and named in a legend;
    the texts of a tip or a mark are about all of them.
    """

    title: tuple[str, ...]
    x: Axis
    y: Axis
    lines: tuple[tuple[Dot, ...], ...] = ()
    sections: tuple[Section, ...] = ()
    shaded: tuple[tuple[int, int], ...] = ()
    levels: tuple[Level, ...] = ()
    marks: tuple[Dot, ...] = ()
    tips: tuple[Dot, ...] = ()
    dotted: tuple[tuple[Dot, ...], ...] = ()
    bars: tuple[Bar, ...] = ()
    series_lines: tuple[SeriesLine, ...] = ()
    bands: tuple[Band, ...] = ()

    def reached(self, y: int) -> int:
        """Return the last position up to which no line or band is above `y`; the end of the axis if none is as high."""
        lines = (*self.lines, *self.dotted, *(band.high for band in self.bands))
        parts = (part for line in lines for part in pairwise(line))
        return min((_before(*part, y) for part in parts if part[1].y >= y), default=self.x.last)


def _before(dot: Dot, following: Dot, y: int) -> int:
    """Return where the line to a point that is at least as high comes to the height `y`, rounded down."""
    if dot.y >= y:
        return dot.x
    return dot.x + (y - dot.y) * (following.x - dot.x) // (following.y - dot.y)


class Chart(NamedTuple):
    """A titled chart with notes: a panel of the whole, and panels of details beside each other; either may be missing.

    `headings` are the headings of the texts of points and bars, `series` the names of the parts of bars, or of lines.
    `remarks` are about the result as a whole, for a chart that stands alone: what shows the result beside it has them
    already. `below` is another chart of the same result, which is shown below this one.
    """

    title: str
    notes: tuple[str, ...]
    whole: Panel | None
    details: tuple[Panel, ...]
    headings: tuple[str, ...]
    series: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    below: Chart | None = None

    @property
    def every(self) -> tuple[Chart, ...]:
        """Charts of the result: this one and those below it."""
        return (self,) if self.below is None else (self, *self.below.every)

    @property
    def panels(self) -> tuple[Panel, ...]:
        """All panels: the whole, if there is one, then the details."""
        return self.details if self.whole is None else (self.whole, *self.details)

    @property
    def has_series_lines(self) -> bool:
        """True if its series are lines."""
        return any(panel.series_lines for panel in self.panels)

    @property
    def is_empty(self) -> bool:
        """True if it has no panels, or if it is about bars, and none of them has any height."""
        bars = [bar for panel in self.panels for bar in panel.bars]
        return not self.panels or (bool(bars) and not any(bar.high for bar in bars))

    def texts(self) -> Iterator[str]:
        """Yield every text that a picture of the chart may show; those below it have their own."""
        yield from (self.title, *self.notes, *self.series, *self.remarks)
        for panel in self.panels:
            yield from (*panel.title, panel.x.title, panel.y.title)
            yield from (text for axis in (panel.x, panel.y) for _, text in axis.ticks)
            yield from (text for section in panel.sections for text in (section.name, section.short))
            yield from (text for level in panel.levels for text in (level.name, level.short))
            yield from (bar.total for bar in panel.bars)

    def words(self) -> Iterator[str]:
        """Yield in words what the chart shows, for those who cannot see it: no positions, only texts."""
        yield from (self.title, *self.notes)
        for panel in self.panels:
            if panel.title:
                yield PARTING.join(panel.title)
            if panel is self.whole:
                yield from (section.name for section in panel.sections if section.short)
                yield from (level.name for level in panel.levels if level.name)
            yield from (f"{bar.name}: {bar.total}" for bar in panel.bars)
            if panel.series_lines:
                # Figures of several lines say nothing without their names; the last ones say where the lines lead.
                dots = dict.fromkeys((*panel.marks, *panel.tips[-1:]))
                yield from (PARTING.join(told(self.headings, dot.texts)) for dot in dots)
            else:
                yield from (PARTING.join(filter(None, mark.texts)) for mark in panel.marks)


def told(headings: Sequence[str], texts: Sequence[str]) -> list[str]:
    """Return each text of a point or of a part of a bar after its heading; empty texts are left out."""
    return [f"{heading}: {said}" for heading, said in zip(headings, texts, strict=True) if said]
