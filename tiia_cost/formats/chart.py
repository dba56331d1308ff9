"""A chart, independent of how it is drawn: panels with lines over two axes, all positions in whole numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Axis(NamedTuple):
    """An axis from its first to its last position, with ticks at some of them."""

    title: str
    first: int
    last: int
    ticks: tuple[tuple[int, str], ...]


class Dot(NamedTuple):
    """A point: its position, and a text for each heading of the chart, or no texts."""

    x: int
    y: int
    texts: tuple[str, ...] = ()


class Section(NamedTuple):
    """A part of the x axis between two bounds, with a name, and a short name for where there is little room."""

    first: int
    last: int
    name: str
    short: str


class Level(NamedTuple):
    """A level line over a part of the x axis."""

    first: int
    last: int
    y: int


class Panel(NamedTuple):
    """One drawing: lines, sections, shaded parts of the x axis, levels and marked points.

    Gaps between lines are not filled. `title` has one or more lines. `marks` are points that the notes of the chart
    mention; `tips` are points of the lines whose texts are shown when the pointer is near. `dotted` are lines that
    accompany the others.
    """

    title: tuple[str, ...]
    x: Axis
    y: Axis
    lines: tuple[tuple[Dot, ...], ...]
    sections: tuple[Section, ...] = ()
    shaded: tuple[tuple[int, int], ...] = ()
    levels: tuple[Level, ...] = ()
    marks: tuple[Dot, ...] = ()
    tips: tuple[Dot, ...] = ()
    dotted: tuple[tuple[Dot, ...], ...] = ()


class Chart(NamedTuple):
    """A titled chart with notes: a panel of the whole, and panels of details beside each other; either may be missing.

    `headings` are the headings of the texts of points.
    """

    title: str
    notes: tuple[str, ...]
    whole: Panel | None
    details: tuple[Panel, ...]
    headings: tuple[str, ...]

    @property
    def panels(self) -> tuple[Panel, ...]:
        """All panels: the whole, if there is one, then the details."""
        return self.details if self.whole is None else (self.whole, *self.details)

    def texts(self) -> Iterator[str]:
        """Yield every text that a picture of the chart may show."""
        yield from (self.title, *self.notes)
        for panel in self.panels:
            yield from (*panel.title, panel.x.title, panel.y.title)
            yield from (text for axis in (panel.x, panel.y) for _, text in axis.ticks)
            yield from (text for section in panel.sections for text in (section.name, section.short))
