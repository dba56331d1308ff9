"""What else is said on packs: forecasts that go on, and services of which no packs are on sale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.conftest import price_book, price_list
from tiia_cost.core.book import PriceBook
from tiia_cost.core.estimate import estimate
from tiia_cost.core.pack_advice import PackAdvice, advise
from tiia_cost.core.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Mapping

PACK = "packs: [{calls: 150, price: 140}]"


def advice(book: PriceBook, counts: Mapping[str | None, int], *, account: str | None = None) -> PackAdvice:
    usage = Usage()
    for month, calls in counts.items():
        usage.add("label", calls, month=month, account=account)
    return advise(estimate(usage, book), book, free_quota=True)


def bought(found: PackAdvice) -> list[tuple[int, int]]:
    (offer,) = found.continued
    assert offer is not None
    return [(number, pack.calls) for pack, number in offer.best.packs]


def test_a_short_forecast_goes_on_as_it_ends() -> None:
    # 50 and then 30 calls a month at 3: four months are 50 + 3 × 30 = 140 calls, 420; a pack pays for all of them.
    found = advice(price_book("pack_months: 4", service=PACK), {"2026-01": 50, "2026-02": 30})
    (offer,) = found.continued
    assert offer is not None
    assert (offer.months, str(offer.without), bought(found)) == (4, "420.00", [(1, 150)])
    assert [(str(one.without), one.best.lapsed_calls + one.best.left_calls) for one in found.offers] == [("240.00", 70)]


def test_months_without_usage_within_a_forecast_stay_so() -> None:
    found = advice(price_book("pack_months: 4", service=PACK), {"2026-01": 50, "2026-03": 30})
    (offer,) = found.continued
    assert offer is not None
    assert str(offer.without) == "330.00"  # (50 + 30 + 30) × 3


def test_a_forecast_without_a_month_goes_on_by_the_newest_list() -> None:
    older = price_list("effective_from: 2019-01-01", service="prices: [9, 9, 9]")
    book = PriceBook([older.model_copy(update={"name": "older"}), price_list("pack_months: 3", service=PACK)])
    found = advice(book, {None: 40}, account="a")
    (offer,) = found.continued
    assert offer is not None
    assert (offer.account, offer.months, str(offer.without)) == ("a", 3, "360.00")


def test_a_forecast_that_is_long_enough_does_not_go_on() -> None:
    assert advice(price_book("pack_months: 2", service=PACK), {"2026-01": 50, "2026-02": 30}).continued == (None,)


def test_a_forecast_that_a_later_list_cannot_price_does_not_go_on() -> None:
    later = price_list("{name: later, effective_from: 2020-02-01, services: {car: {name: C, prices: [3, 2, 1]}}}")
    book = PriceBook([price_list("", service=PACK), later])
    assert advice(book, {"2020-01": 50}).continued == (None,)


def test_an_account_that_begins_before_packs_are_sold_is_told_from_when_on_they_are() -> None:
    book = PriceBook([price_list("name: older"), price_list("{name: newer, effective_from: 2020-03-01}", service=PACK)])
    found = advice(book, {"2020-02": 50, "2020-03": 30, "2020-04": 30})
    (one,) = found.unsold
    assert (found.offers, one.in_force.prices.name, one.sold_from, str(one.without)) == (
        (),
        "older",
        "2020-03",
        "330.00",
    )


def test_what_is_on_sale_is_not_among_what_is_not() -> None:
    found = advice(price_book("", service=PACK), {"2026-01": 50})
    assert (found.unsold, str(found.without), str(found.total), str(found.saving)) == ((), "150.00", "140.00", "10.00")


def test_each_account_goes_on_by_itself_even_if_another_cannot() -> None:
    later = price_list("{name: later, effective_from: 2026-06-01, services: {label: {name: L, prices: [3, 2, 1]}}}")
    services = f"{{label: {{name: L, prices: [3, 2, 1], {PACK}}}, car: {{name: C, prices: [3, 2, 1], {PACK}}}}}"
    book = PriceBook([price_list(f"{{pack_months: 6, services: {services}}}"), later])
    usage = Usage()
    usage.add("label", 50, month="2026-01", account="a")
    usage.add("label", 50, month="2026-03", account="b")
    usage.add("car", 50, month="2026-03", account="b")  # the list of 2026-06 has no price for it
    found = advise(estimate(usage, book), book, free_quota=True).continued
    assert [one and (one.account, one.service, one.months) for one in found] == [
        ("a", "label", 6),
        ("b", "label", 6),
        None,
    ]
