"""Traps of the sheets of .xls (and .et of WPS): hidden rows, merged cells, errors, dates.

Such a file is a container of sectors, chained by a table, whose stream ``Workbook`` is a row of records: a number, a
length, and the content. Only what is needed is read of either. [MS-CFB], [MS-XLS]
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from tiia_cost.inputs.tables.workbook.formats import by_style
from tiia_cost.inputs.tables.workbook.traps import Merge, Traps

if TYPE_CHECKING:
    from collections.abc import Iterator

_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}

_STREAMS = ("Workbook", "Book", "WORKBOOK", "BOOK")
_END = 0xFFFFFFFA
"""Numbers from here on are no sectors but marks, as that of the end of a chain."""

_SMALL = 4096
"""Length in bytes below which a stream is short."""

_BOF, _EOF, _BOUND_SHEET, _FORMAT, _XF, _DATE_MODE = 0x0809, 0x000A, 0x0085, 0x041E, 0x00E0, 0x0022
_COLUMNS = 0x007D
_ROW, _FORMULA, _BOOL_ERROR, _NUMBER, _RK, _MANY_RK, _MERGED = 0x0208, 0x0006, 0x0205, 0x0203, 0x027E, 0x00BD, 0x00E5
_TEXTS = {0x0204, 0x00D6, 0x00FD}
_BIFF_8 = 0x0600
_IS_ERROR = 2
"""Mark of a formula whose result is an error; others are those of texts, of truth values and of empty texts."""


def find_all(content: bytes, names: list[str]) -> dict[str, Traps]:
    """Return the traps of each sheet; `names` are those of all sheets in their order. Raises one of `DAMAGED`."""
    return _Workbook(_Container(content).stream()).find(names)


class _Container:
    """The sectors of a file, and the table that tells which of them follows which."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._size = 1 << struct.unpack_from("<H", content, 30)[0]
        if self._size not in {512, 4096}:
            raise ValueError(self._size)
        self._directory, _, _, self._small_table, _, more, _ = struct.unpack_from("<7I", content, 48)
        tables = list(struct.unpack_from("<109I", content, 76))
        for _ in range(len(content) // self._size):
            if more >= _END:
                break
            *further, more = self._numbers(more)
            tables += further
        self._next = [number for table in tables if table < _END for number in self._numbers(table)]

    def stream(self) -> bytes:
        """Return the stream that has the workbook."""
        entries = self._read(self._directory)
        found = {}
        for at in range(0, len(entries) - 127, 128):
            (length,) = struct.unpack_from("<H", entries, at + 64)
            name = entries[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
            found[name] = struct.unpack_from("<II", entries, at + 116)
        first, length = next(found[name] for name in _STREAMS if name in found)
        if length >= _SMALL:
            return self._read(first)[:length]
        # A short stream is in small sectors, which are together in another stream.
        short = self._read(struct.unpack_from("<I", entries, 116)[0])
        table = self._read(self._small_table)
        following = list(struct.unpack(f"<{len(table) // 4}I", table))
        return b"".join(short[number * 64 : number * 64 + 64] for number in _chain(first, following))[:length]

    def _sector(self, number: int) -> bytes:
        return self._content[(number + 1) * self._size : (number + 2) * self._size]

    def _numbers(self, sector: int) -> tuple[int, ...]:
        return struct.unpack(f"<{self._size // 4}I", self._sector(sector))

    def _read(self, first: int) -> bytes:
        return b"".join(map(self._sector, _chain(first, self._next)))


def _chain(first: int, following: list[int]) -> Iterator[int]:
    """Yield the sectors of a stream. Raises ValueError if they run in circles."""
    for _ in range(len(following) + 1):
        if first >= _END:
            return
        yield first
        first = following[first]
    raise ValueError(first)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of a part of a stream up to its end; not those of charts within it."""
    depth = 0
    while at + 4 <= len(stream):
        number, length = struct.unpack_from("<HH", stream, at)
        depth += number == _BOF
        if number == _EOF:
            depth -= 1
            if not depth:
                return
        if depth == 1:
            yield number, stream[at + 4 : at + 4 + length]
        at += 4 + length


class _Workbook:
    def __init__(self, stream: bytes) -> None:
        self._stream = stream
        self._starts: list[int] = []
        written: dict[int, str] = {}
        numbers: list[int] = []
        is_8 = is_1904 = False
        for number, data in _records(stream, 0):
            if number == _BOF:
                is_8 = struct.unpack_from("<H", data)[0] == _BIFF_8
            elif number == _BOUND_SHEET:
                self._starts.append(struct.unpack_from("<I", data)[0])
            elif number == _DATE_MODE:
                is_1904 = data[:1] == b"\1"
            elif number == _FORMAT and is_8:
                wide = data[4] & 1
                written[struct.unpack_from("<H", data)[0]] = data[5:].decode(
                    "utf-16-le" if wide else "latin-1", "replace"
                )
            elif number == _XF:
                numbers.append(struct.unpack_from("<H", data, 2)[0])
        # Numbers of dates count from another day; python-calamine knows it, so only dates that it knows are read.
        self._dates = {} if is_1904 else by_style(numbers, written)

    def find(self, names: list[str]) -> dict[str, Traps]:
        if len(names) != len(self._starts):
            raise ValueError(len(names))
        return {name: self._of_sheet(start) for name, start in zip(names, self._starts, strict=True)}

    def _of_sheet(self, start: int) -> Traps:
        traps = Traps()
        hidden: set[int] = set()
        for number, data in _records(self._stream, start):
            if number == _ROW:
                (row,) = struct.unpack_from("<H", data)
                if struct.unpack_from("<H", data, 12)[0] & 0x20:
                    hidden.add(row)
            elif number == _COLUMNS:
                first, last, _, _, options = struct.unpack_from("<5H", data)
                if options & 1:
                    traps.hide_columns(first, last)
            elif number == _MERGED:
                (count,) = struct.unpack_from("<H", data)
                for top, bottom, left, right in struct.iter_unpack("<4H", data[2 : 2 + 8 * count]):
                    traps.merged.append(Merge(top, left, bottom, right))
            elif number in _TEXTS or number in {_FORMULA, _BOOL_ERROR, _NUMBER, _RK, _MANY_RK}:
                row, column = struct.unpack_from("<HH", data)
                last = struct.unpack_from("<H", data, len(data) - 2)[0] if number == _MANY_RK else column
                traps.note(row, column, last)
                traps.hidden.add(row)
                self._cell(number, data, traps)
        traps.hidden &= hidden
        return traps

    def _cell(self, number: int, data: bytes, traps: Traps) -> None:
        row, column, style = struct.unpack_from("<3H", data)
        if number == _BOOL_ERROR and data[7]:
            traps.texts[row, column] = _ERRORS.get(data[6], "#N/A")
        elif number == _FORMULA and data[12:14] == b"\xff\xff" and data[6] == _IS_ERROR:
            traps.texts[row, column] = _ERRORS.get(data[8], "#N/A")
        elif number == _MANY_RK:
            styles = (struct.unpack_from("<H", data, at)[0] for at in range(4, len(data) - 7, 6))
            of_dates = ((i, style) for i, style in enumerate(styles) if style in self._dates)
            traps.dates.update(((row, column + i), self._dates[style]) for i, style in of_dates)
        elif style in self._dates:
            traps.dates[row, column] = self._dates[style]
