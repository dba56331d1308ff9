"""Search for the header of a CSV and its delimiter, and the check of the rows above it."""

from __future__ import annotations

import re
from itertools import islice
from typing import IO, TYPE_CHECKING, NamedTuple

from tiia_cost.errors import Place, Problem, UsageError
from tiia_cost.inputs.tables import csv as csv_records
from tiia_cost.inputs.tables.headings import Headings, unit_above
from tiia_cost.inputs.tables.record import BrokenRecord, blank
from tiia_cost.inputs.tables.text import rewind
from tiia_cost.inputs.values.numbers import parse_count
from tiia_cost.inputs.values.periods import Period, parse_period

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.months import Month
    from tiia_cost.inputs.tables.record import Locator, Record

DELIMITERS = (",", ";", "\t")
_ROWS = 10
"""Number of rows at the top among which the header is searched."""

_DECLARED = re.compile(r'\ufeff?"?sep=(?P<delimiter>.)"?[,;\t]*\s*', re.IGNORECASE)
"""Pattern of a first line that declares the delimiter. Only Excel understands such a line."""


class Header(NamedTuple):
    """The delimiter of a table, its header, and the rows above that."""

    delimiter: str
    record: Record
    above: list[Record]


class _Candidate(NamedTuple):
    """A row that may be the header, with the figures that say how likely that is.

    `filled` is the number of cells that are not empty; a title mostly has one.
    """

    is_header: bool
    known: int
    width: int
    order: int
    header: Header
    likeness: int = 0
    filled: int = 0


def find_header(file: str, text: IO[str], book: PriceBook, ignored: Sequence[str]) -> Header:
    """Return the header: the first row that can only be one.

    If there is none, it is the first row, or a later one of which more than one heading is understood, and more than of
    any other; or, if nothing is understood, the row that is most like a header, for messages. The delimiter is the one
    under which most headings are understood; of equals, the one that makes most columns. Raises UsageError for a file
    without rows or with an unknown delimiter, and BrokenRecord if no row can be read.
    """
    declared = _DECLARED.fullmatch(rewind(text).readline(100))
    if declared is not None and declared["delimiter"] not in DELIMITERS:
        raise UsageError([Problem("delimiter-unknown", {"value": declared["delimiter"]}, Place(file, 1, 1))])
    bests: list[_Candidate] = []
    broken: list[BrokenRecord] = []
    for delimiter in DELIMITERS if declared is None else (declared["delimiter"],):
        candidates: list[_Candidate] = []
        rows = csv_records.records(text, delimiter)
        try:
            for candidate in _candidates(rows, delimiter, -len(bests), book, ignored):
                candidates.append(candidate)  # noqa: PERF402 - those before a broken record are kept
        except BrokenRecord as error:  # with a wrong delimiter, text follows the closing quote of a cell
            if not candidates:
                broken.append(error)
                continue
        if not candidates:
            raise UsageError([Problem("file-empty", {}, Place(file))])
        bests.append(_best(candidates))
    if not bests:
        raise broken[0]
    return max(bests, key=lambda one: one[:4]).header


def header_among(rows: Iterable[Record], book: PriceBook, ignored: Sequence[str]) -> Header | None:
    """Return the header among rows that have their cells already, by the same rule; None if all rows are blank."""
    candidates = list(_candidates(rows, "", 0, book, ignored))
    return _best(candidates).header if candidates else None


def _best(candidates: Sequence[_Candidate]) -> _Candidate:
    """Return the first row that is clearly the header; else the first, unless several headings of another are known.

    Where nothing in the first row is known, the table will be refused: then at the row that is most like a header, as
    the first may be a title.
    """
    best = max(candidates, key=lambda one: (one.is_header, one.known if one.known > 1 else 0, -len(one.header.above)))
    if best.is_header or best.known:
        return best
    likely = max(candidates, key=lambda one: (one.likeness, one.filled > 1, -len(one.header.above)))
    return likely._replace(known=0)


def _candidates(
    rows: Iterable[Record], delimiter: str, order: int, book: PriceBook, ignored: Sequence[str]
) -> Iterator[_Candidate]:
    above: list[Record] = []
    for row in islice((row for row in rows if not blank(row)), _ROWS):
        headings = Headings(row[2], book, ignored)
        # A row of data may hold the name of a service, but it has counts. A header has none; but across, months such as
        # 202611 look like counts.
        counts = any(isinstance(parse_count(cell), int) for cell in row[2])
        is_data = bool(above) and counts and "service" not in headings.roles
        known = 0 if is_data else headings.known
        is_header = headings.is_header and not is_data
        header = Header(delimiter, row, list(above))
        likeness = 0 if is_data else headings.likeness
        filled = sum(bool(one.name) for one in headings.every)
        yield _Candidate(is_header, known, len(row[2]), order, header, likeness, filled)
        if is_header:
            return
        above.append(row)


def check_above(header: Header, book: PriceBook, month: Month | None, locator: Locator) -> list[Problem]:
    """Return the notice on the rows above a header; note a problem for each that says something that would be lost."""
    below = Headings(header.record[2], book)
    names_month = "period" in below.roles or any(one.period for one in below.every) or month is not None
    said_below = {*below.roles, *(["period"] if names_month else [])}
    if any(one.service or one.period for one in below.every):
        said_below.add("calls")  # a caption over columns of counts
    for record in header.above:
        for at, cell in enumerate(record[2]):
            heading = Headings([cell], book).every[0]
            period = parse_period(cell)
            if unit_above(cell):
                locator.add(record, at, "unit-above-header", value=heading.name)
            elif isinstance(period, Period) and not names_month:
                locator.add(record, at, "month-above-header", value=heading.name, month=period.month)
            elif heading.role and heading.role not in said_below:
                locator.add(record, at, "heading-above-header", value=heading.name, line=header.record[0])
            elif heading.service and any(isinstance(parse_count(other), int) for other in record[2]):
                locator.add(record, at, "row-above-header", value=heading.name, line=header.record[0])
    said = [" ".join(filter(None, (cell.strip() for cell in record[2]))) for record in header.above]
    said = [text for text in said if not text.lower().startswith("sep=")]
    if not said:
        return []
    return [Problem("lines-above-header", {"count": len(said), "texts": said[:3]}, locator.table)]
