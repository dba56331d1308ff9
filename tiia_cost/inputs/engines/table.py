"""Tables of usage in every form: rows become counts, in memory that does not grow with the file."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import IO, TYPE_CHECKING, NamedTuple

from tiia_cost.core.names import visible
from tiia_cost.errors import Place, Problem, UsageError
from tiia_cost.inputs.engines.cells import CellReader
from tiia_cost.inputs.engines.open import open_table
from tiia_cost.inputs.engines.python.tally import Tally
from tiia_cost.inputs.engines.python.totals import TotalRow
from tiia_cost.inputs.tables.columns import read_header
from tiia_cost.inputs.tables.file import open_raw
from tiia_cost.inputs.tables.headers import check_above
from tiia_cost.inputs.tables.headings import shown_name, shown_names
from tiia_cost.inputs.tables.record import BrokenRecord, Misfit, blank
from tiia_cost.inputs.values.numbers import parse_count
from tiia_cost.inputs.values.periods import hourly

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.months import Month
    from tiia_cost.core.usage import Usage
    from tiia_cost.errors import Problems
    from tiia_cost.inputs.engines.choice import Reading
    from tiia_cost.inputs.tables.columns import Columns
    from tiia_cost.inputs.tables.file import RawFile
    from tiia_cost.inputs.tables.record import Record, Source
    from tiia_cost.inputs.tables.table import Table

_DIGITS = 18
"""Up to so many ASCII digits are a count as they stand; anything else is for `parse_count` to decide."""


class TableRead(NamedTuple):
    """What became of a table: whether it names its months (None if that is unknown), and what is worth saying.

    Of its rows so many were calls, as nothing in it says how many calls there are.
    """

    names_months: bool | None
    notices: list[Problem]
    rows_as_calls: int = 0


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
            columns = _columns(table, book, reading, month, notices)
            if columns is None:
                return TableRead(None, notices)
            cells = CellReader(book, month, columns, table.header[2])
            tally = Tally(usage, cells, columns, table.source, checks_totals=reading.bad_rows is None)
            rows = _count_by_engine(raw, table, columns, tally, reading, notices)
            if columns.is_log and not table.source.told:  # or it is told why rows are none
                notices.append(Problem("rows-are-calls", {}, Place(file)))
            if tally.totals.passed_over:
                notices.append(Problem("totals-passed-over", {"count": tally.totals.passed_over}, Place(file)))
            return TableRead(cells.names_months, notices, rows if columns.is_log else 0)
    except UsageError as error:
        problems.extend(error)
    except BrokenRecord as broken:
        problems.add(broken.code, Place(file, broken.line, 1), **broken.params)
    except OSError as error:  # reading may fail long after opening, and so may spooling to a full disk
        problems.add("file-unreadable", Place(file), reason=error.strerror or str(error))
    except UnicodeError as error:  # it was whole when it was looked at: someone writes to it
        problems.add("file-unreadable", Place(file), reason=str(error))
    return TableRead(None, notices)


def said_of_columns(file: str, header: Sequence[str], columns: Columns) -> Iterator[Problem]:
    """Yield what is worth saying of how the columns of a file are understood."""
    for power, group in groupby(sorted(columns.powers()), key=lambda one: one[0]):
        names = [shown_name(header[column]) for _, column in group]
        yield Problem("headings-multiply", {"names": names, "factor": 10**power}, Place(file))
    if columns.unused and not columns.is_bill:
        yield Problem("columns-unused", {"names": shown_names(columns.unused)}, Place(file))


def _columns(
    table: Table, book: PriceBook, reading: Reading, month: Month | None, notices: list[Problem]
) -> Columns | None:
    """Return what the columns of a table mean; None, and why told, where that is unclear."""
    header, source = table.header, table.source
    reading.ignored.look(header[2])
    columns = read_header(
        header[2],
        book,
        partial(source.wrong, header),
        ignored=reading.ignored.names.keys(),
        rows_are_calls=reading.rows_are_calls,
    )
    if columns is None:
        return None
    if table.found is not None:
        notices += check_above(table.found, book, month, source)
    notices += said_of_columns(source.file, header[2], columns)
    # A column in which every cell is empty names no account. Mostly the first row tells.
    account, bill = columns.account, columns.is_bill
    if account is None or bill or any(_named(row, account) for row in table.rows(columns, go_on=True)):
        return columns
    return columns._replace(account=None)


def _named(row: Record, account: int) -> bool:
    """Say whether a row names an account, or may: of one that cannot be read nobody knows."""
    cells = row[2]
    return isinstance(cells, Misfit) or (len(cells) > account and bool(visible(cells[account]).strip()))


def _count_by_engine(
    raw: RawFile, table: Table, columns: Columns, tally: Tally, reading: Reading, notices: list[Problem]
) -> int:
    """Count the rows of a table, and return how many there are; what is worth saying of who did it goes to `notices`.

    DuckDB counts rows of the long form that are plain; whatever else there is, the reader in Python decides.
    """
    place = Place(raw.name)
    first = table.found is None or not table.found.above
    if columns.is_long and first and reading.wants_duckdb(raw):
        from tiia_cost.inputs.engines.duckdb.count import count  # noqa: PLC0415 - heavy, and an extra

        rows = count(raw, table, columns, tally, reading)
        if rows is not None:
            notices.append(Problem("rows-read", {"count": rows, "engine": "duckdb"}, place))
            return rows
        notices.append(Problem("read-again", {}, place))
    with reading.watch(raw.name, raw.size, raw.position):
        rows = _count(table, columns, tally, reading)
    notices.append(Problem("rows-read", {"count": rows, "engine": "python"}, place))
    return rows


def _count(table: Table, columns: Columns, tally: Tally, reading: Reading) -> int:
    """Count the rows of a table in Python, and return how many there are."""
    source, left_out = table.source, 0
    rows = table.rows(columns, go_on=reading.bad_rows is not None)
    read = _read_long if columns.is_long else _read_many
    if reading.bad_rows is not None:
        from tiia_cost.inputs.engines.python.bad_rows import Sieve  # noqa: PLC0415 - few runs want it

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
    return tally.rows if columns.is_long else rows_read


def _read_long(rows: Iterator[Record], columns: Columns, tally: Tally, source: Source) -> tuple[int, bool]:
    """Count rows of the long form, and say whether there was any row, and any count. This loop is the hot one.

    How many they are is known to `tally`.
    """
    any_row = False
    width, needed, service, calls = columns.width, columns.needed, columns.service or 0, columns.calls
    period, account = columns.period, columns.account
    digits = -1 if columns.power else _DIGITS
    for record in rows:
        cells = record[2]
        if len(cells) != width and not needed <= len(cells) < width:
            source.misfit(record, width)
            continue
        if calls is None:
            number: int | None = None if blank(record) else 1
        else:
            text = cells[calls]
            plain = len(text) <= digits and text.isascii() and text.isdigit()
            number = int(text) if plain else _number(record, calls, columns.power, tally, source)
        if number is None:
            continue
        try:
            counted = tally[
                hourly(cells[period]) if period is not None else "",
                cells[account] if account is not None else "",
                cells[service],
                service,
            ]
        except TotalRow:
            tally.totals.check(record)
            continue
        counted.calls += number
        counted.rows += 1
        if counted.rows == 1:
            counted.first = record
            any_row = True
    return any_row, any_row


def _read_many(rows: Iterator[Record], columns: Columns, tally: Tally, source: Source) -> tuple[int, bool]:
    """Count rows that have several counts, and return how many there were, and whether there was any count."""
    found, any_count = 0, False
    for record in rows:
        cells = record[2]
        if blank(record):
            continue
        if not columns.needed <= len(cells) <= columns.width:
            found += 1
            source.misfit(record, columns.width)
            continue
        period = cells[columns.period] if columns.period is not None else ""
        account = cells[columns.account] if columns.account is not None else ""
        name = cells[columns.service] if columns.service is not None else ""
        if tally.totals.is_row(period, account, name):
            tally.settle()
            tally.totals.check(record)
            continue
        found += 1
        # Asked here, once for the row: each of its cells would tell the same again.
        owned = tally.owner(period, account, record, across=columns.is_across) is not None
        filled = [one for one in columns.counts if cells[one.column].strip()]
        for one in filled:
            number = _number(record, one.column, one.power, tally, source)
            if owned and number is not None:
                counted = tally[one.period or period, account, one.service or name, one.column]
                counted.calls += number
                counted.rows += 1
                if counted.rows == 1:
                    counted.first = record
        any_count = any_count or bool(filled)
        tally.totals.check_columns(record)
        for column in columns.unnamed:
            if column < len(cells) and cells[column].strip():
                source.wrong(record, column, "unnamed-cell", value=cells[column].strip())
    return found, any_count


def _number(record: Record, column: int, power: int, tally: Tally, source: Source) -> int | None:
    """Return the count in a cell; 0, and the problem told, if it is none; None in a blank row.

    With 0 calls the other cells of the row are still read, so that all that is wrong with it is told. The cell of a row
    of totals is looked at where that is checked.
    """
    count = parse_count(record[2][column], power)
    if isinstance(count, int):
        return count
    if blank(record):
        return None
    if not tally.totals.is_row_of(record):
        source.wrong(record, column, count.code, **count.params)
    return 0
