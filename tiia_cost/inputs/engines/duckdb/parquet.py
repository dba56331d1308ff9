"""Parquet as DuckDB reads it: rows, columns, and their values as the text of cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.inputs.engines.duckdb.connection import quoted
from tiia_cost.inputs.engines.parquet_text import of_number

if TYPE_CHECKING:
    import duckdb

BEIJING = "make_timestamp(epoch_us({}) + 28800000000)"
"""SQL of the clock in Beijing at a moment: the same as the time zone gives, without its tables."""

_INT96 = "TIMESTAMP INT96"
_CLOCKS = {
    "DATE": "{}::timestamp",
    "TIMESTAMP": "{}",
    # Spark and Hive write instants in this type; DuckDB takes them for local times.
    _INT96: BEIJING,
    "TIMESTAMP WITH TIME ZONE": BEIJING,
    # A cast would round nanoseconds, and the last ones of a month up into the next month.
    "TIMESTAMP_NS": "make_timestamp(epoch_us({}))",
    "TIMESTAMPTZ_NS": "make_timestamp(epoch_ns({}) // 1000 + 28800000000)",
}
"""SQL of the clock in Beijing at the times of a column, by its type. A time without a zone is Beijing time (rule 1)."""

_INSTANTS = {_INT96, "TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ_NS"}


def of_rows(path: str) -> str:
    """Return the SQL of the rows of a Parquet file, for a query that reads them one by one."""
    return f"read_parquet({quoted(path)}, binary_as_string=true)"


def columns_of(connection: duckdb.DuckDBPyConnection, path: str) -> tuple[list[str], list[str]]:
    """Return the names and the types of the columns of a Parquet file; names as they are there, also if two are equal.

    The names come from the schema, which lists nested fields, too, each column before its fields: DuckDB itself would
    rename the second column of a name.
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
    """Return the SQL of the clock in Beijing at the times of a column; None if it has no times."""
    return _CLOCKS[type_].format(name) if type_ in _CLOCKS else None


def as_text(name: str, type_: str) -> str:
    """Return the SQL of a column as the text of a cell: times as the vendor writes them, others as SQL does."""
    if type_ in _INSTANTS:
        return f"strftime({clock(name, type_)}, '%Y-%m-%dT%H:%M:%S.%f') || '+08:00'"
    return of_number(name, type_.lower()) or f"cast({name} as varchar)"
