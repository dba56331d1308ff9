"""The cost curve as a chart: what it shows are bills, and what it shades are zones."""

from __future__ import annotations

import pytest

from tests.conftest import price_book
from tiia_cost.core.money import in_fen
from tiia_cost.core.tiers import tiers
from tiia_cost.formats.chart import Chart, Dot, Level
from tiia_cost.inputs.settings.price_file import load_prices
from tiia_cost.reports.charts.curve import as_chart

BOOK = load_prices()
FOUND = BOOK.in_force(None)


def chart(service: str = "label", mark: int | None = None, lang: str = "en") -> Chart:
    return as_chart(tiers(FOUND, service), FOUND, mark=mark, lang=lang)


@pytest.mark.parametrize("service", BOOK.services)
def test_every_point_is_a_bill_and_is_told_with_it(service: str) -> None:
    for panel in chart(service).panels:
        for point in [*(point for line in panel.lines for point in line), *panel.tips]:
            charge = FOUND.charge(service, point.x)
            assert point.y == in_fen(charge.cost)
            assert point.texts == (f"{point.x:,}", f"{charge.cost:,} CNY", str(charge.tier))


@pytest.mark.parametrize("service", BOOK.services)
def test_each_tier_is_a_line_of_its_own_from_its_first_to_its_last_count(service: str) -> None:
    whole = chart(service).panels[0]
    ends = [(line[0].x, line[-1].x) for line in whole.lines]
    assert ends == [(0, 999_999), (1_000_000, 2_999_999), (3_000_000, 14_999_999), (15_000_000, 20_000_000)]
    assert Dot(10_000, 0, ("10,000", "0.00 CNY", "1")) in whole.lines[0]  # where the free quota ends, the line bends


def test_each_zone_is_shaded_and_drawn_again_from_near() -> None:
    whole, *near = chart().panels
    assert whole.shaded == ((881_202, 1_000_000), (2_728_185, 3_000_000), (11_252_503, 15_000_000))
    assert [panel.shaded for panel in near] == [(zone,) for zone in whole.shaded]
    first = near[0]
    assert first.title == ("881,202–999,999 calls", "1,000,000 calls cost up to 297.00 CNY less")
    assert first.levels == (Level(881_202, 1_000_000, 217_800),)
    assert (first.x.first, first.x.last) == (821_803, 1_059_399)  # half of the zone's 118,798 on either side
    assert first.y.first > 0  # what is near fills its panel


def test_a_mark_is_told_on_the_whole_and_shown_where_it_is_near() -> None:
    whole, *near = chart(mark=930_000).panels
    point = Dot(930_000, 230_000, ("930,000", "2,300.00 CNY", "1"))
    assert whole.marks == (point,)
    assert [panel.marks for panel in near] == [(point,), (), ()]
    assert chart(mark=1_500_000).notes[-1] == "◆ 1,500,000 calls: 3,278.00 CNY"
    assert chart(mark=1).notes[-1] == "◆ 1 call: 0.00 CNY"


@pytest.mark.parametrize(
    ("mark", "saving"),
    [
        (881_201, None),  # (881,201 − 10,000) × 2.5 ÷ 1,000 = 2,178.00, as much as 1,000,000 cost
        (881_202, "0.01 CNY"),  # 2,178.01
        (930_000, "122.00 CNY"),  # 2,300.00 − 2,178.00
        (999_999, "297.00 CNY"),  # 2,475.00 − 2,178.00
        (1_000_000, None),
    ],
)
def test_a_mark_in_a_zone_is_told_what_the_cheaper_count_would_save(mark: int, saving: str | None) -> None:
    note = chart(mark=mark).notes[-1]
    assert note.endswith(" CNY" if saving is None else f"; 1,000,000 calls would cost {saving} less")
    assert ("would" in note) == (saving is not None)


def test_the_whole_reaches_beyond_a_mark() -> None:
    whole = chart(mark=10**9).panels[0]
    assert whole.x.last >= 10**9
    assert whole.lines[-1][-1].x == whole.x.last


def test_chinese_readers_see_chinese() -> None:
    shown = chart(lang="zh")
    assert shown.title == "图像标签 · label · tencent-tiia · 元"
    assert shown.headings == ("调用量", "费用", "阶梯")
    assert shown.panels[0].y.title == "费用（元）"
    assert shown.panels[0].tips[-1].texts[1].endswith(" 元")


def test_every_text_of_a_chart_is_among_its_texts() -> None:
    texts = set(chart(mark=930_000).texts())
    assert {
        "calls per month",
        "cost, CNY",
        "5 M",
        "30,000",
        "tier 3 · 2 CNY per 1,000 calls",
        "◆ 930,000 calls: 2,300.00 CNY; 1,000,000 calls would cost 122.00 CNY less",
    } <= texts


@pytest.mark.parametrize(
    ("settings", "last"),
    [
        ("{tiers: {from: [0]}, services: {label: {name: L, prices: [2]}}}", 10),  # ten times what a price is for
        ("{tiers: {from: [0]}, free_quota: 50, services: {label: {name: L, prices: [2]}}}", 500),  # ten free quotas
        ("{tiers: {from: [0]}, services: {label: {name: L, prices: [0]}}}", 10),
        ("{tiers: {from: [0, 60]}, services: {label: {name: L, prices: [2, 0]}}}", 80),
    ],
)
def test_a_service_without_bounds_is_drawn_as_far_as_shows_its_price(settings: str, last: int) -> None:
    found = price_book(settings).in_force(None)
    whole = as_chart(tiers(found, "label"), found).panels[0]
    assert (whole.x.first, whole.x.last) == (0, last)
    # So few counts are drawn one by one, as they are billed.
    assert sum(len(line) for line in whole.lines) == {500: 101}.get(last, last + 1)


def test_a_free_month_is_a_line_at_nothing() -> None:
    found = BOOK.in_force(BOOK.lists[0].effective_from.replace(year=2018).strftime("%Y-%m"))  # type: ignore[arg-type]
    (whole,) = as_chart(tiers(found, "label"), found).panels
    assert {point.y for line in whole.lines for point in line} == {0}
    assert whole.tips[0].texts == ("0", "0.00 CNY", "–")
