"""The CSV of rows that are left out (``--bad-rows``): a temporary file without a name until it is delivered."""

from __future__ import annotations

import csv
import tempfile
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING
from weakref import finalize

from tiia_cost.cli.output import Output
from tiia_cost.errors import OutputError, Problem
from tiia_cost.inputs.tables.own_files import BAD_ROW_COLUMNS
from tiia_cost.messages import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import IO


class BadRowsFile:
    """Rows that cannot be counted, each with its file, its line, the reasons, and its text unchanged.

    Methods raise OutputError if the rows cannot be stored.
    """

    def __init__(self, file: str, lang: str) -> None:
        self.file, self.count = file, 0
        self._lang = lang
        with self._failing():
            self._content = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as this object lives
        # A run that is refused does not deliver the file: it is closed and lost with this object.
        finalize(self, _close, self._content)
        self._rows = csv.writer(self, lineterminator="\n")
        self._rows.writerow(BAD_ROW_COLUMNS)

    def add(self, file: str, line: int | None, problems: Sequence[Problem], text: str) -> None:
        """Write one row; `line` is None if its line number is not known."""
        self.count += 1
        reasons = "; ".join(problem._replace(place=None).text(self._lang) for problem in problems)
        # The text stays exactly as it was, without an apostrophe against formulas: someone will correct the row.
        self._rows.writerow((file, line, reasons, text.rstrip("\r\n")))

    def write(self, text: str) -> None:
        """Store text that the CSV writer produces."""
        with self._failing():
            # A file name may hold bytes that are not text. They are escaped, or the CSV would not be text either.
            self._content.write(text.encode(errors="backslashreplace"))

    def as_output(self, *, quiet: bool = False) -> Output:
        """Return the file as an output beside the result, with a notice on it unless `quiet`.

        No row may be added after this.
        """
        with self._failing():
            self._content.seek(0)
        if not self.count or quiet:
            return Output(self, self.file)
        return Output(self, self.file, say("rows-left-out-to", self._lang, count=self.count, file=self.file))

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
    with suppress(OSError):  # errors in writing have been reported by now
        content.close()
