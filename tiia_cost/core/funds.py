"""Funds of an account: a balance, the frozen part of it, and top-ups, each of which counts for one settlement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.core.money import ZERO, is_amount
from tiia_cost.core.months import position, position_of
from tiia_cost.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from tiia_cost.core.months import Month

LAST_DAY = 3
"""Last day on which a bill is issued: the 1st to 3rd of the following month (rule 7)."""


class TopUp(NamedTuple):
    """Amount that is paid into an account on a day, in the currency of the bills."""

    date: date
    amount: Decimal

    @property
    def counts_for(self) -> int:
        """Position of the month whose settlement the top-up counts for: on the 1st, still that of the month before."""
        return self.month_number - (1 if self.date.day == 1 else 0)

    def is_in_window_of(self, month: Month | None) -> bool:
        """Return whether the top-up falls on a day on which the bill of `month` may be issued."""
        return month is not None and self.date.day <= LAST_DAY and self.month_number == position(month) + 1

    @property
    def month_number(self) -> int:
        """Position of the month in which the top-up falls."""
        return position_of(self.date.year, self.date.month)


@dataclass(frozen=True)
class Funds:
    """Funds of one account: `balance` before the first settlement, its part `frozen` by an earlier one, and top-ups.

    A `balance` of None is unknown: settlements then start from the least balance with which nothing fails. Top-ups may
    be in any order. Amounts are 0 or more, with at most two decimals, in the currency of the bills. Raises InputError
    for any other amount, and if more is frozen than the balance.
    """

    balance: Decimal | None = None
    frozen: Decimal = ZERO
    top_ups: Sequence[TopUp] = ()

    def __post_init__(self) -> None:
        amounts = (self.balance, self.frozen, *(top_up.amount for top_up in self.top_ups))
        wrong = [_problem(amount) for amount in amounts if amount is not None]
        problems = [problem for problem in wrong if problem is not None]
        if not problems and self.balance is not None and self.frozen > self.balance:
            problems = [Problem("frozen-above-balance", {"frozen": self.frozen, "balance": self.balance})]
        if problems:
            raise InputError(problems)


def _problem(amount: Decimal) -> Problem | None:
    """Return the Problem with an amount, or None; readers of options refuse it earlier, a caller may not."""
    if not is_amount(amount):
        return Problem("not-an-amount", {"value": str(amount)})
    if amount < 0:
        return Problem("amount-negative", {"value": str(amount)})
    return None
