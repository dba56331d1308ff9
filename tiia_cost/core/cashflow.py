"""What an account needs: settlement by settlement, the freeze released, the bill deducted, the next freeze set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.core.money import ZERO, add

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal


def required_balances(months: Iterable[tuple[Decimal, Decimal]]) -> Iterator[Decimal]:
    """Yield for each month of one account, in their order, the opening balance that its settlement needs.

    A month is its bill, and what it needs together with the new freeze. With that much in the account before the first
    settlement, and no less, the bill can be deducted and the new freeze set (rules 7 to 9). What an earlier settlement
    froze is released first, so it is money that is there: only the bills so far have left the account. A month without
    a bill between two needs no more than the one before it.
    """
    deducted = ZERO
    for bill, bill_and_freeze in months:
        yield add((deducted, bill_and_freeze))
        deducted = add((deducted, bill))
