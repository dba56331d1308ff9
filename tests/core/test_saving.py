"""The best saving by more calls, against brute force, and followed to the letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import price_book
from tiia_cost.core.estimate import estimate
from tiia_cost.core.saving import best_saving
from tiia_cost.core.usage import Usage

if TYPE_CHECKING:
    from decimal import Decimal

PRICES = st.lists(st.integers(0, 9), min_size=3, max_size=3)
COUNTS = st.lists(st.integers(0, 45), min_size=1, max_size=3)


@given(prices=PRICES, quota=st.integers(0, 12), counts=COUNTS)
def test_no_other_number_of_more_calls_of_one_service_in_one_bill_saves_more(
    prices: list[int], quota: int, counts: list[int]
) -> None:
    book = price_book(
        f"{{free_quota: {quota}, tiers: {{from: [0, 20, 40]}}, services: {{label: {{name: x, prices: {prices}}}}}}}"
    )

    def bill(calls: int) -> Decimal:
        usage = Usage()
        usage.add("label", calls)
        return estimate(usage, book).total.cost

    usage = Usage()
    for month, calls in enumerate(counts, start=1):
        usage.add("label", calls, month=f"2026-0{month}")
    found = best_saving(estimate(usage, book).bills)
    every = [(bill(calls) - bill(more), calls - more) for calls in counts for more in range(calls + 1, 60)]
    saved, fewer = max(every)
    if found is None:
        assert saved <= 0
    else:
        assert (found.amount, -found.more_calls) == (saved, fewer)
        assert bill(found.charge.calls) - bill(found.calls) == found.amount
