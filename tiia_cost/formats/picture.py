"""Pictures of charts to put into a document: SVG and PNG."""

from __future__ import annotations

import html as markup
from functools import cache
from typing import TYPE_CHECKING

from tiia_cost.errors import OptionError, Problem
from tiia_cost.formats.chart import SYMBOL
from tiia_cost.formats.svg import FONTS, picture

if TYPE_CHECKING:
    from tiia_cost.formats.chart import Chart

_SCALE = 2
"""Pixels of a PNG for each pixel of the drawing, in each direction, for screens and print of high resolution."""

_TOLD = 12
"""Highest number of characters without a font that a message lists."""

_NO_GLYPH = "\U0010fffd"
"""The last private-use character: no font has it, so its picture is that of any missing character."""


def draw(chart: Chart, format_: str) -> str | bytes:
    """Render a chart as `svg` or `png`. Raises OptionError as `png` does."""
    return png(chart) if format_ == "png" else svg(chart)


def svg(chart: Chart) -> str:
    """Render a chart as SVG. Its text is drawn in the first of its named fonts that is on the reader's machine."""
    return f"{picture(chart)}\n"


def png(chart: Chart) -> bytes:
    """Render a chart as PNG. Raises OptionError if no font on this machine has a character that the chart needs."""
    import vl_convert  # noqa: PLC0415 - of all pictures only this one needs it

    characters = {character for one in chart.every for text in one.texts() for character in text} - {SYMBOL}
    missing = "".join(sorted(filter(_is_missing, characters)))
    if missing:
        shown = missing if len(missing) <= _TOLD else f"{missing[:_TOLD]}…"
        raise OptionError([Problem("font-missing", {"characters": shown})])
    return vl_convert.svg_to_png(svg(chart), scale=_SCALE)


def _is_missing(character: str) -> bool:
    return not character.isascii() and character.isprintable() and _drawn(character) == _drawn(_NO_GLYPH)


@cache
def _drawn(character: str) -> bytes:
    """Return a PNG of a character, drawn in the fonts of a chart."""
    import vl_convert  # noqa: PLC0415 - see above

    return vl_convert.svg_to_png(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24">'
        f'<text x="2" y="18" font-size="16" font-family="{markup.escape(FONTS)}">{character}</text></svg>'
    )
