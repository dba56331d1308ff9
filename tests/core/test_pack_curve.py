"""Cost of equal months with one pack: against bills of such months, and straight between its bends."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.conftest import price_book
from tiia_cost.core.estimate import estimate
from tiia_cost.core.money import in_fen
from tiia_cost.core.pack_curve import PackCurve
from tiia_cost.core.packs import OwnedPack
from tiia_cost.core.usage import Usage

if TYPE_CHECKING:
    from tiia_cost.core.book import PriceBook

# Enhanced car recognition as it was charged in 2022-11, with one of its packs, valid for a year.
ENHANCED = """
per: 1000
free_quota: 1000
tiers: {from: [0, 1000000, 3000000, 15000000]}
services: {car: {name: C, prices: [75, 45, 35, 30], packs: [{calls: 1000000, price: 65000}]}}
"""


def curve_of(book: PriceBook, *, free_quota: bool = True, with_pack: bool = True) -> PackCurve:
    in_force = book.in_force(None)
    (pack,) = in_force.prices.services["car"].packs
    return PackCurve(in_force, "car", pack if with_pack else None, free_quota=free_quota)


@pytest.mark.parametrize(
    ("calls", "postpaid", "with_pack"),
    [
        (0, "0.00", "65000.00"),
        (1_000, "0.00", "65000.00"),  # all free
        (84_333, "74999.76", "65000.00"),  # 12 × 6,249.98, from 83,333 × 0.075; the pack has 4 calls more
        (84_334, "75000.60", "65000.60"),  # 12 × 83,334 = 1,000,008, of which 8 are left: 0.60
        # Eleven months of 1,499,000 × 0.045 = 67,455.00, and the first by rule 15: 499,000 × 0.075 = 37,425.00
        (1_500_000, "809460.00", "844430.00"),
    ],
)
def test_a_year_of_equal_months_costs_what_they_do_and_the_pack(calls: int, postpaid: str, with_pack: str) -> None:
    book = price_book(ENHANCED)
    assert curve_of(book, with_pack=False).amount(calls) == Decimal(postpaid)
    assert curve_of(book).amount(calls) == Decimal(with_pack)


@st.composite
def books(draw: st.DrawFn) -> PriceBook:
    """Draw prices of `car` with a pack: both modes, bases, kinds of bounds and answers to whether pack calls count."""
    bounds = sorted(draw(st.sets(st.integers(1, 40), max_size=3)))
    price = st.sampled_from(["0", "0.4", "1", "1.005", "2.5"])
    prices = draw(st.lists(price, min_size=len(bounds) + 1, max_size=len(bounds) + 1))
    return price_book(
        f"""
tier_mode: {draw(st.sampled_from(["volume", "graduated"]))}
tier_basis: {draw(st.sampled_from(["total", "billable"]))}
per: {draw(st.integers(1, 3))}
free_quota: {draw(st.integers(0, 20))}
tiers: {draw(st.sampled_from([{"up_to": bounds}, {"from": [0, *bounds]}]))}
pack_months: {draw(st.integers(1, 5))}
pack_calls_count: {draw(st.sampled_from(["true", "false"]))}
services: {{car: {{name: C, prices: {prices}, packs: [{{calls: {draw(st.integers(1, 90))}, price: 7}}]}}}}
"""
    )


@given(books(), st.integers(0, 60), st.booleans())
def test_a_point_is_the_sum_of_the_bills_of_equal_months(book: PriceBook, calls: int, free_quota: bool) -> None:
    curve = curve_of(book, free_quota=free_quota)
    usage = Usage()
    for number in range(curve.months):
        usage.add("car", calls, month=f"2026-{number + 1:02d}")
    assert curve.pack is not None
    owned = [OwnedPack("car", curve.pack.calls)]
    bills = estimate(usage, book, free_quota=free_quota, packs=owned)
    assert curve.amount(calls) == bills.total.cost + curve.pack.price
    postpaid = estimate(usage, book, free_quota=free_quota)
    assert curve_of(book, free_quota=free_quota, with_pack=False).amount(calls) == postpaid.total.cost


# The calls that the pack pays for in part, and the free ones below them, fill a slice at a count of their own.
FILLED = """
tier_mode: graduated
free_quota: 11
per: 1
tiers: {up_to: [17]}
pack_months: 5
pack_calls_count: true
services: {car: {name: C, prices: [2.5, 1], packs: [{calls: 18, price: 7}]}}
"""


@example(price_book(FILLED), True)
@given(books(), st.booleans())
def test_between_two_bends_it_is_straight_but_for_rounding(book: PriceBook, free_quota: bool) -> None:
    curve = curve_of(book, free_quota=free_quota)
    bends = curve.bends(150)
    assert (bends[0], bends[-1]) == (0, 150)
    costs = [in_fen(curve.amount(calls)) for calls in range(151)]
    for first, last in pairwise(bends):
        rise = costs[last] - costs[first]
        for calls in range(first + 1, last):
            straight = costs[first] + rise * (calls - first) / (last - first)
            # Each bill is rounded by itself, by half a fen at most, here and at both ends.
            assert abs(costs[calls] - straight) <= curve.months
