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


@given(books(), st.booleans())
def test_each_tier_is_told_with_the_bill_at_both_ends(book: PriceBook, free_quota: bool) -> None:
    found = book.in_force(None)
    rows = tiers(found, "label", free_quota=free_quota).tiers
    assert rows[0].first == 0
    assert (rows[-1].last, rows[-1].cost_at_last) == (None, None)
    assert [row.first for row in rows[1:]] == [row.last + 1 for row in rows[:-1] if row.last is not None]
    for row in rows:
        for calls, cost in ((row.first, row.cost_at_first), (row.last, row.cost_at_last)):
            if calls is not None:
                charge = found.charge("label", calls, free_quota=free_quota)
                assert (cost, row.tier, row.unit_price, row.per) == (
                    charge.cost,
                    charge.tier,
                    charge.unit_price,
                    charge.per,
                )


@given(books(), st.integers(0, 12_000), st.booleans())
def test_what_is_affordable_is_told_with_the_bill_at_both_ends(book: PriceBook, fen: int, free_quota: bool) -> None:
    found, budget = book.in_force(None), Decimal(fen) / 100
    affordable = afford(found, "label", budget, free_quota=free_quota)
    assert affordable.max_calls == affordable.ranges[-1].last
    for first, last, cost_at_first, cost_at_last in affordable.ranges:
        assert cost_at_first == found.charge("label", first, free_quota=free_quota).cost <= budget
        if last is None:
            assert cost_at_last is None
        else:
            assert cost_at_last == found.charge("label", last, free_quota=free_quota).cost <= budget


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
