"""The balance over time as a chart: its steps are the settlements and top-ups, and what it shades is short."""

from __future__ import annotations

import datetime
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from tests.core.test_cashflow import TOP_UPS, YEAR, funds, top_ups_of, usage_of
from tests.support.books import books, usages
from tiia_cost.core.cashflow import Cashflow, cashflow
from tiia_cost.core.estimate import estimate
from tiia_cost.core.funds import Funds
from tiia_cost.core.money import in_fen
from tiia_cost.core.usage import Usage
from tiia_cost.formats.chart import Chart, Dot, Level, Panel
from tiia_cost.inputs.settings.price_file import load_prices
from tiia_cost.reports.charts.balance import _time, as_chart

if TYPE_CHECKING:
    from tiia_cost.core.book import PriceBook

BOOK = load_prices()


def day(date: str) -> int:
    """Return where a day stands on the x axis, on which every month has 31 days."""
    year, month, number = map(int, date.split("-"))
    return (12 * year + month - 1) * 31 + number - 1


def year(lang: str = "en") -> Chart:
    money = Funds(Decimal(12_000), Decimal(800), top_ups_of(TOP_UPS))
    return as_chart(cashflow(estimate(usage_of(YEAR), BOOK), {None: money}), lang)


def test_the_line_steps_down_at_settlements_and_up_at_top_ups() -> None:
    (panel,) = year().panels
    (balance,), (available,) = panel.lines, panel.dotted
    assert balance[:4] == (
        Dot(day("2026-01-01"), 1_200_000),
        Dot(day("2026-02-01"), 1_200_000),
        Dot(day("2026-02-01"), 1_077_500),  # 12,000 − 1,225
        Dot(day("2026-03-01"), 1_077_500),
    )
    assert available[:3] == (
        Dot(day("2026-01-01"), 1_120_000),  # 800 are frozen
        Dot(day("2026-02-01"), 1_120_000),
        Dot(day("2026-02-01"), 952_500),  # 10,775 − 1,250
    )
    # On 1 August the top-up of 2,000 comes before the bill of 4,378: 2,669 → 4,669 → 291.
    heights = [point.y for point in balance if point.x == day("2026-08-01")]
    assert heights == [266_900, 466_900, 466_900, 29_100]
    # The freeze is made good on 20 June: of 2,844 + 300 + 500 there are 3,300 frozen.
    assert Dot(day("2026-06-20"), 34_400) in available


def test_it_is_shaded_from_a_failure_until_that_is_made_good_or_the_next_settlement() -> None:
    (panel,) = year().panels
    spans = [
        ("2026-06-01", "2026-06-20"),  # the top-up of the 10th does not suffice
        ("2026-08-01", "2026-09-15"),  # July's freeze fails, August's bill is owed until it is paid
        ("2027-01-01", "2027-01-20"),
    ]
    assert panel.shaded == tuple((day(first), day(last)) for first, last in spans)
    marks = [(point.x, point.y) for point in panel.marks]
    assert marks == [
        (day("2026-06-01"), 284_400),
        (day("2026-08-01"), 29_100),
        (day("2026-09-01"), -468_900),
        (day("2027-01-01"), 11_100),
    ]
    assert panel.levels == (Level(panel.x.first, panel.x.last, 0),)


def test_what_is_told_of_a_point_is_its_date_what_happens_and_what_there_is_then() -> None:
    (panel,) = year().panels
    told = [point.texts for point in panel.tips]
    assert told[0] == ("", "opening balance", "12,000.00 CNY", "11,200.00 CNY")
    assert ("2026-06-01 – 03", "2026-05: freeze failed", "2,844.00 CNY", "2,844.00 CNY") in told
    assert ("2026-06-20", "500.00 CNY topped up", "3,644.00 CNY", "344.00 CNY") in told
    assert year("zh").headings == ("日期", "事项", "余额", "可用余额")


@pytest.mark.parametrize(
    ("months", "ticks"),
    [
        (3, ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05"]),
        (12, ["2026-01", "2026-03", "2026-05", "2026-07", "2026-09", "2026-11", "2027-01"]),
        (40, ["2026-01", "2026-07", "2027-01", "2027-07", "2028-01", "2028-07", "2029-01"]),
        (400, ["2026-01", "2031-01", "2036-01", "2041-01", "2046-01", "2051-01", "2056-01"]),
    ],
)
def test_ticks_stand_at_the_beginnings_of_a_few_months(months: int, ticks: list[str]) -> None:
    last = datetime.date(2026 + (months - 1) // 12, (months - 1) % 12 + 1, 1).strftime("%Y-%m")
    usage = usage_of({"2026-01": 20_000, last: 20_000})
    (panel,) = as_chart(cashflow(estimate(usage, BOOK), {})).panels
    assert [text for _, text in panel.x.ticks] == ticks
    assert [at for at, _ in panel.x.ticks] == [day(f"{text}-01") for text in ticks]


def test_every_span_has_at_least_two_ticks() -> None:
    for most in (2, 8):
        for months in (*range(2, 60), 100, 1000, 12_000, 119_000):
            ticks = _time("", 20_000 * 31 + 5, (20_000 + months) * 31 + 5, most=most).ticks
            assert 2 <= len(ticks) <= most + 1


def test_what_comes_after_the_last_settlement_is_drawn_with_its_release() -> None:
    # 1,300 − 1,225 are 75, too little to freeze 1,250; a top-up after the next settlement makes no freeze good.
    def drawn(balance: int, *dates: str) -> Panel:
        money = Funds(Decimal(balance), top_ups=top_ups_of(dict.fromkeys(dates, 1000)))
        return as_chart(cashflow(estimate(usage_of({"2026-01": 500_000}), BOOK), {None: money})).panels[0]

    assert drawn(1300, "2026-12-15").shaded == ((day("2026-02-01"), day("2026-03-01")),)
    assert drawn(1300, "2026-03-01").shaded == ((day("2026-02-01"), day("2026-03-01")),)
    assert drawn(1300, "2026-02-20").shaded == ((day("2026-02-01"), day("2026-03-20")),)  # 1,075 do not suffice
    (available,) = drawn(5000, "2026-12-01").dotted
    heights = [point.y for point in available if point.x == day("2026-03-01")]
    assert heights == [252_500, 377_500]  # 5,000 − 1,225 − 1,250, and without the freeze
    # What is owed is owed until it is paid, also beyond the next settlement.
    assert drawn(1000, "2026-12-15").shaded == ((day("2026-02-01"), day("2026-12-15")),)


def test_usage_without_a_month_is_drawn_before_and_after_its_settlement() -> None:
    usage = Usage()
    usage.add("label", 500_000)
    (panel,) = as_chart(cashflow(estimate(usage, BOOK), {})).panels
    assert panel.lines == ((Dot(0, 247_500), Dot(1, 247_500), Dot(1, 125_000), Dot(2, 125_000)),)
    assert panel.x.ticks == ((1, "settlement"),)


def test_what_is_never_below_zero_is_drawn_from_zero() -> None:
    usage = usage_of({"2026-01": 500_000})
    (panel,) = as_chart(cashflow(estimate(usage, BOOK), {None: Funds(Decimal(9000))})).panels
    assert min(point.y for point in panel.dotted[0]) == 652_500  # 9,000 − 1,225 − 1,250
    assert (panel.y.first, panel.y.last, panel.levels) == (0, 1_000_000, ())


def test_one_account_is_drawn_on_the_whole_and_several_in_a_panel_each() -> None:
    usage = usage_of({"2026-01": 20_000}, "100001")
    alone = as_chart(cashflow(estimate(usage, BOOK), {}))
    assert (alone.title, alone.details) == ("Account 100001 · settlements · CNY", ())
    usage.add("label", 5, month="2026-02", account="100002")
    both = as_chart(cashflow(estimate(usage, BOOK), {}))
    assert both.whole is None
    assert [panel.title for panel in both.details] == [("account 100001",), ("account 100002",)]


@given(books(), usages(), funds())
def test_the_line_ends_where_all_money_and_bills_are_counted_and_is_never_below_what_is_available(
    book: PriceBook, usage: Usage, money: Funds
) -> None:
    flow: Cashflow = cashflow(estimate(usage, book), {None: money})
    (statement,) = flow.statements
    (panel,) = as_chart(flow).panels
    (balance,), (available,) = panel.lines, panel.dotted
    later = sum((top_up.amount for top_up in statement.later), Decimal(0))
    assert balance[-1].y == in_fen(statement.settlements[-1].closing + later)
    ends = statement.settlements[-1].next_window
    released = ends is not None and any(top_up.date.isoformat() >= ends[0] for top_up in statement.top_ups)
    assert balance[-1].y - available[-1].y == (0 if released else in_fen(statement.still_frozen))
    assert [point.x for point in balance] == [point.x for point in available]
    assert all(point.y >= other.y for point, other in zip(balance, available, strict=True))
    assert all(one.x <= other.x for one, other in pairwise(balance))
    assert all(panel.y.first <= point.y <= panel.y.last for point in (*balance, *available))
    assert all(panel.x.first <= point.x <= panel.x.last for point in balance)
    if all(one.state == "paid" for one in statement.settlements):
        assert (panel.shaded, panel.marks, panel.levels) == ((), (), ())
