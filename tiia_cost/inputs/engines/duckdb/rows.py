"""Queries by which DuckDB finds the rows of a table in its file, for the statement that counts."""

from __future__ import annotations

import codecs
import os
from contextlib import contextmanager
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING

from tiia_cost.inputs.engines.duckdb.connection import quoted
from tiia_cost.inputs.engines.duckdb.parquet import BEIJING, as_text, clock, columns_of, of_rows
from tiia_cost.inputs.engines.duckdb.plain_bytes import PlainBytes
from tiia_cost.inputs.engines.statement import NO_CALLS, NO_PERIOD, Cell, Known, Query, Shape
from tiia_cost.inputs.tables.csv import LONGEST
from tiia_cost.inputs.tables.file import chunks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    import duckdb

    from tiia_cost.inputs.tables.columns import Columns
    from tiia_cost.inputs.tables.file import RawFile
    from tiia_cost.inputs.tables.table import Table

_ABSENT = "\x01\x02\x03"
"""The text that means null. With it DuckDB refuses rows of another width, which it would otherwise fill up.

A cell that is these characters becomes null, which no engine counts.
"""

_JSON_LINE = 16 << 20
"""Maximum length of a line of JSON in bytes."""

_LENIENT = r"[:\[,]\s*(?:[+iI]|[nN][aA]|-[iI])|,\s*[}\]]"
"""Pattern of text that is JSON to DuckDB but not to Python: commas before a bracket, and words for non-numbers."""

_AS_WRITTEN = "['VARCHAR', 'UBIGINT', 'NULL']"
"""Types of JSON whose text DuckDB gives as it is in the file; it does not for ``1e5``, ``-0`` or an object."""

_INTEGERS = {f"{sign}{size}" for sign in ("", "U") for size in ("TINYINT", "SMALLINT", "INTEGER")} | {"BIGINT"}


@contextmanager
def source_of(connection: duckdb.DuckDBPyConnection, raw: RawFile, table: Table, columns: Columns) -> Iterator[Query]:
    """Yield the query for the rows of a long table, which works only inside the context."""
    if table.kind == "parquet":
        yield _of_parquet(connection, raw, columns)
        return
    is_json = table.kind == "json"
    looked = PlainBytes()
    # DuckDB skips the first line; a header below blank lines, or in several lines, is more than that.
    simple = is_json or (table.header[0] == 1 and "\n" not in table.header[1].rstrip("\r\n"))
    failures: list[Exception] = []
    source = partial(_of_json if is_json else _of_csv, table, columns, lambda: simple and looked.plain and not failures)
    if table.encoding == "utf-8":
        for chunk in () if is_json else chunks(raw):
            looked.look(chunk)
        yield source(raw.path(), raw.compression)
    else:
        text = codecs.iterdecode(chunks(raw), table.encoding)
        parts = (part.encode() for part in text)
        with _piped(parts if is_json else looked.through(parts), failures) as path:
            yield source(path, "none")


@contextmanager
def _piped(parts: Iterable[bytes], failures: list[Exception]) -> Iterator[str]:
    """Yield a path under which bytes can be read while they are made; an error that ends them goes to `failures`."""
    reading, writing = os.pipe()

    def write() -> None:
        with open(writing, "wb", buffering=0) as stream:
            try:
                for part in parts:
                    rest = memoryview(part)
                    while rest:
                        rest = rest[stream.write(rest) or 0 :]
            except Exception as error:  # noqa: BLE001 - to the reader it looks as if the file ended there
                failures.append(error)

    thread = Thread(target=write)
    thread.start()
    try:
        yield f"/dev/fd/{reading}"
    finally:
        os.close(reading)
        thread.join()


def _of_csv(table: Table, columns: Columns, is_plain: Callable[[], bool], path: str, compression: str) -> Query:
    options = {
        "skip": "1",
        "delim": quoted(table.kind),
        "quote": "'\"'",
        "escape": "'\"'",
        "max_line_size": str(LONGEST),
        "columns": "{" + ", ".join(f"'c{i}': 'varchar'" for i in range(columns.width)) + "}",
    }
    cells = [f"c{i}" for i in range(columns.width)]
    return _of_texts(cells, _read_csv(path, compression, options), columns, is_plain)


def _of_json(table: Table, columns: Columns, is_plain: Callable[[], bool], path: str, compression: str) -> Query:
    keys = table.header[2]
    # JSON never contains this character unescaped, so each line is one cell.
    options = {"delim": "'\x1f'", "quote": "''", "escape": "''", "max_line_size": str(_JSON_LINE)}
    lines = _read_csv(path, compression, {**options, "columns": "{'line': 'varchar'}"})
    pointers = [quoted("/" + key.replace("~", "~0").replace("/", "~1")) for key in keys]
    counted_by = ", ".join(pointers[at] for at in columns.counted_by())
    rows = f"""(
        select case
            when json_keys(line) = [{", ".join(map(quoted, keys))}] and not regexp_matches(line, {quoted(_LENIENT)})
                and list_has_all({_AS_WRITTEN}, json_type(line, [{counted_by}]))
            then json_extract_string(line, [{", ".join(pointers)}])
            else error('other keys, no strict JSON, or a value that is not given as it is written')
        end as cells from {lines} where line is null or line <> ''
    )"""  # noqa: S608 - keys are quoted
    return _of_texts([f"coalesce(cells[{i}], '')" for i in range(1, len(keys) + 1)], rows, columns, is_plain)


def _read_csv(path: str, compression: str, options: Mapping[str, str]) -> str:
    every = {
        "header": "false",
        "auto_detect": "false",
        "strict_mode": "true",
        "nullstr": quoted(_ABSENT),
        "compression": quoted(compression),
        **options,
    }
    return f"read_csv({quoted(path)}, {', '.join(f'{name}={value}' for name, value in every.items())})"


def _period(text: str) -> Cell:
    return Cell(text, BEIJING.format("try_cast(period as timestamptz)"), "text")


def _calls(text: str) -> Cell:
    return Cell(text, "try_cast(calls as bigint)", "text")


def _of_texts(cells: Sequence[str], rows: str, columns: Columns, is_plain: Callable[[], bool]) -> Query:
    period = NO_PERIOD if columns.period is None else _period(cells[columns.period])
    calls = NO_CALLS if columns.calls is None else _calls(cells[columns.calls])
    shape = Shape(period.known, calls.known, columns.needs_times)
    return Query(_query(cells, rows, columns, period, calls), shape, is_plain)


def _query(cells: Sequence[str], rows: str, columns: Columns, period: Cell, calls: Cell) -> str:
    service = cells[columns.service or 0]
    account = "''" if columns.account is None else cells[columns.account]
    return f"""
        select service, account, period, calls, {period.means} as moment, {calls.means} as n
        from (
            select {service} as service, {account} as account, {period.stands} as period, {calls.stands} as calls
            from {rows}
        ) as named
    """  # noqa: S608 - names of columns are made here, and texts are quoted


def _of_parquet(connection: duckdb.DuckDBPyConnection, raw: RawFile, columns: Columns) -> Query:
    """Return a query in which typed columns keep their types: as text they would have to be parsed again."""
    _, types = columns_of(connection, raw.path())
    names = [f"#{i}" for i in range(1, len(types) + 1)]
    texts = [f"coalesce({as_text(name, type_)}, '')" for name, type_ in zip(names, types, strict=True)]
    period, calls = NO_PERIOD, NO_CALLS
    if columns.period is not None:
        at = columns.period
        known: Known = "dates" if types[at] == "DATE" else "typed"
        moment = None if known == "dates" and columns.needs_times else clock("period", types[at])
        period = _period(texts[at]) if moment is None else Cell(names[at], moment, known)
    if columns.calls is not None:
        at, type_ = columns.calls, types[columns.calls]
        calls = Cell(names[at], "calls::bigint", "typed") if type_ in _INTEGERS else _calls(texts[at])
    sql = _query(texts, of_rows(raw.path()), columns, period, calls)
    return Query(sql, Shape(period.known, calls.known, columns.needs_times))
