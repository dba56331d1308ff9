from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

from tests.conftest import texts
from tiia_cost.core.estimate import estimate
from tiia_cost.core.usage import Usage
from tiia_cost.formats.fold import fold
from tiia_cost.formats.sheet import EXTRA, Column, Sheet, toned
from tiia_cost.formats.table import render
from tiia_cost.reports import estimate as bills_report
from tiia_cost.reports import prices as prices_report

if TYPE_CHECKING:
    from tiia_cost.core.book import PriceBook

SHEET = Sheet(
    "a title",
    (Column("service", figure=False), Column("billable calls", spare=2), Column("list cost", spare=1), Column("cost")),
    (("label", "1,490,000", "3,300.00", "3,278.00"), ("图像鉴黄", "5", "0.01", "0.00")),
    ("total", "1,490,005", "3,300.01", "3,278.00"),
    ("a note",),
)


def test_a_sheet_at_its_natural_width() -> None:
    assert render([SHEET], width=None, colour=False) == texts(
        [
            "a title",
            "           billable      list",
            "service       calls      cost      cost",
            "───────────────────────────────────────",
            "label     1,490,000  3,300.00  3,278.00",
            "图像鉴黄          5      0.01      0.00",
            "───────────────────────────────────────",
            "total     1,490,005  3,300.01  3,278.00",
            "  a note",
        ]
    )


def test_in_a_narrow_terminal_gaps_narrow_before_a_column_is_left_out() -> None:
    assert render([SHEET], width=38, colour=False) == texts(
        [
            "a title",
            "          billable     list",
            "service      calls     cost     cost",
            "────────────────────────────────────",
            "label    1,490,000 3,300.00 3,278.00",
            "图像鉴黄         5     0.01     0.00",
            "────────────────────────────────────",
            "total    1,490,005 3,300.01 3,278.00",
            "  a note",
        ]
    )


def test_in_a_narrower_one_the_least_useful_columns_are_left_out_and_named() -> None:
    assert render([SHEET], width=35, colour=False) == texts(
        [
            "a title",
            "              list",
            "service       cost      cost",
            "────────────────────────────",
            "label     3,300.00  3,278.00",
            "图像鉴黄      0.01      0.00",
            "────────────────────────────",
            "total     3,300.01  3,278.00",
            "  a note",
            "  Hidden at this width: billable",
            "  calls",
        ]
    )


def test_an_extra_column_is_left_out_before_gaps_narrow() -> None:
    columns = (SHEET.columns[0], SHEET.columns[1]._replace(spare=EXTRA), *SHEET.columns[2:])
    found = render([SHEET._replace(columns=columns)], width=38, colour=False)
    assert "label     3,300.00  3,278.00" in found
    assert "Hidden at this width: billable calls" in found


def test_columns_of_the_same_spare_are_left_out_together_so_that_the_others_still_add_up() -> None:
    columns = (SHEET.columns[0], SHEET.columns[1], SHEET.columns[2]._replace(spare=2), SHEET.columns[3])
    found = render([SHEET._replace(columns=columns)], width=35, colour=False)
    assert "label     3,278.00" in found
    assert "  Hidden at this width: billable\n  calls, list cost\n" in found


def test_totals_of_which_only_the_name_would_be_left_are_left_out() -> None:
    sheet = SHEET._replace(total=("total", "1,490,005", "", ""))
    assert "total " in render([sheet], width=40, colour=False)
    assert "total" not in render([sheet], width=35, colour=False)


def test_columns_left_out_are_named_below_the_sheets_that_lack_them_and_once_if_these_lack_the_same() -> None:
    narrow = SHEET._replace(title="other", columns=(SHEET.columns[0], *(Column(str(i), spare=i) for i in (3, 2, 1))))
    found = render([SHEET, narrow, narrow], width=25, colour=False)
    assert found.count("Hidden at this width") == 2
    first, *_, last = found.split("\n\n")
    assert "  Hidden at this width:\n  billable calls" in first
    assert "Hidden at this width: 3" in last


def test_what_is_left_of_the_width_is_shared_by_columns_that_can_use_it() -> None:
    columns = (Column("a", figure=False, wraps=True), Column("b", figure=False, wraps=True))
    sheet = Sheet("t", columns, (("one two three four", "five six seven eight"),))
    # Each has 8 at least, and half of the other 14 if it can use as much: 15 and 15.
    assert render([sheet], width=32, colour=False).splitlines()[3:] == [
        "one two three    five six seven",
        "four             eight",
    ]


def test_the_closing_line_comes_last_even_below_the_hidden_columns() -> None:
    found = render([SHEET._replace(closing="the answer")], width=35, colour=False)
    assert found.endswith("  a note\n  Hidden at this width: billable\n  calls\nthe answer\n")


def test_a_tone_is_a_colour_where_colour_is_wanted_and_the_text_is_the_same_without() -> None:
    tones = {"bad": "31", "warning": "33", "good": "32"}
    for tone, code in tones.items():
        text = toned("9.00", tone)  # type: ignore[arg-type]
        sheet = Sheet("t", (Column("cost"),), ((text,),), notes=(toned("a note", tone),))  # type: ignore[arg-type]
        coloured = render([sheet], width=None, colour=True)
        assert f"\x1b[{code}m9.00\x1b[0m" in coloured
        assert f"\x1b[{code}m  a note\x1b[0m" in coloured
        assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == render([sheet], width=None, colour=False)


@pytest.mark.parametrize("width", range(1, 60))
def test_at_no_width_is_a_figure_cut_or_wrapped(width: int) -> None:
    found = render([SHEET], width=width, colour=False)
    assert "…" not in found
    for kept in ("label", "图像鉴黄", "3,278.00", "0.00", "total"):
        assert kept in found
    for figure in re.findall(r"\d[\d,.]*", found):
        assert figure in {"1,490,000", "1,490,005", "5", "3,300.00", "3,300.01", "0.01", "3,278.00", "0.00"}


def test_running_text_is_wrapped_before_a_column_is_left_out() -> None:
    sheet = Sheet(
        "t",
        (Column("name", figure=False, spare=1, wraps=True), Column("cost")),
        (("public figure recognition", "1.00"),),
    )
    assert render([sheet], width=20, colour=False) == texts(
        [
            "t",
            "name            cost",
            "────────────────────",
            "public figure   1.00",
            "recognition",
        ]
    )


def test_colour_is_only_used_where_it_is_wanted() -> None:
    assert "\x1b" not in render([SHEET], width=80, colour=False)
    assert "\x1b[1ma title\x1b[0m" in render([SHEET], width=80, colour=True)


def test_the_environment_decides_nothing_here(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = render([SHEET], width=None, colour=False)
    for name, value in {"COLUMNS": "10", "FORCE_COLOR": "1", "NO_COLOR": "1", "TERM": "dumb"}.items():
        monkeypatch.setenv(name, value)
    assert render([SHEET], width=None, colour=False) == plain


def test_brackets_in_names_are_no_markup() -> None:
    sheet = Sheet("[bold]t[/bold]", (Column("[red]x", figure=False),), (("[/] :smile:",),))
    assert render([sheet], width=None, colour=False) == texts(
        ["[bold]t[/bold]", "[red]x", "───────────", "[/] :smile:"]
    )


def test_chinese_text_is_folded_between_characters_and_never_within_a_figure() -> None:
    sheet = Sheet("标题", (Column("名称", figure=False, wraps=True), Column("费用")), (("公众人物识别", "1,234.00"),))
    note = "再调用 5 万次就达到第 2 阶梯（100 万次起），费用是 2,178.00 元。"
    found = render([sheet._replace(notes=(note,))], width=18, colour=False)
    assert found == texts(
        [
            "标题",
            "名称          费用",
            "──────────────────",
            "公众人物  1,234.00",
            "识别",
            "  再调用 5 万次就达到第 2 阶梯",
            "  （100 万次起），费用是",
            "  2,178.00 元。",
        ]
    )


@pytest.mark.parametrize("width", range(1, 80))
def test_no_line_of_a_sentence_begins_with_closing_punctuation_or_ends_with_opening(width: int) -> None:
    text = "本价格表（每 1,000 次 2.2）：若界限属于第 1 阶梯（2.5），费用是 2,475.00 元，而不是 2,178.00 元。"
    lines = fold(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for line in lines:
        assert line == line.strip()
        assert line[0] not in "，。：）"
        assert line[-1] != "（"
        assert cell_len(line) <= max(width, 13)  # the longest piece, 2,178.00 元 or its like with a mark


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_at_every_width_at_which_whole_figures_fit_the_tables_of_the_program_fit_the_terminal(
    book: PriceBook, lang: str
) -> None:
    usage = Usage()
    for account in (None, "100001"):
        for month in ("2026-10", "2026-11"):
            for service, calls in (("label", 950_000), ("celebrity", 1_000_000), ("quality", 5)):
                usage.add(service, calls, month=month, account=account)
    sheets = [
        *bills_report.as_sheets(estimate(usage, book), book, lang),
        *prices_report.as_sheets(book.lists, None, lang),
    ]
    for sheet in sheets:
        natural = max(map(cell_len, render([sheet], width=None, colour=False, lang=lang).splitlines()))
        fitted = [
            max(map(cell_len, render([sheet], width=w, colour=False, lang=lang).splitlines())) for w in range(30, 150)
        ]
        least = next(w for w in range(30, 150) if fitted[w - 30] <= w)
        assert [w for w in range(least, 150) if fitted[w - 30] > w] == []
        assert max(fitted) <= max(natural, 150)
