"""The chart of packs: its figures are bills of equal months, and it says what it leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import price_book
from tiia_cost.core.estimate import estimate
from tiia_cost.core.money import in_fen
from tiia_cost.core.packs import OwnedPack
from tiia_cost.core.purchase import offers
from tiia_cost.core.usage import Usage
from tiia_cost.formats.picture import svg
from tiia_cost.formats.plot import render
from tiia_cost.inputs.settings.price_file import load_prices
from tiia_cost.reports.charts.packs import MOST_SIZES, as_chart

if TYPE_CHECKING:
    from tiia_cost.core.book import PriceBook
    from tiia_cost.formats.chart import Chart, Panel

CHARGED = load_prices("charged")

# 1.00 a call, from 100 calls on 0.50; two months.
SMALL = "{{per: 1, tiers: {{from: [0, 100]}}, pack_months: 2, services: {{{services}}}}}"
ONE = "{name}: {{name: {name}, prices: [1, 0.5], packs: {packs}}}"


def small(**packs: dict[int, int]) -> PriceBook:
    """Return prices of services with packs, given by their calls with their prices."""
    rows = (
        ONE.format(name=name, packs=[{"calls": calls, "price": price} for calls, price in sizes.items()])
        for name, sizes in packs.items()
    )
    return price_book(SMALL.format(services=", ".join(rows)))


def drawn(
    book: PriceBook, *counts: tuple[str, int], account: str | None = None, lang: str = "en", free_quota: bool = True
) -> Chart:
    """Draw a forecast, given as services with their calls in one month after the other."""
    usage, months = Usage(), dict[str, int]()
    for service, calls in counts:
        months[service] = months.get(service, 0) + 1
        usage.add(service, calls, month=f"2026-{months[service]:02d}", account=account)
    return of(usage, book, lang, free_quota=free_quota)


def of(usage: Usage, book: PriceBook, lang: str = "en", *, free_quota: bool = True) -> Chart:
    found = offers(estimate(usage, book, free_quota=free_quota), book, free_quota=free_quota)
    return as_chart(found, book, lang, free_quota=free_quota)


def whole(chart: Chart) -> Panel:
    assert chart.whole is not None
    return chart.whole


def figures(chart: Chart, calls: int) -> dict[str, str]:
    """Return what the pointer shows at a number of calls."""
    (tip,) = (tip for panel in chart.panels for tip in panel.tips if tip.x == calls)
    return dict(zip(chart.headings, tip.texts, strict=True))


def test_a_pack_that_raises_the_bill_lies_above_postpaid_by_what_rule_15_says() -> None:
    chart = drawn(CHARGED, ("car-pro", 1_500_000))
    shown = figures(chart, 1_500_000)
    assert shown["calls per month"] == "1,500,000"
    assert shown["postpaid"] == "809,460.00 CNY"  # 12 × 1,499,000 × 0.045 = 12 × 67,455.00
    # 65,000 and 499,000 × 0.075 = 37,425.00 in the first month, which is 102,425.00; then 11 × 67,455.00
    assert shown["pack of 1,000,000"] == "844,430.00 CNY"


@pytest.mark.parametrize("calls", [0, 80_000, 1_499_999, 1_500_000, 1_999_999])
def test_every_line_is_what_a_year_of_bills_and_the_pack_cost(calls: int) -> None:
    panel = whole(drawn(CHARGED, ("car-pro", 1_500_000)))
    usage = Usage()
    for month in range(12):
        usage.add("car-pro", calls, month=f"2026-{month + 1:02d}")
    packs = CHARGED.in_force("2026-01").prices.services["car-pro"].packs  # type: ignore[arg-type]
    expected = [in_fen(estimate(usage, CHARGED).total.cost)]
    for pack in packs[:6]:
        bills = estimate(usage, CHARGED, packs=[OwnedPack("car-pro", pack.calls)])
        expected.append(in_fen(bills.total.cost + pack.price))
    for series, cost in enumerate(expected):
        dots = [dot for line in panel.series_lines if line.series == series for dot in line.dots]
        before = max(dot for dot in dots if dot.x <= calls)
        after = min(dot for dot in dots if dot.x >= calls)
        between = before.y + (after.y - before.y) * (calls - before.x) / max(after.x - before.x, 1)
        assert abs(between - cost) <= 12  # a fen a month, from rounding


def test_each_tier_is_a_part_of_every_line_and_a_section() -> None:
    panel = whole(drawn(CHARGED, ("car-pro", 1_500_000)))
    assert [section.name for section in panel.sections] == [
        "tier 1 · 75 CNY per 1,000 calls",
        "tier 2 · 45 CNY per 1,000 calls",
    ]
    for series in range(7):
        parts = [line.dots for line in panel.series_lines if line.series == series]
        assert [(dots[0].x, dots[-1].x) for dots in parts] == [(0, 999_999), (1_000_000, 2_000_000)]


def test_it_reaches_a_third_beyond_the_forecast_and_leaves_out_packs_that_cannot_pay_there() -> None:
    chart = drawn(CHARGED, ("car-pro", 1_500_000))
    assert whole(chart).x.last == 2_000_000
    # All of 2,000,000 calls a month come to 12 × 1,999,000 × 0.045 = 1,079,460.00; the largest pack costs 1,250,000.
    assert chart.series[-1] == "pack of 15,000,000"
    assert chart.notes[-1] == "Not drawn, dearer than postpaid at every point: pack of 50,000,000."


@pytest.mark.parametrize(
    ("calls", "last"),
    [
        (0, 12),  # as many as the smallest pack has, so that there is something to see
        (60, 80),
        (75, 120),  # 100 would be a tier that is a single point
        (90, 120),
    ],
)
def test_the_end_is_a_round_number_that_shows_a_pack_and_no_tier_of_one_point(calls: int, last: int) -> None:
    panel = whole(drawn(small(car={12: 9, 40: 30}), ("car", calls)))
    assert panel.x.last == last
    assert [section.first for section in panel.sections] == ([0, 100] if last > 100 else [0])
    assert all(len(line.dots) > 1 for line in panel.series_lines)


def test_a_forecast_of_equal_months_is_marked_with_the_pack_that_saves_most() -> None:
    chart = drawn(small(car={12: 9, 60: 50}), ("car", 60), ("car", 60))
    # Two months of 60.00; with 12 calls 9 + 48 + 60 = 117, with 60 calls 50 + 0 + 60 = 110
    assert (
        "◆ With 60 calls in every month of that time, as in the forecast: 120.00 CNY postpaid; "
        "110.00 CNY with one pack of 60, the least here." in (chart.notes)
    )
    (mark,) = whole(chart).marks
    assert (mark.x, mark.y, mark.texts) == (60, 12_000, ("60", "120.00 CNY", "117.00 CNY", "110.00 CNY"))
    assert whole(chart).shaded == ()


def test_where_no_pack_saves_the_mark_says_so() -> None:
    chart = drawn(small(car={12: 9, 60: 70}), ("car", 3))
    # Six calls for 6.00 are less than the 9.00 of the smallest pack.
    assert (
        "◆ With 3 calls in every month of that time, as in the forecast: 6.00 CNY postpaid; no single pack costs less."
        in chart.notes
    )


def test_months_that_differ_are_a_range_and_none_of_them_is_marked() -> None:
    chart = drawn(small(car={12: 9}), ("car", 40), ("car", 60), ("car", 50))
    assert whole(chart).shaded == ((40, 60),)
    assert whole(chart).marks == ()
    assert "The months of the forecast, 40–60 calls, are shaded." in chart.notes


def test_accounts_share_the_lines_of_a_service() -> None:
    book, usage = small(car={12: 9}), Usage()
    for account, calls in {"100001": 40, "100002": 60}.items():
        usage.add("car", calls, month="2026-01", account=account)
    chart = of(usage, book)
    assert (len(chart.panels), whole(chart).shaded) == (1, ((40, 60),))


def test_several_services_have_a_panel_each_and_notes_with_their_names() -> None:
    chart = drawn(small(car={12: 9}, label={12: 10, 40: 30}), ("car", 60), ("label", 60), ("label", 70))
    assert (chart.title, chart.whole) == ("Cost with prepaid packs · CNY", None)
    assert [panel.title for panel in chart.details] == [("car",), ("label",)]
    assert chart.series == ("postpaid", "pack of 12", "pack of 40")
    assert [{line.series for line in panel.series_lines} for panel in chart.details] == [{0, 1}, {0, 1, 2}]
    car, _ = chart.details
    assert car.marks[0].texts == ("60", "120.00 CNY", "117.00 CNY", "")  # of a pack that is not sold for it, nothing
    assert chart.notes[1:] == (
        "◆ car: With 60 calls in every month of that time, as in the forecast: 120.00 CNY postpaid; "
        "117.00 CNY with one pack of 12, the least here.",
        "label: The months of the forecast, 60–70 calls, are shaded.",
    )


def test_of_too_many_sizes_those_that_cost_least_at_the_forecast_are_drawn() -> None:
    # Each saves a tenth of its price, if it is used up: the largest save most, and the smallest cost least alone.
    chart = drawn(small(car={10 * number: 9 * number for number in range(1, 12)}), ("car", 90))
    assert len(chart.series) == 1 + MOST_SIZES
    assert (
        chart.notes[-1] == "Not drawn, dearer than the others at 90 calls a month: pack of 10, pack of 20, pack of 30."
    )


def test_if_all_packs_are_too_dear_the_cheapest_is_drawn() -> None:
    chart = drawn(small(car={12: 900, 40: 800}), ("car", 60))
    assert chart.series == ("postpaid", "pack of 40")
    assert chart.notes[-1] == "Not drawn, dearer than postpaid at every point: pack of 12."


def test_without_the_free_quota_every_call_costs() -> None:
    chart = drawn(CHARGED, ("car-pro", 800_000), free_quota=False)
    assert figures(chart, 800_000)["postpaid"] == "720,000.00 CNY"  # 12 × 800,000 × 0.075


def test_packs_of_a_service_that_costs_nothing_are_drawn_above_nothing() -> None:
    book = price_book("{tiers: {from: [0]}, services: {car: {name: C, prices: [0], packs: [{calls: 5, price: 3}]}}}")
    panel = whole(drawn(book, ("car", 0)))
    assert {dot.y for line in panel.series_lines for dot in line.dots} == {0, 300}


def test_without_packs_on_sale_there_is_nothing_to_draw() -> None:
    chart = as_chart((), CHARGED)
    assert (chart.panels, chart.notes, chart.series, chart.is_empty) == ((), (), (), True)
    assert svg(chart).startswith("<svg ")
    assert render(chart, width=80, colour=False).startswith("Cost with prepaid packs · CNY\n")


def test_chinese_readers_see_chinese() -> None:
    chart = drawn(CHARGED, ("car-pro", 1_500_000), lang="zh")
    assert chart.title == "车辆识别（增强版） · car-pro · 2026-01 · tencent-tiia-2022-11 · 元"
    assert chart.series[:4] == ("后付费", "1 万次资源包", "10 万次资源包", "100 万次资源包")
    assert whole(chart).y.title == "12 个月的费用（元）"
    assert chart.notes[1:] == (
        "◆ 若有效期内每月都是预测的 150 万次：后付费 809,460.00 元；购买一个 1500 万次资源包，共 584,460.00 元，为图中最低。",
        "未画出（图中各处都比后付费贵）：5000 万次资源包。",
    )
