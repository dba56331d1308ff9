"""Prepaid packs that accounts own: no call is lost or paid for twice, and the pack that ends first pays first."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import price_book, price_list
from tests.support.packs import MONTHS, Book, Stock, fen, frozen, month, pack_books, take
from tiia_cost.core.book import PriceBook
from tiia_cost.core.estimate import Estimate, estimate
from tiia_cost.core.months import Month, month_at, position
from tiia_cost.core.packs import OwnedPack, PackUse, shared
from tiia_cost.core.ranges import Margin
from tiia_cost.core.usage import Usage
from tiia_cost.errors import Place, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.conftest import Prices

Key = tuple[str | None, Month, str]
"""Account, month and service."""

CALLS = st.dictionaries(
    st.tuples(st.sampled_from([None, "a", "b"]), st.sampled_from(MONTHS), st.sampled_from(["label", "car"])),
    st.integers(0, 20),
    min_size=1,
    max_size=10,
)
BOUGHT = (Month("2025-11"), *MONTHS, Month("2026-08"))
"""Months of purchase: also before and after those of the usage."""


def used(calls: dict[Key, int]) -> Usage:
    usage = Usage()
    for (account, month_, service), count in calls.items():
        usage.add(service, count, month=month_, account=account)
    return usage


@st.composite
def owned(draw: st.DrawFn, calls: dict[Key, int], book: Book) -> list[OwnedPack]:
    """Draw packs of the accounts of a usage, none of which has ended before it begins."""
    accounts = sorted({account for account, _, _ in calls}, key=str)
    packs = []
    for _ in range(draw(st.integers(1, 5))):
        account = draw(st.sampled_from(accounts))
        first = min(month_ for owner, month_, _ in calls if owner == account)
        bought = draw(st.sampled_from([one for one in BOUGHT if position(first) < valid(book, one).stop]))
        packs.append(OwnedPack(draw(st.sampled_from(["label", "car"])), draw(st.integers(1, 30)), bought, account))
    return packs


def valid(book: Book, bought: Month | None) -> range:
    """Return the positions of the months in which a pack is valid."""
    assert bought is not None
    return range(position(bought), position(bought) + book.in_force(bought).pack_months)


@given(st.data(), pack_books(), CALLS, st.booleans())
def test_no_call_is_lost_and_what_ends_first_pays_first_as_a_ledger_of_single_calls_has_it(
    data: st.DataObject, book: Book, calls: dict[Key, int], free_quota: bool
) -> None:
    packs = data.draw(owned(calls, book))
    found = estimate(used(calls), book.prices, free_quota=free_quota, packs=packs)
    charges = {(bill.account, bill.month, one.service): one for bill in found.bills for one in bill.charges}
    for account, service in {(account, service) for account, _, service in charges}:
        mine = [pack for pack in packs if (pack.account, pack.service) == (account, service)]
        months = sorted(at for owner, at, name in calls if (owner, name) == (account, service))
        stocks = [Stock(pack.calls, valid(book, pack.bought)) for pack in mine]
        rules = {at: book.in_force(at).services[service] for at in months}
        asked = []
        for at in months:
            count = 0 if book.is_free(at) else calls[account, at, service]
            free = month(rules[at], count, 0, free_quota=free_quota).free
            asked.append((position(at), count - free))
        paid, left = take(stocks, asked)
        for at, prepaid in zip(months, paid, strict=True):
            charge = charges[account, at, service]
            assert charge.free_calls + charge.pack_calls + charge.billable_calls == charge.calls
            assert charge.list_cost - charge.free_deduction - charge.pack_deduction == charge.cost
            if book.is_free(at):
                assert (charge.pack_calls, fen(charge.cost)) == (0, 0)
                continue
            count = calls[account, at, service]
            expected = month(rules[at], count, prepaid, free_quota=free_quota)
            assert (charge.pack_calls, fen(charge.cost)) == (prepaid, fen(expected.cost))
            assert fen(charge.pack_deduction) == fen(expected.pack_deduction)
            assert fen(charge.freeze) == fen(frozen(rules[at], count, prepaid, free_quota=free_quota))
        by_end: Counter[Month | None] = Counter()
        for stock, rest in zip(stocks, left, strict=True):
            by_end[month_at(stock.valid.stop - 1)] += stock.calls - rest
        told: Counter[Month | None] = Counter()
        for use in found.packs:
            if (use.account, use.service) == (account, service):
                told[use.last] += use.used
        assert +told == +by_end


@given(st.data(), pack_books(), CALLS)
def test_the_calls_of_a_pack_are_used_or_left_or_lapsed_and_the_bills_use_what_the_packs_say(
    data: st.DataObject, book: Book, calls: dict[Key, int]
) -> None:
    packs = data.draw(owned(calls, book))
    found = estimate(used(calls), book.prices, packs=packs)
    last = {account: max(at for owner, at, _ in calls if owner == account) for account, _, _ in calls}
    for use in found.packs:
        assert use.calls == use.used + use.left + use.lapsed
        assert min(use.used, use.left, use.lapsed) >= 0
        assert not (use.left and use.lapsed)
        assert use.first is not None
        assert use.last == month_at(valid(book, use.first).stop - 1)
        assert bool(use.lapsed) == (use.used < use.calls and position(use.last) <= position(last[use.account]))
        assert use.calls % use.size == 0
    assert sum(use.used for use in found.packs) == found.total.pack_calls
    assert found.total.pack_calls == sum(one.pack_calls for bill in found.bills for one in bill.charges)
    assert found.total.pack_deduction == sum(one.pack_deduction for bill in found.bills for one in bill.charges)
    given_calls: Counter[object] = Counter()
    told: Counter[object] = Counter()
    for pack in packs:
        given_calls[pack.account, pack.service, pack.bought, pack.calls] += pack.calls
    for use in found.packs:
        told[use.account, use.service, use.first, use.size] += use.calls
    assert told == given_calls


@given(st.data(), pack_books(), CALLS)
def test_the_order_in_which_packs_are_given_changes_nothing(
    data: st.DataObject, book: Book, calls: dict[Key, int]
) -> None:
    packs = data.draw(owned(calls, book))
    usage = used(calls)
    found = estimate(usage, book.prices, packs=packs)
    assert estimate(usage, book.prices, packs=data.draw(st.permutations(packs))) == found


@given(pack_books(), CALLS, st.booleans())
def test_packs_that_pay_for_nothing_change_no_bill(book: Book, calls: dict[Key, int], free_quota: bool) -> None:
    usage = used(calls)
    without = estimate(usage, book.prices, free_quota=free_quota)
    assert estimate(usage, book.prices, free_quota=free_quota, packs=[]) == without
    later = [OwnedPack(name, 9, Month("2026-08"), one) for one in usage.accounts() for name in ("label", "car")]
    found = estimate(usage, book.prices, free_quota=free_quota, packs=later)
    assert found._replace(packs=()) == without
    assert [(use.used, use.left, use.lapsed) for use in found.packs] == [(0, 9, 0)] * len(later)


@given(pack_books(), CALLS, st.integers(1, 30), st.integers(0, 12))
def test_a_cost_range_is_that_of_a_month_with_its_packs(
    book: Book, calls: dict[Key, int], prepaid: int, margin: int
) -> None:
    (account, at, service), count = next(iter(calls.items()))
    usage = used({(account, at, service): count})
    found = estimate(
        usage, book.prices, margin=Margin(Decimal(margin), is_percentage=False), packs=[OwnedPack(service, prepaid)]
    )
    cost_range = found.bills[0].charges[0].cost_range
    assert cost_range is not None
    costs = [
        0 if book.is_free(at) else fen(month(book.in_force(at).services[service], around, prepaid).cost)
        for around in range(max(count - margin, 0), count + margin + 1)
    ]
    assert (fen(cost_range.lowest.cost), fen(cost_range.highest.cost)) == (min(costs), max(costs))


def test_of_two_packs_the_one_bought_last_pays_first_if_it_ends_first() -> None:
    longer, shorter = (
        price_list(f"{{name: {name}, effective_from: {start}, pack_months: {months}}}")
        for name, start, months in (("a", "2026-01-01", 12), ("b", "2026-03-01", 2))
    )
    usage = Usage()
    for at in ("2026-03", "2026-04", "2026-05"):
        usage.add("label", 40, month=at)
    packs = [OwnedPack("label", 50, Month("2026-02")), OwnedPack("label", 60, Month("2026-03"))]
    found = estimate(usage, PriceBook([longer, shorter]), packs=packs)
    # The pack of 60 is valid in March and April: 40, then 20, which the other makes up to 40, and has 30 left for May.
    assert found.packs == (
        PackUse(None, "label", 60, Month("2026-03"), Month("2026-04"), 60, 0, 0, 60),
        PackUse(None, "label", 50, Month("2026-02"), Month("2027-01"), 50, 0, 0, 50, Month("2026-03")),
    )
    assert [str(bill.total.cost) for bill in found.bills] == ["0.00", "0.00", "30.00"]  # 10 × 3


def test_what_a_pack_has_lapses_with_its_last_month_and_is_left_until_then(prices: Prices) -> None:
    book = prices("{pack_months: 3}")

    def left_and_lapsed(last: str) -> tuple[int, int]:
        usage = Usage()
        for at in ("2026-01", last):
            usage.add("label", 10, month=at)
        (use,) = estimate(usage, book, packs=[OwnedPack("label", 100)]).packs
        assert (use.first, use.last) == ("2026-01", "2026-03")
        return use.left, use.lapsed

    assert left_and_lapsed("2026-02") == (80, 0)
    assert left_and_lapsed("2026-03") == (0, 80)
    assert left_and_lapsed("2026-04") == (0, 90)


def test_the_same_pack_twice_adds_up_and_packs_of_other_sizes_or_months_stay_apart(prices: Prices) -> None:
    usage = Usage()
    usage.add("label", 25, month="2026-02")
    packs = [OwnedPack("label", 10), OwnedPack("Image tagging", 10, Month("2026-02"), place=Place("--pack"))]
    packs += [OwnedPack("label", 20), OwnedPack("label", 10, Month("2026-01"))]
    found = estimate(usage, prices(), packs=packs)
    assert [(use.size, use.calls, use.first, use.used) for use in found.packs] == [
        (10, 10, "2026-01", 10),
        (10, 20, "2026-02", 15),
        (20, 20, "2026-02", 0),
    ]


def test_a_pack_of_usage_without_a_month_is_valid_and_neither_begins_nor_ends(prices: Prices) -> None:
    usage = Usage()
    usage.add("label", 25)
    found = estimate(usage, prices(), packs=[OwnedPack("label", 10)])
    assert found.packs == (PackUse(None, "label", 10, None, None, 10, 0, 0, 10),)
    assert str(found.total.cost) == "45.00"  # 15 × 3


def test_packs_are_valid_to_the_end_of_the_calendar(prices: Prices) -> None:
    usage = Usage()
    for at in ("9999-11", "9999-12"):
        usage.add("label", 10, month=at)
    found = estimate(usage, prices(), packs=[OwnedPack("label", 15, Month("9999-11"))])
    assert found.packs == (PackUse(None, "label", 15, Month("9999-11"), Month("10000-10"), 15, 0, 0, 15),)
    found = estimate(usage, prices(), packs=[OwnedPack("label", 25, Month("9999-11"))])
    assert [(use.left, use.lapsed) for use in found.packs] == [(5, 0)]


def test_accounts_do_not_share_packs(prices: Prices) -> None:
    usage = Usage()
    for account in ("a", "b"):
        usage.add("label", 10, month="2026-01", account=account)
    found = estimate(usage, prices(), packs=[OwnedPack("label", 15, account="b")])
    assert [bill.total.pack_calls for bill in found.bills] == [0, 10]
    assert [(use.account, use.used, use.left) for use in found.packs] == [("b", 10, 5)]


@pytest.mark.parametrize(
    ("pack", "told"),
    [
        (
            OwnedPack("label", 0, account="a"),
            "a pack of 0 calls pays for nothing; give its number of calls, or leave it",
        ),
        (OwnedPack("label", 5), "there are 2 accounts; say whose pack it is with ACCOUNT:SERVICE=CALLS"),
        (OwnedPack("label", 5, account="c"), "account c has no bill"),
        (OwnedPack("label", 5, account=""), "the account is missing"),
        (OwnedPack("lable", 5, account="a"), "unknown service lable; did you mean label?"),
        (
            OwnedPack("label", 5, Month("2025-01"), "a"),
            "the pack ended with 2025-12, before the first month of the usage",
        ),
        (OwnedPack("label", 5, Month("2019-12"), "a"), "no price list covers 2019-12; the earliest, test-list, is in"),
        (OwnedPack("label", 5, Month("2026-1"), "a"), "2026-1 is not a month; write YYYY-MM"),
        (OwnedPack("label", -5, account="a"), "-5 is negative; a count must be 0 or more"),
        (OwnedPack("label", 1.5, account="a"), "1.5 is not a whole number of calls"),  # type: ignore[arg-type]
        (OwnedPack("label", True, account="a"), "True is not a whole number of calls"),
        (OwnedPack(None, 5, account="a"), "expected text"),  # type: ignore[arg-type]
    ],
)
def test_a_pack_that_cannot_be_one_of_the_usage_is_refused(prices: Prices, pack: OwnedPack, told: str) -> None:
    usage = Usage()
    for account in ("a", "b"):
        usage.add("label", 10, month="2026-01", account=account)
    with pytest.raises(UsageError) as caught:
        estimate(usage, prices(), packs=[pack._replace(place=Place("--pack")), OwnedPack("label", 5, account="a")])
    (line,) = caught.value.lines()
    assert line.startswith(f"--pack: {told}")


def test_a_pack_with_a_month_is_refused_where_the_usage_has_none(prices: Prices) -> None:
    usage = Usage()
    usage.add("label", 10)
    with pytest.raises(
        UsageError, match="the usage names no month, so it is unclear whether a pack of 2026-01 is valid"
    ):
        estimate(usage, prices(), packs=[OwnedPack("label", 5, Month("2026-01"))])


def test_everything_wrong_with_packs_and_usage_is_told_at_once(prices: Prices) -> None:
    usage = Usage()
    usage.add("lable", 10, month="2026-01", place=Place("a.csv", 2, 1))
    with pytest.raises(UsageError) as caught:
        estimate(
            usage, prices(), packs=[OwnedPack("label", 0), OwnedPack("car", 5), OwnedPack("label", 5, account="x")]
        )
    assert len(caught.value.lines()) == 4


def test_a_pack_that_the_list_prices_but_does_not_sell_or_that_no_usage_names_is_allowed(prices: Prices) -> None:
    book = prices("{services: {label: {name: L, prices: [3, 2, 1]}, car: {name: C, prices: [3, 2, 1]}}}")
    usage = Usage()
    usage.add("label", 10, month="2026-01")
    (use,) = estimate(usage, book, packs=[OwnedPack("car", 7)]).packs
    assert (use.service, use.used, use.left) == ("car", 0, 7)


@given(st.data(), CALLS, CALLS)
def test_usages_that_are_compared_are_priced_with_the_same_packs(
    data: st.DataObject, before: dict[Key, int], after: dict[Key, int]
) -> None:
    """A pack of an account that only one of them has is only in that; without a month it begins with the first of both."""
    usages = used(before), used(after)
    accounts = [usage.accounts() for usage in usages]
    packs = [
        OwnedPack("label", data.draw(st.integers(1, 9)), account=account)
        for account in sorted(accounts[0] | accounts[1], key=str)
        if account is not None
    ]
    book = price_book()
    for mine, found in zip(accounts, shared(packs, [(usage, book) for usage in usages]), strict=True):
        assert [pack.account for pack in found] == [pack.account for pack in packs if pack.account in mine]
        for pack in found:
            firsts = [at for account, at, _ in (*before, *after) if account == pack.account]
            assert pack.bought == min(firsts)


def test_packs_of_the_only_account_of_usages_that_are_compared_are_shared(prices: Prices) -> None:
    usages = [Usage(), Usage()]
    sides = [(usage, prices()) for usage in usages]
    usages[0].add("label", 10, month="2026-02", account="a")
    usages[1].add("label", 10, month="2026-01", account="a")
    packs = [OwnedPack("label", 5), OwnedPack("label", 6, Month("2026-02"))]
    expected = (OwnedPack("label", 5, Month("2026-01"), "a"), OwnedPack("label", 6, Month("2026-02"), "a"))
    assert shared(packs, sides) == [expected, expected]
    usages[1].add("label", 10, month="2026-01", account="b")
    with pytest.raises(UsageError, match="there are 2 accounts"):
        shared(packs, sides)


def test_a_pack_that_ended_before_one_usage_began_is_only_in_the_other(prices: Prices) -> None:
    """So a year can be compared with the one before; a pack that no side can use is refused, as for one usage."""
    sides = [(Usage(), prices("{pack_months: 2}")), (Usage(), prices("{pack_months: 2}"))]
    for (usage, _), at in zip(sides, ("2025-03", "2026-03"), strict=True):
        usage.add("label", 10, month=at)
    old, current, older = (OwnedPack("label", 5, Month(bought)) for bought in ("2025-02", "2026-02", "2025-01"))
    assert shared([old, current], sides) == [(old, current), (current,)]
    assert shared([older], sides) == [(older,), (older,)]
    with pytest.raises(UsageError, match="the pack ended with 2025-02, before the first month of the usage, 2025-03"):
        estimate(*sides[0], packs=[older])


def costs(found: Estimate) -> Sequence[str]:
    return [str(bill.total.cost) for bill in found.bills]


def test_packs_are_used_in_the_order_of_months_not_of_rows(prices: Prices) -> None:
    usage = Usage()
    for at in ("2026-03", "2026-01", "2026-02"):
        usage.add("label", 10, month=at)
    assert costs(estimate(usage, prices(), packs=[OwnedPack("label", 15)])) == ["0.00", "15.00", "30.00"]
