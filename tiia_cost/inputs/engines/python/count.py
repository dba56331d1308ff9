"""Counting of the rows of any table by Python, one by one, in memory that does not grow with the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.inputs.engines.python.totals import TotalRow
from tiia_cost.inputs.tables.record import blank
from tiia_cost.inputs.values.numbers import parse_count
from tiia_cost.inputs.values.periods import hourly

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tiia_cost.inputs.engines.choice import Reading
    from tiia_cost.inputs.engines.python.tally import Tally
    from tiia_cost.inputs.tables.columns import Columns
    from tiia_cost.inputs.tables.record import Locator, Record
    from tiia_cost.inputs.tables.table import Table

_DIGITS = 18
"""Maximum number of ASCII digits that are a count as they are; any other text is for `parse_count` to decide."""


def count(table: Table, columns: Columns, tally: Tally, reading: Reading) -> int:
    """Count the rows of a table into `tally`, and return their number."""
    locator, left_out = table.locator, 0
    rows = table.rows(columns, go_on=reading.bad_rows is not None)
    read = _read_long if columns.is_long else _read_many
    if reading.bad_rows is not None:
        from tiia_cost.inputs.engines.python.bad_rows import Sieve  # noqa: PLC0415 - few runs want it

        sieve = Sieve(read, columns, tally, locator, reading.bad_rows)
        rows = sieve.sift(rows)
    try:
        rows_read, any_count = read(rows, columns, tally, locator)
    finally:
        tally.settle()  # also if a broken row ends the reading: the rows above it may have problems of their own
    if reading.bad_rows is not None:
        left_out = sieve.left_out
    if not any_count and not locator.told:
        code = "no-rows-left" if left_out else "no-counts" if rows_read else "no-rows"
        locator.problems.add(code, locator.table, count=left_out or 1)
    return tally.rows if columns.is_long else rows_read


def _read_long(rows: Iterator[Record], columns: Columns, tally: Tally, locator: Locator) -> tuple[int, bool]:
    """Count rows of the long form, and return whether there was any row, and any count. This loop is the hot one.

    Their number is known to `tally`.
    """
    any_row = False
    width, needed, service, calls = columns.width, columns.needed, columns.service or 0, columns.calls
    period, account = columns.period, columns.account
    digits = -1 if columns.power else _DIGITS
    for record in rows:
        cells = record[2]
        if len(cells) != width and not needed <= len(cells) < width:
            locator.misfit(record, width)
            continue
        if calls is None:
            number: int | None = None if blank(record) else 1
        else:
            text = cells[calls]
            plain = len(text) <= digits and text.isascii() and text.isdigit()
            number = int(text) if plain else _number(record, calls, columns.power, tally, locator)
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


def _read_many(rows: Iterator[Record], columns: Columns, tally: Tally, locator: Locator) -> tuple[int, bool]:
    """Count rows that have several counts, and return their number, and whether there was any count."""
    rows_read, any_count = 0, False
    for record in rows:
        cells = record[2]
        if blank(record):
            continue
        if not columns.needed <= len(cells) <= columns.width:
            rows_read += 1
            locator.misfit(record, columns.width)
            continue
        period = cells[columns.period] if columns.period is not None else ""
        account = cells[columns.account] if columns.account is not None else ""
        name = cells[columns.service] if columns.service is not None else ""
        if tally.totals.is_row(period, account, name):
            tally.settle()
            tally.totals.check(record)
            continue
        rows_read += 1
        # Parsed here, once for the row: each of its counts would note the same problem again.
        filled = [one for one in columns.counts if cells[one.column].strip()]
        readable = tally.is_readable(period, account, name if filled else None, record)
        for one in filled:
            number = _number(record, one.column, one.power, tally, locator)
            if readable and number is not None:
                counted = tally[one.period or period, account, one.service or name, one.column]
                counted.calls += number
                counted.rows += 1
                if counted.rows == 1:
                    counted.first = record
        any_count = any_count or bool(filled)
        tally.totals.check_columns(record)
        for column in columns.unnamed:
            if column < len(cells) and cells[column].strip():
                locator.add(record, column, "unnamed-cell", value=cells[column].strip())
    return rows_read, any_count


def _number(record: Record, column: int, power: int, tally: Tally, locator: Locator) -> int | None:
    """Return the count in a cell; if it is none, note a problem and return 0, or None in a blank row.

    With 0 calls the other cells of the row are still read, so that all its problems are noted. The cell of a row of
    totals gets no problem here: it is judged when the totals are checked.
    """
    count = parse_count(record[2][column], power)
    if isinstance(count, int):
        return count
    if blank(record):
        return None
    if not tally.totals.is_row_of(record):
        locator.append(record, column, count)
    return 0
