"""Choice of the engine that counts the rows of tables, settings for reading them, and the target of the counts."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from importlib.util import find_spec
from shutil import which
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.months import Month
    from tiia_cost.core.usage import Usage
    from tiia_cost.errors import Problem, Problems
    from tiia_cost.inputs.tables.file import RawFile

Engine = Literal["python", "duckdb", "spark"]

ENGINES = ("auto", "python", "duckdb", "spark")
NOBODY = "nobody"
"""Stand-in for an engine that is not installed. It reads no tables, so that no path on a cluster is looked up here."""

CONNECT = "sc://"
"""Prefix of the address of a server of Spark Connect."""

_LARGE = 16 << 20
"""Number of bytes, in all files together, from which on DuckDB is faster than Python.

That includes its import (0.2 s); Python reads 50 MB/s.
"""

_SMALL = 1 << 20
"""Number of bytes below which Python has read a file before DuckDB has opened a database for it."""

_PACKING = 8
"""Number of bytes of a log in one byte of its compressed file, about."""

Watch = Callable[[str, int | None, Callable[[], float]], AbstractContextManager[object]]
"""A function that shows the progress of reading a file while the context lasts.

It takes the name of the file, its size, and a function that returns how much of that size is done.
"""


class BadRows(Protocol):
    """A collector of rows that cannot be read: their file and line, their problems, and their text."""

    def add(self, file: str, line: int | None, problems: Sequence[Problem], text: str) -> None:
        """Take one row."""


class Reading(NamedTuple):
    """Settings for reading usage.

    `encoding` None detects it. `before_stdin` is called before standard input is read, which may wait for someone.
    `total` is the size of all files together in bytes: many small ones are a large log, too. Without `bad_rows` a row
    that cannot be read is a problem. `written` are the files that are written from what is read, each with its option:
    none of them may be read. `master` is where Spark runs; None leaves that to its environment. `ignored` are headings
    of columns to leave out; with `rows_are_calls` each row of a table without a column of calls is one call, whatever
    its period; with `by_day` the calls of each day are kept, where periods are days or times.
    """

    encoding: str | None = None
    engine: str = "auto"
    bad_rows: BadRows | None = None
    watch: Watch = lambda *_: nullcontext()
    before_stdin: Callable[[], None] = lambda: None
    total: int = 0
    written: Mapping[str, str] = MappingProxyType({})
    master: str | None = None
    ignored: tuple[str, ...] = ()
    rows_are_calls: bool = False
    by_day: bool = False

    def wants_duckdb(self, raw: RawFile) -> bool:
        """Return whether DuckDB should count the rows of a file."""
        return self.engine == "duckdb" or (self.engine == "auto" and self._is_large(raw) and has_duckdb())

    def lacks_duckdb(self, raw: RawFile) -> bool:
        """Return whether DuckDB would count the rows of a file if it were installed."""
        return self.engine == "auto" and self._is_large(raw) and not has_duckdb()

    def _is_large(self, raw: RawFile) -> bool:
        packing = 1 if raw.compression == "none" else _PACKING
        return raw.is_parquet or (raw.size * packing >= _SMALL and max(raw.size, self.total) * packing >= _LARGE)


class Side(NamedTuple):
    """One side of a comparison, or the only one: the usage that is read into, and how it is read.

    `book` has the names of its services, `problems` collects its problems, and `month` is for tables that name none.
    """

    usage: Usage
    book: PriceBook
    problems: Problems
    reading: Reading = Reading()
    month: Month | None = None


@cache
def has_duckdb() -> bool:
    """Return whether DuckDB is installed, without paying for its import."""
    return find_spec("duckdb") is not None


def has_spark() -> bool:
    """Return whether PySpark is installed, without importing it."""
    return find_spec("pyspark") is not None


def has_java() -> bool:
    """Return whether there is a Java for Spark to start: that of JAVA_HOME, else the one on the path."""
    home = os.environ.get("JAVA_HOME")
    return which(os.path.join(home, "bin", "java") if home else "java") is not None


def known_engine(name: str, master: str | None, problems: Problems) -> str:
    """Return the engine of a name; note a problem and return another one if it is unknown, or lacks something it needs.

    `master` is where Spark runs; None leaves that to its environment.
    """
    engine = name.lower()
    if master is not None and engine != "spark":
        problems.add("spark-master-alone")
    if engine not in ENGINES:
        problems.add("unknown-engine", name=name, engines=ENGINES)
    elif engine == "duckdb" and not has_duckdb():
        problems.add("extra-missing", what="--engine duckdb", extra="bulk")
    elif engine == "spark":
        return engine if _can_use_spark(master, problems) else NOBODY
    else:
        return engine
    return "auto"


def _can_use_spark(master: str | None, problems: Problems) -> bool:
    connects = (master or os.environ.get("SPARK_REMOTE", "")).startswith(CONNECT)
    if not has_spark() or (connects and find_spec("grpc") is None):
        problems.add("extra-missing", what="--engine spark", extra="spark")
        return False
    # A server of Spark Connect has its own Java.
    if not connects and not has_java():
        problems.add("java-missing")
        return False
    return True
