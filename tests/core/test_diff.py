from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given

from tests.support.books import books, usages
from tiia_cost.core.diff import diff
from tiia_cost.core.estimate import estimate
from tiia_cost.core.money import add
from tiia_cost.core.usage import Usage

if TYPE_CHECKING:
    from tests.conftest import Prices
    from tiia_cost.core.book import PriceBook


def usage_of(**calls: int) -> Usage:
    usage = Usage()
    for service, count in calls.items():
        usage.add(service, count, month="2026-01")
    return usage


def test_services_are_added_removed_changed_or_the_same_in_the_order_of_the_list(prices: Prices) -> None:
    book = prices(
        "services: {label: {name: L, prices: [3, 2, 1]}, car: {name: C, prices: [3, 2, 1]},"
        " crop: {name: R, prices: [3, 2, 1]}, porn: {name: P, prices: [3, 2, 1]}}"
    )
    before, after = usage_of(crop=10, porn=0, label=99), usage_of(car=5, porn=0, label=100)
    found = diff(estimate(before, book), estimate(after, book), book.services)
    assert [
        (
            change.service,
            change.state,
            str(change.change),
            change.ratio and str(change.ratio),
            change.reaches_another_tier,
        )
        for change in found.changes
    ] == [
        ("label", "changed", "-97.00", "-0.3266", True),  # 200 − 297; 97 ÷ 297 = 0.32659…
        ("car", "added", "15.00", None, False),
        ("crop", "removed", "-30.00", "-1.0000", False),
        ("porn", "same", "0.00", None, False),
    ]
    assert (str(found.cost_before), str(found.cost_after), str(found.change)) == ("327.00", "215.00", "-112.00")
    assert str(found.ratio) == "-0.3425"  # 112 ÷ 327 = 0.34250…


def test_a_free_month_is_told_on_the_sides_that_name_the_service(prices: Prices) -> None:
    book = prices(
        "{before_effective: free, services: {label: {name: L, prices: [3, 2, 1]}, car: {name: C, prices: [3, 2, 1]}}}"
    )
    before, after = Usage(), Usage()
    for usage, service in ((before, "label"), (after, "label"), (after, "car")):
        usage.add(service, 5, month="2019-12")
    compared = diff(estimate(before, book), estimate(after, book), book.services).changes
    assert [(one.service, one.free_before is not None, one.free_after is not None) for one in compared] == [
        ("label", True, True),
        ("car", False, True),
    ]


def test_the_same_usage_under_other_prices_changes_in_cost_or_tier_alone(prices: Prices) -> None:
    usage = usage_of(label=100)
    old, dearer, other_tier = prices(), prices(service="prices: [3, 4, 1]"), prices("tiers: {up_to: [50, 60]}")
    (cost,) = diff(estimate(usage, old), estimate(usage, dearer), old.services).changes
    assert (cost.state, str(cost.change), cost.reaches_another_tier) == ("changed", "200.00", False)
    (tier,) = diff(estimate(usage, old), estimate(usage, other_tier), old.services).changes
    assert (tier.state, str(tier.change), tier.reaches_another_tier) == ("changed", "-100.00", True)
    one_price, another_tier = (
        prices(service="prices: [3, 3, 3]"),
        prices("tiers: {up_to: [50, 60]}", service="prices: [3, 3, 3]"),
    )
    (same_cost,) = diff(estimate(usage, one_price), estimate(usage, another_tier), old.services).changes
    assert (same_cost.state, str(same_cost.change), same_cost.reaches_another_tier) == ("changed", "0.00", True)


@given(books(), usages((None, "a")), usages((None, "a")))
def test_changes_add_up_and_turn_round(book: PriceBook, one: Usage, other: Usage) -> None:
    before, after = estimate(one, book), estimate(other, book)
    there, back = diff(before, after, book.services), diff(after, before, book.services)
    assert add(change.change for change in there.changes) == there.change == after.total.cost - before.total.cost
    assert [-change.change for change in back.changes] == [change.change for change in there.changes]
    turned = {"added": "removed", "removed": "added", "changed": "changed", "same": "same"}
    assert [turned[change.state] for change in back.changes] == [change.state for change in there.changes]


@given(books(), usages((None, "a")))
def test_nothing_changes_against_itself(book: PriceBook, usage: Usage) -> None:
    bills = estimate(usage, book)
    found = diff(bills, bills, book.services)
    assert {change.state for change in found.changes} == {"same"}
    assert sum(len(bill.charges) for bill in bills.bills) == len(found.changes)
