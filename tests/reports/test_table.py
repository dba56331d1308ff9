from __future__ import annotations

import re

import pytest

from tests.conftest import texts
from tiia_cost.reports.sheet import Column, Sheet
from tiia_cost.reports.table import render

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


def test_in_a_narrow_terminal_the_least_useful_columns_are_left_out_and_named() -> None:
    assert render([SHEET], width=38, colour=False) == texts(
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
            "  Left out, since the terminal is",
            "  narrow: billable calls",
        ]
    )


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
