"""What the cells of usage mean, one by one: the month, the account and the service of rows, whoever counted them."""

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
    from tiia_cost.inputs.columns import Columns

KEPT = 20_000
"""How many distinct cells are kept in memory: a call log has a new time in every row."""


class CellReader:
    """Reads cells of a table with these columns; a cell that means nothing is a Problem."""

    def __init__(self, book: PriceBook, month: Month | None, columns: Columns) -> None:
        """Take `month` for a table without a period column."""
        self.book, self._month, self._columns = book, month, columns
        self._parse_period = lru_cache(KEPT)(parse_period)

    def month(self, text: str) -> Month | Problem | None:
        """Return the month of a period."""
        return self._month if self._columns.period is None else self._parse_period(text)

    def account(self, text: str) -> str | Problem | None:
        """Return an account, None where the table has no such column."""
        if self._columns.account is None:
            return None
        account = account_name(text)
        if not account:
            return Problem("account-missing", {})
        return account if is_printable(account) else Problem("control-character", {"value": account})

    def service(self, name: str, *, suggest: bool = True) -> str | Problem:
        """Return the id of the service that a name means; `suggest` False spares the search for the nearest."""
        if not name.strip():
            return Problem("service-missing", {})
        try:
            return self.book.resolve(name.strip(), suggest=suggest)
        except UsageError as error:
            return error.problems[0]
