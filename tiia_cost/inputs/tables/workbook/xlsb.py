"""Traps of a sheet of .xlsb: hidden rows, merged cells, errors, dates of China. Its records are those of [MS-XLSB]."""

from __future__ import annotations

import struct
from typing import IO, TYPE_CHECKING

from tiia_cost.inputs.tables.workbook.cells import of_serial
from tiia_cost.inputs.tables.workbook.formats import Format, format_of
from tiia_cost.inputs.tables.workbook.relations import opened, targets
from tiia_cost.inputs.tables.workbook.traps import Merge, Traps
from tiia_cost.inputs.tables.workbook.xls import ERRORS, of_rk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zipfile import ZipFile

_WORKBOOK = "xl/workbook.bin"
_ROW, _BLANK, _RK, _ERROR, _REAL, _FORMULA_NUMBER, _FORMULA_ERROR, _LAST_CELL = 0, 1, 2, 3, 5, 9, 11, 11
_COLUMNS = 60
_FORMAT, _XF, _CELL_XFS, _END_CELL_XFS = 44, 47, 617, 618
_WORKBOOK_SETTINGS, _BUNDLED_SHEET, _MERGED = 153, 156, 176


class XlsbFinder:
    """A finder of the traps of the sheets of one workbook."""

    def __init__(self, package: ZipFile) -> None:
        """Read what the sheets share. Raises one of `DAMAGED` if the package is damaged."""
        self._package = package
        related = targets(package, _WORKBOOK)
        self._parts: dict[str, str] = {}
        self._from_1904 = False
        with opened(package, _WORKBOOK) as part:
            for number, data in _records(part):
                if number == _BUNDLED_SHEET:
                    by_id, at = _text(data, 8)
                    self._parts[_text(data, at)[0]] = related.get(by_id, ("", ""))[1]
                elif number == _WORKBOOK_SETTINGS:
                    self._from_1904 = bool(data[0] & 1)
        self._formats = _formats(package)

    def find(self, sheet: str) -> Traps:
        """Return the traps of a sheet. Raises one of `DAMAGED`."""
        traps, row, hidden = Traps(), 0, False
        with opened(self._package, self._parts[sheet]) as part:
            for number, data in _records(part):
                if number == _ROW:
                    (row,) = struct.unpack_from("<I", data)
                    hidden = bool(data[11] & 0x10)
                elif number == _COLUMNS:
                    first, last, _, _, options = struct.unpack_from("<4IH", data)
                    if options & 1:
                        traps.hide_columns(first, last)
                elif number == _MERGED:
                    top, bottom, left, right = struct.unpack_from("<4I", data)
                    traps.merged.append(Merge(top, left, bottom, right))
                elif _BLANK < number <= _LAST_CELL:
                    column, style = struct.unpack_from("<II", data)
                    traps.note(row, column)
                    if hidden:
                        traps.hidden.add(row)
                    self._cell(number, data, traps, (row, column), style & 0xFFFFFF)
        return traps

    def _cell(self, number: int, data: bytes, traps: Traps, at: tuple[int, int], style: int) -> None:
        if number in {_ERROR, _FORMULA_ERROR}:
            traps.texts[at] = ERRORS.get(data[8], "#N/A")
        elif number in {_RK, _REAL, _FORMULA_NUMBER} and style < len(self._formats) and self._formats[style]:
            serial = of_rk(data[8:12]) if number == _RK else struct.unpack_from("<d", data, 8)[0]
            shown = of_serial(serial, month=self._formats[style] == "month", from_1904=self._from_1904)
            if shown is not None:
                traps.texts[at] = shown


def _formats(package: ZipFile) -> list[Format]:
    written: dict[int, str] = {}
    formats: list[Format] = []
    of_cells = False
    if "xl/styles.bin" not in package.namelist():
        return []
    with package.open("xl/styles.bin") as part:
        for number, data in _records(part):
            if number == _FORMAT:
                written[struct.unpack_from("<H", data)[0]] = _text(data, 2)[0]
            elif number in {_CELL_XFS, _END_CELL_XFS}:
                of_cells = number == _CELL_XFS
            elif number == _XF and of_cells:
                formats.append(format_of(struct.unpack_from("<H", data, 2)[0], written))
    return formats


def _records(part: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield the number and the content of each record. Raises ValueError at a broken one."""
    while (number := _varying(part, 2)) is not None:
        length = _varying(part, 4)
        data = part.read(length or 0)
        if length is None or len(data) < length:
            raise ValueError(number)
        yield number, data


def _varying(part: IO[bytes], most: int) -> int | None:
    """Read a number of up to `most` bytes, seven bits in each; None at the end."""
    value = 0
    for i in range(most):
        byte = part.read(1)
        if not byte:
            return None
        value |= (byte[0] & 0x7F) << 7 * i
        if byte[0] < 0x80:  # noqa: PLR2004 - the upper bit says that more follows
            break
    return value


def _text(data: bytes, at: int) -> tuple[str, int]:
    """Return a text, and where it ends."""
    (length,) = struct.unpack_from("<I", data, at)
    end = at + 4 + 2 * length
    return data[at + 4 : end].decode("utf-16-le", "replace"), end
