"""Charts as SVG: what they say, also to the pointer and to those who cannot see them, at every width."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from tests.core.test_cashflow import TOP_UPS, YEAR, top_ups_of, usage_of
from tests.formats.test_chart import COURSE, KNOWN, WAYS
from tiia_cost.core.cashflow import cashflow
from tiia_cost.core.estimate import estimate
from tiia_cost.core.funds import Funds
from tiia_cost.core.projection import project
from tiia_cost.core.purchase import offers
from tiia_cost.core.ranges import NO_MARGIN, Margin
from tiia_cost.core.tiers import tiers
from tiia_cost.core.usage import Usage
from tiia_cost.formats.chart import Axis, Dot, SeriesLine
from tiia_cost.formats.picture import svg
from tiia_cost.formats.svg import inline
from tiia_cost.formats.svg_elements import room
from tiia_cost.inputs.settings.price_file import load_prices
from tiia_cost.reports.charts import balance, bars, bills, curve, packs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tiia_cost.formats.chart import Chart

BOOK = load_prices()
FOUND = BOOK.in_force(None)


def curve_chart(lang: str = "en") -> Chart:
    return curve.as_chart(tiers(FOUND, "label"), FOUND, mark=950_000, lang=lang)


def year_chart(lang: str = "en", months: int = 12) -> Chart:
    """Draw every service in so many months, with the most calls that a month is likely to have."""
    usage = Usage()
    for month in range(months):
        for number, service in enumerate(BOOK.services):
            name = f"{2022 + month // 12}-{month % 12 + 1:02d}"
            usage.add(service, 20_000_000 // (number + 1 + month % 5), month=name)
    return bars.as_chart(estimate(usage, BOOK, margin=NO_MARGIN if months == 1 else None), BOOK, lang)


def balance_chart(lang: str = "en") -> Chart:
    funds = Funds(Decimal(12_000), Decimal(800), top_ups_of(TOP_UPS))
    return balance.as_chart(cashflow(estimate(usage_of(YEAR), BOOK), {None: funds}), lang)


def lines_chart(lang: str = "en") -> Chart:
    """Draw named lines; their words are few, the same in both languages."""
    return WAYS._replace(title={"en": "ways", "zh": "方式"}[lang])


def packs_chart(lang: str = "en") -> Chart:
    book, usage = load_prices("charged"), Usage()
    for month, calls in enumerate((14_000_000, 20_000_000), start=1):
        usage.add("car-pro", calls, month=f"2026-{month:02d}")
    return packs.as_chart(offers(estimate(usage, book), book, free_quota=True), book, lang)


def course_chart(lang: str = "en", *, accounts: int = 1) -> Chart:
    """Draw a month that is known up to its tenth day."""
    usage = Usage()
    for number in range(accounts):
        account = None if accounts == 1 else f"1000{number:02d}"
        for day in range(1, 11):
            calls = 600_000 * day // (1 + number)
            usage.add("label", calls, month="2026-11", day=day, account=account, whole=False)
    forecast = project(usage, date(2026, 11, 10))
    margin = Margin(Decimal(10), is_percentage=True)
    return bills.as_chart(estimate(forecast, BOOK, margin=margin), BOOK, lang)


CHARTS = {
    "curve": curve_chart,
    "year": year_chart,
    "five years": lambda lang="en": year_chart(lang, 60),
    "month": lambda lang="en": year_chart(lang, 1),
    "balance": balance_chart,
    "lines": lines_chart,
    "packs": packs_chart,
    "course": course_chart,
}
CASES = pytest.mark.parametrize(("name", "lang"), [(name, lang) for name in CHARTS for lang in ("en", "zh")])
WIDTHS = pytest.mark.parametrize("width", [280, 320, 500, 700, 900])


def parsed(markup: str) -> ET.Element:
    return ET.fromstring(re.sub(' xmlns="[^"]*"', "", markup))  # noqa: S314 - the program has just written it


def texts(root: ET.Element) -> Iterator[tuple[float, float, str]]:
    """Yield where each text begins and ends, and the text."""
    for element in root.iter("text"):
        words, x = element.text or "", float(element.attrib["x"])
        width = room(words, int(element.attrib["font-size"]))
        first = x - width * {"start": 0, "middle": 0.5, "end": 1}[element.attrib.get("text-anchor", "start")]
        yield first, first + width, words


def test_a_line_at_a_limit_strikes_through_no_total() -> None:
    usage = Usage()
    usage.add("label", 1_500_000, month="2026-11")  # 1,490,000 × 2.2 ÷ 1,000 = 3,278.00
    chart = bars.as_chart(estimate(usage, BOOK), BOOK, limit=Decimal(3_350))
    drawn = [*parsed(inline(chart, width=900)).iter()]
    (line,) = (one for one in drawn if one.attrib.get("stroke-dasharray"))
    (total,) = (one for one in drawn if one.text == "3,278.00")
    assert drawn.index(line) < drawn.index(total)
    assert (total.attrib["stroke"], total.attrib["paint-order"]) == ("var(--chart-paper, white)", "stroke")


@CASES
@WIDTHS
def test_no_text_is_cut_off_at_any_width(name: str, lang: str, width: int) -> None:
    root = parsed(inline(CHARTS[name](lang), width=width))
    height = float(root.attrib["viewBox"].split()[3])
    assert [word for first, last, word in texts(root) if first < -0.01 or last > width + 0.01] == []
    assert all(0 < float(element.attrib["y"]) < height for element in root.iter("text"))


@CASES
def test_what_goes_into_a_page_takes_its_colours_and_typeface_and_clashes_with_nothing(name: str, lang: str) -> None:
    markup = inline(CHARTS[name](lang), width=900)
    assert markup.startswith("<svg ")
    for unwanted in ("<?xml", "<script", " id=", "href", "font-family", "url(", "<style"):
        assert unwanted not in markup
    root = parsed(markup)
    colours = {element.attrib[key] for element in root.iter() for key in ("fill", "stroke") if key in element.attrib}
    assert all(re.fullmatch(r"none|currentColor|var\(--chart-\w+, [#\w]+\)", colour) for colour in colours)


@CASES
@WIDTHS
def test_the_symbol_of_marks_is_a_shape_because_fonts_may_lack_it(name: str, lang: str, width: int) -> None:
    chart = CHARTS[name](lang)
    shown = [word for _, _, word in texts(parsed(inline(chart, width=width)))]
    assert not any("◆" in word for word in shown)


@pytest.mark.parametrize("lang", ["en", "zh"])
@WIDTHS
def test_every_tier_has_its_price_at_every_width(lang: str, width: int) -> None:
    chart = curve_chart(lang)
    shown = " ".join(word for _, _, word in texts(parsed(inline(chart, width=width))))
    assert chart.whole is not None
    for section in chart.whole.sections:
        assert all(part.replace(" ", "") in shown.replace(" ", "") for part in section.name.split(" · "))


def tooltips(root: ET.Element) -> list[list[str]]:
    return [(title.text or "").splitlines() for title in root.iter("title")]


def test_the_pointer_shows_the_figures_of_every_part_of_a_bar() -> None:
    chart = year_chart()
    assert chart.whole is not None
    parts = [part.texts for bar in chart.whole.bars for part in bar.parts if part.high > part.low]
    assert tooltips(parsed(svg(chart))) == [
        [f"month: {month}", f"service: {service}", f"cost: {cost}"] for month, service, cost in parts
    ]


@WIDTHS
def test_the_pointer_shows_bills_along_a_curve_and_both_sides_of_a_cliff(width: int) -> None:
    told = tooltips(parsed(inline(curve_chart(), width=width)))
    for calls, cost, tier in told:
        charge = FOUND.charge("label", int(calls.removeprefix("calls: ").replace(",", "")))
        assert (cost, tier) == (f"cost: {charge.cost:,} CNY", f"tier: {charge.tier}")
    for count in ("0", "999,999", "1,000,000", "2,999,999", "3,000,000", "950,000", "20,000,000"):
        assert any(lines[0] == f"calls: {count}" for lines in told)


def test_strips_of_points_cover_the_axes_without_a_gap() -> None:
    for group in parsed(inline(curve_chart(), width=900)).iter("g"):
        strips = [(float(one.attrib["x"]), float(one.attrib["width"])) for one in group]
        assert all(one.attrib["height"] == group[0].attrib["height"] for one in group)
        for (x, width), (following, _) in pairwise(strips):
            assert x + width == pytest.approx(following, abs=0.02)


@CASES
def test_those_who_cannot_see_it_are_told_in_words_and_never_in_hundredths(name: str, lang: str) -> None:
    chart = CHARTS[name](lang)
    root = parsed(inline(chart, width=320))
    assert root.attrib["role"] == "img"
    told = root.attrib["aria-label"]
    assert told.splitlines()[0] == chart.title
    assert set(chart.notes) <= {*told.splitlines()}
    assert not any("aria-label" in element.attrib for element in [*root.iter()][1:])
    figures = {figure.replace(",", "") for figure in re.findall(r"[0-9][0-9,.]*[0-9]", told)}
    assert chart.whole is not None
    heights = {str(bar.high) for bar in chart.whole.bars} | {str(mark.y) for mark in chart.whole.marks}
    if name == "course":
        heights = set()  # which are calls
    assert figures.isdisjoint(heights - {"0"})


def test_words_have_the_main_figures_of_a_chart() -> None:
    assert "2022-12: " in parsed(svg(year_chart())).attrib["aria-label"]
    told = parsed(svg(curve_chart())).attrib["aria-label"]
    for part in ("950,000 calls: 2,350.00 CNY", "tier 4 · 1.5 CNY per 1,000 calls", "881,202–999,999 calls"):
        assert part in told


@pytest.mark.parametrize(("name", "most"), [("curve", 60_000), ("year", 40_000), ("packs", 60_000), ("course", 30_000)])
@pytest.mark.parametrize("width", [320, 900])
def test_a_page_stays_small(name: str, most: int, width: int) -> None:
    assert len(inline(CHARTS[name]("zh"), width=width).encode()) < most


def test_a_picture_alone_has_the_remarks_on_the_result_and_a_white_ground() -> None:
    chart = curve_chart()._replace(remarks=("a remark",))
    alone, inside = parsed(svg(chart)), parsed(inline(chart, width=900))
    assert [word for _, _, word in texts(alone)][-1] == "a remark"
    assert alone[0].attrib["fill"] == "white"
    assert "a remark" not in [word for _, _, word in texts(inside)]
    assert chart.title not in [word for _, _, word in texts(inside)]


def drawn_lines(root: ET.Element) -> list[tuple[str, str | None]]:
    """Return colour and dashes of the lines that are two pixels wide, those of the legend first."""
    paths = [path.attrib for path in root.iter("path") if path.attrib.get("stroke-width") == "2"]
    return [(path["stroke"], path.get("stroke-dasharray")) for path in paths]


@WIDTHS
def test_lines_of_series_differ_without_colours_and_the_legend_shows_each_as_it_is_drawn(width: int) -> None:
    root = parsed(inline(WAYS, width=width))
    looks = drawn_lines(root)
    assert looks == [("var(--chart-1, #0072B2)", None), ("var(--chart-2, #E69F00)", "9 3")] * 2
    assert [word for _, _, word in texts(root)][1:3] == ["each", "flat"]
    assert len([*root.iter("rect")]) == 3  # the strips of tips, and no squares of colours


def test_nine_lines_differ_without_colours_seventy_two_with_them_and_all_are_in_the_legend() -> None:
    names = tuple(f"s{number}" for number in range(73))
    assert WAYS.whole is not None
    lines = tuple(SeriesLine(number, WAYS.whole.series_lines[1].dots) for number in range(73))
    root = parsed(inline(WAYS._replace(whole=WAYS.whole._replace(series_lines=lines), series=names), width=900))
    looks = drawn_lines(root)
    assert looks[:73] == looks[73:]
    assert len({*looks}) == 72
    assert len({dashes for _, dashes in looks[:9]}) == 9
    assert {*names} <= {word for _, _, word in texts(root)}
    assert not any("#F0E442" in colour for colour, _ in looks)  # yellow cannot be seen on white


def test_the_pointer_shows_the_figures_of_all_lines() -> None:
    assert tooltips(parsed(svg(WAYS))) == [
        ["calls: 0", "each: 0.00", "flat: 20.00"],
        ["calls: 20", "each: 20.00", "flat: 20.00"],
        ["calls: 40", "each: 40.00", "flat: 20.00"],
    ]


def test_the_figures_at_the_ends_of_lines_can_be_pointed_at_however_near_others_are() -> None:
    assert WAYS.whole is not None
    tips = tuple(Dot(x, 0, (str(x), "", "")) for x in range(4001))
    gap = (SeriesLine(0, (Dot(0, 0), Dot(1999, 0))), SeriesLine(0, (Dot(2000, 0), Dot(4000, 0))))
    panel = WAYS.whole._replace(x=Axis("", 0, 4000, ()), marks=(), tips=tips, series_lines=gap)
    told = [calls for (calls,) in tooltips(parsed(inline(WAYS._replace(whole=panel), width=280)))]
    assert {"calls: 0", "calls: 1999", "calls: 2000", "calls: 4000"} <= {*told}
    assert len(told) < 60


def test_a_line_of_one_point_is_a_dot_of_its_colour() -> None:
    assert WAYS.whole is not None
    panel = WAYS.whole._replace(series_lines=(SeriesLine(1, (Dot(20, 2000),)),))
    (dot,) = parsed(inline(WAYS._replace(whole=panel), width=280)).iter("circle")
    assert dot.attrib["fill"] == "var(--chart-2, #E69F00)"


@WIDTHS
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_level_is_named_once_upon_it_or_below(lang: str, width: int) -> None:
    chart = course_chart(lang, accounts=3)
    root = parsed(inline(chart, width=width))
    shown = [word for _, _, word in texts(root)]
    names = [level.name for panel in chart.panels for level in panel.levels]
    assert len(names) == 9  # 33,000,000 calls in ten days, half of them and a third all reach 15,000,000 in thirty
    told = "".join(shown).replace(" ", "")
    assert all(told.count(name.replace(" ", "")) == names.count(name) for name in names)


def test_a_band_is_an_area_behind_the_lines() -> None:
    root = parsed(inline(KNOWN, width=900))
    (band,) = (one for one in root.iter("path") if one.attrib.get("fill-opacity") == "0.25")
    assert band.attrib["d"].count("L") == 3  # from both ends of the lower line to those of the upper
    drawn = [*root.iter("path")]
    assert drawn.index(band) < min(index for index, one in enumerate(drawn) if one.get("stroke-width") == "2")


@pytest.mark.parametrize(("width", "name", "anchor"), [(900, "第 2 阶梯", "start"), (100, "2", "start")])
def test_the_name_of_a_level_is_the_short_one_where_there_is_little_room(width: int, name: str, anchor: str) -> None:
    root = parsed(inline(KNOWN, width=width))
    (upon,) = (one for one in root.iter("text") if one.get("paint-order"))
    assert (upon.text, upon.attrib["text-anchor"]) == (name, anchor)
    assert "第 2 阶梯" in [word for _, _, word in texts(root)]


def test_the_name_of_a_level_is_right_of_a_line_that_leaves_no_room_on_its_left() -> None:
    early = COURSE._replace(levels=(COURSE.levels[0]._replace(y=10),))
    (upon,) = (
        one for one in parsed(inline(KNOWN._replace(whole=early), width=260)).iter("text") if one.get("paint-order")
    )
    assert (upon.text, upon.attrib["text-anchor"]) == ("第 2 阶梯", "end")


def test_of_levels_whose_names_would_touch_the_lower_is_named_below() -> None:
    levels = (COURSE.levels[0], COURSE.levels[0]._replace(y=29, name="lower", short="1"))
    root = parsed(inline(KNOWN._replace(whole=COURSE._replace(levels=levels)), width=900))
    assert [one.text for one in root.iter("text") if one.get("paint-order")] == ["第 2 阶梯"]
    assert [word for _, _, word in texts(root)][-1] == "lower"


def test_a_picture_has_the_charts_below_with_their_titles_and_a_page_each_by_itself() -> None:
    alone = parsed(svg(KNOWN))
    assert {"a month", "a title", "each"} <= {word for _, _, word in texts(alone)}
    assert alone.attrib["aria-label"].splitlines() == [*KNOWN.words(), *WAYS.words()]
    inside = parsed(inline(KNOWN, width=900))
    assert inside.attrib["aria-label"].splitlines() == [*KNOWN.words()]
    assert "each" not in {word for _, _, word in texts(inside)}


def test_panels_beside_each_other_have_their_axes_at_one_height_however_long_their_titles() -> None:
    details = (COURSE._replace(title=("short",)), COURSE._replace(title=("one", "two", "three")))
    root = parsed(inline(KNOWN._replace(whole=None, details=details), width=900))
    zeros = [one.attrib["y"] for one in root.iter("text") if one.text == "0"]
    assert zeros == [zeros[0]] * 2
