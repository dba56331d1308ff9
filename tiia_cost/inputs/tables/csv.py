"""CSV and TSV as records, each with the line it starts on and the text it was read from."""

from __future__ import annotations

import csv
from io import StringIO
from itertools import islice, tee
from typing import IO, TYPE_CHECKING

from tiia_cost.inputs.tables.record import BrokenRecord, Locator, Misfit, Record
from tiia_cost.inputs.tables.text import rewind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tiia_cost.errors import Problems

csv.field_size_limit(1 << 30)
"""Maximum length of a cell in characters: a log may keep images in a column that nobody counts by."""

LONGEST = 131_072
"""Maximum length of a line in bytes that another engine reads; longer ones are for `csv.reader`."""

_LOCAL = "quote-misplaced"
"""Code of the problem that breaks only a record of one line: the next line is a record again."""


def records(text: IO[str], delimiter: str, *, go_on: bool = False) -> Iterator[Record]:
    """Yield the records of a text from its start, one at a time. Raises BrokenRecord at one that is not valid CSV.

    With `go_on` a record that is broken within its only line is yielded as a misfit instead.
    """
    lines, raw = tee(rewind(text))
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    last = 0
    while True:
        try:
            for cells in reader:
                line = last + 1
                record = next(raw)
                last = reader.line_num
                if last != line:
                    record += "".join(islice(raw, last - line))
                yield line, record, cells
        except csv.Error as error:
            broken = _broken(str(error), last + 1)
            if not go_on or broken.problem.code != _LOCAL or reader.line_num != last + 1:
                raise broken from None
            last += 1
            yield last, next(raw), Misfit(_LOCAL)
        else:
            return


def as_line(cells: Sequence[str]) -> str:
    """Return cells as a line of CSV."""
    text = StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()


def _broken(reason: str, line: int) -> BrokenRecord:
    if "unexpected end of data" in reason:
        return BrokenRecord(line, "quote-unclosed")
    if "expected after" in reason:
        return BrokenRecord(line, _LOCAL)
    if "field larger" in reason:
        # A quote that is never closed swallows the rows after it until this limit stops it.
        return BrokenRecord(line, "cell-too-long", limit=csv.field_size_limit())
    return BrokenRecord(line, "not-a-table", reason=reason)


class CsvLocator(Locator):
    """A locator of the problems of a CSV. Cells begin after delimiters that are not in quotes."""

    def __init__(self, file: str, problems: Problems, delimiter: str) -> None:
        super().__init__(file, problems)
        self.delimiter = delimiter

    def starts(self, record: Record) -> list[tuple[int, int | None]]:
        """Return the line and column at which each cell of a record begins."""
        return list(self._starts(record))

    def _starts(self, record: Record) -> Iterator[tuple[int, int]]:
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
