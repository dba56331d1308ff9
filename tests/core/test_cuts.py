"""What would bring bills back within a limit, against trying every count."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from tests.core.books import books, usages
from tiia_cost.core.cuts import Cut, Cuts, Pricing, fewest_cuts
from tiia_cost.core.estimate import estimate
from tiia_cost.core.money import add
from tiia_cost.core.months import Month
from tiia_cost.core.usage import Usage

if TYPE_CHECKING:
    from tests.conftest import Prices
    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.cuts import Row
    from tiia_cost.core.tariff import Charge


def cost(charge: Charge) -> Decimal:
    return charge.cost


def rows_of(usage: Usage, book: PriceBook) -> list[Row]:
    return [(bill, charge) for bill in estimate(usage, book).bills for charge in bill.charges]


def priced(book: PriceBook, row: Row, calls: int) -> Decimal:
    return book.in_force(row[0].month).charge(row[1].service, calls).cost


def test_of_each_service_that_can_do_it_alone_the_fewest_calls_are_told(prices: Prices) -> None:
    # label 3, 2, 1 per call from 0, 100, 300; car 5
    book = prices("services: {label: {name: L, prices: [3, 2, 1]}, car: {name: C, prices: [5, 5, 5]}}")
    usage = Usage()
    usage.add("label", 110, month="2026-01")  # 220
    usage.add("car", 20, month="2026-01")  # 100
    month = Month("2026-01")
    # 30 less is 15 calls in tier 2, but then 95 calls are left, in tier 1, for 285: only 63 cost 190 or less.
    label, car = Cut(None, month, "label", 47), Cut(None, month, "car", 6)
    assert fewest_cuts(rows_of(usage, book), Decimal(30), cost, Pricing(book, free_quota=True)) == Cuts((label, car))


def test_a_service_that_can_do_it_with_nothing_left_is_told_too(prices: Prices) -> None:
    book = prices("services: {label: {name: L, prices: [3, 3, 3]}, car: {name: C, prices: [5, 5, 5]}}")
    usage = Usage()
    usage.add("label", 10, month="2026-01")  # 30
    usage.add("car", 20, month="2026-01")  # 100
    cuts = fewest_cuts(rows_of(usage, book), Decimal(30), cost, Pricing(book, free_quota=True))
    assert (cuts.by_service(), cuts.together) == ({"label": 10, "car": 6}, False)


def test_where_no_service_can_do_it_alone_the_dearest_are_cut_to_nothing_and_one_more_by_the_fewest(
    prices: Prices,
) -> None:
    book = prices("services: {label: {name: L, prices: [3, 3, 3]}, car: {name: C, prices: [5, 5, 5]}}")
    usage = Usage()
    usage.add("label", 10, month="2026-01")  # 30
    usage.add("car", 20, month="2026-02")  # 100
    usage.add("label", 0, month="2026-02")
    cuts = fewest_cuts(rows_of(usage, book), Decimal(104), cost, Pricing(book, free_quota=True))
    assert cuts == Cuts(
        (Cut(None, Month("2026-02"), "car", 20), Cut(None, Month("2026-01"), "label", 2)), together=True
    )
    assert cuts.by_service() == {"car": 20, "label": 2}
    assert fewest_cuts(rows_of(usage, book), Decimal("130.01"), cost, Pricing(book, free_quota=True)) == Cuts()


def test_of_several_months_that_can_do_it_the_one_with_the_fewest_calls_is_told(prices: Prices) -> None:
    book = prices()  # 3, 2, 1 per call from 0, 100, 300
    usage = Usage()
    usage.add("label", 90, month="2026-01")  # 270
    usage.add("label", 200, month="2026-02")  # 400
    usage.add("label", 110, month="2026-03")  # 220
    rows = rows_of(usage, book)
    cut = Cut(None, Month("2026-01"), "label", 20)  # 60 ÷ 3; in February 30 at 2, in March 110 − 53
    assert fewest_cuts(rows, Decimal(60), cost, Pricing(book, free_quota=True)) == Cuts((cut,))


@given(books(), usages((None, "a")), st.integers(1, 10_000))
def test_each_cut_is_enough_and_no_fewer_calls_of_its_service_in_any_month_are(
    book: PriceBook, usage: Usage, fen: int
) -> None:
    rows, excess = rows_of(usage, book), Decimal(fen) / 100
    cuts = fewest_cuts(rows, excess, cost, Pricing(book, free_quota=True))
    fewest: dict[str, int] = {}
    for row in rows:
        charge = row[1]
        for calls in range(1, charge.calls + 1):
            if charge.cost - priced(book, row, charge.calls - calls) >= excess:
                fewest[charge.service] = min(fewest.get(charge.service, calls), calls)
                break
    if fewest:
        assert not cuts.together
        assert cuts.by_service() == fewest
    saved = add(
        charge.cost - priced(book, (bill, charge), charge.calls - cut.calls)
        for cut in cuts.cuts
        for bill, charge in rows
        if (bill.account, bill.month, charge.service) == (cut.account, cut.month, cut.service)
    )
    possible = add(charge.cost for _, charge in rows) >= excess
    assert bool(cuts.cuts) == possible
    assert not possible or saved >= excess
