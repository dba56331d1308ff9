"""What the cells of usage mean, one by one: the period, the account and the service of rows, whoever counted them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from tiia_cost.core.names import visible
from tiia_cost.errors import Problem
from tiia_cost.inputs.tables.columns import unclear_rows
from tiia_cost.inputs.tables.headings import ends_in_total, total_word
from tiia_cost.inputs.values.accounts import parse_account
from tiia_cost.inputs.values.numbers import is_error_value
from tiia_cost.inputs.values.periods import Period, parse_period

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.months import Month
    from tiia_cost.inputs.tables.columns import Columns

KEPT = 20_000
"""How many distinct cells are kept in memory: a call log has a new time in every row."""


class CellReader:
    """Reads cells of a table with these columns; a cell that means nothing is a Problem."""

    def __init__(self, book: PriceBook, month: Month | None, columns: Columns, header: Sequence[str]) -> None:
        """Take `month` for a table without a period column; `header` are the headings, to be told.

        Whether the table `names_months` is only known of a bill when it is read: one of no month has an empty column.
        """
        self.book, self.columns = book, columns
        self._default = None if month is None else Period(month)
        self._header = header
        self._parse_period = lru_cache(KEPT)(self._parsed_period)
        self.says_whole = True
        self.names_months = (columns.period is not None or columns.is_across) and not columns.is_bill

    def without_account(self) -> CellReader:
        """Return one for a table whose column of accounts is empty."""
        month = self._default and self._default.month
        return CellReader(self.book, month, self.columns._replace(account=None), self._header)

    def period(self, text: str) -> Period | Problem | None:
        """Return the period of a cell or a heading, None where it is unknown.

        Where only times show that rows are calls, it must be one.
        """
        named = self.columns.period is not None or self.columns.is_across
        return self._parse_period(text) if named else self._default

    def is_whole(self, period: Period | None) -> bool | None:
        """Say whether rows of a period are of the whole month; None where their table does not say so itself."""
        unsaid = period is None or period is self._default or not self.says_whole
        return None if unsaid or period is None else period.day is None

    def account(self, text: str) -> str | Problem | None:
        """Return an account, None where the table has no such column."""
        if self.columns.account is None or (self.columns.is_bill and not text.strip()):
            return None
        if text.isascii() and text.isdigit():  # as nearly all are, and there may be millions
            return text
        if total_word(text):
            return Problem("total-row", {"value": text.strip()})
        account = parse_account(text)
        if isinstance(account, str) and ends_in_total(account):
            return Problem("account-of-totals", {"value": account})
        return account

    def service(self, name: str, *, suggest: bool = True) -> str | Problem:
        """Return the id of the service that a name means; `suggest` False spares the search for the nearest."""
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
            return Problem("row-is-no-call", unclear_rows(self._header, self.columns))
        return period
