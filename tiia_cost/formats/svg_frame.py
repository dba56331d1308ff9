"""Place of the axes of a panel in a picture, and of positions between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tiia_cost.formats.chart import Panel


class Frame(NamedTuple):
    """Place of the axes of a panel, in pixels from the upper left corner of the picture."""

    panel: Panel
    left: float
    right: float
    top: float
    bottom: float

    def x(self, position: int) -> float:
        """Return where a position of the x axis is."""
        first, last = self.panel.x.first, self.panel.x.last
        return self.left + (position - first) / (last - first) * (self.right - self.left)

    def y(self, position: int) -> float:
        """Return where a position of the y axis is."""
        first, last = self.panel.y.first, self.panel.y.last
        return self.bottom - (position - first) / (last - first) * (self.bottom - self.top)
