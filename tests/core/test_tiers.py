from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.books import books
from tiia_cost.core.months import Month
from tiia_cost.core.tiers import AffordableRange, Tier, afford, tiers
from tiia_cost.errors import UsageError

if TYPE_CHECKING:
    from tiia_cost.core.book import PriceBook


PREPAID = st.none() | st.integers(0, 45)
"""Calls that packs can pay for; None without packs."""

TRIED = 150
"""Counts to try: beyond the start of the last tier of random books, whatever their free quota and packs."""


@given(books(), st.booleans(), PREPAID)
def test_each_tier_is_told_with_the_bill_at_both_ends(book: PriceBook, free_quota: bool, prepaid: int | None) -> None:
    found = book.in_force(None)
    rows = tiers(found, "label", free_quota=free_quota, prepaid=prepaid).tiers
    assert rows[0].first == 0
    assert (rows[-1].last, rows[-1].cost_at_last) == (None, None)
    assert [row.first for row in rows[1:]] == [row.last + 1 for row in rows[:-1] if row.last is not None]
    for row in rows:
        for calls, cost in ((row.first, row.cost_at_first), (row.last, row.cost_at_last)):
            if calls is not None:
                charge = found.charge("label", calls, free_quota=free_quota, prepaid=prepaid or 0)
                assert (cost, row.tier, row.unit_price, row.per) == (
                    charge.cost,
                    charge.tier,
                    charge.unit_price,
                    charge.per,
                )


@given(books(), st.integers(0, 12_000), st.booleans(), PREPAID)
def test_what_is_affordable_is_every_count_within_the_budget_told_with_the_bill_at_both_ends(
    book: PriceBook, fen: int, free_quota: bool, prepaid: int | None
) -> None:
    found, budget = book.in_force(None), Decimal(fen) / 100

    def cost(calls: int) -> Decimal:
        return found.charge("label", calls, free_quota=free_quota, prepaid=prepaid or 0).cost

    affordable = afford(found, "label", budget, free_quota=free_quota, prepaid=prepaid)
    assert affordable.max_calls == affordable.ranges[-1].last
    for first, last, cost_at_first, cost_at_last in affordable.ranges:
        assert cost_at_first == cost(first)
        assert cost_at_last == (None if last is None else cost(last))
    ends = [(one.first, TRIED if one.last is None else one.last) for one in affordable.ranges]
    fitting = {calls for first, last in ends for calls in range(first, min(last, TRIED) + 1)}
    assert fitting == {calls for calls in range(TRIED + 1) if cost(calls) <= budget}


@given(books(), st.booleans(), st.integers(0, 45))
def test_a_zone_is_the_counts_of_a_tier_that_cost_more_than_the_start_of_a_later_one(
    book: PriceBook, free_quota: bool, prepaid: int
) -> None:
    found = book.in_force(None)
    charges = [found.charge("label", n, free_quota=free_quota, prepaid=prepaid) for n in range(TRIED)]
    reached = [charge.tier for charge in charges]
    starts = [reached.index(tier) for tier in dict.fromkeys(reached)]
    expected: dict[int | None, list[int]] = {}
    for charge in charges:
        later = [charges[start].cost for start in starts if start > charge.calls]
        if later and charge.cost > min(later):
            expected.setdefault(charge.tier, []).append(charge.calls)
    zones = tiers(found, "label", free_quota=free_quota, prepaid=prepaid).zones
    assert {zone.tier: list(range(zone.first, zone.last + 1)) for zone in zones} == expected


def test_a_free_month_is_one_tier_without_a_number_or_a_price(book: PriceBook) -> None:
    found, nothing = book.in_force(Month("2019-11")), Decimal("0.00")
    assert tiers(found, "label", free_quota=True).tiers == (Tier(None, 0, None, Decimal(0), 1000, nothing, None),)
    assert afford(found, "label", nothing, free_quota=True).ranges == (AffordableRange(0, None, nothing, None),)


def test_a_service_that_the_list_lacks_has_neither(book: PriceBook) -> None:
    for ask in (
        lambda: tiers(book.in_force(None), "none", free_quota=True),
        lambda: afford(book.in_force(None), "none", Decimal(1), free_quota=True),
    ):
        with pytest.raises(UsageError, match="none"):
            ask()
