"""Parquet as DuckDB reads it: its rows, its columns, and what they hold as the cells of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.inputs.duckdb_connection import quoted

if TYPE_CHECKING:
    import duckdb

BEIJING = "make_timestamp(epoch_us({}) + 28800000000)"
"""The clock in Beijing at a moment: what the time zone gives, without its tables."""


def of_rows(path: str) -> str:
    """Return the rows of a Parquet file, for a query that reads them one by one."""
    return f"read_parquet({quoted(path)}, binary_as_string=true)"


def columns_of(connection: duckdb.DuckDBPyConnection, path: str) -> tuple[list[str], list[str]]:
    """Return the names and the types of the columns of a Parquet file: as they stand there, also if one stands twice.

    The schema lists them in depth, each before what is in it; DuckDB renames the second column of a name.
    """
    described = connection.execute(f"describe select * from {of_rows(path)}").fetchall()  # noqa: S608 - quoted
    schema = connection.execute(f"select name, num_children from parquet_schema({quoted(path)})").fetchall()  # noqa: S608
    names, inside = [], 0
    for name, children in schema[1:]:
        if inside:
            inside -= 1
        else:
            names.append(name)
        inside += children or 0
    return names, [str(row[1]) for row in described]


def clock(name: str, type_: str) -> str:
    """Return the clock in Beijing at the times of a column: a time without a zone is Beijing time (rule 1)."""
    if "WITH TIME ZONE" in type_:
        return BEIJING.format(name)
    # Casting nanoseconds would round them, and the last of a month up into the next.
    return f"make_timestamp(epoch_us({name}))" if type_ == "TIMESTAMP_NS" else f"{name}::timestamp"


def as_text(name: str, type_: str) -> str:
    """Return a column of a type as the text of a cell: times as the vendor writes them, others as SQL does."""
    if "WITH TIME ZONE" in type_:
        return f"strftime({clock(name, type_)}, '%Y-%m-%dT%H:%M:%S.%f') || '+08:00'"
    return f"cast({name} as varchar)"
