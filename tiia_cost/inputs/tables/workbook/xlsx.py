"""Traps of a sheet of .xlsx or .xlsm: hidden rows, merged cells, errors, formulas without a value, dates of China."""

from __future__ import annotations

import re
from io import BytesIO
from typing import IO, TYPE_CHECKING
from xml.parsers import expat

from tiia_cost.inputs.tables.package import parse
from tiia_cost.inputs.tables.workbook.cells import of_serial, position
from tiia_cost.inputs.tables.workbook.formats import Format, format_of
from tiia_cost.inputs.tables.workbook.relations import opened, target_of, targets
from tiia_cost.inputs.tables.workbook.traps import NO_VALUE, Merge, Traps

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from zipfile import ZipFile

_TRUE = {"1", "true"}


class XlsxFinder:
    """A finder of the traps of the sheets of one workbook."""

    def __init__(self, package: ZipFile) -> None:
        """Read what the sheets share. Raises one of `DAMAGED` if the package is damaged."""
        self._package = package
        workbook = target_of(targets(package, ""), "officeDocument") or "xl/workbook.xml"
        self._parts: dict[str, str] = {}
        self._from_1904 = self._not_computed = False
        related = targets(package, workbook)
        self._read_workbook(workbook, related)
        self._formats = _formats(package, target_of(related, "styles"))

    def find(self, sheet: str) -> Traps:
        """Return the traps of a sheet. Raises one of `DAMAGED`."""
        with opened(self._package, self._parts[sheet]) as part:
            xml = part.read()
        plain = _plain(xml, self._formats)
        if plain is not None:
            return plain
        return _Sheet(self._formats, from_1904=self._from_1904, not_computed=self._not_computed).read(BytesIO(xml))

    def _read_workbook(self, part: str, related: Mapping[str, tuple[str, str]]) -> None:
        def start(element: str, attributes: Mapping[str, str]) -> None:
            if element == "sheet":
                by_id = next((value for name, value in attributes.items() if name.endswith(":id")), "")
                self._parts[attributes.get("name", "")] = related.get(by_id, ("", ""))[1]
            elif element == "workbookPr":
                self._from_1904 = attributes.get("date1904") in _TRUE
            elif element == "calcPr":
                # Written by libraries that do not compute: the values beside the formulas are placeholders.
                self._not_computed = attributes.get("fullCalcOnLoad") in _TRUE

        with opened(self._package, part) as xml:
            parse(xml, start)


class _Sheet:
    """A reader of the XML of one sheet. Its handlers run for every cell, so they do little for an ordinary one."""

    def __init__(self, formats: list[Format], *, from_1904: bool, not_computed: bool) -> None:
        self._formats, self._from_1904, self._not_computed = formats, from_1904, not_computed
        self._traps = Traps()
        self._row = self._column = -1
        self._hidden = False
        self._cell: Mapping[str, str] = {}
        self._format: Format = ""
        self._is_formula = self._has_value = False
        self._text: list[str] = []
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True

    def read(self, xml: IO[bytes]) -> Traps:
        parse(xml, self._start, self._parser)
        self._finish()
        return self._traps

    def _start(self, element: str, attributes: Mapping[str, str]) -> None:
        if element == "c":
            self._finish()
            self._cell = attributes
            if "r" not in attributes:
                self._column += 1
            if self._formats and "s" in attributes and attributes.get("t", "n") == "n":
                style = int(attributes["s"])
                self._format = self._formats[style] if style < len(self._formats) else ""
        elif element in {"v", "is"}:
            self._has_value = True
            if self._is_formula or self._format or self._cell.get("t") == "e":
                self._parser.CharacterDataHandler = self._text.append
        elif element == "f":
            self._is_formula = True
        elif element == "row":
            self._finish()
            self._row = int(attributes.get("r", self._row + 2)) - 1
            self._column = -1
            self._hidden = attributes.get("hidden") in _TRUE
        elif element == "col":
            self._columns_of(attributes)
        elif element == "mergeCell":
            first, _, last = attributes.get("ref", "").partition(":")
            self._traps.merged.append(Merge(*position(first), *position(last or first)))

    def _columns_of(self, attributes: Mapping[str, str]) -> None:
        if attributes.get("hidden") in _TRUE:
            self._traps.hide_columns(int(attributes["min"]) - 1, int(attributes["max"]) - 1)

    def _finish(self) -> None:
        """Take note of the cell that ends before the next begins."""
        if self._has_value or self._is_formula:
            reference = self._cell.get("r")
            at = (self._row, self._column) if reference is None else position(reference)
            self._traps.note(*at)
            if self._hidden:
                self._traps.hidden.add(self._row)
            if self._is_formula or self._format or self._cell.get("t") == "e":
                self._take(at)
                self._text.clear()
                self._parser.CharacterDataHandler = None
        self._format = ""
        self._is_formula = self._has_value = False

    def _take(self, cell: tuple[int, int]) -> None:
        text, type_ = "".join(self._text).strip(), self._cell.get("t", "n")
        if type_ == "e":
            self._traps.texts[cell] = text or "#N/A"
        elif self._is_formula and ((not text and type_ != "str") or self._not_computed):
            self._traps.refused[cell] = NO_VALUE
        elif self._format and text:
            shown = of_serial(float(text), month=self._format == "month", from_1904=self._from_1904)
            if shown is not None:
                self._traps.texts[cell] = shown


_UNUSUAL = (
    *(b"<f", b't="e"', b'hidden="1"', b'hidden="true"'),
    *(b"='", b" =", b"= ", b"\n", b"\t", b'="&', b"<!", b":c ", b"<c>"),  # not written as programs write XML
)


def _plain(xml: bytes, formats: Sequence[Format]) -> Traps | None:
    """Return the traps of a sheet that has none, at a tenth of the time that parsing takes; None for any other.

    Empty cells count here as if they were not.
    """
    start, end = xml.find(b"<sheetData>"), xml.rfind(b"</sheetData>")
    if start < 0 or b"hidden" in xml[:start].replace(b'hidden="false"', b"").replace(b'hidden="0"', b""):
        return None
    dates = [b's="%d"' % style for style, format_ in enumerate(formats) if format_]
    if b"<mergeCell" in xml[end:] or any(xml.find(text, start, end) >= 0 for text in (*_UNUSUAL, *dates)):
        return None
    cells = re.findall(rb'<c r="([A-Z]+)[0-9]+"', xml)
    rows = list(map(int, re.findall(rb'<row r="([0-9]+)"', xml)))
    if b"<v>" not in xml or not cells or not rows or len(cells) != xml.count(b"<c ", start, end):
        return None
    traps = Traps()
    columns = {position(f"{letters.decode()}1")[1] for letters in set(cells)}
    traps.note(min(rows) - 1, min(columns), max(columns))
    traps.note(max(rows) - 1, min(columns))
    return None if traps.is_too_large else traps


def _formats(package: ZipFile, part: str | None) -> list[Format]:
    """Return the format of each style of cells; no list if none of them matters."""
    if part is None:
        return []
    written: dict[int, str] = {}
    formats: list[Format] = []
    inside = [""]

    def start(element: str, attributes: Mapping[str, str]) -> None:
        if element in {"cellXfs", "cellStyleXfs", "dxfs"}:
            inside[0] = element
        elif element == "numFmt" and not inside[0]:
            written[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif element == "xf" and inside[0] == "cellXfs":
            formats.append(format_of(int(attributes.get("numFmtId", 0)), written))

    with opened(package, part) as xml:
        parse(xml, start)
    return formats if any(formats) else []
