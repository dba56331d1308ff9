"""DuckDB counts the rows of large call logs, and reads Parquet. Nothing is fetched at run time.

It counts only what it reads as `csv.reader` and `json` do; where it might not, Python reads the file again.
"""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING

import duckdb

from tiia_cost.core.usage import MAX_CALLS
from tiia_cost.inputs.count_rows import Group, statement
from tiia_cost.inputs.duckdb_source import quoted, source_of
from tiia_cost.inputs.groups import Reader, all_understood, totals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tiia_cost.inputs.columns import Columns
    from tiia_cost.inputs.raw_file import RawFile
    from tiia_cost.inputs.reading import Reading
    from tiia_cost.inputs.tables import Table
    from tiia_cost.inputs.tally import Tally

_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "preserve_insertion_order": "false",
}
_STATEMENTS = (
    # A fixed offset, as in `periods`; in such names its sign is the other way round.
    "set TimeZone = 'Etc/GMT-8'",
    # Progress is known only where there is a bar; it is drawn elsewhere.
    "set enable_progress_bar = true",
    "set enable_progress_bar_print = false",
)
_FETCHED = 10_000


@contextmanager
def connected() -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a database in memory; what does not fit there goes to a folder that is removed."""
    with (
        tempfile.TemporaryDirectory(prefix="tiia-cost-") as folder,
        duckdb.connect(":memory:", config={**_SETTINGS, "temp_directory": folder}) as connection,
    ):
        for statement_ in _STATEMENTS:
            connection.execute(statement_)
        yield connection


def run(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Execute a statement in a thread of its own, so that an interrupt ends it at once."""
    done = Event()
    failures: list[BaseException] = []

    def work() -> None:
        try:
            connection.execute(sql)
        except BaseException as error:  # noqa: BLE001 - raised again below
            failures.append(error)
        finally:
            done.set()

    thread = Thread(target=work)
    thread.start()
    try:
        while not done.wait(0.5):
            pass
    except BaseException:
        connection.interrupt()
        raise
    finally:
        thread.join()
    if failures:
        raise failures[0]


def count(raw: RawFile, table: Table, columns: Columns, tally: Tally, reading: Reading) -> int | None:
    """Add the rows of a long table to the usage of `tally`, and return how many there are.

    None, and nothing is added, where a cell means nothing, or DuckDB may read the table otherwise than Python does.
    """
    with connected() as connection:
        try:
            with source_of(connection, raw, table, columns) as source:
                connection.execute(f"create view source as {source.sql}")
                with reading.watch(raw.name, 100, connection.query_progress):
                    run(connection, statement(source.shape, quoted(raw.name)))
                groups = all_understood(_groups(connection, table.kind), Reader(tally.cells))
                if not groups or not source.is_plain():
                    return None
        except (duckdb.Error, UnicodeError):
            return None
    found = list(totals(groups))
    usage = tally.usage
    for group in found:
        before = usage.count(group.account, group.month, group.service)
        if group.calls + (before.calls if before else 0) > MAX_CALLS:
            return None
    for group in found:
        usage.add(
            group.service, group.calls, month=group.month, account=group.account, place=group.place, rows=group.rows
        )
    return sum(group.rows for group in found)


def _groups(connection: duckdb.DuckDBPyConnection, kind: str) -> Iterator[Group]:
    while rows := connection.fetchmany(_FETCHED):
        for group in map(Group._make, rows):
            if group.calls is None and group.period is None:
                yield group
            else:
                # A number of JSON that is no whole one is not as it was written any more.
                calls = _odd(group.calls) if kind != "json" or group.calls is None else "?"
                yield group._replace(calls=calls, period=_odd(group.period))


def _odd(value: object) -> str | None:
    """Return an odd cell as text; one of a typed column means nothing, for what does is not odd."""
    return value if value is None or isinstance(value, str) else "?"
