"""The bars of an estimate: what a month's parts come to is what its bills do."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import price_book
from tests.support.books import books, margins, usages
from tiia_cost.core.estimate import estimate
from tiia_cost.core.money import in_fen, of_fen
from tiia_cost.core.ranges import Margin
from tiia_cost.core.usage import Usage
from tiia_cost.formats.chart import Bar, Chart, Level, Part
from tiia_cost.inputs.settings.price_file import load_prices
from tiia_cost.reports.charts.bars import MOST_SERIES, as_chart, of_change

if TYPE_CHECKING:
    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.estimate import Estimate

BOOK = load_prices()


def drawn(*rows: tuple[str, int, str | None, str | None], margin: Margin | None = None, lang: str = "en") -> Chart:
    """Draw usage given as rows of a service, its calls, a month and an account."""
    usage = Usage()
    for service, calls, month, account in rows:
        usage.add(service, calls, month=month, account=account)
    return as_chart(estimate(usage, BOOK, margin=margin), BOOK, lang)


def bars(chart: Chart) -> tuple[Bar, ...]:
    assert chart.whole is not None
    return chart.whole.bars


def test_a_bar_has_the_costs_of_a_month_upon_each_other_in_the_order_of_the_price_list() -> None:
    chart = drawn(("porn", 20_000, "2026-02", None), ("label", 20_000, "2026-02", None), ("label", 5, "2026-01", None))
    assert chart.series == ("label", "porn")
    january, february = bars(chart)
    assert january == Bar(1, 9, "2026-01", "0.00", (Part(0, 0, 0, ("2026-01", "label", "0.00 CNY")),))  # all free
    assert february.parts == (
        Part(0, 0, 2500, ("2026-02", "label", "25.00 CNY")),  # (20,000 − 10,000) × 2.5 ÷ 1,000
        Part(1, 2500, 4500, ("2026-02", "porn", "20.00 CNY")),
    )
    assert (february.total, chart.notes) == ("45.00", ("Total 45.00 CNY",))
    assert chart.headings == ("month", "service", "cost")


def test_accounts_add_up_which_is_said() -> None:
    chart = drawn(*(("label", 20_000, "2026-01", account) for account in ("100001", "100002")))
    (bar,) = bars(chart)
    assert bar.total == "50.00"  # 25.00 each, since each has free calls of its own
    assert chart.notes == ("Total 50.00 CNY", "2 accounts added up")


def test_usage_without_a_month_is_one_bar() -> None:
    chart = drawn(("label", 20_000, None, None), lang="zh")
    (bar,) = bars(chart)
    assert (bar.name, chart.series, chart.headings) == ("未指定月份", ("图像标签",), ("月份", "服务", "费用"))


def test_months_without_usage_take_no_room_which_is_said() -> None:
    chart = drawn(("label", 5, "2019-11", None), ("label", 5, "2026-11", None))
    assert [bar.name for bar in bars(chart)] == ["2019-11", "2026-11"]
    assert chart.notes == ("Total 0.00 CNY", "Months without usage are left out.")
    assert drawn(("label", 5, "2026-12", None), ("label", 5, "2027-01", None)).notes == ("Total 0.00 CNY",)


def test_a_free_month_stands_at_zero_on_an_axis_of_some_height() -> None:
    chart = drawn(("label", 10**9, "2019-01", None))
    assert chart.whole is not None
    assert [bar.high for bar in bars(chart)] == [0]
    assert (chart.whole.y.first, chart.whole.y.last) == (0, 100)


def test_a_margin_gives_each_bar_its_reach() -> None:
    chart = drawn(
        ("label", 950_000, "2026-01", None), ("car", 0, "2026-01", None), margin=Margin(Decimal(10), is_percentage=True)
    )
    # 855,000 to 1,045,000 calls: at least 845,000 × 2.5 ÷ 1,000, at most 989,999 × 2.5 ÷ 1,000
    assert [bar.reach for bar in bars(chart)] == [(211_250, 247_500)]
    assert chart.notes[-1] == "Lines: from the lowest to the highest cost within ±10%."


def many(services: int) -> Estimate:
    """Bill services s0, s1, … at 0, 1, 4, 9 … of the currency."""
    usage = Usage()
    for number in range(services):
        usage.add(f"s{number}", number * number, month="2026-01")
    return estimate(usage, many_book(services))


def many_book(services: int) -> PriceBook:
    rows = ", ".join(f"s{number}: {{name: S{number}, prices: [1]}}" for number in range(services))
    return price_book(f"{{tiers: {{from: [0]}}, services: {{{rows}}}}}")


def test_of_more_services_than_can_be_told_apart_the_smallest_are_one() -> None:
    chart = as_chart(many(11), many_book(11))
    assert chart.series == ("s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "3 others")
    assert chart.notes == ("Total 385.00 CNY", "3 others: s0, s1, s2")
    (bar,) = bars(chart)
    assert bar.parts[-1] == Part(8, 38_000, 38_500, ("2026-01", "3 others", "5.00 CNY"))  # 0 + 1 + 4
    assert as_chart(many(9), many_book(9)).series == tuple(f"s{number}" for number in range(9))


@given(books(), usages(("100001", "100002")), st.none() | margins(), st.integers())
def test_the_parts_of_a_bar_are_the_costs_of_its_month_in_any_order_of_rows(
    book: PriceBook, usage: Usage, margin: Margin | None, seed: int
) -> None:
    priced = estimate(usage, book, margin=margin)
    chart = as_chart(priced, book)
    costs: dict[str, Decimal] = {}
    for bill in priced.bills:
        for charge in bill.charges:
            costs[str(bill.month)] = costs.get(str(bill.month), Decimal(0)) + charge.cost
    assert {bar.name: bar.high for bar in bars(chart)} == {month: in_fen(cost) for month, cost in costs.items()}
    for bar in bars(chart):
        total = f"{costs[bar.name]:,}"
        if bar.reach is None:
            assert bar.total == total
        else:
            lowest, highest = (f"{of_fen(fen):,}" for fen in bar.reach)
            assert bar.total == f"{total} ({lowest} to {highest})"
    for bar in bars(chart):
        assert [part.low for part in bar.parts] == [0, *(part.high for part in bar.parts[:-1])]
        assert bar.reach is None or bar.reach[0] <= bar.high <= bar.reach[1]
    assert sum(bar.high for bar in bars(chart)) == in_fen(priced.total.cost)
    assert len(chart.series) <= MOST_SERIES

    shuffled, random = Usage(), Random(seed)
    rows = [(who, when, name, n.calls) for who, when, counts in usage.months() for name, n in counts.items()]
    for account, month, name, calls in random.sample(rows, len(rows)):
        shuffled.add(name, calls, month=month, account=account)
    assert as_chart(estimate(shuffled, book, margin=margin), book) == chart


@pytest.mark.parametrize("months", [1, 12, 60])
def test_every_month_is_a_bar_beside_the_others(months: int) -> None:
    names = [f"{2022 + n // 12}-{n % 12 + 1:02d}" for n in range(months)]
    chart = drawn(*(("label", 20_000, name, None) for name in names))
    assert chart.whole is not None
    assert [bar.name for bar in bars(chart)] == names
    edges = [edge for bar in bars(chart) for edge in (bar.first, bar.last)]
    assert edges == sorted(set(edges))
    assert (chart.whole.x.first, chart.whole.x.last) == (0, 10 * months)
    assert chart.whole.x.ticks == tuple((bar.middle, bar.name) for bar in bars(chart))


def test_a_limit_is_a_line_that_fits_into_the_axes() -> None:
    usage = Usage()
    usage.add("label", 20_000, month="2026-01")  # 25.00
    chart = as_chart(estimate(usage, BOOK), BOOK, "en", Decimal("80.00"))
    assert chart.whole is not None
    assert chart.whole.levels == (Level(0, 10, 8000),)
    assert chart.whole.y.last >= 8000
    assert chart.notes == ("Total 25.00 CNY", "Dotted line: the monthly limit of 80.00 CNY.")


def compared(before: Usage, after: Usage, *books: PriceBook) -> Chart:
    old, new = books or (BOOK, BOOK)
    return of_change((estimate(before, old), estimate(after, new)), (old, new))


def test_a_change_is_two_bars_a_month_before_on_the_left_and_after_on_the_right() -> None:
    before, after = Usage(), Usage()
    before.add("label", 20_000, month="2026-01")  # 25.00
    after.add("label", 30_000, month="2026-01")  # 50.00
    after.add("crop", 20_000, month="2026-02")  # 30.00
    chart = compared(before, after)
    assert [(bar.name, bar.first, bar.last, bar.total) for bar in bars(chart)] == [
        ("2026-01, before", 1, 4, "25.00"),
        ("2026-01, after", 6, 9, "50.00"),
        ("2026-02, after", 16, 19, "30.00"),
    ]
    assert chart.whole is not None
    assert chart.whole.x.ticks == ((5, "2026-01"), (15, "2026-02"))
    assert (chart.series, chart.notes) == (
        ("label", "crop"),
        ("Of two bars the left one is before, the right one after.",),
    )


@given(books(), books(), usages((None, "a")), usages((None, "a")))
def test_the_bars_of_a_change_add_up_to_both_totals(
    old: PriceBook, new: PriceBook, before: Usage, after: Usage
) -> None:
    chart = compared(before, after, old, new)
    for side, book, usage in (("before", old, before), ("after", new, after)):
        shown = sum(bar.high for bar in bars(chart) if bar.name.endswith(side))
        assert shown == in_fen(estimate(usage, book).total.cost)
