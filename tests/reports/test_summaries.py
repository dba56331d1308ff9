"""What a page or a workbook says first: the answer, its scope, the lead and three facts, worked by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reports.test_check import budgets
from tests.support.books import books, margins, usages
from tiia_cost.core.budget import Budget, Limits, check
from tiia_cost.core.cashflow import cashflow
from tiia_cost.core.cuts import Pricing
from tiia_cost.core.diff import diff
from tiia_cost.core.estimate import estimate
from tiia_cost.core.funds import Funds
from tiia_cost.core.ranges import Margin
from tiia_cost.core.tiers import tiers
from tiia_cost.core.usage import Usage
from tiia_cost.formats.sheet import tone_of
from tiia_cost.reports import cashflow as cashflow_report
from tiia_cost.reports import check as check_report
from tiia_cost.reports import diff as diff_report
from tiia_cost.reports import estimate as estimate_report
from tiia_cost.reports import tiers as tiers_report

if TYPE_CHECKING:
    from tests.conftest import Prices
    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.months import Month
    from tiia_cost.reports.report import Report


def usage_of(*counts: tuple[str, int, str | None, str | None]) -> Usage:
    usage = Usage()
    for service, calls, month, account in counts:
        usage.add(service, calls, month=month, account=account)
    return usage


def said(report: Report) -> tuple[str, str, str, list[tuple[str, str, str]]]:
    """Return the scope, the answer, the lead, and the facts."""
    assert report.answer is not None
    return report.scope(), report.answer(), report.lead(), [(*fact,) for fact in report.facts()]


# 940,000 × 2.5 ÷ 1,000 = 2,350.00; at 1,000,000 calls 990,000 × 2.2 ÷ 1,000 = 2,178.00
SEPTEMBER = usage_of(("label", 950_000, "2026-09", None), ("crop", 12_000, "2026-09", None))  # 2,000 × 3 ÷ 1,000 = 6.00
BOTH = usage_of(
    ("label", 950_000, "2026-09", None),
    ("label", 1_500_000, "2026-10", None),  # 1,490,000 × 2.2 ÷ 1,000 = 3,278.00, frozen 3,300.00
    ("porn", 350_000, "2026-10", None),  # 340,000 × 2 ÷ 1,000 = 680.00, frozen 700.00
)


def test_an_estimate_tells_the_dearest_month_and_service_and_what_is_frozen(book: PriceBook) -> None:
    report = estimate_report.as_report(estimate(BOTH, book), book)
    assert said(report) == (
        "2026-09 – 2026-10",
        "Total 6,308.00 CNY",
        "Best saving: 50,000 more calls of label (2026-09) would save 172.00 CNY.",
        [
            ("Dearest month", "3,958.00 CNY", "2026-10"),
            ("Dearest service", "5,628.00 CNY", "label, 89.22%"),
            ("Frozen after the last bill", "4,000.00 CNY", ""),
        ],
    )


def test_a_share_is_told_as_one_in_chinese(book: PriceBook) -> None:
    report = estimate_report.as_report(estimate(BOTH, book), book, "zh")
    assert report.facts()[1].of == "图像标签，占 89.22%"  # 5,628 ÷ 6,308


def test_a_single_bill_tells_what_the_free_quota_saves(book: PriceBook) -> None:
    usage = usage_of(("label", 1_500_000, None, "100001"))
    report = estimate_report.as_report(estimate(usage, book), book, "zh")
    assert said(report) == (
        "未指定月份 · 账号 100001",
        "合计 3,278.00 元",
        "",
        [
            ("期末冻结金额", "3,300.00 元", ""),
            ("免费额度抵扣", "22.00 元", ""),
            ("刊例价金额", "3,300.00 元", ""),
        ],
    )


def test_a_bill_without_free_calls_tells_its_calls_first(prices: Prices) -> None:
    book = prices()  # no free quota, no freeze
    report = estimate_report.as_report(estimate(usage_of(("label", 10, None, None)), book), book)
    assert [fact.label for fact in report.facts()] == ["Calls", "List cost", "Saved by free calls"]


def test_an_estimate_with_a_range_tells_the_range_first(book: PriceBook) -> None:
    # 855,000 to 1,045,000 calls: 2,112.50 to 2,475.00 − 0.0025 at 999,999, rounded
    bills = estimate(usage_of(("label", 950_000, None, None)), book, margin=Margin(Decimal(10), is_percentage=True))
    assert estimate_report.as_report(bills, book).facts()[0] == ("Within ±10%", "2,112.50 CNY – 2,475.00 CNY", "")


def verdict_of(book: PriceBook, usage: Usage, limits: Limits, lang: str = "en") -> Report:
    bills, pricing = estimate(usage, book), Pricing(book, free_quota=True, margin=None)
    return check_report.as_report(check(bills, Budget(limits), pricing, usage=usage), bills, book, lang)


def test_a_check_tells_the_worst_finding_and_what_to_cut(book: PriceBook) -> None:
    report = verdict_of(book, BOTH, Limits(monthly=Decimal("3500.00")))
    # 3,958.00 − 3,500.00 = 458.00; 208,180 calls at 2.2 per 1,000 are 457.996, and 3,278.00 − 457.996 is billed as 2,820.00
    assert said(report) == (
        "2026-09 – 2026-10",
        "Over budget: 1 of 2 checks",
        "Worst: 2026-10, 458.00 CNY over; 208,180 fewer calls of label would be enough.",
        [
            ("Over the limit", "1 of 2 checks", ""),
            ("Worst", "3,958.00 CNY", "of 3,500.00 CNY allowed, 2026-10"),
            ("To be within the limit", "208,180 fewer calls of label", ""),
        ],
    )
    assert report.answer is not None
    assert tone_of(report.answer()) == "bad"


def test_a_check_that_passes_tells_what_is_left(book: PriceBook) -> None:
    report = verdict_of(book, BOTH, Limits(monthly=Decimal("4000.00"), warn_at=Decimal(90)), "zh")
    assert report.facts() == [
        ("接近上限", "2 项检查中有 1 项", ""),
        ("最接近上限", "3,958.00 元", "上限 4,000.00 元、2026-10"),
        ("距上限还有", "42.00 元", ""),
    ]


def test_a_difference_tells_both_costs_and_the_largest_change(book: PriceBook) -> None:
    bills = estimate(SEPTEMBER, book), estimate(BOTH, book)
    assert said(diff_report.as_report(diff(*bills, book.services), bills, (book, book))) == (
        "2026-09 – 2026-10",
        "Change: +3,952.00 CNY (167.74%)",  # 3,952 ÷ 2,356
        "Largest change: label, 2026-10: +3,278.00 CNY.",
        [
            ("Cost before", "2,356.00 CNY", ""),
            ("Cost after", "6,308.00 CNY", ""),
            ("Largest change", "+3,278.00 CNY", "label, 2026-10"),
        ],
    )


def test_a_single_change_is_that_of_all(book: PriceBook) -> None:
    same = estimate(SEPTEMBER, book)
    nothing = diff_report.as_report(diff(same, same, book.services), (same, same), (book, book))
    assert [fact.text for fact in nothing.facts()] == ["2,356.00 CNY", "2,356.00 CNY", "0.00 CNY"]
    assert nothing.lead() == ""


def test_a_cash_flow_tells_the_first_payment_of_all_accounts(book: PriceBook) -> None:
    usage = usage_of(*(("label", 1_500_000, "2026-09", account) for account in ("a", "b")))
    bills = estimate(usage, book)
    report = cashflow_report.as_report(cashflow(bills, {}), bills, book)
    # Each account pays 3,278.00, and 3,300.00 is frozen: 6,578.00
    assert said(report)[:2] == ("2026-09 · accounts a, b", "13,156.00 CNY needed by 2026-09-30")
    assert report.facts() == [
        ("First payment", "13,156.00 CNY", "by 2026-09-30"),
        ("Lowest balance", "3,300.00 CNY", "account a, 2026-09"),
        ("Frozen in the end", "6,600.00 CNY", ""),
    ]


@pytest.mark.parametrize(
    ("lang", "answer", "lead"),
    [
        ("en", "2,475.00 CNY needed by 2026-09-30, 7,803.00 CNY in all", "Pay in 2,475.00 CNY by 2026-09-30 and "),
        ("zh", "需充值 2,475.00 元（最迟 2026-09-30），共 7,803.00 元", "请充值 2,475.00 元（最迟 2026-09-30）、"),
    ],
)
def test_a_cash_flow_leads_with_what_is_due_first(book: PriceBook, lang: str, answer: str, lead: str) -> None:
    # 1,225 to pay and 1,250 to freeze; then 3,278 and 3,300, for which 1,250 are there.
    bills = estimate(usage_of(("label", 500_000, "2026-09", None), ("label", 1_500_000, "2026-10", None)), book)
    report = cashflow_report.as_report(cashflow(bills, {}), bills, book, lang)
    assert said(report)[1] == answer
    assert said(report)[2].startswith(lead)


def test_a_cash_flow_from_too_low_a_balance_tells_how_much_fails(book: PriceBook) -> None:
    usage = usage_of(("label", 1_500_000, "2026-09", None))
    bills = estimate(usage, book)
    report = cashflow_report.as_report(cashflow(bills, {None: Funds(Decimal(1000))}), bills, book)
    assert said(report)[1] == "Money is short: 5,578.00 CNY needed by 2026-09-30"  # 6,578 − 1,000
    assert [(one.text, tone_of(one.text)) for one in report.facts()] == [
        ("5,578.00 CNY", None),
        ("-2,278.00 CNY", "bad"),
        ("1 of 1", "bad"),
    ]


def test_tiers_tell_prices_the_best_saving_and_free_calls(book: PriceBook) -> None:
    in_force = book.in_force(None)
    report = tiers_report.as_report(tiers(in_force, "label"), in_force, free_quota=True)
    # 14,999,999 calls cost 29,980.00, 15,000,000 cost 22,485.00
    assert said(report) == (
        "label · Image tagging · tencent-tiia · CNY",
        "label: in 3 ranges more calls cost less",
        "Best saving: from 14,999,999 calls to 15,000,000 the bill falls by 7,495.00 CNY.",
        [
            ("Price per 1,000 calls", "1.5 CNY – 2.5 CNY", ""),
            ("Best saving", "7,495.00 CNY", "at 15,000,000 calls"),
            ("Free calls", "10,000 a month", ""),
        ],
    )


@pytest.mark.parametrize("lang", ["en", "zh"])
@given(data=st.data())
def test_every_result_has_an_answer_and_three_facts_with_a_figure_or_a_word(lang: str, data: Any) -> None:
    book, usage, other = (data.draw(part) for part in (books(), usages((None, "a")), usages((None, "a"))))
    budget, margin = data.draw(budgets()), data.draw(st.none() | margins())
    bills, before = estimate(usage, book), estimate(other, book)
    month: Month | None = bills.bills[0].month
    in_force = book.in_force(month)
    service = bills.bills[0].charges[0].service
    verdict = check(bills, budget, Pricing(book, free_quota=True, margin=margin), usage=usage, baseline=before)
    reports = [
        estimate_report.as_report(estimate(usage, book, margin=margin), book, lang),
        diff_report.as_report(diff(before, bills, book.services), (before, bills), (book, book), lang),
        cashflow_report.as_report(cashflow(bills, {}), bills, book, lang),
        tiers_report.as_report(tiers(in_force, service), in_force, free_quota=False, lang=lang),
        *([check_report.as_report(verdict, bills, book, lang)] if verdict.findings else []),
    ]
    for report in reports:
        scope, answer, _, facts = said(report)
        assert scope
        assert answer
        assert len(facts) == 3
        assert all(label and text for label, text, _ in facts)
