"""Workbook: an .xlsx file with tables as sheets, in which numbers are numbers and everything else is text."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from io import BytesIO
from itertools import zip_longest
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

import xlsxwriter

from tiia_cost.errors import OutputError, Problem
from tiia_cost.formats.fold import fold_heading, longest_word, width_of
from tiia_cost.formats.sheet import Cell, number_of, tone_of, toned

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from tiia_cost.formats.sheet import Column, Fact, Kind, Sheet, Tone

MOST_ROWS = 1_048_576
"""Rows of a sheet, a limit of the file format."""

LARGE = 50_000
"""Rows from which a workbook is written in little memory."""

_LONGEST_TEXT = 32_767  # characters that a cell may hold; those beyond U+FFFF count twice

_DIGITS = 15
"""Digits that a spreadsheet keeps of a number; a text keeps all of them."""

_FORMATS: dict[Kind, str] = {
    "count": "#,##0",
    "amount": "#,##0.00",
    "change": "+#,##0.00;-#,##0.00;0.00",
    "share": "0.00%",
    "price": "0.00##########",
}
_COLOURS: dict[Tone, str] = {"good": "#1E7B34", "warning": "#9C5700", "bad": "#C00000"}
_FILL, _TOTAL, _RULE = "#DDE6F0", "#F2F5F9", "#8EA4BC"

_PADDING = 2  # cells of a column beside its text
_BUTTON = 3  # cells that the button of a filter takes in a heading
_WIDEST = 48  # cells of a column whose text may be broken into lines
_HEADING_WIDTH = 12  # cells of a heading that is not folded, even if its column is narrower
_PAGE = 96  # cells that sentences have at least; together with tables they are printed on one page
_NOTE = 110  # cells of sentences where there are no tables; so much, or more, is printed across the page
_FEW = 20  # rows of a table that are in view together with its headings

_TEXT, _HEADING = 11, 15  # points
_LINE = 1.36  # height of a line, in parts of its points
_CHINESE = 0.92  # part of a line that Chinese fills: a character is a little wider than two figures


class Tab(NamedTuple):
    r"""A sheet of a workbook under its name: a heading, sentences, facts, then tables with their titles and notes.

    The `subject`, above the heading, is what the whole is.

    A name has at most 31 characters and none of ``[]:*?/\``. A single table without a title, and nothing else, is a
    list: its headings are in row 1, stay in view and have filters.
    """

    name: str
    tables: Sequence[Sheet] = ()
    heading: str = ""
    sentences: Sequence[str] = ()
    facts: Sequence[Fact] = ()
    subject: str = ""

    @property
    def is_list(self) -> bool:
        """True if the tab is a list."""
        return len(self.tables) == 1 and not (self.heading or self.sentences or self.facts or self.tables[0].title)


def render(tabs: Sequence[Tab], properties: Mapping[str, str]) -> bytes:
    """Render the sheets of a workbook, with custom document properties. The same input gives the same bytes.

    Raises OutputError if a sheet has more rows, or a cell more characters, than the format allows.
    """
    stream = BytesIO()
    # Nothing becomes a formula or a link, whatever it looks like.
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    # In little memory XlsxWriter writes texts in a way that some programs that only show workbooks do not read.
    large = sum(len(table.rows) for tab in tabs for table in tab.tables) > LARGE
    options |= {"constant_memory": True} if large else {"in_memory": True}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 - the same in every run
        for name, value in properties.items():
            book.set_custom_property(name, value, "text")
        styles = _Styles(book)
        for tab in tabs:
            _Drawing(book.add_worksheet(tab.name), styles, tab).draw()
    return stream.getvalue()


class _Styles:
    """Formats of cells, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[object, ...], Format] = {}
        self._cells: dict[tuple[object, ...], Format] = {}

    def get(self, tone: Tone | None = None, **look: object) -> Format:
        """Return the format with these properties of XlsxWriter, coloured by the tone."""
        key = (tone, *look.items())
        if key not in self._made:
            colour = {"font_color": _COLOURS[tone]} if tone else {}
            self._made[key] = self._book.add_format({"valign": "top", "font_size": _TEXT, **colour, **look})
        return self._made[key]

    def cell(
        self, kind: Kind | None, tone: Tone | None, figure: bool, indented: bool, wraps: bool, total: bool
    ) -> Format:
        """Return the format of a cell of a table: of a number if it has a kind, else of figures or words as text."""
        key = (kind, tone, figure, indented, wraps, total)
        if key not in self._cells:
            look: dict[str, object] = {"align": "right"}
            if kind is not None:
                look = {"num_format": _FORMATS[kind]}
            elif not figure:
                # Under this number format a text stays text when somebody edits it.
                look = {"num_format": "@", "align": "left", "indent": int(indented), "text_wrap": wraps}
            ruled = {"bold": True, "top": 1, "top_color": _RULE, "bg_color": _TOTAL} if total else {}
            self._cells[key] = self.get(tone, **look, **ruled)
        return self._cells[key]


class _Drawing:
    """A sheet that is drawn from top to bottom; `row` is the next one, from 0."""

    def __init__(self, sheet: Worksheet, styles: _Styles, tab: Tab) -> None:
        self._sheet, self._styles, self._tab = sheet, styles, tab
        self._row = 0
        self._widths = _widths(tab)

    def draw(self) -> None:
        """Draw the whole tab. Raises OutputError if it does not fit."""
        sheet, tab = self._sheet, self._tab
        for column, width in enumerate(self._widths):
            sheet.set_column(column, column, width)
        if sum(self._widths) >= _NOTE:
            sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.set_footer("&C&P / &N")
        if not tab.is_list:
            sheet.hide_gridlines(2)
        if tab.subject:
            self._sentence(tab.subject, bold=True)
        if tab.heading:
            self._sentence(tab.heading, _HEADING, bold=True)
        for sentence in tab.sentences:
            self._sentence(sentence)
        if tab.facts:
            self._row += bool(self._row)
            for fact in tab.facts:
                self._fact(fact)
        for table in tab.tables:
            self._row += bool(self._row)
            self._table(table)

    def _sentence(self, text: str, points: int = _TEXT, **look: object) -> None:
        """Write a text over all columns, in as many lines as it needs."""
        style = self._styles.get(tone_of(text), text_wrap=True, **{**look, "font_size": points})
        self._across(0, text, style, points)

    def _across(self, first: int, text: str, style: Format, points: int = _TEXT) -> None:
        """Write a text from a column to the last, and end the row."""
        last = len(self._widths) - 1
        if first < last:
            self._sheet.merge_range(self._row, first, self._row, last, "", style)
        self._text(first, text, style)
        self._end_row(_lines(text, sum(self._widths[first:]) * _TEXT / points), points)

    def _end_row(self, lines: int, points: int = _TEXT) -> None:
        """Go on to the next row. This one becomes as high as its lines: no program finds that by itself everywhere."""
        if lines > 1 or points != _TEXT:
            self._sheet.set_row(self._row, round(lines * points * _LINE, 1))
        self._row += 1

    def _fact(self, fact: Fact) -> None:
        self._text(0, fact.label, self._styles.get(font_color="#595959"))
        text = toned(" · ".join(filter(None, (fact.text, fact.of))), tone_of(fact.text))
        self._across(1, text, self._styles.get(tone_of(text), bold=True, text_wrap=True))

    def _table(self, table: Sheet) -> None:
        listed = self._tab.is_list
        if table.title:
            self._sentence(table.title, bold=True)
        top = self._row
        last = top + len(table.rows)
        if last + (table.total is not None) >= MOST_ROWS:
            raise OutputError([Problem("workbook-too-long", {"count": len(table.rows), "name": self._tab.name})])
        self._headings(table)
        for row in table.rows:
            self._cells(table.columns, row)
        if table.total is not None:
            first, *others = table.total
            self._cells(table.columns, (_capital(first), *others), total=True)
        if listed and table.rows:
            self._sheet.autofilter(top, 0, last, len(table.columns) - 1)
        if len(self._tab.tables) == 1 and table.rows:
            self._sheet.repeat_rows(top)
            if listed or len(table.rows) > _FEW:
                self._sheet.freeze_panes(top + 1, 0)
        # An account is text that may look like a number.
        self._sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 2}"})
        self._row += bool(table.notes)
        for note in table.notes:
            self._sentence(note)

    def _headings(self, table: Sheet) -> None:
        lines = 1
        # The buttons of filters lie over the right end of headings.
        indent = _BUTTON - 1 if self._tab.is_list else 0
        for index, column in enumerate(table.columns):
            style = self._styles.get(
                bold=True,
                bg_color=_FILL,
                bottom=1,
                bottom_color=_RULE,
                text_wrap=True,
                align="right" if column.figure else "left",
                indent=indent if column.figure else int(index > 0),
            )
            folded = fold_heading(column.heading, int(self._widths[index]) - _PADDING - indent)
            self._text(index, _capital(column.name), style)
            lines = max(lines, len(folded))
        self._end_row(lines)

    def _cells(self, columns: Sequence[Column], row: Sequence[str], *, total: bool = False) -> None:
        lines = 1
        for index, (column, text) in enumerate(zip(columns, row, strict=True)):
            number = _exact(number_of(text))
            kind = None if number is None or not isinstance(text, Cell) else text.kind
            if text or total:
                wraps = self._widths[index] >= _WIDEST + _PADDING
                lines = max(lines, _lines(text, self._widths[index])) if wraps else lines
                style = self._styles.cell(kind, tone_of(text), column.figure, index > 0, wraps, total)
                if number is None:
                    self._text(index, text, style)
                else:
                    self._sheet.write_number(self._row, index, number, style)
        self._end_row(lines)

    def _text(self, column: int, text: str, style: Format) -> None:
        """Write a text as it is; an empty one is an empty cell with a style."""
        sheet = self._sheet
        if not text:
            left_out = sheet.write_blank(self._row, column, None, style)
        elif text.startswith("<r>") and text.endswith("</r>"):
            # XlsxWriter would take it for its own markup; in two parts it becomes such markup, escaped.
            left_out = sheet.write_rich_string(self._row, column, text[:1], self._styles.get(), text[1:], style)
        else:
            left_out = sheet.write_string(self._row, column, text, style)
        if left_out:
            raise OutputError([Problem("workbook-text-too-long", {"count": _LONGEST_TEXT, "name": self._tab.name})])


def _lines(text: str, width: float) -> int:
    """Return about how many lines a text takes in so many cells: letters are narrower than figures, so words fit."""
    cells = width_of(text)
    return max(1, ceil(cells / (width if cells == len(text) else width * _CHINESE)))


def _capital(text: str) -> str:
    """Return a heading as documents have it, with a capital letter."""
    return text[:1].upper() + text[1:]


def _exact(number: Decimal | int | None) -> Decimal | None:
    """Return a number as it is written, digit by digit, without a float; None if a spreadsheet would lose some."""
    if number is None:
        return None
    exact = Decimal(number)
    return exact if len(exact.as_tuple().digits) <= _DIGITS else None


def _widths(tab: Tab) -> list[float]:
    """Return the width of each column, in cells: that of its text, and for sentences at least a page."""
    if not tab.tables and not tab.facts:
        return [_NOTE]
    button = _BUTTON if tab.is_list else 0
    tables = ([_width(table, index, button) for index in range(len(table.columns))] for table in tab.tables)
    widths = [float(max(column)) for column in zip_longest(*tables, fillvalue=0)]
    labels = max((width_of(fact.label) + _PADDING for fact in tab.facts), default=0)
    widths = [max(labels, *widths[:1]), *widths[1:]] if labels and widths else widths or [float(labels)]
    if not tab.is_list:
        widths += [max(_PAGE - sum(widths), 0.0)] if sum(widths) < _PAGE else []
    return widths


def _width(table: Sheet, index: int, button: int) -> int:
    """Return the width of a column of a table. Headings are folded, so that they are hardly wider than their cells."""
    column = table.columns[index]
    texts: Iterator[str] = (row[index] for row in (*table.rows, *([table.total] if table.total else [])))
    widest = min(max((len(text) if text.isascii() else width_of(text) for text in texts), default=0), _WIDEST)
    folded = fold_heading(column.heading, max(widest, longest_word(column.heading), _HEADING_WIDTH))
    return max(widest, max(map(width_of, folded)) + button) + _PADDING + (not column.figure and index > 0)
