from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.books import MOST, books
from tiia_cost.core.curve import most_calls

if TYPE_CHECKING:
    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.tariff import Charge


def cost(charge: Charge) -> Decimal:
    return charge.cost


def cost_and_freeze(charge: Charge) -> Decimal:
    return charge.cost + charge.freeze


@pytest.mark.parametrize(
    ("calls", "allowed", "most"),
    [
        (2_338_637, "5000.00", 2_282_729),  # 2,272,729 × 2.2 / 1,000 = 5,000.0038; one more is 5,000.006, billed .01
        # Below the cliff: 871,197 × 2.5 / 1,000 = 2,177.9925, billed 2,177.99; one more is 2,177.995, billed 2,178.00.
        (1_000_000, "2177.99", 881_197),
        (1_000_000, "2178.00", 1_000_000),
        (20_000_000, "0.00", 10_001),  # one billable call is 0.0025, billed 0.00
        (10_001, "0.00", 10_001),
        (0, "0.00", 0),
    ],
)
def test_the_most_label_calls_that_an_amount_allows(book: PriceBook, calls: int, allowed: str, most: int) -> None:
    tariff = book.in_force(None).tariff("label")
    assert most_calls(tariff, calls, Decimal(allowed), cost, free_quota=True) == most


@given(books(), st.integers(0, MOST), st.integers(0, 20_000), st.booleans(), st.booleans())
def test_the_most_calls_are_what_trying_each_count_finds(
    book: PriceBook, calls: int, fen: int, with_freeze: bool, free_quota: bool
) -> None:
    tariff = book.in_force(None).tariff("label")
    allowed = Decimal(fen) / 100
    measure = cost_and_freeze if with_freeze else cost
    fitting = [n for n in range(calls + 1) if measure(tariff.charge(n, free_quota=free_quota)) <= allowed]
    assert most_calls(tariff, calls, allowed, measure, free_quota=free_quota) == max(fitting)
