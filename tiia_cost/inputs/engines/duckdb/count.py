"""Counting of the rows of large call logs and of Parquet by DuckDB. Nothing is fetched from the network at run time.

It counts only files that it reads as `csv.reader` and `json` do; if it might not, Python reads the file again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from tiia_cost.inputs.engines.duckdb.connection import FETCHED, connected, quoted, run
from tiia_cost.inputs.engines.duckdb.rows import source_of
from tiia_cost.inputs.engines.groups import GroupReader, all_understood, totals
from tiia_cost.inputs.engines.statement import Group, statement
from tiia_cost.messages import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tiia_cost.inputs.engines.choice import Reading
    from tiia_cost.inputs.engines.python.tally import Tally
    from tiia_cost.inputs.tables.columns import Columns
    from tiia_cost.inputs.tables.file import RawFile
    from tiia_cost.inputs.tables.table import Table


def count(raw: RawFile, table: Table, columns: Columns, tally: Tally, reading: Reading) -> int | None:
    """Add the rows of a long table to the usage of `tally`, and return their number.

    Return None and add nothing if a cell cannot be parsed, or DuckDB may read the table otherwise than Python does.
    """
    try:
        with connected() as connection, source_of(connection, raw, table, columns) as source:
            connection.execute(f"create view source as {source.sql}")
            with reading.watch(raw.name, 100, connection.query_progress):
                # A name that is not valid text could not be part of a statement.
                shape = source.shape._replace(by_day=reading.by_day)
                run(connection, statement(shape, quoted(printable(raw.name))))
            groups = all_understood(_groups(connection), GroupReader(tally.cells))
            if not groups or not source.is_plain():
                return None
    except (duckdb.Error, UnicodeError, OSError):  # OSError: no room on the disk for what does not fit in memory
        return None
    entries = list(totals(groups))
    mixed = len({entry.whole for entry in entries}) > 1 and len({entry[:3] for entry in entries}) < len(entries)
    if mixed or not all(map(tally.usage.fits, entries)):
        return None
    for entry in entries:
        tally.usage.enter(entry)
    return sum(entry.rows for entry in entries)


def _groups(connection: duckdb.DuckDBPyConnection) -> Iterator[Group]:
    while rows := connection.fetchmany(FETCHED):
        for group in map(Group._make, rows):
            if group.calls is None and group.period is None:
                yield group
            else:
                yield group._replace(calls=_odd(group.calls), period=_odd(group.period))


def _odd(value: object) -> str | None:
    """Return the text of a cell that SQL could not read. A typed column has no text; "?" makes the parser refuse it."""
    return value if value is None or isinstance(value, str) else "?"
