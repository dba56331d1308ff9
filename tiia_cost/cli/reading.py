"""The options of commands that read usage: by which engine, and what becomes of bad rows and of the counts."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from tiia_cost.cli.options import option
from tiia_cost.cli.target import check_file
from tiia_cost.inputs.engines.choice import ENGINES, known_engine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tiia_cost.cli.bad_rows import BadRowsFile
    from tiia_cost.cli.target import Target
    from tiia_cost.errors import Problems
    from tiia_cost.inputs.engines.choice import Reading

Engine = Annotated[
    str | None,
    option(
        "--engine",
        "ENGINE",
        "What counts the rows of call logs: auto, python, duckdb or spark. Default: TIIA_COST_ENGINE, else auto.",
        known=ENGINES,
    ),
]
SparkMaster = Annotated[
    str | None,
    option(
        "--spark-master",
        "URL",
        "Where --engine spark counts: local[2], spark://…, yarn, sc://… Default: SPARK_REMOTE, else spark-defaults.",
    ),
]
BadRows = Annotated[
    str | None,
    option("--bad-rows", "FILE", "Leave out rows that cannot be counted, and write them to this CSV with the reasons."),
]
Counts = Annotated[
    str | None, option("--counts", "FILE", "Also write the monthly counts to this CSV, to read the log only once.")
]
IgnoreColumns = Annotated[
    list[str] | None,
    option("--ignore-columns", "NAME,…", "Columns of tables to leave out, by their headings; those of CSV in quotes."),
]
RowsAreCalls = Annotated[
    bool,
    typer.Option(
        "--rows-are-calls",
        help="Count each row of a table without a calls column as one call, also where rows have no time of day.",
    ),
]
Verbose = Annotated[bool, typer.Option("--verbose", help="Say on standard error what read which file.")]


class ReadOptions(NamedTuple):
    """How a command is asked to read usage; None where nothing is asked."""

    encoding: str | None = None
    engine: str | None = None
    spark_master: str | None = None
    bad_rows: str | None = None
    counts: str | None = None
    verbose: bool = False
    ignore_columns: Sequence[str] = ()
    rows_are_calls: bool = False

    def written(self, goal: Target) -> dict[str, str]:
        """Return the files that are written, by their option."""
        beside = {"--bad-rows": self.bad_rows, "--counts": self.counts}
        return {**goal.written(), **{name: file for name, file in beside.items() if file is not None}}

    def checked(self, goal: Target, problems: Problems) -> tuple[Reading, BadRowsFile | None]:
        """Return how usage is to be read, and where its bad rows go; what cannot be goes to `problems`."""
        from tiia_cost.cli.progress import watched
        from tiia_cost.inputs.engines.choice import Ignored, Reading
        from tiia_cost.inputs.tables.text import known_encoding

        files = self.written(goal)
        seen: dict[str, str] = {}
        for name, file in files.items():
            if name != "--output":
                check_file(name, file, problems)
            first = seen.setdefault(os.path.realpath(file), name)
            if first != name and (os.path.isfile(file) or not os.path.exists(file)):  # a device takes both
                problems.add("same-file", option=name, other=first, file=file)
        aside = None
        if self.bad_rows is not None:
            from tiia_cost.cli.bad_rows import BadRowsFile  # few runs keep any

            aside = BadRowsFile(self.bad_rows, goal.lang)
        engine = self.engine if self.engine is not None else os.environ.get("TIIA_COST_ENGINE") or "auto"
        encoding = known_encoding(self.encoding, problems)
        engine = known_engine(engine, self.spark_master, problems)
        reading = Reading(
            encoding,
            engine,
            aside,
            watched,
            written=files,
            master=self.spark_master,
            ignored=Ignored([name for names in self.ignore_columns for name in _names(names)]),
            rows_are_calls=self.rows_are_calls,
        )
        return reading, aside


def _names(text: str) -> list[str]:
    """Return the names in an option, which commas separate as in a CSV: one that has a comma stands in quotes."""
    import csv

    return [name.strip() for name in next(csv.reader([text], skipinitialspace=True), []) if name.strip()]
