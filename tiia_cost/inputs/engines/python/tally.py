"""Counts of equal cells: names and months are parsed once per distinct cells, not once per row."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from tiia_cost.core.usage import Entry
from tiia_cost.errors import Problem
from tiia_cost.inputs.engines.cells import KEPT
from tiia_cost.inputs.engines.python.totals import TotalRow, TotalsCheck

if TYPE_CHECKING:
    from tiia_cost.core.usage import Usage
    from tiia_cost.inputs.engines.cells import CellReader
    from tiia_cost.inputs.tables.columns import Columns
    from tiia_cost.inputs.tables.record import Locator, Record
    from tiia_cost.inputs.values.periods import Period

_SUGGESTED = 1000

Cells = tuple[str, str, str, int]
"""The cells that a count is of, as they stand in the table: period, account, service, and the column of the service.

Times of one hour may be replaced by that hour (see `hourly`).
"""


class RowCount:
    """The calls of rows with equal cells, the number of these rows, and the first of them."""

    __slots__ = ("calls", "first", "rows")

    def __init__(self) -> None:
        self.calls, self.rows = 0, 0
        self.first: Record = (0, "", [])  # replaced by the row that starts the count


class Tally(dict[Cells, RowCount]):
    """The counts of one table on their way to usage. Looking up new cells starts a count of them."""

    def __init__(
        self, usage: Usage, cells: CellReader, columns: Columns, locator: Locator, *, checks_totals: bool = True
    ) -> None:
        """Count for `usage`, with cells that `cells` parses; rows of totals are checked, or else passed over."""
        super().__init__()
        self.usage, self.cells, self._columns, self._locator = usage, cells, columns, locator
        self.totals = TotalsCheck(columns, cells, locator, checks=checks_totals)
        self._resolve = lru_cache(KEPT)(self._resolve_name)
        self.rows = 0

    def __missing__(self, cells: Cells) -> RowCount:
        """Start a count; make room first if there are too many distinct cells. Raises TotalRow for a row of totals."""
        if self.totals.is_row(*cells[:3]):
            self.settle()
            raise TotalRow
        if len(self) >= KEPT:
            self.settle()
        counted = self[cells] = RowCount()
        return counted

    def settle(self) -> None:
        """Turn the counts into usage, or into problems at the first row of each count."""
        for cells, counted in self.items():
            self.rows += counted.rows
            self._add(*cells, counted)
        self.clear()

    def is_readable(self, period: str, account: str, name: str | None, record: Record) -> bool:
        """Return whether the cells that all counts of a row share can be parsed; note a problem for each that cannot.

        Months across share the `name` of the service, None in a row without counts, and have no period of their own.
        """
        across = self._columns.is_across
        owned = self.owner(period, account, record, across=across) is not None
        named = not across or name is None or self.service(name, self._columns.service or 0, record) is not None
        return owned and named

    def owner(
        self, period: str, account: str, first: Record, rows: int = 1, *, across: bool = False
    ) -> tuple[Period | None, str | None] | None:
        """Return the period and the account of rows, or None after noting a problem if the cells name none.

        Rows of periods across have no period of their own.
        """
        when, payer = None if across else self.cells.period(period), self.cells.account(account)
        if isinstance(when, Problem):
            at = self._columns.period or 0
            whole = self.cells.period(first[2][at])  # the problem shows the whole text, not the hour
            told = whole if isinstance(whole, Problem) else when
            self._locator.append(first, at, told, rows)
        if isinstance(payer, Problem):
            self._locator.append(first, self._columns.account, payer, rows)
        return None if isinstance(when, Problem) or isinstance(payer, Problem) else (when, payer)

    def service(self, name: str, column: int, first: Record, rows: int = 1) -> str | None:
        """Return the id of the service of rows, or None after noting a problem at `column` if the name means none."""
        service = self._resolve(name)
        if isinstance(service, Problem):
            self._locator.append(first, column, service, rows)
            return None
        return service

    def _add(self, period: str, account: str, name: str, column: int, counted: RowCount) -> None:
        first, rows = counted.first, counted.rows
        owner = self.owner(period, account, first, rows)
        service = self.service(name, column, first, rows)
        if service is not None and owner is not None:
            when, payer = owner
            self.totals.add(payer, when, service, counted.calls)
            month, whole = None if when is None else when.month, self.cells.is_whole(when)
            # Finding the place takes longer than counting the row; only the first row of a month needs it.
            place = None if self.usage.count(payer, month, service) else self._locator.place(first, column)
            days = self.cells.days(when, counted.calls)
            problem = self.usage.enter(Entry(payer, month, service, whole, counted.calls, rows, place, days))
            if problem is not None:
                self._locator.append(first, column, problem, rows)

    def _resolve_name(self, name: str) -> str | Problem:
        # Of a thousand problems only the first are shown; nobody reads the nearest names of the others.
        return self.cells.service(name, suggest=self._locator.told < _SUGGESTED)
