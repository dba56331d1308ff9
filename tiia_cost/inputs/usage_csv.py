"""CSV and TSV tables of usage, long or wide: rows become counts, in memory that does not grow with the file."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, NamedTuple

from tiia_cost.errors import Place, Problem, UsageError
from tiia_cost.inputs.columns import read_header, score
from tiia_cost.inputs.counts import parse_count
from tiia_cost.inputs.csv_records import BrokenRecord, Record, Source, blank, records
from tiia_cost.inputs.tally import Tally
from tiia_cost.inputs.text_file import open_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.months import Month
    from tiia_cost.core.usage import Usage
    from tiia_cost.errors import Problems
    from tiia_cost.inputs.columns import Columns

DELIMITERS = (",", ";", "\t")

_DIGITS = 18
"""Up to so many ASCII digits are a count as they stand; anything else is for `parse_count` to decide."""


class TableRead(NamedTuple):
    """What became of a table: whether it names its months (None if that is unknown), and what is worth saying."""

    names_months: bool | None
    notices: list[Problem]


def read_table(
    file: str, usage: Usage, book: PriceBook, *, month: Month | None, encoding: str | None, problems: Problems
) -> TableRead:
    """Add the counts of a table to `usage`.

    `file` is a path or ``-``; `month` is for a table that names none; `encoding` None finds it out. What is wrong
    goes to `problems`, at its line and column.
    """
    notices: list[Problem] = []
    try:
        with open_text(file, encoding) as (text, said):
            notices += said
            header, rows, source = _open(file, text, book, problems)
            columns = read_header(header[2], book, lambda *args, **params: source.wrong(header, *args, **params))
            if columns is None:
                return TableRead(None, notices)
            if columns.service is not None and columns.calls is None:
                notices.append(Problem("rows-are-calls", {}, Place(file)))
            _count(rows, columns, Tally(usage, book, month, columns, source), source)
            return TableRead(columns.period is not None, notices)
    except UsageError as error:
        problems.extend(error)
    except BrokenRecord as broken:
        problems.add(broken.code, Place(file, broken.line, 1), **broken.params)
    except OSError as error:  # reading may fail long after opening, and so may spooling to a full disk
        problems.add("file-unreadable", Place(file), reason=error.strerror)
    return TableRead(None, notices)


def _open(file: str, text: IO[str], book: PriceBook, problems: Problems) -> tuple[Record, Iterator[Record], Source]:
    """Return the header (the first row that is not blank), the rows below it, and where their problems are told.

    The delimiter is the one under which most headings are known; of equals, the one that makes most columns.
    """
    found: list[tuple[int, int, int, str]] = []
    broken: list[BrokenRecord] = []
    for delimiter in DELIMITERS:
        try:
            header = next((row for row in records(text, delimiter) if not blank(row)), None)
        except BrokenRecord as error:  # under the wrong delimiter, text follows the closing quote of a cell
            broken.append(error)
            continue
        if header is None:
            raise UsageError([Problem("file-empty", {}, Place(file))])
        found.append((score(header[2], book), len(header[2]), -len(found), delimiter))
    if not found:
        raise broken[0]
    delimiter = max(found)[-1]
    rows = records(text, delimiter)
    header = next(row for row in rows if not blank(row))
    return header, rows, Source(file, delimiter, problems)


def _count(rows: Iterator[Record], columns: Columns, tally: Tally, source: Source) -> None:
    read = _read_wide if columns.service is None else _read_long
    try:
        any_row, any_count = read(rows, columns, tally, source)
    finally:
        tally.settle()  # before a broken row, too: the rows above it may have problems of their own
    if not any_count and not source.told:
        source.problems.add("no-counts" if any_row else "no-rows", Place(source.file))


def _read_long(rows: Iterator[Record], columns: Columns, tally: Tally, source: Source) -> tuple[bool, bool]:
    """Count rows of the long form, and say whether there was any row, and any count. This loop is the hot one."""
    any_row = False
    width, service, calls = columns.width, columns.service or 0, columns.calls
    period, account = columns.period, columns.account
    for record in rows:
        cells = record[2]
        if len(cells) != width:
            _tell_ragged(record, width, source)
            continue
        if calls is None:
            number: int | None = None if blank(record) else 1
        else:
            text = cells[calls]
            plain = len(text) <= _DIGITS and text.isascii() and text.isdigit()
            number = int(text) if plain else _number(record, calls, source)
        if number is None:
            continue
        counted = tally[
            cells[period] if period is not None else "",
            cells[account] if account is not None else "",
            cells[service],
            service,
        ]
        counted.calls += number
        counted.rows += 1
        if counted.rows == 1:
            counted.first = record
            any_row = True
    return any_row, any_row


def _read_wide(rows: Iterator[Record], columns: Columns, tally: Tally, source: Source) -> tuple[bool, bool]:
    """Count rows of the wide form, and say whether there was any row, and any count."""
    any_row = any_count = False
    for record in rows:
        if blank(record):
            continue
        any_row = True
        cells = record[2]
        if len(cells) != columns.width:
            _tell_ragged(record, columns.width, source)
            continue
        period = cells[columns.period] if columns.period is not None else ""
        account = cells[columns.account] if columns.account is not None else ""
        # Asked here, once for the row: each of its cells would tell the same again.
        owned = tally.owner(period, account, record) is not None
        filled = [(column, service) for column, service in columns.services if cells[column].strip()]
        for column, service in filled:
            number = _number(record, column, source)
            if owned and number is not None:
                counted = tally[period, account, service, column]
                counted.calls += number
                counted.rows += 1
                if counted.rows == 1:
                    counted.first = record
        any_count = any_count or bool(filled)
        for column in columns.unnamed:
            if cells[column].strip():
                source.wrong(record, column, "unnamed-cell", value=cells[column].strip())
    return any_row, any_count


def _tell_ragged(record: Record, width: int, source: Source) -> None:
    if not blank(record):
        source.wrong(record, None, "ragged-row", cells=len(record[2]), columns=width)


def _number(record: Record, column: int, source: Source) -> int | None:
    """Return the count in a cell; 0, and the problem told, if it is none; None in a blank row.

    With 0 calls the other cells of the row are still read, so that all that is wrong with it is told.
    """
    count = parse_count(record[2][column])
    if isinstance(count, int):
        return count
    if blank(record):
        return None
    source.wrong(record, column, count.code, **count.params)
    return 0
