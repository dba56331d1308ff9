"""Tables of usage, long or wide: rows become counts, in memory that does not grow with the file."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, NamedTuple

from tiia_cost.errors import Place, Problem, UsageError
from tiia_cost.inputs.cells import CellReader
from tiia_cost.inputs.columns import read_header
from tiia_cost.inputs.counts import parse_count
from tiia_cost.inputs.periods import hourly
from tiia_cost.inputs.raw_file import open_raw
from tiia_cost.inputs.records import BrokenRecord, blank
from tiia_cost.inputs.tables import open_table
from tiia_cost.inputs.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.months import Month
    from tiia_cost.core.usage import Usage
    from tiia_cost.errors import Problems
    from tiia_cost.inputs.columns import Columns
    from tiia_cost.inputs.raw_file import RawFile
    from tiia_cost.inputs.reading import Reading
    from tiia_cost.inputs.records import Record, Source
    from tiia_cost.inputs.tables import Table

_DIGITS = 18
"""Up to so many ASCII digits are a count as they stand; anything else is for `parse_count` to decide."""


class TableRead(NamedTuple):
    """What became of a table: whether it names its months (None if that is unknown), and what is worth saying."""

    names_months: bool | None
    notices: list[Problem]


def read_table(
    file: str,
    usage: Usage,
    book: PriceBook,
    problems: Problems,
    reading: Reading,
    *,
    month: Month | None = None,
    stored: IO[bytes] | None = None,
) -> TableRead:
    """Add the counts of a table to `usage`.

    `file` is a path or ``-``, or only the name of what is `stored`; `month` is for a table that names none. What is
    wrong goes to `problems`, at its line and column.
    """
    notices: list[Problem] = []
    try:
        with open_raw(file, stored) as raw, open_table(raw, book, problems, reading) as table:
            notices += table.notices
            columns = read_header(
                table.header[2], book, lambda *args, **params: table.source.wrong(table.header, *args, **params)
            )
            if columns is None:
                return TableRead(None, notices)
            if columns.service is not None and columns.calls is None:
                notices.append(Problem("rows-are-calls", {}, Place(file)))
            tally = Tally(usage, CellReader(book, month, columns), columns, table.source)
            notices += _count_by_engine(raw, table, columns, tally, reading)
            return TableRead(columns.period is not None, notices)
    except UsageError as error:
        problems.extend(error)
    except BrokenRecord as broken:
        problems.add(broken.code, Place(file, broken.line, 1), **broken.params)
    except OSError as error:  # reading may fail long after opening, and so may spooling to a full disk
        problems.add("file-unreadable", Place(file), reason=error.strerror or str(error))
    except UnicodeError as error:  # it was whole when it was looked at: someone writes to it
        problems.add("file-unreadable", Place(file), reason=str(error))
    return TableRead(None, notices)


def _count_by_engine(raw: RawFile, table: Table, columns: Columns, tally: Tally, reading: Reading) -> list[Problem]:
    """Count the rows of a table, and return what is worth saying of by whom that was done.

    DuckDB counts rows of the long form that are plain; whatever else there is, the reader in Python decides.
    """
    place = Place(raw.name)
    said = []
    if columns.service is not None and reading.wants_duckdb(raw):
        from tiia_cost.inputs.duckdb_engine import count  # noqa: PLC0415 - heavy, and an extra

        rows = count(raw, table, columns, tally, reading)
        if rows is not None:
            return [Problem("rows-read", {"count": rows, "engine": "duckdb"}, place)]
        said.append(Problem("read-again", {}, place))
    with reading.watch(raw.name, raw.size, raw.position):
        rows = _count(table, columns, tally, reading)
    return [*said, Problem("rows-read", {"count": rows, "engine": "python"}, place)]


def _count(table: Table, columns: Columns, tally: Tally, reading: Reading) -> int:
    """Count the rows of a table in Python, and return how many there are."""
    source, left_out = table.source, 0
    rows = table.rows(columns, go_on=reading.bad_rows is not None)
    read = _read_wide if columns.service is None else _read_long
    if reading.bad_rows is not None:
        from tiia_cost.inputs.sift import Sieve  # noqa: PLC0415 - few runs want it

        sieve = Sieve(read, columns, tally, source, reading.bad_rows)
        rows = sieve.sift(rows)
    try:
        rows_read, any_count = read(rows, columns, tally, source)
    finally:
        tally.settle()  # before a broken row, too: the rows above it may have problems of their own
    if reading.bad_rows is not None:
        left_out = sieve.left_out
    if not any_count and not source.told:
        code = "no-rows-left" if left_out else "no-counts" if rows_read else "no-rows"
        source.problems.add(code, Place(source.file), count=left_out or 1)
    return rows_read if columns.service is None else tally.rows


def _read_long(rows: Iterator[Record], columns: Columns, tally: Tally, source: Source) -> tuple[int, bool]:
    """Count rows of the long form, and say whether there was any row, and any count. This loop is the hot one.

    How many they are is known to `tally`.
    """
    any_row = False
    width, service, calls = columns.width, columns.service or 0, columns.calls
    period, account = columns.period, columns.account
    for record in rows:
        cells = record[2]
        if len(cells) != width:
            source.misfit(record, width)
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
            hourly(cells[period]) if period is not None else "",
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


def _read_wide(rows: Iterator[Record], columns: Columns, tally: Tally, source: Source) -> tuple[int, bool]:
    """Count rows of the wide form, and return how many there were, and whether there was any count."""
    found, any_count = 0, False
    for record in rows:
        cells = record[2]
        if blank(record):
            continue
        found += 1
        if len(cells) != columns.width:
            source.misfit(record, columns.width)
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
    return found, any_count


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
