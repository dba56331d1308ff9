"""Parquet as DuckDB reads it: its rows, its columns, and what they hold as the cells of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.inputs.engines.duckdb.connection import quoted
from tiia_cost.inputs.engines.parquet_text import of_number

if TYPE_CHECKING:
    import duckdb

BEIJING = "make_timestamp(epoch_us({}) + 28800000000)"
"""The clock in Beijing at a moment: what the time zone gives, without its tables."""

_INT96 = "TIMESTAMP INT96"
_CLOCKS = {
    "DATE": "{}::timestamp",
    "TIMESTAMP": "{}",
    # Spark and Hive write instants so, which DuckDB takes for local times.
    _INT96: BEIJING,
    "TIMESTAMP WITH TIME ZONE": BEIJING,
    # Casting nanoseconds would round them, and the last of a month up into the next.
    "TIMESTAMP_NS": "make_timestamp(epoch_us({}))",
    "TIMESTAMPTZ_NS": "make_timestamp(epoch_ns({}) // 1000 + 28800000000)",
}
"""The clock in Beijing at the times of a column, by its type: a time without a zone is Beijing time (rule 1)."""

_INSTANTS = {_INT96, "TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ_NS"}


def of_rows(path: str) -> str:
    """Return the rows of a Parquet file, for a query that reads them one by one."""
    return f"read_parquet({quoted(path)}, binary_as_string=true)"


def columns_of(connection: duckdb.DuckDBPyConnection, path: str) -> tuple[list[str], list[str]]:
    """Return the names and the types of the columns of a Parquet file: as they stand there, also if one stands twice.

    The schema lists them in depth, each before what is in it; DuckDB renames the second column of a name.
    """
    described = connection.execute(f"describe select * from {of_rows(path)}").fetchall()  # noqa: S608 - quoted
    schema = connection.execute(f"select name, type, num_children from parquet_schema({quoted(path)})").fetchall()  # noqa: S608
    columns, inside = [], 0
    for name, stored, children in schema[1:]:
        if inside:
            inside -= 1
        else:
            columns.append((name, stored))
        inside += children or 0
    types = [_INT96 if stored == "INT96" else str(row[1]) for row, (_, stored) in zip(described, columns, strict=True)]
    return [name for name, _ in columns], types


def clock(name: str, type_: str) -> str | None:
    """Return the clock in Beijing at the times of a column, None where it has none."""
    return _CLOCKS[type_].format(name) if type_ in _CLOCKS else None


def as_text(name: str, type_: str) -> str:
    """Return a column of a type as the text of a cell: times as the vendor writes them, others as SQL does."""
    if type_ in _INSTANTS:
        return f"strftime({clock(name, type_)}, '%Y-%m-%dT%H:%M:%S.%f') || '+08:00'"
    return of_number(name, type_.lower()) or f"cast({name} as varchar)"
