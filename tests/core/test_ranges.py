from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.books import MOST, books, margins
from tiia_cost.core.charge import Point, Span
from tiia_cost.core.ranges import Margin

if TYPE_CHECKING:
    from tiia_cost.core.book import PriceBook


@pytest.mark.parametrize(
    ("calls", "figure", "is_percentage", "span"),
    [
        (1_500_000, "10", True, (1_350_000, 1_650_000)),
        (15, "10", True, (14, 16)),  # 13.5 to 16.5
        (15, "0", True, (15, 15)),
        (15, "200", True, (0, 45)),
        (10**18, "0.000000001", True, (10**18 - 10**7, 10**18 + 10**7)),
        (1_500_000, "500000", False, (1_000_000, 2_000_000)),
        (15, "500000", False, (0, 500_015)),
    ],
)
def test_the_counts_around_a_forecast(calls: int, figure: str, is_percentage: bool, span: tuple[int, int]) -> None:
    assert Margin(Decimal(figure), is_percentage).around(calls) == span


@given(margins(), st.integers(0, 10**18), st.integers(0, 10**18))
def test_a_percentage_is_exact_and_of_the_calls_that_are_not_known(margin: Margin, more: int, known: int) -> None:
    if margin.is_percentage:
        ratio = Fraction(margin.figure) / 100
        assert margin.around(more) == (max(ceil(more * (1 - ratio)), 0), floor(more * (1 + ratio)))
        first, last = margin.around(more)
        assert margin.around(known + more, known) == (known + first, known + last)


@given(margins(), st.integers(0, 40), st.none() | st.integers(0, 60), st.integers(0, 80), st.integers(0, 50))
def test_the_most_calls_that_stay_within_a_span_are_what_trying_each_finds(
    margin: Margin, first: int, width: int | None, most: int, known: int
) -> None:
    last = None if width is None else first + width
    around = {calls: margin.around(calls, known) for calls in range(known, most + 1)}
    fitting = [calls for calls, (low, high) in around.items() if low >= first and (last is None or high <= last)]
    assert margin.most_calls_within(Span(first, last), most, known) == max(fitting, default=None)


@given(margins(), st.integers(0, 40), st.integers(0, 50))
def test_the_fewest_calls_from_a_count_are_what_trying_each_finds(margin: Margin, first: int, known: int) -> None:
    found = (calls for calls in range(known, 20_000) if margin.around(calls, known)[0] >= first)
    assert margin.fewest_calls_from(first, known) == next(found, None)


def test_the_highest_bill_is_at_a_cliff_within_the_range(book: PriceBook) -> None:
    found = book.in_force(None)
    margin = Margin(Decimal(10), is_percentage=True)
    cost_range = margin.cost_range(found.curve("label"), found.charge("label", 1_050_000))
    # 945,000 costs 2,337.50, 1,155,000 costs 2,519.00, and on the way 1,000,000 costs 2,178.00.
    assert cost_range == (
        945_000,
        1_155_000,
        Point(1_000_000, Decimal("2178.00")),
        # 2.2 / 1,000 is less than a fen a call: 1,144,998 billable calls are billed 2,519.00 already (2,518.9956)
        Point(1_154_998, Decimal("2519.00")),
    )


@given(books(), st.integers(0, MOST), margins(), st.booleans())
def test_the_outlook_is_what_trying_every_count_finds(
    book: PriceBook, calls: int, margin: Margin, free_quota: bool
) -> None:
    found = book.in_force(None)
    cost_range = margin.cost_range(found.curve("label", free_quota=free_quota), found.charge("label", calls))
    first, last = margin.around(calls)
    tried = [Point(n, found.charge("label", n, free_quota=free_quota).cost) for n in range(first, last + 1)]
    lowest, highest = min(point.cost for point in tried), max(point.cost for point in tried)
    assert cost_range.lowest == next(point for point in tried if point.cost == lowest)
    assert cost_range.highest == next(point for point in tried if point.cost == highest)
