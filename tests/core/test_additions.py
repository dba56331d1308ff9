"""Additions that bring bills back within a limit, compared with trying every count."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.books import books, margins, usages
from tiia_cost.core.additions import Addition, fewest_additions
from tiia_cost.core.cuts import Pricing, Share
from tiia_cost.core.estimate import estimate
from tiia_cost.core.months import Month
from tiia_cost.core.packs import OwnedPack
from tiia_cost.core.ranges import NO_MARGIN, Margin
from tiia_cost.core.usage import MAX_CALLS, Usage

if TYPE_CHECKING:
    from tests.conftest import Prices
    from tiia_cost.core.book import PriceBook

JANUARY = Month("2026-01")
TRIED = 250
"""Counts to try: beyond the start of the last tier of random books, whatever their free quota, packs and the margin."""


def shares_of(usage: Usage, pricing: Pricing, *packs: OwnedPack, with_freeze: bool = False) -> list[Share]:
    bills = estimate(usage, pricing.book, packs=packs).bills
    return [share for bill in bills for share in pricing.shares(bill, with_freeze=with_freeze)]


def additions_of(usage: Usage, excess: str, book: PriceBook, margin: Margin | None = None) -> tuple[Addition, ...]:
    pricing = Pricing(book, free_quota=True, margin=margin)
    return fewest_additions(shares_of(usage, pricing), Decimal(excess), pricing)


def label(calls: int) -> Usage:
    usage = Usage()
    usage.add("label", calls, month="2026-01")
    return usage


def test_the_start_of_the_next_tier_is_told_where_it_costs_little_enough(prices: Prices) -> None:
    book = prices()  # 3, 2, 1 per call from 0, 100, 300
    # 99 calls cost 297.00, 100 cost 200.00: 97.00 less.
    told = (Addition(None, JANUARY, "label", 1, 100, Decimal("200.00")),)
    assert additions_of(label(99), "97.00", book) == told
    assert additions_of(label(99), "97.01", book) == ()
    # Of 250 at 2, 500.00, the next tier is 50 away: 300.00.
    assert additions_of(label(250), "200", book) == (Addition(None, JANUARY, "label", 50, 300, Decimal("300.00")),)


def test_a_later_tier_is_told_where_the_next_one_is_too_dear(prices: Prices) -> None:
    book = prices(service="prices: [3, 2.9, 0.5]")  # 90 cost 270.00, 100 cost 290.00, 300 cost 150.00
    assert additions_of(label(90), "1", book) == (Addition(None, JANUARY, "label", 210, 300, Decimal("150.00")),)


def test_with_a_margin_the_whole_of_it_must_be_beyond_the_cliff_and_below_the_limit(prices: Prices) -> None:
    book = prices("tiers: {from: [0, 100]}", service="prices: [3, 2]")
    tenth = Margin(Decimal(10), is_percentage=True)
    # 95 may be 104, but 99 is the dearest: 297.00. 110 turn out 99 at least, 111 turn out 100 (99.9) to 122 (122.1).
    told = (Addition(None, JANUARY, "label", 16, 111, Decimal("244.00")),)
    assert additions_of(label(95), "53.00", book, tenth) == told
    assert additions_of(label(95), "53.01", book, tenth) == ()


def test_of_several_months_that_can_do_it_the_one_with_the_fewest_calls_is_told(prices: Prices) -> None:
    book = prices("services: {label: {name: L, prices: [3, 2, 1]}, car: {name: C, prices: [3, 2, 1]}}")
    usage = Usage()
    usage.add("car", 97, month="2026-02")  # 291.00; 100 cost 200.00
    for month, calls in (("2026-01", 98), ("2026-02", 99), ("2026-03", 98)):
        usage.add("label", calls, month=month)  # 294.00 or 297.00
    assert additions_of(usage, "91", book) == (
        Addition(None, Month("2026-02"), "label", 1, 100, Decimal("200.00")),
        Addition(None, Month("2026-02"), "car", 3, 100, Decimal("200.00")),
    )


@pytest.mark.parametrize(("bounds", "told"), [("from: [0, ", 2), ("up_to: [", 0)])
def test_no_month_gets_more_calls_than_usage_may_have(prices: Prices, bounds: str, told: int) -> None:
    # The second tier, a thousandth of the price, starts at the largest count, or one call beyond it.
    book = prices(f"tiers: {{{bounds}{MAX_CALLS}]}}", service="prices: [1, 0.001]")
    additions = additions_of(label(MAX_CALLS - 2), "1", book)
    assert [addition.calls for addition in additions] == [told] * bool(told)


@given(books(), usages(("a", "b")), st.integers(1, 10_000), st.none() | margins(), st.booleans(), st.integers(0, 60))
def test_each_addition_is_enough_and_no_fewer_calls_of_its_service_in_any_month_are(
    book: PriceBook, usage: Usage, fen: int, margin: Margin | None, with_freeze: bool, owned: int
) -> None:
    pricing = Pricing(book, free_quota=True, margin=margin)
    packs = [OwnedPack("label", owned, account=account) for account in usage.accounts() if owned]
    shares, excess = shares_of(usage, pricing, *packs, with_freeze=with_freeze), Decimal(fen) / 100
    fewest: dict[str, tuple[int, int, Decimal]] = {}
    for share in shares:
        found, calls = book.in_force(share.bill.month), share.charge.calls
        reach = (margin or NO_MARGIN).around
        prepaid = share.charge.prepaid
        charges = [found.charge(share.charge.service, n, prepaid=prepaid) for n in range(reach(TRIED)[1] + 1)]
        costs = [charge.cost + (charge.freeze if with_freeze else 0) for charge in charges]
        highest = [max(costs[reach(n)[0] : reach(n)[1] + 1]) for n in range(TRIED + 1)]
        assert share.amount == highest[calls]
        then = next((n for n in range(calls + 1, TRIED + 1) if share.amount - highest[n] >= excess), None)
        if then is not None:
            told = (then - calls, then, highest[then])
            fewest[share.charge.service] = min(fewest.get(share.charge.service, told), told, key=lambda one: one[0])
    additions = fewest_additions(shares, excess, pricing)
    assert {one.service: (one.calls, one.calls_then, one.amount_then) for one in additions} == fewest
