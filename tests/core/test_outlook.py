"""Ranges, cuts, additions and verdicts of a month that is known up to a day: calls so far are certain.

Compared with trying every count.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.books import books, margins
from tests.support.cases import cases
from tests.support.projection import MONTHS, Row, logs, usage_of, worked_out
from tiia_cost.core.additions import Addition, fewest_additions
from tiia_cost.core.budget import Budget, Increase, Limits, check
from tiia_cost.core.charge import Point
from tiia_cost.core.cuts import Cut, Cuts, Pricing, fewest_cuts
from tiia_cost.core.estimate import estimate
from tiia_cost.core.money import add
from tiia_cost.core.months import Month
from tiia_cost.core.packs import OwnedPack
from tiia_cost.core.projection import project
from tiia_cost.core.ranges import Margin
from tiia_cost.core.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.conftest import Prices
    from tests.support.projection import Expected
    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.budget import Finding
    from tiia_cost.core.cuts import Share

NOVEMBER = Month("2026-11")
TENTH = Margin(Decimal(10), is_percentage=True)


def known_logs() -> st.SearchStrategy[tuple[list[Row], datetime.date]]:
    """Draw logs of which every count that a month may come to can be tried."""
    return logs(MONTHS[:1], first=8, most=9)


def of_november(calls: int, days: int) -> Usage:
    """Return usage of which `calls` are known through a day of November, projected."""
    usage = Usage()
    usage.add("label", calls, month=NOVEMBER, whole=False)
    return project(usage, datetime.date(2026, 11, days))


def shares_of(
    usage: Usage, pricing: Pricing, packs: Sequence[OwnedPack] = (), *, with_freeze: bool = False
) -> list[Share]:
    bills = estimate(usage, pricing.book, packs=packs).bills
    return [share for bill in bills for share in pricing.shares(bill, with_freeze=with_freeze)]


def tried(pricing: Pricing, share: Share, month: Expected, counts: range) -> dict[int, Decimal]:
    """Return the highest amount around each count, by trying every count there."""
    in_force, service, prepaid = pricing.book.in_force(share.bill.month), share.charge.service, share.charge.prepaid

    def amount(calls: int) -> Decimal:
        charge = in_force.charge(service, calls, prepaid=prepaid)
        return charge.cost + (charge.freeze if share.with_freeze else 0)

    around = {
        calls: month.around(pricing.margin) if calls == month.calls else month.around_other(calls, pricing.margin)
        for calls in counts
    }
    amounts = {calls: amount(calls) for calls in range(month.so_far, max(last for _, last in around.values()) + 1)}
    return {calls: max(amounts[one] for one in range(first, last + 1)) for calls, (first, last) in around.items()}


def packs_of(usage: Usage, owned: int) -> list[OwnedPack]:
    return [OwnedPack("label", owned, account=account) for account in usage.accounts() if owned]


@pytest.mark.parametrize(
    ("calls", "days", "margin", "span"),
    [
        (100, 12, TENTH, (235, 265)),  # 150 are to come: 135 to 165
        (100, 7, TENTH, (396, 461)),  # 328.57 are to come: 295.7 and 361.4
        (1, 29, Margin(Decimal(1), is_percentage=True), (2, 2)),  # 0.034 more are one call
        (100, 30, TENTH, (100, 100)),
        (100, 30, Margin(Decimal(20), is_percentage=False), (100, 100)),
        (0, 12, TENTH, (0, 0)),
        (100, 12, Margin(Decimal(200), is_percentage=True), (100, 550)),
        (100, 12, Margin(Decimal(20), is_percentage=False), (230, 270)),
        (100, 12, Margin(Decimal(200), is_percentage=False), (100, 450)),
    ],
)
def test_a_range_is_of_the_calls_still_to_come(
    calls: int, days: int, margin: Margin, span: tuple[int, int], prices: Prices
) -> None:
    ((charge,),) = (bill.charges for bill in estimate(of_november(calls, days), prices(), margin=margin).bills)
    assert charge.cost_range is not None
    assert charge.cost_range[:2] == span


@given(books(), known_logs(), margins(), st.sampled_from(["plain", "weekday"]), st.booleans(), st.integers(0, 20))
def test_a_cost_range_is_what_trying_every_count_finds(
    book: PriceBook, log: tuple[list[Row], datetime.date], margin: Margin, pace: str, free_quota: bool, owned: int
) -> None:
    rows, through = log
    if pace == "weekday" and through.day < 14:
        return
    usage = project(usage_of(rows), through, pace="weekday" if pace == "weekday" else "plain")
    expected = worked_out(rows, through, pace)
    for bill in estimate(usage, book, free_quota=free_quota, margin=margin, packs=packs_of(usage, owned)).bills:
        for charge in bill.charges:
            month, found = expected[bill.account, charge.service], charge.cost_range
            assert found is not None
            first, last = found[:2]
            assert (first, last) == month.around(margin)
            assert month.so_far <= first <= charge.calls <= last
            costs = [
                Point(
                    n,
                    book.in_force(bill.month)
                    .charge(charge.service, n, free_quota=free_quota, prepaid=charge.prepaid)
                    .cost,
                )
                for n in range(first, last + 1)
            ]
            assert found.lowest == min(costs, key=lambda point: point.cost)
            assert found.highest == max(costs, key=lambda point: point.cost)


def test_calls_so_far_cannot_be_cut(prices: Prices) -> None:
    book = prices("tiers: {from: [0]}", service="prices: [3]")
    usage = of_november(100, 12)  # 250 calls, 750.00; 100 of them, 300.00, were made
    for margin, most in ((None, "450"), (TENTH, "495")):  # up to 265 calls, 795.00
        pricing = Pricing(book, free_quota=True, margin=margin)
        shares = shares_of(usage, pricing)
        assert fewest_cuts(shares, Decimal(most), pricing) == Cuts((Cut(None, NOVEMBER, "label", 150, 150),))
        assert fewest_cuts(shares, Decimal(most) + Decimal("0.01"), pricing) == Cuts(lacking=Decimal("0.01"))


def test_of_a_month_that_is_over_nothing_is_cut(prices: Prices) -> None:
    pricing = Pricing(prices(), free_quota=True, margin=TENTH)
    assert fewest_cuts(shares_of(of_november(250, 30), pricing), Decimal("0.01"), pricing) == Cuts(
        lacking=Decimal("0.01")
    )


def test_a_cut_is_never_of_no_calls(prices: Prices) -> None:
    # 48.125 are to come after 55: 104 calls, 99 (98.3) to 107, and 99 at 3 are the dearest. Were 49 whole calls to come,
    # it were 100 (99.1) to 108: nothing to cut. Of 94 calls, 39 are to come, 90 to 97; of 95 it would be up to 99.
    pricing = Pricing(prices(), free_quota=True, margin=TENTH)
    shares = shares_of(of_november(55, 16), pricing)
    assert [share.amount for share in shares] == [Decimal("297.00")]
    assert fewest_cuts(shares, Decimal(1), pricing).by_service() == {"label": 10}
    # An addition is of one call at least, though 104 whole calls would be enough: 105 calls are 100 to 110.
    (one,) = fewest_additions(shares, Decimal(1), pricing)
    assert (one.calls, one.amount_then) == (1, Decimal("220.00"))


def test_more_calls_can_be_added_to_those_expected(prices: Prices) -> None:
    usage = of_november(39, 12)  # 97.5: 98 calls at 3; 100 cost 200.00
    pricing = Pricing(prices(), free_quota=True)
    two = Addition(None, NOVEMBER, "label", 2, 100, Decimal("200.00"))
    assert fewest_additions(shares_of(usage, pricing), Decimal(94), pricing) == (two,)
    # 10 % of what is to come: of 107 that is 68, 61.2 to 74.8, and 39 + 62 = 101; of 106, 67, it is 60.3, 39 + 61 = 100.
    pricing = Pricing(prices(), free_quota=True, margin=TENTH)
    (one,) = fewest_additions(shares_of(usage, pricing), Decimal(1), pricing)
    assert (one.calls_then, one.amount_then) == (106, Decimal("224.00"))  # 39 + 73.7


@settings(max_examples=cases(100))
@given(books(), known_logs(), st.integers(1, 10_000), st.none() | margins(), st.booleans(), st.integers(0, 60))
def test_cuts_of_calls_still_to_come_are_what_trying_every_count_finds(
    book: PriceBook,
    log: tuple[list[Row], datetime.date],
    fen: int,
    margin: Margin | None,
    with_freeze: bool,
    owned: int,
) -> None:
    rows, through = log
    usage, expected = project(usage_of(rows), through), worked_out(rows, through)
    pricing, excess = Pricing(book, free_quota=True, margin=margin), Decimal(fen) / 100
    shares = shares_of(usage, pricing, packs_of(usage, owned), with_freeze=with_freeze)
    left = {}
    fewest: dict[str, int] = {}
    possible = Decimal(0)
    for share in shares:
        service, month = share.charge.service, expected[share.bill.account, share.charge.service]
        amounts = left[share.bill.account, service] = tried(pricing, share, month, range(month.so_far, month.calls + 1))
        assert share.amount == amounts[month.calls]
        possible += share.amount - min(amounts.values())
        fitting = [n for n, amount in amounts.items() if share.amount - amount >= excess]
        if fitting:
            fewest[service] = min(fewest.get(service, month.calls), month.calls - max(fitting))
    cuts = fewest_cuts(shares, excess, pricing)
    if fewest:
        assert (cuts.by_service(), cuts.together) == (fewest, False)
        return
    assert bool(cuts.cuts) == cuts.together == (possible >= excess)
    saved = Decimal(0)
    for cut in cuts.cuts:
        amounts = left[cut.account, cut.service]
        calls = max(amounts)
        assert 0 < cut.calls <= calls - min(amounts)
        saved += amounts[calls] - amounts[calls - cut.calls]
    assert not cuts.cuts or saved >= excess


@settings(max_examples=cases(100))
@given(books(), known_logs(), st.integers(1, 10_000), st.none() | margins(), st.booleans(), st.integers(0, 60))
def test_additions_to_calls_expected_are_what_trying_every_count_finds(
    book: PriceBook,
    log: tuple[list[Row], datetime.date],
    fen: int,
    margin: Margin | None,
    with_freeze: bool,
    owned: int,
) -> None:
    rows, through = log
    usage, expected = project(usage_of(rows), through), worked_out(rows, through)
    pricing, excess = Pricing(book, free_quota=True, margin=margin), Decimal(fen) / 100
    shares = shares_of(usage, pricing, packs_of(usage, owned), with_freeze=with_freeze)
    fewest: dict[str, tuple[int, int, Decimal]] = {}
    for share in shares:
        service, month = share.charge.service, expected[share.bill.account, share.charge.service]
        if not month.to_come:  # none can be added to it
            continue
        # Beyond the start of the last tier, whatever the free quota, packs and the margin.
        amounts = tried(pricing, share, month, range(month.calls, max(month.calls + 1, 190)))
        then = next((n for n, amount in amounts.items() if n > month.calls and share.amount - amount >= excess), None)
        if then is not None:
            told = (then - month.calls, then, amounts[then])
            fewest[service] = min(fewest.get(service, told), told, key=lambda one: one[0])
    additions = fewest_additions(shares, excess, pricing)
    assert {one.service: (one.calls, one.calls_then, one.amount_then) for one in additions} == fewest


@settings(max_examples=cases(100))
@given(books(), known_logs(), st.none() | margins(), st.integers(0, 300), st.integers(0, 40))
def test_a_verdict_is_that_of_the_highest_bills(
    book: PriceBook, log: tuple[list[Row], datetime.date], margin: Margin | None, limit: int, before: int
) -> None:
    rows, through = log
    usage, expected = project(usage_of(rows), through), worked_out(rows, through)
    baseline = Usage()
    for account in usage.accounts():
        baseline.add("label", before, month="2026-02", account=account)
    priced, base = estimate(usage, book, margin=margin), estimate(baseline, book)
    pricing = Pricing(book, free_quota=True, margin=margin)
    limits = Limits(
        Decimal(limit), {"label": Decimal(limit)}, Increase(Decimal(limit), is_percentage=False), Decimal(limit)
    )
    verdict = check(priced, Budget(limits, total=Decimal(limit)), pricing, usage=usage, baseline=base)

    def highest(account: str | None, service: str, *, with_freeze: bool = False) -> Decimal:
        month, amounts = expected[account, service], []
        for calls in range(month.around(margin)[0], month.around(margin)[1] + 1):
            charge = book.in_force(Month("2026-02")).charge(service, calls)
            amounts.append(charge.cost + (charge.freeze if with_freeze else 0))
        return max(amounts)

    def actual(finding: Finding) -> Decimal:
        keys = [key for key in expected if finding.limit == "total" or key[0] == finding.account]
        keys = [key for key in keys if finding.service in (None, key[1])]
        amount = add(highest(*key, with_freeze=finding.limit == "balance") for key in keys)
        return amount - (base.bills[0].total.cost if finding.limit == "max-increase" else 0)

    assert verdict.findings
    for finding in verdict.findings:
        assert finding.actual == actual(finding)
        assert finding.state == ("over" if actual(finding) > limit else "within")
        for cut in finding.cuts.cuts:
            assert cut.calls <= sum(expected[cut.account, cut.service].to_come) + 1
