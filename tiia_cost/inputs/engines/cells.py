"""Parse the period, account and service cells of a usage table; shared by all engines."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from tiia_cost.core.names import visible
from tiia_cost.core.usage import NO_DAYS, Day
from tiia_cost.errors import Problem
from tiia_cost.inputs.tables.columns import unclear_rows
from tiia_cost.inputs.tables.headings import ends_in_total, total_word
from tiia_cost.inputs.values.accounts import parse_account
from tiia_cost.inputs.values.numbers import is_error_value
from tiia_cost.inputs.values.periods import Period, parse_period

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.months import Month
    from tiia_cost.inputs.tables.columns import Columns

KEPT = 20_000
"""Maximum number of distinct cells that are kept in memory: a call log has a new time in every row."""


class CellReader:
    """A parser of the cells of a table with given columns. A cell that cannot be parsed gives a Problem."""

    def __init__(
        self,
        book: PriceBook,
        month: Month | None,
        columns: Columns,
        header: Sequence[str],
        *,
        by_day: bool = False,
    ) -> None:
        """Use `month` for a table without a period column; `header` are the headings, for messages.

        `by_day` says whether the calls of each day are kept.

        Of a bill `names_months` is known only after it was read: a bill of an unknown month has an empty month column.
        """
        self.book, self.columns, self.by_day = book, columns, by_day
        self._default = None if month is None else Period(month)
        self._header = header
        self._parse_period = lru_cache(KEPT)(self._parsed_period)
        self.says_whole = True
        self.names_months = (columns.period is not None or columns.is_across) and not columns.is_bill

    def without_account(self) -> CellReader:
        """Return a reader of the same table without its account column, for a column in which every cell is empty."""
        month = self._default and self._default.month
        return CellReader(self.book, month, self.columns._replace(account=None), self._header, by_day=self.by_day)

    def period(self, text: str) -> Period | Problem | None:
        """Parse a period cell, or the heading of a period across; return None if the period is unknown.

        If rows are calls only because their periods are times, anything but a time is a Problem.
        """
        named = self.columns.period is not None or self.columns.is_across
        return self._parse_period(text) if named else self._default

    def is_whole(self, period: Period | None) -> bool | None:
        """Return whether rows of a period are of the whole month; None if their table does not say so itself."""
        unsaid = period is None or period is self._default or not self.says_whole
        return None if unsaid or period is None else period.day is None

    def days(self, period: Period | None, calls: int) -> Mapping[Day, int]:
        """Return the calls of a period by its day; empty if it is a month, or if days are not kept."""
        if not self.by_day or period is None or period.day is None:
            return NO_DAYS
        return {Day(period.day, period.is_time): calls}

    def account(self, text: str) -> str | Problem | None:
        """Parse an account cell; return None if the table has no such column, or is a bill of no account."""
        if self.columns.account is None or (self.columns.is_bill and not text.strip()):
            return None
        if text.isascii() and text.isdigit():  # the common case, and there may be millions
            return text
        if total_word(text):
            return Problem("total-row", {"value": text.strip()})
        account = parse_account(text)
        if isinstance(account, str) and ends_in_total(account):
            return Problem("account-of-totals", {"value": account})
        return account

    def service(self, name: str, *, suggest: bool = True) -> str | Problem:
        """Return the id of the service that a name means, or a Problem.

        `suggest=False` saves the search for the nearest names.
        """
        shown = visible(name).strip()
        if not shown:
            return Problem("service-missing", {})
        if is_error_value(shown):
            return Problem("cell-error", {"value": shown})
        service = self.book.find(shown, suggest=suggest)
        if isinstance(service, Problem) and total_word(shown):
            return Problem("total-row", {"value": shown})
        return service

    def _parsed_period(self, text: str) -> Period | Problem | None:
        if self.columns.is_bill and not text.strip():
            return self._default
        period = parse_period(text)
        self.names_months = True
        if isinstance(period, Problem):
            return Problem("total-row", {"value": text.strip()}) if total_word(text) else period
        if self.columns.needs_times and not period.is_time:
            return Problem("row-is-no-call", unclear_rows(self._header))
        return period
