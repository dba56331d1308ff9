"""The file of rows that are left out: a CSV, which has no name until it is delivered."""

from __future__ import annotations

import csv
import tempfile
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING
from weakref import finalize

from tiia_cost.cli.output import SideFile
from tiia_cost.errors import OutputError, Problem
from tiia_cost.inputs.tables.own_files import BAD_ROW_COLUMNS
from tiia_cost.messages import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import IO


class BadRowsFile:
    """Bad rows, each with its file, its line, what is wrong, and its text as it stands.

    Raises OutputError where they cannot be kept.
    """

    def __init__(self, file: str, lang: str) -> None:
        self.file, self.count = file, 0
        self._lang = lang
        with self._failing():
            self._content = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as this does
        # A run that was refused delivers nothing, and forgets it.
        finalize(self, _close, self._content)
        self._rows = csv.writer(self, lineterminator="\n")
        self._rows.writerow(BAD_ROW_COLUMNS)

    def add(self, file: str, line: int | None, problems: Sequence[Problem], text: str) -> None:
        """Write one row down; without its line, where nobody knows that."""
        self.count += 1
        reasons = "; ".join(problem._replace(place=None).text(self._lang) for problem in problems)
        # The row is what it was, to the letter: whoever mends it wants no apostrophe in it.
        self._rows.writerow((file, line, reasons, text.rstrip("\r\n")))

    def write(self, text: str) -> None:
        """Take what the CSV is made of."""
        with self._failing():
            # Bytes in the name of a file that are no text are spelled out, or the CSV were none either.
            self._content.write(text.encode(errors="backslashreplace"))

    def as_side_file(self) -> SideFile:
        """Take no more rows, and be written beside the result."""
        with self._failing():
            self._content.seek(0)
        said = say("rows-left-out-to", self._lang, count=self.count, file=self.file) if self.count else ""
        return SideFile(self.file, self, said)

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes of the file."""
        return self._content.read(size)

    @contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise OutputError([Problem("output-failed", {"file": self.file, "reason": error.strerror})]) from None


def _close(content: IO[bytes]) -> None:
    with suppress(OSError):  # what it could not write is told by now
        content.close()
