from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import price_book
from tests.support.books import books, margins, usages
from tiia_cost.core.budget import Budget, Finding, Increase, Limits, check
from tiia_cost.core.cuts import Pricing
from tiia_cost.core.estimate import estimate
from tiia_cost.core.ranges import Margin
from tiia_cost.core.usage import Usage
from tiia_cost.errors import Place

if TYPE_CHECKING:
    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.estimate import Bill

# label and car cost 1 per call; frozen is what they cost
BOOK = price_book(
    "{tiers: {from: [0]}, freeze: {basis: cost, rate: 1},"
    " services: {label: {name: L, prices: [1]}, car: {name: C, prices: [1]}}}"
)


def usage_of(*rows: tuple[str | None, str, str, int]) -> Usage:
    """Return usage of rows of account, month, service and calls; they stand in f.csv from line 2 on."""
    usage = Usage()
    for line, (account, month, service, calls) in enumerate(rows, start=2):
        usage.add(service, calls, month=month, account=account, place=Place("f.csv", line, 1))
    return usage


def findings(
    usage: Usage,
    budget: Budget,
    *,
    baseline: Usage | None = None,
    book: PriceBook = BOOK,
    margin: Margin | None = None,
) -> list[Finding]:
    before = None if baseline is None else estimate(baseline, book)
    pricing = Pricing(book, free_quota=True, margin=margin)
    return list(check(estimate(usage, book), budget, pricing, usage=usage, baseline=before).findings)


def brief(found: Finding) -> tuple[object, ...]:
    allowed = None if found.allowed is None else str(found.allowed)
    return (found.limit, found.account, found.month, found.service, allowed, str(found.actual), found.state)


def limits(monthly: str, warn_at: int | None = None) -> Budget:
    return Budget(Limits(Decimal(monthly), warn_at=None if warn_at is None else Decimal(warn_at)))


@pytest.mark.parametrize(
    ("monthly", "state"),
    [("99.99", "over"), ("100.00", "near"), ("124.99", "near"), ("125.00", "within"), ("126.00", "within")],
)
def test_equal_is_within_and_above_the_share_is_near(monthly: str, state: str) -> None:
    # 100 are exactly 80 % of 125
    (found,) = findings(usage_of((None, "2026-01", "label", 100)), limits(monthly, 80))
    assert found.state == state


def test_without_a_share_to_warn_at_nothing_is_near() -> None:
    (found,) = findings(usage_of((None, "2026-01", "label", 100)), limits("100.00"))
    assert found.state == "within"


def test_there_is_a_finding_for_each_limit_and_month_by_account_month_and_limit_the_total_last() -> None:
    usage = usage_of(
        ("b", "2026-01", "label", 40),
        ("a", "2026-02", "car", 30),
        ("a", "2026-01", "car", 20),
        ("a", "2026-01", "label", 1),
    )
    every = Limits(
        Decimal("50.00"),
        {"car": Decimal("25.00"), "label": Decimal("0.00")},
        Increase(Decimal("10.00"), is_percentage=False),
    )
    budget = Budget(every, Decimal("90.00"), {"a": Limits(balance=Decimal("100.00")), "b": Limits(Decimal("39.00"))})
    found = findings(usage, budget, baseline=usage_of(("a", "2026-01", "label", 15)))
    assert [brief(one) for one in found] == [
        ("monthly", "a", "2026-01", None, "50.00", "21.00", "within"),
        ("service", "a", "2026-01", "label", "0.00", "1.00", "over"),
        ("service", "a", "2026-01", "car", "25.00", "20.00", "within"),
        ("max-increase", "a", "2026-01", None, "10.00", "6.00", "within"),  # 21 − 15
        ("balance", "a", "2026-01", None, "100.00", "42.00", "within"),  # 21, and 21 frozen
        ("monthly", "a", "2026-02", None, "50.00", "30.00", "within"),
        ("service", "a", "2026-02", "label", "0.00", "0.00", "within"),
        ("service", "a", "2026-02", "car", "25.00", "30.00", "over"),
        ("max-increase", "a", "2026-02", None, "10.00", "30.00", "over"),  # absent before: it counts from 0
        ("balance", "a", "2026-02", None, "100.00", "81.00", "within"),  # 21 + 30, and 30 frozen
        ("monthly", "b", "2026-01", None, "39.00", "40.00", "over"),
        ("service", "b", "2026-01", "label", "0.00", "40.00", "over"),
        ("service", "b", "2026-01", "car", "25.00", "0.00", "within"),
        ("max-increase", "b", "2026-01", None, "10.00", "40.00", "over"),
        ("total", None, None, None, "90.00", "91.00", "over"),
    ]


@pytest.mark.parametrize(
    ("calls", "allowed", "actual", "share", "state"),
    [
        # 10 % of 33 is 3.30
        (36, "3.30", "3.00", "0.9091", "within"),
        (37, "3.30", "4.00", "1.2121", "over"),
        (33, "3.30", "0.00", "0.0000", "within"),
        (3, "3.30", "-30.00", "-9.0909", "within"),
    ],
)
def test_a_percentage_counts_from_the_cost_of_the_month_in_the_baseline(
    calls: int, allowed: str, actual: str, share: str, state: str
) -> None:
    budget = Budget(Limits(max_increase=Increase(Decimal(10), is_percentage=True)))
    before, after = ((None, "2026-01", "label", count) for count in (33, calls))
    (found,) = findings(usage_of(after), budget, baseline=usage_of(before))
    assert (str(found.allowed), str(found.actual), str(found.share), found.state) == (allowed, actual, share, state)


def test_a_percentage_of_nothing_is_no_baseline_and_no_failure() -> None:
    budget = Budget(Limits(max_increase=Increase(Decimal(10), is_percentage=True)))
    usage = usage_of((None, "2026-01", "label", 5), (None, "2026-02", "label", 5))
    found = findings(usage, budget, baseline=usage_of((None, "2026-01", "label", 0), (None, "2026-03", "label", 9)))
    assert [brief(one) for one in found] == [
        ("max-increase", None, "2026-01", None, None, "5.00", "no-baseline"),  # zero there
        ("max-increase", None, "2026-02", None, None, "5.00", "no-baseline"),  # absent there
    ]
    assert [one.share for one in found] == [None, None]


def test_a_percentage_is_never_rounded_in_favour() -> None:
    # 50 % of 0.03 is 0.015: 0.01 more is within, 0.02 is not
    book = price_book('{tiers: {from: [0]}, services: {label: {name: L, prices: ["0.01"]}}}')
    budget = Budget(Limits(max_increase=Increase(Decimal(50), is_percentage=True)))
    for calls, state in ((4, "within"), (5, "over")):
        before, after = (usage_of((None, "2026-01", "label", count)) for count in (3, calls))
        (found,) = findings(after, budget, baseline=before, book=book)
        assert (str(found.allowed), found.state) == ("0.01", state)


def test_nothing_allowed_has_no_share() -> None:
    over, within = findings(usage_of((None, "2026-01", "label", 1), (None, "2026-02", "label", 0)), limits("0.00", 50))
    assert (over.share, over.state, within.share, within.state) == (None, "over", None, "within")


def test_the_row_to_blame_is_told_where_it_is_a_single_one() -> None:
    usage = usage_of(
        (None, "2026-01", "label", 5),
        (None, "2026-01", "car", 0),  # costs nothing, so the row above is to blame
        (None, "2026-02", "label", 5),
        (None, "2026-02", "car", 5),
        (None, "2026-03", "label", 2),
        (None, "2026-03", "label", 3),
    )
    found = findings(usage, Budget(Limits(Decimal("1.00"), {"car": Decimal("1.00")})))
    assert [(one.limit, one.month, one.place and one.place.line) for one in found] == [
        ("monthly", "2026-01", 2),
        ("service", "2026-01", None),  # within
        ("monthly", "2026-02", None),  # two services
        ("service", "2026-02", 5),
        ("monthly", "2026-03", None),  # two rows
        ("service", "2026-03", None),
    ]


def test_for_an_increase_the_row_that_grew_is_to_blame() -> None:
    usage = usage_of((None, "2026-01", "label", 5), (None, "2026-01", "car", 9))
    budget = Budget(Limits(max_increase=Increase(Decimal(1), is_percentage=False)))
    before = usage_of((None, "2026-01", "car", 6), (None, "2026-01", "label", 5))
    (found,) = findings(usage, budget, baseline=before)
    assert found.place == Place("f.csv", 3, 1)


@given(books(), usages((None, "a")), st.integers(0, 10_000), st.integers(0, 100), st.none() | margins())
def test_cutting_the_calls_that_a_finding_names_brings_it_within(
    book: PriceBook, usage: Usage, fen: int, warn_at: int, margin: Margin | None
) -> None:
    budget = Budget(Limits(Decimal(fen) / 100, warn_at=Decimal(warn_at)))
    for one in findings(usage, budget, book=book, margin=margin):
        assert (one.state == "over") == (one.actual > Decimal(fen) / 100)
        assert bool(one.cuts.cuts) == (one.state == "over") or margin is not None
        for cut in [one.cuts.cuts] if one.cuts.together else [(cut,) for cut in one.cuts.cuts]:
            fewer = {each.service: each.calls for each in cut}
            less = Usage()
            for account, month, counts in usage.months():
                for service, count in counts.items():
                    less.add(
                        service,
                        count.calls - fewer.get(service, 0) * ((account, month) == (one.account, one.month)),
                        month=month,
                        account=account,
                    )
            (after,) = [other for other in findings(less, budget, book=book, margin=margin) if other[:3] == one[:3]]
            assert after.state != "over"


def test_with_a_margin_the_row_is_to_blame_that_may_have_grown() -> None:
    usage = usage_of((None, "2026-01", "label", 5), (None, "2026-01", "car", 9))
    budget = Budget(Limits(max_increase=Increase(Decimal("0.50"), is_percentage=False)))
    before = usage_of((None, "2026-01", "car", 10), (None, "2026-01", "label", 5))
    # At most they are 6 and 10, against 5 and 10: 1.00 more.
    (found,) = findings(usage, budget, baseline=before, margin=Margin(Decimal(1), is_percentage=False))
    assert (str(found.actual), found.place) == ("1.00", Place("f.csv", 2, 1))


@given(books(), usages((None, "a")), margins())
def test_with_a_margin_each_finding_meets_the_highest_that_trying_every_count_finds(
    book: PriceBook, usage: Usage, margin: Margin
) -> None:
    def highest(bill: Bill, *, with_freeze: bool = False) -> Decimal:
        most = Decimal(0)
        for charge in bill.charges:
            first, last = margin.around(charge.calls)
            tried = (book.in_force(bill.month).charge(charge.service, calls) for calls in range(first, last + 1))
            most += max(one.cost + (one.freeze if with_freeze else 0) for one in tried)
        return most

    limits = Limits(Decimal(1), {}, Increase(Decimal(1), is_percentage=False), balance=Decimal(1))
    found = findings(usage, Budget(limits, total=Decimal(1)), baseline=Usage(), book=book, margin=margin)
    bills = estimate(usage, book).bills
    expected: list[Decimal] = []
    for index, bill in enumerate(bills):
        paid = sum((highest(before) for before in bills[:index] if before.account == bill.account), Decimal(0))
        expected += [highest(bill), highest(bill), paid + highest(bill, with_freeze=True)]
    assert [one.actual for one in found] == [*expected, sum(map(highest, bills))]


def test_a_call_cut_for_a_balance_saves_its_cost_and_its_freeze() -> None:
    (found,) = findings(usage_of((None, "2026-01", "label", 100)), Budget(Limits(balance=Decimal(150))))
    assert (str(found.actual), found.cuts.by_service()) == ("200.00", {"label": 25})  # 50 too much, 2 for each call


@given(books(), usages(), st.integers(0, 10_000), st.none() | margins())
def test_cuts_for_a_balance_count_the_freeze_too_and_are_the_fewest(
    book: PriceBook, usage: Usage, fen: int, margin: Margin | None
) -> None:
    budget = Budget(Limits(balance=Decimal(fen) / 100))
    for one in findings(usage, budget, book=book, margin=margin):
        for cut in one.cuts.cuts if not one.cuts.together else ():
            for calls, state in ((cut.calls, "within"), (cut.calls - 1, "over")):
                less = Usage()
                for account, month, counts in usage.months():
                    for service, count in counts.items():
                        mine = (month, service) == (cut.month, cut.service)
                        less.add(service, count.calls - calls * mine, month=month, account=account)
                (after,) = [other for other in findings(less, budget, book=book, margin=margin) if other[:3] == one[:3]]
                assert after.state == state
