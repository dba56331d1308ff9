"""The options of commands that read usage: by which engine, and what becomes of bad rows and of the counts."""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING, Annotated, NamedTuple

import typer

from tiia_cost.cli.options import option
from tiia_cost.cli.target import check_file
from tiia_cost.inputs.engines import ENGINES, known_engine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tiia_cost.cli.target import Target
    from tiia_cost.errors import Problem, Problems
    from tiia_cost.inputs.reading import Reading

Engine = Annotated[
    str | None,
    option(
        "--engine",
        "ENGINE",
        "What counts the rows of call logs: auto, python or duckdb. Default: TIIA_COST_ENGINE, else auto.",
        known=ENGINES,
    ),
]
BadRows = Annotated[
    str | None,
    option("--bad-rows", "FILE", "Leave out rows that cannot be counted, and write them to this CSV with the reasons."),
]
Counts = Annotated[
    str | None, option("--counts", "FILE", "Also write the monthly counts to this CSV, to read the log only once.")
]
Verbose = Annotated[bool, typer.Option("--verbose", help="Say on standard error what read which file.")]


class ReadOptions(NamedTuple):
    """How a command is asked to read usage; None where nothing is asked."""

    encoding: str | None = None
    engine: str | None = None
    bad_rows: str | None = None
    counts: str | None = None
    verbose: bool = False

    def checked(self, goal: Target, problems: Problems) -> tuple[Reading, BadRowsFile | None]:
        """Return how usage is to be read, and where its bad rows go; what cannot be goes to `problems`."""
        from tiia_cost.cli.progress import watched
        from tiia_cost.inputs.reading import Reading
        from tiia_cost.inputs.text_file import known_encoding

        files = {"--output": goal.file, "--bad-rows": self.bad_rows, "--counts": self.counts}
        seen: dict[str, str] = {}
        for name, file in files.items():
            if file is None:
                continue
            if name != "--output":
                check_file(name, file, problems)
            first = seen.setdefault(os.path.realpath(file), name)
            if first != name:
                problems.add("same-file", option=name, other=first, file=file)
        aside = None if self.bad_rows is None else BadRowsFile(self.bad_rows, goal.lang)
        engine = self.engine if self.engine is not None else os.environ.get("TIIA_COST_ENGINE") or "auto"
        encoding = known_encoding(self.encoding, problems)
        return Reading(encoding, known_engine(engine, problems), aside, watched), aside


class BadRowsFile:
    """Bad rows as a CSV: file, line, what is wrong, and the row as it stands. It has no name until it is delivered."""

    def __init__(self, file: str, lang: str) -> None:
        import csv
        import io
        import tempfile

        self.file, self.count = file, 0
        self._lang = lang
        self._content: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as this does
        self._text = io.TextIOWrapper(self._content, encoding="utf-8", errors="surrogatepass", newline="")
        self._rows = csv.writer(self._text, lineterminator="\n")
        self._rows.writerow(("file", "line", "problem", "row"))

    def add(self, file: str, line: int, problems: Sequence[Problem], text: str) -> None:
        """Write one row down."""
        self.count += 1
        reasons = "; ".join(problem._replace(place=None).text(self._lang) for problem in problems)
        # The row is what it was, to the letter: whoever mends it wants no apostrophe in it.
        self._rows.writerow((file, line, reasons, text.rstrip("\r\n")))

    def finish(self) -> None:
        """Take no more rows, and be read from the start."""
        self._text.detach()  # flushes, and does not close what is under it when it goes
        self._content.seek(0)

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes of the file."""
        return self._content.read(size)

    def __del__(self) -> None:
        """Close what has no name; a run that was refused delivers nothing, and forgets it."""
        self._content.close()
