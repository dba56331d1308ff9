"""Records of Parquet, read by DuckDB: they have the number of a row instead of a line, and the text of their cells."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb

from tiia_cost.inputs.engines.duckdb.connection import FETCHED, connected
from tiia_cost.inputs.engines.duckdb.parquet import as_text, columns_of, of_rows
from tiia_cost.inputs.tables.csv import as_line
from tiia_cost.inputs.tables.file import refusal
from tiia_cost.inputs.tables.record import Locator
from tiia_cost.inputs.tables.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tiia_cost.errors import Problems
    from tiia_cost.inputs.tables.columns import Columns
    from tiia_cost.inputs.tables.file import RawFile
    from tiia_cost.inputs.tables.record import Record


@contextmanager
def open_parquet(raw: RawFile, problems: Problems) -> Iterator[Table]:
    """Open a Parquet file as a table. Raises UsageError if it cannot be read."""
    with connected() as connection:
        try:
            names, types = columns_of(connection, raw.path())
        except duckdb.Error as error:
            raise _unreadable(raw, error) from None
        texts = [f"coalesce({as_text(f'#{i}', type_)}, '')" for i, type_ in enumerate(types, 1)]

        def rows(columns: Columns, *, go_on: bool) -> Iterator[Record]:
            del columns, go_on  # each row is a record, whatever its cells are
            return _records(connection, raw, texts)

        yield Table("parquet", "utf-8", (1, as_line(names), names), rows, Locator(raw.name, problems), [])


def _records(connection: duckdb.DuckDBPyConnection, raw: RawFile, texts: list[str]) -> Iterator[Record]:
    number = 0
    try:
        connection.execute("set preserve_insertion_order = true")
        connection.execute(f"select {', '.join(texts)} from {of_rows(raw.path())}")  # noqa: S608 - same
        while rows := connection.fetchmany(FETCHED):
            for row in rows:
                number += 1
                yield number, as_line(row), list(row)
    except duckdb.Error as error:
        raise _unreadable(raw, error) from None


def _unreadable(raw: RawFile, error: duckdb.Error) -> Exception:
    return refusal(raw.name, "file-unreadable", reason=str(error).split("\n")[0].replace(raw.path(), raw.name))
