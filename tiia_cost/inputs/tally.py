"""Counts under equal cells: names and months are read once per distinct cells, not once per row."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from tiia_cost.errors import Problem, UsageError
from tiia_cost.inputs.cells import KEPT

if TYPE_CHECKING:
    from tiia_cost.core.months import Month
    from tiia_cost.core.usage import Usage
    from tiia_cost.inputs.cells import CellReader
    from tiia_cost.inputs.columns import Columns
    from tiia_cost.inputs.records import Record, Source

_SUGGESTED = 1000

Cells = tuple[str, str, str, int]
"""What a count is of, as it stands in the table: period, account, service, and the column that says the service.

Times of one hour may stand as that hour (see `hourly`).
"""


class Counted:
    """Calls under equal cells, in how many rows, and the first of those."""

    __slots__ = ("calls", "first", "rows")

    def __init__(self) -> None:
        self.calls, self.rows = 0, 0
        self.first: Record = (0, "", [])  # replaced by the row that starts the count


class Tally(dict[Cells, Counted]):
    """The counts of one table on their way to usage. Looking up new cells starts a count of them."""

    def __init__(self, usage: Usage, cells: CellReader, columns: Columns, source: Source) -> None:
        """Count for `usage` what `cells` reads."""
        super().__init__()
        self.usage, self.cells, self._columns, self._source = usage, cells, columns, source
        self._resolve = lru_cache(KEPT)(self._resolve_name)
        self.rows = 0

    def __missing__(self, cells: Cells) -> Counted:
        """Start counting; make room first when there are too many distinct cells."""
        if len(self) >= KEPT:
            self.settle()
        counted = self[cells] = Counted()
        return counted

    def settle(self) -> None:
        """Turn what is counted into usage, or into problems at the first row of it."""
        for cells, counted in self.items():
            self.rows += counted.rows
            self._add(*cells, counted)
        self.clear()

    def owner(self, period: str, account: str, first: Record, rows: int = 1) -> tuple[Month | None, str | None] | None:
        """Return the month and account of rows; None, and what is wrong told, if the cells name none."""
        month, payer = self.cells.month(period), self.cells.account(account)
        if isinstance(month, Problem):
            at = self._columns.period or 0
            whole = self.cells.month(first[2][at])  # told as it stands, not by the hour
            told = whole if isinstance(whole, Problem) else month
            self._source.wrong(first, at, told.code, rows, **told.params)
        if isinstance(payer, Problem):
            self._source.wrong(first, self._columns.account, payer.code, rows, **payer.params)
        return None if isinstance(month, Problem) or isinstance(payer, Problem) else (month, payer)

    def _add(self, period: str, account: str, name: str, column: int, counted: Counted) -> None:
        first, rows = counted.first, counted.rows
        owner = self.owner(period, account, first, rows)
        service = self._resolve(name)
        if isinstance(service, Problem):
            self._source.wrong(first, column, service.code, rows, **service.params)
        elif owner is not None:
            month, payer = owner
            # Finding the place takes longer than counting the row; only the first row of a month needs it.
            place = None if self.usage.count(payer, month, service) else self._source.place(first, column)
            try:
                self.usage.add(service, counted.calls, month=month, account=payer, place=place, rows=rows)
            except UsageError as error:
                (problem,) = error.problems
                self._source.wrong(first, column, problem.code, rows, **problem.params)

    def _resolve_name(self, name: str) -> str | Problem:
        # Of a thousand problems only the first are told; the nearest names of the others nobody reads.
        return self.cells.service(name, suggest=self._source.told < _SUGGESTED)
