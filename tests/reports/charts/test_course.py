"""The course of a projected month: its lines end at the bill's calls, and marks and bands lie on and around them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.books import books, margins
from tiia_cost.core.estimate import estimate
from tiia_cost.core.months import days_of
from tiia_cost.core.outlook import PACES
from tiia_cost.core.packs import OwnedPack
from tiia_cost.core.projection import LEAST_DAYS, project
from tiia_cost.core.ranges import Margin
from tiia_cost.core.usage import Usage
from tiia_cost.inputs.settings.price_file import load_prices
from tiia_cost.reports.charts.bills import as_chart
from tiia_cost.reports.charts.course import MOST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.estimate import Estimate
    from tiia_cost.core.outlook import Pace
    from tiia_cost.formats.chart import Chart, Panel

BOOK = load_prices()
TEN = Margin(Decimal(10), is_percentage=True)


def known(usage: Usage, calls: Sequence[int], month: str, service: str = "label", account: str | None = None) -> None:
    """Add the calls of the days of a month, one after the other."""
    for day, number in enumerate(calls, start=1):
        usage.add(service, number, month=month, day=day, account=account, whole=False)


def priced(
    usage: Usage,
    through: str,
    book: PriceBook = BOOK,
    *,
    margin: Margin | None = None,
    pace: Pace = "plain",
    free_quota: bool = True,
) -> Estimate:
    forecast = project(usage, date.fromisoformat(through), pace=pace)
    return estimate(forecast, book, margin=margin, free_quota=free_quota)


def drawn(through: str, *calls: int, margin: Margin | None = None, lang: str = "en") -> Chart:
    """Draw a month of which the calls of these days are known."""
    usage = Usage()
    known(usage, calls, through[:7])
    return as_chart(priced(usage, through, margin=margin), BOOK, lang)


def whole(chart: Chart) -> Panel:
    assert chart.whole is not None
    return chart.whole


def told(chart: Chart, day: int) -> dict[str, str]:
    """Return what the pointer shows at a day."""
    (tip,) = (tip for tip in whole(chart).tips if tip.x == day)
    return {heading: text for heading, text in zip(chart.headings, tip.texts, strict=True) if text}


@st.composite
def months(draw: st.DrawFn) -> tuple[PriceBook, Estimate]:
    """Draw prices and a month that is known up to a day, at either pace, of which the days may be unknown."""
    book, month = draw(books()), draw(st.sampled_from(["2026-02", "2026-04", "2024-02", "2026-01"]))
    pace = draw(st.sampled_from(PACES))
    through = draw(st.integers(LEAST_DAYS if pace == "weekday" else 1, days_of(month)))
    usage = Usage()
    calls = st.lists(st.integers(0, 9), min_size=through, max_size=through)
    known(usage, draw(calls), month)
    if pace == "plain" and draw(st.booleans()):
        usage.add("car", draw(st.integers(0, 90)), month=month, whole=False)
    margin, free_quota = draw(st.none() | margins()), draw(st.booleans())
    return book, priced(usage, f"{month}-{through:02d}", book, margin=margin, pace=pace, free_quota=free_quota)


@given(months())
def test_lines_never_fall_and_end_at_the_calls_of_the_bill(case: tuple[PriceBook, Estimate]) -> None:
    book, bills = case
    charges = bills.bills[0].charges
    for panel, charge in zip(as_chart(bills, book).panels, charges, strict=True):
        dots = [*panel.lines[0], *(dot for line in panel.dotted for dot in line)]
        assert (dots[0].x, dots[0].y, dots[-1].x, dots[-1].y) == (0, 0, panel.x.last, charge.calls)
        assert all(dot.x <= later.x and dot.y <= later.y for dot, later in pairwise(dots))
        assert panel.lines[0][-1].y == charge.so_far
        assert {(tip.x, tip.y) for tip in panel.tips} <= {(dot.x, dot.y) for dot in dots}


@given(months())
def test_the_band_holds_the_expected_line_ends_at_the_range_and_is_within_the_axis(
    case: tuple[PriceBook, Estimate],
) -> None:
    book, bills = case
    for panel, charge in zip(as_chart(bills, book).panels, bills.bills[0].charges, strict=True):
        assert len(panel.bands) == (1 if bills.margin is not None and panel.dotted else 0)
        for band in panel.bands:
            assert charge.cost_range is not None
            assert (band.low[-1].y, band.high[-1].y) == (charge.cost_range.first, charge.cost_range.last)
            for low, dot, high in zip(band.low, panel.dotted[0], band.high, strict=True):
                assert low.x == dot.x == high.x
                assert panel.y.first <= low.y <= dot.y <= high.y <= panel.y.last


@given(months())
def test_each_tier_that_is_reached_is_a_mark_on_the_line_on_the_first_day_that_has_its_calls(
    case: tuple[PriceBook, Estimate],
) -> None:
    book, bills = case
    for panel, charge in zip(as_chart(bills, book).panels, bills.bills[0].charges, strict=True):
        days = charge.outlook is not None and charge.outlook.days is not None
        dots = [dot for line in (*panel.lines, *panel.dotted) for dot in line][0 if days else 1 :]
        starts = {level.y for level in panel.levels}
        tried = {next((dot.x for dot in dots if dot.y >= start), None) for start in starts if days or start > dots[0].y}
        assert [mark.x for mark in panel.marks] == sorted(day for day in tried if day is not None)
        assert {(mark.x, mark.y) for mark in panel.marks} <= {(dot.x, dot.y) for dot in dots}
        assert all(panel.y.first <= level.y <= panel.y.last for level in panel.levels)
        dates = {note.figures["date"] for note in charge.notes if note.code == "tier-reached-on"}
        assert dates <= {mark.texts[0] for mark in panel.marks}


def test_a_month_alone_is_told_in_words_with_its_tier_and_its_cost() -> None:
    chart = drawn("2026-11-10", *[60_000] * 10, margin=TEN)
    # 600,000 × 30 ÷ 10 = 1,800,000 calls at 2.2: 1,790,000 × 2.2 ÷ 1,000 = 3,938.00; the 1,200,000 to come ± 120,000
    assert list(chart.words()) == [
        "label · calls in 2026-11, so far and expected",
        "1,800,000 expected: 3,938.00 CNY · between 1,680,000 and 1,920,000 · 600,000 so far",
        "Solid line: calls so far. Dotted line: expected after 2026-11-10, at this pace.",
        "Level lines: the calls at which tiers begin.",
        "Shaded: from the fewest to the most calls, if those still to come are within ±10%.",
        "◆ tier 2 on 2026-11-17",
        "tier 2 · 2.2 CNY per 1,000 calls",
        "2026-11-17 · 1,020,000 · 978,000 – 1,062,000 · tier 2 · 2.2 CNY per 1,000 calls",
    ]
    assert told(chart, 10) == {"date": "2026-11-10", "so far": "600,000"}
    assert told(chart, 11) == {"date": "2026-11-11", "expected": "660,000", "range": "654,000 – 666,000"}
    assert told(chart, 17)["tier reached"] == "tier 2 · 2.2 CNY per 1,000 calls"


def test_chinese_readers_see_chinese() -> None:
    chart = drawn("2026-11-10", *[60_000] * 10, lang="zh")
    assert chart.title == "图像标签 · 2026-11 的调用量：目前与预计"
    assert chart.notes == (
        "预计 180 万次：3,938.00 元 · 目前 60 万次",
        "实线：目前的调用量。虚线：2026-11-10 之后，按目前速度预计。",
        "水平线：各阶梯的起始调用量。",
        "◆ 2026-11-17 进入第 2 阶梯",
    )
    assert (whole(chart).x.title, whole(chart).y.title) == ("2026-11（日）", "当月累计调用量（次）")


@pytest.mark.parametrize(("calls", "levels"), [(909_090, []), (909_091, [1_000_000])])
def test_a_tier_that_a_tenth_more_calls_would_reach_is_a_level_without_a_mark(calls: int, levels: list[int]) -> None:
    panel = whole(drawn("2026-11-30", calls))
    assert ([level.y for level in panel.levels], panel.marks) == (levels, ())


def test_a_tier_reached_by_now_is_marked_on_the_solid_line() -> None:
    chart = drawn("2026-11-02", 700_000, 400_000)
    (mark, later, last) = whole(
        chart
    ).marks  # 1,100,000 in two days, 550,000 a day: 3,000,000 on day 6, 15,000,000 on 28
    assert (mark.x, mark.y, later.x, last.x) == (2, 1_100_000, 6, 28)
    assert mark.texts == ("2026-11-02", "1,100,000", "", "", "tier 2 · 2.2 CNY per 1,000 calls")


def test_where_days_are_unknown_the_line_is_straight_which_is_said_and_no_day_of_it_is_marked() -> None:
    usage = Usage()
    usage.add("label", 1_100_000, month="2026-11", whole=False)
    chart = as_chart(priced(usage, "2026-11-02"), BOOK)
    assert [(dot.x, dot.y) for dot in whole(chart).lines[0]] == [(0, 0), (2, 1_100_000)]
    assert [mark.x for mark in whole(chart).marks] == [6, 28]
    over = as_chart(priced(usage, "2026-11-30"), BOOK)
    assert over.notes[1] == "The line of known calls is straight where those of each day are unknown."
    assert "The line of known calls is straight where those of each day are unknown." in chart.notes


def test_at_the_end_of_the_month_there_is_one_line_and_nothing_is_expected() -> None:
    chart = drawn("2026-11-30", *range(30), margin=TEN)
    panel = whole(chart)
    assert (panel.dotted, panel.bands, panel.sections) == ((), (), ())
    assert [dot.y for dot in panel.lines[0]] == list(accumulate(range(30), initial=0))
    assert chart.notes == ("435 in the whole month: 0.00 CNY", "Line: calls day by day.")


def test_a_month_without_calls_is_a_line_on_the_ground_and_calls_that_may_come_are_spread_evenly() -> None:
    panel = whole(drawn("2026-11-28", *[0] * 28, margin=Margin(Decimal(10), is_percentage=False)))
    assert [dot.y for dot in panel.bands[0].high] == [0, 5, 10]
    assert [dot.y for dot in panel.bands[0].low] == [0, 0, 0]


def test_weekdays_bend_the_line_and_its_band() -> None:
    usage = Usage()
    known(usage, [0, 10, 10, 10, 10, 10, 0] * 2, "2026-11")  # from Sunday on
    (panel,) = as_chart(priced(usage, "2026-11-14", margin=TEN, pace="weekday"), BOOK).panels
    assert [dot.y for dot in panel.dotted[0]][:4] == [100, 100, 110, 120]
    assert [dot.y for dot in panel.bands[0].low][:4] == [100, 100, 109, 118]
    assert [dot.y for dot in panel.bands[0].high][:4] == [100, 100, 111, 122]


def test_several_have_a_panel_each_of_which_the_title_tells_all() -> None:
    usage = Usage()
    for account in ("100001", "100002"):
        known(usage, [60_000] * 10, "2026-11", account=account)
    chart = as_chart(priced(usage, "2026-11-10"), BOOK)
    assert (chart.title, chart.whole) == ("Calls in 2026-11, so far and expected", None)
    assert chart.details[1].title == (
        "account 100002 · label",
        "1,800,000 expected: 3,938.00 CNY",
        "600,000 so far",
        "tier 2 on 2026-11-17",
    )
    assert "◆ The day on which a tier is reached." in chart.notes


def test_of_many_the_dearest_are_drawn_in_the_order_of_the_bills_and_the_others_named() -> None:
    usage = Usage()
    for number in range(MOST + 2):
        known(usage, [20_000 + number], "2026-11", account=f"{number}")
    chart = as_chart(priced(usage, "2026-11-01"), BOOK)
    assert [panel.title[0] for panel in chart.details] == [f"account {number} · label" for number in range(2, MOST + 2)]
    assert chart.notes[-1] == "Not drawn, since they cost less: account 0 · label, account 1 · label."
    for number in range(MOST + 2, 20):
        known(usage, [20_000 + number], "2026-11", account=f"{number}")
    assert as_chart(priced(usage, "2026-11-01"), BOOK).notes[-1].endswith(", account 13 · label and 8 more.")


def test_with_other_months_the_bars_come_first_and_with_a_limit_even_alone() -> None:
    usage = Usage()
    known(usage, [60_000] * 10, "2026-11")
    alone = priced(usage, "2026-11-10")
    assert as_chart(alone, BOOK).below is None
    limited = as_chart(alone, BOOK, limit=Decimal(3000), margin=TEN)
    assert (limited.title, len(whole(limited).bars)) == ("Cost by month and service · CNY", 1)
    assert limited.below == as_chart(alone, BOOK, margin=TEN)
    usage.add("label", 5, month="2026-10")
    both = as_chart(priced(usage, "2026-11-10"), BOOK)
    assert [bar.name for bar in whole(both).bars] == ["2026-10", "2026-11"]
    assert both.below == as_chart(alone, BOOK)
    assert both.notes[-1] == "2026-11: expected from the calls through 2026-11-10; they are drawn below."


def test_a_free_month_has_no_tiers() -> None:
    panel = whole(drawn("2019-11-10", *[600_000] * 10))
    assert (panel.levels, panel.marks) == ((), ())


def test_tiers_begin_where_they_do_with_packs() -> None:
    book, usage = load_prices("charged"), Usage()
    known(usage, [100_000] * 10, "2026-11", service="car-pro")
    forecast = project(usage, date(2026, 11, 10))
    assert [level.y for level in whole(as_chart(estimate(forecast, book), book)).levels] == [1_000_000, 3_000_000]
    # Of the 3,000,000 calls a pack pays for 1,000,000, which do not count: each tier begins that much later.
    packs = estimate(forecast, book, packs=[OwnedPack("car-pro", 1_000_000)])
    assert [level.y for level in whole(as_chart(packs, book)).levels] == [2_000_000]
