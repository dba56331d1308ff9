"""Which engine counts the rows of tables, how they are to be read, and into what."""

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
"""Reads no tables, instead of an engine that is missing: what is on a cluster is not looked for here."""

CONNECT = "sc://"
"""What the address of a server of Spark Connect begins with."""

_LARGE = 16 << 20
"""From so many bytes on, in all files together, DuckDB is faster, its import included (0.2 s; Python reads 50 MB/s)."""

_SMALL = 1 << 20
"""A file of less Python has read before DuckDB has opened a database for it."""

_PACKING = 8
"""So many bytes of a log are one of its compressed file, about."""

Watch = Callable[[str, int | None, Callable[[], float]], AbstractContextManager[object]]
"""Shows how far reading a file has come while the context lasts: its name, its size, and how much of that is done."""


class BadRows(Protocol):
    """Takes rows that cannot be read: where they stand, why, and their text."""

    def add(self, file: str, line: int | None, problems: Sequence[Problem], text: str) -> None:
        """Take one row."""


class Reading(NamedTuple):
    """How usage is to be read.

    `encoding` None finds it out. `total` are the bytes of all files together: many small ones are a large log, too.
    Without `bad_rows` a row that cannot be read is a problem. `written` are the files that are written from what is
    read, by their option: none of them may be read. `master` is where Spark runs, None as it is set up to. `ignored`
    are headings of columns to leave out; with `rows_are_calls` each row of a table that says no calls is one call,
    whatever its period.
    """

    encoding: str | None = None
    engine: str = "auto"
    bad_rows: BadRows | None = None
    watch: Watch = lambda *_: nullcontext()
    total: int = 0
    written: Mapping[str, str] = MappingProxyType({})
    master: str | None = None
    ignored: tuple[str, ...] = ()
    rows_are_calls: bool = False

    def wants_duckdb(self, raw: RawFile) -> bool:
        """Say whether DuckDB should count the rows of a file."""
        packing = 1 if raw.compression == "none" else _PACKING
        large = raw.is_parquet or (raw.size * packing >= _SMALL and max(raw.size, self.total) * packing >= _LARGE)
        return self.engine == "duckdb" or (self.engine == "auto" and large and has_duckdb())


class Side(NamedTuple):
    """What one side of a comparison, or the only one, is read into, and how.

    `book` has the names of its services, `problems` takes what is wrong, and `month` is for tables that name none.
    """

    usage: Usage
    book: PriceBook
    problems: Problems
    reading: Reading = Reading()
    month: Month | None = None


@cache
def has_duckdb() -> bool:
    """Say whether DuckDB is installed, without paying for its import."""
    return find_spec("duckdb") is not None


def known_engine(name: str, master: str | None, problems: Problems) -> str:
    """Return an engine by name. What it lacks, if it exists, goes to `problems`; then another is returned.

    `master` is where Spark runs, None as it is set up to.
    """
    engine = name.lower()
    if master is not None and engine != "spark":
        problems.add("spark-master-alone")
    if engine not in ENGINES:
        problems.add("unknown-engine", name=name, engines=ENGINES)
    elif engine == "duckdb" and not has_duckdb():
        problems.add("extra-missing", what="--engine duckdb", extra="bulk")
    elif engine == "spark":
        return engine if _has_spark(master, problems) else NOBODY
    else:
        return engine
    return "auto"


def _has_spark(master: str | None, problems: Problems) -> bool:
    connects = (master or os.environ.get("SPARK_REMOTE", "")).startswith(CONNECT)
    if find_spec("pyspark") is None or (connects and find_spec("grpc") is None):
        problems.add("extra-missing", what="--engine spark", extra="spark")
        return False
    # A server of Spark Connect has its own Java.
    home = os.environ.get("JAVA_HOME")
    if not connects and which(os.path.join(home, "bin", "java") if home else "java") is None:
        problems.add("java-missing")
        return False
    return True
