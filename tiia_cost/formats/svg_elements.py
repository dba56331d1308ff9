"""Elements of SVG as text, their colours, and the room that text takes."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.formats.fold import fold, width_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Look = tuple[str, str | None]
    """Colour and dashes of a line."""

TITLE, NOTE, SMALL = 16, 12, 11
"""Font sizes."""

LINE = 14
"""Height of a line of small text."""

INK = "currentColor"
"""Colour of text and axes: that of the page around, or of the picture."""

FAINT = 0.65
"""Opacity of ink that is less important, in any colour of the ink."""

# Okabe and Ito's colours: people with any kind of colour vision can tell them apart, also in print.
_ORANGE, _SKY, _GREEN, _YELLOW, _BLUE, _RED, _PURPLE = (
    *("#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7"),
)
_SERIES = (_BLUE, _ORANGE, _GREEN, _PURPLE, _SKY, _RED, _YELLOW, INK, "#999999")

_OF_LINES = tuple(number for number, colour in enumerate(_SERIES) if colour != _YELLOW)
"""Series whose colours are those of lines, too: yellow cannot be seen on white unless it fills an area."""

_DASHES = (None, "9 3", "2 3", "9 3 2 3", "5 3", "16 3", "9 3 2 3 2 3", "16 3 2 3", "9 3 9 3 2 3")
"""Dashes of lines. They are one more than the colours, so that 72 lines differ, and nine do without colours."""


class Palette(NamedTuple):
    """Colours of a chart, as values of attributes."""

    line: str
    dotted: str
    shade: str
    mark: str
    paper: str
    series: tuple[str, ...]


def palette(*, themed: bool) -> Palette:
    """Return the colours of a chart on white; `themed` ones can be set by a page, each by a custom property.

    These are called ``--chart-line``, ``--chart-dotted``, ``--chart-shade``, ``--chart-mark``, ``--chart-paper`` (the
    ground) and, for series, ``--chart-1`` to ``--chart-9``.
    """

    def colour(name: str, value: str) -> str:
        return f"var(--chart-{name}, {value})" if themed else value

    return Palette(
        colour("line", _BLUE),
        colour("dotted", _GREEN),
        colour("shade", _ORANGE),
        colour("mark", _RED),
        colour("paper", "white"),
        tuple(colour(str(number), value) for number, value in enumerate(_SERIES, start=1)),
    )


def line_look(series: int, palette: Palette) -> Look:
    """Return the look of the lines of a series, by its number."""
    return palette.series[_OF_LINES[series % len(_OF_LINES)]], _DASHES[series % len(_DASHES)]


def element(name: str, *content: str, **attributes: float | str | None) -> str:
    """Return an element with its content, which is markup, and attributes; ``_`` in a name stands for ``-``.

    Attributes that are None are left out, texts among them are escaped already (see `quoted`). Numbers are positions on
    the screen, the only ones that need not be exact.
    """
    named = "".join(
        f' {key.replace("_", "-")}="{value if isinstance(value, str) else _plain(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{named}>{''.join(content)}</{name}>" if content else f"<{name}{named}/>"


def _plain(position: float) -> str:
    return f"{position:.2f}".rstrip("0").rstrip(".")


def quoted(words: str) -> str:
    """Return text as the value of an attribute, in which ends of lines are kept."""
    return escape(words).replace("\n", "&#10;")


def tooltip(*lines: str) -> str:
    """Return what is shown when the pointer is on the element around it."""
    return element("title", escape("\n".join(lines), quote=False))


def text(words: str, x: float, y: float, size: int, **attributes: float | str | None) -> str:
    """Return text in one line; `y` is that of its base line."""
    return element("text", escape(words, quote=False), x=x, y=y, font_size=size, **attributes)


def path(*lines: Sequence[tuple[float, float]], **attributes: float | str | None) -> str:
    """Return lines through points, each by itself, that are not filled."""
    drawn = ("M" + "L".join(f"{_plain(x)} {_plain(y)}" for x, y in line) for line in lines)
    return element("path", d="".join(drawn), fill="none", **attributes)


def area(corners: Iterable[tuple[float, float]], **attributes: float | str | None) -> str:
    """Return an area with straight edges between its corners."""
    return element("path", d="M" + "L".join(f"{_plain(x)} {_plain(y)}" for x, y in corners) + "z", **attributes)


def diamond(x: float, y: float, radius: float, colour: str) -> str:
    """Return the symbol of marked points: a shape, because fonts may lack the character."""
    return area(((x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)), fill=colour)


def room(words: str, size: int) -> float:
    """Return the width that text takes in a font, at most: a letter three fifths of its size, Chinese twice as much."""
    return 0.6 * size * width_of(words)


def folded(texts: Iterable[str], width: float, size: int) -> list[str]:
    """Return texts as lines, each folded to a width."""
    return [line for one in texts for line in fold(one, int(width / (0.6 * size)))]
