"""Cuts that bring bills back within a limit, compared with trying every count."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from tests.support.books import books, changed, margins, usages
from tiia_cost.core.additions import fewest_additions
from tiia_cost.core.cuts import Cut, Cuts, Pricing, Share, fewest_cuts
from tiia_cost.core.estimate import estimate
from tiia_cost.core.money import add
from tiia_cost.core.months import Month
from tiia_cost.core.packs import OwnedPack
from tiia_cost.core.ranges import NO_MARGIN, Margin
from tiia_cost.core.usage import Usage

if TYPE_CHECKING:
    from tests.conftest import Prices
    from tests.support.books import Key
    from tiia_cost.core.book import PriceBook


def shares_of(usage: Usage, pricing: Pricing, *packs: OwnedPack, with_freeze: bool = False) -> list[Share]:
    bills = estimate(usage, pricing.book, packs=packs).bills
    return [share for bill in bills for share in pricing.shares(bill, with_freeze=with_freeze)]


def cuts_of(usage: Usage, excess: str, book: PriceBook) -> Cuts:
    pricing = Pricing(book, free_quota=True)
    return fewest_cuts(shares_of(usage, pricing), Decimal(excess), pricing)


def most(pricing: Pricing, share: Share, calls: int) -> Decimal:
    """Return the highest amount around a count, by trying every count there."""
    first, last = (pricing.margin or NO_MARGIN).around(calls)
    found, service, prepaid = pricing.book.in_force(share.bill.month), share.charge.service, share.charge.prepaid
    charges = [found.charge(service, n, prepaid=prepaid) for n in range(first, last + 1)]
    return max(charge.cost + (charge.freeze if share.with_freeze else 0) for charge in charges)


def test_of_each_service_that_can_do_it_alone_the_fewest_calls_are_told(prices: Prices) -> None:
    # label 3, 2, 1 per call from 0, 100, 300; car 5
    book = prices("services: {label: {name: L, prices: [3, 2, 1]}, car: {name: C, prices: [5, 5, 5]}}")
    usage = Usage()
    usage.add("label", 110, month="2026-01")  # 220
    usage.add("car", 20, month="2026-01")  # 100
    month = Month("2026-01")
    # 30 less is 15 calls in tier 2, but then 95 calls are left, in tier 1, for 285: only 63 cost 190 or less.
    label, car = Cut(None, month, "label", 47), Cut(None, month, "car", 6)
    assert cuts_of(usage, "30", book) == Cuts((label, car))


def test_a_service_that_can_do_it_with_nothing_left_is_told_too(prices: Prices) -> None:
    book = prices("services: {label: {name: L, prices: [3, 3, 3]}, car: {name: C, prices: [5, 5, 5]}}")
    usage = Usage()
    usage.add("label", 10, month="2026-01")  # 30
    usage.add("car", 20, month="2026-01")  # 100
    cuts = cuts_of(usage, "30", book)
    assert (cuts.by_service(), cuts.together) == ({"label": 10, "car": 6}, False)


def test_where_no_service_can_do_it_alone_the_dearest_are_cut_to_nothing_and_one_more_by_the_fewest(
    prices: Prices,
) -> None:
    book = prices("services: {label: {name: L, prices: [3, 3, 3]}, car: {name: C, prices: [5, 5, 5]}}")
    usage = Usage()
    usage.add("label", 10, month="2026-01")  # 30
    usage.add("car", 20, month="2026-02")  # 100
    usage.add("label", 0, month="2026-02")
    cuts = cuts_of(usage, "104", book)
    assert cuts == Cuts(
        (Cut(None, Month("2026-02"), "car", 20), Cut(None, Month("2026-01"), "label", 2)), together=True
    )
    assert cuts.by_service() == {"car": 20, "label": 2}
    assert cuts_of(usage, "130.01", book) == Cuts(lacking=Decimal("0.01"))
    # 130.00 is all there is: nothing is left to cut, and nothing more is named.
    assert len(cuts_of(usage, "130", book).cuts) == 2


def test_with_a_margin_a_cut_may_end_beyond_a_cliff_but_not_at_nothing(prices: Prices) -> None:
    book = prices("tiers: {from: [0, 100]}", service="prices: [3, 0.1]")
    usage = Usage()
    usage.add("label", 250, month="2026-01")  # 150 to 350, 35.00 at most
    pricing = Pricing(book, free_quota=True, margin=Margin(Decimal(100), is_percentage=False))
    # 210 may be 310, 31.00; none at all may still be 99, and 297.00.
    cuts = fewest_cuts(shares_of(usage, pricing), Decimal(4), pricing)
    assert cuts == Cuts((Cut(None, Month("2026-01"), "label", 40),))
    # 200 may be 100 to 300, 30.00: the least, since fewer may be below 100.
    assert fewest_cuts(shares_of(usage, pricing), Decimal(5), pricing).by_service() == {"label": 50}
    assert fewest_cuts(shares_of(usage, pricing), Decimal("5.01"), pricing) == Cuts(lacking=Decimal("0.01"))


def test_of_several_months_that_can_do_it_the_one_with_the_fewest_calls_is_told(prices: Prices) -> None:
    book = prices()  # 3, 2, 1 per call from 0, 100, 300
    usage = Usage()
    usage.add("label", 90, month="2026-01")  # 270
    usage.add("label", 200, month="2026-02")  # 400
    usage.add("label", 110, month="2026-03")  # 220
    cut = Cut(None, Month("2026-01"), "label", 20)  # 60 ÷ 3; in February 30 at 2, in March 110 − 53
    assert cuts_of(usage, "60", book) == Cuts((cut,))


@given(books(), usages(("a", "b")), st.integers(1, 10_000), st.none() | margins(), st.booleans(), st.integers(0, 60))
def test_each_cut_is_enough_and_no_fewer_calls_of_its_service_in_any_month_are(
    book: PriceBook, usage: Usage, fen: int, margin: Margin | None, with_freeze: bool, owned: int
) -> None:
    pricing = Pricing(book, free_quota=True, margin=margin)
    packs = [OwnedPack("label", owned, account=account) for account in usage.accounts() if owned]
    shares, excess = shares_of(usage, pricing, *packs, with_freeze=with_freeze), Decimal(fen) / 100
    cuts = fewest_cuts(shares, excess, pricing)
    left = {id(share): [most(pricing, share, n) for n in range(share.charge.calls + 1)] for share in shares}
    assert all(share.amount == left[id(share)][-1] for share in shares)
    fewest: dict[str, int] = {}
    for share in shares:
        fitting = [n for n, amount in enumerate(left[id(share)]) if share.amount - amount >= excess]
        if fitting:
            calls = share.charge.calls - max(fitting)
            fewest[share.charge.service] = min(fewest.get(share.charge.service, calls), calls)
    if fewest:
        assert not cuts.together
        assert cuts.by_service() == fewest
    saved = add(
        share.amount - left[id(share)][share.charge.calls - cut.calls]
        for cut in cuts.cuts
        for share in shares
        if (share.bill.account, share.bill.month, share.charge.service) == (cut.account, cut.month, cut.service)
    )
    possible = add(share.amount - min(left[id(share)]) for share in shares) >= excess
    assert bool(cuts.cuts) == possible
    assert not possible or saved >= excess


@given(books(), usages(("a", "b")), st.integers(1, 10_000), st.integers(1, 60))
def test_cuts_and_additions_leave_later_months_the_packs_that_they_had(
    book: PriceBook, usage: Usage, fen: int, owned: int
) -> None:
    packs = [OwnedPack("label", owned, account=account) for account in usage.accounts()]
    pricing, before = Pricing(book, free_quota=True), estimate(usage, book, packs=packs)
    shares, excess = shares_of(usage, pricing, *packs), Decimal(fen) / 100
    cuts = fewest_cuts(shares, excess, pricing)
    steps: list[dict[Key, int]] = [{(cut.account, cut.month, cut.service): -cut.calls} for cut in cuts.cuts]
    if cuts.together:
        steps = [{key: calls for step in steps for key, calls in step.items()}]
    additions = fewest_additions(shares, excess, pricing)
    steps += [{(one.account, one.month, one.service): one.calls} for one in additions]
    for step in steps:
        after = estimate(changed(usage, step), book, packs=packs)
        assert after.total.cost <= before.total.cost - excess
        assert after.packs == before.packs
