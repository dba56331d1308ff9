"""Opening of a file as a table, in any format."""

from __future__ import annotations

from contextlib import contextmanager
from functools import lru_cache, partial
from typing import IO, TYPE_CHECKING

from tiia_cost.errors import Place, Problem, UsageError
from tiia_cost.inputs.engines.cells import KEPT
from tiia_cost.inputs.engines.choice import has_duckdb
from tiia_cost.inputs.tables import csv as csv_records
from tiia_cost.inputs.tables.columns import read_header, tells
from tiia_cost.inputs.tables.file import refusal
from tiia_cost.inputs.tables.headers import find_header
from tiia_cost.inputs.tables.kinds import is_workbook
from tiia_cost.inputs.tables.table import Table
from tiia_cost.inputs.tables.text import open_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tiia_cost.inputs.engines.choice import Side
    from tiia_cost.inputs.tables.columns import Columns, Wrong
    from tiia_cost.inputs.tables.file import RawFile
    from tiia_cost.inputs.tables.headers import Header
    from tiia_cost.inputs.tables.record import Locator, Record


@contextmanager
def open_table(raw: RawFile, side: Side) -> Iterator[Table]:
    """Open a file as a table. Raises UsageError or BrokenRecord if it is not a table, or not even a text."""
    if raw.is_parquet:
        _require_duckdb(raw, side.reading.engine)
        from tiia_cost.inputs.engines.duckdb.records import open_parquet  # noqa: PLC0415 - heavy, and an extra

        with open_parquet(raw, side.problems) as parquet:
            yield parquet
        return
    if is_workbook(raw):
        from tiia_cost.inputs.tables.workbook.table import open_sheet  # noqa: PLC0415 - few runs need it

        with open_sheet(raw, side.problems, side.book, side.reading.ignored) as sheet:
            yield sheet
        return
    if raw.sheet:
        raise refusal(raw.name, "sheet-of-no-workbook", name=raw.sheet)
    from tiia_cost.inputs.tables import json as json_records  # noqa: PLC0415 - Parquet does not need it

    with open_text(raw, side.reading.encoding) as (text, encoding, notices):
        if json_records.is_json_lines(raw.name, text):
            header = json_records.read_keys(text)
            if header is None:
                raise UsageError([Problem("file-empty", {}, Place(raw.name))])
            locator: Locator = json_records.JsonLocator(raw.name, side.problems, header[2])
            yield Table("json", encoding, header, partial(_json_rows, text, header), locator, notices)
        else:
            head = find_header(raw.name, text, side.book, side.reading.ignored)
            locator = csv_records.CsvLocator(raw.name, side.problems, head.delimiter)
            rows = partial(_csv_rows, text, head)
            yield Table(head.delimiter, encoding, head.record, rows, locator, notices, head)


def understood(header: Sequence[str], wrong: Wrong, side: Side) -> Columns | None:
    """Return the columns that a header defines for a side, or None if they are unclear; problems go to `wrong`."""
    ignored, rows_are_calls = side.reading.ignored, side.reading.rows_are_calls
    return read_header(header, side.book, wrong, ignored=ignored, rows_are_calls=rows_are_calls)


def _require_duckdb(raw: RawFile, engine: str) -> None:
    """Raise UsageError for a file that only DuckDB can read if DuckDB is not installed or not wanted."""
    if engine == "python":
        raise refusal(raw.name, "only-duckdb-reads")
    if not has_duckdb():
        raise refusal(raw.name, "extra-missing", what="Parquet", extra="bulk")


def _json_rows(text: IO[str], header: Record, columns: Columns, *, go_on: bool) -> Iterator[Record]:
    from tiia_cost.inputs.tables import json as json_records  # noqa: PLC0415 - same

    del go_on  # every line is a record, however broken the one before it is
    # Comparing names takes longer than reading a row, and the same further keys come again in every row.
    return json_records.records(text, header[2], lru_cache(KEPT)(partial(tells, columns=columns)))


def _csv_rows(text: IO[str], header: Header, columns: Columns, *, go_on: bool) -> Iterator[Record]:
    del columns
    rows = csv_records.records(text, header.delimiter, go_on=go_on)
    next(row for row in rows if row[0] == header.record[0])
    return rows
