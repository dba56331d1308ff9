"""Traps of a sheet of .xlsb: hidden rows, merged cells, errors, dates. Its records are those of [MS-XLSB]."""

from __future__ import annotations

import struct
from typing import IO, TYPE_CHECKING

from tiia_cost.inputs.tables.workbook.formats import by_style
from tiia_cost.inputs.tables.workbook.relations import opened, targets
from tiia_cost.inputs.tables.workbook.traps import Merge, Traps
from tiia_cost.inputs.tables.workbook.xls import ERRORS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zipfile import ZipFile

_WORKBOOK = "xl/workbook.bin"
_ROW, _BLANK, _ERROR, _FORMULA_ERROR, _LAST_CELL = 0, 1, 3, 11, 11
_COLUMNS = 60
_FORMAT, _XF, _CELL_XFS, _END_CELL_XFS = 44, 47, 617, 618
_SETTINGS, _BUNDLED_SHEET, _MERGED = 153, 156, 176


class XlsbFinder:
    """A finder of the traps of the sheets of one workbook."""

    def __init__(self, package: ZipFile) -> None:
        """Read what the sheets share. Raises one of `DAMAGED` if the package is damaged."""
        self._package = package
        related = targets(package, _WORKBOOK)
        self._parts: dict[str, str] = {}
        is_1904 = False
        with opened(package, _WORKBOOK) as part:
            for number, data in _records(part):
                if number == _SETTINGS:
                    is_1904 = bool(data[0] & 1)
                elif number == _BUNDLED_SHEET:
                    by_id, at = _text(data, 8)
                    self._parts[_text(data, at)[0]] = related.get(by_id, ("", ""))[1]
        self._dates = {} if is_1904 else _dates(package)  # as in .xls

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
        elif style in self._dates:
            traps.dates[at] = self._dates[style]


def _dates(package: ZipFile) -> dict[int, bool]:
    """Return the styles of dates that matter, and whether they show only the month."""
    written: dict[int, str] = {}
    numbers: list[int] = []
    of_cells = False
    if "xl/styles.bin" not in package.namelist():
        return {}
    with package.open("xl/styles.bin") as part:
        for number, data in _records(part):
            if number == _FORMAT:
                written[struct.unpack_from("<H", data)[0]] = _text(data, 2)[0]
            elif number in {_CELL_XFS, _END_CELL_XFS}:
                of_cells = number == _CELL_XFS
            elif number == _XF and of_cells:
                numbers.append(struct.unpack_from("<H", data, 2)[0])
    return by_style(numbers, written)


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
