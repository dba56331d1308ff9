"""Connection to a database in memory: its settings, and statements that an interrupt can end."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from collections.abc import Iterator

_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "preserve_insertion_order": "false",
}
_STATEMENTS = (
    # A fixed offset, as in `periods`. In names of this kind the sign is reversed: this is UTC+8.
    "set TimeZone = 'Etc/GMT-8'",
    # DuckDB measures progress only if it has a progress bar; ours is drawn elsewhere.
    "set enable_progress_bar = true",
    "set enable_progress_bar_print = false",
)
FETCHED = 10_000
"""Number of rows of a result that are fetched at once."""


@contextmanager
def connected() -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection to a database in memory; data that does not fit there goes to a folder that is removed.

    Ctrl-C raises KeyboardInterrupt, also during a statement in the main thread, for which DuckDB raises RuntimeError.
    """
    with (
        tempfile.TemporaryDirectory(prefix="tiia-cost-") as folder,
        duckdb.connect(":memory:", config={**_SETTINGS, "temp_directory": folder}) as connection,
    ):
        try:
            for sql in _STATEMENTS:
                connection.execute(sql)
            yield connection
        except RuntimeError as error:
            if str(error) == "Query interrupted":
                raise KeyboardInterrupt from error
            raise


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


def quoted(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
