from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import given

from tests.core.books import books, usages
from tiia_cost.core.cashflow import required_balances
from tiia_cost.core.estimate import estimate
from tiia_cost.core.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.conftest import Prices
    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.estimate import Bill


def settled(bills: Sequence[Bill], balance: Decimal) -> Iterator[bool]:
    """Settle the months one by one as rules 7 to 9 say, and yield whether the bill and the freeze could be paid."""
    frozen = Decimal(0)
    for bill in bills:
        available = balance - frozen + frozen  # released first
        balance = available - bill.total.cost
        frozen = bill.total.freeze if balance >= bill.total.freeze else Decimal(0)
        yield balance >= 0 and frozen == bill.total.freeze


def required(bills: Sequence[Bill]) -> list[Decimal]:
    return list(required_balances((bill.total.cost, bill.total.cost + bill.total.freeze) for bill in bills))


def test_a_settlement_needs_the_bills_so_far_and_the_new_freeze(prices: Prices) -> None:
    usage = Usage()
    for month, calls in (("2026-01", 10), ("2026-02", 50), ("2026-04", 5)):  # 30, 150 and 15; March settles nothing
        usage.add("label", calls, month=month)
    bills = estimate(usage, prices("freeze: {basis: list_cost, rate: 1}")).bills
    assert required(bills) == [30 + 30, 30 + 150 + 150, 30 + 150 + 15 + 15]


@given(books(), usages())
def test_with_the_required_balance_a_settlement_succeeds_and_with_one_fen_less_it_does_not(
    book: PriceBook, usage: Usage
) -> None:
    bills = estimate(usage, book).bills
    for index, needed in enumerate(required(bills)):
        assert list(settled(bills, needed))[index]
        if needed:
            assert not list(settled(bills, needed - Decimal("0.01")))[index]
    most = max(required(bills))
    assert all(settled(bills, most))
