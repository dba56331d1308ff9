"""Page: a result as one HTML file that loads nothing, to read on any screen, to print, and to send to somebody."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from tiia_cost.formats.sheet import MARK, tone_of
from tiia_cost.formats.svg import inline
from tiia_cost.messages import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tiia_cost.formats.chart import Chart
    from tiia_cost.formats.sheet import Column, Fact, Sheet

_WIDTHS = {"wide": 944, "narrow": 328}
"""Widths in CSS pixels for which a chart is drawn, by the class of its drawing: a page shows the one that fits."""

_LANGUAGES = {"en": "en", "zh": "zh-CN"}

# Letters that are written from right to left, with marks of that direction, and what stands between two of them.
_RTL = "\u0590-\u08ff\u061c\u200f\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_RIGHT_TO_LEFT = re.compile(f"[{_RTL}](?:[^,.:;·，。：；]*[{_RTL}])?")

_DATE = re.compile(r"(?<![\w/.=-])[0-9]{4}-(?:0[1-9]|1[0-2])(?:-[0-3][0-9])?(?![\w-])", re.ASCII)
_ADDRESS = re.compile(r"(?:https?://)?(?:[a-z0-9-]+\.)+[a-z]{2,}/(?:[\w/.~%?=#+-]|&amp;)*[\w/]", re.ASCII)


class Page(NamedTuple):
    """Content of a page, from top to bottom; its texts may have a tone.

    The `subject`, which is what the page is, the answer, where and when it holds (`scope`), a `caveat` on its prices,
    the `lead`, which is the next sentence to read, `warnings`, facts, charts, tables, remarks about the whole, and the
    tables of prices that it rests on, below their own remark.
    """

    subject: str
    answer: str
    scope: str
    caveat: str
    lead: str
    facts: Sequence[Fact]
    charts: Sequence[Chart]
    sheets: Sequence[Sheet]
    prices: Sequence[Sheet]
    warnings: Sequence[str] = ()
    remarks: Sequence[str] = ()
    on_prices: Sequence[str] = ()


def render(page: Page, lang: str, version: str) -> str:
    """Render a page in a language, made by a version of this program. The same content always is the same text."""
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "isolated": isolated,
        "foldable": foldable,
        "named": named,
        "row_header": row_header,
        "linked": linked,
        "tone": tone_of,
        "drawn": lambda chart, width: _markup(inline(chart, width=width)),
    }
    template = environment.from_string((files(__package__) / "page.html.jinja").read_text(encoding="utf-8"))
    return template.render(
        page=page,
        language=_LANGUAGES[lang],
        widths=_WIDTHS,
        version=version,
        say=lambda code, **params: say(code, lang, **params),
    )


def row_header(sheet: Sheet) -> int:
    """Return the index of the first column in which no cell is empty: what it says is said of its row."""
    return next((i for i in range(len(sheet.columns)) if all(row[i] for row in sheet.rows)), 0)


def isolated(text: str) -> Markup:
    """Return text as markup in which right-to-left parts, such as a name, do not reorder what stands beside them.

    Days and months are marked as such: a line must not be broken inside one.
    """
    isolated = _RIGHT_TO_LEFT.sub(r"<bdi>\g<0></bdi>", str(escape(text)))
    return _markup(_DATE.sub(r"<time>\g<0></time>", isolated))


def foldable(column: Column) -> Markup:
    """Return the heading of a column as markup; Chinese headings may be folded at their marks alone."""
    return _markup(str(isolated(column.heading)).replace(MARK, "<wbr>"))


def named(text: str) -> Markup:
    """Return the text of a cell as markup: a name may be written from right to left as a whole, dates stay whole."""
    if _RIGHT_TO_LEFT.search(text):
        return Markup("<bdi>{}</bdi>").format(text)
    return _markup(_DATE.sub(r"<time>\g<0></time>", str(escape(text))))


def linked(text: str) -> Markup:
    """Return text as markup in which addresses of web pages are links; one without a scheme is taken as https."""

    def link(match: re.Match[str]) -> str:
        address = match[0] if "://" in match[0] else f"https://{match[0]}"
        return f'<a href="{address}" rel="noreferrer">{match[0]}</a>'

    return _markup(_ADDRESS.sub(link, str(isolated(text))))


def _markup(text: str) -> Markup:
    """Return text that is markup already: whatever came from input is escaped in it."""
    return Markup(text)  # noqa: S704 - see above
