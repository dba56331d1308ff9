"""CSV as records that know where they stand: the line they start on, and the text they were read from."""

from __future__ import annotations

import csv
from itertools import islice, tee
from typing import IO, TYPE_CHECKING, Any

from tiia_cost.errors import Place
from tiia_cost.inputs.text_file import rewind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tiia_cost.errors import Problems

Record = tuple[int, str, list[str]]
"""The line a record starts on (from 1), its text, and its cells; a blank line has none. A bare tuple, for speed."""


class BrokenRecord(Exception):  # noqa: N818 - it is raised in this file and caught in the next
    """A record that is no CSV: the message code, its parameters, and the line on which the record starts."""

    def __init__(self, code: str, line: int, **params: Any) -> None:
        self.code, self.line, self.params = code, line, params
        super().__init__(code, line)


def records(text: IO[str], delimiter: str) -> Iterator[Record]:
    """Yield the records of a text from its start, one at a time. Raises BrokenRecord where one is no CSV."""
    lines, raw = tee(rewind(text))
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    last = 0
    try:
        for cells in reader:
            line = last + 1
            record = next(raw)
            last = reader.line_num
            if last != line:
                record += "".join(islice(raw, last - line))
            yield line, record, cells
    except csv.Error as error:
        raise _broken(str(error), last + 1) from None


def blank(record: Record) -> bool:
    """Say whether nothing is written in any cell, as in the empty rows of a spreadsheet."""
    return not any(cell.strip() for cell in record[2])


def _broken(reason: str, line: int) -> BrokenRecord:
    if "unexpected end of data" in reason:
        return BrokenRecord("quote-unclosed", line)
    if "expected after" in reason:
        return BrokenRecord("quote-misplaced", line)
    if "field larger" in reason:
        # A quote that is never closed swallows the rows after it until this limit stops it.
        return BrokenRecord("cell-too-long", line, limit=csv.field_size_limit())
    return BrokenRecord("not-a-table", line, reason=reason)


class Source:
    """Where problems of a table are told: its file, and the delimiter that separates its columns."""

    def __init__(self, file: str, delimiter: str, problems: Problems) -> None:
        self.file, self.delimiter, self.problems = file, delimiter, problems
        self.told = 0
        self._last: tuple[Record | None, list[tuple[int, int]]] = (None, [])

    def place(self, record: Record, index: int | None = None) -> Place:
        """Return where the cell with an index (from 0) begins, or the record."""
        if self._last[0] is not record:  # one record may have many bad cells
            self._last = record, list(self._starts(record))
        return Place(self.file, *self._last[1][index or 0])

    def _starts(self, record: Record) -> Iterator[tuple[int, int]]:
        """Yield the line and column at which each cell of a record begins."""
        line, text, _ = record
        column, state = 1, "start"
        yield line, column
        for character in text.replace("\r\n", "\n"):
            line, column = (line + 1, 1) if character in "\r\n" else (line, column + 1)
            if state != "quoted" and character == self.delimiter:
                state = "start"
                yield line, column
            elif character == '"':
                # A quote opens a cell only at its start; in a quoted cell it is the end, or the first of two.
                state = {"start": "quoted", "quoted": "closed", "closed": "quoted"}.get(state, state)
            elif state == "start":
                state = "plain"

    def wrong(self, record: Record, index: int | None, code: str, rows: int | None = None, **params: object) -> None:
        """Note a problem of a cell, or of a record for the index None."""
        self.told += 1
        self.problems.add(code, self.place(record, index), rows=rows, **params)
