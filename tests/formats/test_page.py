"""Pages by themselves: what stands where, and that text stays text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.pages import parsed
from tiia_cost.formats.page import Page, isolated, linked, named, render, row_header
from tiia_cost.formats.sheet import Column, Fact, Sheet, toned

if TYPE_CHECKING:
    from tests.support.pages import Element

SHEET = Sheet(
    "Answer · Bills",
    (Column("service", figure=False), Column("cost")),
    (("label", toned("6.00", "bad")), ("crop", "1.00")),
    ("total", "7.00"),
    ("A note.",),
    "Answer. Lead.",
    "Bills",
)
OTHER = Sheet("Account a: advice", (Column("service", figure=False),), (("label",),), caption="Account a")
PRICES = Sheet("Prices of a", (Column("from 0"),), (("2.5",),), notes=("Source: example.com/prices (2026)",))
PAGE = Page(
    "Product: result",
    toned("Answer", "good"),
    "2026-11",
    "Never charged",
    "Lead.",
    [Fact("Most", "6.00", "label"), Fact("Calls", "12"), Fact("Free", toned("no", "warning"))],
    (),
    [SHEET, OTHER],
    [PRICES],
    warnings=["A row is left out."],
    remarks=["A remark."],
    on_prices=["Prices: a."],
)


def drawn(page: Page, lang: str = "en") -> Element:
    return parsed(render(page, lang, "1.2.3"))


def test_a_page_says_the_answer_first_and_each_thing_once_in_its_order() -> None:
    body = drawn(PAGE).one("body").text
    order = [
        "Product: result",
        "2026-11",
        "Answer",
        "Never charged",
        "Lead.",
        "A row is left out.",
        "Most",
        "Free",
        "Tables",
        "Bills",
        "A note.",
    ]
    order += ["Account a", "Account a: advice", "Remarks", "A remark.", "Prices in use", "Prices: a.", "Prices of a"]
    order += ["Source", "Made by tiia-cost 1.2.3"]
    at = 0
    for text in order:
        at = body.index(text, at)
    assert [body.count(text) for text in ("Lead.", "A note.", "A remark.", "Prices: a.", "Answer")] == [1] * 5


def test_headings_begin_with_the_answer_and_skip_no_level() -> None:
    headings = [(one.name, one.text) for one in drawn(PAGE).all("h1", "h2", "h3")]
    assert headings == [
        ("h1", "Answer"),
        ("h2", "Tables"),
        ("h3", "Bills"),
        ("h3", "Account a"),
        ("h2", "Remarks"),
        ("h2", "Prices in use"),
        ("h3", "Prices of a"),
    ]


def test_a_table_has_a_name_headings_for_columns_and_rows_and_a_foot() -> None:
    page = drawn(PAGE)
    table = page.all("table")[0]
    region = next(one for one in page.all("div") if one.attributes.get("role") == "region")
    heading = table.one("caption").one("h3")
    assert (region.attributes["tabindex"], region.attributes["aria-labelledby"]) == ("0", heading.attributes["id"])
    assert table.rows("thead") == [["service", "cost"]]
    assert table.rows("tbody") == [["label", "6.00"], ["crop", "1.00"]]
    assert table.rows("tfoot") == [["total", "7.00"]]
    scopes = [(one.text, one.attributes["scope"]) for one in table.all("th")]
    assert scopes == [("service", "col"), ("cost", "col"), ("label", "row"), ("crop", "row"), ("total", "row")]
    assert [one.attributes.get("class") for one in table.all("td")] == ["n bad", "n", "n"]


def test_a_row_is_named_by_the_first_column_that_says_something_in_every_row() -> None:
    columns = (Column("group", figure=False), Column("service", figure=False))
    assert row_header(Sheet("", columns, (("a", "label"), ("", "car")))) == 1
    assert row_header(Sheet("", columns, (("a", "label"), ("b", "")))) == 0
    assert row_header(Sheet("", columns, (("a", ""), ("", "car")))) == 0


def test_a_chinese_heading_is_folded_at_its_marks() -> None:
    page = render(PAGE._replace(sheets=[Sheet("", (Column("免费\u200b调用量"),), ())]), "zh", "1")
    assert "免费<wbr>调用量</th>" in page
    assert "\u200b" not in page


def test_a_page_ends_its_last_line() -> None:
    assert render(PAGE, "en", "1").endswith("</html>\n")


def test_a_tone_is_a_class_beside_the_words_that_say_it() -> None:
    page = drawn(PAGE)
    assert page.one("h1").attributes["class"] == "good"
    assert [one.attributes.get("class") for one in page.all("dd")] == [None, None, None, "warning"]


@pytest.mark.parametrize(("lang", "code"), [("en", "en"), ("zh", "zh-CN")])
def test_a_page_is_in_the_language_asked_for(lang: str, code: str) -> None:
    page = drawn(PAGE, lang)
    assert page.attributes["lang"] == code
    assert ("明细" in page.text) == (lang == "zh")


def test_the_same_content_is_the_same_page() -> None:
    assert render(PAGE, "en", "1") == render(PAGE, "en", "1")


HOSTILE = "</title><script>alert(1)</script><b a='\"&amp;"


def test_whatever_a_text_holds_it_is_text() -> None:
    sheet = Sheet(HOSTILE, (Column(HOSTILE, figure=False),), ((HOSTILE,),), (HOSTILE,), (HOSTILE,))
    fact = Fact(HOSTILE, HOSTILE, HOSTILE)
    page = Page(*(HOSTILE,) * 5, [fact] * 3, (), [sheet], [sheet], [HOSTILE], [HOSTILE], [HOSTILE])
    html = drawn(page)
    assert html.all("script", "b") == []
    assert html.one("title").text == f"{HOSTILE} · {HOSTILE}"
    assert html.one("h1").text == HOSTILE
    assert html.one("body").text.count(HOSTILE) == 5 + 9 + 2 * 5 + 3


HEBREW, MARK = "\u05d0\u05d1", "\u200f"


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("label: 5 more", "label: 5 more"),
        (f"account {HEBREW}: 5 more", f"account <bdi>{HEBREW}</bdi>: 5 more"),
        (f"{HEBREW} {HEBREW}, {HEBREW}", f"<bdi>{HEBREW} {HEBREW}</bdi>, <bdi>{HEBREW}</bdi>"),
        (f"1{MARK}00 · 7", f"1<bdi>{MARK}</bdi>00 · 7"),
        (f"{HEBREW}<{HEBREW}", f"<bdi>{HEBREW}</bdi>&lt;<bdi>{HEBREW}</bdi>"),
    ],
)
def test_what_is_written_from_right_to_left_stands_by_itself(text: str, markup: str) -> None:
    assert isolated(text) == markup


def test_a_cell_from_right_to_left_is_so_as_a_whole() -> None:
    assert named(f"{HEBREW} 12 <") == f"<bdi>{HEBREW} 12 &lt;</bdi>"
    assert named("label <") == "label &lt;"


def test_a_month_in_a_cell_is_not_broken_on_a_narrow_screen() -> None:
    assert named("2026-09") == "<time>2026-09</time>"


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("by 2026-11-30;", "by <time>2026-11-30</time>;"),
        ("2026-11 – 2026-12", "<time>2026-11</time> – <time>2026-12</time>"),
        ("tencent-tiia-2020-01, 2026-13, 12026-11, 2026-111", "tencent-tiia-2020-01, 2026-13, 12026-11, 2026-111"),
    ],
)
def test_no_line_is_broken_in_a_day_or_a_month(text: str, markup: str) -> None:
    assert isolated(text) == markup


def anchor(address: str, text: str) -> str:
    return f'<a href="{address}" rel="noreferrer">{text}</a>'


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("Source: example.com/a/1 (2019)", f"Source: {anchor('https://example.com/a/1', 'example.com/a/1')} (2019)"),
        ("see http://example.com/a.", f"see {anchor('http://example.com/a', 'http://example.com/a')}."),
        ("example.com/?a=1&b=2", anchor("https://example.com/?a=1&amp;b=2", "example.com/?a=1&amp;b=2")),
        ("来源：example.com/a。", f"来源：{anchor('https://example.com/a', 'example.com/a')}。"),
        ("javascript:alert(1)/x", "javascript:alert(1)/x"),
        ("a price of 2.5/1,000", "a price of 2.5/1,000"),
        ('example.com/a"><b>', f"{anchor('https://example.com/a', 'example.com/a')}&#34;&gt;&lt;b&gt;"),
    ],
)
def test_addresses_in_sources_are_links_and_nothing_else_is(text: str, markup: str) -> None:
    assert linked(text) == markup
