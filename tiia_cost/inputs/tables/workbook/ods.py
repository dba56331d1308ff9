"""Traps of the sheets of an OpenDocument spreadsheet: hidden rows, merged cells, errors, formulas without a value."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING
from xml.parsers import expat

from tiia_cost.inputs.tables.package import XmlError, parse
from tiia_cost.inputs.tables.workbook.traps import NO_VALUE, Merge, Traps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from zipfile import ZipFile

_HIDDEN = {"collapse", "filter"}
_MOST = 1_000_000
"""Maximum number of cells that have traps; a cell that repeats has them as often as it does."""


def find_all(package: ZipFile) -> dict[str, Traps]:
    """Return the traps of each sheet. Raises one of `DAMAGED` if the package is damaged."""
    content = _Content()
    with package.open("content.xml") as xml:
        return content.read(xml)


class _Content:
    """A reader of the sheets of a document, which are all in one file, after the styles of their cells."""

    def __init__(self) -> None:
        self._sheets: dict[str, Traps] = {}
        self._formats: dict[str, str] = {}
        self._style = self._date_style = ""
        self._parts: dict[str, set[str]] = {}
        self._traps = Traps()
        self._defaults: list[tuple[int, str]] = []
        self._row, self._rows, self._hidden, self._row_style = 0, 0, False, ""
        self._column, self._columns = 0, 0
        self._cell: Mapping[str, str] = {}
        self._text: list[str] = []
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True

    def read(self, xml: object) -> dict[str, Traps]:
        self._parser.EndElementHandler = self._end
        parse(xml, self._start, self._parser)  # type: ignore[arg-type]
        return self._sheets

    def _start(self, element: str, attributes: Mapping[str, str]) -> None:
        if element in {"table-cell", "covered-table-cell"}:
            self._columns = int(attributes.get("table:number-columns-repeated", 1))
            self._cell = attributes
            if "table:formula" in attributes:
                self._parser.CharacterDataHandler = self._text.append
        elif element == "table-row":
            self._row += self._rows
            self._rows = int(attributes.get("table:number-rows-repeated", 1))
            self._hidden = attributes.get("table:visibility") in _HIDDEN
            self._row_style = attributes.get("table:default-cell-style-name", "")
            self._column = self._columns = 0
        elif element == "table":
            self._traps = self._sheets[attributes.get("table:name", "")] = Traps()
            self._row = self._rows = 0
            self._defaults.clear()
        elif element == "table-column":
            last = self._defaults[-1][0] if self._defaults else 0
            repeated = int(attributes.get("table:number-columns-repeated", 1))
            self._defaults.append((last + repeated, attributes.get("table:default-cell-style-name", "")))
            if attributes.get("table:visibility") in _HIDDEN:
                self._traps.hide_columns(last, last + repeated - 1)
        elif element == "style":
            self._formats[attributes.get("style:name", "")] = attributes.get("style:data-style-name", "")
        elif element == "date-style":
            self._date_style = attributes.get("style:name", "")
            self._parts[self._date_style] = set()
        elif self._date_style:
            self._parts[self._date_style].add(element)

    def _end(self, element: str) -> None:
        if element in {"table:table-cell", "table:covered-table-cell"}:
            self._finish()
            self._column += self._columns
        elif element == "number:date-style":
            self._date_style = ""

    def _finish(self) -> None:
        """Take note of a cell at its end."""
        cell, traps = self._cell, self._traps
        kind, is_formula = cell.get("office:value-type", ""), "table:formula" in cell
        text = "".join(self._text).strip()
        self._text.clear()
        self._parser.CharacterDataHandler = None
        if not (kind or is_formula):
            return
        last = self._row + self._rows - 1
        traps.note(self._row, self._column, self._column + self._columns - 1)
        traps.note(last, self._column)
        across, down = (int(cell.get(f"table:number-{way}-spanned", 1)) for way in ("columns", "rows"))
        if across > 1 or down > 1:
            traps.merged.append(Merge(self._row, self._column, self._row + down - 1, self._column + across - 1))
        if self._hidden:
            traps.hidden.update(range(self._row, min(last + 1, 1 << 20)))
        if is_formula and not kind:
            self._everywhere(traps.refused, NO_VALUE)
        elif is_formula and (cell.get("calcext:value-type") == "error" or (kind == "string" and text[:1] == "#")):
            self._everywhere(traps.texts, text or "#VALUE!")
        elif kind == "float" and text in {"TRUE", "FALSE"}:
            self._everywhere(traps.texts, text)
        elif kind == "date" and self._is_month():
            traps.dates.update(dict.fromkeys(self._cells(len(traps.dates)), True))

    def _everywhere(self, found: dict[tuple[int, int], str], value: str) -> None:
        found.update((at, value) for at in self._cells(len(found)))

    def _cells(self, before: int) -> Iterator[tuple[int, int]]:
        """Return all the cells that a repeated one stands for; raise XmlError if they are too many."""
        if before + self._rows * self._columns > _MOST:
            raise XmlError
        rows, columns = range(self._row, self._row + self._rows), range(self._column, self._column + self._columns)
        return product(rows, columns)

    def _is_month(self) -> bool:
        """Return whether the format of the cell shows a month without its day."""
        style = self._cell.get("table:style-name") or self._row_style
        style = style or next((style for end, style in self._defaults if self._column < end), "")
        parts = self._parts.get(self._formats.get(style, ""), set())
        return "month" in parts and not parts & {"day", "hours", "minutes", "seconds"}
