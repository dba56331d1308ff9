"""Check that a CSV has nothing that DuckDB and `csv.reader` read differently.

That is spaces beside quotes, mixed line ends, and long lines. Looking for a byte costs next to nothing, for a pattern a
little: the pattern for quotes is tried only where there are quotes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tiia_cost.inputs.tables.csv import LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Spaces between a quote and a delimiter are text to `csv.reader`, and nothing to DuckDB.
_LENIENT = re.compile(rb'" +(?:[,;\t\r\n"]|$)|[,;\t\r\n] +"')
_BARE_CR = re.compile(rb"\r(?!\n)")
_BARE_LF = re.compile(rb"(?<!\r)\n")


class PlainBytes:
    """A check of all of a text, chunk by chunk."""

    def __init__(self) -> None:
        self._odd = self._returns = self._bare_returns = self._bare_feeds = False
        self._last_line = b"\n"

    @property
    def plain(self) -> bool:
        """Return whether DuckDB and `csv.reader` read all bytes so far alike; final only at the end of the text."""
        mixed = self._returns and (self._bare_feeds or self._bare_returns or self._last_line.endswith(b"\r"))
        return not self._odd and not mixed and _LENIENT.search(self._last_line) is None

    def look(self, chunk: bytes) -> None:
        """Check the next bytes; lines that they begin or end are checked as a whole."""
        fed = b"\n" in chunk
        if fed and not (b'"' in chunk or b"\r" in chunk or b'"' in self._last_line or b"\r" in self._last_line):
            self._bare_feeds, self._last_line = True, chunk[chunk.rfind(b"\n") :]
            return
        if len(self._last_line) > LONGEST:
            # DuckDB reads no line of this length; and checking it again with each chunk would take forever.
            self._odd, self._last_line = True, b""
        text = self._last_line + chunk
        self._last_line = chunk[chunk.rfind(b"\n") :] if fed else text
        self._odd = self._odd or (b'"' in text and _LENIENT.search(text) is not None)
        if b"\r" in text:
            self._returns = True
            # A CR at the end may belong to the LF that comes next.
            whole = text.removesuffix(b"\r")
            self._bare_returns = self._bare_returns or _BARE_CR.search(whole) is not None
            self._bare_feeds = self._bare_feeds or _BARE_LF.search(text, 1) is not None
        else:
            self._bare_feeds = self._bare_feeds or fed

    def through(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield chunks unchanged, and check each on the way."""
        for chunk in chunks:
            self.look(chunk)
            yield chunk
