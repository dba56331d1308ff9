"""Settlements grouped by account, month or both: sums, order, and the worst state."""

from __future__ import annotations

import datetime
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from tests.core.test_cashflow import funds, usage_of
from tests.support.books import books, usages
from tiia_cost.core.cashflow import Cashflow, cashflow
from tiia_cost.core.estimate import estimate
from tiia_cost.core.funds import Funds
from tiia_cost.core.settlement_groups import Key, groups_of
from tiia_cost.core.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.conftest import Prices
    from tiia_cost.core.book import PriceBook

FREEZES = "freeze: {basis: list_cost, rate: 1}"
GROUPINGS: list[tuple[Key, ...]] = [("month",), ("account",), ("month", "account"), ("account", "month")]


def flow(prices: Prices, given: Mapping[str | None, Funds]) -> Cashflow:
    """Settle 30 and 30 of `a`, with a month between, and 60 of `b` (10 or 20 calls at 3); all of it is frozen anew."""
    usage = usage_of({"2026-01": 10, "2026-03": 10}, "a")
    usage.add("label", 20, month="2026-02", account="b")
    return cashflow(estimate(usage, prices(FREEZES)), given)


def test_an_account_opens_with_its_first_settlement_and_closes_with_its_last(prices: Prices) -> None:
    a, b = groups_of(flow(prices, {"a": Funds(Decimal(50), Decimal(20))}), ["account"])
    # a: 50 − 30 do not cover a freeze of 30; nothing in February; 20 − 30 are owed.
    assert [a.account, a.opening, a.deducted, a.closing, a.frozen, a.available] == ["a", 50, 60, -10, 0, -10]
    assert [a.released, a.state, a.given, a.single] == [20, "in-arrears", True, False]
    # January needs 30 + 30, of which 50 are there; March 30 more.
    assert [a.to_pay, a.pay_by] == [40, datetime.date(2026, 1, 31)]
    # b has the 120 that it needs: 60 for its bill and 60 to freeze.
    assert [b.account, b.opening, b.closing, b.frozen] == ["b", 120, 60, 60]
    assert [b.state, b.given, b.single] == ["paid", False, True]
    assert [b.to_pay, b.pay_by] == [120, datetime.date(2026, 2, 28)]


def test_a_month_is_that_of_all_accounts_and_as_bad_as_the_worst_of_them(prices: Prices) -> None:
    january, february, march = groups_of(flow(prices, {"a": Funds(Decimal(50)), "b": Funds(Decimal(70))}), ["month"])
    assert [january.month, january.opening, january.closing, january.state] == ["2026-01", 50, 20, "freeze-failed"]
    # a has 20 and nothing to pay, b pays 60 of 70 and cannot freeze 60.
    assert [february.opening, february.deducted, february.closing, february.frozen] == [90, 60, 30, 0]
    assert [february.state, february.given, february.single] == ["freeze-failed", True, False]
    assert [march.month, march.opening, march.state, march.single] == ["2026-03", 20, "in-arrears", True]


def test_the_first_key_comes_first_in_the_order(prices: Prices) -> None:
    settled = flow(prices, {})
    by_account = [(one.account, one.month) for one in groups_of(settled, ["account", "month"])]
    assert by_account == [("a", "2026-01"), ("a", "2026-02"), ("a", "2026-03"), ("b", "2026-02")]
    by_month = [(one.month, one.account) for one in groups_of(settled, ["month", "account"])]
    assert by_month == [("2026-01", "a"), ("2026-02", "a"), ("2026-02", "b"), ("2026-03", "a")]


def test_what_an_unknown_month_needs_has_no_day(prices: Prices) -> None:
    usage = Usage()
    usage.add("label", 10)
    (only,) = groups_of(cashflow(estimate(usage, prices()), {}), ["month"])
    assert [only.month, only.window, only.to_pay, only.pay_by] == [None, None, 30, None]


@pytest.mark.parametrize("by", GROUPINGS)
@given(books(), usages(accounts=("a", "b", None)), funds(), funds())
def test_groups_add_up_in_every_row_and_to_the_same_sums(
    by: tuple[Key, ...], book: PriceBook, usage: Usage, one: Funds, other: Funds
) -> None:
    forecast = estimate(usage, book)
    accounts = {bill.account for bill in forecast.bills}
    settled = cashflow(forecast, {name: money for name, money in (("a", one), (None, other)) if name in accounts})
    every = [settlement for statement in settled.statements for settlement in statement.settlements]
    groups = groups_of(settled, by)
    assert len({tuple(getattr(group, key) for key in by) for group in groups}) == len(groups)
    for group in groups:
        assert group.opening + group.topped_up - group.deducted == group.closing
        assert group.available == group.closing - group.frozen
    for name in ("topped_up", "deducted", "released"):
        assert sum(getattr(group, name) for group in groups) == sum(getattr(one, name) for one in every)
    assert sum(group.to_pay for group in groups) == sum(settlement.top_up_needed for settlement in every)
    if "account" in by:
        first, last = ({one.account: one for one in order}.values() for order in (every[::-1], every))
        if by == ("account",):
            assert sum(group.opening for group in groups) == sum(settlement.opening for settlement in first)
            assert sum(group.available for group in groups) == sum(settlement.available for settlement in last)
    for group, settlement in product(groups, every):
        if all(getattr(group, key) == getattr(settlement, key) for key in by):
            severity = ("paid", "freeze-failed", "in-arrears").index
            assert severity(group.state) >= severity(settlement.state)
