"""The best purchase of packs, compared with trying all purchases on small lists, and its worked figures."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import price_list
from tests.support.packs import MONTHS, SERVICES, Book, Rules, Stock, fen, month, pack_books, take
from tiia_cost.core.book import PriceBook
from tiia_cost.core.estimate import estimate
from tiia_cost.core.months import Month, position
from tiia_cost.core.packs import OwnedPack
from tiia_cost.core.purchase import Offer, Purchase, offers
from tiia_cost.core.usage import Usage
from tiia_cost.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.conftest import Prices

Calls = dict[tuple[str | None, Month, str], int]
"""Calls by account, month and service."""

CALLS = st.dictionaries(
    # The first month is free of charge, and whoever begins with it is offered none.
    st.tuples(st.sampled_from([None, "a"]), st.sampled_from(3 * MONTHS[1:] + MONTHS[:1]), st.sampled_from(SERVICES)),
    st.integers(0, 12),
    min_size=1,
    max_size=8,
)


def used(calls: Calls) -> Usage:
    usage = Usage()
    for (account, at, service), count in calls.items():
        usage.add(service, count, month=at, account=account)
    return usage


def offered(usage: Usage, book: PriceBook, *, free_quota: bool = True) -> tuple[Offer, ...]:
    return offers(estimate(usage, book, free_quota=free_quota), book, free_quota=free_quota)


class Bills(NamedTuple):
    """Costs of the months, in fen, with packs of so many calls, and how many of these they use."""

    costs: tuple[int, ...]
    used: int


class Forecast:
    """Months of one service of an account, and whatever packs could be bought for them, by trying it."""

    def __init__(self, book: Book, calls: Calls, account: str | None, service: str, *, free_quota: bool) -> None:
        """Take the calls of all accounts and services."""
        mine = sorted(at for owner, at, _ in calls if owner == account)
        first, self.last = mine[0], mine[-1]
        dated = book.in_force(first)
        self.valid = range(position(first), position(first) + dated.pack_months)
        self.months = sorted(at for owner, at, name in calls if (owner, name) == (account, service))
        self.counts = [calls[account, at, service] for at in self.months]
        self.rules = [book.in_force(at).services[service] for at in self.months]
        self.first, self.free_quota = dated.services[service], free_quota
        self.packs = [(size, fen(Fraction(price))) for size, price in self.first.packs]
        self.bills = lru_cache(maxsize=None)(self._bills)

    def _bills(self, calls: int, *, other_rule: bool = False) -> Bills:
        """Work out the months with packs of so many calls: bought together, they are as one."""
        terms = [rules._replace(counts=rules.counts != other_rule) for rules in self.rules]
        free = [self._month(rules, count, 0).free for rules, count in zip(terms, self.counts, strict=True)]
        asked = [(position(at), count - f) for at, count, f in zip(self.months, self.counts, free, strict=True)]
        paid, (left,) = take([Stock(calls, self.valid)], asked)
        months = zip(terms, self.counts, paid, strict=True)
        return Bills(tuple(fen(self._month(*terms).cost) for terms in months), calls - left)

    def _month(self, rules: Rules, calls: int, prepaid: int):  # type: ignore[no-untyped-def]  # noqa: ANN202
        return month(rules, calls, prepaid, free_quota=self.free_quota)

    @cached_property
    def usable(self) -> int:
        """How many calls packs can pay for."""
        return self.bills(10_000).used

    def purchases(self) -> Iterable[tuple[int, ...]]:
        """Yield how many of each size are bought: all purchases up to two packs more than can be used."""
        most = self.usable + 2 * max(size for size, _ in self.packs)
        for numbers in product(*(range(most // size + 1) for size, _ in self.packs)):
            if self.calls(numbers) <= most:
                yield numbers

    def calls(self, numbers: Sequence[int]) -> int:
        return sum(size * number for number, (size, _) in zip(numbers, self.packs, strict=True))

    def price(self, numbers: Sequence[int]) -> int:
        return sum(price * number for number, (_, price) in zip(numbers, self.packs, strict=True))

    def total(self, numbers: Sequence[int], *, other_rule: bool = False) -> int:
        return self.price(numbers) + sum(self.bills(self.calls(numbers), other_rule=other_rule).costs)

    def best(self, purchases: Iterable[Sequence[int]], *, other_rule: bool = False) -> tuple[int, int, int]:
        """Return total, calls and number of packs of the purchase with the least total; of equal ones the fewest calls."""
        return min(
            (self.total(numbers, other_rule=other_rule), self.calls(numbers), sum(numbers)) for numbers in purchases
        )

    def pays_in(self, numbers: Sequence[int]) -> Month | None:
        """Return the first month at whose end, and at that of each later one, less has been paid than without packs."""
        without, with_them = self.bills(0).costs, self.bills(self.calls(numbers)).costs
        paid = [
            (sum(without[: end + 1]), self.price(numbers) + sum(with_them[: end + 1])) for end in range(len(without))
        ]
        return next(
            (at for index, at in enumerate(self.months) if all(one > other for one, other in paid[index:])), None
        )

    def pays_from(self, size: int, price: int) -> int | None:
        """Return the fewest calls in each of the months of a pack that it lasts for and is cheaper for."""
        for calls in range(size + self.first.quota + 2):
            alone = self._month(self.first, calls, 0)
            lasts = (calls - alone.free) * len(self.valid) <= size
            if lasts and len(self.valid) * fen(alone.cost) > price:
                return calls
        return None

    def check(self, purchase: Purchase) -> tuple[int, int, int]:
        """Compare all figures of a purchase with those worked out; return its total, calls and number of packs."""
        numbers = [
            sum(bought.number for bought in purchase.packs if bought.pack.calls == size) for size, _ in self.packs
        ]
        assert [bought.pack.calls for bought in purchase.packs] == [
            size for number, (size, _) in zip(numbers, self.packs, strict=True) if number
        ]
        bills, without = self.bills(self.calls(numbers)), sum(self.bills(0).costs)
        assert purchase.calls == self.calls(numbers)
        assert fen(purchase.price) == self.price(numbers)
        assert fen(purchase.postpaid) == sum(bills.costs)
        assert purchase.total == purchase.price + purchase.postpaid
        assert purchase.saving * 100 == without - self.total(numbers)
        assert fen(purchase.other_total) == self.total(numbers, other_rule=True)
        assert purchase.pays_in == self.pays_in(numbers)
        assert (purchase.pays_in is not None) == (purchase.saving > 0)
        rest = self.calls(numbers) - bills.used
        left_and_lapsed = (0, rest) if position(self.last) >= self.valid[-1] else (rest, 0)
        assert (purchase.used_calls, purchase.left_calls, purchase.lapsed_calls) == (bills.used, *left_and_lapsed)
        return fen(purchase.total), purchase.calls, sum(numbers)


@given(pack_books(sizes=3, most_months=4), CALLS, st.booleans())
def test_what_packs_would_change_is_what_trying_all_purchases_finds(book: Book, calls: Calls, free_quota: bool) -> None:
    found = {
        (offer.account, offer.service): offer for offer in offered(used(calls), book.prices, free_quota=free_quota)
    }
    expected = []
    for account in sorted({account for account, _, _ in calls}, key=lambda account: account or ""):
        first = min(at for owner, at, _ in calls if owner == account)
        for service, rules in book.in_force(first).services.items():
            named = any((owner, name) == (account, service) for owner, _, name in calls)
            if named and rules.packs and not book.is_free(first):
                expected.append((account, service))
    assert list(found) == expected
    for (account, service), offer in found.items():
        forecast = Forecast(book, calls, account, service, free_quota=free_quota)
        tried = list(forecast.purchases())
        assert fen(offer.without) == sum(forecast.bills(0).costs)
        assert forecast.check(offer.best) == forecast.best(tried)
        assert forecast.check(offer.other_best)[1:] == forecast.best(tried, other_rule=True)[1:]
        for index, (size, price) in enumerate(forecast.packs):
            of_this_size = [numbers for numbers in tried if numbers[index] and numbers[index] == sum(numbers)]
            assert forecast.check(offer.alternatives[index]) == forecast.best(of_this_size)
            assert [bought.pack.calls for bought in offer.alternatives[index].packs] == [size]
            assert (offer.sizes[index].pack.calls, offer.sizes[index].pays_from) == (
                size,
                forecast.pays_from(size, price),
            )
        assert offer.pack_months == len(forecast.valid)
        assert offer.months == position(forecast.last) - forecast.valid[0] + 1
        assert offer.most_calls == max(forecast.counts)


@given(pack_books(sizes=3, most_months=4), CALLS)
def test_bills_with_the_packs_that_are_best_come_to_what_the_purchase_says(book: Book, calls: Calls) -> None:
    for offer in offered(used(calls), book.prices):
        best = offer.best
        packs = [
            OwnedPack(offer.service, bought.pack.calls, account=offer.account)
            for bought in best.packs
            for _ in range(bought.number)
        ]
        found = estimate(used(calls), book.prices, packs=packs)
        charges = [
            one
            for bill in found.bills
            for one in bill.charges
            if (bill.account, one.service) == (offer.account, offer.service)
        ]
        assert sum(fen(one.cost) for one in charges) == fen(best.postpaid)
        assert sum(use.used for use in found.packs) == best.used_calls
        assert sum(use.left for use in found.packs) == best.left_calls
        assert sum(use.lapsed for use in found.packs) == best.lapsed_calls


CAR_PRO = (
    "{free_quota: 1000, per: 1000, tiers: {from: [0, 1000000, 3000000, 15000000]}, pack_calls_count: COUNT,"
    " services: {car-pro: {name: C, prices: [75, 45, 35, 30], packs: [{calls: 10000, price: 730},"
    " {calls: 100000, price: 7000}, {calls: 1000000, price: 65000}, {calls: 2500000, price: 105000}]}}}"
)


def offer(book: PriceBook, *calls: int, service: str = "label", free_quota: bool = True) -> Offer:
    """Return what packs would change for months of so many calls, from 2026-01 on."""
    usage = Usage()
    for number, count in enumerate(calls, start=1):
        usage.add(service, count, month=f"2026-{number:02}")
    (found,) = offered(usage, book, free_quota=free_quota)
    return found


def bought(purchase: Purchase) -> dict[int, int]:
    """Return how many packs of each size are bought."""
    return {pack.calls: number for pack, number in purchase.packs}


def test_a_pack_that_raises_the_bill_is_said_to_with_the_figures_of_rule_15(prices: Prices) -> None:
    found = offer(prices(CAR_PRO.replace("COUNT", "false")), 1_500_000, service="car-pro")
    assert str(found.without) == "67455.00"
    assert (bought(found.best), str(found.best.total), str(found.best.saving)) == ({}, "67455.00", "0.00")
    (one_million,) = [other for other in found.alternatives if 1_000_000 in bought(other)]
    # 65,000 + 499,000 × 75 ÷ 1,000 = 102,425.00 and, counted, 65,000 + 499,000 × 45 ÷ 1,000 = 87,455.00; two cost
    # 130,000, and nothing is left to bill
    assert bought(one_million) == {1_000_000: 1}
    told = (one_million.total, one_million.postpaid, one_million.saving, one_million.other_total)
    assert [str(amount) for amount in told] == ["102425.00", "37425.00", "-34970.00", "87455.00"]
    counted = offer(prices(CAR_PRO.replace("COUNT", "true")), 1_500_000, service="car-pro")
    assert [str(other.total) for other in counted.alternatives if 1_000_000 in bought(other)] == ["87455.00"]


def test_a_pack_pays_from_the_fewest_calls_a_month_that_cost_more_without_it(prices: Prices) -> None:
    sizes = offer(prices(CAR_PRO.replace("COUNT", "false")), 1_500_000, service="car-pro").sizes
    # A twelfth of 730 is 60.83, of 7,000 583.33, of 65,000 5,416.67, of 105,000 8,750: at 75 a thousand from
    # 811.2, 7,777.8, 72,222.3 and 116,666.8 billable calls on, and 1,000 are free. 12 × 834 calls are above 10,000.
    assert [size.pays_from for size in sizes] == [1_812, 8_778, 73_223, 117_667]
    assert [-(-size.pack.calls // 12) + 1000 for size in sizes] == [1_834, 9_334, 84_334, 209_334]


def test_a_pack_pays_from_the_first_fen_above_its_price_of_all_months(prices: Prices) -> None:
    # A twelfth of 1.00 is 0.0833…: 8 calls a month are 0.96 in a year, 9 are 1.08. The pack has 10 for each month.
    book = prices(service="{prices: [0.01, 0.01, 0.01], packs: [{calls: 120, price: 1}]}")
    assert [size.pays_from for size in offer(book, 1).sizes] == [9]


def test_of_equal_totals_the_fewest_calls_are_bought(prices: Prices) -> None:
    # 10 calls at 3 cost 30; a pack of 10 for 30 changes nothing, so that none is bought.
    assert offer(prices(service="{packs: [{calls: 10, price: 30}]}"), 10).best.packs == ()
    # Nor one of 5 for 15: 15 calls come to 45 with any number of them.
    found = offer(prices(service="{packs: [{calls: 5, price: 15}]}"), 15)
    assert (bought(found.best), [bought(other) for other in found.alternatives]) == ({}, [{5: 1}])
    # A pack of 5 for 10 saves 5, one of 10 for 25 saves 5, one of 20 for 25, too.
    sizes = "{calls: 20, price: 25}, {calls: 10, price: 25}, {calls: 5, price: 10}"
    found = offer(prices(service=f"{{packs: [{sizes}]}}"), 10)
    assert bought(found.best) == {5: 2}  # for 20
    found = offer(prices(service=f"{{packs: [{sizes.replace('price: 10', 'price: 13')}]}}"), 10)
    assert bought(found.best) == {10: 1}  # as one of 20; two of 5 are 26, one is 13 + 15
    # Packs of one sum and price, as 5 + 5 and 10 for 20: fewer packs.
    found = offer(prices(service="{packs: [{calls: 5, price: 10}, {calls: 10, price: 20}]}"), 10)
    assert bought(found.best) == {10: 1}


def test_sizes_are_mixed_where_that_is_best(prices: Prices) -> None:
    # 17 calls cost 51; 10 + 5 calls cost 30 and leave 2 for 6; two of 10 cost 40, four of 5 cost 40 as well
    found = offer(prices(service="{packs: [{calls: 5, price: 10}, {calls: 10, price: 19}]}"), 17)
    assert (bought(found.best), str(found.best.total)) == ({5: 1, 10: 1}, "35.00")
    assert [(bought(other), str(other.total)) for other in found.alternatives] == [
        ({5: 3}, "36.00"),
        ({10: 2}, "38.00"),
    ]


def test_packs_end_before_the_months_of_a_longer_forecast(prices: Prices) -> None:
    book = prices("{pack_months: 2}", service="{packs: [{calls: 10, price: 10}]}")
    # Valid in two of three months of 10 calls at 3: 20 + 30, where 90 are due without; of a third pack nobody would use.
    found = offer(book, 10, 10, 10)
    assert (bought(found.best), str(found.best.total), found.best.lapsed_calls) == ({10: 2}, "50.00", 0)
    assert (found.pack_months, found.months) == (2, 3)
    # 15 calls are used by the end of the second month, the last in which the packs are valid: 5 lapse.
    best = offer(book, 10, 5).best
    assert (best.used_calls, best.left_calls, best.lapsed_calls) == (15, 0, 5)
    # In the first month they have not ended.
    best = offer(book, 5).best
    assert (best.used_calls, best.left_calls, best.lapsed_calls) == (5, 5, 0)


def test_a_purchase_pays_in_the_month_from_whose_end_on_it_has_cost_less(prices: Prices) -> None:
    book = prices(service="{packs: [{calls: 40, price: 100}]}")
    # Each month of 10 calls costs 30: 30, 60, 90, 120 without, 100 with the pack.
    assert [offer(book, *[10] * months).best.pays_in for months in (3, 4, 5)] == [None, "2026-04", "2026-04"]
    (alternative,) = offer(book, 10, 10).alternatives
    assert (alternative.pays_in, str(alternative.saving)) == (None, "-40.00")


def test_a_purchase_that_paid_and_then_cost_more_again_has_not_paid() -> None:
    # January: 20 calls at 3 are 60, and a pack of 30 costs 59. February, by a new list: 100 calls at 1 are 100, but 90,
    # which the 10 calls left of the pack leave, are 171 at 1.9. Of more packs each costs more than 30 × 1.9 = 57.
    january, february = (
        price_list(
            f"{{name: {name}, effective_from: 2026-{name}-01, tiers: {{from: [0, 100]}}}}",
            service=f"{{prices: {prices}, packs: [{{calls: 30, price: 59}}]}}",
        )
        for name, prices in (("01", "[3, 2]"), ("02", "[1.9, 1]"))
    )
    found = offer(PriceBook([january, february]), 20, 100)
    (one_size,) = found.alternatives
    assert (bought(one_size), str(one_size.saving), one_size.pays_in) == ({30: 1}, "-70.00", None)
    assert offer(PriceBook([january]), 20).best.pays_in == "2026-01"


def test_usage_without_a_month_is_one_month(prices: Prices) -> None:
    book = prices(service="{packs: [{calls: 10, price: 10}]}")
    usage = Usage()
    usage.add("label", 25)
    (found,) = offered(usage, book)
    assert (bought(found.best), str(found.best.total)) == ({10: 3}, "30.00")  # a third pack saves 5 × 3 − 10 = 5
    assert (found.months, found.best.pays_in, found.best.left_calls) == (1, None, 5)


def test_packs_are_offered_by_the_list_of_the_first_month_of_an_account_and_only_for_what_its_usage_names() -> None:
    none, some = (
        price_list(
            f"{{name: from-{year}, effective_from: {year}-01-01, before_effective: free, services:"
            f" {{label: {{name: L, prices: [3, 2, 1]{packs}}}, car: {{name: C, prices: [3, 2, 1]{packs}}}}}}}"
        )
        for year, packs in (("2026", ""), ("2027", ", packs: [{calls: 10, price: 10}]"))
    )
    usage = Usage()
    for account, month_ in (("free", "2025-12"), ("early", "2026-12"), ("late", "2027-01")):
        for at in (month_, "2027-02"):
            usage.add("label", 10, month=at, account=account)
    found = offered(usage, PriceBook([none, some]))
    assert [(one.account, one.service, one.in_force.prices.name) for one in found] == [("late", "label", "from-2027")]
    assert offered(usage, PriceBook([none])) == ()


def test_packs_are_bought_in_the_first_month_of_the_account_even_if_their_service_begins_later(prices: Prices) -> None:
    row = "prices: [3, 2, 1], packs: [{calls: 10, price: 10}]"
    book = prices(f"{{pack_months: 2, services: {{label: {{name: L, {row}}}, car: {{name: C, {row}}}}}}}")
    usage = Usage()
    for at, service in (("2026-01", "label"), ("2026-02", "car"), ("2026-03", "car")):
        usage.add(service, 10, month=at)
    found = offered(usage, book)
    assert [(one.service, bought(one.best), str(one.best.postpaid), one.months) for one in found] == [
        ("label", {10: 1}, "0.00", 3),
        ("car", {10: 1}, "30.00", 3),
    ]
    assert [one.first_calls for one in found] == ["2026-01", "2026-02"]


def test_months_of_any_size_are_searched_while_the_sums_of_sizes_are_few(prices: Prices) -> None:
    book = prices(service=f"{{packs: [{{calls: {10**13}, price: {10**12 - 1}}}, {{calls: {2 * 10**13}, price: 1}}]}}")
    found = offer(book, 10**18, free_quota=False)
    # All calls are tier 3 and cost 10^18 without; 50,000 of the larger packs pay for all of them
    assert (str(found.without), bought(found.best), str(found.best.total)) == (
        f"{10**18}.00",
        {2 * 10**13: 50_000},
        "50000.00",
    )


def test_a_search_of_more_sums_than_can_be_tried_is_refused_with_its_reason(
    prices: Prices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tiia_cost.core.purchase.MOST_STATES", 1_000)  # a million would only take time
    book = prices(service="{packs: [{calls: 2, price: 5}, {calls: 7, price: 15}]}")
    assert offer(book, 993).best.packs == ()  # 993 + 7 are 1,000 sums
    assert offer(prices(service="{packs: [{calls: 5000, price: 5}, {calls: 5001, price: 15}]}"), 0).best.packs == ()
    with pytest.raises(UsageError) as caught:
        offer(book, 994)
    assert caught.value.lines() == [
        "label: the best purchase cannot be searched for: packs for 994 calls whose sizes have only 1 as a common divisor"
        " make more than 1,000 sums; forecast fewer months, or leave a size out of the price list"
    ]
