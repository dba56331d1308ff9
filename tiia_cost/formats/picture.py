"""Pictures of charts: SVG and PNG to put into a document, HTML that shows the figures under the pointer."""

from __future__ import annotations

import html as markup
import json
from functools import cache
from typing import TYPE_CHECKING

import vl_convert

from tiia_cost.errors import OptionError, Problem
from tiia_cost.formats.vega import FONTS, specification

if TYPE_CHECKING:
    from tiia_cost.formats.chart import Chart

_VERSION = "6.1"
"""Version of Vega-Lite, as in `vega.SCHEMA`. A later one must not change the look of pictures, so it is fixed."""

_SCALE = 2
"""Pixels of a PNG for each pixel of the drawing, in each direction, for screens and print of high resolution."""

_TOLD = 12
"""Highest number of characters without a font that a message lists."""

_NO_GLYPH = "\U0010fffd"
"""The last private-use character: no font has it, so its picture is that of any missing character."""

_SCRIPT = """\
const specification = JSON.parse(document.getElementById("specification").textContent);
vegaEmbed("#chart", specification, {actions: false, renderer: "svg"}).catch(console.error);
"""

_PAGE = """\
<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
</head>
<body>
<div id="chart"></div>
<script type="application/json" id="specification">{specification}</script>
<script>{script}</script>
</body>
</html>
"""


def draw(chart: Chart, format_: str, lang: str) -> str | bytes:
    """Render a chart as `svg`, `png` or `html`; `lang` is that of the page. Raises OptionError as `png` does."""
    match format_:
        case "svg":
            return svg(chart)
        case "png":
            return png(chart)
        case _:
            return html(chart, lang)


def svg(chart: Chart) -> str:
    """Render a chart as SVG. Its text is drawn in the first of its named fonts that is on the reader's machine."""
    return f"{vl_convert.vegalite_to_svg(_as_json(chart, pointer=False), vl_version=_VERSION)}\n"


def png(chart: Chart) -> bytes:
    """Render a chart as PNG. Raises OptionError if no font on this machine has a character that the chart needs."""
    missing = "".join(sorted({character for text in chart.texts() for character in text if _is_missing(character)}))
    if missing:
        shown = missing if len(missing) <= _TOLD else f"{missing[:_TOLD]}…"
        raise OptionError([Problem("font-missing", {"characters": shown})])
    return vl_convert.vegalite_to_png(_as_json(chart, pointer=False), vl_version=_VERSION, scale=_SCALE)


def html(chart: Chart, lang: str) -> str:
    """Render a chart as an HTML page that needs no other file and no network."""
    script = vl_convert.javascript_bundle(_SCRIPT, vl_version=_VERSION)
    # In JSON, < occurs only in texts; there it could end the script element around the JSON.
    plain = _as_json(chart, pointer=True).replace("<", "\\u003c")
    return _PAGE.format(lang=lang, title=markup.escape(chart.title), specification=plain, script=script)


def _as_json(chart: Chart, *, pointer: bool) -> str:
    """Return the specification of a chart as JSON text, in which a whole number may be of any size."""
    return json.dumps(specification(chart, pointer=pointer), ensure_ascii=False)


def _is_missing(character: str) -> bool:
    return not character.isascii() and character.isprintable() and _drawn(character) == _drawn(_NO_GLYPH)


@cache
def _drawn(character: str) -> bytes:
    """Return a PNG of a character, drawn in the fonts of a chart."""
    return vl_convert.svg_to_png(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24">'
        f'<text x="2" y="18" font-size="16" font-family="{markup.escape(FONTS)}">{character}</text></svg>'
    )
