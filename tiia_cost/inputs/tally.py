"""Counts under equal cells: names and months are read once per distinct cells, not once per row."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from tiia_cost.errors import Problem, UsageError
from tiia_cost.inputs.accounts import account_name
from tiia_cost.inputs.periods import parse_period
from tiia_cost.messages import is_printable

if TYPE_CHECKING:
    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.months import Month
    from tiia_cost.core.usage import Usage
    from tiia_cost.inputs.columns import Columns
    from tiia_cost.inputs.csv_records import Record, Source

KEPT = 20_000
"""How many distinct cells are kept before they become usage: a call log has a new time in every row."""

_SUGGESTED = 1000

Cells = tuple[str, str, str, int]
"""What a count is of, as it stands in the table: period, account, service, and the column that says the service."""


class Counted:
    """Calls under equal cells, in how many rows, and the first of those."""

    __slots__ = ("calls", "first", "rows")

    def __init__(self) -> None:
        self.calls, self.rows = 0, 0
        self.first: Record = (0, "", [])  # replaced by the row that starts the count


class Tally(dict[Cells, Counted]):
    """The counts of one table on their way to usage. Looking up new cells starts a count of them."""

    def __init__(self, usage: Usage, book: PriceBook, month: Month | None, columns: Columns, source: Source) -> None:
        """Count for `usage`; `month` is for a table without a period column."""
        super().__init__()
        self._usage, self._book, self._month = usage, book, month
        self._columns, self._source = columns, source
        self._parse_period = lru_cache(KEPT)(parse_period)
        self._resolve = lru_cache(KEPT)(self._resolve_name)

    def __missing__(self, cells: Cells) -> Counted:
        """Start counting; make room first when there are too many distinct cells."""
        if len(self) >= KEPT:
            self.settle()
        counted = self[cells] = Counted()
        return counted

    def settle(self) -> None:
        """Turn what is counted into usage, or into problems at the first row of it."""
        for cells, counted in self.items():
            self._add(*cells, counted)
        self.clear()

    def owner(self, period: str, account: str, first: Record, rows: int = 1) -> tuple[Month | None, str | None] | None:
        """Return the month and account of rows; None, and what is wrong told, if the cells name none."""
        columns, month, fine = self._columns, self._month, True
        if columns.period is not None:
            found = self._parse_period(period)
            if isinstance(found, Problem):
                self._source.wrong(first, columns.period, found.code, rows, **found.params)
                fine = False
            else:
                month = found
        payer = account_name(account) or None
        if columns.account is not None and payer is None:
            self._source.wrong(first, columns.account, "account-missing", rows)
            fine = False
        elif payer is not None and not is_printable(payer):
            self._source.wrong(first, columns.account, "control-character", rows, value=payer)
            fine = False
        return (month, payer) if fine else None

    def _add(self, period: str, account: str, name: str, column: int, counted: Counted) -> None:
        first, rows = counted.first, counted.rows
        owner = self.owner(period, account, first, rows)
        service = self._resolve(name)
        if isinstance(service, Problem):
            self._source.wrong(first, column, service.code, rows, **service.params)
        elif owner is not None:
            month, payer = owner
            # Finding the place takes longer than counting the row; only the first row of a month needs it.
            place = None if self._usage.count(payer, month, service) else self._source.place(first, column)
            try:
                self._usage.add(service, counted.calls, month=month, account=payer, place=place, rows=rows)
            except UsageError as error:
                (problem,) = error.problems
                self._source.wrong(first, column, problem.code, rows, **problem.params)

    def _resolve_name(self, name: str) -> str | Problem:
        if not name.strip():
            return Problem("service-missing", {})
        try:
            # Of a thousand problems only the first are told; the nearest names of the others nobody reads.
            return self._book.resolve(name.strip(), suggest=self._source.told < _SUGGESTED)
        except UsageError as error:
            return error.problems[0]
