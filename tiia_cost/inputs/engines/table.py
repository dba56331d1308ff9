"""Reading of a table of usage, in any form and format: DuckDB or Python counts its rows, as its size says."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import IO, TYPE_CHECKING, NamedTuple

from tiia_cost.core.estimate import COUNT_RANGE_COLUMNS
from tiia_cost.core.names import visible
from tiia_cost.errors import Place, Problem, UsageError
from tiia_cost.inputs.engines.cells import CellReader
from tiia_cost.inputs.engines.open import open_table, understood
from tiia_cost.inputs.engines.python.count import count
from tiia_cost.inputs.engines.python.tally import Tally
from tiia_cost.inputs.tables.file import open_raw
from tiia_cost.inputs.tables.headers import check_above
from tiia_cost.inputs.tables.headings import shown_name, shown_names
from tiia_cost.inputs.tables.record import BrokenRecord, Misfit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tiia_cost.inputs.engines.choice import Engine, Reading, Side
    from tiia_cost.inputs.tables.columns import Columns
    from tiia_cost.inputs.tables.file import RawFile
    from tiia_cost.inputs.tables.record import Record
    from tiia_cost.inputs.tables.table import Table


class TableRead(NamedTuple):
    """The result of reading a table, or many tables that Spark counted together.

    `notices` tell how the table was understood; `headings` are those of its columns. `names_months` is None if that is
    unknown. `engine` counted the rows, None if they could not be counted; `is_log` says that each was one call.
    `totals_passed_over` is the number of rows of totals that were not checked but passed over.
    """

    file: str
    notices: Sequence[Problem] = ()
    headings: Sequence[str] = ()
    names_months: bool | None = None
    engine: Engine | None = None
    rows: int = 0
    is_log: bool = False
    totals_passed_over: int = 0
    read_again: bool = False
    """True if DuckDB began, and the table was read again by Python because it is not plain."""
    is_slow: bool = False
    """True if DuckDB would have read the table faster, but is not installed."""

    @property
    def rows_as_calls(self) -> int:
        """Number of rows that were counted as one call each, because nothing in them says how many calls they are."""
        return self.rows if self.is_log else 0

    def said(self, *, verbose: bool) -> Iterator[tuple[Problem, bool]]:
        """Yield the notices on the table, each with True if it is of this file alone.

        Otherwise the flag is False, and the notice may be told once for several files.
        """
        place = Place(self.file)
        yield from ((notice, False) for notice in self.notices)
        if verbose and self.read_again:
            yield Problem("read-again", {}, place), True
        if self.is_slow:
            yield Problem("slow-without-duckdb", {}), False
        if self.engine == "spark":
            yield Problem("rows-on-spark", {"count": self.rows}, place), True
        elif verbose and self.engine is not None:
            yield Problem("rows-read", {"count": self.rows, "engine": self.engine}, place), True
        if self.is_log:
            yield Problem("rows-are-calls", {}, place), False
        if self.totals_passed_over:
            yield Problem("totals-passed-over", {"count": self.totals_passed_over}, place), False


def read_table(file: str, side: Side, stored: IO[bytes] | None = None) -> TableRead:
    """Add the counts of a table to the usage of a side, and return what became of it.

    `file` is a path or ``-``; with `stored`, the open file, it is only the name to show. Problems go to the problems of
    the side, with line and column.
    """
    reading, problems = side.reading, side.problems
    read = TableRead(file)
    try:
        with open_raw(file, stored) as raw, open_table(raw, side) as table:
            read = read._replace(notices=table.notices, headings=table.header[2])
            columns = understood(read.headings, partial(table.locator.add, table.header), side)
            if columns is None:
                return read
            above = [] if table.head is None else check_above(table.head, side.book, side.month, table.locator)
            columns = columns._replace(is_bill=columns.is_bill or table.is_bill)
            said = said_of_columns(table.locator.table, read.headings, columns)
            read = read._replace(notices=[*table.notices, *above, *said])
            columns = _without_empty_accounts(table, columns)
            cells = CellReader(side.book, side.month, columns, table.header[2], by_day=reading.by_day)
            tally = Tally(side.usage, cells, columns, table.locator, checks_totals=reading.bad_rows is None)
            # DuckDB counts only plain rows of the long form; anything else is for Python to decide.
            rows = None
            plain = columns.is_long and table.kind != "workbook" and (table.head is None or not table.head.above)
            read = read._replace(is_slow=plain and reading.lacks_duckdb(raw))
            if plain and reading.wants_duckdb(raw):
                rows = _count_by_duckdb(raw, table, columns, tally, reading)
                read = read._replace(read_again=rows is None)
            engine: Engine = "python" if rows is None else "duckdb"
            if rows is None:
                with reading.watch(raw.name, raw.size, raw.position):
                    rows = count(table, columns, tally, reading)
            return read._replace(
                engine=engine,
                rows=rows,
                names_months=cells.names_months,
                is_log=columns.is_log and not table.locator.told,  # else a problem may say why rows are not calls
                totals_passed_over=tally.totals.passed_over,
            )
    except UsageError as error:
        problems.extend(error)
    except BrokenRecord as broken:
        problems.append(broken.problem, Place(file, broken.line, 1))
    except OSError as error:  # reading may fail long after opening, and so may spooling to a full disk
        problems.add("file-unreadable", Place(file), reason=error.strerror or str(error))
    except UnicodeError as error:  # it was valid when its encoding was checked: someone is writing to it
        problems.add("file-unreadable", Place(file), reason=str(error))
    return read


def said_of_columns(place: Place, header: Sequence[str], columns: Columns) -> Iterator[Problem]:
    """Yield the notices that tell how columns of a table are understood: those that multiply, and those not used."""
    for power, group in groupby(sorted(columns.powers()), key=lambda one: one[0]):
        names = [shown_name(header[column]) for _, column in group]
        yield Problem("headings-multiply", {"names": names, "factor": 10**power}, place)
    if columns.is_bill:
        return
    # A forecast that --counts wrote with --range says how far its calls may be off.
    ranged = COUNT_RANGE_COLUMNS if set(COUNT_RANGE_COLUMNS) <= set(columns.unused) else ()
    if ranged:
        yield Problem("counts-are-expected", {"names": ranged}, place)
    unused = [name for name in columns.unused if name not in ranged]
    if unused:
        yield Problem("columns-unused", {"names": shown_names(unused)}, place)


def _without_empty_accounts(table: Table, columns: Columns) -> Columns:
    """Return the columns, without that of accounts if each of its cells is empty. Mostly the first row decides."""
    account, bill = columns.account, columns.is_bill
    if account is None or bill or any(_named(row, account) for row in table.rows(columns, go_on=True)):
        return columns
    return columns._replace(account=None)


def _named(row: Record, account: int) -> bool:
    """Return whether a row names an account, or may name one: of a row that cannot be read this is unknown."""
    cells = row[2]
    return isinstance(cells, Misfit) or (len(cells) > account and bool(visible(cells[account]).strip()))


def _count_by_duckdb(raw: RawFile, table: Table, columns: Columns, tally: Tally, reading: Reading) -> int | None:
    from tiia_cost.inputs.engines.duckdb.count import count as count_by_duckdb  # noqa: PLC0415 - heavy, and an extra

    return count_by_duckdb(raw, table, columns, tally, reading)
