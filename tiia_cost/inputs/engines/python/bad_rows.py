"""Separation of bad rows: those that cannot be read are put aside with their problems, and the others are counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.core.usage import Usage
from tiia_cost.errors import Problems, UsageError
from tiia_cost.inputs.engines.cells import KEPT
from tiia_cost.inputs.engines.python.tally import Tally
from tiia_cost.inputs.values.periods import hourly

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tiia_cost.errors import Problem
    from tiia_cost.inputs.engines.choice import BadRows
    from tiia_cost.inputs.tables.columns import Columns
    from tiia_cost.inputs.tables.record import Locator, Record

    Read = Callable[[Iterator[Record], Columns, Tally, Locator], object]


class Sieve:
    """A filter that lets rows pass that are read without a problem; others go to `bad_rows`, counted in `left_out`."""

    def __init__(self, read: Read, columns: Columns, tally: Tally, locator: Locator, bad_rows: BadRows) -> None:
        self._read, self._columns, self._tally, self._locator = read, columns, tally, locator
        self._bad_rows = bad_rows
        self._good: set[tuple[str, ...]] = set()
        self.left_out = 0

    def sift(self, rows: Iterable[Record]) -> Iterator[Record]:
        """Yield the rows that can be read."""
        for record in rows:
            likeness = self._likeness(record[2])
            whole = self._columns.needed <= len(record[2]) <= self._columns.width
            if likeness not in self._good or not whole:
                problems = self._problems(record)
                if problems:
                    self.left_out += 1
                    self._bad_rows.add(self._locator.name, record[0], problems, record[1])
                    continue
                if len(self._good) >= KEPT:
                    self._good.clear()
                self._good.add(likeness)
            yield record

    def _likeness(self, cells: list[str]) -> tuple[str, ...]:
        """Return the cache key of a row: rows with the same key are all good or all bad. Plain counts are not in it."""
        period, calls = self._columns.period, self._columns.calls
        alike = [f"{len(cells)}"] if self._columns.is_long else list(cells)
        service = self._columns.service
        if self._columns.is_long and service is not None and len(cells) >= self._columns.needed:
            account = self._columns.account
            alike += [hourly(cells[period])] if period is not None else []
            alike += [cells[account]] if account is not None else []
            if calls is not None:
                text = cells[calls]
                alike.append("" if text.isascii() and text.isdigit() and len(text) < 18 else text)  # noqa: PLR2004 - see there
            alike.append(cells[service])
        return tuple(alike)

    def _problems(self, record: Record) -> tuple[Problem, ...]:
        """Return all problems of a row, by reading it alone."""
        problems = Problems()
        alone = self._locator.alone(problems)
        tally = Tally(Usage(), self._tally.cells, self._columns, alone, checks_totals=False)
        self._read(iter([record]), self._columns, tally, alone)
        tally.settle()
        return problems.as_error(UsageError).problems
