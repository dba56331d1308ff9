"""What an account has: a balance, what is frozen of it, and top-ups, each counting for one settlement."""

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
"""A bill is issued on the 1st to 3rd of the following month (rule 7)."""


class TopUp(NamedTuple):
    """An amount that enters an account on a day."""

    date: date
    amount: Decimal

    @property
    def counts_for(self) -> int:
        """The position of the month whose settlement it counts for: on the 1st still that of the month before."""
        return self.month_number - (1 if self.date.day == 1 else 0)

    def is_in_window_of(self, month: Month | None) -> bool:
        """Say whether it falls on a day on which the bill of a month may be issued."""
        return month is not None and self.date.day <= LAST_DAY and self.month_number == position(month) + 1

    @property
    def month_number(self) -> int:
        """The position of the month it falls in."""
        return position_of(self.date.year, self.date.month)


@dataclass(frozen=True)
class Funds:
    """What one account has: `balance` before the first settlement, `frozen` of it by an earlier one, and top-ups.

    A `balance` of None is not known: the least with which nothing fails. Top-ups may be in any order. Amounts are 0 or
    more, with at most two decimals. Raises InputError for any other, and if more is frozen than there is.
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
    """Return why this is no amount, or None; no reader of options lets it through, but a caller might."""
    if not is_amount(amount):
        return Problem("not-an-amount", {"value": str(amount)})
    if amount < 0:
        return Problem("amount-negative", {"value": str(amount)})
    return None
