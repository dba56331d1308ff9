"""Traps of a sheet of .xlsx or .xlsm: hidden rows, merged cells, errors, formulas without a value, dates."""

from __future__ import annotations

import re
from io import BytesIO
from typing import IO, TYPE_CHECKING
from xml.parsers import expat
from zipfile import ZipFile

from tiia_cost.inputs.tables.package import parse
from tiia_cost.inputs.tables.workbook.cells import position
from tiia_cost.inputs.tables.workbook.formats import by_style
from tiia_cost.inputs.tables.workbook.relations import opened, target_of, targets
from tiia_cost.inputs.tables.workbook.traps import NO_VALUE, Merge, Traps

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_TRUE = {"1", "true"}


_MOST = 1 << 20
"""Bytes of the list of sheets beyond which it is not that of a workbook for people."""


def sheet_names(workbook: IO[bytes]) -> list[str]:
    """Return the names of the visible sheets of a workbook, without reading any sheet. Raises one of `DAMAGED`."""
    names: list[str] = []

    def start(element: str, attributes: Mapping[str, str]) -> None:
        if element == "sheet" and attributes.get("state", "visible") == "visible":
            names.append(attributes.get("name", ""))

    package = ZipFile(workbook)
    with opened(package, _workbook_part(package)) as xml:
        parse(BytesIO(xml.read(_MOST)), start)
    return names


def _workbook_part(package: ZipFile) -> str:
    return target_of(targets(package, ""), "officeDocument") or "xl/workbook.xml"


class XlsxFinder:
    """A finder of the traps of the sheets of one workbook."""

    def __init__(self, package: ZipFile) -> None:
        """Read what the sheets share. Raises one of `DAMAGED` if the package is damaged."""
        self._package = package
        workbook = _workbook_part(package)
        self._parts: dict[str, str] = {}
        self._not_computed = False
        related = targets(package, workbook)
        self._read_workbook(workbook, related)
        self._dates = _dates(package, target_of(related, "styles"))

    def find(self, sheet: str) -> Traps:
        """Return the traps of a sheet. Raises one of `DAMAGED`."""
        with opened(self._package, self._parts[sheet]) as part:
            xml = part.read()
        plain = _plain(xml, self._dates)
        if plain is not None:
            return plain
        return _Sheet(self._dates, not_computed=self._not_computed).read(BytesIO(xml))

    def _read_workbook(self, part: str, related: Mapping[str, tuple[str, str]]) -> None:
        def start(element: str, attributes: Mapping[str, str]) -> None:
            if element == "sheet":
                by_id = next((value for name, value in attributes.items() if name.endswith(":id")), "")
                self._parts[attributes.get("name", "")] = related.get(by_id, ("", ""))[1]
            elif element == "calcPr":
                # Written by libraries that do not compute: the values beside the formulas are placeholders.
                self._not_computed = attributes.get("fullCalcOnLoad") in _TRUE

        with opened(self._package, part) as xml:
            parse(xml, start)


class _Sheet:
    """A reader of the XML of one sheet. Its handlers run for every cell, so they do little for an ordinary one."""

    def __init__(self, dates: dict[str, bool], *, not_computed: bool) -> None:
        self._dates, self._not_computed = dates, not_computed
        self._traps = Traps()
        self._row = self._column = -1
        self._hidden = False
        self._cell: Mapping[str, str] = {}
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
        elif element in {"v", "is"}:
            self._has_value = True
            if self._is_formula or self._cell.get("t") == "e":
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
            style = self._cell.get("s")
            if style in self._dates:
                self._traps.dates[at] = self._dates[style]
            if self._is_formula or self._cell.get("t") == "e":
                self._take(at)
                self._text.clear()
                self._parser.CharacterDataHandler = None
        self._is_formula = self._has_value = False

    def _take(self, cell: tuple[int, int]) -> None:
        text, type_ = "".join(self._text).strip(), self._cell.get("t", "n")
        if type_ == "e":
            self._traps.texts[cell] = text or "#N/A"
        elif self._is_formula and ((not text and type_ != "str") or self._not_computed):
            self._traps.refused[cell] = NO_VALUE


_TRAPS = (
    *(b"<f", b't="e"', b'hidden="1"', b'hidden="true"'),
    *(b"='", b" =", b"= ", b"\n", b"\t", b'="&', b"<!", b":c "),  # not written as programs write XML
)


def _plain(xml: bytes, dates: Iterable[str]) -> Traps | None:
    """Return the traps of a sheet that has none, at a tenth of the time that parsing takes; None for any other.

    Its size is as declared; if it is larger, the process that reads it ends at its limits.
    """
    start, end = xml.find(b"<sheetData>"), xml.rfind(b"</sheetData>")
    size = re.search(rb'<dimension ref="([A-Z]+[0-9]+):([A-Z]+[0-9]+)"', xml[: max(start, 0)])
    of_dates = [f's="{style}"'.encode() for style in dates]
    if (
        size is None
        or any(xml.find(text, start, end) >= 0 for text in (*_TRAPS, *of_dates))
        or xml.find(b"<v>", start, end) < 0
        or b"<mergeCell" in xml[end:]
        or b"hidden" in xml[:start].replace(b'hidden="false"', b"").replace(b'hidden="0"', b"")
    ):
        return None
    traps = Traps()
    for corner in size.groups():
        traps.note(*position(corner.decode()))
    return None if traps.is_too_large else traps


def _dates(package: ZipFile, part: str | None) -> dict[str, bool]:
    """Return the styles of dates that matter, and whether they show only the month."""
    written: dict[int, str] = {}
    numbers: list[int] = []
    inside = [""]

    def start(element: str, attributes: Mapping[str, str]) -> None:
        if element in {"cellXfs", "cellStyleXfs", "dxfs"}:
            inside[0] = element
        elif element == "numFmt" and not inside[0]:
            written[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif element == "xf" and inside[0] == "cellXfs":
            numbers.append(int(attributes.get("numFmtId", 0)))

    if part is not None:
        with opened(package, part) as xml:
            parse(xml, start)
    return {str(style): month for style, month in by_style(numbers, written).items()}
